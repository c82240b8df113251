# ruff: noqa: E741
"""What Exercises 6, 7 and 10 of softmax-regression are tested with: known mistakes, a judge."""

import math

import torch
from torch.nn import functional as F

from ._compare import as_number, as_tensor, judge_parts, raises, require, same_as, when
from ._softmax_regression import SCORES


def judge_notes_loss(answer):
    """Raise ``Wrong`` unless the answer returns probabilities, loss and gradient."""
    cases = []
    for o, y in ((SCORES, 0), (torch.tensor([2.0, -1.0, 0.5, 0.0]), 2), (SCORES, 2)):
        result = answer(o, y)
        require(isinstance(result, (tuple, list)) and len(result) == 3,
                "Return three things: the probabilities, the loss, the gradient.")
        require(result[2] is not None, "The third, the gradient, is still None.")
        require(all(part is not None for part in result), "One of the three is still None.")
        sizes = [as_tensor(part).numel() for part in result]
        require(sorted(sizes) != [1, len(o), len(o)] or sizes[1] == 1,
                "The order is: the probabilities, the loss, the gradient.")
        p, e = o.softmax(0).double(), F.one_hot(torch.tensor(y), len(o)).double()
        cases.append((result, (o, p, e)))

    def each(judge, place):
        return lambda: [judge(result[place], *case) for result, case in cases]

    judge_parts({"probabilities": each(_judge_output, 0), "loss": each(_judge_loss, 1),
                 "gradient": each(_judge_gradient, 2)})


def _one_for_each(part, p):
    """Return a part of the answer as a tensor with the shape of p, or raise ``Wrong``."""
    tensor = as_tensor(part)
    require(tensor.shape == p.shape, f"The shape must be {tuple(p.shape)}, one number for each"
            f" class, not {tuple(tensor.shape)}.")
    return tensor


def _same(got, want):
    return torch.allclose(got, want, atol=1e-4)


def _judge_output(part, o, p, e):
    output = _one_for_each(part, p)
    require(not _same(output, F.one_hot(o.argmax(), len(o)).double()), "The output is still a"
            " single 1 with zeros: that is a label. The model's answer is softmax.")
    require(not _same(output, e), "The first is the label; the model's probabilities are asked.")
    require(not _same(output, p - e), "The first has become p minus the label: after `g = p` both"
            " names mean one tensor, and `g[y] -= 1` changes it. Use `p.clone()`.")
    require(not _same(output, p.log()), "The first are the logarithms of the probabilities.")
    require(not _same(output, p.softmax(0)), "Softmax is applied twice.")
    require(not _same(output, o.double().sigmoid()), "Sigmoid looks at each score alone; softmax is"
            " asked, whose entries sum to 1.")
    require(not _same(output, o.double().exp()), "The exponentials are still to be divided by their"
                                                 " sum.")
    require(not _same(output, o.double() / o.sum()), "The scores are divided by their sum; softmax"
                                                     " takes exponentials first.")
    require(_same(output, p), "The first is not softmax of the scores.")


def _judge_loss(part, o, p, e):
    require(as_tensor(part).numel() == 1, "The loss is one number: the logarithm of one"
                                          " probability, with a minus.")
    loss = as_number(part)
    k = int(e.argmax())
    known = {
        "The loss is linear in the probability; cross-entropy takes the logarithm.":
            (-p[k], 1 - p[k], p[k]),
        "The loss has no minus: it must be positive.": (p[k].log(),),
        "The loss is in bits; the natural logarithm is meant.": (-p[k].log2(),),
        "The natural logarithm is meant.": (-p[k].log10(),),
        "That is half the squared error; the loss of softmax regression is cross-entropy.":
            ((p - e).square().sum() / 2,),
        "That is the squared error; the loss of softmax regression is cross-entropy.":
            ((p - e).square().sum(), (p - e).square().mean()),
        "That is a sum of differences; the loss is the logarithm of one probability.":
            ((p - e).abs().sum(), (p - e).abs().mean()),
        "That is the distance, the root of the squared error; the loss is cross-entropy.":
            ((p - e).norm(),),
        "The logarithm is taken of 1 - p; the label's own probability is asked.":
            (-(1 - p[k]).log(),),
        "That treats each class as a question of its own, yes or no, as with sigmoids: with softmax"
        " the term of the label is all.":
            (F.binary_cross_entropy(p, e), F.binary_cross_entropy(p, e, reduction="sum")),
        "That is minus the score of the label: LSE is missing.": (-o[k].double(),),
        "This loss is 0; is it the sum of p minus the label, whose entries sum to 1 each?":
            (torch.tensor(0.0),),
        "`F.cross_entropy` applies softmax itself: give it the scores.":
            (torch.logsumexp(p, 0) - p[k],),
        "The loss is divided by the number of classes: one logarithm counts, without a mean.":
            (-p[k].log() / len(o),),
        "That is LSE alone: subtract the score of the label.": (o.double().logsumexp(0),),
        "The score of the label is to be subtracted from LSE.": (o.double().logsumexp(0) + o[k],),
        "That is the logarithm for the predicted class; the label's is asked.": (-p.max().log(),),
        "That is the entropy of the model's probabilities; the label does not occur in it.":
            (-(p * p.log()).sum(),)}
    if abs(loss + p[k].log()) >= 1e-4:
        for hint, wrong in known.items():
            require(min(abs(loss - value) for value in wrong) > 1e-4, hint)
        require(False, "The loss is not the cross-entropy of label y.")


