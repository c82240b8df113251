"""What is asked of a training program in linear-regression-concise, and mistakes in ridge."""

from unittest import mock

import torch
from torch import nn

from ._answers import Crashed, Wrong
from ._compare import require, same_as, when

CHAPTER = torch.tensor([2.0, -3.4, 4.2])


def found_by(net, d):
    """Return the network's weights and bias, and how far from linear it is."""
    with torch.no_grad():
        kind = next(net.parameters(), torch.ones(1)).dtype
        points = torch.cat([torch.eye(d), torch.zeros(1, d), -torch.eye(d)]).to(kind)
        try:
            outputs = net(points)
        except Exception as error:
            raise Crashed(error) from error
    require(outputs.shape == (2 * d + 1, 1), "For features (n, d) the network must return (n, 1);"
                                             f" it returns {tuple(outputs.shape)} for"
                                             f" n = {2 * d + 1}.")
    outputs = outputs[:, 0].float()
    bent = (outputs[:d] + outputs[d + 1:] - 2 * outputs[d]).abs().max()
    return torch.cat([outputs[:d] - outputs[d], outputs[d:d + 1]]), bent


def fitted(answer, X, y, d):
    """Call the learner's training program, and return the network."""
    torch.manual_seed(0)
    try:
        net = answer(X, y)
    except Crashed as crash:
        text = str(crash.error)
        misfit, size = "cannot be multiplied" in text, len(X) != 1000
        require(not misfit or d != 2, "The layer does not fit the features:"
                " `nn.Linear(inputs, outputs)`, and d is the number of columns.")
        require(not misfit or d == 2, "It works for two features, but the number of inputs must"
                                      " come from the data: `features.shape[1]`.")
        fixed = size and ("1000" in text or "out of bounds" in text)
        require(not fixed, "It works for 1000 examples, but their number must come from the data:"
                           " `len(features)`.")
        raise
    require(isinstance(net, nn.Module), "Return the trained network itself, an nn.Module.")
    require(not answer.mutated, "`features` or `labels` are changed in place, and the caller loses"
                                " the data: make new tensors.")
    return net


def _again(answer, X, y):
    """Train with other labels; return what is found, and how often gradients were cleared."""
    with (mock.patch.object(torch.optim.Optimizer, "zero_grad", autospec=True,
                            side_effect=torch.optim.Optimizer.zero_grad) as one,
          mock.patch.object(nn.Module, "zero_grad", autospec=True,
                            side_effect=nn.Module.zero_grad) as other):
        net = fitted(answer, X, y, X.shape[1])
    return found_by(net, X.shape[1])[0], one.call_count + other.call_count


def tell_fit(answer, X, y, net, truth):
    """Name what keeps a training program far from the truth."""
    d, (found, bent) = X.shape[1], found_by(net, X.shape[1])
    gap = (found - truth).abs()
    require(d != 2 or not (found - CHAPTER).abs().max() < 0.1, "These are the parameters of the"
            " chapter's data: train on the `features` and `labels` that are handed in, not on the"
            " notebook's `dataset` or `train_loader`.")
    require(not bent > 0.01 or gap.max() > 50, "The model is not linear: one `nn.Linear`, and"
                                               " nothing after it.")
    again, cleared = _again(answer, X, 2 * y)
    names = getattr(getattr(answer.function, "__code__", None), "co_names", ("grad",))
    learns = any(p.grad is not None for p in net.parameters())
    require(cleared or not learns or {"grad", "sgd"} & {*names}, "No gradient is ever cleared, and"
            " those of all steps pile up: `zero_grad`.")
    require(gap.isfinite().all() and gap.max() < 50, "Training explodes: the learning rate is too"
                                                     " large, or gradients pile up.")
    require(not torch.equal(again, found), "Training changes nothing: with other labels the same"
            " parameters come out. Does each batch do `backward()` and then `step()`, without"
            " `zero_grad()` between, and does the optimiser hold this network's parameters?")
    share, b = gap[:-1] / truth[:-1].abs(), truth[-1].abs()
    require(gap[-1] > 1 or share.min() < 0.4, "The bias is learnt, the weights are not: look at the"
            " shapes of predictions and labels, and at what the optimiser is given.")
    require(gap[-1] <= 0.9 * b or share.max() > 0.4 or b == 0, "The weights are learnt, the bias is"
            " not: has the layer one, and does the optimiser know it?")
    require(gap.max() < 0.5, f"A parameter is off by {gap.max():.2g}: training has stopped far too"
            " early, or does not get anywhere. More steps, or a larger rate?")
    raise Wrong(f"A parameter is off by {gap.max():.2g}, and 0.01 is allowed: too few steps, or"
                " something that pulls away from the truth, such as weight decay or changed"
                " features.")


