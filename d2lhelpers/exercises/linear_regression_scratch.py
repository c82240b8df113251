"""Exercises of the chapter linear-regression-scratch."""

import math

import torch

from d2lhelpers.data import synthetic_regression

from ._answers import hinting
from ._compare import as_number, as_tensor, compare_parts, random_tensors, require
from ._linear_regression_scratch import (
    DATA_ERRORS,
    DATA_NAMES,
    DIAGNOSES,
    FLOOR_MISTAKES,
    PROGRAM_ERRORS,
    PROGRAM_NAMES,
    SWING_MISTAKES,
    WORDS,
    notes_data,
    notes_program,
)
from ._linear_regression_scratch_runs import WHOLE, dealt, known_lines, test_losses
from ._notes import demand_names
from ._registry import exercise

TRUTH = torch.tensor([2.0, -3.4, 4.2], dtype=torch.float64)


@exercise("linear-regression-scratch/1", expects="function")
def deal(answer):
    """Minibatches, shuffled or not, with or without a short last one."""
    for n, size in ((10, 3), (6, 3), (7, 7), (4, 9), (1, 1)):
        sizes = [size] * (n // size) + [n % size] * (n % size > 0)
        case = f"({n} examples, batch_size {size})"
        for shuffle in (True, False):
            batches = dealt(answer, n, size, shuffle, False)
            seen = [i for batch in batches for i in batch]
            require(len(seen) >= n, f"Some examples never come {case}. Is the short last batch"
                                    " lost, or is an index left out?")
            require(len(seen) == len(set(seen)) == n, f"Some examples come twice in one epoch"
                                                      f" {case}; cut one permutation into pieces.")
            got = [len(batch) for batch in batches]
            require(0 not in got, f"There is an empty batch at the end {case}.")
            require(got == sizes or got != sizes[::-1] or shuffle, "The short batch comes first"
                                                                   f" {case}; it is the last.")
            require(got == sizes or sorted(got) != sorted(sizes), WHOLE)
            require(got == sizes, f"The sizes are {got} {case}: all but the last batch are full.")
            require(shuffle or seen == sorted(seen), "Without `shuffle` the order must stay.")
        for shuffle in (False, True):
            batches = dealt(answer, n, size, shuffle, True)
            seen, kept = [i for batch in batches for i in batch], [len(batch) for batch in batches]
            how = "With `drop_last`" + " and `shuffle`" * shuffle
            require(0 not in kept, f"{how} there is an empty batch {case}: better none.")
            require(kept or n < size, f"{how} no batch is left {case}.")
            require(n % size or len(kept) == n // size, f"{how} a last batch that is full is"
                                                        f" dropped too {case}.")
            require(kept == [size] * (n // size), f"{how} the short batch is still there {case}.")
            require(len(seen) == len(set(seen)), f"{how} some examples come twice {case}.")
            require(shuffle or seen == list(range(len(seen))), "Without `shuffle` the order must"
                    f" stay, and the *last* examples are dropped, not others {case}.")
    orders = [[i for batch in dealt(answer, 50, 7) for i in batch] for _ in range(2)]
    require(len(orders[0]) == 50, "Called as `deal(batch_size, features, labels)`, it drops the"
                                  " last batch: the default is `drop_last=False`.")
    require(sorted(orders[0]) != orders[0], "With `shuffle`, which is the default, the order is"
                                            " still that of the data.")
    require(orders[0] != orders[1], "Two epochs come in the same order: shuffle in every call, and"
                                    " set no seed inside.")
    every = [dealt(answer, 50, 7, True, True) for _ in range(9)]
    require(any(set(batch) != set(range(batch[0] // 7 * 7, batch[0] // 7 * 7 + 7))
                for batch in every[0]), WHOLE)
    require(len({i for epoch in every for batch in epoch for i in batch}) == 50,
            "With `drop_last` always the same examples are dropped: shuffle first, then drop.")
    return "Each example once, whatever the sizes."


@exercise("linear-regression-scratch/2", expects="function", given=notes_data)
def mended_data(answer):
    """The data of the notes, mended."""
    demand_names(answer, DATA_NAMES)
    with hinting(DATA_ERRORS):
        result = answer.on()
    require(isinstance(result, (tuple, list)) and len(result) == 2,
            "Two tensors are asked: features and labels.")
    require(getattr(result[0], "shape", ()) != (1000, 1), "Features first, then labels.")
    X, y = as_tensor(result[0], (1000, 2)), as_tensor(result[1])
    require(y.shape != (1_000_000, 1), "A column (1000, 1) of noise meets the row (1000,) of"
                                       " labels: that makes a table of all pairs.")
    require(y.shape == (1000, 1), "The labels must be a column, (1000, 1); these have the shape"
                                  f" {tuple(y.shape)}.")
    Z = torch.cat([X, torch.ones_like(y)], dim=1)
    found = torch.linalg.lstsq(Z, y).solution
    spread = float((y - Z @ found).std())
    require(spread > 1e-5, "The labels lie exactly on a plane: one number of noise was added to"
                           " all of them, or none. Each label needs its own.")
    require(not 0.08 < spread < 0.12, "The noise has the standard deviation 0.1, and 0.01 is asked:"
                                      " the second argument of `torch.normal` is no variance.")
    require(not 0.5e-4 < spread < 2e-4, "The noise has the standard deviation 0.0001, which is the"
                                        " variance: `torch.normal` takes the standard deviation.")
    require(found[:2].abs().max() > 0.02, "The labels are nothing but noise: has `+=` become `=`?")
    require((found[:2, 0] - TRUTH[:2]).abs().max() < 0.02 + spread / 5,
            "The weights behind these labels are not (2, -3.4).")
    require(abs(found[2, 0] - TRUTH[2]) < 0.02 + spread / 5,
            "The bias behind these labels is not 4.2.")
    require(0.008 < spread < 0.012, f"The noise has the standard deviation {spread:.2g}, and 0.01"
                                    " is asked.")
    require((X.std(0) - 1).abs().max() < 0.15 and X.mean(0).abs().max() < 0.2,
            "The features should be standard normal numbers.")
    return "All three faults are mended."


@exercise("linear-regression-scratch/3", expects="function", given=notes_program)
def mended_program(answer):
    """Parameters, model, loss, step and loop of the notes, mended."""
    demand_names(answer, PROGRAM_NAMES)
    X, y = synthetic_regression(TRUTH[:2].float(), 4.2, 1000)
    sizes = []

    def data_iter(batch_size, features, labels):
        sizes.append(batch_size)
        for indices in torch.randperm(len(features)).split(batch_size):
            yield features[indices], labels[indices]

    with hinting(PROGRAM_ERRORS):
        result = answer.on(X, y, data_iter)
    require(isinstance(result, (tuple, list)) and len(result) == 3,
            "Return three things: w, b and the list of losses.")
    require(sizes, "`data_iter` was never called.")
    require(set(sizes) == {10}, "The batch size was 10.")
    require(not hasattr(result[0], "shape") or tuple(result[0].shape) == (2, 1),
            "`w` is a column, (2, 1), as in the notes.")
    found = torch.cat([as_tensor(part).flatten() for part in result[:2]])
    require(found.numel() == 3, "Two weights and one bias are asked, in this order: w, b.")
    require(found.any(), "The parameters are zero: it is the gradient that is zeroed.")
    require(found[2] != 0, "The bias has not moved: `sgd` takes both, `[w, b]`.")
    share, gap = found / TRUTH, float((found - TRUTH).abs().max())
    require(found.isfinite().all() and gap < 1e3, "Training explodes: the sum of the losses, the"
            " learning rate 0.03 and the division by the batch size belong together.")
    require(len(sizes) == 3, f"There were {len(sizes)} epochs, and the notes have 3. Is the"
                             " `return` inside the loop?")
    require(not (share > 0.5).all() or not (share < 0.7).all(), "In effect the learning rate was"
            " 0.003. This step divides by the batch size itself: add the losses up, do not average"
            " them.")
    require(gap < 0.3, f"A parameter is off by {gap:.2g}: are gradients zeroed in every step, and"
                       " is there a step after every batch?")
    require(gap < 5e-3, f"A parameter is off by {gap:.2g}, and 0.005 is allowed.")
    test_losses(result[2], float(((X.double() @ found[:2] + found[2] - y[:, 0]) ** 2).mean() / 2))
    return f"Within {gap:.0e} of the truth."


@exercise("linear-regression-scratch/4")
def wrong_shape(answer):
    """What labels of the shape (n,) do."""
    require(isinstance(answer, dict) and set(answer) == {"shape", "loss", "parameters"},
            "Keep the three keys: shape, loss, parameters.")
    shape = answer["shape"]
    require(not isinstance(shape, str), "Write the shape as a tuple of numbers, such as (7, 8).")
    if hasattr(shape, "__len__"):  # a tensor or an array, too
        shape = tuple(map(int, shape))
    require(shape != (10, 1), "(10, 1) is the shape with the `reshape`, or of labels in a column.")
    require(shape != (10,), "A column (10, 1) meets (10,): aligned at the right, 1 meets 10, and"
                            " both are repeated.")
    require(shape != (1000, 1000), "That is the shape for all examples at once; one batch has 10.")
    require(shape == (10, 10), "That is not the shape of `y_hat - y`: print it for one batch.")
    found = as_tensor(answer["parameters"]).flatten()
    require(found.numel() == 3, "Three parameters are asked: w1, w2, b.")
    require(found.isfinite().all(), "A parameter is nan or infinite: this run has exploded.")
    require((found - TRUTH).abs().max() > 0.05, "These are the true parameters: this run has had"
                                                " the `reshape`, or its labels in a column.")
    tenth = TRUTH * torch.tensor([0.1, 0.1, 1.0])
    require(not 3 < found[0] < 5 or found[2] > 3, "The order is w1, w2, b.")
    require(found[2] > 3, "The bias has not got far: 300 steps with the learning rate 0.03 bring it"
                          " near its true value.")
    require((found - tenth).abs().max() < 0.6, "The parameters are not where such a run ends."
                                               " Batches of 10, learning rate 0.03, 300 steps?")
    share = float(found[:2] @ TRUTH[:2] / TRUTH[:2].square().sum())
    require(abs(share) > 0.03, "With weights so near 0 the batch was far larger than 10: train with"
                               " batches of 10.")
    require(share > 0, "The weights have the wrong order or sign: w1 goes towards 2, w2 to -3.4.")
    loss = as_number(answer["loss"])
    require(loss == loss, "The loss is nan.")
    require(loss > 1e-2, "Such a small loss belongs to the right program.")
    require(not 11 < loss < 17, "That is twice the loss: the half is missing, or the run has not"
                                " begun.")
    torch.manual_seed(0)  # the chapter's data
    X, y = synthetic_regression(TRUTH[:2].float(), 4.2, 1000)
    y_hat, y = X.double() @ found[:2] + found[2], y[:, 0].double()
    want = float((y_hat - y).square().mean() / 2)
    pairs = want + float(((y_hat - y_hat.mean()) * (y - y.mean())).mean())
    require(abs(loss / pairs - 1) > 0.02, "That is the mean over all pairs, what the faulty program"
            " itself reports. Asked is the true loss: `loss_at(parameters)`.")
    require(abs(loss / want - 1) < 0.02, "The loss does not fit the parameters: it is"
            " `loss_at(parameters)`, over all examples and with the final ones.")
    return "A tenth of the weights, and the whole bias, up to some jitter."


@exercise("linear-regression-scratch/5")
def five_patients(answer):
    """Name faults by their loss curves."""
    want = {"A": "healthy", "B": "not zeroed", "C": "shape", "D": "no bias", "E": "rate too small"}
    compare_parts(answer, want, {
        patient: {**{hint: lambda got, hint=hint, hints=hints: hints[got.strip().lower()] == hint
                     for hint in hints.values()},
                  WORDS: lambda got: got.strip().lower() not in want.values()}
        for patient, hints in DIAGNOSES.items()})
    return "Two of the plateaus follow from w* and b*."


@exercise("linear-regression-scratch/6")
def two_sides_of_the_floor(answer):
    """The average loss of least squares on the labels that it saw, and on new ones."""
    want = {"same labels": 0.00375, "new labels": 0.00625, "examples": 300}
    compare_parts(answer, want, FLOOR_MISTAKES)
    return "As far below the floor as above it."


@exercise("linear-regression-scratch/7")
def swings(answer):
    """Periods without zeroing."""
    compare_parts(answer, {"period of six": 1.0, "explodes above": 4.0}, SWING_MISTAKES)
    return "It swings up to twice the limit with zeroing."


@exercise("linear-regression-scratch/8", expects="function")
def resistor(answer):
    """Slope and offset of a straight line whose feature is small."""
    seen = []
    for R, U_0, largest in ((47.0, 0.2, 0.08), (220.0, -0.5, 0.06), (1200.0, 0.1, 0.01)):
        noise, draw = random_tensors((200,), (200,))
        current = largest * (draw - draw.min()) / (draw.max() - draw.min())
        voltage = R * current + U_0 + 0.02 * noise
        result = answer(current, voltage)
        require(hasattr(result, "__len__") and getattr(result, "shape", (2,)) != ()
                and len(result) == 2 and not isinstance(result, (dict, str)),
                "Return two numbers: R and U_0.")
        r, u = (as_number(part) for part in result)
        require(r not in seen, "Other measurements bring the same result: use the arguments, not"
                               " the notebook's own `current` and `voltage`.")
        seen.append(r)
        require(math.isfinite(r) and math.isfinite(u), "A result is nan or infinite: training has"
                " exploded. No learning rate suits both parameters: change the unit.")
        for hint, line in known_lines(R, U_0, current, voltage).items():
            require(not all(abs(a - c) <= 0.03 * abs(c) for a, c in zip((r, u), line, strict=True)
                            if c is not None), hint)
        require(abs(r) > 0.6 * R, "The slope is far too small. Either currents are such small"
                " numbers that it had no time to grow: measure them in another unit. Or (n,) has"
                " met (n, 1).")
        require(abs(r / R - 1) < 0.02, f"R is off by {abs(r / R - 1):.1%}, and 2 % are allowed: a"
                                       " few more epochs?")
        require(abs(u - U_0) < 0.03, f"U_0 is off by {abs(u - U_0):.2g} volt, and 0.03 are allowed:"
                                     " a few more epochs, or is a shift not undone?")
    require(not answer.mutated, "The measurements have been changed in place; the caller needs"
                                " them.")
    return "Three resistors, in two ranges of current."
