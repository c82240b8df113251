"""Exercises of the chapter perceptron."""

import math

import torch

from ._answers import Attempt, Crashed
from ._compare import as_tensor, compare, compare_parts, require, same_as, when
from ._perceptron import (
    BITS,
    Triple,
    bits,
    book_rule,
    crash_hints,
    laid_out,
    mean,
    notes_bound,
    signed,
    signed_table,
    slack,
    stuck_train,
    table,
    three_bits,
    trained,
)
from ._perceptron_values import BOUNDS, NUMBERS, RATES, check_multipliers, row
from ._registry import exercise


@exercise("perceptron/1", expects="function")
def on_bits(answer):
    """The rule on labels 0 and 1, with the bias apart."""
    cases = [(*table("AND"), 100), (*table("NAND"), 100), (*table("OR"), 100),
             (*table("XOR"), 3), (torch.tensor([[2.0], [-1], [3]]), torch.tensor([0, 1, 0]), 50)]

    def wrong(**how):
        return laid_out(lambda *args: bits(*args, **how))

    def oracle(X, labels, max_epochs):
        return laid_out(bits)(X, labels, max_epochs)

    compare(Triple(answer), oracle, cases, mistakes=[same_as(fault, hint) for hint, fault in {
        "At a score of exactly 0 nothing happens; the rule counts a tie as a mistake, and from zero"
        " it would never start.": wrong(tie=False),
        "This is the rule with (label - prediction): a tie with the label 0 is no mistake there.":
            laid_out(book_rule),
        "A label 0 makes an update of nothing: turn the labels into -1 and 1.":
            wrong(zero_one=True),
        "The bias never changes: after a mistake it gets the sign of the label.":
            wrong(no_bias=True),
        "The third number counts epochs; updates are asked.": wrong(count="epochs"),
        "The scores of an epoch are all computed with the weights at its beginning; the rule"
        " changes them after each mistake.": wrong(batch=True),
        "It adds every example, right or wrong; only mistakes count.": wrong(every=True),
        "Only one epoch is run; go on until an epoch has no mistake.":
            laid_out(lambda X, labels, n: bits(X, labels, 1))}.items()])
    return "AND ends at (3, 2) and -4, after 18 updates."


@exercise("perceptron/2")
def rates(answer):
    """What a learning rate changes, and what not."""
    if isinstance(answer, dict):
        answer = {key: row(value) for key, value in answer.items()}
    compare_parts(answer, {"weights": [0.3, 0.2, -0.4], "updates": 18, "start": [2.0, 2, -2]},
                  RATES)
    return "Zero times any rate is zero; other starts feel the rate."


@exercise("perceptron/3")
def numbers(answer):
    """The bounds for the rule that wants a margin."""
    compare_parts(answer, {"growth": 15, "updates": 255, "length": 15 * math.sqrt(17),
                           "share": 0.4}, NUMBERS, rtol=1e-3)
    return "The same race, in a wider wedge."


@exercise("perceptron/4", expects="function")
def audit(answer):
    """How far both inequalities are from equality."""
    cases = [(signed_table("AND"), torch.tensor([2.0, 2.0, -3.0])),
             (signed_table("OR"), torch.tensor([4.0, 5.0, -2.0])),
             (three_bits(), torch.tensor([1.0, 1.0, 1.0, -1.5]) * 8)]

    def oracle(Z, u):
        return slack(Z, u)

    def listed(Z, u):
        rows = answer(Z, u)
        return as_tensor(rows).float() if isinstance(rows, (list, tuple)) or hasattr(
            rows, "__array__") else rows

    def wrong(**how):
        return lambda Z, u: slack(Z, u, **how)

    compare(Attempt(listed), oracle, cases, atol=1e-3, mistakes=[
        when(lambda got, *_: got.ndim == 2 and got.shape[0] == 2 < got.shape[1],
             "One row for each update is asked, two columns: these are two rows."),
        *[same_as(reference, hint) for hint, reference in {
            "The vector u is not scaled: divide it by its length first.": wrong(scale=False),
            "The margin is that of u as it came, the part along u that of the scaled one.":
                lambda Z, u: slack(Z, u) - torch.stack([torch.arange(1, len(slack(Z, u)) + 1) * (
                    (Z @ u).min() - (Z @ u).min() / u.norm()), torch.zeros(len(slack(Z, u)))], 1),
            "The zero start is no update: leave its row out.": wrong(start=True),
            "The margin is the smallest score, not the mean.": wrong(mean=True),
            "The last entry of a signed example counts in its length too.": wrong(ones=False),
            "The second column compares squares: the length is to be squared.":
                wrong(squared=False),
            "The second column compares squares; these are roots.": wrong(root=True),
            "The two columns are exchanged.": wrong(swap=True)}.items()]])
    return "No entry is negative."


