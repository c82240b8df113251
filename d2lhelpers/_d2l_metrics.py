"""What `d2lhelpers.d2l` measures: time, sums, losses, correct predictions; and the devices."""

import time
from itertools import accumulate

import torch
from torch import nn

__all__ = ["Accumulator", "Timer", "accuracy", "evaluate_accuracy", "evaluate_accuracy_gpu",
           "evaluate_loss", "try_all_gpus", "try_gpu"]


class Timer:
    """A stopwatch that keeps all its ``times``, in seconds; it runs from the beginning."""

    def __init__(self):
        """Start."""
        self.times = []
        self.start()

    def start(self):
        """Start, or start anew."""
        self.started = time.perf_counter()

    def stop(self):
        """Keep and return the seconds since the last start."""
        self.times.append(time.perf_counter() - self.started)
        return self.times[-1]

    def avg(self):
        """The mean of the times; ValueError before the first stop."""
        if not self.times:
            raise ValueError("no time was taken yet: call stop() first")
        return self.sum() / len(self.times)

    def sum(self):
        """The sum of the times."""
        return sum(self.times)

    def cumsum(self):
        """The sums of the first one, two, three, ... times, as a list."""
        return list(accumulate(self.times))


class Accumulator:
    """``n`` sums that grow together, such as correct predictions and examples."""

    def __init__(self, n):
        """Begin at zero."""
        self.data = [0.0] * n

    def add(self, *args):
        """Add one number to each sum; ValueError for another number of numbers."""
        if len(args) != len(self.data):
            raise ValueError(f"{len(args)} numbers for {len(self.data)} sums")
        numbers = [x.detach() if isinstance(x, torch.Tensor) else x for x in args]
        self.data = [total + float(x) for total, x in zip(self.data, numbers, strict=True)]

    def reset(self):
        """Begin again."""
        self.data = [0.0] * len(self.data)

    def __getitem__(self, idx):
        """Return sum number ``idx``."""
        return self.data[idx]


def accuracy(y_hat, y):
    """How many examples are classified correctly: a number of them.

    `functional.accuracy` gives their share.  Shapes: y_hat (n, q) scores, whose largest is the
    prediction, or predictions (n,) or (n, 1); y (n,).  ValueError if the two n differ.
    """
    if y_hat.dim() > 1 and y_hat.shape[1] > 1:
        y_hat = y_hat.argmax(dim=1)
    if y_hat.numel() != y.numel():
        raise ValueError(f"{y_hat.numel()} predictions for {y.numel()} labels")
    return float((y_hat.reshape(y.shape).to(y.dtype) == y).sum())


def _to(X, device):
    if device is None:
        return X
    return [x.to(device) for x in X] if isinstance(X, (list, tuple)) else X.to(device)


def share(total, count):
    """The quotient; ValueError if nothing was counted."""
    if count == 0:
        raise ValueError("the iterator yielded no examples: a generator can be used only once")
    return total / count


def evaluate_accuracy_gpu(net, data_iter, device=None):
    """Share of correct predictions, as `evaluate_accuracy`, with the batches on ``device``.

    None: where the parameters of the module ``net`` are; for a function, where the batches are.
    """
    if isinstance(net, nn.Module):
        net.eval()
        parameter = next(net.parameters(), None)
        device = parameter.device if device is None and parameter is not None else device
    metric = Accumulator(2)  # correct predictions, examples
    with torch.no_grad():
        for X, y in data_iter:
            y = _to(y, device)
            metric.add(accuracy(net(_to(X, device)), y), y.numel())
    return share(metric[0], metric[1])


def evaluate_accuracy(net, data_iter):
    """Share of an iterator's examples that ``net``, a module or a function, classifies correctly.

    A sum over a count.  A module is put into ``eval()`` mode and left in it, which
    `training.evaluate_accuracy` leaves to its caller.  ValueError if there are no examples.
    """
    return evaluate_accuracy_gpu(net, data_iter)


def total_loss(losses, y):
    """The sum of a batch's losses; one number is taken for their mean."""
    return losses.sum() if losses.dim() > 0 else losses * len(y)


def evaluate_loss(net, data_iter, loss):
    """Mean loss over an iterator's examples: a sum over a count.

    ``loss(y_hat, y)`` gives one number an example (an entry), or the batch's mean.  y is given
    the shape of y_hat where the numbers of entries agree.  No gradient is recorded.
    """
    metric = Accumulator(2)  # sum of the losses, their number
    with torch.no_grad():
        for X, y in data_iter:
            y_hat = net(X)
            losses = loss(y_hat, y.reshape(y_hat.shape) if y.numel() == y_hat.numel() else y)
            metric.add(total_loss(losses, y), losses.numel() if losses.dim() > 0 else len(y))
    return share(metric[0], metric[1])


def try_gpu(i=0):
    """CUDA device number ``i`` if it is there, else the CPU; ValueError for a negative i.

    `training.default_device` also finds an Apple GPU.
    """
    if i < 0:
        raise ValueError(f"there is no GPU number {i}: they are counted from 0")
    return torch.device(f"cuda:{i}") if i < torch.cuda.device_count() else torch.device("cpu")


def try_all_gpus():
    """All CUDA devices, or the CPU alone, as a list."""
    return [try_gpu(i) for i in range(max(torch.cuda.device_count(), 1))]
