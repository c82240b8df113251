"""Wrong answers to the exercises of convolution, and the hint that each must get."""

from fractions import Fraction

import numpy as np
import torch
from torch.nn import functional as F

# Exercise 1 --------------------------------------------------------------------------------------


def by_loops(x, w):
    return [sum(w[a] * x[(i + a) % len(x)] for a in range(len(w))) for i in range(len(x))]


def by_wrapping(x, w):
    longer = torch.cat([x, x[:len(w) - 1]])
    return F.conv1d(longer[None, None], w[None, None])[0, 0]


def by_numpy(x, w):
    x, w = x.numpy(), w.numpy()
    return sum(w[a] * np.roll(x, -a) for a in range(len(w)))


def by_fourier(x, w):
    kernel = torch.zeros_like(x)
    kernel[:len(w)] = w
    return torch.fft.ifft(torch.fft.fft(x) * torch.fft.fft(kernel).conj()).real


def rolled(shift):
    return lambda x, w: sum(w[a] * x.roll(shift(a)) for a in range(len(w)))


def zeros_at_the_end(x, w):
    longer = F.pad(x, (0, len(w) - 1))
    return F.conv1d(longer[None, None], w[None, None])[0, 0]


def stopped(x, w):
    return F.conv1d(x[None, None], w[None, None])[0, 0]


# Exercise 2 --------------------------------------------------------------------------------------


def answer_to(place, change):
    def kernel_of(f, n):
        e = torch.zeros(n)
        e[place % n] = 1
        return change(f(e))

    return kernel_of


def by_basis(f, n):
    A = torch.stack([f(e) for e in torch.eye(n)], dim=1)
    return A[0]


def read_in_a_list(f, n):
    y = f([1.0] + [0.0] * (n - 1))
    return [y[(-a) % n].item() for a in range(n)]


def centred_with_zeros(x, w):
    return np.correlate(x, w, "same")


# Exercise 4 --------------------------------------------------------------------------------------


def conv_rows(K, h, w, flip=False, jump=None, gap=None, turn=False):
    k, m = K.shape
    K = K.flip(0, 1) if flip else K
    cols = w - m + 1
    A = torch.zeros((h - k + 1) * cols, h * w + 50)
    for i in range(h - k + 1):
        for j in range(cols):
            for a in range(k):
                for b in range(m):
                    place = i * (jump or w) + j + a * (gap or w) + b
                    A[i * cols + j, place] = K[a, b]
    A = A[:, :h * w]
    return A.T if turn else A


def by_the_library(K, h, w):
    units = torch.eye(h * w).reshape(-1, 1, h, w)
    return F.conv2d(units, K[None, None].float()).flatten(1).T.numpy()


def counted_by_height(K, h, w):
    k, m = K.shape
    A = torch.zeros(h - k + 1, w - m + 1, h * w)
    for i in range(h - k + 1):
        for j in range(w - m + 1):
            for a in range(k):
                for b in range(m):
                    A[i, j, (i + a) * h + j + b] = K[a, b]
    return A.flatten(0, 1)


def shifted_by_one(K, h, w):
    A = conv_rows(K, h, w)
    return torch.stack([A[0].roll(r) for r in range(len(A))])


# Exercise 5 --------------------------------------------------------------------------------------


def library(X, K, padding=0, stride=1):
    return F.conv2d(X[None], K, padding=padding, stride=stride)[0]


def by_unfolding(X, K, padding=0, stride=1):
    X = F.pad(X, (padding,) * 4)
    windows = X.unfold(1, K.shape[2], stride).unfold(2, K.shape[3], stride)
    return torch.einsum("chwab,ocab->ohw", windows, K)


def by_places(X, K, padding=0, stride=1):
    X = F.pad(X, (padding,) * 4)
    _, h, w = X.shape
    return torch.stack([torch.stack([torch.stack([
        (X[:, i:i + K.shape[2], j:j + K.shape[3]] * k).sum()
        for j in range(0, w - K.shape[3] + 1, stride)])
        for i in range(0, h - K.shape[2] + 1, stride)]) for k in K])


