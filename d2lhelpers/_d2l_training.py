"""The training loops of `d2lhelpers.d2l`, with the course's names and arguments."""

import torch
from torch import nn

from d2lhelpers._d2l_animator import Animator
from d2lhelpers._d2l_metrics import (
    Accumulator,
    Timer,
    accuracy,
    evaluate_accuracy,
    evaluate_accuracy_gpu,
    share,
    total_loss,
    try_gpu,
)
from d2lhelpers.models import initialise

__all__ = ["train_ch3", "train_ch6", "train_epoch_ch3"]

CURVES = ["train loss", "train acc", "test acc"]


def train_epoch_ch3(net, train_iter, loss, updater):
    """One pass over the data -> (mean loss, share of correct predictions), sums over a count.

    ``loss(y_hat, y)`` gives a loss for each example; one number is taken for the batch's mean.
    ``updater`` is an optimizer, which steps along the gradient of the mean, or a function of
    the batch's size such as ``lambda batch_size: sgd(params, lr, batch_size)``, which gets that
    of the sum.  TypeError for something else.
    """
    built_in = isinstance(updater, torch.optim.Optimizer)
    if not built_in and not callable(updater):
        raise TypeError(f"updater is {updater!r}: expected an optimizer of torch.optim, or a "
                        "function of the batch size")
    if isinstance(net, nn.Module):
        net.train()
    metric = Accumulator(3)  # sum of the losses, correct predictions, examples
    for X, y in train_iter:
        y_hat = net(X)
        total = total_loss(loss(y_hat, y), y)
        if built_in:
            updater.zero_grad()
            (total / len(y)).backward()
            updater.step()
        else:
            total.backward()
            updater(len(y))
        metric.add(total.detach(), accuracy(y_hat, y), y.numel())
    return share(metric[0], metric[2]), share(metric[1], metric[2])


def _animator(num_epochs, **limits):
    if num_epochs < 1:
        raise ValueError(f"num_epochs is {num_epochs}: train for one epoch at least")
    xlim = [1, num_epochs] if num_epochs > 1 else None
    return Animator(xlabel="epoch", xlim=xlim, legend=CURVES, **limits)


def train_ch3(net, train_iter, test_iter, loss, num_epochs, updater):
    """Train for ``num_epochs`` epochs by `train_epoch_ch3`, and draw the curves by `Animator`.

    Unlike the course's, it raises no AssertionError for a network that has learnt too little.
    `training.train` returns the record of the run.  ValueError for no epochs.
    """
    animator = _animator(num_epochs, ylim=[0.3, 0.9])
    for epoch in range(num_epochs):
        train_metrics = train_epoch_ch3(net, train_iter, loss, updater)
        animator.add(epoch + 1, (*train_metrics, evaluate_accuracy(net, test_iter)))


def _step(net, X, y, optimizer, metric):
    """One step of `train_ch6`: count the batch into metric = (losses, correct, examples)."""
    y_hat = net(X)
    loss = nn.functional.cross_entropy(y_hat, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    metric.add(total_loss(loss.detach(), y), accuracy(y_hat, y), len(y))


def train_ch6(net, train_iter, test_iter, num_epochs, lr, device=None):
    """Train the module ``net`` on ``device`` (None: `try_gpu`) from a Xavier start; draw curves.

    The weights of linear and convolutional layers are drawn anew; plain SGD on the
    cross-entropy.  In the end it prints loss, both accuracies, and examples a second, where
    only training counts.  ValueError for no epochs, TypeError for a function as ``net``.
    """
    if not isinstance(net, nn.Module):
        raise TypeError(f"net is {net!r}: expected an nn.Module; train_ch3 trains functions")
    animator = _animator(num_epochs)
    device = try_gpu() if device is None else device
    print("training on", device)
    initialise(net, "xavier").to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    timer, num_batches = Timer(), len(train_iter)
    for epoch in range(num_epochs):
        net.train()
        metric = Accumulator(3)  # sum of the losses, correct predictions, examples
        for i, (X, y) in enumerate(train_iter, 1):
            timer.start()
            _step(net, X.to(device), y.to(device), optimizer, metric)
            timer.stop()
            if i % max(num_batches // 5, 1) == 0 or i == num_batches:
                means = share(metric[0], metric[2]), share(metric[1], metric[2])
                animator.add(epoch + i / num_batches, (*means, None))
        test_acc = evaluate_accuracy_gpu(net, test_iter, device)
        animator.add(epoch + 1, (None, None, test_acc))
    print(f"loss {means[0]:.3f}, train acc {means[1]:.3f}, test acc {test_acc:.3f}")
    print(f"{metric[2] * num_epochs / timer.sum():.1f} examples/sec on {device}")
