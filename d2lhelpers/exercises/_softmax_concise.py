# ruff: noqa: F821
"""What the exercises of softmax-concise are tested with: the programs that are to be mended, and
loops with one fault or several.

The programs are compared with a learner's code and never run; torch has another name here, since
the compiler treats names that a module imports in its own way.
"""

import functools
import itertools
import numbers

import torch as pt

from ._answers import Wrong
from ._compare import random_tensors, require


def make_optimizer(net):
    """Make the optimiser and count, with two faults."""
    params = net.parameters
    num_numbers = sum(p.numel() for p in params)
    return torch.optim.SGD(params, lr=0.1), num_numbers


def notes_concise(train_iter):
    """Lines 288 to 300 of the notes."""
    net = nn.sequential(nn.Flatten(), nn.Linear(784, 10))

    def init_weights(m):
        if type(m) is nn.Linear:
            nn.init.normal_(m.weight, std=0.01)

    net.apply(init_weights)
    loss = nn.CrossEbtropyLoss()
    trainer = torch.optim.SGD(net.parameters, lr=0.01)
    num_epochs = 10
    return net, loss, trainer, num_epochs


def silent_fit(net, loader, num_epochs, lr):
    """Train, with six faults that raise no error."""
    loss_fn = nn.CrossEntropyLoss()
    net.eval()
    history = []
    for _ in range(num_epochs):
        optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
        total = 0.0
        for X, y in loader:
            loss = loss_fn(torch.softmax(net(X), dim=1), y)
            loss.backward()
            optimizer.step()
            total += loss
        history.append(total / len(loader))
    return history


class Loader(list):
    """Batches in a list, with a data set to count, which notes how often it is gone through."""

    def __init__(self, X, y, batch_size):
        """Cut the examples into batches."""
        super().__init__(zip(X.split(batch_size), y.split(batch_size), strict=True))
        self.dataset, self.passes = pt.utils.data.TensorDataset(X, y), 0

    def __iter__(self):
        """Deal one epoch; evaluations, which record nothing, do not count."""
        self.passes += pt.is_grad_enabled()
        return super().__iter__()


# Exercise 2 --------------------------------------------------------------------------------------

def flat_scores(net, images, W=None):
    """Return the network's scores of images (n, 1, h, w)."""
    try:
        scores = net(images)
    except RuntimeError:
        for layer in net.modules():
            if W is not None and isinstance(layer, pt.nn.Linear) and layer.weight.shape == W.shape:
                raise Wrong("The layer's weight has the shape of W: it stores (outputs, inputs),"
                            " the transpose.") from None
        raise Wrong("The network does not take images (n, 1, h, w) with W of shape (h w, K): is"
                    " `nn.Flatten()` there, and is the layer made for `W.shape[0]` inputs?"
                    ) from None
    require(isinstance(scores, pt.Tensor) and scores.shape == (len(images), 3), "The scores must"
            " have the shape (n, K).")
    return scores.detach()


# Exercise 4 --------------------------------------------------------------------------------------

def concise_loader():
    """Return 96 pale images of ten kinds in batches of 32, on which losses tell the rate."""
    kinds, noise = random_tensors((10, 784), (96, 784), seed=7)
    y = pt.arange(96) % 10
    return Loader((kinds[y] + noise).reshape(96, 1, 28, 28) / 14, y, 32)


def the_linear(net):
    """Return the network's linear layer."""
    layers = [m for m in net.modules() if isinstance(m, pt.nn.Linear)]
    require(len(layers) == 1 and layers[0].weight.shape == (10, 784), "The network shall have one"
            " linear layer, from 784 pixels to 10 scores.")
    return layers[0]


def _scores(layer, X):
    scores = layer(X.flatten(1)).detach()
    return scores - scores.mean(1, keepdim=True)


@functools.cache
def trained_on(lr=0.1, zero="batch", step="batch", momentum=0.0, reduction="mean", num_epochs=10,
               num_batches=3, adam=False):
    """Return the scores of a layer that begins with zeros, trained with a fault or without."""
    X, y = concise_loader().dataset.tensors
    layer = pt.nn.Linear(784, 10)
    pt.nn.init.zeros_(layer.weight)
    pt.nn.init.zeros_(layer.bias)
    optimizer = (pt.optim.Adam(layer.parameters(), lr=lr) if adam else
                 pt.optim.SGD(layer.parameters(), lr=lr, momentum=momentum))
    for _ in range(num_epochs):
        for n, (images, labels) in enumerate(zip(X.split(32), y.split(32), strict=True)):
            if n < num_batches and (zero == "batch" or (zero == "epoch" and n == 0)):
                optimizer.zero_grad()
            if n < num_batches:
                loss = pt.nn.functional.cross_entropy(layer(images.flatten(1)), labels,
                                                      reduction=reduction)
                loss.backward()
            if (step == "batch" and n < num_batches) or step == n:
                optimizer.step()
    return _scores(layer, X)


SLOW = ("It learns ten times too slowly, as with the notes' learning rate 0.01 (the course has"
        " 0.1), or with softmax before the loss, which applies it itself.")
