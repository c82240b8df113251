"""Wrong answers to the exercises of matrix-calculus, and the hint that each must get."""

import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch.autograd.functional import jacobian

from d2lhelpers.exercises import check

SKEW = torch.tensor([[0.0, 1, -2], [-1, 0, 3], [2, -3, 0]])
EYE = torch.eye(3)


def penalised(first=2, second=2, X1=lambda X: X.T, error=lambda X, y, w: X @ w - y,
              decay=lambda w: w):
    """Make a gradient of penalised least squares, with the given fault."""
    def gradient(X, y, w, lam):
        return first * X1(X) @ error(X, y, w) + second * lam * decay(w)
    return gradient


LENGTH = {"gradient": [0.6, -0.8], "subgradients": [True, True, True, False, False],
          "PyTorch": [0.0, 0.0]}


def differences(h=1e-5, back=1, divide=2, sign=1, place=lambda step, i: step.view(-1)[i:i + 1]):
    """Make a numerical gradient, with the given fault."""
    def numerical_gradient(f, x):
        gradient = torch.zeros_like(x)
        for i in range(x.numel()):
            step = torch.zeros_like(x)
            place(step, i).fill_(h)
            gradient.view(-1)[i] = sign * (f(x + step) - f(x - back * step)) / (divide * h)
        return gradient
    return numerical_gradient


def in_place(f, x, back=True):
    gradient = torch.zeros_like(x)
    flat, h = x.view(-1), 1e-5
    for i in range(x.numel()):
        flat[i] += h
        above = f(x).item()
        flat[i] -= 2 * h
        gradient.view(-1)[i] = (above - f(x)) / (2 * h)
        flat[i] += h if back else 0
    return gradient


def in_place_restored(f, x):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        old = x.view(-1)[i].item()
        x.view(-1)[i] = old + 1e-5
        above = f(x).item()
        x.view(-1)[i] = old - 1e-5
        gradient.view(-1)[i] = (above - f(x).item()) / 2e-5
        x.view(-1)[i] = old
    return gradient


def rows_only(f, x):
    if not x.ndim:
        return differences()(f, x)
    values = []
    for i in range(len(x)):
        step = torch.zeros_like(x)
        step[i] = 1e-5
        values.append((f(x + step) - f(x - step)) / 2e-5)
    return torch.stack(values)


def whole_rows(f, x):
    gradient = torch.zeros_like(x)
    for i in range(len(x)):
        step = torch.zeros_like(x)
        step[i] = 1e-5
        gradient[i] = (f(x + step) - f(x - step)) / 2e-5
    return gradient


def lonely(f, x):
    gradient = torch.zeros_like(x)
    gradient.view(-1)[0] = differences()(f, x).view(-1)[0]
    return gradient


def numpy_gradient(f, x):
    values = x.numpy().copy()
    gradient = np.zeros_like(values)
    for index in np.ndindex(values.shape):
        step = np.zeros_like(values)
        step[index] = 1e-6
        gradient[index] = (f(torch.tensor(values + step)) - f(torch.tensor(values - step))) / 2e-6
    return gradient


def four_points(f, x, h=1e-3):
    one = differences(h=h)(f, x)
    return (4 * one - differences(h=2 * h)(f, x)) / 3


def by_complex_step(f, x):
    gradient = torch.zeros_like(x)
    for i in range(x.numel()):
        step = torch.zeros_like(x)
        step.view(-1)[i] = 1e-100
        gradient.view(-1)[i] = f(torch.complex(x, step)).imag / 1e-100
    return gradient


def safe(direction):
    return lambda g: direction(g) if g.any() else torch.zeros_like(g)


def unmended(slope):
    return slope / slope.norm()


def blocks(block=lambda A: A.T, everywhere=False, rows=None):
    """Make the Jacobian of a product by loops, with the given fault."""
    def matrix_jacobian(X, A):
        J = torch.zeros(len(X), A.shape[1], *X.shape)
        for i in range(len(X) if rows is None else rows):
            for p in range(len(X)):
                if i == p or everywhere:
                    J[i, :, p, :] = block(A)
        return J
    return matrix_jacobian


EPS = torch.finfo(torch.float64).eps
STEP, BOUND = (48 * EPS) ** 0.25, (48 * EPS) ** 0.5 / 6

