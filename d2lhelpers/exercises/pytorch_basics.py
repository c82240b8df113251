"""Exercises of the chapter pytorch-basics."""

import contextlib
import math

import torch
from torch import nn

from ._answers import Attempt, Crashed
from ._compare import compare_parts, random_tensors, require
from ._pytorch_basics import (
    Crooked,
    Scale,
    Tower,
    as_given,
    count,
    explained,
    hooks_of,
    keep_best,
    notes_net,
    output,
)
from ._pytorch_basics_checks import (
    called,
    learnt_scale,
    same_autoencoder,
    same_names,
    same_output,
    same_shares,
    same_tower,
    ten_scores,
)
from ._pytorch_basics_state import keeps_best, refuses_strangers, restored
from ._registry import exercise

PROFILES = {  # one mistake changes several of the four numbers
    (5, 18, 8, 5): "One mistake in three places: `bias=False` leaves `d.0` without a bias.",
    (6, 22, 9, 6): "One mistake in all four places: the layer in the plain list is not registered.",
    (3, 12, 6, 5): "One mistake in three places: a frozen parameter is a parameter.",
    (5, 21, 8, 5): "One mistake in three places: a tensor with `requires_grad` but without the"
                   " label is no parameter.",
    (6, 24, 7, 6): "One mistake in three places: `parameters()` and `modules()` list a layer that"
                   " has two names once.",
    (6, 20, 7, 5): "One mistake in two places: buffers are not among the parameters.",
    (5, 18, 7, 5): "One mistake in two places: is a buffer counted, or a bias that `bias=False`"
                   " leaves out?",
    (3, 12, 6, 3): "One mistake in all four places: `nn.ModuleList` is a module, and so is what is"
                   " in it.",
}
NO_INIT = "`super().__init__()` must come first: it makes the stores."
SEQUENTIAL = {"before Module.__init__": NO_INIT, "'_modules'": NO_INIT,
              "should be a string": "The names of the parts are strings: `str(i)`.",
              "must be string": "The names of the parts are strings: `str(i)`.",
              "positional argument": "The layers come one by one: `def __init__(self, *layers)`"
                                     " collects them."}


@exercise("pytorch-basics/1")
def registered(answer):
    """Eight attributes, and what is registered of them."""
    if isinstance(answer, dict):
        whole = tuple(answer.get(key) for key in ("parameters", "numbers", "names", "modules"))
        for profile, hint in PROFILES.items():
            require(whole != profile, hint)
    compare_parts(answer, {"parameters": 4, "numbers": 16, "names": 7, "modules": 5}, mistakes={
        "parameters": {
            "`parameters()` lists a layer that has two names once, and one in a plain list not at"
            " all.": 6,
            "Is the frozen parameter left out, which is one, or the module list?": 3,
            "A tensor with `requires_grad` is no parameter, buffers are none either, and"
            " `bias=False` leaves no bias.": lambda n: n in (5, 7),
            "The layer in the plain list is not registered.": lambda n: n in (8, 9)},
        "numbers": {
            "`parameters()` lists a layer that has two names once.": 24,
            "The numbers of the frozen parameter count, and those in the module list.": 12,
            "A tensor with `requires_grad` but without the label is no parameter.": 21,
            "The layer in the plain list is not registered.": 22,
            "Count the single numbers, not the tensors.": 4,
            "Is a buffer counted, or a bias that `bias=False` leaves out?": 18,
            "Buffers are not among the parameters.": 20},
        "names": {
            "The state has an entry for each name: `a` and `b` both.": 5,
            "One is too many: the buffer that is not persistent, the tensor without the label, and"
            " the bias of `d.0` are not in the state.": 8,
            "One is missing: the frozen parameter is in the state, the persistent buffer too, and"
            " what is in the module list.": 6,
            "The layer in the plain list is not registered.": 9,
            "Those are the parameters only; two names lead to one layer, and a buffer is saved"
            " too.": 4},
        "modules": {
            "One is missing: the whole is a module, the module list too, and a ReLU as well.": 4,
            "`modules()` lists a layer that has two names once, and one in a plain list not at all."
            : 6,
            "`nn.ModuleList` is a module, and so is what is in it.": lambda n: n in (2, 3),
            "The layer in the plain list is not registered.": lambda n: n > 6}})


