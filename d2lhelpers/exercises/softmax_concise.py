"""Exercises of the chapter softmax-concise."""

import math

import torch
from torch import nn

from ._answers import hinting
from ._compare import compare, compare_parts, raises, random_tensors, require, same_as, when
from ._registry import exercise
from ._softmax_concise import (
    SILENT,
    WRONG_SHARES,
    Loader,
    concise_loader,
    fit,
    flat_scores,
    make_optimizer,
    notes_concise,
    passing_on,
    shares,
    silent_fit,
    tell_fit,
    tell_steps,
    the_linear,
)


@exercise("softmax-concise/1")
def visited_modules(answer):
    """What apply reaches in a nested network."""
    if isinstance(answer, dict) and isinstance(answer.get("last"), (str, type)):
        last = answer["last"]
        last = last.__name__ if isinstance(last, type) else last.split(".")[-1].strip("'>() ")
        answer = answer | {"last": last}
    compare_parts(answer, {"visited": 5, "last": "Sequential", "numbers set": 7840}, mistakes={
        "visited": {"The containers are modules too, and `apply` visits them after their parts.":
                    lambda n: n == 3, "One of the two containers is missing.": 4,
                    "Those are only the parts of the outer container; `apply` goes inside.": 2,
                    "Only one module is a `Linear`, but the function is called on all.": 1,
                    "Each module is visited once.": lambda n: n > 5},
        "last": {"The parts come first; who is left?": "Linear",
                 "`Flatten` is the first.": "Flatten", "The inner `Dropout` is second.": "Dropout",
                 "A class is asked, not a variable's name.":
                 lambda name: name in ("nested", "inner", "outer")},
        "numbers set": {"The function sets `m.weight` only; the biases are not touched.": 7850,
                        "Those are the biases, which it leaves alone.": 10,
                        "`apply` goes inside the inner container too.": 0,
                        "Single numbers are asked, not tensors.": 1,
                        "That is the number of inputs; each of the ten classes has as many weights."
                        : 784}})


@exercise("softmax-concise/2", expects="function")
def moved_in(answer):
    """A scratch model's numbers in a layer."""
    torch.manual_seed(0)
    W, b, images = random_tensors((4, 3), (3,), (5, 1, 2, 2))
    with hinting({
            "a leaf Variable": "Writing into a parameter needs `with torch.no_grad():`.",
            "(784)": "The test's W is (4, 3): take the sizes of the layer from `W.shape`.",
            "must match the size": "The layer's weight is (outputs, inputs): copy the transpose.",
            "cannot assign": "A parameter takes only an `nn.Parameter`: copy the numbers into it,"
                             " or wrap a copy."}):
        net = answer(W, b)
    require(isinstance(net, nn.Module), "Return a network, an nn.Module.")
    require(not any(isinstance(m, (nn.Softmax, nn.LogSoftmax)) for m in net.modules()),
            "The network shall return scores: the softmax belongs to the loss.")
    scores, images_flat = flat_scores(net, images, W), images.flatten(1)
    _same_scores(scores, images_flat, W, b)
    S, bias, square = random_tensors((3, 3), (3,), (4, 1, 3, 1), seed=1)
    require(torch.allclose(flat_scores(answer(S, bias), square), square.flatten(1) @ S + bias,
                           atol=1e-5), "Right for W of shape (4, 3), wrong for a square W: there a"
            " missing transpose raises no error.")
    parameters = list(net.parameters())
    require(sum(p.numel() for p in parameters if p.requires_grad) == 15, "The scores are right, but"
            " the network has not all its numbers as parameters that learn: `net.parameters()`"
            " must deal W and b, with `requires_grad`.")
    own_W, own_b = W.clone(), b.clone()
    shared_net = answer.on(own_W, own_b)
    require(torch.equal(own_W, W) and torch.equal(own_b, b), "The function itself changes W or b:"
            " it shall only read them.")
    y = torch.tensor([0, 2, 1, 1, 0])
    optimizer = torch.optim.SGD(shared_net.parameters(), lr=0.5)
    nn.functional.cross_entropy(shared_net(images), y).backward()
    optimizer.step()
    require(torch.equal(own_W, W) and torch.equal(own_b, b), "A step of the network has moved W or"
            " b too: they share their memory. Copy the numbers instead.")
    error = (torch.softmax(images_flat @ W + b, 1) - nn.functional.one_hot(y, 3)) / 5
    expected = images_flat @ (W - 0.5 * images_flat.T @ error) + b - 0.5 * error.sum(0)
    require(torch.allclose(shared_net(images), expected, atol=1e-6), "The scores agree, but after a"
            " step of training they do not.")
    return "Scores agree, and after a step they agree to 1e-6."


