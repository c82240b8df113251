"""Exercises of the chapter linear-algebra."""

import torch

from ._compare import (
    as_number,
    as_tensor,
    compare,
    compare_parts,
    random_tensors,
    require,
    same_as,
)
from ._linear_algebra import (
    LIMIT_MISTAKES,
    NOTES_MISTAKES,
    PRODUCT_MISTAKES,
    Watch,
    judge_singular,
    norms,
    top,
    with_singular_values,
)
from ._registry import exercise


@exercise("linear-algebra/1")
def shapes(answer):
    """What sums leave of a shape."""
    sizes = (2, 3, 4)

    def without(axis):
        return tuple(n for i, n in enumerate(sizes) if i != axis)

    def mistakes(axis):
        return {
            "That is the axis you summed over; it is the one that disappears.": (sizes[axis],),
            "This axis keeps a place of size 1 only with `keepdim=True`.":
                tuple(1 if i == axis else n for i, n in enumerate(sizes)),
            "Axes are counted from 0: this is the shape after summing over the one before.":
                without((axis - 1) % 3),
            "The axes that remain keep their order.": without(axis)[::-1],
            "A shape is asked, such as (7, 8).": lambda got: isinstance(got, (int, float, str)),
            "One axis goes, so two must remain.": lambda got: len(got) != 2}

    compare_parts(answer, {"len": 2} | {f"sum({axis})": without(axis) for axis in range(3)}, {
        "len": {"That counts all the entries, as `numel` does; `len` looks at one axis only.": 24,
                "That is the number of axes, `ndim`.": 3,
                "`len` looks at the first axis, not at the last.": 4},
        **{f"sum({axis})": mistakes(axis) for axis in range(3)}})


@exercise("linear-algebra/2")
def transposes(answer):
    """A pair with (AB)^T other than A^T B^T."""
    require(isinstance(answer, (tuple, list)) and len(answer) == 2,
            "Two matrices are asked, in a tuple: (A, B).")
    A, B = (as_tensor(matrix, (2, 2)) for matrix in answer)
    require(A.isfinite().all() and B.isfinite().all(), "The entries must be ordinary numbers.")
    require(A.any() and B.any(), "With a zero matrix both sides are zero.")
    require(not torch.equal(A, B), "A and B are the same matrix, and a matrix commutes with itself:"
                                   " both sides are equal.")
    require(not all(torch.equal(M, M.diag().diag()) for M in (A, B)),
            "Two diagonal matrices commute, so both sides are equal here.")
    for M in (A, B):
        require(not torch.equal(M, M[0, 0] * torch.eye(2, dtype=M.dtype)),
                "A multiple of the identity commutes with every matrix: both sides are equal.")
    gap = ((A @ B).T - A.T @ B.T).norm()
    require(gap > 1e-4 * A.norm() * B.norm(), "For this pair AB = BA, up to rounding, and then"
                                              " both sides are equal after all.")
    return "The two sides differ, so the order must be reversed."


@exercise("linear-algebra/3", expects="function")
def matmul(answer):
    """A product by three loops."""
    def product(A, B):
        return A @ B

    cases = [tuple(map(torch.tensor, ([[1.0, 2.0], [3.0, 4.5]], [[5.0, 1.0], [0.5, 2.0]]))),
             tuple(map(torch.tensor, ([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[1.0], [10.0]]))),
             random_tensors((2, 5), (5, 6), seed=1), random_tensors((1, 4), (4, 1), seed=2),
             random_tensors((3, 1), (1, 3), seed=3)]
    compare(answer, product, cases, PRODUCT_MISTAKES)
    with Watch() as seen:
        answer(*cases[0])
    return ("But a ready-made product does the work: now write its sum out." if seen.product() else
            "Five pairs, most of them not square, against `A @ B`.")


def notes_normalise_rows(X):
    """Divide by sums that have lost their axis, as first attempts at softmax do."""
    return X / X.sum(1)


@exercise("linear-algebra/4", expects="function", given=notes_normalise_rows)
def normalise_rows(answer):
    """Rows that add up to 1."""
    def normalise(X):
        return X / X.sum(1, keepdim=True)

    cases = [torch.tensor([[1.0, 3.0], [4.0, 4.0]]),
             *(random_tensors(shape)[0].abs() + 0.1 for shape in ((5, 4), (3, 3), (1, 4), (4, 1)))]
    compare(answer, normalise, cases, mistakes=[
        same_as(notes_normalise_rows, "The sums still have the shape (n,), so they are aligned with"
                                      " the columns: for a square matrix this is silently wrong."),
        same_as(lambda X: X / X.sum(0), "Now the columns add up to 1: axis 0 was summed away, and"
                                        " that runs down the rows."),
        same_as(lambda X: X / X.sum(), "All the entries together add up to 1, not each row."),
        same_as(lambda X: X.softmax(1), "That is softmax: it takes exponentials first."),
        same_as(lambda X: X / X.norm(dim=1, keepdim=True), "Each row now has the length 1, not the"
                                                           " sum 1."),
        same_as(lambda X: X / X.amax(1, keepdim=True), "Each row is divided by its largest entry."),
    ])
    return "Square and other shapes, and every row adds up to 1."


