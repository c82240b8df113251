# ruff: noqa: E741
"""Exercises of the chapter softmax-regression."""

import math

import torch
from torch.nn import functional as F

from ._answers import Rewritten
from ._compare import (
    as_number,
    as_tensor,
    compare,
    compare_parts,
    compare_value,
    judge_parts,
    lenient,
    random_tensors,
    require,
)
from ._registry import exercise
from ._softmax_regression import (
    GRADIENT_MISTAKES,
    LOGSUMEXP_MISTAKES,
    SCORES,
    judge_flat,
    judge_most_curved,
    number,
    ready_made,
)
from ._softmax_regression_losses import (
    DOUBLED_MISTAKES,
    FLOOR_MISTAKES,
    HUBER_MISTAKES,
    judge_notes_loss,
)
from ._softmax_regression_notes import doubled_loss, notes_loss
from ._softmax_regression_values import (
    MINIMISER_MISTAKES,
    SECOND_TRAIN_MISTAKES,
    SMOOTHING_MISTAKES,
)


@exercise("softmax-regression/1", expects="function")
def gradient_at(answer):
    """The gradient (p - q) / T."""
    def gradient(o, q, T):
        return (torch.softmax(o / T, 0) - q) / T

    target, = random_tensors((4,), seed=1)
    cases = [(SCORES, torch.tensor([1.0, 0.0, 0.0]), 1.0),
             (SCORES, torch.tensor([0.5, 0.25, 0.25]), 2.0),
             (*random_tensors((4,)), target.softmax(0), 0.5)]
    compare(lenient(answer), gradient, cases, GRADIENT_MISTAKES)
    return (ready_made(answer, cases[0], "backward", "grad", "_make_dual",
                       hint="But automatic differentiation does the work: now write the formula.")
            or "One-hot and soft targets, three temperatures.")


@exercise("softmax-regression/2")
def hessian(answer):
    """A value of the quadratic form, a flat direction, and the most curved p."""
    keys = ["value", "flat", "p"]
    require(isinstance(answer, dict) and set(answer) == set(keys),
            "A dict with the keys value, flat and p is asked.")
    p, v = SCORES.softmax(0).double(), SCORES.double()
    mean, square = float(p @ v), float(p @ v**2)

    def judge_value(part):
        require(getattr(part, "shape", ()) != (3,), "H v is a vector; its inner product with v is"
                                                    " asked, one number.")
        compare_value(as_number(part), square - mean**2, {
            "This is the mean of V; the variance is asked.": mean,
            "This is the mean of the squares; the square of the mean is to be subtracted.":
                square,
            "This is the standard deviation, the root of the variance.":
                math.sqrt(square - mean**2),
            "All three entries are weighed alike; weigh them by p.":
                lambda got: min(abs(got - 2 / 3), abs(got - 1)) < 2e-3,
            "The mean of the squares is subtracted from the square of the mean; a variance is"
            " not negative.": mean**2 - square,
            "That is the square of the mean, without the mean of the squares.": mean**2})

    judge_parts({"value": lambda: judge_value(answer["value"]),
                 "flat": lambda: judge_flat(answer["flat"]),
                 "p": lambda: judge_most_curved(answer["p"])})
    return "Flat along 1 only, and most curved between two equal classes."


@exercise("softmax-regression/3")
def sandwich(answer):
    """Scores at both ends of the inequality."""
    answer = list(answer) if getattr(answer, "shape", ()) == (2, 4) else answer
    require(isinstance(answer, (tuple, list)) and len(answer) == 2,
            "Two vectors of four scores are asked, in a tuple.")
    first, second = map(as_tensor, answer)
    require(first.numel() > 1 and second.numel() > 1, "The four scores are asked, not their LSE.")
    first, second = (as_tensor(part.squeeze(), (4,)) for part in (first, second))
    require(first.isfinite().all() and second.isfinite().all(), "The scores must be ordinary"
                                                                " numbers.")

    def excess(o):
        return float((o - o.max()).exp().sum().log())

    swapped = excess(second) < 0.01 and excess(first) > math.log(4) - 1e-4
    require(not swapped, "The two are exchanged.")

    def judge_second():
        require(excess(second) > math.log(4) - 1e-4, "LSE exceeds the maximum by"
                f" {excess(second):.4f} only; when do four terms give four times the largest?")
        require(abs(second.max() - 7) < 1e-4, f"The maximum is {second.max():g}, not 7.")

    judge_parts({"first": lambda: require(excess(first) < 0.01, "LSE exceeds the maximum by"
                 f" {excess(first):.4f}; the other scores must lie further below it."),
                 "second": judge_second})
    return "Both ends of the inequality."


@exercise("softmax-regression/4", expects="function")
def logsumexp(answer):
    """A stable log-sum-exp."""
    low = -math.inf
    cases = [torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]), torch.tensor([[1000.0, 1001.0]]),
             torch.tensor([[-1000.0, -1001.0]]), torch.tensor([[1000.0, 999.0], [-1000.0, -999.0]]),
             torch.tensor([[0.0, low, 1.0]]), torch.tensor([[low, low], [1.0, 2.0]]),
             *random_tensors((5,), (4, 3), (2, 3, 4))]
    compare(lenient(answer), lambda o: torch.logsumexp(o, dim=-1), cases, LOGSUMEXP_MISTAKES)
    return (ready_made(answer, cases[0], "logsumexp", "special_logsumexp", "log_softmax",
                       "special_log_softmax", "logcumsumexp", "softmax", "cross_entropy")
            or "1000, -1000, minus infinity, one axis to three.")