@exercise("perceptron/5", expects="function", given=notes_bound)
def mended(answer):
    """The bound with the length of (w, b)."""
    y = signed_table("AND")[:, -1]
    far = torch.tensor([[12.0, 3], [12, 1], [11, 1], [11, 3]])
    cases = [(BITS, y, torch.tensor([20.0, 20.0]), -30.0),
             (BITS, y, torch.tensor([3.0, 2.0]), -4.0),
             (far, torch.tensor([1.0, 1, -1, -1]), torch.tensor([1.0, 0.0]), -11.5),
             (BITS, -y, torch.tensor([-2.0, -2.0]), torch.tensor(3.0))]

    def oracle(X, y, w, b):
        return notes_bound(X, y, w, b) * (w @ w + b ** 2)

    def margin(X, y, w, b):
        return (y * (X @ w + b)).min()

    compare(answer, oracle, cases, mistakes=[same_as(reference, hint) for hint, reference in {
        "The scale of (w, b) still matters: multiply both by 10, and the bound changes.":
            notes_bound,
        "The length leaves the bias out; on examples far from the origin that bound is false.":
            lambda X, y, w, b: notes_bound(X, y, w, b) * (w @ w),
        "The margin is divided by the squared length; divide by the length.":
            lambda X, y, w, b: notes_bound(X, y, w, b) * (w @ w + b ** 2) ** 2,
        "The bound is multiplied by the length once; the margin occurs squared.":
            lambda X, y, w, b: notes_bound(X, y, w, b) * (w @ w + b ** 2) ** 0.5,
        "The 1 of the bias is missing in r² + 1.":
            lambda X, y, w, b: oracle(X, y, w, b) - (w @ w + b ** 2) / margin(X, y, w, b) ** 2,
        "The bound is divided by the squared length; a longer u has a smaller margin.":
            lambda X, y, w, b: notes_bound(X, y, w, b) / (w @ w + b ** 2),
        "That is the number of updates' root: the bound is a square.":
            lambda X, y, w, b: oracle(X, y, w, b) ** 0.5,
        "The margin is the smallest of all scores, not their mean.":
            lambda X, y, w, b: oracle(X, y, w, b) * (margin(X, y, w, b) / (
                y * (X @ w + b)).mean()) ** 2,
        "The length w and b have together is the root of the sum of squares, not the sum of the two"
        " lengths.": lambda X, y, w, b: notes_bound(X, y, w, b) * (w.norm() + abs(b)) ** 2,
    }.items()])
    return "The same for every multiple of (w, b), and true."


@exercise("perceptron/6", expects="function", given=stuck_train)
def started(answer):
    """Autograd's choice at the tie, overruled."""
    cases = [(signed_table("AND"), 20), (signed_table("OR"), 2), (signed_table("XOR"), 3),
             (three_bits(), 4), (signed_table("NAND") / 4, 20)]  # scores between 0 and 1

    def train(Z, num_epochs):
        return trained(Z, num_epochs)

    try:
        answer(*cases[0])
    except Crashed as crash:
        crash_hints(crash, {
            "does not require grad": "The loss has lost its graph: was w replaced by a new tensor,"
                                     " or the loss by a plain number?",
            "'NoneType' object": "There is no gradient here: did `backward` run in this step?",
            "in-place operation": "A leaf is changed outside `torch.no_grad()`."})
        raise
    first, second = answer(*cases[0]), answer(*cases[0])
    require(not isinstance(first, torch.Tensor) or torch.equal(first, second), "The result differs"
            " from call to call: the start must be zero, not random.")
    compare(answer, train, cases, mistakes=[
        when(lambda got, *_: got.requires_grad and not got.is_leaf, "Return the weights without"
             " their graph."),
        *[same_as(reference, hint) for hint, reference in {
            "The weights are still zero: at a tie no step is made.":
                lambda Z, n: trained(Z, n, tie=0.0),
            "At a tie only half a step is made: `maximum`, and the like, share the derivative.":
                lambda Z, n: trained(Z, n, tie=0.5),
            "The steps go the wrong way: away from the examples that are wrong.":
                lambda Z, n: trained(Z, n, sign=-1.0),
            "Scores below 1 count as mistakes: that is the hinge loss.":
                lambda Z, n: trained(Z, n, tie=0.0, beyond=1.0),
            "Scores up to 1 count as mistakes: that is a hinge loss, with a tie of its own.":
                lambda Z, n: trained(Z, n, beyond=1.0)}.items()]])
    return "The rule's own steps, ties included."


@exercise("perceptron/7")
def multipliers(answer):
    """Inequalities that add up to 0 > 0."""
    check_multipliers(answer)
    return "The sum says 0 > 0."


@exercise("perceptron/8", expects="function")
def averaged(answer):
    """The mean of the weights over all examples."""
    X = torch.tensor([[1.0, 2], [2, 1], [-1, 0], [0, -2], [1, 1]])
    noisy = signed(X, torch.tensor([1.0, -1, -1, 1, 1]))
    cases = [(signed_table("AND"), 2), (signed_table("XOR"), 3), (noisy, 4), (three_bits(), 1)]

    def oracle(Z, num_epochs):
        return mean(Z, num_epochs)

    compare(answer, oracle, cases, mistakes=[same_as(reference, hint) for hint, reference in {
        "These are means over the updates; weights that last long must count for every example.":
            lambda Z, n: mean(Z, n, when="update"),
        "These are means over the epochs' ends; every example counts.":
            lambda Z, n: mean(Z, n, when="epoch"),
        "The weights before each example are averaged; those after it are asked.":
            lambda Z, n: mean(Z, n, early=True),
        "The start is counted as one of the weights.": lambda Z, n: mean(Z, n, start=True),
        "That is the sum; divide by the number of examples shown.":
            lambda Z, n: mean(Z, n, divide="none"),
        "The sum is divided by the number of examples of one epoch.":
            lambda Z, n: mean(Z, n, divide="n"),
        "The sum is divided by the number of epochs.": lambda Z, n: mean(Z, n, divide="epochs"),
        "These are the last weights, not a mean.": lambda Z, n: mean(Z, n, last=True),
    }.items()])
    return "The same mean."


@exercise("perceptron/9")
def bounds(answer):
    """The bound in two codings."""
    compare_parts(answer, {"0 and 1": 4411, "-1 and 1": 1001, "smaller": False}, BOUNDS,
                  rtol=1e-6)
    return "The coding of the features is part of the bound."
