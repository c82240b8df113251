"""Exercises of the chapter softmax-concise."""

import math

import torch
from torch import nn

from ._answers import Crashed
from ._compare import compare, compare_parts, raises, random_tensors, require, same_as
from ._registry import exercise
from ._softmax_concise import (
    SILENT,
    Loader,
    concise_loader,
    crash_hints,
    fit,
    flat_scores,
    make_optimizer,
    notes_concise,
    shares,
    silent_fit,
    tell_fit,
    the_linear,
    trained_on,
)


@exercise("softmax-concise/1")
def visited_modules(answer):
    """What apply reaches in a nested network."""
    if isinstance(answer, dict) and isinstance(answer.get("last"), (str, type)):
        last = answer["last"]
        last = last.__name__ if isinstance(last, type) else last.strip().rstrip("()")
        answer = answer | {"last": last.removeprefix("torch.").removeprefix("nn.")}
    compare_parts(answer, {"visited": 5, "last": "Sequential", "numbers set": 7840}, mistakes={
        "visited": {"The containers are modules too, and `apply` visits them after their parts.":
                    lambda n: n == 3, "One of the two containers is missing.": 4,
                    "Those are only the parts of the outer container; `apply` goes inside.": 2,
                    "Only one module is a `Linear`, but the function is called on all.": 1,
                    "Each module is visited once.": lambda n: n > 5},
        "last": {"The parts come first; who is left?": "Linear",
                 "`Flatten` is the first.": "Flatten", "The inner `Dropout` is second.": "Dropout",
                 "The class is spelt with a capital letter.": "sequential"},
        "numbers set": {"The function sets `m.weight` only; the biases are not touched.": 7850,
                        "Single numbers are asked, not tensors.": 1,
                        "That is the number of inputs; each of the ten classes has as many weights."
                        : 784}})


@exercise("softmax-concise/2", expects="function")
def moved_in(answer):
    """A scratch model's numbers in a layer."""
    torch.manual_seed(0)
    W, b, images = random_tensors((4, 3), (3,), (5, 1, 2, 2))
    net = answer(W, b)
    require(isinstance(net, nn.Module), "Return a network, an nn.Module.")
    require(not any(isinstance(m, (nn.Softmax, nn.LogSoftmax)) for m in net.modules()),
            "The network shall return scores: the softmax belongs to the loss.")
    scores, images_flat = flat_scores(net, images), images.flatten(1)
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
    require(not torch.allclose(scores.sum(1), torch.ones(len(X)), atol=1e-4), "The rows sum to 1:"
            " these are probabilities, and scores are asked.")
    if not torch.allclose(scores, X @ W + b, atol=1e-5):
        require(torch.allclose(scores - scores[:1], (X - X[:1]) @ W, atol=1e-5), "The scores are"
                " not those of the scratch model: are W and b copied into the layer?")
        require(False, "The weights are right, the bias is not: is b copied into the layer?")


