"""What exercises 1 to 5 of matrix-calculus are tested with: oracles, known mistakes, judges."""

import torch
from torch.linalg import vector_norm

from ._answers import Wrong
from ._compare import as_tensor, raises, require, same_as, when


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


def by_machine(answer):
    """Say so if automatic differentiation found what was to be found by hand."""
    names = getattr(getattr(answer.function, "__code__", None), "co_names", ())
    asked = {"jacobian", "jacrev", "jacfwd", "vjp", "jvp", "backward", "grad"} & set(names)
    return f" But `{min(asked)}` found it for you: can you do it by hand?" if asked else ""


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
    "By each w_j the penalty has the derivative 2λw_j; 2w is missing.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + lam,
    "You divide by the number of examples, and the factor 2 is missing: the loss is a sum of"
    " squares.": lambda X, y, w, lam: X.T @ _error(X, y, w) / len(X) + lam * w,
    "The error has the wrong sign, and the penalty's gradient lacks the factor 2.":
        lambda X, y, w, lam: -2 * X.T @ _error(X, y, w) + lam * w,
    "The first term is 4 times XᵀXw - Xᵀy; the square gives one factor 2 only.":
        lambda X, y, w, lam: 4 * X.T @ _error(X, y, w) + 2 * lam * w,
    "That is the w at which the gradient is zero; asked is the gradient at the w that is given.":
        lambda X, y, w, lam: torch.linalg.solve(X.T @ X + lam * torch.eye(len(w)), X.T @ y),
    "The first term is divided by the length of the error; it is a square, without a root.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) / _error(X, y, w).norm() + 2 * lam * w,
    "The penalty's gradient is 2λw, a vector; its length was added to all entries.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + 2 * lam * w.norm(),
    "To the gradient of the first term you add the penalty itself; its gradient is asked.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + lam * w @ w,
    "That penalises the length of w; here it is the square of the length.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + lam * w / w.norm(),
    "You divide by the number of examples; both terms are sums, not means.":
        lambda X, y, w, lam: penalised(X, y, w, lam) / len(X),
    "The 2 belongs to Xᵀy too: multiplied out, the first term is 2XᵀXw - 2Xᵀy.":
        lambda X, y, w, lam: 2 * X.T @ X @ w - X.T @ y + 2 * lam * w,
    "The error Xw - y holds a minus: here the labels are added.":
        lambda X, y, w, lam: 2 * X.T @ (X @ w + y) + 2 * lam * w,
    "`lam` is missing: here the penalty always has the weight 1.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + 2 * w,
    "That is the penalty's gradient only; the first term is missing.":
        lambda X, y, w, lam: 2 * lam * w,
    "The derivative of w² is 2w: the square is gone.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + 2 * lam * w**2,
    "That is the penalty entry by entry, not yet differentiated.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + lam * w**2,
    "The penalty's gradient is a vector, 2λw; here one number is added to all entries.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + 2 * lam * w @ w,
    "λ goes in to the first power.":
        lambda X, y, w, lam: 2 * X.T @ _error(X, y, w) + 2 * lam**2 * w,
    "That is the step of gradient descent; the gradient itself is asked.":
        lambda X, y, w, lam: w - penalised(X, y, w, lam),
    "That is the second derivative, a matrix; the gradient is a vector like w.":
        lambda X, y, w, lam: 2 * X.T @ X + 2 * lam * torch.eye(len(w)),
    "That is the product before the sum over the examples; `@` sums.":
        lambda X, y, w, lam: 2 * X * _error(X, y, w)[:, None] + 2 * lam * w,
    "The Xᵀ in front of the error is missing.":
        lambda X, y, w, lam: 2 * _error(X, y, w) + 2 * lam * w}
PENALTY_MISTAKES = [same_as(function, hint) for hint, function in _KNOWN_PENALTIES.items()]

