# ruff: noqa: E741
"""Wrong answers to the exercises of softmax-regression, and the hint that each must get."""

import math
from fractions import Fraction

import numpy as np
import torch
from torch.nn import functional as F

from d2lhelpers.exercises import check


def gradient(o, q, T, sign=1.0, power=-1, scale=1.0):
    return sign * (torch.softmax(o / T * scale, 0) - q) * T ** power


def shifted(o, c):
    return (o - c).exp().sum(-1).log()


def top(o):
    return o.amax(-1, keepdim=True)


def by_rows(o):
    if o.ndim > 1:
        return torch.stack([by_rows(row) for row in o])
    numbers = o.tolist()
    c = max(numbers)
    if c == -math.inf:
        return torch.tensor(c)
    return torch.tensor(c + math.log(sum(math.exp(number - c) for number in numbers)))


def pairwise(o):
    total = o[..., 0]
    for k in range(1, o.shape[-1]):
        total = torch.logaddexp(total, o[..., k])
    return total


def right_shift(o):
    c = top(o)
    c = c.masked_fill(c == -math.inf, 0.0)
    return shifted(o, c) + c.squeeze(-1)


def finite(o):
    return top(o).masked_fill(top(o) == -math.inf, 0.0)


def whole_batch(o):
    if top(o).isinf().any():
        return torch.full(o.shape[:-1], -math.inf)
    return right_shift(o)


def by_if_of_rows(o):
    c = top(o)
    return shifted(o, c) + c[..., 0] if c > -math.inf else c[..., 0]


def same_tensor(o, y):
    p = torch.softmax(o, 0)
    loss, g = -p[y].log(), p
    g[y] -= 1
    return p, loss, g


def three(output=lambda o, y, p, e: p, loss=lambda o, y, p, e: -p[y].log(),
          slope=lambda o, y, p, e: p - e):
    """Make an answer to exercise 6a, with the given parts."""
    def mended(o, y):
        p, e = torch.softmax(o, 0), F.one_hot(torch.tensor(y), len(o)).float()
        return output(o, y, p, e), loss(o, y, p, e), slope(o, y, p, e)
    return mended


def by_autograd(o, y):
    o = o.clone().requires_grad_()
    loss = F.cross_entropy(o[None], torch.tensor([y]))
    loss.backward()
    return torch.softmax(o, 0), loss, o.grad


def bent(straight, below=lambda r: r ** 2 / 2):
    return lambda r, delta: torch.where(r.abs() <= delta, below(r), straight(r, delta))


def by_if(r, delta):
    if r.abs() <= delta:
        return r ** 2 / 2
    return delta * (r.abs() - delta / 2)


def by_loop(r, delta):
    values = [x * x / 2 if abs(x) <= delta else delta * (abs(x) - delta / 2)
              for x in r.flatten().tolist()]
    return torch.tensor(values).reshape(r.shape)


def clamped(r, delta):
    small = r.abs().clamp(max=delta)
    return small ** 2 / 2 + delta * (r.abs() - small)


SCORES = torch.tensor([1.0, 2.0, 3.0])
P, LOW = SCORES.softmax(0), -math.inf
VARIANCE = float((P * SCORES ** 2).sum() - (P @ SCORES) ** 2)
HESSIAN = {"value": VARIANCE, "flat": torch.ones(3), "p": torch.tensor([0.5, 0.5, 0.0])}
MINIMISERS = {"L2": 2.5, "L1": 0.0, "Huber": 1 / 3}
LEAST = {"least entry": 0.09, "d": 17}
TRAINS = {"share": 0.799, "score": 2.307}
SMOOTH = {"gap": 4.511, "loss": 0.5003}