UNMOVED = ("The batches were looked at, but the weights have not moved: `backward()` and `step()`,"
           " and no `zero_grad()` between them?")
FEW = "It learns from about a third of the steps: a step for each batch, in every epoch."
STEPS = [  # what training with a fault is like, and the hint; None is no known mistake
    ("right", {}), (None, {"lr": 0.05}), (None, {"lr": 0.2}), (None, {"lr": 0.3}),
    (None, {"lr": 1.0}), (None, {"lr": 0.01, "momentum": 0.9}),
    (UNMOVED, {"lr": 0.0}), (SLOW, {"lr": 0.01}), (FEW, {"num_batches": 1}), (FEW, {"step": 2}),
    ("It trains, but the gradients pile up: `zero_grad()` is missing.", {"zero": "never"}),
    ("The gradients pile up, `zero_grad()` is missing, and the learning rate is the notes'.",
     {"zero": "never", "lr": 0.01}),
    ("Gradients are cleared once an epoch; clear them for each batch.", {"zero": "epoch"}),
    ("It trains with momentum; plain steps are asked.", {"momentum": 0.9}),
    ("The steps follow the sum of a batch's losses, and not the mean, which is the default.",
     {"reduction": "sum"}),
    ("That is Adam; the notes have `torch.optim.SGD`.", {"adam": True})]


def tell_steps(layer, loader, code):
    """Name what the training of the layer, whose start is not known, is most like."""
    got, tried = _scores(layer, loader.dataset.tensors[0]), list(STEPS)
    if loader.passes != 10:
        told = f"num_epochs is 10, and the loader was gone through {loader.passes} times."
        tried += [(told, {"num_epochs": n}) for n in (1, 2, 3, 5, 9, 11, 20)]
    found = []
    for hint, how in tried:
        scores = trained_on(**how)
        distance = (got - scores).square().mean().sqrt().item()
        found.append((distance, 0.15 + 0.05 * scores.square().mean().sqrt().item(), hint))
    distance, near, hint = min(found, key=lambda trial: trial[0])
    names = getattr(code, "co_names", ())
    if loader.passes != 10 and hint in (SLOW, UNMOVED) and "list" not in names:
        hint = told
    if hint == SLOW and "softmax" in names:
        hint = "The loss gets probabilities: it applies softmax itself, so hand it the scores."
    known = hint if hint and distance < near else None
    if known is None and loader.passes != 10:
        known = told
    require(known == "right", known or "It trains, but not as ten epochs of plain steps with the"
            " learning rate 0.1 do.")


# Exercise 6 --------------------------------------------------------------------------------------

def passing_on(num_classes):
    """Return a network with parameters whose scores are its input."""
    net = pt.nn.Linear(num_classes, num_classes)
    net.load_state_dict({"weight": pt.eye(num_classes), "bias": pt.zeros(num_classes)})
    return net.requires_grad_(False)


def shares(predict, loader, num_classes, kind=None):
    """Return recall and precision, or one of the known wrong ones."""
    tables = []
    for X, y in loader:
        guess = predict(X).argmax(1)
        tables.append(pt.stack([pt.bincount(t, minlength=num_classes).float()
                                for t in (y[guess == y], y, guess)]))
    if kind in ("means", "nanmeans"):
        mean = pt.nanmean if kind == "nanmeans" else pt.mean
        return tuple(mean(pt.stack([t[0] / t[i] for t in tables]), 0) for i in (1, 2))
    total = {"last": tables[-1], "first": tables[0]}.get(kind, sum(tables))
    if kind == "one tensor":
        total = total.sum(0).expand(3, -1)
    hits, images, claims = total
    if kind == "counts":
        return images, claims
    return (images / hits, claims / hits) if kind == "inverse" else (hits / images, hits / claims)


def _wrong(hint, change=lambda pair: pair, kind=None):
    return hint, lambda *args: change(shares(*args, kind))


MEANS = "These are means of the batches' shares: add up counts, and divide once at the end."
ZERO = "A class without images, or one that is never predicted, shall get nan, not 0."
WRONG_SHARES = [
    _wrong("Recall comes first, precision second.", lambda pair: pair[::-1]),
    _wrong("Both are the recall: the precision divides by how often a class was predicted.",
           lambda pair: pair[:1] * 2),
    _wrong("Both are the precision: the recall divides by how many images a class has.",
           lambda pair: pair[1:] * 2),
    _wrong(MEANS, kind="means"), _wrong(MEANS, kind="nanmeans"),
    _wrong("Only the last batch is counted: add up with `+=`.", kind="last"),
    _wrong("Only the first batch is counted: is the `return` inside the loop?", kind="first"),
    _wrong(ZERO, lambda pair: tuple(share.nan_to_num() for share in pair)),
    _wrong(ZERO, lambda pair: (pair[0].nan_to_num(), pair[1])),
    _wrong(ZERO, lambda pair: (pair[0], pair[1].nan_to_num())),
    _wrong("These are counts, not shares.", kind="counts"),
    _wrong("The three counts are one tensor with three names: make three.", kind="one tensor"),
    _wrong("These are percent; a share lies between 0 and 1.",
           lambda pair: tuple(100 * share for share in pair)),
    _wrong("Upside down: the hits are divided by the images, or by the claims.", kind="inverse")]


