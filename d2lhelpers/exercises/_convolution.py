"""Oracles and known mistakes for the exercises of convolution."""

import torch
from torch.nn import functional as F

from ._answers import Attempt
from ._compare import as_tensor, require


def circulated(x, w, sign=-1, start=0, ends=False, flip=False):
    """Return the circular cross-correlation of rows, rightly or with a known mistake."""
    w = w.flip(0) if flip else w
    if ends:
        x = torch.cat([x, x.new_zeros(len(w) - 1)])
        return torch.stack([(x[i:i + len(w)] * w).sum() for i in range(len(x) - len(w) + 1)])
    return sum(w[a] * x.roll(sign * (a - start)) for a in range(len(w)))


def matrix(K, h, w, flip=False, transpose=False, width=None, column_major=False, around=False,
           whole=False):
    """Return the matrix of a cross-correlation, rightly or with a known mistake."""
    k, m = K.shape
    K = K.flip(0, 1) if flip else K
    K = K.trunc() if whole else K
    A = torch.zeros((h, w, h, w) if around else (h - k + 1, w - m + 1, h, w))
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            for a in range(k):
                for b in range(m):
                    A[i, j, (i + a) % h, (j + b) % w] = K[a, b]
    if width:
        B, A = A, torch.zeros_like(A).flatten(2)
        for i, j, r, t in B.nonzero().tolist():
            if r * width(h, w) + t < h * w:
                A[i, j, r * width(h, w) + t] = B[i, j, r, t]
        A = A.unflatten(2, (h, w))
    if column_major:
        A = A.permute(1, 0, 3, 2)
    A = A.reshape(A.shape[0] * A.shape[1], h * w)
    return A.T if transpose else A


def layer(X, K, padding=0, stride=1, flip=False, channels="sum", one_side=False, rows_only=False,
          pad=True, step=True, doubled=False, mode="constant", times=1):
    """Return a convolutional layer's output, rightly or with a known mistake."""
    p, s = (times * padding if pad else 0), (stride if step else 1)
    K = K.flip(2, 3) if flip else K
    K = K.transpose(2, 3) if channels == "swapped" else K
    if channels == "first":
        X, K = X[:1], K[:, :1]
    sides = (0, p, 0, p) if one_side else (p,) * 4
    sides = (p, p, 0, 0) if doubled else sides
    X = F.pad(X, sides, mode=mode)
    Y = F.conv2d(X[None], K, stride=(s, 1) if rows_only else s)[0]
    return Y / X.shape[0] if channels == "mean" else Y


def cost(n, k, p, s, c_in, c_out, side=None, bias=1, square=2, used=None, places=2, channels=True,
         where=None):
    """Return what a layer costs, rightly or with a known mistake."""
    m = (n + 2 * p - k) // s + 1 if side is None else side(n, k, p, s)
    weights = c_out * k ** square * (c_in if channels else 1)
    params = weights + {0: 0, 1: c_out, 2: c_out * c_in, 3: 1, 4: c_in}[bias]
    times = (m if where is None else where(n, p)) ** places
    return m, params, (weights if used is None else used(params, weights, c_out)) * times


def gradients(X, K, D, flip=True, pad=True, swap=False, turned=False, ones=False):
    """Return the derivatives of corr2d by the picture and the kernel, or a known mistake."""
    def corr(A, B):
        return F.conv2d(A[None, None], B[None, None])[0, 0]

    h, w = K.shape
    D = torch.ones_like(D) if ones else D
    around = F.pad(D, (w - 1, w - 1, h - 1, h - 1)) if pad else D
    dX = corr(around, K.flip(0, 1) if flip else K)
    dK = corr(X, D.flip(0, 1) if turned else D)
    return (dK, dX) if swap else (dX, dK)


def pooled(X, k, p, s, fill=-torch.inf, reduce="max", one_side=False):
    """Pool by the maximum, rightly or with a known mistake."""
    sides = (p, 0, p, 0) if one_side else (p,) * 4
    windows = F.pad(X, sides, value=fill).unfold(0, k, s).unfold(1, k, s)
    return windows.amax(dim=(2, 3)) if reduce == "max" else windows.mean(dim=(2, 3))


def linear_map(w):
    """Return the map f(x)_i = sum_a w_a x_(i + a), which refuses what is no row of its length."""
    def f(x):
        x = torch.as_tensor(x)
        require(x.shape == w.shape, f"f takes a tensor of shape ({len(w)},), one row of n numbers.")
        return circulated(x.to(w.dtype), w)

    return f


def found_kernel(answer: Attempt, w):
    """Return the weights that the answer finds for the map with the weights ``w``."""
    return as_tensor(answer.on(linear_map(w), len(w)))


def circular_mistakes(w):
    """Return, for the weights of a map, the wrong answers that can be told, by their hints."""
    y, n = w[-torch.arange(len(w))], len(w)
    return {
        "That is f of a 1 at place 0 as it stands; the weights are read from it backwards.": y,
        "Reversed, but place 0 must stay where it is: w_a is the answer at place -a, modulo n.":
            y.flip(0),
        "That is f of a row of ones: each weight occurs in every entry.": w.sum().expand(n),
        "These are the right numbers, one place off: the 1 belongs at place 0.":
            lambda got: any(torch.allclose(got, w.roll(r).double(), atol=1e-4)
                            for r in range(1, n)),
        "These are the right numbers in the wrong order: w_a is the answer at place -a.":
            lambda got: torch.allclose(got.sort().values, w.double().sort().values, atol=1e-4)}
