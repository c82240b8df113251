"""Exercises of the chapter linear-regression-concise."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from d2lhelpers.data import synthetic_regression

from ._answers import Attempt, Crashed, Wrong
from ._compare import compare, compare_parts, raises, random_tensors, require, same_as, when
from ._linear_regression_concise import (
    DROP_MISTAKES,
    SETTINGS,
    STEP_MISTAKES,
    train_quietly,
)
from ._registry import exercise


def _gap(net, w, b):
    """Return by how much the network's parameters are off, or say what it does wrong."""
    with torch.no_grad():
        try:
            outputs = net(torch.cat([torch.eye(len(w)), torch.zeros(1, len(w))]))
        except Exception as error:
            raise Crashed(error) from error
    require(outputs.shape == (len(w) + 1, 1), "For features (n, d) the network must return"
                                              f" (n, 1); it returns {tuple(outputs.shape)} for"
                                              f" n = {len(w) + 1}.")
    found = torch.cat([outputs[:-1, 0] - outputs[-1], outputs[-1]])
    return (found - torch.cat([w, torch.tensor([b])])).abs()


@exercise("linear-regression-concise/1", expects="function")
def fit(answer):
    """Train with the library's parts, for any number of features."""
    for w, b, n in (([2.0, -3.4], 4.2, 1000), ([1.0, 0.5, -2.0, 3.0], -1.5, 500), ([7.0], 0, 505)):
        w = torch.tensor(w)
        X, y = synthetic_regression(w, b, n)
        try:
            net = answer.on(X, y)
        except Crashed as crash:
            require(len(w) == 2 or "shape" not in str(crash.error), "It works for two features, but"
                    " the number of inputs must come from the data: `features.shape[1]`.")
            raise
        require(isinstance(net, nn.Module), "Return the trained network itself, an nn.Module.")
        gap = _gap(net, w, float(b))
        require(gap.isfinite().all() and gap.max() < 50, "Training explodes: the learning rate is"
                                                         " too large, or gradients pile up.")
        require(gap[-1] > 1 or (gap[:-1] / w.abs()).min() < 0.4,
                "The bias is learnt, the weights are not: look at the shapes of predictions and"
                " labels.")
        require(gap[-1] <= 0.9 * abs(b) or (gap[:-1] / w.abs()).max() > 0.4 or b == 0, "The weights"
                " are learnt, the bias is not: has the layer one, and does the optimiser know it?")
        require(gap.max() < 0.5, f"A parameter is off by {gap.max():.2g}: training has stopped far"
                                 " too early, or does not get anywhere. More steps, or a larger"
                                 " rate?")
        require(gap.max() < 0.01, f"A parameter is off by {gap.max():.2g}, and 0.01 is allowed: a"
                                  " few more epochs?")
    return "One, two and four features."


@exercise("linear-regression-concise/2")
def settings(answer):
    """Name settings by the distance of two paths."""
    want = {"A": "momentum", "B": "decay", "C": "order", "D": "frozen bias", "E": "rate"}
    compare_parts(answer, want, {
        name: {hint: lambda got, hint=hint, hints=hints: hints[got.strip().lower()] == hint
               for hint in hints.values()} for name, hints in SETTINGS.items()})
    return "The first step and the last tell most."


def _walk(make, decay, model, batches, lonely=False):
    """Train a copy of the model with an optimiser; return its parameters and last gradient."""
    net = nn.Linear(3, 2)
    net.load_state_dict(model.state_dict())
    spare = nn.Parameter(torch.ones(2))
    params = (p for p in [*net.parameters(), *([spare] if lonely else [])])
    optimizer = make(params, 0.1, decay)
    for X, y in batches:
        optimizer.zero_grad()
        nn.MSELoss()(net(X), y).backward()
        before = net.weight.grad.clone()
        optimizer.step()
        require(net.weight.grad is not None, "`step` has removed the gradients; that is the work of"
                                             " `zero_grad`.")
        require(torch.equal(net.weight.grad, before), "`step` has changed the gradient itself: add"
                                                      " the decay to a new tensor.")
    return net, spare


@exercise("linear-regression-concise/3", expects="class")
def optimizer(answer):
    """Make an optimiser like PyTorch's."""
    require(not issubclass(answer, torch.optim.SGD), "That is PyTorch's own optimiser: write the"
                                                     " two methods yourself.")
    X, y = random_tensors((6, 3), (6, 2), seed=1)
    model, batches = nn.Linear(3, 2), [(X, y), (X.flip(0), y), (X, -y)]

    def theirs(params, lr, decay):
        return torch.optim.SGD(params, lr=lr, weight_decay=decay)

    for decay, lonely in ((0.0, False), (0.5, False), (0.0, True), (0.5, True)):
        net, spare = _attempt(answer, decay, model, batches, lonely)
        want, _ = _walk(theirs, decay, model, batches)
        got, right, start = (nn.utils.parameters_to_vector(m.parameters()).detach()
                             for m in (net, want, model))
        require(not torch.allclose(got, start), "Nothing is trained. A generator can be walked"
                " through once only: keep a list of the parameters, and change them in place.")
        first, _ = _walk(theirs, decay, model, batches[:1])
        once = nn.utils.parameters_to_vector(first.parameters()).detach()
        require(torch.allclose(got, right, atol=1e-6) or not torch.allclose(got, once, atol=1e-6),
                "Only the first step is taken: a generator can be walked through once only, so keep"
                " a list.")
        for hint, change in STEP_MISTAKES.items() if decay else ():
            known, _ = _walk(_stepping(change), decay, model, batches)
            known = nn.utils.parameters_to_vector(known.parameters()).detach()
            require(not torch.allclose(got, known, atol=1e-6), hint)
        require(torch.allclose(got, right, atol=1e-6), "The parameters go another way than with"
                f" `torch.optim.SGD`{' and weight decay' * bool(decay)}: look at signs, at zeroing"
                " and at what is multiplied by the learning rate.")
        require(torch.equal(spare.detach(), torch.ones(2)), "A parameter without a gradient has"
                                                            " been changed.")
    return "Step for step as `torch.optim.SGD`, with decay and without."


