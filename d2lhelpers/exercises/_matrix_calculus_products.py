"""What exercises 6 to 9 of matrix-calculus are tested with: oracles and known mistakes."""

import math

import torch
from torch.autograd.functional import jacobian

from ._compare import same_as, when


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
        lambda A, x, y: (A.T, A @ y * x, A.T @ x * y),
    "The transposes stand at the wrong places: the second needs none, the third does.":
        lambda A, x, y: (A.T, A.T @ y, A @ x),
    "The first needs the transpose, the second does not.": lambda A, x, y: (A, A.T @ y, A.T @ x),
    "Each transpose is at the wrong place: the first and the third need one, the second none.":
        lambda A, x, y: (A, A.T @ y, A @ x),
    "A and Aᵀ both come in if x stands on both sides, as in xᵀAx; here each vector stands once.":
        lambda A, x, y: (A.T, (A + A.T) @ y, (A + A.T) @ x),
    "The last two are the product itself; its derivatives are rows, of the size of x and of y.":
        lambda A, x, y: (A.T, x @ A @ y, x @ A @ y),
    "The second is the derivative by A; the one by x contains no x.":
        lambda A, x, y: (A.T, torch.outer(x, y), A.T @ x),
    "The order is: first the matrix, then the derivatives of the number by x and by y.":
        lambda A, x, y: (A @ y, A.T @ x, A.T),
    "The first is the product itself; its Jacobian is a matrix, of shape (m, n).":
        lambda A, x, y: (x @ A, A @ y, A.T @ x)}
PRODUCT_MISTAKES = [same_as(function, hint) for hint, function in _KNOWN_PRODUCTS.items()]

_INNER = "The inner factors are missing: x and y change with a and b at rates of their own."
TWO_PATH_MISTAKES = {
    "by a": {"That is the path over x only.": 8.0, "That is the path over y only.": 6.0,
             "Along a path factors are multiplied, but paths are added.": 48.0,
             "One factor is off: are the outer derivatives 2x = 4, at x = 2, and 3? And by a, is"
             " the derivative of ab taken to be b?": 10.0,
             "By a, the b² in y is a constant: its derivative is 0.": 26.0,
             _INNER: 7.0,
             "The inner Jacobian is transposed: its first column belongs to a.": 11.0,
             "That is the derivative by b.": 16.0},
    "by b": {"That is the path over x only.": 4.0, "That is the path over y only.": 12.0,
             "Along a path factors are multiplied, but paths are added.": 48.0, _INNER: 7.0,
             "Either the inner Jacobian is transposed (its second column belongs to b), or the"
             " derivative of ab by b is taken to be b.": 20.0,
             "By b, the 2a in y is a constant: its derivative is 0.": 22.0,
             "The derivative of b² is 2b, which is 4 here.": 10.0,
             "The outer derivatives, 4 and 3, are exchanged.": 19.0,
             "Did the 3 in front of y get lost?": 8.0,
             "Either that is the derivative by a, or the outer derivative 2x is not taken at"
             " x = 2.": 14.0}}


def corner(X, A):
    """Return the Jacobian of XA by X, of shape (n, l, n, k)."""
    return torch.einsum("ip,qj->ijpq", torch.eye(len(X)), A)


def _filled(X, A, block):
    J = torch.zeros(len(X), A.shape[1], *X.shape)
    for i in range(len(X)):
        J[i, :, i, :] = block(i)
    return J


