# ruff: noqa: F821
"""What the exercises of softmax-concise are tested with: the programs that are to be mended, and
loops with one fault or several.

The programs are compared with a learner's code and never run; torch has another name here, since
the compiler treats names that a module imports in its own way.
"""

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


def crash_hints(crash, hints):
    """Raise ``Wrong`` with the hint of the first fragment that the error's message holds."""
    for fragment, hint in hints.items():
        if fragment in str(crash.error):
            raise Wrong(hint) from None


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

def flat_scores(net, images):
    """Return the network's scores of images (n, 1, h, w)."""
    try:
        scores = net(images)
    except RuntimeError:
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


def trained_on(layer, loader, lr=0.1, zero=True):
    """Return the loss of a layer on all images; without a layer, of one that is trained here."""
    X, y = loader.dataset.tensors
    if layer is None:
        layer = pt.nn.Linear(784, 10)
        pt.nn.init.normal_(layer.weight, std=0.01)
        optimizer = pt.optim.SGD(layer.parameters(), lr=lr)
        for _ in range(10):
            for images, labels in zip(X.split(32), y.split(32), strict=True):
                if zero:
                    optimizer.zero_grad()
                pt.nn.functional.cross_entropy(layer(images.flatten(1)), labels).backward()
                optimizer.step()
    return pt.nn.functional.cross_entropy(layer(X.flatten(1)), y).item()


# Exercise 6 --------------------------------------------------------------------------------------

def shares(predict, loader, num_classes, means=False, last=False, counts=False):
    """Return recall and precision, or one of the known wrong ones."""
    tables = []
    for X, y in loader:
        guess = predict(X).argmax(1)
        tables.append(pt.stack([pt.bincount(t, minlength=num_classes).float()
                                for t in (y[guess == y], y, guess)]))
    if means:
        return tuple(sum(t[0] / t[i] for t in tables) / len(tables) for i in (1, 2))
    total = tables[-1] if last else sum(tables)
    return (total[1], total[2]) if counts else (total[0] / total[1], total[0] / total[2])


# Exercise 7 --------------------------------------------------------------------------------------

class Watched(pt.nn.Module):
    """Pass everything on, and note the mode."""

    def __init__(self):
        """Begin with no modes seen."""
        super().__init__()
        self.modes = set()

    def forward(self, X):
        """Return the input."""
        self.modes.add(self.training)
        return X


def fit(net, loader, num_epochs, lr, twice=False, zero=True, anew=False, momentum=0.9):
    """Train; return the mean losses over the images and over the batches."""
    over_images, over_batches = [], []
    for epoch in range(num_epochs):
        if epoch == 0 or anew:
            optimizer = pt.optim.SGD(net.parameters(), lr=lr, momentum=momentum)
        losses = []
        for X, y in loader:
            scores = pt.softmax(net(X), dim=1) if twice else net(X)
            loss = pt.nn.functional.cross_entropy(scores, y)
            if zero:
                optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append((loss.item(), len(y)))
        over_images.append(sum(loss * n for loss, n in losses) / sum(n for _, n in losses))
        over_batches.append(sum(loss for loss, _ in losses) / len(losses))
    return over_images, over_batches


SILENT = {"twice": "The loss gets probabilities: it applies softmax itself, so hand it the scores.",
          "zero": "The gradients of all steps pile up: nobody clears them.",
          "anew": "With each epoch the optimiser is made anew, and starts again without a"
                  " velocity.",
          "momentum": "It trains without the momentum of 0.9."}


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
    require(not pt.allclose(got, over_batches, atol=1e-5), "These are means of batch means: the"
            " images of the short batch weigh too much.")
    require(not pt.allclose(got, over_images * 7, atol=1e-4), "The losses are added up, and not"
            " divided by the number of images.")
    require(pt.allclose(got, over_images, atol=1e-5), "The training is right; the losses are not"
            " the means over the images of each epoch.")
