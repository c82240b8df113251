"""Known mistakes in Exercises 1 to 4 of softmax-regression, and looser comparison."""

import math

import torch
from torch.nn import functional as F

from ._answers import Wrong
from ._compare import as_number, as_tensor, raises, require, same_as, when
from ._linear_algebra import Watch

SCORES = torch.tensor([1.0, 2.0, 3.0])


def number(result, *_):
    """Return an array or tensor of one number as a number, anything else as it is."""
    try:
        return as_number(result)
    except Wrong:
        return result


def three_entries(part):
    """Return the part as a vector of three entries, or raise ``Wrong``."""
    tensor = as_tensor(part)
    require(tensor.numel() == 3, f"Three entries are asked, not {tensor.numel()}.")
    return tensor.reshape(3)


def judge_flat(part):
    """Raise ``Wrong`` unless the part is a vector along which the Hessian is flat."""
    flat = three_entries(part)
    require(flat.isfinite().all() and flat.any(), "A vector other than zero is asked, of ordinary"
                                                  " numbers.")
    require((flat - flat.mean()).abs().max() < 1e-4 * flat.abs().max(),
            "This V still varies; when is a variance zero?")


def judge_most_curved(part):
    """Raise ``Wrong`` unless the part is a probability vector with the eigenvalue 1/2."""
    most = three_entries(part)
    require((most >= 0).all() and abs(most.sum() - 1) < 1e-4,
            "A probability vector is asked: no entry below 0, and the sum 1.")
    require((most < 1 - 1e-4).all(), "At a corner of the simplex nothing varies, and the Hessian"
                                     " is zero.")
    require((most - 1 / 3).abs().max() > 1e-4, "The centre of the simplex has the largest"
            " entropy, but its eigenvalues are 0, 1/3 and 1/3.")
    top = torch.linalg.eigvalsh(most.diag() - most.outer(most))[-1]
    require(top > 0.4999, "The largest eigenvalue is not 1/2 here. Between how many classes must"
                          " softmax be undecided?")


def ready_made(answer, case, *names,
               hint="But a ready-made function does the work: now write it out."):
    """Return a note if the answer calls one of the functions, which it was to write itself."""
    with Watch() as seen:
        answer(*case if isinstance(case, tuple) else (case,))
    used = seen.names & set(names)
    return hint if used else None


def _gradient(factor=1.0, soften=True):
    return lambda o, q, T: factor * (torch.softmax(o / T if soften else o, 0) - q)


GRADIENT_MISTAKES = [
    same_as(lambda o, q, T: -_gradient()(o, q, T) / T, "The sign is reversed: what the model says"
            " minus what it should say."),
    same_as(lambda o, q, T: -_gradient()(o, q, T), "The sign is reversed, and the inner derivative"
            " 1/T is missing."),
    same_as(_gradient(), "The inner derivative of o/T, the factor 1/T, is missing."),
    same_as(lambda o, q, T: T * _gradient()(o, q, T), "It is divided by T, not multiplied."),
    same_as(lambda o, q, T: _gradient()(o, q, T) / T**2, "One factor 1/T is enough."),
    same_as(_gradient(soften=False), "The temperature is in neither place: p is softmax(o/T), and"
            " the chain rule gives another 1/T."),
    same_as(lambda o, q, T: _gradient(soften=False)(o, q, T) / T, "p is softmax(o/T), not"
            " softmax(o)."),
    same_as(lambda o, q, T: _gradient()(T * o, q, 1.0) / T, "The scores are multiplied by T; they"
            " are to be divided."),
    same_as(lambda o, q, T: o / T - q, "The scores themselves are no probabilities: softmax is"
            " missing."),
    same_as(lambda o, q, T: torch.softmax(o / T, 0) / T, "The target is missing."),
    same_as(lambda o, q, T: torch.softmax(o / T, 0) / T - q, "The target must be divided by T too:"
            " it is (p - q)/T, and a bracket is missing."),
    same_as(lambda o, q, T: torch.softmax(o / T, 0) - q / T, "The probabilities must be divided by"
            " T too: a bracket is missing."),
    same_as(lambda o, q, T: torch.softmax(o, 0) / T - q, "T stands twice: inside softmax, by which"
            " o is divided, and below the whole difference."),
    same_as(lambda o, q, T: q * (torch.softmax(o / T, 0) - 1) / T, "Each score stands in the"
            " logarithm of every probability, by LSE: sum over the classes."),
    same_as(lambda o, q, T: (torch.softmax(o / T, 0) + q) / T, "The target is to be subtracted."),
    raises(IndexError, "Dimension out of range", "`o` has one axis, 0."),
    same_as(lambda o, q, T: (F.one_hot(o.argmax(), len(o)) - q) / T, "The prediction stands in the"
            " place of the probabilities."),
    same_as(lambda o, q, T: (torch.log_softmax(o / T, 0) - q) / T, "That has the logarithms of the"
            " probabilities in place of the probabilities."),
    same_as(lambda o, q, T: (torch.sigmoid(o / T) - q) / T, "Sigmoid looks at each score alone;"
            " softmax is meant, whose entries sum to 1."),
    same_as(lambda o, q, T: _gradient()(o, q, T) / T / len(o), "There is no mean over the classes:"
            " H is a sum."),
    same_as(lambda o, q, T: (torch.softmax(o / T, 0) - q.softmax(0)) / T, "The target is a"
            " probability vector already; only the scores go through softmax."),
    same_as(lambda o, q, T: -q / torch.softmax(o / T, 0), "That is the derivative by the"
            " probabilities; go on to the scores with the chain rule."),
    same_as(lambda o, q, T: torch.logsumexp(o / T, 0) - (q @ o) / T, "That is the loss, one number;"
            " its gradient is asked."),
]


