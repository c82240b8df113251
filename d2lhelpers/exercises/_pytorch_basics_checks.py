"""The longer parts of the tests of pytorch-basics' exercises: what is compared, and the hints."""

import itertools
import math

import torch
from torch import nn

from ._answers import Wrong
from ._compare import random_tensors, require
from ._pytorch_basics import count, output

# Exercise 2 --------------------------------------------------------------------------------------


def same_names(names, want):
    """Compare the names of two states."""
    require(names, "The state is empty: a plain list does not register what is in it.")
    require([name.partition(".")[0] for name in names] != [
        str(int(name.partition(".")[0]) + 1) for name in want], "The names begin at 1;"
        " `nn.Sequential` counts from 0.")
    require(not all(name.count(".") > other.count(".") for name, other in
                    zip(names, want, strict=False)), f"A name is longer than it should be:"
            f" {names[0]} for {want[0]}. The parts must be registered in the model itself.")
    require(len(names) >= len(want), "The same layer may stand in two places; the state must have"
            " an entry for each.")
    require(names == want, f"The names of the state are {', '.join(names)}; those of"
            f" `nn.Sequential` are {', '.join(want)}.")


def called(model, name, function, hint=""):
    """Return what a special method gives; errors become ``Wrong``."""
    try:
        return function(model)
    except Exception as error:
        raise Wrong(f"`{name}` raised {type(error).__name__}: {error}.{hint}") from None


def same_output(ours, layers, X):
    """Compare the output, and see that the hooks of the parts are called."""
    calls, want = [], layers[3](layers[0](layers[0](X).relu())).detach()
    got = output(ours, X)
    if got.shape != want.shape or not torch.allclose(got, want, atol=1e-6):
        require(not torch.equal(got, X), "`forward` returns its input unchanged.")
        for hint, wrong in {
            "A layer that stands in two places is applied once: `children()` lists it once.":
                lambda: layers[3](layers[0](X).relu()),
            "The last part is left out: was it counted with `children()`, which lists a layer once?"
            : lambda: layers[0](layers[0](X).relu()),
            "That is the output of the last layer alone; each layer gets the output of the one"
            " before.": lambda: layers[3](X),
            "That is the output of the first layer alone: the `return` stands inside the loop.":
                lambda: layers[0](X)}.items():
            told = wrong()
            require(got.shape != told.shape or not torch.allclose(got, told, atol=1e-6), hint)
        raise Wrong("The state is right, the output is not.")
    handle = layers[1].register_forward_hook(lambda *_: calls.append(1))
    ours(X)
    handle.remove()
    learns(ours, X)
    require(calls, "The output is right, but hooks on the parts are not called: call the layer, not"
            " its `forward`.")



# Exercise 3 --------------------------------------------------------------------------------------

def ten_scores(net):
    """See that the network is the one that the course goes on to."""
    scores = output(net, torch.zeros(2, 20), "The network raises an error with a batch of shape"
                    " {}: {}")
    require(scores.shape != (2, 256), "The output still has 256 entries an example, not ten"
            " scores.")
    require(scores.shape == (2, 10), f"Ten scores an example are asked; this output has the shape"
            f" {tuple(scores.shape)}.")
    kinds = [type(m) for m in net.modules()]
    require(nn.Softmax not in kinds and nn.LogSoftmax not in kinds, "The network shall end with the"
            " scores; softmax belongs to the loss.")
    require(count(net) != 210, "That is one layer from 20 to 10; the hidden units are gone.")
    require(count(net) == 7946, f"Ten scores, but {count(net):,} parameters in place of 7,946: are"
            " there 256 hidden units, and biases in both layers?")
    X = 10 * random_tensors((50, 20))[0]
    require((output(net, X) < 0).any(), "The scores are never negative: after the last layer comes"
            " nothing.")
    tensors = {tuple(p.shape): p for p in net.parameters()}
    if set(tensors) != {(256, 20), (256,), (10, 256), (10,)}:
        raise Wrong("The number of parameters is right, their shapes are not: 20, 256, 10.")
    H = X @ tensors[256, 20].T + tensors[256,]
    hint = "The ReLU stays where it is, and nothing else is needed but the layer of the scores."
    for told, text in ((H.relu(), ""), (H, "The network is linear: the ReLU is missing.")):
        if torch.allclose(output(net, X), told @ tensors[10, 256].T + tensors[10,], atol=1e-5):
            hint = text
    require(not hint, hint)


