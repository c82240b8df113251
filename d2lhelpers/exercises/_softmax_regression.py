# ruff: noqa: E741
"""What the exercises of softmax-regression are tested with: known mistakes, a judge."""

import math

import torch
from torch.nn import functional as F

from ._answers import Attempt
from ._compare import as_number, as_tensor, compare, raises, require, same_as, when
from ._linear_algebra import Watch

SCORES = torch.tensor([1.0, 2.0, 3.0])


class _Loose(Attempt):
    """A function whose results may be lists or NumPy arrays as well as tensors."""

    def on(self, *args, returns=True):
        """Call the function and make its result a tensor, if it can be one."""
        result = super().on(*args, returns=returns)
        try:
            return torch.as_tensor(result)
        except (TypeError, ValueError, RuntimeError):
            return result


def compare_loosely(answer, oracle, cases, mistakes):
    """Compare as ``compare`` does; lists and NumPy arrays will do too."""
    loose = _Loose(answer.function)
    compare(loose, oracle, cases, mistakes)
    answer.mutated = loose.mutated


def three_entries(answer, name):
    """Return the part as a vector of three entries, or raise ``Wrong``."""
    tensor = as_tensor(answer[name])
    require(tensor.numel() == 3, f"{name}: three entries are asked, not {tensor.numel()}.")
    return tensor.reshape(3)


def ready_made(answer, case, *names):
    """Return a note if the answer calls one of the functions, which it was to write itself."""
    with Watch() as seen:
        answer(*case if isinstance(case, tuple) else (case,))
    used = seen.names & set(names)
    return "But a ready-made function does the work: now write it out." if used else None


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
    same_as(lambda o, q, T: -q / torch.softmax(o / T, 0), "That is the derivative by the"
            " probabilities; go on to the scores with the chain rule."),
    same_as(lambda o, q, T: torch.logsumexp(o / T, 0) - (q @ o) / T, "That is the loss, one number;"
            " its gradient is asked."),
]


def _shifted(o, c):
    return (o - c).exp().sum(-1).log()


def _row(o):
    return o.amax(-1, keepdim=True)