def mixed(X, K, padding=0, stride=1):
    return library(X, K, padding, stride).sum(0)


# Exercise 8 --------------------------------------------------------------------------------------


def cost(n, k, p, s, c_in, c_out, m=None, bias=None, used=None):
    m = (n + 2 * p - k) // s + 1 if m is None else m
    weights = c_out * c_in * k * k
    bias = c_out if bias is None else bias
    return m, weights + bias, (weights if used is None else used) * m * m


def at_every_pixel(n, k, p, s, c_in, c_out):
    m, params, _ = cost(n, k, p, s, c_in, c_out)
    return m, params, n * n * c_in * c_out * k * k


# Exercise 9 --------------------------------------------------------------------------------------


def corr(A, B):
    return F.conv2d(A[None, None], B[None, None])[0, 0]


def around(K, D):
    h, w = K.shape
    return F.pad(D, (w - 1, w - 1, h - 1, h - 1))


def by_shares(X, K, D):
    dX, dK = torch.zeros_like(X), torch.zeros_like(K)
    for i in range(D.shape[0]):
        for j in range(D.shape[1]):
            dX[i:i + K.shape[0], j:j + K.shape[1]] += D[i, j] * K
            dK += D[i, j] * X[i:i + K.shape[0], j:j + K.shape[1]]
    return [dX, dK]


def by_the_transpose(X, K, D):
    dX = F.conv_transpose2d(D[None, None], K[None, None])[0, 0]
    return dX.numpy(), corr(X, D).tolist()


# Exercise 10 -------------------------------------------------------------------------------------


def pool(fill=-torch.inf, end=lambda windows: windows.amax(dim=(2, 3))):
    return lambda X, k, p, s: end(F.pad(X, (p, p, p, p), value=fill).unfold(0, k, s)
                                  .unfold(1, k, s))


def pool_by_the_library(X, k, p, s):
    return F.max_pool2d(X[None], k, s, p)[0]


def pool_by_the_smallest(X, k, p, s):
    return pool(fill=X.min().item())(X, k, p, s)


def pool_inside(X, k, p, s):
    h, w = X.shape
    rows = range(-p, h + p - k + 1, s)
    cols = range(-p, w + p - k + 1, s)
    return [[X[max(i, 0):i + k, max(j, 0):j + k].max().item() for j in cols] for i in rows]


PRODUCTS = {"f * g": [3, -6, 1, -2], "g * f": [3, -6, 1, -2],
            "f corr g": [-6, 3, -2, 1], "g corr f": [1, -2, 3, -6]}
KINDS = {"circular": "equivariant", "relu": "equivariant", "centred": "equivariant",
         "zeros": "neither", "stride 2": "neither", "ramp": "neither", "mean": "invariant",
         "sorted": "invariant"}
THOUGHTS = {"excluded": {"B", "D"}, "numbers": 2, "3 to 8": 32, "permutations": True}

RIGHT = {
    "convolution/1": [by_loops, by_wrapping, by_numpy, by_fourier],
    "convolution/2": [by_basis, read_in_a_list, answer_to(0, lambda y: y.flip(0).roll(1)),
                      answer_to(0, lambda y: y.roll(-1).flip(0).numpy())],
    "convolution/3": [{k: torch.tensor(v) for k, v in PRODUCTS.items()},
                      {k: np.array(v, float) for k, v in PRODUCTS.items()},
                      {k: [Fraction(v) for v in row] for k, row in PRODUCTS.items()},
                      {k: tuple(v) for k, v in PRODUCTS.items()}],
    "convolution/4": [conv_rows, by_the_library,
                      lambda K, h, w: conv_rows(K, h, w).tolist()],
    "convolution/5": [library, by_unfolding, by_places,
                      lambda X, K, p, s: library(X, K, p, s).numpy()],
    "convolution/6": [{k: v.upper() + " " for k, v in KINDS.items()}],
    "convolution/7": [THOUGHTS | {"excluded": ["D", "B"]}, THOUGHTS | {"excluded": "BD"},
                      THOUGHTS | {"excluded": ("b", "d"), "numbers": 2.0, "3 to 8": np.int64(32)}],
    "convolution/8": [cost, lambda *a: list(cost(*a)), lambda *a: torch.tensor(cost(*a)).tolist()],
    "convolution/9": [by_shares, by_the_transpose],
    "convolution/10": [pool(), pool_by_the_library, pool_by_the_smallest, pool_inside,
                       pool(-1e30), lambda X, k, p, s: pool()(X, k, p, s).numpy()],
}