# Exercise 4 --------------------------------------------------------------------------------------

def same_tower(net, X, scores):
    """Compare the scores with those of the tower's parameters; name a ReLU too few or too many."""
    weights = [p for p in net.parameters() if p.ndim == 2]
    biases = [p for p in net.parameters() if p.ndim == 1]
    pairs = list(zip(weights, biases, strict=True))
    orders = [towers(X, *order) for order in itertools.permutations(pairs)]  # of registration
    for hint in orders[0]:
        if any(torch.allclose(scores, order[hint], atol=1e-5) for order in orders):
            require(not hint, hint)
            learns(net, X)
            return
    raise Wrong("The parameters are found, but the output is no longer that of the tower.")


def learns(net, X):
    """See that a gradient reaches each parameter."""
    told = net(X)
    require(told.requires_grad, "The output is right, but there is no graph behind it, so nothing"
            " can be learnt: is it detached, or computed under `no_grad`?")
    told.square().sum().backward()
    require(all(p.grad is not None for p in net.parameters()), "The output is right, but not all"
            " parameters get a gradient: is a part frozen, or detached?")


def towers(X, first, second, third):
    """Return what the tower computes, under the name "", and what it does with a mistake."""
    def layer(X, pair):
        return X @ pair[0].T + pair[1]

    one, two = layer(X, first), layer(layer(X, first).relu(), second)
    return {"": layer(two.relu(), third),
            "There is no ReLU between the layers any more.": layer(layer(one, second), third),
            "There is a ReLU after the last layer too.": layer(two.relu(), third).relu(),
            "One of the two ReLUs is missing; one stands behind each layer but the last.":
                layer(two, third),
            "One of the two ReLUs is missing, the first.": layer(layer(one, second).relu(), third),
            "The last layer is left out.": two.relu(),
            "Only two of the three layers are applied: each gets the output of the one before.":
                layer(one.relu(), third)}


# Exercise 5 --------------------------------------------------------------------------------------

def learnt_scale(layer):
    """See that a layer for 3 features learns its gain and its shift, and is called with hooks."""
    shapes = [tuple(p.shape) for p in layer.parameters()]
    require(shapes, "`parameters()` is empty: which type of tensor is registered?")
    require(len(shapes) > 1 or math.prod(shapes[0]) > 3, "Only one tensor is found; the other is"
            " computed with, but no optimiser will hear of it.")
    require([math.prod(shape) for shape in shapes] == [3, 3], "Two tensors of `n` numbers are"
            f" asked, gain and shift; `parameters()` lists {shapes}.")
    require(all(p.requires_grad for p in layer.parameters()), "Both must be learnt, so both need"
            " `requires_grad`.")
    X, = random_tensors((4, 3))
    require(type(layer).__call__ is nn.Module.__call__, "`__call__` is overwritten, so"
            " hooks are not called. What is the method to be called?")
    lent = X.clone()
    result = output(layer, lent)
    require(torch.equal(lent, X), "The layer changes its input: compute a new tensor.")
    require(torch.allclose(result, X), "With the gain 1 and the shift 0 the output is the input.")
    with torch.no_grad():
        for p, value in zip(layer.parameters(), (2.0, 3.0), strict=True):
            p.fill_(value)
    told = [output(layer, X), 2 * X + 3, 3 * X + 2]
    require(any(torch.allclose(told[0], t) for t in told[1:]), "The output must be gain times X"
            " plus shift, computed from the two parameters.")
    layer(X).square().sum().backward()
    require(all(p.grad is not None for p in layer.parameters()), "One of the two gets no gradient.")


# Exercise 7 --------------------------------------------------------------------------------------

