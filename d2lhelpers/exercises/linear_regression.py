"""Exercises of the chapter linear-regression."""

import torch

from ._answers import Wrong
from ._compare import (
    as_tensor,
    compare,
    compare_parts,
    lenient,
    random_tensors,
    require,
    same_as,
    when,
)
from ._differences import difference
from ._linear_regression import (
    BATCH_MISTAKES,
    END_MISTAKES,
    flat,
    notes_one_epoch,
    pass_over,
    varies,
)
from ._linear_regression_descent import DESCENT_MISTAKES, best_rate, descend
from ._linear_regression_fits import (
    LEFT_OUT_MISTAKES,
    STANDARD_MISTAKES,
    left_out,
    notes_standardise,
    standardised,
)
from ._registry import exercise

FACTOR_MISTAKES = {
    "weight": {"A feature in larger numbers needs a smaller weight, for the same minutes.": 1e3,
               "The weight must change if the product with the feature is to stay.": 1,
               "One factor of the unit only: weight times feature is what stays.": 1e-6},
    "prediction": {"The best weight adapts to the unit; what happens to weight times feature?":
                   lambda got: got - 1 != 0},  # a word is no number: it raises
    "gradient": {"The feature itself is a factor of every term of this entry.": 1,
                 "The feature is a factor once: the errors are the same as before.": 1e6,
                 "The feature multiplies the error here; it does not divide it.": 1e-3},
    "Hessian": {"The feature is a factor twice: once for the row, once for the column.": 1e3,
                "The Hessian consists of products of features, so it does change.": 1,
                "The square of the feature is there, as a factor.": lambda got: got < 1},
    "step": {"That is the change of the weight; a prediction multiplies it by the feature.": 1e3,
             "The step is rate times gradient, and both it and the feature have changed.": 1,
             "That is one factor too many: gradient once, feature once.": 1e9,
             "Nothing is adapted here: the learning rate stays.": lambda got: got < 1}}

SCHEME_MISTAKES = {
    "shuffled": {"Is any example likelier than another to be among the first b of a shuffled list?":
                 False},
    "block": {"How many of the blocks contain the first example, and how many one from the"
              " middle?": True},
    "ring": {"On the ring, in how many of the n blocks does one example lie?": False},
    "cut": {"In how many of the blocks is an example, and how likely is each block? Order does not"
            " matter for the mean.": False},
    "largest": {"An example with a small loss is never drawn.": True}}

FACTOR = "That is the factor between the rates; the rate itself is asked."
RATE_MISTAKES = {
    "sum of halves": {FACTOR: 0.1,
                      "The sum over 10 is ten times the mean, so the rate must be smaller.": 0.3,
                      "The notes divide by 10 after the sum; `SGD` does not.": 0.03,
                      "The 10 is divided by once, not twice.": 0.0003,
                      "The half is in this sum; that is the rate without it.": 0.0015},
    "mean of halves": {FACTOR: 1, "The mean has the 10 in it already.": 0.003,
                       "This loss is the one whose gradient the notes step along.":
                       lambda got: got - 0.03 != 0},
    "MSELoss, mean": {FACTOR: 0.5,
                      "Without the half the gradient is twice as large: halve the rate, do not"
                      " double it.": 0.06, "The half is missing in `MSELoss`.": 0.03,
                      "That is for the sum; this loss is a mean.": 0.0015,
                      "The half is minded, the 10 goes the wrong way: the mean has it already.":
                      0.15, "The 10 is in the mean already; the half is missing.": 0.003},
    "MSELoss, sum": {FACTOR: 0.05, "The half is missing in this loss too.": 0.003,
                     "The sum over 10 is ten times the mean.": 0.015,
                     "Without the half the gradient is larger, so the rate must be halved.": 0.006,
                     "Neither the half nor the 10 is in this loss.": 0.03,
                     "A larger loss needs a smaller rate.": lambda got: got > 0.03}}


@exercise("linear-regression/1")
def factors(answer):
    """What changes with the unit of a feature."""
    compare_parts(answer, {"weight": 1e-3, "prediction": 1.0, "gradient": 1e3, "Hessian": 1e6,
                           "step": 1e6}, FACTOR_MISTAKES)
    return "One change of a unit, five different factors."


@exercise("linear-regression/2")
def unbiased(answer):
    """Which schemes draw every example with the same expected count."""
    compare_parts(answer, {"shuffled": True, "block": False, "ring": True, "cut": True,
                           "largest": False}, SCHEME_MISTAKES)
    return "Each decided by how often an example is expected in the batch."


