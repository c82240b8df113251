"""What exercises 8 and 9 of linear-regression are tested with: oracles and known mistakes."""

import torch

from ._compare import raises, same_as, when
from ._differences import difference


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
    "These are the squares of the residuals.": _of_fit(lambda r, p: (r / (1 - p)) ** 2),
    "The signs are lost: these are the sizes of the residuals.":
        _of_fit(lambda r, p: (r / (1 - p)).abs()),
    "That is the mean of the squared residuals; the n residuals themselves are asked.":
        _of_fit(lambda r, p: (r / (1 - p)).square().mean()),
    "These are the predictions; a residual is label minus prediction.":
        lambda X, y: y - left_out(X, y),
    "1 + p stands below, where 1 - p should.": _of_fit(lambda r, p: r / (1 + p)),
    "The root of 1 - p gives all residuals the same variance; the leave-one-out residual has no"
    " root.": _of_fit(lambda r, p: r / (1 - p).sqrt()),
    "All residuals are divided by the same number, 1 - d/n; each example has its own p.":
        _of_fit(lambda r, p: r / (1 - p.mean())),
    "The diagonal is added up; each example needs its own entry.":
        _of_fit(lambda r, p: r / (1 - p.sum())),
    "All residuals get the factor n/(n - 1); but an example far from the others pulls harder.":
        _of_fit(lambda r, p: r * len(r) / (len(r) - 1)),
    "The hat matrix lacks the column of ones; the residuals have it.":
        lambda X, y: projected(with_ones(X), y)[0] / (1 - projected(X, y)[1]),
    "The residuals lack the column of ones; the hat matrix has it.":
        lambda X, y: projected(X, y)[0] / (1 - projected(with_ones(X), y)[1]),
    "That is the residual on the examples that stayed in; asked is that on the one left out.":
        lambda X, y: torch.stack([_of_fit(lambda r, _: r.square().mean())(
            X[torch.arange(len(X)) != i], y[torch.arange(len(X)) != i]) for i in range(len(X))]),
    "Only the examples before are fitted; those after it belong to the others too.":
        lambda X, y: torch.stack([y[i] - with_ones(X)[i] @ torch.linalg.pinv(
            with_ones(X)[:i]) @ y[:i] for i in range(len(X))]),
    "The last label is dropped each time, whichever row is: drop row and label together.":
        lambda X, y: torch.stack([y[i] - with_ones(X)[i] @ torch.linalg.pinv(with_ones(
            X[torch.arange(len(X)) != i])) @ y[:-1] for i in range(len(X))]),
    "Brackets: 1 - p as a whole is below the line.": _of_fit(lambda r, p: r / 1 - p),
    "The residual is missing: these are only the factors 1/(1 - p).":
        _of_fit(lambda r, p: 1 / (1 - p)),
    "These are studentised residuals, measured in their own spread; asked are minutes, without"
    " root and without the estimate of σ.": _of_fit(lambda r, p: r / (1 - p).sqrt() / (
            r @ r / (len(r) - p.sum())).sqrt()),
    "The label is replaced by the mean and stays in the fit; the example must go.":
        lambda X, y: _of_fit(lambda r, p: r + p * (y - y.mean()))(X, y),
    "These are halves of the squared residuals.": _of_fit(lambda r, p: (r / (1 - p)).square() / 2),
    "That is what leaving out adds to the residual; the whole residual is asked.":
        _of_fit(lambda r, p: r / (1 - p) - r),
    "These are the entries p of the hat matrix; the residuals are asked.": _of_fit(lambda r, p: p),
    "The label is set to 0 and stays in the fit; the example must go.":
        lambda X, y: _of_fit(lambda r, p: r + p * y)(X, y),
}
LEFT_OUT_MISTAKES = [
    *(same_as(function, hint) for hint, function in _KNOWN_LEFT_OUT.items()),
    when(lambda got, X, y: got.shape == y.shape and got.abs().max() < 1e-9,
         "All residuals are zero: is each example fitted by itself, in place of being left out?"),
    when(lambda got, X, y: difference(got / (r := projected(with_ones(X), y)[0]),
                                      (got / r).mean().expand(len(y))) is None,
         "These are the residuals of the fit to all examples, times one number for all; but each"
         " example pulls the fit to itself as hard as its own p says."),
    when(lambda got, X, y: got.ndim == 0,
         "That is one number; the n residuals are asked, one for each example."),
    when(lambda got, X, y: tuple(got.shape) == (len(y), len(y)),
         "An n × n result: the whole matrix P instead of its diagonal, or a column minus a row."),
    when(lambda got, X, y: tuple(got.shape) == (1,),
         "It stops after the first example: does `return` stand inside the loop?"),
    when(lambda got, X, y: tuple(got.shape) == (len(y) - 1,),
         "One residual is missing: every example is left out once, the first and the last too."),
]


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
        "The new data come back as they are.": lambda X, new: new,
        "The mean is added; subtract it.": lambda X, new: (new + X.mean(0)) / std(X),
        "That is the way back, from standardised features to kilometres and floors.":
            lambda X, new: new * std(X) + X.mean(0),
        "It is divided by the range; the standard deviation is asked.":
            lambda X, new: (new - X.mean(0)) / (X.amax(0) - X.amin(0)),
        "The mean of the squares is no variance: subtract the mean before squaring.":
            lambda X, new: (new - X.mean(0)) / X.square().mean(0).sqrt(),
        "The mean is that of training and new data together: the model then depends on what it"
        " predicts.": lambda X, new: (new - torch.cat([X, new]).mean(0)) / std(X),
        "The mean is not subtracted.": lambda X, new: new / std(X),
        "One mean and one deviation for all features together; each has its own.":
            lambda X, new: (new - X.mean()) / X.std(correction=correction),
        "These are the training data, standardised; the new ones are asked.":
            lambda X, new: (X - X.mean(0)) / std(X),
        "The two are exchanged: the new data are standardised, by the training data.":
            lambda X, new: (X - new.mean(0)) / std(new),
        "Only a single order gets the training mean; several are still compared with each other.":
            lambda X, new: (new - (X if len(new) == 1 else new).mean(0))
            / std(X if len(new) == 1 else new),
        "A single order is left as it is: the weights were fitted to standardised features.":
            lambda X, new: new if len(new) == 1 else (new - new.mean(0)) / std(new),
        "It is multiplied by the deviation; divide.": lambda X, new: (new - X.mean(0)) * std(X),
        "Brackets: without them only the mean is divided by the deviation.":
            lambda X, new: new - X.mean(0) / std(X),
        "The sign is reversed: subtract the mean from the new data.":
            lambda X, new: (X.mean(0) - new) / std(X),
        "That maps to the range from 0 to 1; asked are mean and standard deviation.":
            lambda X, new: (new - X.amin(0)) / (X.amax(0) - X.amin(0)),
        "The mean runs over each order, and of the new data: it belongs to a feature, and to"
        " the training data.": lambda X, new: (new - new.mean(1, keepdim=True))
            / new.std(1, keepdim=True, correction=correction),
        "One mean and one deviation of all the new numbers: each feature has its own, and it"
        " comes from the training data.":
            lambda X, new: (new - new.mean()) / new.std(correction=correction),
        "The deviation is that of all the training numbers; each feature has its own.":
            lambda X, new: (new - X.mean(0)) / X.std(correction=correction),
        "The mean is that of all the training numbers; each feature has its own.":
            lambda X, new: (new - X.mean()) / std(X),
        "The norm of a column is not its deviation: centre it first, and mind the root of n.":
            lambda X, new: (new - X.mean(0)) / X.norm(dim=0),
        "The median is subtracted; the mean is asked.":
            lambda X, new: (new - X.median(0).values) / std(X),
        "The result is transposed: one row for each order.":
            lambda X, new: ((new - X.mean(0)) / std(X)).T,
        "A single order must stay a row, of shape (1, 2): no `squeeze`.":
            lambda X, new: ((new - X.mean(0)) / std(X)).squeeze(),
        "A column of ones is added; the features alone are asked.":
            lambda X, new: with_ones((new - X.mean(0)) / std(X))}


AXIS = "Rows are orders and columns are features: the mean runs over axis 0."
STANDARD_MISTAKES = [
    *(same_as(function, hint) for correction in (0, 1)
      for hint, function in _known_standards(correction).items()),
    raises(RuntimeError, "must match", AXIS),
    when(lambda got, X, new: isinstance(got, tuple), "One tensor is asked, the new orders."),
    when(lambda got, X, new: len(new) == 1 and got.shape == new.shape and not got.any(),
         "0 instead of nan, but the order is still compared with itself: every single order"
         " gives 0. Which data did the weights see?"),
    when(lambda got, X, new: got.shape == (len(X), new.shape[1]), AXIS),
]
