"""What the exercises of linear-regression are tested with: oracles and known mistakes."""

import torch

from ._answers import Wrong
from ._compare import as_tensor, same_as, when
from ._differences import difference


def varies(answer, case, hint):
    """Recognise an answer that returns one thing now and another then."""
    return when(lambda *_: difference(answer(*case), answer(*case)),
                "The result differs from call to call: " + hint)


def flat(pair):
    """Return a column or a row of two numbers as a list of two, anything else as it is."""
    try:
        numbers = as_tensor(pair)
    except Wrong:
        return pair
    return numbers.flatten().tolist() if numbers.numel() == 2 else pair


def _best(pair):
    return abs(pair[0] + 2 * pair[1] - 3.5) < 1e-3


def _along(start):
    """Whether a pair differs from the start by a multiple of (1, 2)."""
    return lambda got: abs(got[1] - start[1] - 2 * (got[0] - start[0])) < 1e-3


def _no_pair(got):
    return isinstance(got, (list, tuple, torch.Tensor)) and len(got) != 2


END_MISTAKES = {
    "shortest": {
        "Two weights are asked, one for each feature; this log has no bias.": _no_pair,
        "That is the labels' rule, and a best pair, but a shorter one uses both features.":
            (3.5, 0.0),
        "That is a best pair with an equal share for each feature; it is not the shortest.":
            (1.75, 0.875),
        "The second feature is twice the first, so its weight counts twice.": (1.75, 1.75),
        "The feature with the larger numbers gets the larger weight: compare the lengths.":
            (1.4, 1.05),
        "The two weights are in the wrong order.": (1.4, 0.7),
        "That is a best pair, but not the shortest: it must be a multiple of (1, 2).": _best,
        "The direction is right, the length is not: the prediction is not 3.5 minutes per"
        " kilometre.": _along((0, 0)),
        "These weights do not predict 3.5 minutes per kilometre.": lambda got: not _best(got)},
    "from (3, 0)": {
        "A pair of weights is asked; this log has no bias.": _no_pair,
        "That is where the start (0, 0) leads; from here another best pair is nearer.": (0.7, 1.4),
        "Only the second weight has moved; every gradient is a multiple of (1, 2).": (3.0, 0.25),
        "Only the first weight has moved; every gradient is a multiple of (1, 2).": (3.5, 0.0),
        "That is the start itself, and it is no minimum.": (3.0, 0.0),
        "That is the shortest pair plus the start; but of the start only the part across (1, 2)"
        " stays.": (3.7, 1.4),
        "That is a best pair, but not the nearest to the start: gradients are multiples of (1, 2).":
            _best,
        "It moves in the right direction, but stops too early or too late: the weights must"
        " predict 3.5 minutes per kilometre.": _along((3, 0)),
        "That is no minimum: it does not predict 3.5 minutes per kilometre.":
            lambda got: not _best(got)},
    "from (3, 0.25)": {
        "Two numbers are asked, the weights of the two features.": _no_pair,
        "What is the gradient at this start?": (0.7, 1.4),
        "This is another best pair; is the start one already?": _best,
        "That is no minimum: the predictions are not 3.5 minutes per kilometre.":
            lambda got: not _best(got)}}


def pass_over(X, y, w, lr, batch_size, count=len):
    """Return w after one epoch in order; ``count(X_b)`` divides the sum of a batch's gradients."""
    for i in range(0, len(X), batch_size):
        X_b, y_b = X[i:i + batch_size], y[i:i + batch_size]
        w = w - lr * X_b.T @ (X_b @ w - y_b) / count(X_b)
    return w


def notes_one_epoch(X, y, w, lr, batch_size):
    """Divide every batch by ``batch_size``, as the lecture notes do."""
    for i in range(0, len(X), batch_size):
        X_b, y_b = X[i:i + batch_size], y[i:i + batch_size]
        total = X_b.T @ (X_b @ w - y_b)
        w = w - lr * total / batch_size
    return w


def _full_batches(X, y, w, lr, batch_size):
    whole = len(X) - len(X) % batch_size
    return pass_over(X[:whole], y[:whole], w, lr, batch_size)


def _mean_of_entries(X, y, w, lr, batch_size):
    for X_b, y_b in zip(X.split(batch_size), y.split(batch_size), strict=True):
        w = w - lr * (X_b.T @ (X_b @ w - y_b)).mean()
    return w


def _from_the_start(X, y, w, lr, batch_size):
    """Take each gradient at the weights before the epoch."""
    return w + sum(pass_over(X_b, y_b, w, lr, batch_size) - w for X_b, y_b in zip(
        X.split(batch_size), y.split(batch_size), strict=True))


def _last_batch(X, y, w, lr, batch_size):
    """Keep only the step of the last batch."""
    return pass_over(X.split(batch_size)[-1], y.split(batch_size)[-1], w, lr, batch_size)