WRONG = {
    "convolution/1": [
        (rolled(lambda a: a), "the other way"),
        (rolled(lambda a: 1 - a), "centred"),
        (zeros_at_the_end, "zeros come in"),
        (stopped, "stops at the end"),
        (lambda x, w: by_wrapping(x, w.flip(0)), "flipped"),
        (centred_with_zeros, "centred, and zeros"),
    ],
    "convolution/2": [
        (answer_to(0, lambda y: y), "as it stands"),
        (answer_to(0, lambda y: y.flip(0)), "place 0 must stay"),
        (answer_to(2, lambda y: y.flip(0).roll(1)), "one place off"),
        (lambda f, n: f(torch.ones(n)), "row of ones"),
        (answer_to(0, lambda y: y.sort().values), "wrong order"),
        (lambda f, n: f(torch.eye(n)), "takes a tensor of shape"),
        (answer_to(0, lambda y: y[0]), "there are 5 weights"),
    ],
    "convolution/3": [
        (PRODUCTS | {"f corr g": PRODUCTS["g corr f"]}, "runs ahead"),
        (PRODUCTS | {"f * g": PRODUCTS["f corr g"]}, "The sign"),
        (PRODUCTS | {"g * f": [-2, 1, -6, 3]}, "in reverse"),
        (PRODUCTS | {"f corr g": [3, -2]}, "Two entries"),
        (PRODUCTS | {"f * g": [[3, -6, 1, -2]]}, "in one row"),
        ({"f * g": [3, -6, 1, -2]}, "the keys"),
    ],
    "convolution/4": [
        (lambda K, h, w: conv_rows(K, h, w, flip=True), "flipped"),
        (lambda K, h, w: conv_rows(K, h, w, turn=True), "one row for each result"),
        (shifted_by_one, "starts anew on the left"),
        (lambda K, h, w: conv_rows(K, h, w, gap=K.shape[1]), "there are zeros"),
        (lambda K, h, w: torch.zeros(h * w, h * w), "a row for each pixel"),
        (lambda K, h, w: by_the_library(K.T.contiguous(), w, h), "column after column"),
        (lambda K, h, w: conv_rows(K, h, w).int(), "cut to whole numbers"),
        (counted_by_height, "w pixels, not h"),
    ],
    "convolution/5": [
        (lambda X, K, p, s: library(X, K.flip(2, 3), p, s), "flipped"),
        (lambda X, K, p, s: library(X, K, 0, s), "Padding is not"),
        (lambda X, K, p, s: library(X, K, p, 1), "Stride is not"),
        (lambda X, K, p, s: library(X, K), "Neither padding"),
        (lambda X, K, p, s: library(F.pad(X, (0, p, 0, p)), K, 0, s), "all four sides"),
        (lambda X, K, p, s: library(X, K, p, (s, 1)), "both directions"),
        (lambda X, K, p, s: library(X[:1], K[:, :1], p, s), "first input channel"),
        (lambda X, K, p, s: library(X, K, p, s) / len(X), "averaged"),
        (lambda X, K, p, s: library(X, K, p, s)[None], "still apart"),
        (mixed, "output channels are lost"),
        (lambda X, K, p, s: library(X, K, 2 * p, s), "not 2 p"),
        (lambda X, K, p, s: library(F.pad(X, (p,) * 4, mode="replicate"), K, 0, s), "with zeros"),
    ],
    "convolution/6": [
        (KINDS | {"circular": "invariant"}, "notes' word"),
        (KINDS | {"zeros": "equivariant"}, "columns at the border"),
        (KINDS | {"stride 2": "equivariant"}, "shift by one"),
        (KINDS | {"centred": "neither"}, "is the old one"),
        (KINDS | {"sorted": "neither"}, "hold the same numbers"),
        (KINDS | {"ramp": "equivariant"}, "depends on its place"),
        (KINDS | {"mean": "equivariant"}, "that could move"),
        (KINDS | {"relu": True}, 'Answer "invariant"'),
    ],
    "convolution/7": [
        (THOUGHTS | {"excluded": {"B"}}, "half the height"),
        (THOUGHTS | {"excluded": {"B", "D", "E"}}, "still upright"),
        (THOUGHTS | {"excluded": {"A", "B", "D"}}, "a plus is still"),
        (THOUGHTS | {"excluded": {"F"}}, "from A to E"),
        (THOUGHTS | {"excluded": 3}, "a set of letters."),
        (THOUGHTS | {"numbers": 1}, "And the bias?"),
        (THOUGHTS | {"3 to 8": 24}, "And the biases?"),
        (THOUGHTS | {"permutations": False}, "could it miss"),
    ],
    "convolution/8": [
        (lambda n, k, p, *r: cost(n, k, p, *r, m=(n + p - k) // r[0] + 1), "both sides"),
        (lambda n, k, p, *r: cost(n, k, p, *r, m=(n + 2 * p - k) // r[0]), "+ 1"),
        (lambda n, k, p, *r: cost(n, k, p, *r, m=(n + 2 * p - k) / r[0] + 1), "whole number"),
        (lambda *a: cost(*a, bias=0), "biases are missing"),
        (lambda *a: cost(*a, bias=a[-1] * a[-2]), "pair of channels"),
        (lambda *a: cost(*a, bias=1), "the whole layer"),
        (lambda *a: cost(*a, used=a[-1] * (a[-2] * a[1] ** 2 + 1)), "not multiplied"),
        (at_every_pixel, "not at n * n"),
        (lambda *a: cost(*a, bias=a[-2]), "each input channel"),
        (lambda *a: [cost(*a)[i] for i in (1, 0, 2)], "first the side"),
        (lambda *a: cost(*a, used=a[-2] * a[1] ** 2), "a single output channel"),
        (lambda *a: (*cost(*a)[:2], a[-1] * a[-2] * a[1] ** 2 * (a[0] + 2 * a[2]) ** 2),
         "padded picture"),
        (lambda *a: (*cost(*a)[:2], a[-1] * a[-2] * a[1] ** 2), "each is used"),
    ],
    "convolution/9": [
        (lambda X, K, D: (corr(around(K, D), K), corr(X, D)), "must be flipped"),
        (lambda X, K, D: (corr(X, D), corr(around(K, D), K.flip(0, 1))), "comes first"),
        (lambda X, K, D: (corr(around(K, D), K.flip(0, 1)), corr(X, D.flip(0, 1))),
         "D is not flipped"),
        (lambda X, K, D: (corr(around(K, D), K), corr(X, D.flip(0, 1))), "Both flips"),
        (lambda X, K, D: by_shares(X, K, torch.ones_like(D)), "D is not used"),
        (lambda X, K, D: (2 * corr(around(K, D), K.flip(0, 1)), corr(X, D)), "by K is right"),
        (lambda X, K, D: (corr(around(K, D), K.flip(0, 1)), 2 * corr(X, D)), "by X is right"),
    ],
    "convolution/10": [
        (pool(0.0), "zeros around still win"),
        (pool(torch.inf), "always wins"),
        (lambda X, k, p, s: pool()(X, k, 0, s), "Without padding"),
        (pool(0.0, lambda w: w.mean(dim=(2, 3))), "the mean"),
        (lambda X, k, p, s: pool()(X.abs(), k, p, s), "signs are lost"),
        (pool(-1.0), "not small enough"),
        (pool(-100.0), "what number never does"),
        (lambda X, k, p, s: pool()(F.pad(X, (p, 0, p, 0), value=-torch.inf), k, 0, s),
         "all four sides"),
    ],
}
