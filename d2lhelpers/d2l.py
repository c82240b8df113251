"""The course's names, for those who follow the course and whose ``d2l`` no longer installs.

*Dive into Deep Learning* (https://zh.d2l.ai, https://d2l.ai) imports its helpers by ``from d2l
import torch as d2l``.  Replace that line by ``from d2lhelpers import d2l``, and its published
chapters on this book's subjects, linear algebra to Network in Network, run as they are.

The names and their arguments are the course's.  Behind them stand this book's own functions; a
docstring says where the two differ.  The course's sources also write ``d2l.reshape(x, shape)``
for ``x.reshape(shape)``, and the like: those names are here too.
"""

import os

import matplotlib.pyplot as plt
import torch
from torch import (
    Tensor,
    abs,
    arange,
    cos,
    cosh,
    exp,
    eye,
    float32,
    int32,
    int64,
    linspace,
    log,
    matmul,
    meshgrid,
    nn,
    normal,
    ones,
    ones_like,
    rand,
    randn,
    sigmoid,
    sin,
    sinh,
    stack,
    tanh,
    tensor,
    zeros,
    zeros_like,
)
from torch.utils.data import DataLoader, TensorDataset

from d2lhelpers import data, functional
from d2lhelpers._d2l_animator import Animator
from d2lhelpers._d2l_figures import plot, set_axes, set_figsize, show_images, use_svg_display
from d2lhelpers._d2l_metrics import (
    Accumulator,
    Timer,
    accuracy,
    evaluate_accuracy,
    evaluate_accuracy_gpu,
    evaluate_loss,
    try_all_gpus,
    try_gpu,
)
from d2lhelpers._d2l_training import train_ch3, train_ch6, train_epoch_ch3
from d2lhelpers.functional import corr2d, linreg, squared_loss

__all__ = [
    "Accumulator", "Animator", "Timer", "abs", "accuracy", "arange", "argmax", "astype",
    "batch_matmul", "concat", "corr2d", "cos", "cosh", "evaluate_accuracy",
    "evaluate_accuracy_gpu", "evaluate_loss", "exp", "expand_dims", "eye", "float32",
    "get_dataloader_workers", "get_fashion_mnist_labels", "int32", "int64", "linreg", "linspace",
    "load_array", "load_data_fashion_mnist", "log", "matmul", "meshgrid", "nn_Module", "normal",
    "numpy", "ones", "ones_like", "plot", "plt", "predict_ch3", "rand", "randn", "reduce_mean",
    "reduce_sum", "repeat", "reshape", "set_axes", "set_figsize", "sgd", "show_images", "sigmoid",
    "sin", "sinh", "size", "squared_loss", "stack", "swapaxes", "synthetic_data", "tanh",
    "tensor", "to", "train_ch3", "train_ch6", "train_epoch_ch3", "transpose", "try_all_gpus",
    "try_gpu", "use_svg_display", "zeros", "zeros_like",
]  # fmt: skip

nn_Module = nn.Module
concat, batch_matmul = torch.cat, torch.bmm
argmax, astype, expand_dims = Tensor.argmax, Tensor.type, Tensor.unsqueeze
reduce_mean, reduce_sum, repeat, reshape = Tensor.mean, Tensor.sum, Tensor.repeat, Tensor.reshape
size, swapaxes, to, transpose = Tensor.numel, Tensor.swapaxes, Tensor.to, Tensor.t


def numpy(x, *args, **kwargs):
    """The array of a tensor that may need gradients; it must be on the CPU."""
    return x.detach().numpy(*args, **kwargs)


def synthetic_data(w, b, num_examples):
    """Draw (features, labels): y = Xw + b + noise of standard deviation 0.01.

    Shapes: w (d,) or (d, 1) -> (num_examples, d) and (num_examples, 1).  ValueError for no
    examples.  `data.synthetic_regression` takes the noise as an argument.
    """
    return data.synthetic_regression(w, b, num_examples)


def load_array(data_arrays, batch_size, is_train=True):
    """A loader of batches of the tensors ``data_arrays``, shuffled anew each epoch or in order.

    ValueError unless they are several tensors of one length: ``(features, labels)``.
    """
    if isinstance(data_arrays, Tensor) or len({len(array) for array in data_arrays}) != 1:
        raise ValueError("data_arrays must be tensors of one length, such as (features, labels)")
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train)


def get_dataloader_workers():
    """Number of processes that read data: 4, or as many as there are processor cores.

    The course's is always 4.  `load_data_fashion_mnist` needs none: the data are in memory.
    """
    cores = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)
    return min(4, len(cores))


def load_data_fashion_mnist(batch_size, resize=None):
    """Loaders of training batches, shuffled, and of test batches, in order, of Fashion-MNIST.

    They are those of `data.load_fashion_mnist`: read from memory, resized to ``resize`` pixels a
    side a batch at a time; mirrors are tried, a wrong file is refused, and where no source can
    be reached a stand-in is drawn, with a notice.  ValueError for a bad argument.
    """
    return data.load_fashion_mnist(batch_size, resize)


def get_fashion_mnist_labels(labels):
    """The names of labels 0, ..., 9 as the course writes them, 't-shirt' first, as a list.

    ValueError for another label.  `data.FASHION_MNIST_LABELS` are the data set's own names.
    """
    numbers = [int(label) for label in labels]
    if not all(0 <= number < 10 for number in numbers):
        raise ValueError(f"the labels are 0, ..., 9: got {numbers}")
    return [data.FASHION_MNIST_LABELS[number].lower().split("/")[0] for number in numbers]


def sgd(params, lr, batch_size):
    """One step p <- p - lr / batch_size * dL/dp, in place; then the gradients are zeroed.

    L is the *sum* of the losses of a batch, hence the division; `functional.sgd` takes their
    mean.  ValueError for a parameter without a gradient, or a batch size below 1.
    """
    params = list(params)
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}: expected 1 or more")
    if any(param.grad is None for param in params):
        raise ValueError("a parameter has no gradient yet: call backward() on a loss first")
    functional.sgd(params, lr / batch_size)


def predict_ch3(net, test_iter, n=6):
    """Show the first ``n`` images of the first batch; titles: the label, below it the prediction.

    ValueError if ``n`` is not positive; if the batch is smaller, it is shown whole.
    """
    if n < 1:
        raise ValueError(f"n is {n}: show one image at least")
    X, y = next(iter(test_iter))
    with torch.no_grad():
        predictions = net(X).argmax(dim=1)[:n]
    names = zip(get_fashion_mnist_labels(y[:n]), get_fashion_mnist_labels(predictions),
                strict=True)
    titles = ["\n".join(pair) for pair in names]
    show_images(X[:n], 1, len(titles), titles=titles)