def _one_by_one(X, y, w, lr, batch_size):
    for X_b, y_b in zip(X.split(batch_size), y.split(batch_size), strict=True):
        w = pass_over(X_b, y_b, w, lr / len(X_b), 1)
    return w


def _shared_out(X, y, w, lr, batch_size):
    """Make as many batches, as alike in size as ``chunk`` makes them."""
    batches = -(-len(X) // batch_size)
    for X_b, y_b in zip(X.chunk(batches), y.chunk(batches), strict=True):
        w = pass_over(X_b, y_b, w, lr, len(X_b))
    return w


def _remaining(X, y, w, lr, batch_size):
    for i in range(0, len(X), batch_size):
        X_b, y_b = X[i:i + batch_size], y[i:i + batch_size]
        w = w - lr * X_b.T @ (X_b @ w - y_b) / (len(X) - i)
    return w


def _filled_up(X, y, w, lr, batch_size):
    """Fill the last batch with examples from the beginning."""
    index = torch.arange(-(-len(X) // batch_size) * batch_size) % len(X)
    return pass_over(X[index], y[index], w, lr, batch_size)


_KNOWN_BATCHES = {
    "The gradients are added up and not divided: the step grows with the batch.":
        lambda *args: pass_over(*args, count=lambda _: 1),
    "The step is divided by all the examples, not by those of the batch.":
        lambda X, *args: pass_over(X, *args, count=lambda _: len(X)),
    "The short last batch is left out; its examples count too.": _full_batches,
    "The last batch is left out, whether it is short or not.":
        lambda X, y, w, lr, size: pass_over(X[:(len(X) - 1) // size * size],
                                            y[:(len(X) - 1) // size * size], w, lr, size),
    "An example that is alone in the last batch is left out: `len(X) - 1` stops before it.":
        lambda X, y, w, lr, size: pass_over(X, y, w, lr, size) if len(X) % size != 1 else
        pass_over(X[:-1], y[:-1], w, lr, size),
    "The short batch is not divided at all: the mean of two gradients is half their sum.":
        lambda X, y, w, lr, size: pass_over(
            X, y, w, lr, size, count=lambda X_b: size if len(X_b) == size else 1),
    "That is one step with all the examples; asked is a step with each batch.":
        lambda X, y, w, lr, size: pass_over(X, y, w, lr, len(X)),
    "The weights move after every example; they should move once in a batch.": _one_by_one,
    "The examples are shared out evenly; all batches but the last have `batch_size`.":
        _shared_out,
    "The short batch is filled up with examples of the first; its own examples are asked.":
        _filled_up,
    "The step is divided by all the examples that are left, not by those of the batch.": _remaining,
    "`len(X) % batch_size` is the size of the short batch only; the others are full.":
        lambda X, y, w, lr, size: pass_over(X, y, w, lr, size, count=lambda _: len(X) % size),
    "`len(X) % batch_size` is the size of the short batch only; where all are full, it is 0.":
        lambda X, y, w, lr, size: pass_over(X, y, w, lr, size,
                                            count=lambda _: len(X) % size or 1),
    "The step is divided twice, by `batch_size` and by the rows.":
        lambda X, y, w, lr, size: pass_over(X, y, w, lr / size, size),
    "That is the number of batches; divide by the examples in one.":
        lambda X, y, w, lr, size: pass_over(X, y, w, lr, size,
                                            count=lambda _: -(-len(X) // size)),
    "Every step is half of what it should be.":
        lambda X, y, w, lr, size: pass_over(X, y, w, lr / 2, size),
    "Every step is twice what it should be.":
        lambda X, y, w, lr, size: pass_over(X, y, w, 2 * lr, size),
    "All the gradients are taken at the weights before the epoch; each should be taken at the"
    " latest ones.": _from_the_start,
    "Only the last step remains: each should start at the weights of the one before.":
        _last_batch,
    "The learning rate is 0.1 whatever `lr` says.":
        lambda X, y, w, lr, size: pass_over(X, y, w, 0.1, size),
    "It starts at zero; start at the given `w`.":
        lambda X, y, w, lr, size: pass_over(X, y, 0 * w, lr, size),
    "That is how far the weights move; return the weights.":
        lambda X, y, w, lr, size: pass_over(X, y, w, lr, size) - w,
    "The step is divided by the number of features; the rows of the batch are asked.":
        lambda *args: pass_over(*args, count=lambda X_b: X_b.shape[1]),
    "The step is divided by rows times columns: `numel` counts entries, not examples.":
        lambda *args: pass_over(*args, count=torch.numel),
    "It stops after the first batch: does `return` stand inside the loop?":
        lambda X, y, w, lr, size: pass_over(X[:size], y[:size], w, lr, size),
    "The mean runs over the entries of the gradient; it should run over the examples.":
        _mean_of_entries,
    "It goes uphill: the gradient must be subtracted.":
        lambda X, y, w, lr, size: pass_over(X, y, w, -lr, size)}
BATCH_MISTAKES = [same_as(function, hint) for hint, function in _KNOWN_BATCHES.items()]