RIGHT = {
    "matrix-calculus/1": [SKEW, SKEW.int(), SKEW.tolist(), 1e-3 * SKEW, SKEW.numpy(),
                          list(SKEW), [[Fraction(int(e)) for e in row] for row in SKEW]],
    "matrix-calculus/2": [
        penalised(), lambda X, y, w, lam: 2 * (X @ w - y) @ X + 2 * lam * w,
        lambda X, y, w, lam: jacobian(lambda w: ((X @ w - y) ** 2).sum() + lam * w @ w, w),
        lambda X, y, w, lam: 2 * (X.T @ X @ w - X.T @ y + lam * w)],
    "matrix-calculus/3": [
        LENGTH,
        LENGTH | {"gradient": torch.tensor([0.6, -0.8]), "PyTorch": torch.zeros(2)},
        LENGTH | {"gradient": (Fraction(3, 5), Fraction(-4, 5))},
        LENGTH | {"gradient": (3 / 5, -4 / 5), "subgradients": (1, 1, 1, 0, 0), "PyTorch": [0, 0]},
        LENGTH | {"subgradients": torch.tensor([1, 1, 1, 0, 0]).bool(),
                  "gradient": np.array([0.6, -0.8])}],
    "matrix-calculus/4": [
        differences(), differences(h=1e-4), differences(h=1e-6), differences(h=1e-7),
        differences(h=1e-8, back=0, divide=1), in_place_restored, numpy_gradient, jacobian,
        four_points, by_complex_step,
        lambda f, x: differences()(f, x).float(), lambda f, x: differences()(f, x).tolist()],
    "matrix-calculus/5": [
        safe(lambda g: -g / g.norm()), lambda g: -torch.nn.functional.normalize(g, dim=0),
        lambda g: torch.nan_to_num(-g / g.norm()),
        lambda g: g if not g.any() else -g / torch.linalg.vector_norm(g),
        lambda g: -g / g.norm().clamp(min=1e-12)],
    "matrix-calculus/6": [
        lambda A, x, y: (A.T, A @ y, x @ A), lambda A, x, y: [A.T, y @ A.T, A.T @ x],
        lambda A, x, y: (jacobian(lambda x: x @ A, x), jacobian(lambda x: x @ A @ y, x),
                         jacobian(lambda y: x @ A @ y, y))],
    "matrix-calculus/7": [{"by a": 14, "by b": 16}, {"by a": np.array([14.0]), "by b": 16},
                          {"by a": torch.tensor(14.0), "by b": 16.0}],
    "matrix-calculus/8": [
        blocks(), lambda X, A: torch.einsum("ip,qj->ijpq", torch.eye(len(X)), A),
        lambda X, A: jacobian(lambda X: X @ A, X),
        lambda X, A: torch.block_diag(*[A.T] * len(X)).reshape(len(X), A.shape[1], *X.shape),
        lambda X, A: torch.kron(torch.eye(len(X)), A.T.contiguous()).reshape(
            len(X), A.shape[1], *X.shape)],
    "matrix-calculus/9": [{"step": STEP, "bound": BOUND}, {"step": 3.2e-4, "bound": 1.7e-8},
                          {"step": torch.tensor(STEP), "bound": np.float64(BOUND)},
                          {"step": np.array(STEP), "bound": np.array([BOUND])}],
}