@exercise("pytorch-basics/2", expects="class")
def my_sequential(answer):
    """nn.Sequential by hand, on nn.Module."""
    require(issubclass(answer, nn.Module), "The class must be derived from `nn.Module`.")
    require(not issubclass(answer, nn.Sequential), "Derive it from `nn.Module`; `nn.Sequential` is"
            " what is to be written.")
    shared = nn.Linear(3, 3)
    layers = [shared, nn.ReLU(), shared, nn.Sequential(nn.Dropout(0.5), nn.Linear(3, 2))]
    theirs, (X,) = nn.Sequential(*layers), random_tensors((5, 3))
    ours = explained(Attempt(answer), *layers, hints=SEQUENTIAL)
    require(list(ours._modules) != ["i"], "`self.i` is one attribute with the name i, overwritten"
            " at each step: the name is to be made from the number, `str(i)`.")
    require(all(isinstance(name, str) for name in ours._modules), SEQUENTIAL["must be string"])
    same_names(list(ours.state_dict()), list(theirs.state_dict()))
    require({id(m) for m in layers} <= {id(m) for m in ours.modules()}, "The parts must be the"
            " layers themselves, not copies.")
    require(type(ours).__call__ is nn.Module.__call__, "`__call__` is overwritten, so hooks on the"
            " model are not called.")
    ours.eval()
    require(not any(m.training for m in theirs.modules() if m is not theirs), "`eval()` does not"
            " reach the parts.")
    same_output(ours, layers, X)
    require(called(ours, "__len__", len) == 4, "`len(model)` must be the number of parts;"
            " `children()` lists a layer that stands in two places once.")
    for i in (0, 1, -1, 2):
        part = called(ours, f"model[{i}]", lambda model, i=i: model[i], hint=" A negative number"
                      " counts from the end, as in a list." if i < 0 else "")
        require(part is layers[i], f"`model[{i}]` must be the part itself, as in a list;"
                " `children()` lists a layer that stands in two places once.")
    empty = explained(Attempt(answer), hints=SEQUENTIAL)
    require(torch.equal(empty(X), X), "Without layers the output is the input.")
    return "Names, outputs, length and parts, and a layer in two places."


@exercise("pytorch-basics/3", expects="function", given=notes_net)
def notes_mended(answer):
    """The last line of the notes."""
    require(not isinstance(answer.function, nn.Module), "Hand in the function that builds the"
            " network, not the network.")
    net = explained(answer, hints={
        "unexpected keyword": "A layer of `nn.Linear` takes its two sizes by position."})
    require(not isinstance(net, tuple), "That is a tuple: is a bracket closed too early?")
    require(isinstance(net, nn.Module), "Return the network.")
    ten_scores(net)
    return "Ten scores, 7,946 numbers."


@exercise("pytorch-basics/4", expects="class")
def tower_mended(answer):
    """A list of layers."""
    as_given(answer, Tower)
    net = explained(Attempt(answer), hints={"before Module.__init__": NO_INIT})
    require(isinstance(net, nn.Module), "The class must be derived from `nn.Module`.")
    tensors = len(list(net.parameters()))
    require(tensors != 0, "`parameters()` is still empty: `__setattr__` does not look into a list.")
    require(tensors != 2 or len(net.state_dict()) != 6, "That is one layer three times: `[layer] *"
            " 3` repeats the object.")
    require(tensors == 6, f"`parameters()` lists {tensors} tensors, not six.")
    require(net.state_dict(), "`parameters()` finds them, but the state is empty: the layers are"
            " not registered.")
    require(len(net.state_dict()) == 6, "The parameters are found, but the state has another number"
            " of names: is a layer registered twice?")
    require(all(m.training is False for m in net.eval().modules()), "`eval()` does not reach all"
            " parts.")
    require(count(net) == 1260, f"Six tensors, but {count(net):,} numbers in place of 1,260: keep"
            " the size 20 of all layers.")
    X, = random_tensors((50, 20))
    scores = output(net, X)
    require(scores.shape == (50, 20), "The output must have 20 numbers an example.")
    same_tower(net, X, scores)
    return "Six tensors, and every method finds them."


@exercise("pytorch-basics/5", expects="class")
def scale_mended(answer):
    """A layer that cannot learn."""
    as_given(answer, Scale)
    layer = explained(Attempt(answer), 3, hints={
        "before Module.__init__": "The loud fault is still there: " + NO_INIT})
    require(isinstance(layer, nn.Module), "The class must be derived from `nn.Module`.")
    require("_parameters" in vars(layer), NO_INIT)
    learnt_scale(layer)
    return "Registered, learnt, and seen by hooks."


