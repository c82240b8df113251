"""Training and evaluation, as the chapters write them out, and the record of a run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from d2lhelpers.progress import Progress

__all__ = ["History", "default_device", "evaluate_accuracy", "evaluate_loss", "train"]


@dataclass
class History:
    """What a training run leaves: one entry an epoch in each list.

    ``train_loss`` and ``train_accuracy`` are means over the epoch's examples, taken while the
    parameters still change; ``test_accuracy`` is measured after the epoch.
    """

    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)

    def append(self, train_loss: float, train_accuracy: float, test_accuracy: float) -> None:
        """Record one epoch."""
        self.train_loss.append(train_loss)
        self.train_accuracy.append(train_accuracy)
        self.test_accuracy.append(test_accuracy)


def default_device() -> torch.device:
    """The first device that is there: an NVIDIA GPU, an Apple GPU, the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def evaluate_accuracy(net: Callable[[Tensor], Tensor], loader: Iterable) -> float:
    """Fraction of a loader's examples that ``net`` classifies correctly, in [0, 1].

    A sum divided by a count: the mean of the batches' accuracies would weigh the examples of
    a short last batch more.  ``net`` maps X to scores (n, q) and is used in the mode that it
    is in: call ``net.eval()`` first if it has dropout or batch normalisation.
    Taught in softmax-scratch.
    """
    num_correct, num_examples = 0, 0
    with torch.no_grad():
        for X, y in loader:
            num_correct += (net(X).argmax(dim=-1) == y).sum().item()
            num_examples += len(y)
    return num_correct / num_examples


def evaluate_loss(net: Callable[[Tensor], Tensor], loader: Iterable, loss_fn: Callable) -> float:
    """Mean loss over a loader's examples, where ``loss_fn(net(X), y)`` is a batch's mean."""
    total, num_examples = 0.0, 0
    with torch.no_grad():
        for X, y in loader:
            total += loss_fn(net(X), y).item() * len(y)
            num_examples += len(y)
    return total / num_examples


def _train_epoch(net, loader, loss_fn, optimizer, scheduler, bar):
    """One pass over the data -> (mean loss, accuracy), both over the epoch's examples."""
    total_loss, num_correct, num_examples = 0.0, 0, 0
    for X, y in loader:
        y_hat = net(X)
        loss = loss_fn(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        total_loss += loss.item() * len(y)
        num_correct += (y_hat.argmax(dim=-1) == y).sum().item()
        num_examples += len(y)
        bar.update()
    return total_loss / num_examples, num_correct / num_examples


def train(net: nn.Module, train_loader, test_loader, loss_fn: Callable,
          optimizer: torch.optim.Optimizer, num_epochs: int, scheduler=None) -> History:
    """Train ``net`` by minibatch gradient descent and return the record of the run.

    ``loss_fn(net(X), y)`` is the mean loss of a batch.  Training happens in ``net.train()``
    mode, evaluation in ``net.eval()`` mode, in which the network is left.  ``scheduler``, one of
    ``torch.optim.lr_scheduler``, changes the learning rate after each batch.  Where someone
    watches, a progress bar is shown.  Raises ValueError if ``num_epochs`` is not positive.
    """
    if num_epochs < 1:
        raise ValueError(f"num_epochs is {num_epochs}: train for one epoch at least")
    history = History()
    with Progress(num_epochs * len(train_loader), "training") as bar:
        for _ in range(num_epochs):
            net.train()
            loss, train_accuracy = _train_epoch(net, train_loader, loss_fn, optimizer, scheduler,
                                                bar)
            net.eval()
            history.append(loss, train_accuracy, evaluate_accuracy(net, test_loader))
    return history