@exercise("linear-algebra/5", expects="function")
def notes(answer):
    """The product, and which norm is which."""
    cases = [(torch.tensor([[1, 2], [3, 4]]), torch.tensor([3, -4])),
             random_tensors((3, 2), (2,)), random_tensors((2, 4), (4,))]
    compare(answer, lambda A, x: norms(A, x), cases, NOTES_MISTAKES, rtol=1e-5)
    return "Whole numbers, decimals, square or not."


@exercise("linear-algebra/6")
def brackets(answer):
    """Multiplications from the left and from the right."""
    n = 1000.0  # a float is compared with a tolerance
    additions = "Only the multiplications are asked, without the additions."
    compare_parts(answer, {"from the left": 3 * n**2, "from the right": 2 * n**3 + n**2}, {
        "from the left": {
            "That is a matrix times a matrix each time; here every product is a row times one.":
                3 * n**3,
            "That is one product of a row and a matrix; there are three of them.": n**2,
            "A row times one column takes 1000 already, and the matrix has 1000 columns.": 3 * n,
            "That is the other order.": 2 * n**3 + n**2,
            additions: 3 * n * (2 * n - 1)},
        "from the right": {
            "The last product is a row times a matrix only, far cheaper.": 3 * n**3,
            "The last product, with the row, is missing.": 2 * n**3,
            "An n × n matrix times another takes n³, as each of n² entries is a sum of n terms;"
            " 3n² is the price of the other order.": 3 * n**2,
            additions: (2 * n**2 + n) * (2 * n - 1)}}, rtol=1e-6)
    return "A factor of 667 for the same result."


@exercise("linear-algebra/7")
def extremes(answer):
    """Vectors with equality between the norms."""
    require(isinstance(answer, (tuple, list)) and len(answer) == 2,
            "Two vectors are asked, in a tuple.")
    vectors = [as_tensor(vector, (9,)) for vector in answer]
    for vector in vectors:
        require(vector.isfinite().all(), "The entries must be ordinary numbers.")
        require(vector.any(), "The zero vector makes every norm zero; another is asked.")
    left, right = (float(vector.abs().sum() / vector.norm()) for vector in vectors)
    require(left < 2.9999 or right > 1.0001,
            "The two are exchanged: for the first the norms shall agree.")
    require(left < 1.0001, f"For the first vector the 1-norm is {left:.4g} times the 2-norm:"
                              " one product of two different entries is still not zero.")
    require(right > 2.9999, f"For the second vector the factor is {right:.4g}, not 3: its"
                               " entries differ in size.")
    return "Factors 1 and 3, the two ends of Proposition 3."


@exercise("linear-algebra/8", expects="function")
def largest_singular(answer):
    """The largest singular value and its right vector, by power iteration."""
    traps = (torch.tensor([[2.0, -1.0], [-1.0, 2.0]]), torch.tensor([[1.0, 0.0], [0.0, 2.0]]))
    tall = with_singular_values([5.0, 3.0, 1.0], (6, 3), 0)
    wide = with_singular_values([0.5, 0.3, 0.1], (3, 5), 1)
    for A in (torch.tensor([[2.0, 3.0], [0.0, 2.0]]), tall, wide, -torch.eye(2), *traps):
        result = answer(A, 100)
        require(isinstance(result, (tuple, list)) and len(result) == 2,
                "Return two things: the singular value and its vector.")
        require(getattr(result[0], "shape", ()) != (A.shape[1],),
                "First the singular value, then the vector.")
        sigma, v = as_number(result[0]), as_tensor(result[1], (A.shape[1],))
        require(abs(sigma - 1) > 1e-3 or not any(A is trap for trap in traps),
                "On one matrix the walk stays at the smaller singular value: its start is"
                " orthogonal to v1. Start from random numbers.")
        judge_singular(A.double(), sigma, v)
    return "Square, tall and wide, and two on which a fixed start gets stuck."


@exercise("linear-algebra/9", expects="function")
def learning_rate_limit(answer):
    """The limit 2 / lambda_max from the data."""
    cases = [torch.tensor([[3.0, 0.0], [0.0, 1.0]]), *random_tensors((20, 3), (4, 4), (3, 6))]
    compare(answer, lambda X: 2 * len(X) / top(X) ** 2, cases, LIMIT_MISTAKES)
    return "Tall, square and wide data."
