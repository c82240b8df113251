"""Exercises of the chapter perceptron."""

import contextlib
import math

import torch

from ._answers import Rewritten, Wrong, hinting
from ._compare import compare, compare_parts, lenient, require, same_as, when
from ._perceptron import (
    BITS,
    bits,
    book_rule,
    close_pair,
    laid_out,
    late_mean,
    mean,
    notes_bound,
    path_mean,
    signed,
    signed_table,
    slack,
    stopped_mean,
    stray,
    stuck_train,
    surviving_mean,
    table,
    three_bits,
    trained,
    trained_at_once,
    trained_softly,
    triple,
)
from ._perceptron_counts import WRONG_COUNTS, counted, shape_mistakes, tables
from ._perceptron_values import BOUNDS, NUMBERS, RATES, check_multipliers, row
from ._registry import exercise


@exercise("perceptron/1", expects="function", dtype=torch.float64)
def on_bits(answer):
    """The rule on labels 0 and 1, with the bias apart."""
    cases = [(*table("AND"), 100), (*table("NAND"), 100), (*table("OR"), 100),
             (*table("XOR"), 3), (torch.tensor([[2.0], [-1], [3]]), torch.tensor([0, 1, 0]), 50)]

    def wrong(**how):
        return laid_out(lambda *args: bits(*args, **how))

    def odd(**how):
        return laid_out(lambda *args: stray(*args, **how))

    def oracle(X, labels, max_epochs):
        return laid_out(bits)(X, labels, max_epochs)

    compare(Rewritten(answer, triple), oracle, cases, mistakes=[same_as(fault, hint) for hint, fault
                                                                in {
        "Nothing ever happens: at the start every score is exactly 0, and the rule counts a tie as"
        " a mistake.": wrong(tie=False),
        "This is the rule with (label - prediction): a tie with the label 0 is no mistake there.":
            laid_out(book_rule),
        "A tie with the label 1 is no mistake here; the rule counts a score of 0 as a mistake for"
        " both labels.": odd(wrong=lambda y, score: y * score < 0 or (score == 0 and y < 0)),
        "It updates when the example is right.": odd(wrong=lambda y, score: y * score >= 0),
        "The step goes the wrong way: after a mistake y x is added, not subtracted.":
            odd(step=lambda y, x: (-y * x, -y)),
        "The bias goes the wrong way: it gets the sign of the label, like the weights.":
            odd(step=lambda y, x: (y * x, -y)),
        "The bias always grows; it gets the sign of the label.": odd(step=lambda y, x: (y * x, 1)),
        "The weights get x whatever the label is; it is to be added with the label's sign.":
            odd(step=lambda y, x: (x, y)),
        "The weights get the label's sign alone; it is to be multiplied by x.":
            odd(step=lambda y, x: (y, y)),
        "The bias is missing in the score.": odd(bias=False),
        "A label 0 makes an update of nothing: turn the labels into -1 and 1.":
            wrong(zero_one=True),
        "The bias never changes: after a mistake it gets the sign of the label.":
            wrong(no_bias=True),
        "The third number counts epochs; updates are asked.": wrong(count="epochs"),
        "That is the number of updates in the last epoch alone; all are asked.":
            wrong(count="last"),
        "Label minus sign is 2 or -2 where the example is wrong: the step is y x, once.":
            laid_out(lambda *args: book_rule(*args, signs=True)),
        "The labels are exchanged: 1 is on, 0 is off.":
            laid_out(lambda X, labels, n: bits(X, 1 - labels, n)),
        "The third number counts the epochs before the last; updates are asked.":
            wrong(count="rounds"),
        "The count is one too high: the start is no update.": wrong(count="path"),
        "max_epochs is not heeded: on data like XOR the run must end after that many epochs.":
            laid_out(lambda X, labels, n: bits(X, labels, max(n, 100))),
        "There is one epoch too many where the rule does not stop by itself.":
            laid_out(lambda X, labels, n: bits(X, labels, n + 1)),
        "There is one epoch too few where the rule does not stop by itself.":
            laid_out(lambda X, labels, n: bits(X, labels, n - 1)),
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
    compare_parts(answer, {"growth": 15.0, "updates": 255.0, "length": 15 * math.sqrt(17),
                           "share": 0.4}, NUMBERS, rtol=1e-3)
    return "The same race, in a wider wedge."


@exercise("perceptron/4", expects="function", dtype=torch.float64)
def audit(answer):
    """How far both inequalities are from equality."""
    cases = [(signed_table("AND"), torch.tensor([2.0, 2.0, -3.0])),
             (signed_table("OR"), torch.tensor([4.0, 5.0, -2.0])),
             (three_bits(), torch.tensor([1.0, 1.0, 1.0, -1.5]) * 8)]

    def oracle(Z, u):
        return slack(Z, u)

    def wrong(**how):
        return lambda Z, u: slack(Z, u, **how)

    def along(Z, u, factor):
        k = torch.arange(1, len(slack(Z, u)) + 1)
        return torch.stack([k * (Z @ u).min() * factor, torch.zeros(len(k))], 1)

    def steps(Z, u):
        return torch.arange(1, len(slack(Z, u)) + 1)

    def typical(Z, u, size):
        missing = steps(Z, u) * ((Z ** 2).sum(1).max() - size)
        return slack(Z, u) - torch.stack([0 * missing, missing], 1)

    compare(lenient(answer), oracle, cases, atol=1e-3, mistakes=[
        when(lambda got, *_: got.ndim == 2 and got.shape[0] == 2 < got.shape[1],
             "One row for each update is asked, two columns: these are two rows."),
        *[same_as(reference, hint) for hint, reference in {
            "The vector u is not scaled: divide it by its length first.": wrong(scale=False),
            "The margin is that of u as it came, the part along u that of the scaled one.":
                lambda Z, u: slack(Z, u) - along(Z, u, 1 - 1 / u.norm()),
            "The part along u is that of u as it came, the margin that of the scaled one.":
                lambda Z, u: slack(Z, u, scale=False) + along(Z, u, 1 - 1 / u.norm()),
            "The margin is divided by the length of u twice: with u scaled it is the smallest"
            " score itself.": lambda Z, u: slack(Z, u) + along(
                Z, u, (1 - 1 / u.norm()) / u.norm()),
            "The length of u is that of its weights alone; the bias counts too.":
                wrong(bias=False),
            "Here k counts from 0; in the first row k is 1.": wrong(shift=-1),
            "In each row k is one too large.": wrong(shift=1),
            "The first column is the other way round: the part along u minus kρ.":
                wrong(signs=(-1, 1)),
            "The second column is the other way round: the bound minus the squared length.":
                wrong(signs=(1, -1)),
            "The longest example counts in the second column, not the mean.":
                lambda Z, u: typical(Z, u, (Z ** 2).sum(1).mean()),
            "The longest example counts in the second column, not the first.":
                lambda Z, u: typical(Z, u, (Z[0] ** 2).sum()),
            "In the first column ρ is to be taken k times.":
                lambda Z, u: slack(Z, u) + along(Z, u, (1 - 1 / steps(Z, u)) / u.norm()),
            "The longest example enters squared.": wrong(unit=False),
            "The zero start is no update: leave its row out.": wrong(start=True),
            "The margin is the smallest score, not the mean.": wrong(mean=True),
            "The last entry of a signed example counts in its length too.": wrong(ones=False),
            "The second column compares squares: the length is to be squared.":
                wrong(squared=False),
            "The second column compares squares; these are roots.": wrong(root=True),
            "The two columns are exchanged.": wrong(swap=True)}.items()]])
    return "No entry is negative."


@exercise("perceptron/5", expects="function", given=notes_bound, dtype=torch.float64)
def mended(answer):
    """The bound with the length of (w, b)."""
    y = signed_table("AND")[:, -1]
    far = torch.tensor([[12.0, 3], [12, 1], [11, 1], [11, 3]])
    cases = [(BITS, y, torch.tensor([20.0, 20.0]), -30.0),
             (BITS, y, torch.tensor([3.0, 2.0]), -4.0),
             (far, torch.tensor([1.0, 1, -1, -1]), torch.tensor([1.0, 0.0]), -11.5),
             (BITS, -y, torch.tensor([-2.0, -2.0]), torch.tensor(3.0)),
             (BITS, y, torch.tensor([0.2, 0.2]), -0.3)]

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
        "A (w, b) shorter than 1 is left short; its best multiple is longer, with a larger ρ.":
            lambda X, y, w, b: oracle(X, y, w, b) / min(1, (w @ w + b ** 2) ** 0.5) ** 2,
        "ρ is to be squared.": lambda X, y, w, b: oracle(X, y, w, b) * (
            margin(X, y, w, b) / (w @ w + b ** 2) ** 0.5),
        "w and b are to be divided by one and the same number; here b stays as it was.":
            lambda X, y, w, b: notes_bound(X, y, w / (w @ w + b ** 2) ** 0.5, b),
        "w is divided by its own length, and b stays as it was; divide both by the length that they"
        " have together.": lambda X, y, w, b: notes_bound(X, y, w / w.norm(), b),
        "The bias is to be squared in the length, as the weights are.":
            lambda X, y, w, b: notes_bound(X, y, w, b) * ((w @ w + b) ** 0.5) ** 2,
        "The length has the square of b, not the 1 that belongs to the examples.":
            lambda X, y, w, b: notes_bound(X, y, w, b) * (w @ w + 1),
        "That is the root of the bound.":
            lambda X, y, w, b: oracle(X, y, w, b) ** 0.5,
        "The margin is the smallest of all scores, not their mean.":
            lambda X, y, w, b: oracle(X, y, w, b) * (margin(X, y, w, b) / (
                y * (X @ w + b)).mean()) ** 2,
        "r is the length of the longest example, not the mean length.":
            lambda X, y, w, b: (X.norm(dim=1).mean() ** 2 + 1) * (w @ w + b ** 2)
            / margin(X, y, w, b) ** 2,
        "r is the length of the longest example; this is that of the whole matrix X.":
            lambda X, y, w, b: (X.norm() ** 2 + 1) * (w @ w + b ** 2) / margin(X, y, w, b) ** 2,
        "The margin is the smallest score, not the largest.":
            lambda X, y, w, b: oracle(X, y, w, b) * (
                margin(X, y, w, b) / (y * (X @ w + b)).max()) ** 2,
        "The length w and b have together is the root of the sum of squares, not the sum of the two"
        " lengths.": lambda X, y, w, b: notes_bound(X, y, w, b) * (w.norm() + abs(b)) ** 2,
    }.items()])
    return "The same for every multiple of (w, b), and true."