@exercise("pytorch-basics/6")
def start(answer):
    """The default start, with biases; two slopes."""
    if isinstance(answer, dict) and answer.get("slope") == -1:  # it has the same square
        answer = answer | {"slope": 1}
    compare_parts(answer, {"limit": 1 / 1280, "slope": 1.0, "bound": 0.2}, mistakes={
        "limit": {"That is what one layer of biases alone leaves; the signal comes back into the"
                  " next.": 1 / 1536, "The ReLU keeps half.": 1 / 512,
                  "Give three digits that count.": lambda q: abs(q - 0.0008) < 1e-9,
                  "There are d + 1 inputs, but the variance is 1/(3d).": 1 / 1285,
                  "Without the biases it would be 0.": 0.0,
                  "That does not depend on d; the bias is one input among d + 1.": 0.2,
                  "That is the variance of a weight.": 1 / 768},
        "slope": {"That makes the *bound* 1/sqrt(d).": math.sqrt(5), "That is the ReLU, with the"
                  " variance 2/d.": 0.0, "That is the variance that is wanted, not the slope; or"
                  " is it a\u00b2 that you solved for?": lambda a: a in (2, 5),
                  "The variance, 2/((1 + a\u00b2) d), must be 1/d.": lambda a: a > 0},
        "bound": {"That is the default's bound, for a\u00b2 = 5.": 150 ** -0.5,
                  "That is the standard deviation; a uniform distribution's bound is sqrt(3) times"
                  " as large.": math.sqrt(2 / 150), "That is the variance.": 2 / 150,
                  "That is the square of the bound.": 0.04,
                  "That has the variance 1/d; ReLUs need 2/d.": math.sqrt(3 / 150),
                  "A bound of a box about 0 is its half width.": 0.4,
                  "The box reaches from -B to B, so B is positive.": lambda b: b < 0}})


@exercise("pytorch-basics/7", expects="class")
def tied_autoencoder(answer):
    """One matrix in two places, once transposed."""
    require(issubclass(answer, nn.Module), "The class must be derived from `nn.Module`.")
    net = explained(Attempt(answer), 5, 3, hints={"before Module.__init__": NO_INIT})
    weight = getattr(net, "weight", None)
    require(isinstance(weight, nn.Parameter), "`weight` must be an `nn.Parameter` of the network.")
    require(weight.shape != (5, 3), "`weight` is (d, h); (h, d) is asked, (outputs, inputs) of the"
            " first place.")
    require(weight.shape == (3, 5), "`weight` must have the shape (num_hiddens, num_inputs).")
    shapes = sorted(tuple(p.shape) for p in net.parameters())
    require(all(p.requires_grad for p in net.parameters()), "All parameters must be learnt, so they"
            " need `requires_grad`.")
    require(shapes.count((3, 5)) + shapes.count((5, 3)) == 1, "There is a second matrix among the"
            " parameters: a view of the first that is wrapped in `nn.Parameter` is a parameter of"
            " its own.")
    require(sorted(p.numel() for p in net.parameters()) == [3, 5, 15], "Three"
            " parameters are asked, the matrix and two biases"
            f" of h and of d numbers; these are {shapes}.")
    require(weight.abs().sum() > 0, "The matrix starts from zero.")
    require(not torch.equal(weight[0], weight[1]), "The hidden units start equal, and so stay equal"
            " for ever: draw the matrix by chance.")
    same_autoencoder(net, random_tensors((4, 5))[0])
    return "23 numbers for 5 inputs and 3 hidden units, and the gradient of both places."


@exercise("pytorch-basics/8")
def save_and_restore(answer):
    """Saving, and loading what a stranger may have written."""
    require(isinstance(answer, (tuple, list)) and len(answer) == 2, "Hand in both functions:"
            " check(\"pytorch-basics/8\", (save, restore)).")
    save, restore = answer
    require(isinstance(save, Attempt) and isinstance(restore, Attempt), "Hand in the functions"
            " themselves, without calling them.")
    restored(save, restore)
    refuses_strangers(restore)
    return "Equal outputs, and a trapped file is refused."


@exercise("pytorch-basics/9", expects="function", given=keep_best)
def best_kept(answer):
    """The best epoch, not the last."""
    keeps_best(answer)
    return "The numbers of the best epoch, buffers included."


@exercise("pytorch-basics/10", expects="function")
def silent_units(answer):
    """The share of zeros behind each ReLU."""
    X, = random_tensors((6, 4))
    chain = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3), nn.ReLU())
    for net in (chain, Crooked(), Crooked().eval()):
        training = net.training
        told, calls = answer.on(net, X.clone()), getattr(net, "calls", 1)
        same_shares(told, net, X)
        require(calls <= 1, f"The network is run {calls} times; once is enough for all hooks.")
        require(hooks_of(net) == 0, "The shares are right, but hooks are left behind.")
        require(net.training == training, "The mode of the network has been changed.")
    swallowed = False
    with contextlib.suppress(Crashed):
        answer.on(chain, torch.zeros(2, 9), returns=False)
        swallowed = True
    require(hooks_of(chain) == 0, "Where the network raises an error, the hooks stay behind: take"
            " them down in a `finally`.")
    require(not swallowed, "The network's error is swallowed; with `finally` it reaches the"
            " caller.")
    return "Any order of calls, and no hook left, errors included."