def _not_transposed(X, A):
    return _filled(X, A, lambda i: A)


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
        lambda X, A: jacobian(lambda A: X @ A, A),
    "The two axes of the examples stand side by side; the order is output, input: (n, l, n, k).":
        lambda X, A: corner(X, A).transpose(1, 2),
    "Every a_qj counts, not only those with j = q: y_ij changes with each x_iq.":
        lambda X, A: corner(X, A) * torch.eye(A.shape[1], len(A))[:, None],
    "That is A; its transpose is the block of a single example, and there are n × n blocks.":
        lambda X, A: A,
    "That is Y itself; its derivative by each entry of X is asked.": lambda X, A: X @ A,
    "The blocks hold rows of X, as in the Jacobian by A; here they hold Aᵀ.":
        lambda X, A: _filled(X, A, lambda i: X[i]),
    "The blocks hold ones; y_ij changes with x_iq at the rate a_qj.":
        lambda X, A: _filled(X, A, lambda i: 1),
    "The blocks hold A, and `reshape` scatters them: put the transpose into each block first.":
        lambda X, A: torch.block_diag(*[A] * len(X)).reshape(corner(X, A).shape),
    "The entries went astray in a `reshape`: in `kron` the example comes first.":
        lambda X, A: torch.kron(A.T.contiguous(), torch.eye(len(X))).reshape(corner(X, A).shape)}
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
         "Only the first example is filled: does `return` stand inside the loop, or does the loop"
         " end too early?"),
    when(lambda got, X, A: got.any() and got.shape == corner(X, A).shape and not got[:1].any(),
         "The first example is not filled: Python counts from 0."),
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
        "Either this is h⁴ = 36ε, but the middle value's error counts twice, 4ε in all; or it is"
        " rounded to one digit: give two.": (36 * _EPS) ** 0.25,
        "The constant is missing: set h/6 - 8ε/h³ to zero.": _EPS**0.25,
        "The two terms are made equal without the 12.": (4 * _EPS) ** 0.25,
        "That is the bound: step and bound are exchanged.": _BEST**2 / 6,
        "That is the best step for the first derivative, by central differences.":
            (3 * _EPS) ** (1 / 3),
        "That is the best step of the forward difference.": 2 * math.sqrt(_EPS),
        "The equation is h⁴ = 48ε: take the fourth root, not the square root.":
            math.sqrt(48 * _EPS),
        "The equation is of fourth degree: h⁴, since the rounding is divided by h².":
            (48 * _EPS) ** (1 / 3),
        "The derivative of h²/12 is h/6; with h/12 the equation becomes h⁴ = 96ε.":
            (96 * _EPS) ** 0.25,
        "That is h⁴; the step is its fourth root.": 48 * _EPS,
        "That is the step for float32.": (48 * torch.finfo(torch.float32).eps) ** 0.25}.items()},
    "bound": {hint: 1e12 * value for hint, value in {
        "That is half of the bound: either only one of the two terms, which are equal at the best"
        " step, or only one rounding in place of four.": _BEST**2 / 12,
        "Two roundings were counted; there are four, the middle value taken twice.":
            2 * math.sqrt(2 * _EPS / 12),
        "Twice too large: at the best step each of the two terms is h²/12.": _BEST**2 / 3,
        "The step is right, but with it two roundings were counted, 2ε; there are four.":
            _bound(_BEST, 2),
        "The step is right, but with it one rounding was counted, ε; there are four.":
            _bound(_BEST, 1),
        "That is √ε: either the constants are left out, or three roundings counted in place of"
        " four.": math.sqrt(_EPS),
        "That is the bound for float32.": math.sqrt(48 * torch.finfo(torch.float32).eps) / 6,
        "That is the step: step and bound are exchanged.": _BEST,
        "That is the step squared; the bound has the divisors, 12 and h².": _BEST**2,
        "That is the bound for the first derivative by central differences.":
            (3 * _EPS) ** (2 / 3) / 2,
        "That is the bound at the step for the first derivative, far from the best.":
            _bound((3 * _EPS) ** (1 / 3)),
        "That is ε itself; the quotient divides it by h².": _EPS}.items()}}


def step_mistakes(step):
    """Return the mistakes, those of the bound seen from the learner's step (in 1e-12)."""
    fits = {"It fits your step: mend the step first, then compute it again.":
            lambda got: abs(got / 1e12 / _bound(step / 1e12) - 1) < 0.03}
    return STEP_MISTAKES | {"bound": fits | STEP_MISTAKES["bound"]}