@exercise("perceptron/6", expects="function", given=stuck_train, dtype=torch.float64)
def started(answer):
    """Autograd's choice at the tie, overruled."""
    cases = [(signed_table("AND"), 20), (signed_table("OR"), 2), (signed_table("XOR"), 3),
             (three_bits(), 4), (signed_table("NAND") / 4, 20),  # scores between 0 and 1
             (close_pair(), 1)]

    def train(Z, num_epochs):
        return trained(Z, num_epochs)

    with hinting({
            "does not require grad": "The loss has lost its graph: was w replaced by a new tensor,"
                                     " or the loss by a plain number or a constant?",
            "NoneType": "There is no gradient here: either `backward` did not run in this step, or"
                        " the loss is not made from w.",
            "in-place operation": "A leaf is changed outside `torch.no_grad()`."}):
        answer(*cases[0])
    begun, Z = None, cases[0][0]
    with contextlib.suppress(Wrong):  # no epochs at all: what comes back is the start
        begun = answer(Z, 0)
    require(not isinstance(begun, torch.Tensor) or any(  # or the number of epochs is not heeded
        torch.equal(begun, trained(Z, n)) for n in range(21)), "The start is not zero: with 0"
            " epochs other weights than zeros are returned.")
    first, second = answer(*cases[3]), answer(*cases[3])
    require(not isinstance(first, torch.Tensor) or torch.equal(first, second), "The result differs"
            " from call to call: the rule takes the examples in turn, not at random.")
    compare(lenient(answer), train, cases, mistakes=[
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
                lambda Z, n: trained(Z, n, beyond=1.0),
            "Every example makes a step, right ones too: the maximum with 0 is gone.":
                lambda Z, n: trained(Z, n, right=1.0),
            "The gradients add up from step to step: set `w.grad` to None after each.":
                lambda Z, n: trained(Z, n, sums=True),
            "Right examples make steps too, if small ones; the rule makes none.":
                lambda Z, n: trained(Z, n, tie=0.01, right=0.01),
            "That is the logistic loss: every example makes a step, and at a tie only half a one.":
                trained_softly,
            "There is one step an epoch; the rule makes one after each mistake.": trained_at_once,
            "There is one step an epoch, with the mean of the gradients; the rule makes one after"
            " each mistake.": lambda Z, n: trained_at_once(Z, n, divide=True),
            "Only one epoch is run.": lambda Z, n: trained(Z, 1),
            "Scores a little above 0 count as mistakes too; the rule's threshold is 0 itself.":
                lambda Z, n: trained(Z, n, beyond=1e-9)}.items()]])
    return "The rule's own steps, ties included."


