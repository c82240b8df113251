"""Exercises of the chapter linear-regression-concise."""

from unittest import mock

import torch
from torch import nn

from d2lhelpers.data import synthetic_regression

from ._answers import Attempt, Crashed, Wrong, hinting
from ._compare import compare, compare_parts, random_tensors, require
from ._linear_regression_concise import (
    DROP_MISTAKES,
    SETTINGS,
    SPELLING,
    train_quietly,
)
from ._linear_regression_concise_fits import (
    RIDGE_MISTAKES,
    fitted,
    found_by,
    ridge_by_formula,
    tell_fit,
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


@exercise("linear-regression-concise/1", expects="function")
def fit(answer):
    """Train with the library's parts, for any number of features."""
    require(not isinstance(answer.function, nn.Module), "Hand in the function itself, without"
                                                        " calling it: `fit`.")
    for w, b, n in (([-1.5, 2.5], 0.8, 1000), ([1.0, 0.5, -2.0, 3.0], -1.5, 500), ([7.0], 0, 505)):
        X, y = synthetic_regression(torch.tensor(w), b, n)
        net = fitted(answer, X, y, len(w))
        found, bent = found_by(net, len(w))
        truth = torch.tensor([*w, float(b)])
        if not ((found - truth).abs().max() < 0.01 and bent < 0.01):
            tell_fit(answer, X, y, net, truth)
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
    with hinting({"for input of size 3": "Not every batch has 10 examples; the last one here has"
                                         " 3."}):
        result = answer.on(net, loader, 4)
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