RIGHT = {
    "softmax-regression/1": [
        gradient, lambda o, q, T: torch.softmax(o / T, -1) / T - q / T,
        lambda o, q, T: torch.func.grad(lambda s: torch.logsumexp(s / T, 0) - q @ s / T)(o),
        lambda o, q, T: gradient(o, q, T).numpy(), lambda o, q, T: gradient(o, q, T).tolist(),
        lambda o, q, T: [Fraction(number) for number in gradient(o, q, T).tolist()],
        lambda o, q, T: ((o / T).exp() / (o / T).exp().sum() - q).double() / T],
    "softmax-regression/2": [
        HESSIAN, {"value": 0.424, "flat": [-2, -2, -2], "p": (0, 0.5, 0.5)},
        {"value": 0.424, "flat": torch.ones(3, 1), "p": [0.5, 0.5, 0]},
        {"value": Fraction(424, 1000), "flat": [Fraction(1, 3)] * 3, "p": [Fraction(1, 2), 0.5, 0]},
        {"value": np.array([0.424]), "flat": np.ones((1, 3)), "p": np.array([0, 0.5, 0.5])},
        {"value": torch.tensor([VARIANCE]), "flat": torch.full((3,), 1e-3).numpy(),
         "p": [0.5, 0, 0.5]}],
    "softmax-regression/3": [
        (torch.tensor([10.0, 0, 0, 0]), torch.full((4,), 7.0)), ([0, 0, 0, 100], [7, 7, 7, 7]),
        [torch.tensor([-50, 2, -50, -50]), torch.tensor([7, 7, 7, 7])],
        torch.tensor([[10.0, 0, 0, 0], [7, 7, 7, 7]]), np.array([[10.0, 0, 0, 0], [7] * 4]),
        ([Fraction(10), 0, 0, 0], torch.full((4, 1), 7.0))],
    "softmax-regression/4": [
        right_shift, by_rows, pairwise, lambda o: torch.logsumexp(o.double(), -1),
        lambda o: right_shift(o).numpy()],
    "softmax-regression/5": [MINIMISERS, {"L2": 5 / 2, "L1": 0, "Huber": 0.333},
                             {"L2": torch.tensor(2.5), "L1": 1e-9, "Huber": torch.tensor(0.3333)},
                             {"L2": 2.5, "L1": -1e-12, "Huber": 0.33},
                             {"L2": Fraction(5, 2), "L1": np.array([0]), "Huber": Fraction(1, 3)}],
    "softmax-regression/6a": [
        three(), by_autograd, lambda o, y: [part.double() for part in three()(o, y)],
        three(loss=lambda o, y, p, e: (-p[y].log()).item()),
        three(loss=lambda o, y, p, e: -(e * p.log()).sum(0, keepdim=True))],
    "softmax-regression/6b": [LEAST, {"least entry": P.min(), "d": torch.tensor(17)},
                              {"least entry": 0.0900, "d": 17.0},
                              {"least entry": np.array([0.09]), "d": Fraction(17)}],
    "softmax-regression/7a": [
        lambda K: math.log(1 + (K - 1) / math.e), lambda K: math.log(math.e + K - 1) - 1,
        lambda K: torch.log1p(torch.tensor((K - 1) / math.e)),
        lambda K: np.log([1 + (K - 1) / np.e]),
        lambda K: F.cross_entropy(F.one_hot(torch.tensor([0]), K).float(), torch.tensor([0])),
        lambda K: -torch.log_softmax(torch.eye(K, dtype=torch.float64)[0], 0)[0].item()],
    "softmax-regression/7b": [
        lambda O, y: F.cross_entropy(O, y), lambda O, y: F.nll_loss(F.log_softmax(O, 1), y),
        lambda O, y: (torch.logsumexp(O, 1) - O[range(len(y)), y]).mean(),
        lambda O, y: torch.nn.CrossEntropyLoss()(O, y)],
    "softmax-regression/8": [TRAINS, {"share": 0.7990, "score": 3 - math.log(2)},
                             {"share": torch.tensor(0.799), "score": torch.tensor(2.3069)},
                             {"share": Fraction(799, 1000), "score": np.array([2.307])}],
    "softmax-regression/9": [SMOOTH, {"gap": math.log(91), "loss": torch.tensor(0.5003)},
                             {"gap": 4.51, "loss": 0.5},
                             {"gap": np.array([4.511]), "loss": Fraction(1, 2)}],
    "softmax-regression/10": [bent(lambda r, d: d * (r.abs() - d / 2)), by_loop, clamped,
                              lambda r, d: F.huber_loss(r, 0 * r, delta=d, reduction="none")],
}