def _same_scores(scores, X, W, b):
    for hint, wrong in {
        "The bias is missing.": X @ W,
        "`reshape` has mixed pixels and classes: the layer wants the transpose of W.":
            X @ W.reshape(3, 4).T + b,
    }.items():
        require(not torch.allclose(scores, wrong, atol=1e-5), hint)
    mixed = (X - X[:1]) @ W.reshape(3, 4).T
    require(not torch.allclose(scores - scores[:1], mixed, atol=1e-5), "`reshape` has mixed pixels"
            " and classes (the layer wants the transpose of W), and b is not copied.")
    require(not torch.allclose(scores.sum(1), torch.ones(len(X)), atol=1e-4), "The rows sum to 1:"
            " these are probabilities, and scores are asked.")
    if not torch.allclose(scores, X @ W + b, atol=1e-5):
        require(torch.allclose(scores - scores[:1], (X - X[:1]) @ W, atol=1e-5), "The scores are"
                " not those of the scratch model: are W and b copied into the layer?")
        require(False, "The weights are right, the bias is not: is b copied as it is?")


@exercise("softmax-concise/3", expects="function", given=make_optimizer)
def optimizer_made(answer):
    """The notes' net.parameters."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 3))
    with hinting({
            "not iterable": "`net.parameters` is a method; it must be called.",
            "empty parameter list": "What `parameters()` returns deals its parameters once, and the"
                                    " count has taken them all.",
            "'generator' object": "A list around the generator holds one thing, the generator;"
                                  " `list(...)` takes its items out.",
            "Module.parameters": "A list around the generator holds one thing, the generator;"
                                 " `list(...)` takes its items out.",
            "no len()": "What `parameters()` returns has no length: it deals the parameters one by"
                        " one. Make a list of it."}):
        result = answer.on(net)
    require(isinstance(result, (tuple, list)) and len(result) == 2, "Return two things: the"
            " optimiser and the count.")
    optimizer, count = result
    require(isinstance(optimizer, torch.optim.Optimizer), "The optimiser comes first, the count"
            " second.")
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    require(held == {id(p) for p in net.parameters()}, "The optimiser does not hold every parameter"
            " of the network.")
    group = optimizer.param_groups[0]
    require(group["lr"] == 0.1, "The learning rate has changed.")
    require(isinstance(optimizer, torch.optim.SGD) and not group["momentum"]
            and not group["weight_decay"], "Only the two faults are to be mended: the optimiser is"
            " plain SGD, with nothing but a learning rate.")
    compare_parts({"count": count}, {"count": 15}, {"count": {
        "That is the number of tensors; count the single numbers in them.": 2,
        "The count is empty: the optimiser has taken the parameters before.": 0,
        "`len` of a matrix is its number of rows; `numel()` counts its numbers.": 6,
        "The biases are missing.": 12}})
    return "15 numbers, all in the optimiser."


@exercise("softmax-concise/4", expects="function", given=notes_concise)
def mended_notes(answer):
    """Lines 288 to 300 of the notes."""
    loader = concise_loader()
    with hinting({
            "sequential": "`nn.sequential` is no class: names of classes begin with a capital.",
            "'module' object is not callable": "`nn.sequential` is no class: names of classes begin"
                                               " with a capital.",
            "CrossEbtropyLoss": "`CrossEbtropyLoss` is misspelt.",
            "not iterable": "`net.parameters` is a method; call it.",
            "d2l": "`d2l` is the notes' helper package; here it is `train`, or two loops.",
            "'Long'": "The loss takes the scores first, the labels second.",
            "scalar outputs": "`backward()` starts from one number: keep the loss's default, a"
                              " mean."}):
        net = answer.on(loader)
    require(not hasattr(net, "test_accuracy"), "`train` returns the history; return the network"
            " after it.")
    idle = "The loader was never asked for a batch: nothing is trained. The notes stop here too."
    require(not isinstance(net, tuple) or loader.passes, idle + " And the network is to be returned"
            " alone.")
    require(isinstance(net, nn.Module), "Return the network, alone.")
    layer = the_linear(net)
    require(loader.passes > 0, idle)
    require(not any(isinstance(m, nn.Softmax) for m in net.modules()), "The loss has its own"
            " softmax: the network shall end with the scores.")
    tell_steps(layer, loader, getattr(answer.function, "__code__", None))
    return "Ten epochs at the learning rate 0.1."


@exercise("softmax-concise/5")
def rate_of_notes(answer):
    """The learning rate 0.01, its cost and its remedy."""
    best = "That is the best of the five runs, not the middle one."
    worst = "That is the worst of the five runs, not the middle one."
    percent = "That is in percent; an accuracy lies between 0 and 1."
    compare_parts(answer, {"at 0.01": 0.7955, "at 0.1": 0.8231, "momentum": 0.9}, rtol=7e-4,
                  mistakes={
        "at 0.01": {"That is the result of the other rate.": 0.8231, worst: 0.7943, best: 0.7966,
                    percent: lambda x: x > 1, "Take the test accuracy, not the loss.":
                    lambda x: 0.6 < x < 0.63},
        "at 0.1": {"That is what the notes' rate reaches.": 0.7955, worst: 0.814, best: 0.8342,
                   percent: lambda x: x > 1, "That is the scratch chapter's middle.": 0.830,
                   "That is the middle with momentum.": 0.8397},
        "momentum": {"10 is the factor that is wanted, 1/(1 - momentum).": 10.0,
                     "That much momentum multiplies the steps by 100.": 0.99,
                     "With momentum 1 the velocity never stops growing.": 1.0,
                     "That momentum only doubles the steps.": 0.5,
                     "1/(1 - 0.1) is only 1.11.": 0.1}})


@exercise("softmax-concise/6", expects="function")
def per_class(answer):
    """Recall and precision over a loader."""
    X, = random_tensors((7, 3))
    y = torch.tensor([0, 1, 1, 0, 1, 0, 1])
    net = passing_on(3)
    cases = [(passing_on(4), Loader(torch.eye(4)[[0, 1, 0, 1]], torch.tensor([0, 1, 1, 1]), 3), 4),
             (net, Loader(X, y, 5), 3), (net, Loader(X, y % 2 * 2, 2), 3)]

    def per_class(net, loader, num_classes):
        return shares(net, loader, num_classes)

    lengths = ("Two tensors differ in length. Predictions have one entry per image"
               " (`argmax(dim=1)`), and `bincount` needs `minlength` to give K counts in every"
               " batch.")
    compare(answer, per_class, cases, mistakes=[
        raises(RuntimeError, "size of tensor", lengths),
        raises(RuntimeError, "must match the size", lengths),
        raises(RuntimeError, "bincount", "`bincount` counts class numbers, not True and False:"
               " index `y` with the mask."),
        raises(ZeroDivisionError, "", "Python's numbers stop at 0/0; tensors give nan."),
        *[same_as(wrong, hint) for hint, wrong in WRONG_SHARES],
        when(lambda got, *_: isinstance(got, torch.Tensor) and got.ndim == 1, "Return two tensors,"
             " the recall and the precision."),
        when(lambda got, net, loader, K: min(map(len, got)) < K, "Each of the K classes needs an"
             " entry, also those that do not occur: `minlength`.")])
    return "Counts are added up, shares taken once."


@exercise("softmax-concise/7", expects="function", given=silent_fit)
def mended_fit(answer):
    """Six faults without a message."""
    tell_fit(answer, fit, SILENT)
    return "All six are mended."


@exercise("softmax-concise/8")
def steps_to_speed(answer):
    """How long momentum takes to get up to speed, and how fast a swing shrinks."""
    expected = {"0.9": 44, "0.99": 459, "factor": math.sqrt(0.9)}
    compare_parts(answer, expected, rtol=1e-3, mistakes={
        "0.9": {"After 43 steps it is 98.9 %: round up.": 43, "Steps are whole numbers.":
                lambda t: 43 < t < 44, "That is the limit of the velocity, in units of g.": 10,
                "It is there one step before.": 45, "That is for 90 %.": 22},
        "0.99": {"After 458 steps it is not quite 99 %: round up.": 458,
                 "Steps are whole numbers.": lambda t: 458 < t < 459,
                 "That is the limit of the velocity, in units of g.": 100,
                 "It is there one step before.": 460,
                 "That is for 90 %.": lambda t: 229 <= t <= 230,
                 "Solve for this momentum too; it is not ten times the other.": 440},
        "factor": {"By that a square of distances shrinks; the distance itself is asked.": 0.9,
                   "The roots are complex; take their size.": lambda r: isinstance(r, complex),
                   "The size of the factor is asked; the sign of a swing is no part of it.":
                   lambda r: abs(r + math.sqrt(0.9)) < 1e-3,
                   "That is c, the factor of e_t in the step.":
                   lambda r: abs(abs(r) - 0.6) < 1e-3,
                   "That is half of c, the real part of the roots; it is their size that counts.":
                   lambda r: abs(abs(r) - 0.3) < 1e-3,
                   "Two digits are too few: it is asked to three.":
                   lambda r: abs(r - 0.95) < 1e-4,
                   "That is what one step without momentum does, and it grows.":
                   lambda r: abs(abs(r) - 1.5) < 1e-3,
                   "A factor above 1 would make the swing grow.": lambda r: abs(r) > 1,
                   "That is what is left after 20 steps; one step is asked.":
                   lambda r: abs(r - 0.349) < 2e-3}})


@exercise("softmax-concise/9")
def steps_to_part(answer):
    """How long rounding errors take to grow."""
    whole, early = "Steps are whole numbers.", "It is there one step before."
    seen = "That is read from the figure; compute it for the one eigenvalue 15."
    compare_parts(answer, {"float32": 12, "float64": 28}, rtol=1e-6, mistakes={
        "float32": {"After 11 steps it is not quite there: round up.": 11,
                    whole: lambda t: t != int(t), early: 13, seen: 35,
                    "The factor is |1 - 4.5| = 3.5, not 4.5.": 10,
                    "That is the way to 1; it is asked to 0.01.": 15},
        "float64": {"After 27 steps the distance is still below 0.01.": 27,
                    whole: lambda t: t != int(t), early: 29, seen: 90,
                    "The exponents differ by 15, not by twice 6.": 24,
                    "The factor is |1 - 4.5| = 3.5, not 4.5.": 23,
                    "That is the way to 1; it is asked to 0.01.": 32}})


@exercise("softmax-concise/10")
def sure_and_wrong(answer):
    """The worst loss with softmax twice, and the gradient that is left."""
    share = 6.6378e-5
    if isinstance(answer, dict) and isinstance(answer.get("share"), (int, float)):
        two_digits = abs(answer["share"] / share - 1) < 1e-2
        answer = answer | {"share": share if two_digits else answer["share"]}
    compare_parts(answer, {"bound": 2.461150, "share": share}, rtol=2e-3, mistakes={
        "bound": {"That is the floor, the best that an image can get.": 1.461150,
                  "That is the loss of a guess, log 10.": 2.302585,
                  "That is e + K - 1 itself; take its logarithm.": 11.718282,
                  "That is the lower bound of log sum; the upper one is asked.":
                  math.log(10) + 0.1,
                  "Not all ten p can be 1: they sum to 1.": math.log(10) + 1,
                  "Ten wrong classes? One of the ten is the true one.": math.log(math.e + 10)},
        "share": {"That is the bracket alone; p_0 p_1 is missing.":
                  lambda s: abs(abs(s) - 1.462) < 2e-3,
                  "A share of two gradients of one sign is positive.": lambda s: s < 0,
                  "That is p of the true class; the bracket of the formula is missing.": 4.5398e-5,
                  "That is the bound 2 p; the bracket is a little smaller than 2.": 9.0796e-5,
                  "That is the right gradient divided by the small one.": lambda s: s > 1e3}})