def _judge_gradient(part, o, p, e):
    gradient = _one_for_each(part, p)
    require(not _same(gradient, e - p), "The gradient has the wrong sign: probabilities minus"
                                        " label.")
    require(not _same(gradient, (p - e) / len(o)), "There is no mean over the classes: the loss is"
                                                   " one logarithm.")
    require(not _same(gradient, p * (p - e) - p * (p @ (p - e))), "That is the gradient of half the"
            " squared error; the one of cross-entropy is asked.")
    require(not _same(gradient, -e / p), "That is the derivative of the loss by the"
            " probabilities; the one by the scores is asked.")
    require(not _same(gradient, p), "The gradient lacks the label: subtract it.")
    require(not _same(gradient, -e), "The gradient lacks the derivative of LSE.")
    require(not _same(gradient, e * (p - 1)), "The gradient is right at the label only: the scores"
            " of the other classes have a derivative too.")
    require(not _same(gradient, p * (1 - p)), "That is the derivative of each probability by its"
            " own score; the loss's is asked.")
    require(not _same(gradient, F.one_hot(o.argmax(), len(o)) - e), "The gradient still has the"
            " prediction in place of the probabilities.")
    require(_same(gradient, p - e), "That is not the gradient by the scores: see Theorem 5.")


FLOOR_MISTAKES = [
    same_as(lambda K: 0.0, "A loss of 0 needs a gap without limit; here no gap exceeds 1."),
    same_as(lambda K: math.log(K), "That is the loss of a model that knows nothing."),
    same_as(lambda K: math.log(1 + (K - 1) * math.e), "The right class leads each other one by"
            " 1, so these have the weight e to the -1, not e."),
    same_as(lambda K: math.log(math.e + K - 1), "That is LSE at a corner, and the loss if a wrong"
            " class has the 1; subtract the right class's score, 1."),
    same_as(lambda K: math.log(1 + K / math.e), "There are K - 1 other classes."),
    same_as(lambda K: math.log((K - 1) / math.e), "The right class's own term, 1, is missing in the"
            " logarithm."),
    same_as(lambda K: math.log(1 + 1 / math.e), "That is the floor for two classes; with K there"
            " are K - 1 others."),
    same_as(lambda K: math.log(1 + (K - 1) * math.exp(-2)), "The gap between 1 and 0 is 1, not 2."),
    same_as(lambda K: math.log10(1 + (K - 1) / math.e), "The natural logarithm is meant."),
    same_as(lambda K: math.log(K) - 1, "In LSE at the corner one term is e and K - 1 are 1; they"
            " are not all alike."),
    same_as(lambda K: 1 + (K - 1) / math.e, "The logarithm is missing."),
    same_as(lambda K: math.log2(1 + (K - 1) / math.e), "The natural logarithm is meant."),
    same_as(lambda K: 1.4611501717, "The floor depends on K."),
    same_as(lambda K: -math.log(1 + (K - 1) / math.e), "A loss is not negative: that is the"
            " logarithm of the largest probability."),
    same_as(lambda K: math.e / (math.e + K - 1), "That is the largest probability that is left;"
            " the loss is its negative logarithm."),
]