def ridge_by_formula(X, y, alpha, scale=0.5):
    """Return (XᵀX + scale · n · alpha · I)⁻¹ Xᵀy."""
    A = X.T @ X + scale * len(X) * alpha * torch.eye(X.shape[1])
    return torch.linalg.solve(A, X.T @ y.reshape(len(X)))


def _scaled(scale):
    return lambda X, y, alpha: ridge_by_formula(X, y, alpha, scale(X))


_KNOWN_RIDGE = {
    "The half is missing: the gradient of the squared loss has a factor 2.": _scaled(lambda X: 1.0),
    "n is missing: the loss is a mean over the examples.": _scaled(lambda X: 0.5 / len(X)),
    "Neither n nor the half is in: this is ridge regression for the sum of squares.":
        _scaled(lambda X: 1 / len(X)),
    "It is n · alpha / 2, not n · alpha · 2.": _scaled(lambda X: 2.0),
    "Multiplying the equation by n / 2 multiplies alpha too; here it is divided by n.":
        _scaled(lambda X: 0.5 / len(X)**2),
    "n is the number of examples, the rows of X, not of features.":
        _scaled(lambda X: 0.5 * X.shape[1] / len(X)),
    "The sign: the decay is added to XᵀX.": _scaled(lambda X: -0.5),
    "Formula (2) holds only for features with XᵀX = n I.":
        lambda X, y, alpha: torch.linalg.pinv(X) @ y.reshape(len(X)) / (1 + alpha / 2),
    "This one has a bias; the exercise has none.":
        lambda X, y, alpha: ridge_by_formula(torch.cat([X, torch.ones(len(X), 1)], 1), y,
                                             alpha)[:-1],
    "alpha is added to every entry; only the diagonal gets it, as in `torch.eye`.":
        lambda X, y, alpha: torch.linalg.solve(X.T @ X + len(X) * alpha / 2,
                                               X.T @ y.reshape(len(X)))}

RIDGE_MISTAKES = [
    *(same_as(function, hint) for hint, function in _KNOWN_RIDGE.items()),
    when(lambda got, X, y, alpha: got.shape == (X.shape[1], 1), "Return the weights with one axis,"
                                                                " (d,)."),
    when(lambda got, X, y, alpha: torch.allclose(got, torch.linalg.pinv(X) @ y.reshape(len(X)),
                                                 atol=1e-4),
         "That is least squares without the decay."),
    when(lambda got, X, y, alpha: isinstance(got, Crashed) and f"({X.shape[1]}) must match the size"
         f" of tensor b ({len(X)})" in str(got.error) and "eye" in str(got), "The identity has the"
         " size d × d, d being the number of features."),
    when(lambda got, X, y, alpha: ((got / ridge_by_formula(X, y, alpha) - 0.5).abs() < 0.49).all(),
         "On the way, not there yet: does it run until the steps stop?"),
    when(lambda got, X, y, alpha: got.shape == y.shape != (X.shape[1],),
         "These are predictions, one for each example; the weights are asked."),
]
