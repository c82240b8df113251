"""Exercises of the chapter linear-regression-scratch."""

import torch

from d2lhelpers.data import synthetic_regression

from ._answers import Attempt, Crashed
from ._compare import as_number, as_tensor, compare, compare_parts, random_tensors, require
from ._linear_regression_scratch import (
    DATA_NAMES,
    FLOOR_MISTAKES,
    LAST_MISTAKES,
    LOOP_NAMES,
    PART_NAMES,
    SWING_MISTAKES,
    notes_data,
    notes_loop,
    notes_parts,
)
from ._notes import demand_names
from ._registry import exercise

TRUTH = torch.tensor([2.0, -3.4, 4.2], dtype=torch.float64)
WHOLE = "The batches are shuffled as wholes, and each holds neighbours: shuffle the examples."


def _dealt(answer, n, size, shuffle, drop_last=False):
    """Deal n numbered examples, see that batches are pairs that fit, return their numbers."""
    X = torch.arange(float(n)).reshape(n, 1).expand(n, 2)
    for y in (10 * X[:, :1], 10 * X[:, 0]):
        batches = answer.on(size, X.clone(), y.clone(), shuffle, drop_last)
        require(hasattr(batches, "__iter__"), "Yield the batches, or return a list of them.")
        batches = list(batches)
        require(all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in batches),
                "Each batch is a pair: features and labels.")
        require(all(hasattr(part, "shape") for pair in batches for part in pair),
                "Each batch is a pair of tensors, picked by a tensor or a list of indices.")
        require(all(a.shape[1:] == X.shape[1:] and c.shape[1:] == y.shape[1:] for a, c in batches),
                "A batch has lost or gained an axis: features (batch, 2) stay (batch, 2), labels"
                " keep the shape that they come in.")
        require(all(len(a) == len(c) for a, c in batches),
                "In some batch there are not as many labels as examples.")
        require(all(torch.equal(10 * a[:, 0], c.reshape(-1)) for a, c in batches),
                "Labels have been separated from their examples: pick both with the same indices.")
    return [a[:, 0].long().tolist() for a, _ in batches]


