"""The formulas that the chapters write out: models, losses, the update step, accuracy, convolution.

Each function stands word for word in the chapter that teaches it; later chapters
import it from here.
"""

import torch
from torch import Tensor

__all__ = ["accuracy", "corr2d", "cross_entropy", "linreg", "sgd", "softmax", "squared_loss"]


def linreg(X: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Linear regression, Xw + b.

    Shapes: X (n, d), w (d, 1), b (1,) -> (n, 1).  Taught in linear-regression-scratch.
    """
    return X @ w + b


def squared_loss(y_hat: Tensor, y: Tensor) -> Tensor:
    """Half the squared error of each example, (y_hat - y)^2 / 2.

    ``y`` is given the shape of ``y_hat`` first: (n, 1) - (n,) would broadcast to (n, n).
    Taught in linear-regression-scratch.
    """
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2


def sgd(params, lr: float) -> None:
    """One step of gradient descent in place, p <- p - lr * dL/dp; then the gradients are zeroed.

    The loss is a mean over the minibatch, so no division by its size happens here, and a
    short last batch is weighed like every other.  Taught in linear-regression-scratch.
    """
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad
            param.grad.zero_()


def softmax(X: Tensor) -> Tensor:
    """Probabilities exp(x_j) / sum_k exp(x_k) along the last axis, which keeps its shape.

    The row's maximum is subtracted first: that changes no quotient and keeps exp from
    overflowing (float32: beyond 88.7).  Taught in softmax-scratch.
    """
    X_exp = torch.exp(X - X.max(dim=-1, keepdim=True).values)
    return X_exp / X_exp.sum(dim=-1, keepdim=True)


def cross_entropy(y_hat: Tensor, y: Tensor) -> Tensor:
    """Cross-entropy of each example, -log y_hat[i, y_i], in nats.

    Shapes: y_hat (n, q) probabilities, y (n,) class indices, int64 -> (n,).
    Taught in softmax-scratch.
    """
    return -torch.log(y_hat[torch.arange(len(y)), y])


def accuracy(y_hat: Tensor, y: Tensor) -> float:
    """Fraction of the examples whose largest score stands at their label, in [0, 1].

    Shapes: y_hat (n, q) scores or probabilities, y (n,).  Taught in softmax-scratch.
    """
    return (y_hat.argmax(dim=-1) == y).sum().item() / len(y)


def corr2d(X: Tensor, K: Tensor) -> Tensor:
    """Cross-correlation of a picture with a kernel, Y[i, j] = sum_ab K[a, b] X[i + a, j + b].

    Shapes: X (m, n), K (h, w) -> (m - h + 1, n - w + 1): the window stays inside the picture.
    Raises RuntimeError for a kernel larger than the picture.  Taught in convolution.
    """
    h, w = K.shape
    return torch.stack([
        torch.stack([(X[i:i + h, j:j + w] * K).sum()
                     for j in range(X.shape[1] - w + 1)])
        for i in range(X.shape[0] - h + 1)])
