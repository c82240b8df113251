"""Wrong answers to the exercises of mlp, and the hint that each must get."""

import itertools
import math
from fractions import Fraction

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# Exercise 1 --------------------------------------------------------------------------------------


def fold(product=lambda W, V: W @ V, bias=lambda b, V, c: b @ V + c, end=lambda W, b: (W, b),
         stop=None):
    def collapse(layers):
        W, b = layers[0]
        for V, c in layers[1:stop]:
            W, b = product(W, V), bias(b, V, c)
        return end(W, b)

    return collapse


def through_all(layers):
    W, b = layers[0]
    for V, c in layers[1:]:
        W = W @ V
        b = b @ W + c
    return W, b


def first_twice(layers):
    W, b = layers[0]
    for V, c in layers:
        W, b = W @ V, b @ V + c
    return W, b


def by_recursion(layers):
    if len(layers) == 1:
        return layers[0]
    W, b = by_recursion(layers[:-1])
    V, c = layers[-1]
    return [W @ V, b @ V + c]


def by_probing(layers):
    def run(X):
        for W, b in layers:
            X = X @ W + b
        return X

    size = layers[0][0].shape[0]
    b = run(torch.zeros(1, size))[0]
    return run(torch.eye(size)) - b, b


# Exercise 2 --------------------------------------------------------------------------------------


def sigmoid_net(inner=2, bias=2, outer=2, shift=lambda W2: -W2.sum(0)):
    return lambda W1, b1, W2, b2: (inner * W1, bias * b1, outer * W2, b2 + shift(W2))


def as_list(W1, b1, W2, b2):
    return [W1 + W1, b1 * 2, W2 * 2, b2 - torch.ones(len(W2)) @ W2]


def negated(W1, b1, W2, b2):
    return -2 * W1, -2 * b1, -2 * W2, b2 + W2.sum(0)


def turned_round(W1, b1, W2, b2):
    return 2 * W1.flip(1), 2 * b1.flip(0), 2 * W2.flip(0), (b2 - W2.sum(0)).numpy()


# Exercise 3 --------------------------------------------------------------------------------------

HAND = {"no biases": ([[1, -1], [-1, 1]], [[1], [1]]), "shortcut": ([1, 1], -2, [1, 1], -1),
        "parity": ([[1, 1, 1]] * 3, [0, -1, -2], [[1], [-2], [2]], 0)}
TENSORS = {
    "no biases": (torch.tensor([[2.0, -0.5], [-2.0, 0.5]]), torch.tensor([0.5, 2.0])),
    "shortcut": (np.array([1.0, 1.0]), torch.tensor(2.0), (0, 0), 0.0),
    "parity": (np.array([[1.0, 1, 1]] * 3), torch.tensor([0.0, -1, -2]), [1, -2, 2], 0.0),
}
OTHER = {
    "no biases": HAND["no biases"],
    "shortcut": ([-1, -1], 2, [1, 1], Fraction(0)),
    "parity": HAND["parity"],
}
OTHER["shortcut"] = ([0, 1], 1, [1, -2], 0)


# Exercise 4 --------------------------------------------------------------------------------------


def by_layers(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1] + sizes[i + 1]
    return total


def by_modules(sizes):
    layers = [nn.Linear(p, q) for p, q in itertools.pairwise(sizes)]
    return sum(p.numel() for layer in layers for p in layer.parameters())


def weights(sizes, more=lambda sizes: 0):
    return sum(p * q for p, q in itertools.pairwise(sizes)) + more(sizes)


def too_far(sizes):
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes)))


# Exercise 7 --------------------------------------------------------------------------------------


def beginning(W1=None, b1=None, W2=None, b2=None, grad=True):
    """Return a start; what is not given is 0.1 everywhere."""
    def fresh(num_inputs, num_hiddens, num_outputs):
        shapes = [(num_inputs, num_hiddens), (num_hiddens,), (num_hiddens, num_outputs),
                  (num_outputs,)]
        tensors = [make(*shape) if make else torch.full(shape, 0.1)
                   for make, shape in zip((W1, b1, W2, b2), shapes, strict=True)]
        return [t.requires_grad_() for t in tensors] if grad else tensors

    return fresh


def small(*shape):
    return 0.1 * torch.randn(*shape)


def per_pixel(p, q):
    return (0.1 * torch.randn(p, 1)).expand(p, q).clone()


