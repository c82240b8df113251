"""What the checks of linear-regression-scratch do with a learner's batches, losses and lines."""

import torch

from ._compare import as_number, require

WHOLE = "The batches are shuffled as wholes, and each holds neighbours: shuffle the examples."


def dealt(answer, n, size, *how):
    """Deal n numbered examples, see that batches are pairs that fit, return their numbers."""
    X = torch.arange(float(n)).reshape(n, 1).expand(n, 2)
    for y in (10 * X[:, :1], 10 * X[:, 0]):
        lent = X.clone(), y.clone()
        batches = answer.on(size, *lent, *how)
        require(hasattr(batches, "__iter__"), "Yield the batches, or return a list of them.")
        batches = list(batches)
        require(len(batches) != 2 or n <= size or not all(map(torch.is_tensor, batches)),
                "One pair of tensors came back, not a list of pairs. A `return` inside the loop"
                " ends it at the first batch: `yield` there.")
        require(all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in batches),
                "Each batch is a pair: features and labels.")
        require(all(torch.is_tensor(part) for pair in batches for part in pair),
                "Each batch is a pair of tensors, picked by a tensor or a list of indices.")
        require(all(a.shape[1:] != y.shape[1:] or c.shape[1:] != X.shape[1:] for a, c in batches)
                or not batches, "Features first, then labels.")
        require(all(a.shape[1:] == X.shape[1:] and c.shape[1:] == y.shape[1:] for a, c in batches),
                "A batch has lost or gained an axis: features (batch, 2) stay (batch, 2), labels"
                " keep the shape that they come in.")
        require(all(len(a) == len(c) for a, c in batches),
                "In some batch there are not as many labels as examples.")
        require(all(torch.equal(10 * a[:, 0], c.reshape(-1)) for a, c in batches),
                "Labels have been separated from their examples: pick both with the same indices.")
        require(torch.equal(lent[0], X) and torch.equal(lent[1], y), "The data themselves have"
                " been reordered: the caller has lost their order. Pick, and leave them alone.")
    return [a[:, 0].long().tolist() for a, _ in batches]


def test_losses(losses, last):
    """Compare with the last loss; the first two must be where the law of the chapter puts them."""
    require(not isinstance(losses, (dict, str)) and hasattr(losses, "__len__")
            and getattr(losses, "shape", (1,)) != () and len(losses) == 3,
            "A list of three losses is asked, one for each epoch.")
    require(all(getattr(value, "numel", lambda: 1)() == 1 for value in losses),
            "These are the losses of the examples one by one; their mean is asked.")
    told = torch.tensor([as_number(value) for value in losses])
    require(abs(told[2] / last / 1000 - 1) > 0.02, "These are sums over the examples; the mean is"
                                                   " asked.")
    require(abs(told[2] / last - 2) > 0.04, "These are twice the losses: keep the half.")
    require(told[0] < 8, "The first entry is the loss before training: measure at the end of each"
                         " epoch.")
    require(abs(told[2] / last - 1) < 0.02, "The last entry is not the mean loss over all examples"
            " after the last step. Is it that of one batch, or a mean over the epoch?")
    require(told[0] > 3e-3, "The first loss is too small to be that after one epoch: is the list"
                            " filled after all training, or was the learning rate 0.3 in effect?")
    require(told[1] < told[0] / 20 and told[1] > 1.1 * last, "The second entry is not the loss"
                                                             " after two epochs.")


def known_lines(R, U_0, current, voltage):
    """Return what known mistakes find: (R, U_0), None for any value."""
    s, top = float(current.std()), float(current.max())
    unit = "The slope is in volt for each *new* unit of current: divide by what the current was" \
           " divided by."
    return {
        "R first, then U_0.": (U_0, R),
        "That is the conductance 1 / R.": (1 / R, None),
        unit: (R * s, None), f"{unit} (A slope over the largest current.)": (R * top, None),
        f"{unit} (A slope for each milliampere.)": (R / 1000, None),
        "That is the best line through the origin; the meter shows U_0 too much.":
            (float(current @ voltage / (current @ current)), 0.0),
        "R is right; U_0 is the voltage at the *mean* current: undo the shift of the current.":
            (R, float(voltage.mean()))}