@exercise("linear-regression/3")
def starts(answer):
    """A start that converges beyond the bound, and one that jumps back and forth at it."""
    if getattr(answer, "ndim", 0) == 2:
        answer = list(answer)  # two rows
    require(isinstance(answer, (tuple, list)) and len(answer) == 2,
            "Two starts are asked, in a tuple.")
    converging, jumping = (as_tensor(flat(start), (2,)) for start in answer)
    for start in (converging, jumping):
        require(start.isfinite().all(), "The entries must be ordinary numbers.")
        require(start.any(), "Zero is the minimum itself; start elsewhere.")

    def steep(start):  # the share of (1, 1), the eigenvector of 3
        return float(start.sum().abs() / start.norm()) / 2**0.5

    first, second = steep(converging), steep(jumping)
    require(first < 1 - 1e-6 or second > 1e-6, "The two are exchanged: (1, 1) is the steep"
                                               " direction.")
    require(first < 1 - 1e-6, "The first start is the eigenvector of 3, whose factor is"
                              " 1 - 0.8 · 3 = -1.4: it grows.")
    require(first < 1e-6, f"The first start has a share of {first:.2g} along the steep direction"
                          " (1, 1), and that share grows by 1.4 in every step.")
    require(second > 1e-6, "The second start is the eigenvector of 1, whose factor is"
                           " 1 - 2/3 = 1/3: it converges.")
    require(second > 1 - 1e-6, "The second start has a part along (1, -1) too, which shrinks by"
                               " 1/3: it jumps between two points in the limit only.")
    return "Above the bound some starts converge, at the bound others never do."


@exercise("linear-regression/4")
def ends(answer):
    """The shortest weights, and where gradient descent ends."""
    if isinstance(answer, dict):
        answer = {name: flat(pair) for name, pair in answer.items()}
    compare_parts(answer, {"shortest": (0.7, 1.4), "from (3, 0)": (3.1, 0.2),
                           "from (3, 0.25)": (3.0, 0.25)}, END_MISTAKES)
    return "All three predict the same; the start decides which one is reached."


@exercise("linear-regression/5")
def rates(answer):
    """Learning rates for the same step with four losses."""
    compare_parts(answer, {"sum of halves": 0.003, "mean of halves": 0.03,
                           "MSELoss, mean": 0.015, "MSELoss, sum": 0.0015}, RATE_MISTAKES)
    return "Rate times gradient is the same in all four."


@exercise("linear-regression/6", expects="function", given=notes_one_epoch,
          dtype=torch.float64)
def one_epoch(answer):
    """An epoch with a short last batch."""

    def epoch(X, y, w, lr, batch_size):
        return pass_over(X, y, w, lr, batch_size)

    cases = [(torch.ones(3, 1), torch.tensor([0.0, 0.0, 8.0]), torch.zeros(1), 0.5, 2),
             *((*random_tensors((n, d), (n,), (d,)), 0.1, size)
               for n, d, size in ((10, 2, 4), (7, 3, 3), (5, 2, 8), (6, 2, 3), (9, 1, 4)))]
    answer = lenient(answer)
    compare(answer, epoch, cases, [
        varies(answer, cases[1], "take the examples in order, without shuffling."),
        same_as(notes_one_epoch, "The last, short batch is still divided by `batch_size`: its"
                                 " step is too short."), *BATCH_MISTAKES])
    return "Short last batches, one example, and a batch larger than the data."


@exercise("linear-regression/7", expects="function", dtype=torch.float64)
def best_descent(answer):
    """Gradient descent at the best fixed rate."""

    def descent(X, y, num_steps):
        return descend(X, y, num_steps, best_rate(X))

    X, y = random_tensors((12, 3), (12,), seed=4)
    stretched = X * torch.tensor([3.0, 1.0, 1.0])
    mixed = X[:, :2] @ random_tensors((2, 6), seed=1)[0]  # rank 2, four eigenvalues are zero
    cases = [(torch.tensor([[2.0, 0.0], [0.0, 1.0]]), torch.tensor([2.0, 3.0]), 1),
             (torch.tensor([[30.0, 0.0], [0.0, 1.0]]), torch.tensor([60.0, 3.0]), 1),
             (X, y, 2), (stretched, y, 5), (stretched, y, 1), (*random_tensors((4, 1), (4,)), 1),
             (torch.tensor([[1.0, 2.0], [2.0, 4.0]]), torch.tensor([3.5, 7.0]), 1),
             (mixed, y, 3), (*random_tensors((3, 8), (3,), seed=2), 2)]
    answer = lenient(answer)
    compare(answer, descent, cases, [varies(answer, cases[0], "start at zero."),
                                     *DESCENT_MISTAKES], rtol=1e-3, atol=1e-4)
    compare(answer, descent, [(X, y, 0)], [
        when(lambda *_: True, "With `num_steps` = 0 no step is made, and the weights are zero.")])
    return "The rate fits each spectrum, with zeros in it and without, and the steps are counted."