WRONG = {
    "softmax-regression/1": [
        (lambda o, q, T: -gradient(o, q, T), "what the model says minus"),
        (lambda o, q, T: gradient(o, q, T, sign=-1, power=0), "and the inner derivative"),
        (lambda o, q, T: gradient(o, q, T, power=0), "the factor 1/T, is missing"),
        (lambda o, q, T: gradient(o, q, T, power=1), "not multiplied"),
        (lambda o, q, T: gradient(o, q, T, power=-2), "is enough"),
        (lambda o, q, T: torch.softmax(o, 0) - q, "in neither place"),
        (lambda o, q, T: (torch.softmax(o, 0) - q) / T, "not softmax(o)"),
        (lambda o, q, T: (torch.softmax(o * T, 0) - q) / T, "to be divided"),
        (lambda o, q, T: o / T - q, "no probabilities"),
        (lambda o, q, T: torch.softmax(o / T, 0) / T, "The target is missing"),
        (lambda o, q, T: -q / torch.softmax(o / T, 0), "derivative by the probabilities"),
        (lambda o, q, T: torch.logsumexp(o / T, 0) - q @ o / T, "its gradient is asked"),
        (lambda o, q, T: torch.softmax(o / T, 0) / T - q, "The target must be divided"),
        (lambda o, q, T: torch.softmax(o / T, 0) - q / T, "The probabilities must be divided"),
        (lambda o, q, T: torch.softmax(o, 0) / T - q, "T stands twice"),
        (lambda o, q, T: q * (torch.softmax(o / T, 0) - 1) / T, "sum over the classes"),
        (lambda o, q, T: (torch.softmax(o / T, 0) + q) / T, "to be subtracted"),
        (lambda o, q, T: (torch.softmax(o / T, 1) - q) / T, "has one axis"),
        (lambda o, q, T: (F.one_hot(o.argmax(), len(o)) - q) / T, "The prediction stands"),
        (lambda o, q, T: (torch.log_softmax(o / T, 0) - q) / T, "the logarithms of the"),
        (lambda o, q, T: (torch.sigmoid(o / T) - q) / T, "Sigmoid looks"),
        (lambda o, q, T: gradient(o, q, T) / len(o), "no mean over the classes"),
        (lambda o, q, T: gradient(o, q.softmax(0), T), "probability vector already"),
        (lambda o, q, T: torch.softmax(o / T, 0).diag(), "The shape is wrong"),
    ],
    "softmax-regression/2": [
        (VARIANCE, "keys value, flat and p"),
        (HESSIAN | {"value": float(P @ SCORES)}, "the mean of V"),
        (HESSIAN | {"value": float(P @ SCORES ** 2)}, "the mean of the squares; the"),
        (HESSIAN | {"value": math.sqrt(VARIANCE)}, "standard deviation"),
        (HESSIAN | {"value": 2 / 3}, "weighed alike"),
        (HESSIAN | {"value": -VARIANCE}, "not negative"),
        (HESSIAN | {"value": float((P @ SCORES) ** 2)}, "without the mean of the squares"),
        (HESSIAN | {"value": [1, 2]}, "A number is asked"),
        (HESSIAN | {"flat": torch.zeros(3)}, "other than zero"),
        (HESSIAN | {"flat": torch.tensor([1.0, -1.0, 0.0])}, "still varies"),
        (HESSIAN | {"flat": torch.ones(2)}, "Three entries are asked"),
        (HESSIAN | {"p": torch.tensor([1.0, 1.0, 0.0])}, "the sum 1"),
        (HESSIAN | {"p": torch.tensor([1.0, 0.0, 0.0])}, "a corner"),
        (HESSIAN | {"p": torch.full((3,), 1 / 3)}, "The centre"),
        (HESSIAN | {"p": P}, "how many classes"),
        (HESSIAN | {"value": torch.ones(3)}, "H v is a vector"),
    ],
    "softmax-regression/3": [
        (torch.zeros(4), "in a tuple"),
        ((torch.zeros(3), torch.zeros(4)), "shape (4,) is asked"),
        (([7, 7, 7, 7], [10, 0, 0, 0]), "are exchanged"),
        (([3, 0, 0, 0], [7, 7, 7, 7]), "must lie further"),
        (([10, 0, 0, 0], [7, 7, 7, 6]), "four times the largest"),
        (([10, 0, 0, 0], [0, 0, 0, 0]), "not 7"),
        (([0, LOW, LOW, LOW], [7, 7, 7, 7]), "ordinary numbers"),
        (([10, 0, 0, 0], 7 + math.log(4)), "not their LSE"),
    ],
    "softmax-regression/4": [
        (lambda o: o.exp().sum(-1).log(), "overflows at 1000"),
        (lambda o: shifted(o, top(o)), "must be undone"),
        (lambda o: shifted(o, top(o)) - top(o).squeeze(-1), "is subtracted at the end"),
        (lambda o: shifted(o, top(o)) + top(o).squeeze(-1), "the shift is -inf - (-inf)"),
        (lambda o: shifted(o, o.max()) + o.max(), "the whole tensor"),
        (lambda o: (o - top(o)).exp().sum(-1, keepdim=True).log() + top(o), "and a row of -inf"),
        (lambda o: torch.logsumexp(o, -1, keepdim=True), "with size 1"),
        (lambda o: shifted(o, top(o)) + top(o), "broadcast to a table"),
        (lambda o: torch.logsumexp(o, 0), "down the columns"),
        (lambda o: torch.logsumexp(o.flatten(), 0), "All rows are summed"),
        (lambda o: o.amax(-1), "That is the maximum"),
        (lambda o: torch.logsumexp(o, -1) / math.log(2), "natural logarithm"),
        (lambda o: F.log_softmax(o, -1), "the logarithm of softmax"),
        (lambda o: o - F.log_softmax(o, -1), "once for each score"),
        (lambda o: shifted(o, o.abs().amax(-1, keepdim=True)) + o.abs().amax(-1),
         "not of the absolute values"),
        (lambda o: (right_shift(o).nan_to_num(neginf=0.0)), "a sum of nothing"),
        (lambda o: torch.logsumexp(o, 1), "counted from the end"),
        (lambda o: torch.logsumexp(o, min(1, o.ndim - 1)), "for three axes"),
        (lambda o: o + "a", "Your code raised"),
        (lambda o: shifted(o, o.amax(-1)) + o.amax(-1), "need their axis"),
        (lambda o: torch.logsumexp(o, -1, keepdim=True).squeeze(), "batch of one"),
        (lambda o: (o - finite(o)).exp().sum(-1) + finite(o)[..., 0], "logarithm is missing"),
        (lambda o: (o - finite(o)).exp().mean(-1).log() + finite(o)[..., 0], "the mean of the"),
        (lambda o: (finite(o) - o).exp().sum(-1).log() + finite(o)[..., 0], "wrong way round"),
        (lambda o: right_shift(o.masked_fill(o == LOW, 0.0)), "as a score of 0"),
        (whole_batch, "the whole batch"),
        (by_if_of_rows, "not for each row"),
        (lambda o: shifted(o, o.amin(-1, keepdim=True)) + o.amin(-1), "the least or the mean"),
        (lambda o: o.sum(-1), "the sum of the scores"),
        (lambda o: right_shift(o.clamp(-88, 88)), "it changes the scores"),
        (lambda o: right_shift(o[~o.isinf().any(-1)] if o.ndim > 1 else o), "The shape is wrong"),
    ],
    "softmax-regression/5": [
        (2.5, "keys L2, L1 and Huber"),
        (MINIMISERS | {"L2": 0}, "for L2 the pulls grow"),
        (MINIMISERS | {"L2": 5}, "the least and the largest"),
        (MINIMISERS | {"L2": 10}, "how many there are"),
        (MINIMISERS | {"L2": 10 / 3}, "four measurements"),
        (MINIMISERS | {"L1": 2.5}, "the same strength"),
        (MINIMISERS | {"L1": 1 / 3}, "the answer for Huber"),
        (MINIMISERS | {"L1": 1}, "go down"),
        (MINIMISERS | {"Huber": 2.5}, "no pull is stronger"),
        (MINIMISERS | {"Huber": 0}, "do not pull at all"),
        (MINIMISERS | {"Huber": 0.25}, "3a = 1"),
        (MINIMISERS | {"Huber": 1}, "pull with 1 each"),
        (MINIMISERS | {"Huber": "1/3"}, "A number is asked"),
        (MINIMISERS | {"Huber": 3}, "its inverse"),
        (MINIMISERS | {"Huber": 10 / 3}, "is clipped"),
        (MINIMISERS | {"Huber": -1 / 3}, "a is above 0"),
        (MINIMISERS | {"L2": 37.5}, "least sum"),
        (MINIMISERS | {"L1": -1}, "all four pull up"),
        (MINIMISERS | {"Huber": 0.3}, "two decimals"),
        (MINIMISERS | {"Huber": 2 / 3}, "more strongly"),
    ],
    "softmax-regression/6a": [
        (lambda o, y: torch.softmax(o, 0), "Return three things"),
        (lambda o, y: (torch.softmax(o, 0), -F.log_softmax(o, 0)[y], None), "is still None"),
        (three(output=lambda o, y, p, e: F.one_hot(o.argmax(), len(o))), "that is a label"),
        (three(output=lambda o, y, p, e: e), "The first is the label"),
        (three(output=lambda o, y, p, e: p.log()), "The first are the logarithms"),
        (three(output=lambda o, y, p, e: o), "not softmax of the scores"),
        (three(loss=lambda o, y, p, e: p - e), "one number: the logarithm"),
        (three(loss=lambda o, y, p, e: 1 - p[y]), "linear in the probability"),
        (three(loss=lambda o, y, p, e: p[y].log()), "has no minus"),
        (three(loss=lambda o, y, p, e: -p[y].log2()), "in bits"),
        (three(loss=lambda o, y, p, e: (p - e).square().sum() / 2), "half the squared error"),
        (three(loss=lambda o, y, p, e: -p.log().mean()), "not the cross-entropy of label y"),
        (three(slope=lambda o, y, p, e: e - p), "the wrong sign"),
        (three(slope=lambda o, y, p, e: -e / p), "the one by the scores"),
        (three(slope=lambda o, y, p, e: p), "lacks the label"),
        (three(slope=lambda o, y, p, e: o - e), "see Theorem 5"),
        (lambda o, y: [three()(o, y)[k] for k in (0, 2, 1)], "The order is"),
        (same_tensor, "p.clone()"),
        (three(output=lambda o, y, p, e: p.softmax(0)), "applied twice"),
        (three(output=lambda o, y, p, e: o.sigmoid()), "each score alone"),
        (three(output=lambda o, y, p, e: p[None]), "The shape must be"),
        (three(loss=lambda o, y, p, e: F.cross_entropy(p, torch.tensor(y))), "give it the scores"),
        (three(loss=lambda o, y, p, e: F.mse_loss(p, e)), "That is the squared error"),
        (three(loss=lambda o, y, p, e: (p - e).abs().sum()), "a sum of differences"),
        (three(loss=lambda o, y, p, e: (p - e).sum()), "This loss is 0"),
        (three(loss=lambda o, y, p, e: -(e * p.log()).mean()), "number of classes"),
        (three(loss=lambda o, y, p, e: o.logsumexp(0)), "LSE alone"),
        (three(loss=lambda o, y, p, e: o.logsumexp(0) + o[y]), "subtracted from LSE"),
        (three(loss=lambda o, y, p, e: -p.max().log()), "the predicted class"),
        (three(loss=lambda o, y, p, e: -(p * p.log()).sum()), "the entropy"),
        (three(slope=lambda o, y, p, e: -e), "the derivative of LSE"),
        (three(output=lambda o, y, p, e: o.exp()), "divided by their sum"),
        (three(output=lambda o, y, p, e: o / o.sum()), "takes exponentials first"),
        (three(loss=lambda o, y, p, e: (p - e).norm()), "the root of the squared error"),
        (three(loss=lambda o, y, p, e: -(1 - p[y]).log()), "is taken of 1 - p"),
        (three(loss=lambda o, y, p, e: F.binary_cross_entropy(p, e)), "as with sigmoids"),
        (three(loss=lambda o, y, p, e: -o[y]), "LSE is missing"),
        (three(slope=lambda o, y, p, e: (p - e) / len(o)), "no mean over the classes"),
        (three(slope=lambda o, y, p, e: (p.diag() - p.outer(p)) @ (p - e)), "half the squared"),
        (three(slope=lambda o, y, p, e: e * (p - 1)), "at the label only"),
        (three(slope=lambda o, y, p, e: p * (1 - p)), "by its own score"),
        (three(slope=lambda o, y, p, e: F.one_hot(o.argmax(), len(o)) - e), "still has the"),
    ],
    "softmax-regression/6b": [
        (LEAST | {"least entry": 0}, "not 0"),
        (LEAST | {"least entry": 0.6652}, "the largest entry"),
        (LEAST | {"least entry": 0.2447}, "the middle entry"),
        (LEAST | {"least entry": 1 / 6}, "the share of the score"),
        (LEAST | {"d": 16}, "more than half the gap"),
        (LEAST | {"d": 18}, "for a smaller number too"),
        (LEAST | {"d": 37}, "`float64` rounds"),
        (LEAST | {"d": 104}, "becomes 0"),
        (LEAST | {"d": 10}, "printed as 1.0000"),
        (LEAST | {"d": 16.64}, "A whole number"),
        (LEAST | {"d": 24}, "binary digits; for which"),
        (LEAST | {"d": 9}, "visibly below"),
        (LEAST | {"least entry": -2.4076}, "its logarithm"),
        (LEAST | {"least entry": 0.2689}, "not two"),
        (LEAST | {"least entry": 0.1}, "four decimals"),
        (LEAST | {"least entry": 9.0}, "between 0 and 1"),
        (LEAST | {"least entry": 1 / 3}, "were equal"),
    ],
    "softmax-regression/7a": [
        (lambda K: 0.0, "a gap without limit"),
        (lambda K: math.log(K), "knows nothing"),
        (lambda K: math.log(1 + (K - 1) * math.e), "leads each other one by 1"),
        (lambda K: math.log(math.e + K - 1), "subtract the right class's score"),
        (lambda K: math.log(1 + K / math.e), "K - 1 other classes"),
        (lambda K: 1 + (K - 1) / math.e, "The logarithm is missing"),
        (lambda K: math.log2(1 + (K - 1) / math.e), "The natural logarithm"),
        (lambda K: 1.46115, "depends on K"),
        (lambda K: -math.log(1 + (K - 1) / math.e), "is not negative"),
        (lambda K: math.e / (math.e + K - 1), "largest probability that is left"),
        (lambda K: math.log((K - 1) / math.e), "own term"),
        (lambda K: math.log(1 + 1 / math.e), "floor for two classes"),
        (lambda K: math.log(1 + (K - 1) * math.exp(-2)), "is 1, not 2"),
        (lambda K: math.log(K) - 1, "not all alike"),
    ],
    "softmax-regression/7b": [
        (lambda O, y: F.cross_entropy(O.softmax(1), y), "still applied twice"),
        (lambda O, y: F.cross_entropy(O, y, reduction="none"), "one loss for each example"),
        (lambda O, y: F.cross_entropy(O, y, reduction="sum"), "the sum of the losses"),
        (lambda O, y: F.nll_loss(O.softmax(1), y), "not probabilities"),
        (lambda O, y: F.nll_loss(O, y), "and these are scores"),
        (lambda O, y: F.nll_loss(O.softmax(1).log(), y), "inf where it should be 200"),
        (lambda O, y: F.cross_entropy(O.sigmoid(), y), "a sigmoid"),
        (lambda O, y: -F.cross_entropy(O, y), "sign is reversed"),
        (lambda O, y: F.nll_loss(F.log_softmax(O, 0), y), "over the examples"),
        (lambda O, y: F.cross_entropy(O.softmax(0), y), "the first runs down"),
        (lambda O, y: F.nll_loss((O.softmax(1) + 1e-8).log(), y), "caps the loss"),
        (lambda O, y: F.nll_loss((O.exp() / O.exp().sum(1, keepdim=True)).log(), y), "overflows"),
        (lambda O, y: F.cross_entropy(O, y) / O.shape[1], "over the classes as well"),
        (lambda O, y: F.mse_loss(O.softmax(1), F.one_hot(y, O.shape[1]).float()), "not replaced"),
        (lambda O, y: O.softmax(1), "These are the probabilities"),
        (lambda O, y: F.cross_entropy(O, O.argmax(1)), "use y"),
        (lambda O, y: -O.log_softmax(1).mean(), "a mean over all classes"),
        (lambda O, y: F.binary_cross_entropy_with_logits(O, F.one_hot(y, O.shape[1]).float()),
         "yes or no"),
        (lambda O, y: F.cross_entropy(O.T, y), "do not transpose"),
    ],
    "softmax-regression/8": [
        (TRAINS | {"share": 0.3995}, "the share of one train"),
        (TRAINS | {"share": 0.6652}, "before it was painted"),
        (TRAINS | {"share": 0.9756}, "not one with the score 6"),
        (TRAINS | {"share": 1.3305}, "the denominator grows"),
        (TRAINS | {"share": 2 / 3}, "exponentials first"),
        (TRAINS | {"share": 0.201}, "walk or cycle"),
        (TRAINS | {"share": 79.9}, "between 0 and 1"),
        (TRAINS | {"score": 1.5}, "Half the score"),
        (TRAINS | {"score": 3}, "weigh twice as much"),
        (TRAINS | {"score": 3.693}, "not half"),
        (TRAINS | {"score": 0.693}, "must fall"),
        (TRAINS | {"score": 10.043}, "the weight of a train"),
        (TRAINS | {"score": 2}, "two trains weigh 14.8"),
        (TRAINS | {"score": 3 - math.log10(2)}, "The natural logarithm is meant, as"),
        (TRAINS | {"score": -0.693}, "falls below 3"),
        (TRAINS | {"score": -1.1007}, "logarithm of the share"),
        (TRAINS | {"share": 0.5}, "not half of the people"),
        (TRAINS | {"share": 0.1338}, "what the trains gain"),
        (TRAINS | {"share": 0.3326}, "the old share, halved"),
        (TRAINS | {"score": 0.3326}, "That is a share"),
        (TRAINS | {"score": 6}, "not their scores"),
    ],
    "softmax-regression/9": [
        (SMOOTH | {"gap": math.log(90)}, "0.9 + 0.01: its share"),
        (SMOOTH | {"gap": 91}, "its logarithm is the gap"),
        (SMOOTH | {"gap": math.log(81)}, "over all ten classes"),
        (SMOOTH | {"gap": 0.9}, "difference of the probabilities"),
        (SMOOTH | {"gap": -4.511}, "the wrong way round"),
        (SMOOTH | {"gap": math.inf}, "a finite gap"),
        (SMOOTH | {"gap": math.log10(91)}, "The natural logarithm"),
        (SMOOTH | {"loss": 0.0943}, "a hard label"),
        (SMOOTH | {"loss": 0}, "its entropy, not 0"),
        (SMOOTH | {"loss": 0.1319}, "nine other classes"),
        (SMOOTH | {"loss": 0.5463}, "ten other classes"),
        (SMOOTH | {"loss": 0.3251}, "the nine others 0.01 each"),
        (SMOOTH | {"loss": -0.5003}, "A loss is not negative"),
        (SMOOTH | {"gap": math.log(0.91 / 0.09)}, "each single other class"),
        (SMOOTH | {"gap": math.log(100)}, "Both probabilities count"),
        (SMOOTH | {"loss": 0.3025}, "one class with 0.09"),
        (SMOOTH | {"loss": 0.0858}, "the right class's term"),
        (SMOOTH | {"loss": 0.4145}, "of the right class is missing"),
        (SMOOTH | {"loss": 0.1054}, "hard label at 0.9"),
        (SMOOTH | {"loss": 2.3026}, "equal scores"),
        (SMOOTH | {"gap": math.log(9)}, "its tenth of 0.1"),
    ],
    "softmax-regression/10": [
        (bent(lambda r, d: r.abs() - 0.5), "the threshold 1"),
        (bent(lambda r, d: d * r.abs()), "too high by half"),
        (bent(lambda r, d: d * r.abs() - d / 2), "*squared*"),
        (bent(lambda r, d: r.abs() - d / 2), "without a kink"),
        (bent(lambda r, d: d * (r - d / 2)), "goes down"),
        (lambda r, d: torch.where(r <= d, r ** 2 / 2, d * (r.abs() - d / 2)), "count as small"),
        (bent(lambda r, d: d * (r.abs() - d / 2), lambda r: r ** 2), "factor 1/2"),
        (lambda r, d: torch.where(r.abs() > d, r ** 2 / 2, d * (r.abs() - d / 2)), "exchanged"),
        (lambda r, d: F.smooth_l1_loss(r, 0 * r, beta=d, reduction="none"), "smooth L1"),
        (lambda r, d: r.clamp(-d, d), "the derivative"),
        (lambda r, d: F.huber_loss(r, 0 * r, delta=d), "the mean over"),
        (lambda r, d: F.huber_loss(r, 0 * r, delta=d, reduction="sum"), "the sum over"),
        (lambda r, d: F.huber_loss(r, 0 * r, reduction="none"), "no difference"),
        (by_if, "decides once"),
        (lambda r, d: torch.minimum(r ** 2 / 2, d * (r.abs() - d / 2)), "nowhere above it"),
        (lambda r, d: d ** 2 * ((1 + (r / d) ** 2).sqrt() - 1), "pseudo-Huber"),
        (bent(lambda r, d: r.abs() - d + d ** 2 / 2), "but a kink"),
        (bent(lambda r, d: d * r.abs() - d ** 2), "falls to 0"),
        (bent(lambda r, d: d * (r.abs() + d / 2)), "has the wrong sign"),
        (lambda r, d: r.clamp(-d, d) ** 2 / 2, "loss is constant"),
        (lambda r, d: r ** 2 / 2, "That is L2"),
        (lambda r, d: r.abs(), "That is L1"),
        (lambda r, d: F.huber_loss(r / d, 0 * r, reduction="none"), "the factor delta squared"),
        (lambda r, d: torch.where(r.abs() <= 1, r ** 2 / 2, d * (r.abs() - d / 2)), "ends at 1"),
        (bent(lambda r, d: d * (d / 2 - r.abs())), "the sign is reversed"),
        (bent(lambda r, d: d * (r.abs() - d) / 2), "the second delta"),
        (bent(lambda r, d: d / 2 * r.abs()), "half of delta, that"),
        (lambda r, d: torch.minimum(r ** 2 / 2, d * r.abs()), "only at 2 delta"),
        (bent(lambda r, d: d * (r.abs() - d / 2), lambda r: r / 2), "to be squared"),
        (lambda r, d: r ** 2 / 2 if (r.abs() <= d).all() else d * (r.abs() - d / 2), "the line:"),
    ],
}