def pairs_of_units(p, q):
    return (0.1 * torch.randn(p, q // 2)).repeat(1, 2)


def tiny(p, q, r):
    return [(1e-9 * torch.randn(*shape)).requires_grad_()
            for shape in [(p, q), (q,), (q, r), (r,)]]


def no_leaves(p, q, r):
    return [0.01 * torch.randn(*shape, requires_grad=True)
            for shape in [(p, q), (q,), (q, r), (r,)]]


def by_linear(p, q, r):
    first, second = nn.Linear(p, q), nn.Linear(q, r)
    return (nn.Parameter(first.weight.T.detach().clone()), first.bias,
            nn.Parameter(second.weight.T.detach().clone()), second.bias)


# Exercise 10 -------------------------------------------------------------------------------------


def backward(mask=lambda A: A > 0, mean=True, label=1, bias=lambda d: d.sum(0), order=1,
             link=lambda S: S.softmax(1), sign=1):
    def gradients(X, y, params):
        inputs = [X]
        for W, b in params[:-1]:
            inputs.append((inputs[-1] @ W + b).clamp(min=0))
        P = link(inputs[-1] @ params[-1][0] + params[-1][1])
        delta = sign * (P - label * F.one_hot(y, P.shape[1])) / (len(y) if mean else 1)
        found = []
        for i in reversed(range(len(params))):
            found.append((inputs[i].T @ delta, bias(delta)))
            delta = delta @ params[i][0].T * mask(inputs[i])
        return found[::-1][::order]

    return gradients


def by_autograd(X, y, params):
    leaves = [p.clone().requires_grad_() for pair in params for p in pair]
    H = X
    for i in range(0, len(leaves), 2):
        H = (H if i == 0 else H.relu()) @ leaves[i] + leaves[i + 1]
    flat = torch.autograd.grad(F.cross_entropy(H, y), leaves)
    return list(zip(flat[::2], flat[1::2], strict=True))


def flat_list(X, y, params):
    return [g for pair in backward()(X, y, params) for g in pair]


SIGNS = {"W1": [[1, -1], [1, -1]], "b1": [1, 1]}
ZERO = {"relu, 100 steps": {"b2"}, "relu, loss": 0.25, "sigmoid, 1 step": {"W2", "b2"},
        "sigmoid, 2 steps": {"W1", "b1", "W2", "b2"}}
PIECES = {"m = 10": 11, "g(g)": 4, "five times": 32, "deep": 10, "wide": 31}
CHANCES = {"one of two": 3 / 8, "three switches": 1 / 8, "centred": 0, "three units": 22 / 512}

WRONG = {
    "mlp/1": [
        (fold(lambda W, V: V @ W), "wrong order"), (fold(bias=lambda b, V, c: b + c), "just added"),
        (fold(bias=lambda b, V, c: c), "Only the last bias"),
        (fold(bias=lambda b, V, c: b @ V), "Only the first bias"),
        (fold(end=lambda W, b: (W.T, b)), "transposed"), (fold(stop=2), "Right for two"),
        (fold(end=lambda W, b: (b, W)), "bias comes first"),
        (through_all, "product of all"), (first_twice, "counted twice"),
        (fold(stop=-1), "last layer is left out"), (fold(end=lambda W, b: (W, 0 * b)), "are lost"),
        (fold(bias=lambda b, V, c: V @ b + c), "wrong side"),
        (lambda L: fold(stop=2)(L) if len(L) > 1 else None, "inside the loop"),
    ],
    "mlp/2": [
        (sigmoid_net(shift=lambda W: 0), "all shifted"),
        (sigmoid_net(shift=lambda W: W.sum(0)), "become +1"),
        (sigmoid_net(inner=1), "must get 2 z: the first"), (sigmoid_net(bias=1), "first bias"),
        (sigmoid_net(inner=1, bias=1), "Neither"), (sigmoid_net(outer=1), "second layer's weights"),
        (sigmoid_net(shift=lambda W: -2 * W.sum(0)), "twice too large"),
        (sigmoid_net(shift=lambda W: -W.sum(1)), "not of a row"),
        (sigmoid_net(shift=lambda W: -W.sum()), "one number for all"),
        (sigmoid_net(shift=lambda W: -1), "b2 loses 1;"),
        (sigmoid_net(inner=0.5, bias=0.5), "halved"),
        (sigmoid_net(outer=1, shift=lambda W: 0), "still that of the tanh"),
        (lambda *p: p, "Nothing has changed"),
        (sigmoid_net(shift=lambda W: -W.mean(0)), "the mean"),
        (lambda *p: (*sigmoid_net()(*p)[:3], 2 * p[3] - p[2].sum(0)), "added once"),
        (lambda *p: (*sigmoid_net()(*p)[:3], 2 * p[3] - 2 * p[2].sum(0)), "nor is the sum"),
    ],
    "mlp/3": [
        (HAND | {"no biases": ([[1, -1], [-1, 1]], [[-1], [-1]])}, "opposite sign"),
        (HAND | {"no biases": ([[1, 1], [1, 1]], [[1], [-2]])}, "wake at the same place"),
        (HAND | {"no biases": ([[1, 0], [0, 1]], [[1], [1]])}, "At (1, 1) the output is 2"),
        (HAND | {"no biases": ([[1, 1], [1, 1]], [[1], [-2]], 0)}, "Give 2 things"),
        (HAND | {"no biases": ([[1, 1, 1]], [[1], [-2]])}, "W1 has the shape (1, 3)"),
        (HAND | {"shortcut": ([1, 1], -1, [1, 1], -1)}, "That is OR: at (1, 1)"),
        (HAND | {"shortcut": ([0, 0], 1, [1, 1], 0)}, "The outputs are the sum"),
        (HAND | {"no biases": ([[1, -1], [-1, 1]], [[1], [-1]])}, "never negative"),
        (HAND | {"parity": ([[1, 1, 1]] * 3, [0, 1, 2], [[1], [-2], [2]], 0)}, "its bias is -1"),
        (HAND | {"parity": ([[1, 1, 1]] * 3, [0, -1, -2], [[1], [-1], [1]], 0)}, "the slopes of"),
        (HAND | {"parity": ([[1, 1, 1]] * 3, [-1, -2, -3], [[1], [-2], [2]], 0)}, "must wake"),
        (HAND | {"shortcut": ([1, 1], -2, [1, 1], -2)}, "does nothing at (1, 1)"),
        (HAND | {"parity": ([[1, 1]] * 3, [0, -1], [[1], [-2]], 0)}, "turn up again"),
        (HAND | {"parity": ([[1, 1, 1]] * 3, [0, -1, -2], [[1], [-2], [1]], 0)}, "from -1 to 1"),
        (HAND | {"parity": ([[1, 1, 1]] * 3, [0, -1, -2], [[-1], [2], [-2]], 1)}, "opposites"),
        (HAND | {"parity": ([[1, 1, 1, 1]] * 3, [0] * 4, [[0]] * 4, 0)}, "these are 4"),
        ([HAND], "Give a dict"),
    ],
    "mlp/4": [
        (weights, "each layer has biases too"), (lambda s: weights(s, sum), "inputs have no"),
        (lambda s: weights(s, lambda s: s[-1]), "hidden layers have biases"),
        (lambda s: weights(s, lambda s: len(s) - 1), "not one altogether"),
        (lambda s: weights(s, lambda s: sum(s[:-1])), "not as inputs"),
        (lambda s: by_layers(s[1:]), "first layer is missing"),
        (lambda s: (s[0] + 1) * s[1] + (s[1] + 1) * s[-1], "there may be more"),
        (lambda s: by_layers(s[:3]), "after it are not"),
        (lambda s: weights(s, lambda s: sum(s[:-1]) + sum(s[1:])), "are added too"),
        (sum, "every pair"), (too_far, "none after it"),
        (lambda s: weights(s, lambda s: sum(s[1:-1])), "outputs have biases"),
        (lambda s: by_layers(s[:-1]), "last layer is missing"),
        (lambda s: by_layers(s[:2]), "first layer alone"),
        (lambda s: by_layers(s[-2:]), "last layer alone"),
        (lambda s: weights(s, lambda s: 1), "a bias of its own"), (math.prod, "layers add up"),
        (lambda s: sum((p + 1) * (q + 1) for p, q in itertools.pairwise(s)), "carries the bias"),
        (lambda s: (weights(s), sum(s[1:])), "One number is asked"),
    ],
    "mlp/5": [
        (SIGNS | {"W1": torch.eye(2), "b1": torch.zeros(2)}, "two and two"),
        (SIGNS | {"b1": [3, 3]}, "Both units say the same"),
        (SIGNS | {"b1": [1, 3]}, "so the other is alone"), (SIGNS | {"b1": [0, 0]}, "exactly zero"),
        ({"W1": [[1, 1], [1, 0]], "b1": [1, 0]}, "One unit cuts off one point"),
        ({"W1": [[1, 1], [1, -1]], "b1": [1, 1]}, "different labels"),
        ({"W1": [[2, -3], [2, -2]], "b1": [-1, 4]}, "are for switches at 0 and 1"),
        ({"W1": [[1, 1], [-1, -1]], "b1": [1, 1]}, "(-1, 1), so the second tells nothing new."),
        (SIGNS | {"b1": [1, 1, 1]}, "for each of the two"), ((1, 2), "Give a dict"),
    ],
    "mlp/6": [
        (ZERO | {"relu, 100 steps": set()}, "one of the four"),
        (ZERO | {"relu, 100 steps": {"W2", "b2"}}, "relu(0) is 0"),
        (ZERO | {"relu, 100 steps": {"W1", "b1", "W2", "b2"}}, "Does anything come back"),
        (ZERO | {"relu, 100 steps": "b1 and b2"}, "b1 gets what comes back through W2 = 0."),
        (ZERO | {"relu, 100 steps": "W2"}, "what they say"),
        (ZERO | {"relu, 100 steps": {"W1", "b2"}}, "W1 gets what comes back"),
        (ZERO | {"relu, 100 steps": {"W1", "W2", "b2"}}, "not multiplied by W2"),
        (ZERO | {"sigmoid, 1 step": {"W1", "W2", "b2"}}, "back to W1 yet"),
        (ZERO | {"sigmoid, 1 step": ["b1", "b2"]}, "and what does W2"),
        (ZERO | {"sigmoid, 1 step": []}, "something moves"), (ZERO | {"relu, loss": 1}, "the sum"),
        (ZERO | {"sigmoid, 2 steps": {"W1", "b1"}}, "in the first step too"),
        (ZERO | {"sigmoid, 2 steps": {"b1", "W2", "b2"}}, "moves W1 too"),
        (ZERO | {"relu, loss": 0.5}, "loss at the start"), (ZERO | {"relu, loss": 0.125}, "half"),
        (ZERO | {"relu, loss": 0.0}, "cannot reach 0"),
        (ZERO | {"sigmoid, 1 step": {"b2"}}, "sigmoid(0) is not 0"),
        (ZERO | {"sigmoid, 1 step": {"W1", "b1", "W2", "b2"}}, "In the first step"),
        (ZERO | {"sigmoid, 1 step": {"W2"}}, "output's bias moves"),
        (ZERO | {"sigmoid, 2 steps": {"W2", "b2"}}, "no longer 0"),
        (ZERO | {"sigmoid, 2 steps": {"W1", "W2", "b2"}}, "with the input 1"),
        (ZERO | {"sigmoid, 2 steps": {"W3"}}, "is none of them"),
    ],
    "mlp/7": [
        (beginning(b2=small), "belongs to the classes"), (beginning(W1=per_pixel), "every unit"),
        (beginning(*[lambda *s: torch.full(s, 0.01)] * 4), "Another constant"),
        (beginning(*[torch.zeros] * 4), "only b2 will move"),
        (beginning(*[lambda *s: 0.1 * torch.randn(*s).double()] * 4), "float64"),
        (beginning(W1=lambda *s: -torch.rand(*s), b1=torch.zeros), "all are dead"),
        (beginning(W2=lambda q, r: small(1, r).repeat(q, 1)), "from class to class"),
        (beginning(*[torch.randn] * 4), "above 1"), (beginning(W1=small, grad=False), "not learn"),
        (beginning(W1=pairs_of_units), "4 of 8"), (tiny, "by so little"), (no_leaves, "not a leaf"),
        (lambda p, q, r: beginning(W1=small)(q, p, r), "shape (20, 8)"),
        (lambda p, q, r: small(p, q), "Return W1, b1, W2, b2"),
    ],
    "mlp/8": [
        (PIECES | {"m = 10": 10}, "cut the line"), (PIECES | {"m = 10": 1024}, "not multiply"),
        (PIECES | {"five times": 11}, "Ten units in"), (PIECES | {"g(g)": 5}, "Four units in"),
        (PIECES | {"m = 10": 12}, "at most ten"), (PIECES | {"deep": 2}, "single g"),
        (PIECES | {"deep": 31}, "units are counted"), (PIECES | {"wide": 30}, "make 31"),
        (PIECES | {"g(g)": 2}, "of g itself"), (PIECES | {"g(g)": 3}, "and one more"),
        (PIECES | {"five times": 10}, "not add 2"), (PIECES | {"five times": 16}, "too few"),
        (PIECES | {"five times": 64}, "too many"), (PIECES | {"five times": 25}, "squares"),
        (PIECES | {"five times": 31}, "one piece more."), (PIECES | {"deep": 5}, "two units"),
        (PIECES | {"m = 10": 20}, "adds one bend"), (PIECES | {"wide": 16}, "not two"),
        (PIECES | {"wide": 32}, "m + 1 pieces"), (PIECES | {"wide": 10}, "at most eleven"),
    ],
    "mlp/9": [
        (CHANCES | {"one of two": 37.5}, "percent"),
        (CHANCES | {"three units": 169 / 512}, "two or fewer"),
        (CHANCES | {"three units": 147 / 512}, "one dead of"),
        (CHANCES | {"three units": 0.5}, "not 1/2."),
        (CHANCES | {"three units": 10 / 64}, "for two switches"),
        (CHANCES | {"three switches": 0.5}, "single weight"),
        (CHANCES | {"three switches": 1 / 64}, "One weight is"),
        (CHANCES | {"one of two": 3 / 16}, "either may"),
        (CHANCES | {"one of two": 7 / 16}, "at least one dead"),
        (CHANCES | {"one of two": 0.5}, "1/2: two weights"),
        (CHANCES | {"three switches": 0.25}, "for two"),
        (CHANCES | {"three switches": 1 / 256}, "eight points"),
        (CHANCES | {"centred": 0.25}, "points 0 and 1"), (CHANCES | {"centred": 1 / 16}, "can a u"),
        (CHANCES | {"three units": 1 / 512}, "none or one"),
        (CHANCES | {"three units": 21 / 512}, "none is"),
        (CHANCES | {"three units": 490 / 512}, "two or more alive"),
        (CHANCES | {"three units": 8 / 512}, "how many ways"),
        (CHANCES | {"three units": 7 / 512}, "Any one"),
        (CHANCES | {"three units": 3 / 64}, "must the third be"),
    ],
    "mlp/10": [
        (backward(mask=lambda A: 1), "mask is missing"), (backward(mask=lambda A: A), "unit's val"),
        (backward(mean=False), "is a mean"), (backward(label=0), "1 of the label"),
        (backward(link=lambda S: S), "scores minus labels"),
        (backward(bias=lambda d: d.mean(0)), "in the errors already"),
        (backward(order=-1), "last layer first"), (backward(sign=-1), "signs are reversed"),
        (flat_list, "one pair for each layer"),
        (lambda *a: backward()(*a) and None, "`return` missing"),
        (by_autograd, "Without `backward`"),
        (backward(mask=lambda A: A <= 0), "reversed: the active"),
        (backward(link=lambda S: S.softmax(0)), "over the examples; each"),
        (lambda X, y, p: [(g / len(X), h / len(X)) for g, h in backward()(X, y, p)], "twice"),
        (lambda X, y, p: [(g / 3, h / 3) for g, h in backward()(X, y, p)], "by all entries"),
        (lambda *a: [(h, g) for g, h in backward()(*a)], "W comes first, then b"),
        (lambda *a: tuple(zip(*backward()(*a), strict=True)), "All gradients by W"),
    ],
}

RIGHT = {
    "mlp/1": [by_recursion, by_probing, fold(bias=lambda b, V, c: V.T @ b + c)],
    "mlp/2": [as_list, sigmoid_net(), negated, turned_round],
    "mlp/3": [TENSORS | {"shortcut": HAND["shortcut"]}, HAND,
              HAND | {"shortcut": ([1, 1], [-2], [1, 1], [-1]), "parity": (
                  [[1, 1, 1]] * 3, [0, -1, -2], [[1], [-2], [2]], [0])}],
    "mlp/4": [by_layers, by_modules, lambda s: torch.tensor(by_layers(s))],
    "mlp/5": [{"W1": torch.tensor([[1.0, 1.0], [1.0, 1.0]]), "b1": np.array([1.0, -1.0])},
              {"W1": [[-2, 3], [-2, 3]], "b1": [3, 4]}, {"W1": [[1, 1], [1, 1]], "b1": [-1, 1]}],
    "mlp/6": [{"relu, 100 steps": ["b2"], "relu, loss": torch.tensor(0.25000664), "sigmoid, 1 step":
               "W2, b2", "sigmoid, 2 steps": ("W1", "b1", "W2", "b2")}],
    "mlp/7": [beginning(W1=small), beginning(W2=small), beginning(b1=small), by_linear,
              beginning(small, torch.zeros, torch.zeros, torch.zeros),
              lambda p, q, r: tuple(beginning(small, small, small, small)(p, q, r))],
    "mlp/8": [{key: float(value) for key, value in PIECES.items()}],
    "mlp/9": [CHANCES | {"one of two": Fraction(3, 8), "three units": 0.043, "centred": 0.0},
              CHANCES | {"three units": Fraction(11, 256)}],
    "mlp/10": [backward(), lambda *a: tuple(map(list, backward()(*a)))],
}
