"""Oracles and known mistakes for the exercises of mlp."""

import torch
from torch.nn import functional as F

from ._answers import Wrong
from ._compare import require
from ._texts import TEXTS


def collapsed(layers, order=1, bias="right", transpose=False, swap=False, stop=None, first=1):
    """Fold linear layers into one, rightly or with a known mistake."""
    W, b = layers[0]
    for next_W, next_b in layers[first:stop]:
        W = W @ next_W if order == 1 else next_W @ W
        b = {"right": lambda b=b, V=next_W, c=next_b: b @ V + c, "last": lambda c=next_b: c,
             "first": lambda b=b, V=next_W: b @ V, "sum": lambda b=b, c=next_b: b + c,
             "product": lambda b=b, V=W, c=next_b: b @ V + c}[bias]()
    return (b, W) if swap else ((W.T if transpose else W), b)


def sigmoid_form(W1, b1, W2, b2, inner=2, bias=2, outer=2, shift=-1, axis=0, one=False):
    """Turn a tanh layer into a sigmoid layer, rightly or with a known mistake."""
    total = W2.sum() if axis is None else W2.sum(axis)
    return inner * W1, bias * b1, outer * W2, b2 + (shift if one else shift * total)


def counted(sizes, bias=1, skip=0):
    """Count parameters, rightly or with a known mistake."""
    return sum((p + bias) * q for p, q in zip(sizes[skip:-1], sizes[skip + 1:], strict=True))


def backpropagated(X, y, params, mask="input", mean=True, label=True, bias="sum", order=1,
                   soft=True, sign=1, last=False):
    """Return the gradients of a ReLU network, rightly or with a known mistake."""
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(torch.relu(inputs[-1] @ W + b))
    scores = inputs[-1] @ params[-1][0] + params[-1][1]
    scores = scores.relu() if last else scores
    P = scores.softmax(1) if soft else scores
    delta = P - F.one_hot(y, P.shape[1]) if label else P
    delta = sign * delta / (len(y) if mean else 1)
    delta = delta * (scores > 0) if last else delta
    found = []
    for A, (W, _) in zip(inputs[::-1], params[::-1], strict=True):
        found.insert(0, (A.T @ delta, delta.sum(0) if bias == "sum" else delta.mean(0)))
        delta = delta @ W.T
        if mask == "input":
            delta = delta * (A > 0)
        elif mask == "value":
            delta = delta * A
    return found[::order]


def as_names(value):
    """Return a set of parameter names from a set, list, tuple, string or dict of bools."""
    if isinstance(value, dict):
        value = [name for name, yes in value.items() if yes]
    if isinstance(value, str):
        value = value.replace(",", " ").split()
    if not isinstance(value, (set, frozenset, list, tuple)):
        raise Wrong(TEXTS["type"].format(want="a set of names", got=f"a {type(value).__name__}"))
    names = {str(name).strip().lower() for name in value}
    odd = names - {"w1", "b1", "w2", "b2"}
    require(not odd, f"The names are W1, b1, W2 and b2; {', '.join(sorted(odd))} is none of them.")
    return names