WRONG = {
    "matrix-calculus/1": [
        (0 * SKEW, "another is asked"),
        (SKEW[:2], "shape (3, 3) is asked"),
        (math.nan * SKEW, "ordinary numbers"),
        (EYE, "is symmetric"),
        (SKEW + EYE, "the diagonal of A must be zero"),
        (torch.ones(3, 3).triu(1), "one side is empty"),
        (SKEW + torch.ones(3, 3).triu(1), "It must vanish"),
        ("skew", "A tensor of numbers"),
    ],
    "matrix-calculus/2": [
        (penalised(X1=lambda X: X), "runs for square data only"),
        (penalised(first=1, second=1), "in both terms"),
        (penalised(second=1), "is a square too"),
        (penalised(first=1), "The first term lacks"),
        (penalised(second=0), "penalty is missing"),
        (penalised(error=lambda X, y, w: y - X @ w), "wrong sign"),
        (penalised(second=-2), "penalty is subtracted"),
        (lambda X, y, w, lam: 2 / len(X) * X.T @ (X @ w - y) + 2 * lam * w, "not a mean"),
        (penalised(error=lambda X, y, w: X @ w), "labels are lost"),
        (lambda X, y, w, lam: ((X @ w - y) ** 2).sum() + lam * w @ w, "one number"),
        (penalised(decay=lambda w: 1), "the w is missing"),
        (penalised(second=1, decay=lambda w: w @ w), "you add the penalty itself"),
        (penalised(second=1, decay=lambda w: w / w.norm()), "penalises the length"),
        (lambda X, y, w, lam: penalised()(X, y, w, lam)[:, None], "the shape is not"),
        (lambda X, y, w, lam: penalised()(X, y, w, lam) / len(X), "both terms are sums"),
        (lambda X, y, w, lam: 2 * X.T @ X @ w - X.T @ y + 2 * lam * w, "belongs to Xᵀy"),
        (penalised(error=lambda X, y, w: X @ w + y), "labels are added"),
        (lambda X, y, w, lam: penalised()(X, y, w, 1), "`lam` is missing"),
        (penalised(first=0), "first term is missing"),
        (penalised(decay=torch.square), "the square is gone"),
        (penalised(second=1, decay=torch.square), "not yet differentiated"),
        (penalised(decay=lambda w: w @ w), "added to all entries"),
        (lambda X, y, w, lam: penalised()(X, y, w, lam**2), "first power"),
        (lambda X, y, w, lam: w - penalised()(X, y, w, lam), "step of gradient descent"),
        (lambda X, y, w, lam: 2 * X.T @ X + 2 * lam * torch.eye(len(w)), "second derivative"),
        (lambda X, y, w, lam: 2 * X * (X @ w - y)[:, None] + 2 * lam * w, "before the sum"),
        (lambda X, y, w, lam: 2 * (X @ w - y) + 2 * lam * w, "in front of the error"),
        (penalised(second=1, decay=lambda w: 1), "2w is missing"),
        (lambda X, y, w, lam: X.T @ (X @ w - y) / len(y) + lam * w, "and the factor 2 is missing"),
        (penalised(first=-2, second=1), "and the penalty's gradient lacks"),
        (penalised(first=4), "4 times"),
        (lambda X, y, w, lam: torch.linalg.inv(X.T @ X + lam * torch.eye(len(w))) @ X.T @ y,
         "at which the gradient is zero"),
        (lambda X, y, w, lam: 2 * X.T @ (X @ w - y) / (X @ w - y).norm() + 2 * lam * w,
         "without a root"),
        (penalised(decay=torch.linalg.vector_norm), "its length was added"),
    ],
    "matrix-calculus/3": [
        (LENGTH | {"gradient": [3, -4]}, "Divide by the length"),
        (LENGTH | {"gradient": [6, -8]}, "the square of the length."),
        (LENGTH | {"gradient": [0.12, -0.16]}, "not by the length"),
        (LENGTH | {"gradient": [-0.6, 0.8]}, "points to the origin"),
        (LENGTH | {"gradient": [0.6, 0.8]}, "signs of x are lost"),
        (LENGTH | {"gradient": [1, -1]}, "the 1-norm"),
        (LENGTH | {"gradient": [-3, 4]}, "and is not divided"),
        (LENGTH | {"gradient": [0.36, 0.64]}, "Squared entries"),
        (LENGTH | {"gradient": 1.0}, "two entries"),
        (LENGTH | {"gradient": [3 / 7, -4 / 7]}, "1-norm, 7"),
        (LENGTH | {"gradient": [1.2, -1.6]}, "one factor 2"),
        (LENGTH | {"gradient": [-0.8, 0.6]}, "exchanged"),
        (LENGTH | {"subgradients": [True, True, True, True, False]}, "its length is 1.13"),
        (LENGTH | {"subgradients": [False, True, False, False, False]}, "has an inside"),
        (LENGTH | {"subgradients": [True, False, True, False, False]}, "length exactly 1"),
        (LENGTH | {"subgradients": [True, False, False, False, False]}, "not the only one"),
        (LENGTH | {"subgradients": [True] * 5}, "Not everything"),
        (LENGTH | {"subgradients": [True] * 3}, "One word for each"),
        (LENGTH | {"PyTorch": [math.nan, math.nan]}, "would give nan"),
        (LENGTH | {"PyTorch": 0.0}, "PyTorch: A vector with two"),
        (LENGTH | {"subgradients": ["True"] * 3 + ["False"] * 2}, "without quotes"),
        (LENGTH | {"subgradients": [False, False, False, True, True]}, "other way round"),
        (LENGTH | {"subgradients": [False, True, True, False, False]}, "(3) always"),
        (LENGTH | {"subgradients": [True, True, True, False, True]}, "2 ≥ 4"),
        (LENGTH | {"subgradients": [True, False, True, True, False]}, "(0.8, 0.8)"),
        (LENGTH | {"subgradients": [True, True, False, False, False]}, "Cauchy"),
        (LENGTH | {"PyTorch": [1.0, 0.0]}, "PyTorch picks"),
        (LENGTH | {"PyTorch": [1.0, 1.0]}, "too long"),
    ],
    "matrix-calculus/4": [
        (lambda f, x: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5, "an entry for each entry"),
        (rows_only, "counts its rows only"),
        (lambda f, x: differences()(f, x).flatten(), "must be that of x"),
        (lambda f, x: differences()(f, x)[1:] if x.ndim else x, "the result has the shape (2,)"),
        (differences(h=0.0), "is h zero"),
        (lambda f, x: in_place(f, x, back=False), "not put back"),
        (differences(h=1e-20), "rounded to x"),
        (differences(divide=1), "2h apart"),
        (differences(back=0), "Half of what"),
        (differences(sign=-1), "sign is reversed"),
        (differences(place=lambda step, i: step), "one entry of x at a time"),
        (whole_rows, "is a whole row"),
        (lonely, "Only the first entry"),
        (differences(h=1e-3, back=0, divide=1), "the forward difference with h = 0.001"),
        (differences(h=0.1), "h = 0.1 is too large"),
        (differences(h=1e-12), "rounding is to blame"),
        (lambda f, x: -differences(h=-1e-3, back=0, divide=1, sign=-1)(f, x), "backward"),
        (lambda f, x: 2e-5 * differences()(f, x), "is the division missing"),
        (lambda f, x: 1e5 * differences()(f, x), "once too often"),
        (lambda f, x: x + 1e6, "The entries are huge"),
        (lambda f, x: differences()(f, x).cumsum(0), "begin each step with fresh zeros"),
        (lambda f, x: differences()(f, x) * (x != x.flatten()[-1]), "last entry stays zero"),
        (lambda f, x: differences()(f, x) * (x != x.flatten()[0]), "first entry stays zero"),
        (lambda f, x: differences()(lambda d: f(d), 0 * x), "replaced by h"),
        (lambda f, x: differences()(f, x).half(), "rounded to 16 or 32 bits"),
        (lambda f, x: [x[0, 0]], "That was for x of shape (3,)"),
        (lambda f, x: x.clone(), "far from 1e-6"),
        (lambda f, x: x[0, 0, 0], "Your code raised"),
    ],
    "matrix-calculus/5": [
        (unmended, "And a zero gradient gives nan"),
        (safe(unmended), "look at the heights."),
        (lambda g: -g, "a direction has the length 1"),
        (lambda g: -g.sign(), "its largest entry"),
        (lambda g: -g / (g @ g), "has not the length 1"),
        (safe(lambda g: -g / (g @ g)), "the length is its root"),
        (safe(lambda g: -g / g.abs().sum()), "Divided by the 1-norm"),
        (lambda g: -g / g.norm(), "still gives 0/0"),
        (lambda g: -g / g.norm() if g.any() else torch.ones_like(g), "the zero vector is asked"),
        (lambda g: -g / (g.norm() + 1e-6), "not tiny beside it"),
        (lambda g: -g / g.norm() if g.norm() > 1e-3 else 0 * g, "if *every* entry is zero"),
        (lambda g: -g / g.norm() if g != 0 else g, "wants one answer"),
        (lambda g: -g.norm(), "One number came out"),
        (lambda g: -g / g.abs().max(), "by the largest entry"),
        (lambda g: -0.01 * g, "its length is not 1"),
        (safe(lambda g: -g.abs() / g.norm()), "the way down is forwards"),
        (safe(lambda g: -g / g.sum()), "Divided by the sum"),
        (lambda g: -1 / g, "One is divided by"),
        (lambda g: g.flip(0) / g.norm(), "still rises"),
        (lambda g: (torch.tensor([g[1], -g[0]]) if len(g) == 2 else g) / g.norm(), "is level"),
    ],
    "matrix-calculus/6": [
        (lambda M, p, q: (M, M @ q, M @ p), "for a symmetric A only"),
        (lambda A, x, y: (A, A @ y, A.T @ x), "As a column the first"),
        (lambda A, x, y: (A.T, A @ y, A @ x), "The third needs"),
        (lambda A, x, y: (A.T, A.T @ y, A.T @ x), "needs no transpose"),
        (lambda A, x, y: (A.T, A.T @ x, A @ y), "are exchanged"),
        (lambda A, x, y: (A.T, A, A.T), "lack a vector"),
        (lambda A, x, y: (A.T, A @ y * x, A.T @ x * y), "go in twice"),
        (lambda A, x, y: (A.T, A.T @ y, A @ x), "at the wrong places"),
        (lambda A, x, y: (x @ A, A @ y, A.T @ x), "is the product itself"),
        (lambda A, x, y: (A, A.T @ y, A.T @ x), "the second does not"),
        (lambda A, x, y: (A, A.T @ y, A @ x), "the second none"),
        (lambda A, x, y: (A.T, (A + A.T) @ y, (A + A.T) @ x), "stands once"),
        (lambda A, x, y: (A.T, x @ A @ y, x @ A @ y), "The last two are the product"),
        (lambda A, x, y: (A.T, torch.outer(x, y), A.T @ x), "derivative by A"),
        (lambda A, x, y: (A @ y, A.T @ x, A.T), "first the matrix"),
        (lambda A, x, y: A.T, "Expected a tuple"),
    ],
    "matrix-calculus/7": [
        ({"by a": 8, "by b": 16}, "over x only"),
        ({"by a": 14, "by b": 12}, "by b: That is the path over y"),
        ({"by a": 48, "by b": 48}, "paths are added"),
        ({"by a": 10, "by b": 16}, "One factor is off"),
        ({"by a": 10, "by b": 14}, "not taken at x = 2"),
        ({"by a": 14, "by b": 19}, "are exchanged"),
        ({"by a": 14, "by b": 8}, "get lost"),
        ({"by a": 7, "by b": 7}, "inner factors"),
        ({"by a": 11, "by b": 20}, "is transposed"),
        ({"by a": 16, "by b": 14}, "derivative by b"),
        ({"by a": 14, "by b": 10}, "which is 4 here"),
        ({"by a": 14, "by b": 20}, "taken to be b."),
        ({"by a": 26, "by b": 16}, "the b² in y"),
        ({"by a": 14, "by b": 22}, "the 2a in y"),
    ],
    "matrix-calculus/8": [
        (lambda X, A: blocks()(X, A).transpose(2, 3), "in reverse"),
        (lambda X, A: blocks()(X, A).permute(2, 3, 0, 1), "output's come first"),
        (lambda X, A: blocks()(X, A).transpose(0, 1), "first two axes"),
        (blocks(block=lambda A: A), "its transpose"),
        (blocks(everywhere=True), "Every block is filled"),
        (lambda X, A: jacobian(lambda A: X @ A, A), "by A, not by X"),
        (lambda X, A: A.T, "of a single example"),
        (lambda X, A: torch.kron(torch.eye(len(X)), A.T.contiguous()), "laid out as a matrix"),
        (blocks(rows=0), "nothing is filled in"),
        (lambda X, A: A.T.expand(len(X), -1, -1), "Three axes"),
        (blocks(rows=1), "Only the first example"),
        (lambda X, A: blocks()(X, A) * (torch.arange(len(X)) > 0)[:, None, None, None],
         "counts from 0"),
        (lambda X, A: blocks()(X, A).transpose(1, 2), "side by side"),
        (lambda X, A: blocks()(X, A) * torch.eye(A.shape[1], len(A))[:, None], "Every a_qj"),
        (lambda X, A: A, "That is A"),
        (lambda X, A: X @ A, "Y itself"),
        (blocks(block=lambda A: 1), "hold ones"),
        (lambda X, A: torch.einsum("ip,iq->ipq", torch.eye(len(X)), X)[:, None].expand(
            -1, A.shape[1], -1, -1), "rows of X"),
        (lambda X, A: torch.kron(A.T.contiguous(), torch.eye(len(X))).reshape(
            len(X), A.shape[1], *X.shape), "went astray"),
        (lambda X, A: torch.block_diag(*[A] * len(X)).reshape(len(X), A.shape[1], *X.shape),
         "scatters them"),
    ],
    "matrix-calculus/9": [
        ({"step": (12 * EPS) ** 0.25, "bound": BOUND}, "rounding of one value"),
        ({"step": (24 * EPS) ** 0.25, "bound": BOUND}, "two roundings were counted"),
        ({"step": (36 * EPS) ** 0.25, "bound": BOUND}, "counts twice"),
        ({"step": EPS ** 0.25, "bound": BOUND}, "constant is missing"),
        ({"step": (4 * EPS) ** 0.25, "bound": BOUND}, "without the 12"),
        ({"step": BOUND, "bound": STEP}, "are exchanged"),
        ({"step": 1e-4, "bound": 1e-8 / 12 + 4 * EPS / 1e-8}, "fits your step"),
        ({"step": STEP, "bound": 2 * (2 * EPS / 12) ** 0.5}, "Two roundings"),
        ({"step": STEP, "bound": EPS ** 0.5}, "√ε"),
        ({"step": STEP, "bound": (48 * 2**-23) ** 0.5 / 6}, "bound for float32"),
        ({"step": (3 * EPS) ** (1 / 3), "bound": BOUND}, "first derivative, by central"),
        ({"step": 2 * EPS ** 0.5, "bound": BOUND}, "forward difference"),
        ({"step": (48 * EPS) ** 0.5, "bound": BOUND}, "not the square root"),
        ({"step": (48 * EPS) ** (1 / 3), "bound": BOUND}, "of fourth degree"),
        ({"step": 48 * EPS, "bound": BOUND}, "That is h⁴"),
        ({"step": 0.0489, "bound": BOUND}, "for float32"),
        ({"step": STEP, "bound": STEP**2 / 12}, "only one of the two terms"),
        ({"step": STEP, "bound": STEP**2}, "the step squared"),
        ({"step": STEP, "bound": EPS}, "ε itself"),
        ({"step": (96 * EPS) ** 0.25, "bound": BOUND}, "96ε"),
        ({"step": STEP, "bound": 2 * BOUND}, "Twice too large"),
        ({"step": STEP, "bound": STEP**2 / 12 + 2 * EPS / STEP**2}, "with it two roundings"),
        ({"step": STEP, "bound": STEP**2 / 12 + EPS / STEP**2}, "one rounding was counted"),
        ({"step": STEP, "bound": (3 * EPS) ** (2 / 3) / 2}, "the bound for the first"),
        ({"step": -STEP, "bound": BOUND}, "positive numbers"),
        ({"step": "small", "bound": BOUND}, "A number is asked"),
    ],
}


