"""Exercises of the chapter matrix-calculus."""

from collections.abc import Mapping

import torch

from ._compare import (
    as_number,
    as_tensor,
    compare,
    compare_parts,
    random_tensors,
    require,
)
from ._matrix_calculus import (
    DECREASE_MISTAKES,
    LENGTH_MISTAKES,
    PENALTY_MISTAKES,
    by_machine,
    judge_skew,
    notes_direction,
    penalised,
)
from ._matrix_calculus_numerical import FUNCTIONS, central, judge_numerical
from ._matrix_calculus_products import (
    CORNER_MISTAKES,
    PRODUCT_MISTAKES,
    TWO_PATH_MISTAKES,
    corner,
    notes_products,
    products,
    step_mistakes,
)
from ._registry import exercise


@exercise("matrix-calculus/1")
def flat(answer):
    """A matrix whose quadratic form has the gradient zero everywhere."""
    judge_skew(as_tensor(answer, (3, 3)))
    return "Such a matrix is skew-symmetric, and its quadratic form is zero everywhere."


@exercise("matrix-calculus/2", expects="function")
def penalised_gradient(answer):
    """The gradient of penalised least squares."""
    def gradient(X, y, w, lam):
        return penalised(X, y, w, lam)

    X = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    y, w = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 2.0])
    cases = [(X, torch.tensor([1.0, 0.0, 2.0]), w, 0.5), (X, y, torch.ones(2), 0.0),
             (*random_tensors((5, 3), (5,), (3,)), 2.0), (*random_tensors((4, 4), (4,), (4,)), 0.1)]
    compare(answer, gradient, cases, PENALTY_MISTAKES)
    return "Tall and square data, with and without the penalty." + by_machine(answer)


@exercise("matrix-calculus/3")
def length(answer):
    """The gradient of the length, and its subgradients at zero."""
    compare_parts(answer, {"gradient": [0.6, -0.8], "PyTorch": [0.0, 0.0],
                           "subgradients": [True, True, True, False, False]}, LENGTH_MISTAKES)
    return "The subdifferential at 0 is the unit ball, its edge included."


@exercise("matrix-calculus/4", expects="function")
def numerical_gradient(answer):
    """Central differences, entry by entry, against jacobian."""
    worst = max(judge_numerical(answer, f, x) for f, x in FUNCTIONS)
    if worst <= 1e-14:
        return ("So exact that one wonders: was it by differences, or by the complex step or"
                " `jacobian`?")
    return ("Vectors, matrices and a number." if central(answer) else "The values are near enough,"
            " but this is the forward difference; the central one has twice as many digits.")


@exercise("matrix-calculus/5", expects="function", given=notes_direction)
def fastest_decrease(answer):
    """The direction of steepest descent, zero where there is none."""
    def direction(gradient):
        size = gradient.norm()
        return -gradient / size if size > 0 else torch.zeros_like(gradient)

    cases = [torch.tensor([2.0, 4.0]), torch.tensor([3.0, -4.0]), *random_tensors((5,)),
             *map(torch.tensor, ([0.0, 2.0], [-3.0, 3.0], [-1.0, -2.0], [-2.0, 0.0])),
             torch.tensor([3e-6, -4e-6]), torch.zeros(3)]
    compare(answer, direction, cases, DECREASE_MISTAKES)
    return "Steep, flat and level: no direction of length 1 goes down faster."


@exercise("matrix-calculus/6", expects="function", given=notes_products)
def product_jacobians(answer):
    """Derivatives of products from the left."""
    cases = [tuple(map(torch.tensor, ([[1.0, 2.0], [3.0, 4.0]], [1.0, 2.0], [3.0, 1.0]))),
             random_tensors((3, 2), (3,), (2,)), random_tensors((2, 4), (2,), (4,)),
             random_tensors((3, 3), (3,), (3,))]
    compare(answer, products, cases, PRODUCT_MISTAKES)
    return "Square, tall and wide." + by_machine(answer)


@exercise("matrix-calculus/7")
def two_paths(answer):
    """The chain rule on two paths."""
    compare_parts(answer, {"by a": 14.0, "by b": 16.0}, TWO_PATH_MISTAKES)
    return "Multiply along a path, add over the paths."


@exercise("matrix-calculus/8", expects="function")
def matrix_jacobian(answer):
    """The Jacobian of a matrix by a matrix, with four axes."""
    cases = [tuple(map(torch.tensor, ([[1.0, 2.0], [3.0, 4.0]], [[5.0], [6.0]]))),
             random_tensors((2, 3), (3, 4)), random_tensors((3, 2), (2, 2)),
             random_tensors((1, 4), (4, 2)), random_tensors((2, 2), (2, 2), seed=1)]
    compare(answer, corner, cases, CORNER_MISTAKES)
    return "Only the blocks of one example with itself are filled." + by_machine(answer)


@exercise("matrix-calculus/9")
def second_difference(answer):
    """The best step for the second derivative in float64."""
    eps = torch.finfo(torch.float64).eps
    step = (48 * eps) ** 0.25
    want = {"step": step, "bound": step**2 / 12 + 4 * eps / step**2}
    mistakes = None
    if isinstance(answer, Mapping):  # numbers so small are compared in units of 1e-12
        answer = {key: 1e12 * as_number(value) for key, value in answer.items()}
        require(all(value > 0 for value in answer.values()), "Both are positive numbers.")
        mistakes = step_mistakes(answer.get("step", 1.0))
    compare_parts(answer, {key: 1e12 * value for key, value in want.items()}, mistakes, rtol=0.03)
    return "A larger step than for the first derivative, and fewer digits."