LENGTH_MISTAKES = {
    "gradient": {
        "Divide by the length: x/‖x‖ has the length 1, wherever x is.": [3.0, -4.0],
        "That is the gradient of the square of the length.": [6.0, -8.0],
        "That is divided by the square of the length, 25, not by the length.": [0.12, -0.16],
        "It points to the origin, but the length grows outwards.": [-0.6, 0.8],
        "The signs of x are lost.": [0.6, 0.8],
        "It points to the origin, and is not divided by the length.": [-3.0, 4.0],
        "Squared entries: the signs are lost, and the length is not 1.": [0.36, 0.64],
        "That is the gradient of the 1-norm: the signs.": [1.0, -1.0],
        "Divided by the 1-norm, 7; the length is the 2-norm, 5.": [3 / 7, -4 / 7],
        "The chain rule gives 1/(2√u) times 2x: one factor 2 is left over.":
            lambda got: any((as_tensor(got, (2,)) - c * as_tensor([0.6, -0.8])).norm() < 1e-3
                            for c in (0.5, 2)),
        "The two entries are exchanged.": lambda got: any(
            (as_tensor(got, (2,)) - as_tensor(other)).norm() < 1e-3
            for other in ([-0.8, 0.6], [0.8, -0.6])),
        "A vector with two entries is asked.": lambda got: as_tensor(got).shape != (2,)},
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
        "One word for each of the five vectors is asked.": lambda got: len(got) != 5,
        "Write True and False without quotes.": lambda got: any(isinstance(g, str) for g in got),
        "It is the other way round: (3) asks that ⟨g, z⟩ be no larger than the length of z.":
            [False, False, False, True, True],
        "(0, 0) satisfies (3) always: its left side is a length, its right side zero.":
            lambda got: not got[0],
        "(0, -2) fails: put z = g into (3), which reads 2 ≥ 4.": lambda got: bool(got[4]),
        "A vector of length exactly 1 does satisfy (3): look at (0.6, -0.8).":
            lambda got: not got[1] and not got[3],
        "For (0.8, 0.8) put z = g into (3), and compute both sides.": lambda got: bool(got[3]),
        "(0.5, 0.5) is shorter than 1: use Cauchy–Schwarz.": lambda got: not got[2]},
    "PyTorch": {
        "x/‖x‖ would give nan at 0, but PyTorch knows this kink: ask it.":
            lambda got: as_tensor(got).isnan().any(),
        "A vector with two entries is asked.": lambda got: as_tensor(got).shape != (2,),
        "That is a subgradient, but not the one that PyTorch picks: ask it.":
            lambda got: 0 < as_tensor(got).norm() <= 1 + 1e-6,
        "That is not even a subgradient, it is too long: ask PyTorch.":
            lambda got: as_tensor(got).norm() > 1}}


def notes_direction(gradient):
    """Return the direction in which the notes say that a function falls fastest."""
    return gradient / vector_norm(gradient)


def _zero_safe(direction):
    def safe(gradient):
        return direction(gradient) if gradient.any() else torch.zeros_like(gradient)
    return safe


def _downhill(got, gradient):
    return -(got @ gradient) > 0.999 * gradient.norm() * got.norm()


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
    same_as(_zero_safe(lambda g: -g.abs() / g.norm()), "The signs of the entries are lost: where"
            " the slope along an axis is negative, the way down is forwards."),
    same_as(_zero_safe(lambda g: -g / g.sum()), "Divided by the sum of the entries; the length is"
                                                " the root of the sum of their squares."),
    same_as(lambda g: -1 / g, "One is divided by each entry; asked is each entry, divided by the"
                              " length."),
    raises(RuntimeError, "ambiguous", "A comparison with a tensor answers entry by entry, and `if`"
                                      " wants one answer: ask the length, or `.any()`."),
    when(lambda got, g: g.any() and not got.any(), "Here the gradient is not zero, and still the"
         " zero vector came out: a direction is missing only if *every* entry is zero."),
    when(lambda got, g: got.shape == g.shape and (got @ g) > 0.99 * got.norm() * g.norm(), UPHILL),
    when(lambda got, g: g.any() and got @ g > 1e-4 * got.norm() * g.norm(), "In this direction"
         " the function still rises: its dot product with the gradient is positive."),
    when(lambda got, g: g.any() and got.any() and abs(got @ g) <= 1e-4 * got.norm() * g.norm(),
         "This direction is level, at a right angle to the gradient."),
    when(lambda got, g: got.ndim == 0, "One number came out; a direction has as many entries as"
                                       " the gradient."),
    when(lambda got, g: g.any() and (got + g / g.abs().sum()).norm() < 1e-4,
         "Divided by the 1-norm; the length is the 2-norm."),
    when(lambda got, g: g.any() and (got + g / g.abs().max()).norm() < 1e-4,
         "Divided by the largest entry; the length is the 2-norm."),
    when(lambda got, g: _downhill(got, g) and (0.9 if g.norm() > 1e-3 else 0.5) < got.norm() < 1,
         "The result is shorter than 1: the number that you add to the length is not tiny beside"
         " it."),
    when(lambda got, g: _downhill(got, g), "The direction is right, but its length is not 1."),
    when(lambda got, g: not g.any() and got.isnan().any(), "The zero gradient still gives 0/0, and"
                                                           " so nan."),
    when(lambda got, g: not g.any() and got.any(), "At a zero gradient the zero vector is asked."),
    when(lambda got, g: 0 < g.norm() < 1e-3 and 0.5 < got.norm() < 0.9999,
         "For a short gradient the result is shorter than 1: the tiny number that you add to the"
         " length is not tiny beside it."),
]