@exercise("perceptron/7")
def multipliers(answer):
    """Inequalities that add up to 0 > 0."""
    check_multipliers(answer)
    return "The sum says 0 > 0."


@exercise("perceptron/8", expects="function", dtype=torch.float64)
def averaged(answer):
    """The mean of the weights over all examples."""
    X = torch.tensor([[1.0, 2], [2, 1], [-1, 0], [0, -2], [1, 1]])
    noisy = signed(X, torch.tensor([1.0, -1, -1, 1, 1]))
    cases = [(signed_table("AND"), 2), (signed_table("XOR"), 3), (noisy, 4), (three_bits(), 1),
             (signed_table("OR"), 9)]  # the last: four epochs without a mistake

    def oracle(Z, num_epochs):
        return mean(Z, num_epochs)

    compare(lenient(answer), oracle, cases, mistakes=[same_as(reference, hint) for hint, reference
                                                     in {
        "These are means over the updates; weights that last long must count for every example.":
            lambda Z, n: mean(Z, n, when="update"),
        "Weights are added up only after a mistake; those that last long must count for every"
        " example.": lambda Z, n: mean(Z, n, when="update", divide="all"),
        "These are means over the epochs' ends; every example counts.":
            lambda Z, n: mean(Z, n, when="epoch"),
        "The weights before each example are averaged; those after it are asked.":
            lambda Z, n: mean(Z, n, early=True),
        "The start is counted as one of the weights.": lambda Z, n: mean(Z, n, start=True),
        "The run stops after an epoch without a mistake; the mean goes over all num_epochs epochs.":
            stopped_mean,
        "The run stops after an epoch without a mistake, and the weights of the epochs that are"
        " left are missing in the sum.": lambda Z, n: stopped_mean(Z, n, divide="all"),
        "This is the mean over the updates, the start included; every example counts.": path_mean,
        "The weights that are in use at the end are missing in the sum.": surviving_mean,
        "Early mistakes count least here: how long does an example that is added at step t stay in"
        " the weights?": lambda Z, n: late_mean(Z, n, lambda T, t: t / T),
        "This is what is to be taken off the last weights.":
            lambda Z, n: late_mean(Z, n, lambda T, t: (t - 1) / T),
        "The early part is to be taken off the last weights, not added.":
            lambda Z, n: late_mean(Z, n, lambda T, t: (T + t - 1) / T),
        "Each mistake counts for one term too many: from t to T there are T - t + 1.":
            lambda Z, n: late_mean(Z, n, lambda T, t: (T - t + 2) / T),
        "That is the sum; divide by the number of examples shown.":
            lambda Z, n: mean(Z, n, divide="none"),
        "The sum is divided by the number of examples of one epoch.":
            lambda Z, n: mean(Z, n, divide="n"),
        "The sum is divided by the number of epochs.": lambda Z, n: mean(Z, n, divide="epochs"),
        "These are the last weights, not a mean. (A list of one tensor that is changed in place"
        " holds its last state many times.)": lambda Z, n: mean(Z, n, last=True),
    }.items()])
    return "The same mean."


@exercise("perceptron/9")
def bounds(answer):
    """The bound in two codings."""
    compare_parts(answer, {"0 and 1": 4411.0, "-1 and 1": 1001.0, "smaller": False}, BOUNDS,
                  rtol=1e-6)
    return "The coding of the features is part of the bound."


@exercise("perceptron/10", expects="function", dtype=torch.float64)
def mistake_counts(answer):
    """The perceptron that sees products only."""
    def oracle(G, max_epochs):
        return counted(G, max_epochs)

    compare(lenient(answer), oracle, tables(), mistakes=[
        *shape_mistakes(), *[same_as(fault, hint) for hint, fault in WRONG_COUNTS.items()]])
    return "The weights are never made."