def _stepping(change):
    """Return a maker of optimisers whose step subtracts ``change(p, lr, decay)``."""
    class Stepping(torch.optim.SGD):
        @torch.no_grad()
        def step(self):
            group = self.param_groups[0]
            for p in group["params"]:
                p -= change(p, group["lr"], group["weight_decay"])
    return lambda params, lr, decay: Stepping(params, lr=lr, weight_decay=decay)


def _attempt(answer, decay, model, batches, lonely):
    try:
        return _walk(answer, decay, model, batches, lonely)
    except Wrong:
        raise
    except Exception as error:
        text = str(error)
        require("leaf Variable" not in text, "Parameters may be changed in place only where nothing"
                                             " is recorded: `torch.no_grad()`.")
        require(not lonely or "NoneType" not in text, "A parameter that took no part in the loss"
                " has no gradient, `None`: leave it alone.")
        require("NoneType" not in text, "`zero_grad` comes before the first `backward`, where there"
                                        " is no gradient yet: it must cope with `None`.")
        raise Crashed(error) from error


@exercise("linear-regression-concise/4", expects="function", given=train_quietly)
def mended_training(answer):
    """Zeroing in the wrong place, and labels of the wrong shape."""
    w, b = torch.tensor([2.0, -3.4]), 4.2
    X, y = synthetic_regression(w, b, 1000)
    net = nn.Linear(2, 1)
    start = net.weight.detach().clone()
    loader = DataLoader(TensorDataset(X, y.flatten()), 10, shuffle=True)
    result = answer.on(net, loader, 3)
    require(isinstance(result, nn.Module), "Return the network, as the given function does.")
    require(not torch.equal(net.weight, start), "The parameters have not moved: what does `step`"
                                                " find after `zero_grad`?")
    gap = _gap(net, w, b)
    require(gap.isfinite().all() and gap.max() < 20, "Training explodes.")
    require(gap[:-1].min() < 1 or gap[-1] > 1, "It trains now, but the weights come out at a tenth:"
                                              " (10, 1) and (10,) make a table of all pairs.")
    require(gap.max() < 1, "The parameters swing instead of settling: are gradients zeroed in every"
                           " step?")
    require(gap.max() < 0.01, f"A parameter is off by {gap.max():.2g} after three epochs: keep the"
                              " loss and the learning rate as they were.")
    return "Both faults are mended."


@exercise("linear-regression-concise/5")
def dropping(answer):
    """Steps, and examples that are never seen."""
    want = {"steps": 101, "steps, drop_last": 100, "unseen": 9 / 1003, "unseen, no shuffle": 3}
    compare_parts(answer, want, DROP_MISTAKES, rtol=2e-2)
    return "Shuffled, dropping costs next to nothing."


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
    "n is the number of examples, the rows of X, not of features.":
        _scaled(lambda X: 0.5 * X.shape[1] / len(X)),
    "The sign: the decay is added to XᵀX.": _scaled(lambda X: -0.5),
    "That is least squares without the decay.":
        lambda X, y, alpha: torch.linalg.pinv(X) @ y.reshape(len(X)),
    "alpha is added to every entry; only the diagonal gets it, as in `torch.eye`.":
        lambda X, y, alpha: torch.linalg.solve(X.T @ X + len(X) * alpha / 2,
                                               X.T @ y.reshape(len(X)))}

RIDGE_MISTAKES = [
    *(same_as(function, hint) for hint, function in _KNOWN_RIDGE.items()),
    when(lambda got, X, y, alpha: got.shape == (X.shape[1], 1), "Return the weights with one axis,"
                                                                " (d,)."),
    raises(RuntimeError, "must match the size", "Two shapes do not fit: is the identity d × d, with"
                                                " d the number of features?"),
]


@exercise("linear-regression-concise/6", expects="function")
def ridge(answer):
    """The solution with weight decay."""
    X, y, W, z = random_tensors((6, 3), (6,), (3, 5), (3, 1), seed=4)
    cases = [(torch.tensor([[1.0, 0.0], [0.0, 2.0]]), torch.tensor([1.0, 1.0]), 1.0),
             (X, y, 0.3), (X, y[:, None], 2.0), (W, z, 0.7)]

    def weights(*case):
        result = answer.function(*case)
        array = hasattr(result, "__array__") and not isinstance(result, torch.Tensor)
        return torch.as_tensor(result) if array or isinstance(result, list) else result

    attempt = Attempt(weights)
    compare(attempt, ridge_by_formula, cases, RIDGE_MISTAKES, rtol=1e-3, atol=1e-5)
    answer.mutated = attempt.mutated
    return "Tall and wide, labels in both shapes."