def _shifted(o, c):
    return (o - c).exp().sum(-1).log()


def _row(o):
    return o.amax(-1, keepdim=True)


def _finite(o):
    return _row(o).masked_fill(_row(o) == -math.inf, 0.0)


LOGSUMEXP_MISTAKES = [
    same_as(lambda o: _shifted(o, _finite(o)), "The shift must be undone: add the maximum at the"
            " end."),
    same_as(lambda o: _shifted(o, _finite(o)) - _finite(o)[..., 0], "The maximum is subtracted at"
            " the end; it must be added."),
    same_as(lambda o: _shifted(o, _finite(o)) + _finite(o), "The maxima have the shape (n, 1), the"
            " logarithms (n,): their sum is broadcast to a table."),
    same_as(lambda o: _shifted(o, _finite(o)[..., 0]) + _finite(o)[..., 0], "To be subtracted row"
            " by row the maxima need their axis: `keepdim=True`."),
    same_as(lambda o: _shifted(o, o.amax(-1)) + o.amax(-1), "To be subtracted row by row the maxima"
            " need their axis: `keepdim=True`."),
    same_as(lambda o: torch.logsumexp(o, -1, keepdim=True).squeeze(), "`squeeze()` takes away every"
            " axis of size 1, that of a batch of one too: `squeeze(-1)`."),
    same_as(lambda o: (o - _finite(o)).exp().sum(-1) + _finite(o)[..., 0], "The logarithm is"
            " missing."),
    same_as(lambda o: (o - _finite(o)).exp().mean(-1).log() + _finite(o)[..., 0], "That has the"
            " mean of the exponentials, not their sum."),
    same_as(lambda o: (_finite(o) - o).exp().sum(-1).log() + _finite(o)[..., 0], "The shift is the"
            " wrong way round: scores minus maximum."),
    same_as(lambda o: torch.logsumexp(o.masked_fill(o == -math.inf, 0.0), -1), "A score of -inf"
            " counts for nothing; here it counts as much as a score of 0."),
    raises(RuntimeError, "oolean value of Tensor", "`if` decides once, not for each row: use"
           " `torch.where`."),
    when(lambda got, o: (o == -math.inf).all(-1).any() and (got == -math.inf).all(), "One row of"
         " -inf makes the whole batch -inf: decide row by row."),
    when(lambda got, o: o.shape == (1, 3) and o.min() == -math.inf and got.isnan().any(), "One"
         " score of -inf makes the whole row nan: the shift must be by the largest score, not by"
         " the least or the mean."),
    same_as(lambda o: o.exp().sum(-1).log(), "`exp` overflows at 1000, and gives 0 at -1000: shift"
            " by the maximum first."),
    same_as(lambda o: _shifted(o, _row(o)), "The shift must be undone: add the maximum at the"
            " end."),
    same_as(lambda o: _shifted(o, _row(o)) - _row(o)[..., 0], "The maximum is subtracted at the"
            " end; it must be added."),
    same_as(lambda o: _shifted(o, _row(o)) + _row(o)[..., 0], "Nearly: in a row of -inf only, the"
            " shift is -inf - (-inf), which is nan."),
    same_as(lambda o: _shifted(o, o.max()) + o.max(), "One maximum serves the whole tensor; in a"
            " batch with 1000 and -1000 the second row is lost. Shift each row by its own."),
    same_as(lambda o: (o - _row(o)).exp().sum(-1, keepdim=True).log() + _row(o),
            "The last axis is still there, and a row of -inf gives nan."),
    same_as(lambda o: torch.logsumexp(o, -1, keepdim=True), "The last axis is still there, with"
            " size 1: `(n, K)` shall give `(n,)`."),
    same_as(lambda o: _shifted(o, _row(o)) + _row(o), "The maxima have the shape (n, 1), the"
            " logarithms (n,): their sum is broadcast to a table."),
    same_as(lambda o: torch.logsumexp(o, 0), "The sum runs along the first axis, down the"
            " columns."),
    same_as(lambda o: torch.logsumexp(o.flatten(), 0), "All rows are summed into one number."),
    same_as(lambda o: o.amax(-1), "That is the maximum; LSE is larger."),
    same_as(lambda o: o.sum(-1), "That is the sum of the scores: `exp` before it and `log` after it"
            " are missing."),
    when(lambda got, o: o.shape == (1, 2) and o.min() == 1000 and 80 < got.max() < 100, "`clamp`"
         " keeps `exp` finite, but it changes the scores: shift them instead."),
    same_as(lambda o: torch.logsumexp(o, -1) / math.log(2), "The natural logarithm is meant."),
    same_as(lambda o: o - F.log_softmax(o, -1), "That has LSE once for each score; one value for"
            " each row is asked."),
    same_as(lambda o: F.log_softmax(o, -1), "That is the logarithm of softmax; LSE has one value"
            " for each row."),
    when(lambda got, o: o.shape == (1, 2) and o.min() < -900 and got.isinf().all(), "With scores"
         " of -1000 every exponential is 0: subtract the maximum of the row itself, not of the"
         " absolute values."),
    when(lambda got, o: (o == -math.inf).all(-1).any() and got.isnan().any(), "Nearly: in a row of"
         " -inf only, something is -inf - (-inf), which is nan."),
    when(lambda got, o: (o == -math.inf).all(-1).any() and got[0] > -math.inf, "A row of -inf only"
         " is a sum of nothing: its logarithm is -inf."),
    raises(IndexError, "Dimension out of range", "The axis is counted from the end: `dim=-1` works"
           " for any number of axes."),
    when(lambda got, o: o.ndim == 3 and torch.equal(got, torch.logsumexp(o, 1)), "The last axis"
         " is -1; for three axes it is not 1."),
]