@exercise("softmax-regression/5")
def minimisers(answer):
    """What L2, L1 and Huber make of 0, 0, 0, 10."""
    want = {"L2": 2.5, "L1": 0.0, "Huber": 1 / 3}
    require(isinstance(answer, dict) and set(answer) == set(want),
            "A dict with the keys L2, L1 and Huber is asked.")
    numbers = {name: as_number(value) for name, value in answer.items()}
    numbers = {name: 0.0 if abs(value) < 1e-3 else value for name, value in numbers.items()}
    compare_parts(numbers, want, MINIMISER_MISTAKES, rtol=1.1e-2)
    return "Mean, median, and in between."


@exercise("softmax-regression/6a", expects="function", given=notes_loss)
def only_one_is_one(answer):
    """Probabilities, loss, gradient."""
    judge_notes_loss(answer)
    return "All probabilities are positive, and the gradient is the difference."


@exercise("softmax-regression/6b")
def least_entry(answer):
    """The least entry, and where rounding gives a 1."""
    want = {"least entry": float(SCORES.softmax(0)[0]), "d": 17}
    compare_parts(answer, want, {
        "least entry": {
            "It is small, but not 0: every exponential is positive.": 0.0,
            "That is the largest entry.": float(SCORES.softmax(0)[2]),
            "That is the middle entry.": float(SCORES.softmax(0)[1]),
            "All three would have that if the scores were equal.": 1 / 3,
            "A probability lies between 0 and 1.": lambda got: got > 1 or got < -3,
            "Nearly: four decimals are asked.": lambda got: 0.085 < got < 0.105,
            "That is 1/6, the share of the score itself; softmax takes exponentials first.": 1 / 6,
            "That is its logarithm.": float(SCORES.log_softmax(0)[0]),
            "All three scores count, not two.": 1 / (1 + math.e)},
        "d": {
            "There e^-d is 1.1e-7, more than half the gap between 1 and the next number.": 16,
            "A whole number is asked.": lambda got: got != round(got),
            "That is where `float64` rounds to 1; `float32` has 24 binary digits.": 37,
            "24 is the number of binary digits; for which d is e^-d below 2^-24?": 24,
            "That is where the other entry becomes 0; the question is when this one becomes 1.":
                lambda got: 86 <= got <= 105,
            "There the result is 1 already, but it is for a smaller number too.":
                lambda got: got > 17,
            "There the result is 0.999…, printed as 1.0000; compare with `== 1`.":
                lambda got: 10 <= got < 16,
            "There the result is still visibly below 1.": lambda got: got < 10}}, rtol=6e-4)
    return "Near 1 the numbers are far apart, near 0 they are not."


@exercise("softmax-regression/7a", expects="function")
def floor_of(answer):
    """The floor of the loss with softmax twice."""
    compare(Rewritten(answer, number), lambda K: math.log(1 + (K - 1) / math.e), [10, 2, 3, 1000],
            FLOOR_MISTAKES, rtol=1e-5)
    return "For ten classes 1.46115."


@exercise("softmax-regression/7b", expects="function", given=doubled_loss)
def once(answer):
    """Cross-entropy from the scores."""
    O, = random_tensors((6, 10), seed=3)
    cases = [(torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([0])),
             (5 * O, torch.tensor([0, 3, 9, 1, 2, 4])),
             (torch.tensor([[0.0, 200.0], [300.0, 0.0]]), torch.tensor([0, 0]))]
    compare(answer, lambda O, y: F.cross_entropy(O, y), cases, DOUBLED_MISTAKES)
    return "From the scores, softmax once."


@exercise("softmax-regression/8")
def second_train(answer):
    """The share of two identical trains, and the score that leaves it alone."""
    trains = 2 * math.exp(3)
    compare_parts(answer, {"share": trains / (math.e + math.e**2 + trains),
                           "score": 3 - math.log(2)}, SECOND_TRAIN_MISTAKES)
    return "A copy takes from everybody."


@exercise("softmax-regression/9")
def smoothing(answer):
    """The optimal gap and loss under label smoothing."""
    entropy = -0.91 * math.log(0.91) - 0.09 * math.log(0.01)
    compare_parts(answer, {"gap": math.log(91), "loss": entropy}, SMOOTHING_MISTAKES,
                  rtol=1.1e-3)
    return "The gap is finite, and the floor is not zero."


@exercise("softmax-regression/10", expects="function")
def huber_loss(answer):
    """Huber's loss with a threshold."""
    cases = [(torch.tensor([0.5, 1.0, 2.0, 5.0]), 1.0), (torch.tensor([-0.5, -2.0, -5.0]), 1.0),
             (torch.tensor([0.0, 1.0, 3.0, -6.0]), 2.0), (torch.tensor([0.25, -0.5, 4.0]), 0.5),
             *((errors, 1.5) for errors in random_tensors((5,), (3, 4)))]
    compare(lenient(answer), lambda r, delta: F.huber_loss(
        r, torch.zeros_like(r), delta=delta, reduction="none"), cases, HUBER_MISTAKES)
    return (ready_made(answer, cases[0], "huber_loss", "smooth_l1_loss")
            or "Four thresholds, both signs.")