@exercise("softmax-concise/3", expects="function", given=make_optimizer)
def optimizer_made(answer):
    """The notes' net.parameters."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 3))
    try:
        result = answer.on(net)
    except Crashed as crash:
        crash_hints(crash, {
            "not iterable": "`net.parameters` is a method; it must be called.",
            "empty parameter list": "What `parameters()` returns deals its parameters once, and the"
                                    " count has taken them all.",
            "no len()": "What `parameters()` returns has no length: it deals the parameters one by"
                        " one. Make a list of it."})
        raise
    require(isinstance(result, tuple) and len(result) == 2, "Return two things: the optimiser and"
            " the count.")
    optimizer, count = result
    require(isinstance(optimizer, torch.optim.Optimizer), "The optimiser comes first, the count"
            " second.")
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    require(held == {id(p) for p in net.parameters()}, "The optimiser does not hold every parameter"
            " of the network.")
    require(optimizer.param_groups[0]["lr"] == 0.1, "The learning rate has changed.")
    compare_parts({"count": count}, {"count": 15}, {"count": {
        "That is the number of tensors; count the single numbers in them.": 2,
        "The count is empty: the optimiser has taken the parameters before.": 0,
        "The biases are missing.": 12}})
    return "15 numbers, all in the optimiser."


@exercise("softmax-concise/4", expects="function", given=notes_concise)
def mended_notes(answer):
    """Lines 288 to 300 of the notes."""
    loader = concise_loader()
    try:
        net = answer.on(loader)
    except Crashed as crash:
        crash_hints(crash, {
            "sequential": "`nn.sequential` is no class: names of classes begin with a capital.",
            "'module' object is not callable": "`nn.sequential` is no class: names of classes begin"
                                               " with a capital.",
            "CrossEbtropyLoss": "`CrossEbtropyLoss` is misspelt.",
            "not iterable": "`net.parameters` is a method; call it.",
            "scalar outputs": "`backward()` starts from one number: keep the loss's default, a"
                              " mean."})
        raise
    require(isinstance(net, nn.Module), "Return the network.")
    layer = the_linear(net)
    require(loader.passes > 0, "The loader was never asked for a batch: nothing is trained. The"
            " notes stop here too.")
    require(loader.passes == 10, f"num_epochs is 10, and the loader was gone through"
            f" {loader.passes} times.")
    require(not any(isinstance(m, nn.Softmax) for m in net.modules()), "The loss has its own"
            " softmax: the network shall end with the scores.")
    loss = trained_on(layer, loader)
    told = {name: trained_on(None, loader, **how) for name, how in {
        "untrained": {"lr": 0.0}, "notes": {"lr": 0.01}, "right": {"lr": 0.1},
        "piled up": {"lr": 0.1, "zero": False}}.items()}
    require(abs(loss - told["untrained"]) > 0.06, "The batches were looked at, but the weights have"
            " not moved: `backward()` and `step()`?")
    require(abs(loss - told["notes"]) > 0.05, "It trains, with the notes' learning rate 0.01; the"
            " course has 0.1.")
    require(abs(loss - told["piled up"]) > 0.05, "It trains, but the gradients pile up:"
            " `zero_grad()` is missing.")
    require(abs(loss - told["right"]) < 0.06, "It trains, but not as ten epochs of plain steps with"
            " the learning rate 0.1 do.")
    return "Ten epochs at the learning rate 0.1."


@exercise("softmax-concise/5")
def rate_of_notes(answer):
    """The learning rate 0.01, its cost and its remedy."""
    best = "That is the best of the five runs, not the middle one."
    worst = "That is the worst of the five runs, not the middle one."
    mean = "That is the mean of the five; the middle one is asked."
    percent = "That is in percent; an accuracy lies between 0 and 1."
    compare_parts(answer, {"at 0.01": 0.7955, "at 0.1": 0.8231, "momentum": 0.9}, rtol=7e-4,
                  mistakes={
        "at 0.01": {"That is the result of the other rate.": 0.8231, worst: 0.7943, best: 0.7966,
                    percent: lambda x: x > 1, "Take the test accuracy, not the loss.":
                    lambda x: 0.6 < x < 0.63},
        "at 0.1": {"That is what the notes' rate reaches.": 0.7955, worst: 0.814, best: 0.8342,
                   mean: 0.82304, percent: lambda x: x > 1},
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

    def net(X):
        return X

    cases = [(net, Loader(torch.eye(4)[[0, 1, 0, 1]], torch.tensor([0, 1, 1, 1]), 3), 4),
             (net, Loader(X, y, 5), 3), (net, Loader(X, y % 2 * 2, 2), 3)]

    def per_class(net, loader, num_classes):
        return shares(net, loader, num_classes)

    compare(answer, per_class, cases, mistakes=[
        raises(RuntimeError, "size of tensor", "The counts of two batches differ in length:"
               " `bincount` needs `minlength`."),
        raises(RuntimeError, "must match the size", "The counts of two batches differ in length:"
               " `bincount` needs `minlength`."),
        *[same_as(wrong, hint) for hint, wrong in {
            "Recall comes first, precision second.": lambda *a: shares(*a)[::-1],
            "Both are the recall: the precision divides by how often a class was predicted.":
                lambda *a: (shares(*a)[0],) * 2,
            "Both are the precision: the recall divides by how many images a class has.":
                lambda *a: (shares(*a)[1],) * 2,
            "These are means of the batches' shares: add up counts, and divide once at the end.":
                lambda *a: shares(*a, means=True),
            "Only the last batch is counted: add up with `+=`.": lambda *a: shares(*a, last=True),
            "A class without images, or one that is never predicted, shall get nan, not 0.":
                lambda *a: tuple(share.nan_to_num() for share in shares(*a)),
            "These are counts, not shares.": lambda *a: shares(*a, counts=True)}.items()]])
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
                "That is for 90 %.": 22},
        "0.99": {"After 458 steps it is not quite 99 %: round up.": 458,
                 "Steps are whole numbers.": lambda t: 458 < t < 459,
                 "That is the limit of the velocity, in units of g.": 100,
                 "Solve for this momentum too; it is not ten times the other.": 440},
        "factor": {"That is the product of the two roots, which are of one size.": 0.9,
                   "That is the real part of the roots; take their size.":
                   lambda r: abs(abs(r) - 0.3) < 1e-3,
                   "That is what one step without momentum does, and it grows.":
                   lambda r: abs(abs(r) - 1.5) < 1e-3,
                   "A factor above 1 would make the swing grow.": lambda r: abs(r) > 1,
                   "That is what is left after 20 steps; one step is asked.":
                   lambda r: abs(r - 0.349) < 2e-3}})


@exercise("softmax-concise/9")
def steps_to_part(answer):
    """How long rounding errors take to grow."""
    logs = math.log(3.5)
    compare_parts(answer, {"float32": 12, "float64": 28}, rtol=1e-6, mistakes={
        "float32": {"After 11 steps it is not quite there: round up.": 11,
                    "Steps are whole numbers.": lambda t: abs(t - 6 * math.log(10) / logs) < 0.02,
                    "The factor is |1 - 4.5| = 3.5, not 4.5.": 10,
                    "That is the way to 1; it is asked to 0.01.": 15},
        "float64": {"After 27 steps the distance is still below 0.01.": 27,
                    "Steps are whole numbers.": lambda t: abs(t - 15 * math.log(10) / logs) < 0.02,
                    "The exponents differ by 15, not by twice 6.": 24,
                    "The factor is |1 - 4.5| = 3.5, not 4.5.": 23,
                    "That is the way to 1; it is asked to 0.01.": 32}})


@exercise("softmax-concise/10")
def sure_and_wrong(answer):
    """The worst loss with softmax twice, and the gradient that is left."""
    compare_parts(answer, {"bound": 2.461150, "share": 6.6378e-5}, rtol=2e-3, mistakes={
        "bound": {"That is the floor, the best that an image can get.": 1.461150,
                  "That is the loss of a guess, log 10.": 2.302585,
                  "That is e + K - 1 itself; take its logarithm.": 11.718282,
                  "Ten wrong classes? One of the ten is the true one.": math.log(math.e + 10)},
        "share": {"A share of two gradients of one sign is positive.": lambda s: s < 0,
                  "That is p of the true class; the bracket of the formula is missing.": 4.5398e-5,
                  "That is the bound 2 p; the bracket is a little smaller than 2.": 9.0796e-5,
                  "That is the right gradient divided by the small one.": lambda s: s > 1e3}})