# Exercise 7 --------------------------------------------------------------------------------------

class Watched(pt.nn.Module):
    """Pass everything on, and note the mode."""

    def __init__(self):
        """Begin with no modes seen."""
        super().__init__()
        self.modes = set()

    def forward(self, X):
        """Return the input."""
        if pt.is_grad_enabled():  # evaluations may have either mode
            self.modes.add(self.training)
        return X


def fit(net, loader, num_epochs, lr, twice=False, zero=True, anew=False, momentum=0.9,
        reduction="mean"):
    """Train; return the mean losses over the images and over the batches."""
    over_images, over_batches = [], []
    for epoch in range(num_epochs):
        if epoch == 0 or anew:
            optimizer = pt.optim.SGD(net.parameters(), lr=lr, momentum=momentum)
        losses = []
        if zero == "epoch":
            optimizer.zero_grad()
        for X, y in loader:
            scores = pt.softmax(net(X), dim=1) if twice else net(X)
            loss = pt.nn.functional.cross_entropy(scores, y)
            if zero is True:
                optimizer.zero_grad()
            (loss * len(y) if reduction == "sum" else loss).backward()
            optimizer.step()
            losses.append((loss.item(), len(y)))
        over_images.append(sum(loss * n for loss, n in losses) / sum(n for _, n in losses))
        over_batches.append(sum(loss for loss, _ in losses) / len(losses))
    return over_images, over_batches


SILENT = {"twice": "The loss gets probabilities: it applies softmax itself, so hand it the scores.",
          "zero": "The gradients of all steps pile up: nobody clears them (or the momentum is 1,"
                  " which is the same).",
          "anew": "With each epoch the optimiser is made anew, and starts again without a"
                  " velocity.",
          "momentum": "No velocity is kept from one step to the next: is `momentum=0.9` there, and"
                      " is the optimiser made once, before the loops?"}
OTHER_STEPS = {"Gradients are cleared once an epoch; clear them for each batch.": {"zero": "epoch"},
               "The steps follow the sum over a batch, not its mean.": {"reduction": "sum"}}


def _net():
    pt.manual_seed(0)
    return pt.nn.Sequential(Watched(), pt.nn.Linear(4, 3))


def tell_fit(answer, fit, hints):
    """Name the first fault that is left in a training loop."""
    X, = random_tensors((7, 4))
    y = pt.tensor([0, 1, 2, 0, 1, 2, 0])
    net, lr = _net().eval(), 0.3
    result = answer.on(net, Loader(X, y, 5), 3, lr)
    require(isinstance(result, (list, tuple)) and len(result) == 3, "Return a list with one mean"
            " loss for each epoch.")
    require(False not in net[0].modes, "The network is used in evaluation mode while it is"
            " trained: dropout would do nothing.")
    settings = {"twice": (False, True), "zero": (True, False), "anew": (False, True),
                "momentum": (0.9, 0.0)}
    found = None
    for values in itertools.product(*settings.values()):
        how, other = dict(zip(settings, values, strict=True)), _net()
        means = fit(other, Loader(X, y, 5), 3, lr, **how)
        if pt.allclose(other[1].weight, net[1].weight, atol=1e-5):
            found = how
            break
    require(not pt.equal(_net()[1].weight, net[1].weight), "The weights do not move: the gradients"
            " must stay between `backward()` and `step()`.")
    for hint, how in OTHER_STEPS.items() if found is None else ():
        other = _net()
        fit(other, Loader(X, y, 5), 3, lr, **how)
        require(not pt.allclose(other[1].weight, net[1].weight, atol=1e-5), hint)
    require(found is not None, "The steps are not those of momentum 0.9 with the given learning"
            " rate.")
    for key, (right, _) in settings.items():
        require(found[key] == right, hints[key])
    require(not any(getattr(loss, "requires_grad", False) for loss in result), "The losses carry"
            " their graphs: the memory of every step is kept. Take `loss.item()`.")
    require(all(isinstance(loss, numbers.Real) for loss in result), "Plain numbers are asked, and"
            " these are tensors: `item()`.")
    over_images, over_batches = map(pt.tensor, means)
    got = pt.tensor([float(loss) for loss in result])
    epochs = pt.arange(1, 4)
    for hint, wrong in {
        "These are means of batch means: the images of the short batch weigh too much.":
            over_batches,
        "The losses are added up, and not divided by the number of images.": over_images * 7,
        "Weighed by images, but divided by the number of batches.": over_images * 7 / 2,
        "Divided by the number of images, but the batches' means are not multiplied by `len(y)`.":
            over_batches * 2 / 7,
        "`total` is not set back to 0 in each epoch.": over_images.cumsum(0),
        "The total and the count are not set back in each epoch.": over_images.cumsum(0) / epochs,
    }.items():
        require(not pt.allclose(got, wrong, atol=1e-5), hint)
    require(pt.allclose(got, over_images, atol=1e-5), "The training is right; the losses are not"
            " the means over the images of each epoch.")
