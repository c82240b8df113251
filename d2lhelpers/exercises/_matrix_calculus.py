"""What the exercises of matrix-calculus are tested with: oracles, known mistakes, judges."""

import math

import torch
from torch.autograd.functional import jacobian
from torch.linalg import vector_norm

from ._answers import Wrong
from ._compare import as_tensor, require, same_as, when


def judge_skew(A):
    """Raise ``Wrong`` unless A is skew-symmetric and not zero."""
    require(A.isfinite().all(), "The entries must be ordinary numbers.")
    require(A.any(), "The zero matrix does it, but another is asked.")
    S = A + A.T
    small = 1e-4 * A.abs().max()
    if S.abs().max() <= small:
        return
    require(not torch.equal(A, A.T), "This matrix is symmetric, so the gradient is 2Ax, which is"
                                     " zero for every x only if A is zero.")
    require(A.diag().abs().max() <= small, "The diagonal of A + Aᵀ is twice that of A, so the"
                                           " diagonal of A must be zero.")
    upper, lower = A.triu(1).abs().max(), A.tril(-1).abs().max()
    require(min(upper, lower) > 0, "Above and below the diagonal the entries must balance: here"
                                   " one side is empty, so A + Aᵀ is not zero.")
    i, j = divmod(int(S.abs().argmax()), 3)
    raise Wrong(f"A + Aᵀ is not zero: its entry in row {i + 1}, column {j + 1} is"
                f" {S[i, j]:.4g}. It must vanish, not only the form at some x.")


def penalised(X, y, w, lam):
    """Return the gradient of ||Xw - y||^2 + lam ||w||^2."""
    return 2 * X.T @ (X @ w - y) + 2 * lam * w


def _error(X, y, w):
    return X @ w - y