LOGSUMEXP_MISTAKES = [
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

def judge_notes_loss(answer):
    """Raise ``Wrong`` unless the answer returns probabilities, loss and gradient."""
    for o, y in ((SCORES, 0), (torch.tensor([2.0, -1.0, 0.5, 0.0]), 2), (SCORES, 2)):
        result = answer(o, y)
        require(isinstance(result, (tuple, list)) and len(result) == 3,
                "Return three things: the probabilities, the loss, the gradient.")
        require(all(part is not None for part in result), "One of the three is still None.")
        p, e = o.softmax(0).double(), F.one_hot(torch.tensor(y), len(o)).double()
        output, gradient = as_tensor(result[0], p.shape), as_tensor(result[2], p.shape)

        def same(got, want):
            return torch.allclose(got, want, atol=1e-4)

        require(not same(output, F.one_hot(o.argmax(), len(o)).double()), "The output is still a"
                " single 1 with zeros: that is a label. The model's answer is softmax.")
        require(not same(output, e), "The first is the label; the model's probabilities are asked.")
        require(not same(output, p.log()), "The first are the logarithms of the probabilities.")
        require(same(output, p), "The first is not softmax of the scores.")
        require(getattr(result[1], "ndim", 0) == 0 or as_tensor(result[1]).numel() == 1,
                "The loss is one number: the logarithm of one probability, with a minus.")
        loss = as_number(result[1])
        require(abs(loss + p[y]) > 1e-4 and abs(loss - 1 + p[y]) > 1e-4,
                "The loss is linear in the probability; cross-entropy takes the logarithm.")
        require(abs(loss - p[y].log()) > 1e-4, "The loss has no minus: it must be positive.")
        require(abs(loss + p[y].log2()) > 1e-4, "The loss is in bits; the natural logarithm is"
                                                " meant.")
        require(abs(loss - (p - e).square().sum() / 2) > 1e-4, "That is half the squared error;"
                " the loss of softmax regression is cross-entropy.")
        require(abs(loss + p[y].log()) < 1e-4, "The loss is not the cross-entropy of label y.")
        require(not same(gradient, e - p), "The gradient has the wrong sign: probabilities minus"
                                           " label.")
        require(not same(gradient, -e / p), "That is the derivative of the loss by the"
                " probabilities; the one by the scores is asked.")
        require(not same(gradient, p), "The gradient lacks the label: subtract it.")
        require(same(gradient, p - e), "The gradient by the scores is probabilities minus label.")


FLOOR_MISTAKES = [
    same_as(lambda K: 0.0, "A loss of 0 needs a gap without limit; here no gap exceeds 1."),
    same_as(lambda K: math.log(K), "That is the loss of a model that knows nothing."),
    same_as(lambda K: math.log(1 + (K - 1) * math.e), "The right class leads each other one by"
            " 1, so these have the weight e to the -1, not e."),
    same_as(lambda K: math.log(math.e + K - 1), "That is LSE at a corner, and the loss if a wrong"
            " class has the 1; subtract the right class's score, 1."),
    same_as(lambda K: math.log(1 + K / math.e), "There are K - 1 other classes."),
    same_as(lambda K: 1 + (K - 1) / math.e, "The logarithm is missing."),
    same_as(lambda K: math.log2(1 + (K - 1) / math.e), "The natural logarithm is meant."),
    same_as(lambda K: 1.4611501717, "The floor depends on K."),
    same_as(lambda K: -math.log(1 + (K - 1) / math.e), "A loss is not negative: that is the"
            " logarithm of the largest probability."),
    same_as(lambda K: math.e / (math.e + K - 1), "That is the largest probability that is left;"
            " the loss is its negative logarithm."),
]


DOUBLED_MISTAKES = [
    same_as(lambda O, y: F.cross_entropy(torch.softmax(O, 1), y), "Softmax is still applied twice,"
            " once by `F.cross_entropy` itself."),
    same_as(lambda O, y: F.cross_entropy(O, y, reduction="none"), "That is one loss for each"
            " example; the mean is asked, as before."),
    same_as(lambda O, y: F.cross_entropy(O, y, reduction="sum"), "That is the sum of the losses;"
            " the mean is asked, as before."),
    same_as(lambda O, y: F.nll_loss(torch.softmax(O, 1), y), "`F.nll_loss` wants logarithms of"
            " probabilities, not probabilities."),
    same_as(lambda O, y: F.nll_loss(O, y), "`F.nll_loss` wants logarithms of probabilities, and"
            " these are scores."),
    same_as(lambda O, y: F.nll_loss(torch.softmax(O, 1).log(), y), "Softmax is applied once, but"
            " the logarithm comes after it: the loss is inf where it should be 200."),
    same_as(lambda O, y: F.cross_entropy(torch.sigmoid(O), y), "Now a sigmoid squeezes the scores"
            " instead; hand them over as they are."),
    same_as(lambda O, y: -F.cross_entropy(O, y), "The sign is reversed."),
    same_as(lambda O, y: F.nll_loss(F.log_softmax(O, 0), y), "Softmax runs down the columns, over"
            " the examples; the classes are along axis 1."),
]

def _bent(straight, below=lambda r: r**2 / 2):
    return lambda r, delta: torch.where(r.abs() <= delta, below(r), straight(r, delta))


HUBER_MISTAKES = [
    same_as(_bent(lambda r, d: r.abs() - 0.5), "That is the line for the threshold 1; for another"
            " it must have another slope and start."),
    same_as(_bent(lambda r, d: d * r.abs()), "The line is too high by half the square of the"
            " threshold: at the threshold the loss jumps."),
    same_as(_bent(lambda r, d: d * r.abs() - d / 2), "At the threshold the loss jumps: the"
            " constant is half of delta *squared*."),
    same_as(_bent(lambda r, d: r.abs() - d / 2), "The slope of the line is 1; to continue without"
            " a kink it must be delta."),
    same_as(_bent(lambda r, d: d * (r - d / 2)), "For negative errors the line goes down: take"
            " the absolute value."),
    same_as(lambda r, d: torch.where(r <= d, r**2 / 2, d * (r.abs() - d / 2)), "Large negative"
            " errors count as small: compare the absolute value with delta."),
    same_as(_bent(lambda r, d: d * (r.abs() - d / 2), lambda r: r**2), "The parabola lacks its"
            " factor 1/2."),
    same_as(lambda r, d: torch.where(r.abs() > d, r**2 / 2, d * (r.abs() - d / 2)),
            "The two branches are exchanged."),
    same_as(lambda r, d: F.smooth_l1_loss(r, 0 * r, beta=d, reduction="none"), "That is smooth L1:"
            " it is Huber divided by delta, and agrees for delta = 1 only."),
    same_as(lambda r, d: torch.minimum(r**2 / 2, d * (r.abs() - d / 2)), "The line is a tangent of"
            " the parabola and nowhere above it, so the smaller one is always the line."),
    same_as(lambda r, d: d**2 * ((1 + (r / d)**2).sqrt() - 1), "That is the pseudo-Huber loss, a"
            " smooth relative; here the parabola is exact up to delta."),
    same_as(lambda r, d: r.clamp(-d, d), "That is the derivative; the loss is asked."),
    same_as(lambda r, d: F.huber_loss(r, 0 * r, delta=d), "That is the mean over the errors; one"
            " loss for each is asked."),
    same_as(lambda r, d: F.huber_loss(r, 0 * r, delta=d, reduction="sum"), "That is the sum over"
            " the errors; one loss for each is asked."),
    raises(RuntimeError, "oolean value of Tensor", "`if` decides once, not for each entry: use"
           " `torch.where`, or `clamp`."),
    same_as(lambda r, d: F.huber_loss(r, 0 * r, reduction="none"), "delta makes no difference."),
]