DOUBLED_MISTAKES = [
    same_as(lambda O, y: F.cross_entropy(torch.softmax(O, 1), y), "Softmax is still applied twice:"
            " `F.cross_entropy` applies it, and so does `F.log_softmax`."),
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
    same_as(lambda O, y: F.cross_entropy(torch.softmax(O, 0), y), "Softmax is still applied twice,"
            " and the first runs down the columns."),
    same_as(lambda O, y: F.cross_entropy(O, y) / O.shape[1], "The mean runs over the examples, not"
            " over the classes as well."),
    same_as(lambda O, y: F.mse_loss(torch.softmax(O, 1), F.one_hot(y, O.shape[1]).float()),
            "That is the squared error; cross-entropy is to be mended, not replaced."),
    same_as(lambda O, y: F.cross_entropy(O, O.argmax(1)), "The prediction stands in the place of"
            " the label: use y."),
    same_as(lambda O, y: -F.log_softmax(O, 1).mean(), "That is a mean over all classes; one"
            " logarithm counts for each example, that of its label."),
    same_as(lambda O, y: F.binary_cross_entropy_with_logits(O, F.one_hot(y, O.shape[1]).float()),
            "That asks each class by itself, yes or no; `F.cross_entropy` is to be mended."),
    same_as(lambda O, y: torch.softmax(O, 1), "These are the probabilities; the loss is asked."),
    raises(ValueError, "batch_size", "The rows are the examples already; do not transpose."),
    same_as(lambda O, y: F.cross_entropy(torch.sigmoid(O), y), "Now a sigmoid squeezes the scores"
            " instead; hand them over as they are."),
    same_as(lambda O, y: -F.cross_entropy(O, y), "The sign is reversed."),
    same_as(lambda O, y: F.nll_loss(F.log_softmax(O, 0), y), "Softmax runs down the columns, over"
            " the examples; the classes are along axis 1."),
    when(lambda got, O, y: O.max() == 300 and 0 < got < 99, "Softmax is applied once, but a small"
         " number that keeps the logarithm finite caps the loss: it should be 200. Start from the"
         " scores."),
    when(lambda got, O, y: O.max() == 300 and got.isnan(), "`exp` overflows at 200 and 300: hand"
         " the scores to `F.cross_entropy`, which shifts them."),
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
    same_as(_bent(lambda r, d: r.abs() - d + d**2 / 2), "There is no jump, but a kink: the slope of"
            " the line is 1, that of the parabola at the threshold is delta."),
    same_as(_bent(lambda r, d: d * r.abs() - d**2), "At the threshold the loss falls to 0: only"
            " half of delta squared is to be subtracted."),
    same_as(_bent(lambda r, d: d * (d / 2 - r.abs())), "Beyond the threshold the sign is reversed:"
            " the loss goes on rising."),
    same_as(_bent(lambda r, d: d * (r.abs() - d) / 2), "The factor 1/2 belongs to the second delta"
            " only; the slope of the line is delta."),
    same_as(_bent(lambda r, d: d / 2 * r.abs()), "There is no jump, but a kink: the slope of the"
            " line is half of delta, that of the parabola at the threshold is delta."),
    same_as(lambda r, d: torch.minimum(r**2 / 2, d * r.abs()), "That line meets the parabola only"
            " at 2 delta, with a kink: it is too high by half the square of the threshold."),
    same_as(_bent(lambda r, d: d * (r.abs() - d / 2), lambda r: r / 2), "The error is to be"
            " squared."),
    same_as(_bent(lambda r, d: d * (r.abs() + d / 2)), "The constant has the wrong sign."),
    same_as(_bent(lambda r, d: 0 * r + d**2 / 2), "Beyond the threshold the loss is constant; the"
            " line must go on with the parabola's slope."),
    same_as(lambda r, d: r**2 / 2, "That is L2 for all errors; beyond delta the line is"
            " asked, which lies below the parabola."),
    same_as(lambda r, d: r.abs(), "That is L1; up to delta the parabola is asked."),
    same_as(lambda r, d: F.huber_loss(r / d, 0 * r, reduction="none"), "Huber of r / delta has its"
            " bend at delta, but is too small by the factor delta squared."),
    same_as(lambda r, d: torch.where(r.abs() <= 1, r**2 / 2, d * (r.abs() - d / 2)), "The parabola"
            " ends at 1, not at delta."),
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
    when(lambda got, r, d: (got - d * (r.abs() - d / 2)).abs().max() < 1e-5, "All errors get the"
         " line: decide for each entry, with `torch.where`."),
]