_KNOWN_PENALTIES = {
    "X must change sides as its transpose: with X itself it runs for square data only.":
        lambda X, y, w, lam: 2 * X @ _error(X, y, w) + 2 * lam * w,
    "The factor 2 is missing, in both terms: each is a square.":
        lambda X, y, w, lam: X.T @ _error(X, y, w) + lam * w,
    "The penalty is a square too: its gradient has the factor 2.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + lam * w,
    "The first term lacks the factor 2 of the square.":
        lambda X, y, w, lam: X.T @ _error(X, y, w) + 2 * lam * w,
    "The penalty is missing.": lambda X, y, w, lam: 2 * X.T @ _error(X, y, w),
    "The error enters with the wrong sign: y - Xw in place of Xw - y.":
        lambda X, y, w, lam: -2 * X.T @ _error(X, y, w) + 2 * lam * w,
    "The penalty is subtracted; it is added to the loss, and so is its gradient.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) - 2 * lam * w,
    "You divide by the number of examples; this loss is a sum, not a mean.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) / len(X) + 2 * lam * w,
    "The labels are lost: the error is Xw - y.":
        lambda X, y, w, lam: 2 * X.T @ X @ w + 2 * lam * w,
    "That is the loss, one number; the gradient has the shape of w.":
        lambda X, y, w, lam: _error(X, y, w).square().sum() + lam * w.square().sum(),
    "By each w_j the penalty has the derivative 2λw_j; the w is missing.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + 2 * lam,
    "To the gradient of the first term you add the penalty itself; its gradient is asked.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + lam * w @ w,
    "That penalises the length of w; here it is the square of the length.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + lam * w / w.norm()}
PENALTY_MISTAKES = [same_as(function, hint) for hint, function in _KNOWN_PENALTIES.items()]

LENGTH_MISTAKES = {
    "gradient": {
        "Divide by the length: x/‖x‖ has the length 1, wherever x is.": [3.0, -4.0],
        "That is the gradient of the square of the length.": [6.0, -8.0],
        "That is divided by the square of the length, 25, not by the length.": [0.12, -0.16],
        "It points to the origin, but the length grows outwards.": [-0.6, 0.8],
        "The signs of x are lost.": [0.6, 0.8],
        "That is the gradient of the 1-norm: the signs.": [1.0, -1.0],
        "A vector with two entries is asked.": lambda got: not hasattr(got, "__len__")},
    "subgradients": {
        "(0.8, 0.8) has small entries, but its length is 1.13: put z = g into (3).":
            [True, True, True, True, False],
        "The ball has an inside: shorter vectors satisfy (3) even more easily.":
            [False, True, False, False, False],
        "A vector of length exactly 1 satisfies (3) too, with equality for one z.":
            [True, False, True, False, False],
        "Zero is one of them, but not the only one: try z against (0.5, 0.5).":
            [True, False, False, False, False],
        "Not everything is a subgradient: put z = g into (3).": [True] * 5,
        "One word for each of the five vectors is asked.": lambda got: len(got) != 5},
    "PyTorch": {
        "x/‖x‖ would give nan at 0, but PyTorch knows this kink: ask it.":
            lambda got: as_tensor(got).isnan().any(),
        "A vector with two entries is asked.": lambda got: as_tensor(got).ndim == 0,
        "That is a subgradient, but not the one that PyTorch picks: ask it.":
            lambda got: 0 < as_tensor(got).norm() <= 1}}


def notes_direction(gradient):
    """Return the direction in which the notes say that a function falls fastest."""
    return gradient / vector_norm(gradient)


def _zero_safe(direction):
    def safe(gradient):
        return direction(gradient) if gradient.any() else torch.zeros_like(gradient)
    return safe


UPHILL = "This goes along the gradient, where the function grows fastest: look at the heights."
DECREASE_MISTAKES = [
    same_as(notes_direction, UPHILL + " And a zero gradient gives nan."),
    same_as(_zero_safe(notes_direction), UPHILL),
    same_as(lambda g: -g, "The direction is right, but a direction has the length 1."),
    same_as(lambda g: -g.sign(), "The signs are the best step if a step is measured by its largest"
                                 " entry; here its 2-norm is 1."),
    same_as(lambda g: -g / (g @ g), "Divided by the square of the length: the result has not the"
                                    " length 1."),
    same_as(_zero_safe(lambda g: -g / (g @ g)), "Divided by the square of the length; the"
                                                " length is its root."),
    same_as(_zero_safe(lambda g: -g / g.abs().sum()), "Divided by the 1-norm; the length is the"
                                                      " 2-norm."),
    when(lambda got, g: not g.any() and got.isnan().any(), "The zero gradient still gives 0/0, and"
                                                           " so nan."),
    when(lambda got, g: not g.any() and got.any(), "At a zero gradient the zero vector is asked."),
    when(lambda got, g: 0 < g.norm() < 1e-3 and 0.5 < got.norm() < 0.9999,
         "For a short gradient the result is shorter than 1: the tiny number that you add to the"
         " length is not tiny beside it."),
    when(lambda got, g: 0 < g.norm() < 1e-3 and not got.any(), "A short gradient still has a"
         " direction: only an exact zero has none."),
]


def products(A, x, y):
    """Return the Jacobians of x'A, and of x'Ay by x and by y."""
    return A.T, A @ y, A.T @ x


def notes_products(A, x, y):
    """Return derivatives that are right for symmetric matrices only."""
    return A, A @ y, A @ x


_KNOWN_PRODUCTS = {
    "The first and the third are right for a symmetric A only: both need the transpose.":
        notes_products,
    "As a column the first product is Aᵀx, so its derivative is Aᵀ.":
        lambda A, x, y: (A, A @ y, A.T @ x),
    "The third needs the transpose: ⟨x, Ay⟩ = ⟨Aᵀx, y⟩.": lambda A, x, y: (A.T, A @ y, A @ x),
    "The second needs no transpose: ⟨x, Ay⟩ is already of the form ⟨x, g⟩.":
        lambda A, x, y: (A.T, A.T @ y, A.T @ x),
    "The second and the third are exchanged: the derivative by x contains y.":
        lambda A, x, y: (A.T, A.T @ x, A @ y),
    "The last two lack a vector: the product is a number, so its derivatives are rows, of the"
    " size of x and of y.": lambda A, x, y: (A.T, A, A.T),
    "x and y go in twice: by x, only y is left, and by y, only x.":
        lambda A, x, y: (A.T, A @ y * x, A.T @ x * y)}
PRODUCT_MISTAKES = [same_as(function, hint) for hint, function in _KNOWN_PRODUCTS.items()]

_INNER = "The inner factors are missing: x and y change with a and b at rates of their own."
TWO_PATH_MISTAKES = {
    "by a": {"That is the path over x only.": 8.0, "That is the path over y only.": 6.0,
             "Along a path factors are multiplied, but paths are added.": 48.0,
             "The outer derivative 2x is taken at x = 2, not at a.": 10.0, _INNER: 7.0,
             "The inner Jacobian is transposed: its first column belongs to a.": 11.0,
             "That is the derivative by b.": 16.0},
    "by b": {"That is the path over x only.": 4.0, "That is the path over y only.": 12.0,
             "Along a path factors are multiplied, but paths are added.": 48.0, _INNER: 7.0,
             "The inner Jacobian is transposed: its second column belongs to b.": 20.0,
             "The derivative of b² is 2b, which is 4 here.": lambda got: float(got) in (7.0, 10.0),
             "That is the derivative by a.": 14.0}}


def corner(X, A):
    """Return the Jacobian of XA by X, of shape (n, l, n, k)."""
    return torch.einsum("ip,qj->ijpq", torch.eye(len(X)), A)


def _not_transposed(X, A):
    J = torch.zeros(len(X), A.shape[1], *X.shape)
    for i in range(len(X)):
        J[i, :, i, :] = A
    return J


_KNOWN_CORNERS = {
    "The last two axes are in reverse, as in the lecture's layout; PyTorch's order is (n, l, n,"
    " k).": lambda X, A: corner(X, A).transpose(2, 3),
    "The axes of the input come first; the output's come first in PyTorch.":
        lambda X, A: corner(X, A).permute(2, 3, 0, 1),
    "The first two axes are exchanged: the output has the shape (n, l).":
        lambda X, A: corner(X, A).transpose(0, 1),
    "The blocks hold A where they must hold its transpose: y_ij changes with x_iq at the rate"
    " a_qj.": _not_transposed,
    "Every block is filled, but row i of Y sees only row i of X: the blocks with i ≠ p are zero.":
        lambda X, A: A.T[None, :, None, :].expand(len(X), -1, len(X), -1).clone(),
    "That is the Jacobian by A, not by X.":
        lambda X, A: jacobian(lambda A: X @ A, A)}
CORNER_MISTAKES = [
    *(same_as(function, hint) for hint, function in _KNOWN_CORNERS.items()),
    when(lambda got, X, A: got.shape == A.T.shape and torch.equal(got, A.T),
         "That is the block of a single example; the Jacobian has n × n blocks."),
    when(lambda got, X, A: got.ndim == 3, "Three axes cannot do: there are two for the output and"
                                          " two for the input."),
    when(lambda got, X, A: not got.any(), "All entries are zero: nothing is filled in."),
    when(lambda got, X, A: got.ndim == 2 and got.numel() == corner(X, A).numel(),
         "The entries are laid out as a matrix; four axes are asked, (n, l, n, k)."),
    when(lambda got, X, A: got.any() and got.shape == corner(X, A).shape and not got[1:].any(),
         "Only the first example is filled: does `return` stand inside the loop?"),
]

_EPS = torch.finfo(torch.float64).eps
_BEST = (48 * _EPS) ** 0.25


def _bound(h, values=4):
    return h**2 / 12 + values * _EPS / h**2


STEP_MISTAKES = {
    "step": {hint: 1e12 * value for hint, value in {
        "That counts the rounding of one value; the numerator has four, the middle one twice.":
            (12 * _EPS) ** 0.25,
        "That is h⁴ = 24ε: either two roundings were counted, where the numerator has four, or the"
        " 2 in the derivative -8ε/h³ of 4ε/h² was forgotten.": (24 * _EPS) ** 0.25,
        "The middle value is taken twice, so its error counts twice: 4ε in all.":
            (36 * _EPS) ** 0.25,
        "That is the best step for the first derivative, by central differences.":
            (3 * _EPS) ** (1 / 3),
        "That is the best step of the forward difference.": 2 * math.sqrt(_EPS),
        "The equation is h⁴ = 48ε: take the fourth root, not the square root.":
            math.sqrt(48 * _EPS),
        "The equation is of fourth degree: h⁴, since the rounding is divided by h².":
            (48 * _EPS) ** (1 / 3),
        "That is h⁴; the step is its fourth root.": 48 * _EPS,
        "That is the step for float32.": (48 * torch.finfo(torch.float32).eps) ** 0.25}.items()},
    "bound": {hint: 1e12 * value for hint, value in {
        "That is one of the two terms; at the best step they are equal, and both count.":
            _BEST**2 / 12,
        "That is the step squared; the bound has the divisors, 12 and h².": _BEST**2,
        "That is the bound for the first derivative by central differences.":
            (3 * _EPS) ** (2 / 3) / 2,
        "That is the bound at the step for the first derivative, far from the best.":
            _bound((3 * _EPS) ** (1 / 3)),
        "That is ε itself; the quotient divides it by h².": _EPS,
        "Only one rounding was counted at the step; there are four.":
            _bound((12 * _EPS) ** 0.25, 1)}.items()}}