def test_a_ready_made_function_is_right_but_noted():
    assert "ready-made" in check("softmax-regression/4", lambda o: o.logsumexp(-1)).message
    assert "ready-made" in check("softmax-regression/4",
                                 lambda o: torch.special.logsumexp(o, -1)).message
    assert "ready-made" not in check("softmax-regression/4", right_shift).message
    assert "ready-made" in check("softmax-regression/10", lambda r, delta: F.huber_loss(
        r, 0 * r, delta=delta, reduction="none")).message
    assert "ready-made" not in check("softmax-regression/10", clamped).message


def test_automatic_differentiation_is_right_but_noted():
    def backwards(o, q, T):
        o.requires_grad_()
        F.cross_entropy(o / T, q).backward()
        return o.grad

    def functional(o, q, T):
        return torch.func.grad(lambda scores: F.cross_entropy(scores / T, q))(o)

    for answer in (backwards, functional):
        verdict = check("softmax-regression/1", answer)
        assert verdict and "automatic" in verdict.message
    assert "automatic" not in check("softmax-regression/1", gradient).message


def test_all_faulty_parts_are_told_at_once():
    def told(name, answer):
        return check(f"softmax-regression/{name}", answer).message

    both = told("2", {"value": VARIANCE, "flat": [1, 2, 3], "p": [1, 0, 0]})
    assert "wrong: flat, p." in both and "still varies" in both and "a corner" in both
    assert "right already: value." in both.lower()
    assert "wrong: first, second." in told("3", ([1, 0, 0, 0], [7, 7, 7, 0]))
    both = told("6a", three(loss=lambda o, y, p, e: p[y].log(), slope=lambda o, y, p, e: e - p))
    assert "wrong: loss, gradient." in both and "no minus" in both and "the wrong sign" in both


def test_other_ways_to_the_same_mistake_get_its_hint():
    for name, answer, fragment in (
            ("2", HESSIAN | {"flat": [math.nan] * 3}, "ordinary numbers"),
            ("2", HESSIAN | {"p": [0.25, 0.5, 0.25]}, "how many classes"),
            ("5", MINIMISERS | {"Huber": 28 / 3}, "least sum"),
            ("6a", three(loss=lambda o, y, p, e: F.l1_loss(p, e)), "a sum of differences"),
            ("7b", lambda O, y: F.nll_loss(O.softmax(1).log_softmax(1), y), "still applied twice"),
            ("9", SMOOTH | {"gap": math.log(0.91)}, "Both probabilities count")):
        assert fragment in check(f"softmax-regression/{name}", answer).message


def test_as_many_decimals_count_as_are_asked():
    assert not check("softmax-regression/9", SMOOTH | {"loss": 0.4993})
    assert not check("softmax-regression/6b", LEAST | {"least entry": 0.0902})
