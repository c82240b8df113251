"""What the exercises of linear-regression are tested with: oracles and known mistakes."""

import torch
from torch.linalg import eigvalsh, lstsq, svdvals

from ._answers import Attempt
from ._compare import raises, same_as, when


class Lenient(Attempt):
    """An answer whose arrays and lists of numbers count as tensors."""

    def __init__(self, answer):
        """Wrap a wrapped answer, which goes on to note whether it changes its inputs."""
        super().__init__(answer.function)
        self.answer = answer

    def __call__(self, *args):
        """Call the answer; leave alone what cannot be a tensor."""
        result = self.answer(*args)
        try:
            return torch.as_tensor(result)
        except (TypeError, ValueError, RuntimeError):
            return result


def flat(pair):
    """Return a column or a row of two numbers as a list of two, anything else as it is."""
    try:
        numbers = torch.as_tensor(pair)
    except (TypeError, ValueError, RuntimeError):
        return pair
    return numbers.flatten().tolist() if numbers.numel() == 2 else pair


def _best(pair):
    return abs(pair[0] + 2 * pair[1] - 3.5) < 1e-3


END_MISTAKES = {
    "shortest": {
        "That is the labels' rule, and a best pair, but a shorter one uses both features.":
            (3.5, 0.0),
        "That is a best pair with an equal share for each feature; it is not the shortest.":
            (1.75, 0.875),
        "The second feature is twice the first, so its weight counts twice.": (1.75, 1.75),
        "The feature with the larger numbers gets the larger weight: compare the lengths.":
            (1.4, 1.05),
        "That is a best pair, but not the shortest: it must be a multiple of (1, 2).": _best,
        "These weights do not predict 3.5 minutes per kilometre.": lambda got: not _best(got)},
    "from (3, 0)": {
        "That is where the start (0, 0) leads; from here another best pair is nearer.": (0.7, 1.4),
        "Only the second weight has moved; every gradient is a multiple of (1, 2).": (3.0, 0.25),
        "Only the first weight has moved; every gradient is a multiple of (1, 2).": (3.5, 0.0),
        "That is a best pair, but not the nearest to the start: gradients are multiples of (1, 2).":
            _best,
        "That is no minimum: it does not predict 3.5 minutes per kilometre.":
            lambda got: not _best(got)},
    "from (3, 0.25)": {
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


_KNOWN_BATCHES = {
    "The gradients are added up and not divided: the step grows with the batch.":
        lambda *args: pass_over(*args, count=lambda _: 1),
    "The step is divided by all the examples, not by those of the batch.":
        lambda X, *args: pass_over(X, *args, count=lambda _: len(X)),
    "The short last batch is left out; its examples count too.": _full_batches,
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


def spectrum(X):
    """Return the eigenvalues of the Hessian, the smallest first."""
    return eigvalsh(X.T @ X / len(X))


def best_rate(X):
    """Return 2 / (largest + smallest eigenvalue)."""
    return 2 / (spectrum(X)[-1] + spectrum(X)[0])


def descend(X, y, num_steps, lr):
    """Return the weights after ``num_steps`` steps from zero."""
    w = torch.zeros(X.shape[1])
    for _ in range(num_steps):
        w = w - lr * X.T @ (X @ w - y) / len(X)
    return w


def _at(rate, more=0):
    return lambda X, y, num_steps: descend(X, y, num_steps + more, rate(X))


_KNOWN_DESCENTS = {
    "That is the minimum itself; asked is the point after `num_steps` steps.":
        lambda X, y, num_steps: lstsq(X, y[:, None]).solution[:, 0],
    "The rate is the limit 2/λ_max, where the steepest direction never settles.":
        _at(lambda X: 2 / spectrum(X)[-1]),
    "The rate is 1/λ_max, careful but not the best: the smallest eigenvalue has a say too.":
        _at(lambda X: 1 / spectrum(X)[-1]),
    "The rate is 2/λ_min: `eigvalsh` lists the smallest first, and that one sets no limit.":
        _at(lambda X: 2 / spectrum(X)[0]),
    "The rate is 1/(λ_max + λ_min), half of the best.": _at(lambda X: best_rate(X) / 2),
    "The eigenvalues are those of XᵀX, while the gradient is a mean: the steps are n times too"
    " short.": _at(lambda X: best_rate(X) / len(X)),
    "The eigenvalues have the factor 1/n, but the gradient is a sum: the steps are n times too"
    " long.": _at(lambda X: best_rate(X) * len(X)),
    "The gradient is that of the mean square without the half, so twice too long.":
        _at(lambda X: 2 * best_rate(X)),
    "It goes uphill: subtract the gradient.": _at(lambda X: -best_rate(X)),
    "That is one step too few.": _at(best_rate, -1),
    "That is one step too many.": _at(best_rate, 1),
    "The singular values of X must be squared to be eigenvalues.":
        _at(lambda X: 2 * len(X) / (svdvals(X)[0] + svdvals(X)[-1]))}
DESCENT_MISTAKES = [same_as(function, hint) for hint, function in _KNOWN_DESCENTS.items()]


def with_ones(X):
    """Return X with a column of ones in front."""
    return torch.cat([torch.ones(len(X), 1), X], dim=1)


def projected(A, y):
    """Return the residuals of the fit and the diagonal of its projection."""
    P = A @ torch.linalg.pinv(A)
    return y - P @ y, P.diagonal()


def left_out(X, y, bias=True):
    """Return y_i minus its prediction by the fit without i."""
    r, p = projected(with_ones(X) if bias else X, y)
    return r / (1 - p)


def _of_fit(measure):
    return lambda X, y: measure(*projected(with_ones(X), y))


_KNOWN_LEFT_OUT = {
    "These are the residuals of the fit to all examples, which has seen each label.":
        _of_fit(lambda r, p: r),
    "The model has no bias: X comes without the column of ones.":
        lambda X, y: left_out(X, y, bias=False),
    "The residuals are multiplied by 1 - p, where they must be divided.":
        _of_fit(lambda r, p: r * (1 - p)),
    "The residuals are divided by p itself, not by 1 - p.": _of_fit(lambda r, p: r / p),
    "1 - p is taken twice; once is enough.": _of_fit(lambda r, p: r / (1 - p) ** 2),
    "These are the squares of the errors.": _of_fit(lambda r, p: (r / (1 - p)) ** 2),
    "These are the errors without their signs.": _of_fit(lambda r, p: (r / (1 - p)).abs()),
    "That is the mean of the squared errors; the n errors themselves are asked.":
        _of_fit(lambda r, p: (r / (1 - p)).square().mean()),
    "These are the predictions; the errors are label minus prediction.":
        lambda X, y: y - left_out(X, y)}
LEFT_OUT_MISTAKES = [same_as(function, hint) for hint, function in _KNOWN_LEFT_OUT.items()]


def standardised(X_train, X_new, correction):
    """Return X_new less the training mean, by the training standard deviation."""
    return (X_new - X_train.mean(0)) / X_train.std(0, correction=correction)


def notes_standardise(X_train, X_new):
    """Standardise the new data by themselves."""
    mean, std = X_new.mean(0), X_new.std(0, correction=0)
    return (X_new - mean) / std


def _known_standards(correction):
    def std(X):
        return X.std(0, correction=correction)

    return {
        "The new data are standardised by themselves: the weights were fitted with the mean and"
        " the deviation of the training data.": lambda X, new: (new - new.mean(0)) / std(new),
        "The deviation is still that of the new data.": lambda X, new: (new - X.mean(0)) / std(new),
        "The mean is still that of the new data.": lambda X, new: (new - new.mean(0)) / std(X),
        "Training and new data are taken together: the model then depends on what it predicts.":
            lambda X, new: (new - torch.cat([X, new]).mean(0)) / std(torch.cat([X, new])),
        "The mean is subtracted; the division by the deviation is missing.":
            lambda X, new: new - X.mean(0),
        "It is divided by the variance; take the root.":
            lambda X, new: (new - X.mean(0)) / std(X) ** 2,
        "The mean is not subtracted.": lambda X, new: new / std(X),
        "One mean and one deviation for all features together; each has its own.":
            lambda X, new: (new - X.mean()) / X.std(correction=correction),
        "These are the training data, standardised; the new ones are asked.":
            lambda X, new: (X - X.mean(0)) / std(X)}


AXIS = "Rows are orders and columns are features: the mean runs over axis 0."
STANDARD_MISTAKES = [
    *(same_as(function, hint) for correction in (0, 1)
      for hint, function in _known_standards(correction).items()),
    raises(RuntimeError, "must match", AXIS),
    when(lambda got, X, new: len(got) != len(new), AXIS),
]
