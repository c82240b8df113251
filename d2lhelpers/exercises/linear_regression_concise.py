"""Exercises of the chapter linear-regression-concise."""

from unittest import mock

import torch
from torch import nn

from d2lhelpers.data import synthetic_regression

from ._answers import Attempt, Crashed, Wrong
from ._compare import compare, compare_parts, random_tensors, require, same_as, when
from ._linear_regression_concise import (
    DROP_MISTAKES,
    SETTINGS,
    SPELLING,
    train_quietly,
)
from ._linear_regression_concise_runs import (
    CLEARS_PARAMETERS,
    OWN,
    RULES,
    TRAINING_FAULTS,
    Counted,
    flat,
    made,
    refuse,
    ruled,
    trained,
)
from ._registry import exercise

CHAPTER = torch.tensor([2.0, -3.4, 4.2])


def _found(net, d):
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


def _fitted(answer, X, y, d):
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
        net = _fitted(answer, X, y, X.shape[1])
    return _found(net, X.shape[1])[0], one.call_count + other.call_count


def _tell_fit(answer, X, y, net, truth, data):
    """Name what keeps a training program far from the truth."""
    d, (found, bent) = X.shape[1], _found(net, X.shape[1])
    gap = (found - truth).abs()
    require(d != 2 or not (found - data).abs().max() < 0.1, "These are the parameters of the"
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


@exercise("linear-regression-concise/1", expects="function")
def fit(answer):
    """Train with the library's parts, for any number of features."""
    require(not isinstance(answer.function, nn.Module), "Hand in the function itself, without"
                                                        " calling it: `fit`.")
    for w, b, n in (([-1.5, 2.5], 0.8, 1000), ([1.0, 0.5, -2.0, 3.0], -1.5, 500), ([7.0], 0, 505)):
        X, y = synthetic_regression(torch.tensor(w), b, n)
        net = _fitted(answer, X, y, len(w))
        found, bent = _found(net, len(w))
        truth = torch.tensor([*w, float(b)])
        if not ((found - truth).abs().max() < 0.01 and bent < 0.01):
            _tell_fit(answer, X, y, net, truth, CHAPTER)
    return "One, two and four features."


def _word(got):
    return got.strip().lower()


@exercise("linear-regression-concise/2")
def settings(answer):
    """Name settings by the distance of two paths."""
    want = {"A": "momentum", "B": "decay", "C": "order", "D": "frozen bias", "E": "rate"}
    compare_parts(answer, want, {
        name: {**{hint: lambda got, hint=hint, hints=hints: hints[_word(got)] == hint
                  for hint in hints.values()}, SPELLING: lambda got: _word(got) not in want.values()
               and _word(got) != "start"} for name, hints in SETTINGS.items()})
    return "The first step and the last tell most."


def _try(action, hint_none, hint_leaf):
    """Do a method's work, and name the known errors."""
    try:
        action()
    except Wrong:
        raise
    except Exception as error:
        require("NoneType" not in str(error), hint_none)
        require("leaf Variable" not in str(error), hint_leaf)
        raise Crashed(error) from error


def _walk(make, lr, decay, model, batches, lonely=False, as_list=False):
    """Train a copy of the model with a learner's optimiser; return its parameters."""
    net, spare = nn.Linear(3, 2), nn.Parameter(torch.ones(2))
    net.load_state_dict(model.state_dict())
    params = [*([spare] if lonely else []), *net.parameters()]
    optimizer = made(make, params if as_list else (p for p in params), lr, decay)
    for X, y in batches:
        before = flat(net)
        _try(optimizer.zero_grad, "`zero_grad` comes before the first `backward`, where there is no"
             " gradient yet: it must cope with `None`.", CLEARS_PARAMETERS)
        require(torch.equal(flat(net), before), CLEARS_PARAMETERS)
        nn.MSELoss()(net(X), y).backward()
        before = net.weight.grad.clone()
        _try(optimizer.step, "A parameter that took no part in the loss has no gradient, `None`:"
             " leave it alone." if lonely else "`step` uses a gradient that is `None`: it must look"
             " at `p.grad` anew in each step.", "Parameters may be changed in place only where"
             " nothing is recorded: `torch.no_grad()`.")
        grad = net.weight.grad
        require(grad is not None and grad.any(), "`step` has removed the gradients; that is the"
                " work of `zero_grad`. (The `sgd` of the last chapter does both.)")
        require(torch.equal(grad, before), "`step` has changed the gradient itself: add the decay"
                                           " to a new tensor.")
    require(torch.equal(spare.detach(), torch.ones(2)), "A parameter without a gradient has been"
                                                        " changed.")
    return flat(net)


@exercise("linear-regression-concise/3", expects="class")
def optimizer(answer):
    """Make an optimiser like PyTorch's."""
    require(not issubclass(answer, torch.optim.SGD), OWN)
    X, y = random_tensors((6, 3), (6, 2), seed=1)
    torch.manual_seed(0)
    model, batches = nn.Linear(3, 2), [(X, y), (X.flip(0), y), (X, -y)]
    for lr, decay, lonely in ((0.1, None, False), (0.2, 0.5, False), (0.07, 0.3, False),
                              (0.1, 0.0, True), (0.1, 0.5, True)):
        setting = lr, decay, model, batches
        with mock.patch.object(torch.optim.SGD, "__init__", refuse):
            got = _walk(answer, *setting, lonely)
        if torch.allclose(got, ruled("", *setting), atol=1e-6):
            continue
        if torch.allclose(got, flat(model)):
            require(not lonely, "A parameter without a gradient stops the step, and those after it"
                                " are not trained.")
            with mock.patch.object(torch.optim.SGD, "__init__", refuse):
                again = _walk(answer, *setting, as_list=True)
            require(torch.allclose(again, got), "Nothing is trained. A generator can be walked"
                                                " through once only: keep a list.")
            raise Wrong("Nothing is trained: change the parameters that are handed in, in place,"
                        " with `-=`; `p = p - …` only gives the name `p` to a new tensor.")
        once = ruled("", lr, decay, model, batches[:1])
        require(not torch.allclose(got, once, atol=1e-6), "Only the first step is taken: a"
                " generator can be walked through once only, so keep a list.")
        for hint in RULES:
            require(not hint or not torch.allclose(got, ruled(hint, *setting), atol=1e-6), hint)
        raise Wrong(f"The parameters go another way than with `torch.optim.SGD`"
                    f"{' and weight decay' * bool(decay)}: look at signs, at zeroing and at what is"
                    " multiplied by the learning rate.")
    return "Step for step as `torch.optim.SGD`, with decay and without."


@exercise("linear-regression-concise/4", expects="function", given=train_quietly)
def mended_training(answer):
    """Zeroing in the wrong place, and labels of the wrong shape."""
    require(not isinstance(answer.function, nn.Module), "Hand in the function itself, without"
                                                        " calling it: `train_quietly`.")
    torch.manual_seed(0)
    truth, net = torch.tensor([-1.5, 2.5, 0.8]), nn.Linear(2, 1)
    X, y = synthetic_regression(truth[:2], 0.8, 1003)
    start, loader = flat(net), Counted(X, y[:, 0])
    try:
        result = answer.on(net, loader, 4)
    except Crashed as crash:
        require("for input of size 3" not in str(crash.error), "Not every batch has 10 examples;"
                " the last one here has 3.")
        raise
    require(isinstance(result, nn.Module), "Return the network, as the given function does.")
    require(result is net, "Train the network that is handed in; this is another one.")
    require(loader.passes, "It never gets through all batches of `loader`: is `return` inside a"
                           " loop, or are other data used?")
    require(loader.passes == 4, f"4 epochs were asked, and it went {loader.passes} times through"
                                " all batches: `num_epochs`, and the place of `return`.")
    require(not torch.equal(flat(net), start), "The parameters have not moved: does `step` come"
            " after `backward`, with nothing between that clears the gradients?")
    gap = (flat(net) - truth).abs()
    if not gap.max() < 0.01:
        for hint, fault in TRAINING_FAULTS.items():
            again = trained(start, loader, **fault)
            require(not torch.allclose(flat(net), again, rtol=1e-3, atol=1e-3), hint)
        require(gap.isfinite().all() and gap.max() < 20, "Training explodes.")
        raise Wrong(f"A parameter is off by {gap.max():.2g} after four epochs: leave the loss and"
                    " the learning rate as they were.")
    return "Both faults are mended."


@exercise("linear-regression-concise/5")
def dropping(answer):
    """Steps, and examples that are never seen."""
    want = {"steps": 101, "steps with drop_last": 100, "unseen": 9 / 1003,
            "unseen without shuffle": 3}
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


@exercise("linear-regression-concise/6", expects="function")
def ridge(answer):
    """The solution with weight decay."""
    X, y, W, z = random_tensors((6, 3), (6,), (3, 5), (3, 1), seed=4)
    easy = torch.tensor([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0], [0.0, 0.0]])
    cases = [(easy, torch.ones(4), 0.5),
             (X, y, 0.3), (X, y[:, None], 2.0), (W, z, 0.7)]

    def weights(*case):
        result = answer.function(*case)
        try:
            return torch.as_tensor(result)
        except (TypeError, ValueError, RuntimeError):
            return result

    attempt = Attempt(weights)
    compare(attempt, ridge_by_formula, cases, RIDGE_MISTAKES, rtol=1e-3, atol=1e-5)
    answer.mutated = attempt.mutated
    return "Tall and wide, labels in both shapes."
