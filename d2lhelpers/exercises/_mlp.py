"""Oracles and known mistakes for the exercises of mlp."""

import re

import torch
from torch.nn import functional as F

from ._answers import Wrong
from ._compare import as_tensor, random_tensors, require
from ._texts import TEXTS


def collapsed(layers, order=1, bias="right", transpose=False, swap=False, stop=None, first=1):
    """Fold linear layers into one, rightly or with a known mistake."""
    W, b = layers[0]
    if bias == "none":
        b = torch.zeros_like(layers[-1][1])
    for next_W, next_b in layers[first:stop]:
        W = W @ next_W if order == 1 else next_W @ W
        b = {"right": lambda b=b, V=next_W, c=next_b: b @ V + c, "last": lambda c=next_b: c,
             "first": lambda b=b, V=next_W: b @ V, "sum": lambda b=b, c=next_b: b + c,
             "none": lambda b=b: b, "left": lambda b=b, V=next_W, c=next_b: V @ b + c,
             "product": lambda b=b, V=W, c=next_b: b @ V + c}[bias]()
    return (b, W) if swap else ((W.T if transpose else W), b)


def sigmoid_form(W1, b1, W2, b2, inner=2, bias=2, outer=2, shift=-1, axis=0, one=False):
    """Turn a tanh layer into a sigmoid layer, rightly or with a known mistake."""
    total = W2.sum() if axis is None else W2.sum(axis)
    return inner * W1, bias * b1, outer * W2, b2 + (shift if one else shift * total)


def same_network(got, W1, b1, W2, b2):
    """Return the usual sigmoid network for every one that computes what the tanh network does."""
    try:
        V1, c1, V2, c2 = map(as_tensor, got)
        X = random_tensors((50, len(W1)), seed=5)[0].double()
        old = torch.tanh(X @ W1.double() + b1) @ W2.double() + b2
        same = torch.allclose(torch.sigmoid(X @ V1 + c1) @ V2 + c2, old, rtol=0, atol=1e-4)
        fits = c1.shape == V1.shape[1:] and c2.shape == V2.shape[1:]
    except (Wrong, RuntimeError, TypeError, ValueError):  # compare says what is wrong
        return got
    return sigmoid_form(W1, b1, W2, b2) if same and fits else got


def counted(sizes, bias=1, skip=0):
    """Count parameters, rightly or with a known mistake."""
    return sum((p + bias) * q for p, q in zip(sizes[skip:-1], sizes[skip + 1:], strict=True))


def backpropagated(X, y, params, mask="input", mean=True, label=True, bias="sum", order=1,
                   soft=1, sign=1, last=False, relu=True):
    """Return the gradients of a ReLU network, rightly or with a known mistake."""
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(inputs[-1] @ W + b)
        inputs[-1] = inputs[-1].relu() if relu else inputs[-1]
    scores = inputs[-1] @ params[-1][0] + params[-1][1]
    scores = scores.relu() if last else scores
    P = scores if soft is None else scores.softmax(soft)
    delta = P - {True: F.one_hot(y, P.shape[1]), False: 0, "number": y[:, None]}[label]
    delta = sign * delta / {True: len(y), False: 1, "twice": len(y) ** 2, "all": P.numel()}[mean]
    delta = delta * (scores > 0) if last == "masked" else delta
    found = []
    for A, (W, _) in zip(inputs[::-1], params[::-1], strict=True):
        found.insert(0, (A.T @ delta, delta.sum(0) if bias == "sum" else delta.mean(0)))
        delta = delta @ W.T
        if mask == "input":
            delta = delta * (A > 0)
        elif mask == "value":
            delta = delta * A
        elif mask == "asleep":
            delta = delta * (A <= 0)
    return found[::order]


def by_layer(got, X, y, params):
    """Return gradients by the names of the parameters."""
    pairs = isinstance(got, (list, tuple)) and len(got) == len(params) and all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in got)
    require(pairs, "Return a list with one pair for each layer: the gradient by W and that by b.")
    return {f"layer {i}, {name}": part for i, pair in enumerate(got, 1)
            for name, part in zip("Wb", pair, strict=True)}


def as_names(value):
    """Return a set of parameter names from a set, list, tuple, string or dict of bools."""
    if isinstance(value, dict):
        value = [name for name, yes in value.items() if yes]
    if isinstance(value, str):
        words = re.split(r"[^\w.]+", value)
        value = [word for word in words if word.lower() not in ("", "and", "none", "nothing")]
    if not isinstance(value, (set, frozenset, list, tuple)):
        raise Wrong(TEXTS["type"].format(want="a set of names", got=f"a {type(value).__name__}"))
    names = {str(name).strip().lower() for name in value}
    odd = names - {"w1", "b1", "w2", "b2"}
    require(not odd, f"The names are W1, b1, W2 and b2; {', '.join(sorted(odd))} is none of them.")
    return names