@exercise("linear-regression/8", expects="function", dtype=torch.float64)
def leave_one_out(answer):
    """Leave-one-out residuals."""
    cases = [(torch.tensor([[1.0], [2.0], [4.0]]), torch.tensor([1.0, 3.0, 4.0])),
             *(random_tensors((n, d), (n,), seed=n) for n, d in ((6, 1), (8, 2), (9, 4)))]
    compare(lenient(answer), lambda X, y: left_out(X, y), cases, LEFT_OUT_MISTAKES,
            rtol=1e-3, atol=1e-4)
    return "One, two and four features; the same as fitting anew without each example."


@exercise("linear-regression/9", expects="function", given=notes_standardise,
          dtype=torch.float64)
def standardise(answer):
    """Standardising new data with the training data's mean and deviation."""
    train, several = random_tensors((6, 2), (4, 2))
    train = train * torch.tensor([2.0, 5.0]) + torch.tensor([3.0, -1.0])
    cases = [(train, torch.tensor([[3.2, 4.0]])), (train, several), (several, train[:1])]
    answer = lenient(answer)
    try:  # an epsilon that protects from dividing by zero is no mistake
        compare(answer, lambda X_train, X_new: standardised(X_train, X_new, 1), cases, rtol=1e-3)
    except Wrong:  # dividing the variance by n is as good
        outer = when(lambda got, X, new: got.isfinite().all()
                     and difference(answer(X + 1, new), got) is None,
                     "The result does not depend on `X_train`: are `mean` and `std` those of the"
                     " notebook?")
        compare(answer, lambda X_train, X_new: standardised(X_train, X_new, 0), cases,
                [*STANDARD_MISTAKES, outer], rtol=1e-3)
    return "One order or several, each alike in any company."


@exercise("linear-regression/10")
def numbers(answer):
    """Errors, sizes, steps and the hover height."""
    root = "The error goes with the root of the batch size."
    compare_parts(answer, {"error at 64": 3.0, "size for error 1": 576.0, "error of all": 0.0,
                           "steps": 6, "hover": 0.125}, {
        "error at 64": {root + " Four times the batch is not a quarter.": 1.5,
                        "A larger batch has a smaller error.": lambda got: got >= 6,
                        "6 is the error of 16 examples, not of one.": 0.75},
        "size for error 1": {"A sixth of the error takes more than six times the batch: the root"
                             " must be undone.": 96, "That is the root where a square is needed.":
                             lambda got: abs(got - 16 * 6**0.5) < 0.5,
                             "The factor is right; it multiplies the 16.": 36,
                             "Drawn with replacement, 512 examples leave an error; compute it.":
                             512, "A smaller error takes a larger batch.": lambda got: got < 16},
        "error of all": {"That is the error with replacement; here no example is drawn twice.":
                         lambda got: abs(got - 6 * (16 / 512)**0.5) < 0.01,
                         "That is the error of a single example.": 24,
                         "All examples, each once: what is left to chance?": lambda got: got > 0},
        "steps": {"The short last batch is a step too.": 5, "Steps are whole.": 5.12,
                  "Count the batches of one epoch, not of more; the short one is one step.":
                  lambda got: got > 6},
        "hover": {"Both changes lower the hover height.": lambda got: got >= 1,
                  "That is the effect of the rate only.": 0.5,
                  "That is the batch alone, or both with the root of the batch; but the rate enters"
                  " too, and the batch not with the root.": 0.25,
                  "Both with a root: (12) has none.": lambda got: abs(got - 8**-0.5) < 1e-3,
                  "The batch enters once, not squared.": 1 / 32,
                  "The rate enters once, not squared.": 0.0625}}, rtol=1e-4)
    return "Half, a square, zero, six and an eighth."