@exercise("linear-regression-scratch/1", expects="function")
def deal(answer):
    """Minibatches, shuffled or not, with or without a short last one."""
    for n, size in ((10, 3), (6, 3), (7, 7), (4, 9), (1, 1)):
        sizes = [size] * (n // size) + [n % size] * (n % size > 0)
        case = f"({n} examples, batch_size {size})"
        for shuffle in (True, False):
            batches = _dealt(answer, n, size, shuffle)
            seen = [i for batch in batches for i in batch]
            require(len(seen) >= n, f"Some examples never come {case}. Is the short last batch"
                                    " lost, or is an index left out?")
            require(len(seen) == len(set(seen)) == n, f"Some examples come twice in one epoch"
                                                      f" {case}; cut one permutation into pieces.")
            got = [len(batch) for batch in batches]
            require(0 not in got, f"There is an empty batch at the end {case}.")
            require(got == sizes or sorted(got) != sorted(sizes), WHOLE)
            require(got == sizes, f"The sizes are {got} {case}: all but the last batch are full.")
            require(shuffle or seen == sorted(seen), "Without `shuffle` the order must stay.")
        kept = [len(batch) for batch in _dealt(answer, n, size, False, drop_last=True)]
        require(kept or n < size, f"With `drop_last` no batch is left {case}.")
        require(n % size or len(kept) == n // size, "With `drop_last` a last batch that is full"
                                                    f" is dropped too {case}.")
        require(kept == [size] * (n // size), f"With `drop_last` the short batch is still there"
                                              f" {case}.")
    orders = [[i for batch in _dealt(answer, 50, 7, True) for i in batch] for _ in range(2)]
    require(sorted(orders[0]) != orders[0], "With `shuffle` the order is still that of the data.")
    require(orders[0] != orders[1], "Two epochs come in the same order: shuffle in every call, and"
                                    " set no seed inside.")
    every = [_dealt(answer, 50, 7, True, drop_last=True) for _ in range(9)]
    require(any(set(batch) != set(range(batch[0] // 7 * 7, batch[0] // 7 * 7 + 7))
                for batch in every[0]), WHOLE)
    require(len({i for epoch in every for batch in epoch for i in batch}) == 50,
            "With `drop_last` always the same examples are dropped: shuffle first, then drop.")
    return "Each example once, whatever the sizes."


@exercise("linear-regression-scratch/2", expects="function", given=notes_data)
def mended_data(answer):
    """The data of the notes, mended."""
    demand_names(answer, DATA_NAMES)
    result = answer.on()
    require(isinstance(result, (tuple, list)) and len(result) == 2,
            "Two tensors are asked: features and labels.")
    require(getattr(result[0], "shape", ()) != (1000, 1), "Features first, then labels.")
    X, y = as_tensor(result[0], (1000, 2)), as_tensor(result[1])
    require(y.shape == (1000, 1), "The labels must be a column, (1000, 1); these have the shape"
                                  f" {tuple(y.shape)}.")
    Z = torch.cat([X, torch.ones_like(y)], dim=1)
    found = torch.linalg.lstsq(Z, y).solution
    spread = float((y - Z @ found).std())
    require(spread > 1e-4, "The labels lie exactly on a plane: one number of noise was added to"
                           " all of them, or none. Each label needs its own.")
    require(not 0.08 < spread < 0.12, "The noise has the standard deviation 0.1, and 0.01 is asked:"
                                      " the second argument of `torch.normal` is no variance.")
    require((found[:2, 0] - TRUTH[:2]).abs().max() < 0.02 + spread / 5,
            "The weights behind these labels are not (2, -3.4).")
    require(abs(found[2, 0] - TRUTH[2]) < 0.02 + spread / 5,
            "The bias behind these labels is not 4.2.")
    require(0.008 < spread < 0.012, f"The noise has the standard deviation {spread:.2g}, and 0.01"
                                    " is asked.")
    require((X.std(0) - 1).abs().max() < 0.15 and X.mean(0).abs().max() < 0.2,
            "The features should be standard normal numbers.")
    return "All three faults are mended."


@exercise("linear-regression-scratch/3", expects="function", given=notes_parts)
def mended_parts(answer):
    """Parameters, model, loss and step of the notes, mended."""
    demand_names(answer, PART_NAMES)
    result = answer.on()
    require(isinstance(result, (tuple, list)) and len(result) == 5,
            "Return five things: w, b, linreg, squared_loss, sgd.")
    w, b, model, loss, step = result
    for name, param, count in (("w", w, 2), ("b", b, 1)):
        require(isinstance(param, torch.Tensor) and param.numel() == count,
                f"`{name}` must be a tensor of {count} parameter{'s' * (count > 1)}.")
        require(param.requires_grad, f"`{name}` is no parameter yet: without `requires_grad` it"
                                     " gets no gradient, and cannot be trained.")
        require(param.is_leaf, f"`{name}` is a result of a computation, so its gradient is not"
                               " kept: ask for `requires_grad` last.")
    X, y = random_tensors((4, 2), (4,))
    compare(Attempt(model), lambda x, w, b: x @ w + b, [(X, torch.ones(2, 1), torch.ones(1))])
    compare(Attempt(loss), lambda y_hat, y: (y_hat - y.reshape(y_hat.shape)) ** 2 / 2,
            [(X[:, :1], y)])
    _test_step(Attempt(step))
    return "Parameters, model, loss and step."


def _test_step(step):
    params = [p.requires_grad_() for p in random_tensors((2, 1), (1,))]
    before = [p.detach().clone() for p in params]
    for p in params:
        p.grad = torch.full_like(p, 5.0)
    try:
        step.on(params, 0.1, 10, returns=False)
    except Crashed as crash:
        require("grad_zero_" not in str(crash.error), "A tensor has no `grad_zero_`: a dot was"
                                                      " lost. It is the gradient that is zeroed.")
        require("leaf Variable" not in str(crash.error), "A parameter may be changed in place only"
                                                         " where nothing is recorded: keep"
                                                         " `torch.no_grad()`.")
        raise
    now = [p.detach() for p in params]
    require(any(p.any() for p in now), "The parameters are zero after the step: the gradient is to"
                                       " be zeroed, not the parameter.")
    change = [float((a - c).mean()) for a, c in zip(now, before, strict=True)]
    require(any(change), "The parameters have not moved: `param = ...` only renames; change them in"
                         " place, before their gradient is zeroed.")
    require(all(d < 0 for d in change), "The step goes up the slope, or not every parameter takes"
                                        " it.")
    require(all(abs(d + 0.5) > 1e-4 for d in change), "Here the gradient is that of the sum, so the"
                                                      " step divides by the batch size.")
    require(all(abs(d + 0.05) < 1e-4 for d in change), "The step is not the gradient times"
                                                       " lr / batch_size.")
    require(all(p.grad is None or not p.grad.any() for p in params), "The gradients are still there"
            " after the step, and the next `backward` will add to them.")


def _notes_sgd(params, lr, batch_size):
    """Take the notes' step; a batch size other than 10 is noted."""
    require(batch_size == 10, "The batch size was 10.")
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()


@exercise("linear-regression-scratch/4", expects="function", given=notes_loop)
def mended_loop(answer):
    """The training loop of the notes, mended."""
    demand_names(answer, LOOP_NAMES)
    X, y = synthetic_regression(TRUTH[:2].float(), 4.2, 1000)
    w = torch.normal(0, 0.01, (2, 1), requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    losses = answer.on(X, y, w, b, _notes_sgd, returns=False)
    with torch.no_grad():
        found = torch.cat([w.flatten(), b]).double()
        final = float(((X @ w + b - y) ** 2).mean() / 2)
    gap = float((found - TRUTH).abs().max())
    require(not found.abs().max() < 0.1, "The parameters that were handed in have not moved.")
    require(gap < 10, "Training explodes: is the learning rate that of the notes?")
    require(gap < 1, "After the run the parameters are still near their start: the steps are far"
                     " too short. This `sgd` divides by the batch size itself, so the losses are"
                     " added up and not averaged.")
    require(gap < 5e-3, f"A parameter is off by {gap:.2g}, and 0.005 is allowed. Three epochs, all"
                        " batches, learning rate 0.03?")
    require(losses is not None, "Trained, but the losses are not returned: a list of three is"
                                " asked.")
    require(hasattr(losses, "__len__") and getattr(losses, "shape", (1,)) != ()
            and len(losses) == 3, "A list of three losses is asked, one for each epoch.")
    values = [as_number(value) for value in losses]
    require(values[0] > 1e-3, "The first loss is too small to be that after one epoch: is the list"
                              " filled after all training?")
    require(abs(values[2] / final - 1000) > 1, "These are sums over the examples; the mean is"
                                               " asked.")
    require(abs(values[2] / final - 2) > 1e-2, "These are twice the losses: keep the half.")
    require(abs(values[2] / final - 1) < 1e-2, "The last entry is not the mean loss over all"
                                               " examples after the last step. Is it that of one"
                                               " batch, or a mean over the epoch?")
    return f"Within {gap:.0e} of the truth."


@exercise("linear-regression-scratch/5")
def wrong_shape(answer):
    """What labels of the shape (n,) do."""
    require(isinstance(answer, dict) and set(answer) == {"shape", "loss", "parameters"},
            "Keep the three keys: shape, loss, parameters.")
    shape = answer["shape"]
    shape = tuple(shape) if isinstance(shape, (tuple, list, torch.Size)) else shape
    require(shape != (10, 1), "(10, 1) is the shape with the `reshape`, or of labels in a column.")
    require(shape != (10,), "A column (10, 1) meets (10,): aligned at the right, 1 meets 10, and"
                            " both are repeated.")
    require(shape != (1000, 1000), "That is the shape for all examples at once; one batch has 10.")
    require(shape == (10, 10), "That is not the shape of `y_hat - y`: print it for one batch.")
    found = as_tensor(answer["parameters"]).flatten()
    require(found.numel() == 3, "Three parameters are asked: w1, w2, b.")
    require((found - TRUTH).abs().max() > 0.05, "These are the true parameters: this run has had"
                                                " the `reshape`, or its labels in a column.")
    tenth = TRUTH * torch.tensor([0.1, 0.1, 1.0])
    require(found[2] > 3, "The bias has not got far: 300 steps with the learning rate 0.03 bring it"
                          " near its true value.")
    require((found - tenth).abs().max() < 0.6, "The parameters are not where such a run ends."
                                               " Batches of 10, learning rate 0.03, 300 steps?")
    loss = as_number(answer["loss"])
    require(loss > 1e-2, "Such a small loss belongs to the right program.")
    require(not 11 < loss < 17, "That is twice the loss: the half is missing, or the run has not"
                                " begun.")
    want = float(((found - TRUTH)[:2] ** 2).sum() + (found - TRUTH)[2] ** 2) / 2
    require(abs(loss - want) < 0.2 * want, "The loss does not fit the parameters: take it over all"
                                           " examples, with each label beside its own prediction.")
    return "A tenth of the weights, and the whole bias, up to some jitter."


@exercise("linear-regression-scratch/6")
def last_batch(answer):
    """Sums, means and a short last batch."""
    want = {"last step": 0.3, "mean and / 10": 0.003, "sum only": 0.3}
    compare_parts(answer, want, LAST_MISTAKES)
    return "The mean keeps the meaning of a learning rate."


@exercise("linear-regression-scratch/7")
def two_sides_of_the_floor(answer):
    """The average loss of least squares on the labels that it saw, and on new ones."""
    compare_parts(answer, {"same labels": 0.00375, "new labels": 0.00625}, FLOOR_MISTAKES)
    return "As far below the floor as above it."


@exercise("linear-regression-scratch/8")
def swings(answer):
    """Periods without zeroing."""
    compare_parts(answer, {"period of six": 1.0, "explodes above": 4.0}, SWING_MISTAKES)
    return "It swings up to twice the honest limit."