def same_autoencoder(net, X):
    """Compare output and gradient with the formula, at random numbers in all three parameters."""
    b, c = (next(p for p in net.parameters() if p.numel() == n) for n in (3, 5))
    require(type(net).__call__ is torch.nn.Module.__call__, "`__call__` is overwritten, so hooks"
            " are not called.")
    W, (values_b, values_c) = net.weight, random_tensors((3,), (5,), seed=4)
    with torch.no_grad():
        W.copy_(random_tensors((3, 5), seed=5)[0])
        b.copy_(values_b.reshape(b.shape))
        c.copy_(values_c.reshape(c.shape))
    H = torch.relu(X @ W.T + b)
    output(net, X, "The network raises an error with a batch of shape {}: {}")
    got = net(X)
    require(isinstance(got, torch.Tensor) and got.shape == (4, 5), "The output must have the shape"
            " of the input.")
    for hint, wrong in {
        "The ReLU is missing.": (X @ W.T + b) @ W + c,
        "There is no ReLU in the second place.": torch.relu(H @ W + c),
        "The bias of the first place is missing.": torch.relu(X @ W.T) @ W + c,
        "The bias of the second place is missing.": H @ W,
        "The ReLU comes after the first bias, not before.": (torch.relu(X @ W.T) + b) @ W + c,
        "The second place has no ReLU, before its bias neither.": torch.relu(H @ W) + c,
    }.items():
        require(not torch.allclose(got, wrong, atol=1e-5), hint)
    require(torch.allclose(got, H @ W + c, atol=1e-5), "The output is not that of the formula.")
    want, = torch.autograd.grad((H @ W + c).square().sum(), W)
    require(got.requires_grad, "The output has no graph behind it, so nothing can be learnt: is it"
            " computed under `no_grad`?")
    net.zero_grad()
    got.square().sum().backward()
    require(W.grad is not None and torch.allclose(W.grad, want, rtol=1e-4, atol=1e-4), "The output"
            " is right, the gradient of `weight` is not the sum over both places: is it detached,"
            " or copied, in one of them?")
    again = output(net.double(), X.double(), "After `net.double()` it fails with {}: {}. A tensor"
                   " that `__init__` computes from a parameter is not registered: transpose in"
                   " `forward`.")
    require(torch.allclose(again, got.detach().double(), atol=1e-4), "After `net.double()` the"
            " output is another: a tensor that `__init__` computes is not registered.")


# Exercise 10 -------------------------------------------------------------------------------------

def same_shares(told, net, X):
    """Compare with the shares of zeros that hooks of our own find."""
    values, names = {}, {m: name for name, m in net.named_modules()}
    relus = [m for m in names if isinstance(m, nn.ReLU)]
    left = [m.register_forward_hook(lambda m, _, out: values.update({names[m]: out.detach()}))
            for m in relus]
    net(X)
    for handle in left:
        handle.remove()
    require(isinstance(told, dict), "Return a dictionary.")
    want = {name: (out == 0).double().mean().item() for name, out in values.items()}
    require(len(told) != 1, "There is one entry for several ReLUs: a function made in a loop sees"
            " the name as it is when the function is called, the last one.")
    require(told, "The dictionary is empty: hooks are called while the network runs, so they must"
            " hang before that.")
    require(not any(isinstance(key, nn.Module) for key in told), "The keys are the modules; their"
            " names are asked.")
    require(set(told) == set(want), f"The keys shall be the names {sorted(want)}; these are"
            f" {sorted(map(str, told))}.")
    try:
        got = {name: float(value) for name, value in told.items()}
    except (TypeError, ValueError, RuntimeError):
        raise Wrong("The values must be numbers, one for each ReLU.") from None
    swapped = dict(zip([names[m] for m in relus], want.values(), strict=True))

    def same(other):
        return all(abs(got[name] - other[name]) < 1e-4 for name in want)

    require(same(want) or not same(swapped), "The shares stand under the wrong names: ReLUs need"
            " not be called in the order in which they are registered.")
    require(not same({name: 1 - share for name, share in want.items()}), "That is the share of the"
            " entries that are *not* zero.")
    require(any(got.values()), "All shares are 0: no output of a ReLU is negative; the zeros"
            " themselves are to be counted.")
    require(not same({name: (out == 0).sum().item() / n for name, out in values.items()
                      for n in [len(out)]}) and not same(
        {name: (out == 0).sum().item() / out.shape[1] for name, out in values.items()}),
            "Divide by the number of all entries, examples times units.")
    require(not same({name: float((out == 0).sum()) for name, out in values.items()}), "These are"
            " counts; divide by the number of entries.")
    require(not same({name: (out == 0).all(0).double().mean() for name, out in values.items()}),
            "That counts units that are zero for all examples; all entries are asked.")
    require(not same({name: 100 * share for name, share in want.items()}), "These are percent; a"
            " share lies between 0 and 1.")
    require(same(want), "The shares are not right.")