def test_automatic_differentiation_passes_for_differences_but_is_noted():
    assert "was it by differences" in check("matrix-calculus/4", jacobian).message
    assert "was it by differences" not in check("matrix-calculus/4", differences()).message


def test_a_forward_difference_and_a_machine_are_told():
    assert "forward" in check("matrix-calculus/4", differences(h=1e-8, back=0, divide=1)).message
    told = check("matrix-calculus/8", lambda X, A: jacobian(lambda X: X @ A, X))
    assert told
    assert "by hand" in told.message


def test_putting_x_back_inexactly_is_no_success():
    assert not check("matrix-calculus/4", in_place)


@pytest.mark.parametrize("bound", [0, 8.6e-9, 1e-8, 2.5e-8, 1e-7])
def test_tiny_numbers_are_compared_relatively(bound):
    assert not check("matrix-calculus/9", {"step": STEP, "bound": bound})


@pytest.mark.parametrize("number, answer, fragment", [
    (1, 1j * EYE, "A tensor of numbers"),
    (3, LENGTH | {"gradient": torch.ones(1, 2)}, "two entries"),
    (3, LENGTH | {"gradient": [0.3, -0.4]}, "one factor 2"),
    (3, LENGTH | {"PyTorch": [0.6, -0.8]}, "PyTorch picks"),
    (3, LENGTH | {"PyTorch": torch.zeros(3)}, "two entries"),
    (4, differences(h=3e-4, back=0, divide=1), "the forward difference with h = 0.0003"),
    (5, lambda g: -g / g.norm() if g.all() else 0 * g, "if *every* entry is zero"),
    (5, lambda g: -g / g.norm() if g.sum() != 0 else 0 * g, "if *every* entry is zero"),
    (5, lambda g: -g / g.norm() if (g > 0).any() else 0 * g, "if *every* entry is zero"),
    (5, lambda g: g / (g.norm() + 1e-8), "look at the heights"),
    (5, lambda g: -g / g.abs().sum(), "Divided by the 1-norm"),
    (7, {"by a": 10, "by b": 16}, "taken to be b?"),
    (9, {"step": 3e-4, "bound": BOUND}, "rounded to one digit"),
])
def test_other_ways_to_the_same_mistake(number, answer, fragment):
    verdict = check(f"matrix-calculus/{number}", answer)
    assert verdict.state == "wrong"
    assert fragment in verdict.message
