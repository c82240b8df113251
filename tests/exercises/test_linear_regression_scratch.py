"""Wrong answers to the exercises of linear-regression-scratch, and the hint that each must get."""

import math
import random
from fractions import Fraction

import numpy as np
import torch

# What a notebook knows from the chapter ----------------------------------------------------------

true_w, true_b, b, batch_size = torch.tensor([2.0, -3.4]), 4.2, torch.zeros(1), 10
features = torch.zeros(1000, 2)


def data_iter(batch_size, features, labels):
    for indices in torch.randperm(len(features)).split(batch_size):
        yield features[indices], labels[indices]



# Exercise 1 --------------------------------------------------------------------------------------

def dealer(order=torch.randperm, pick=lambda n: None, keep=lambda i, size: len(i) == size):
    """Make a dealer, with the given fault."""
    def deal(batch_size, features, labels, shuffle=True, drop_last=False):
        indices = order(len(features)) if shuffle else torch.arange(len(features))
        for i in indices.split(batch_size):
            if not drop_last or keep(i, batch_size):
                other = pick(len(i))
                yield features[i], labels[i if other is None else other]
    return deal


def always_drops(batch_size, features, labels, shuffle=True, drop_last=False):
    return dealer()(batch_size, features, labels, shuffle, True)


def with_replacement(batch_size, features, labels, shuffle=True, drop_last=False):
    for size in [len(i) for i in torch.arange(len(features)).split(batch_size)]:
        i = torch.randint(len(features), (size,))
        if not drop_last or size == batch_size:
            yield features[i], labels[i]


def empty_end(batch_size, features, labels, shuffle=True, drop_last=False):
    n = len(features)
    order = torch.randperm(n) if shuffle else torch.arange(n)
    for start in range(0, n + 1, batch_size):
        i = order[start:start + batch_size]
        if not drop_last or len(i) == batch_size:
            yield features[i], labels[i]


def equal_parts(batch_size, features, labels, shuffle=True, drop_last=False):
    n = len(features)
    order = torch.randperm(n) if shuffle else torch.arange(n)
    for i in order.tensor_split(-(-n // batch_size)):
        yield features[i], labels[i]


def seeded(batch_size, features, labels, shuffle=True, drop_last=False):
    torch.manual_seed(0)
    return list(dealer()(batch_size, features, labels, shuffle, drop_last))


def shuffled_batches(batch_size, features, labels, shuffle=True, drop_last=False):
    batches = list(dealer()(batch_size, features, labels, False, drop_last))
    if shuffle:
        random.shuffle(batches)
    return batches


def drops_then_shuffles(batch_size, features, labels, shuffle=True, drop_last=False):
    n = len(features) // batch_size * batch_size if drop_last else len(features)
    return dealer()(batch_size, features[:n], labels[:n], shuffle) if n else []


def shuffles_in_place(batch_size, features, labels, shuffle=True, drop_last=False):
    if shuffle:
        order = torch.randperm(len(features))
        features[:], labels[:] = features[order], labels[order]
    batches = dealer()(batch_size, features.clone(), labels.clone(), False, drop_last)
    return list(batches)


def drops_the_first(batch_size, features, labels, shuffle=True, drop_last=False):
    short = len(features) % batch_size if drop_last else 0
    rest = features[short:], labels[short:]
    return list(dealer()(batch_size, *rest, shuffle)) if len(rest[0]) else []


def drops_unless_shuffled(batch_size, features, labels, shuffle=True, drop_last=False):
    return dealer()(batch_size, features, labels, shuffle, drop_last and not shuffle)


def one_empty_batch(batch_size, features, labels, shuffle=True, drop_last=False):
    n = len(features) // batch_size * batch_size if drop_last else len(features)
    order = torch.randperm(len(features)) if shuffle else torch.arange(len(features))
    for i in order[:n].split(batch_size):
        yield features[i], labels[i]


def endless(batch_size, features, labels, shuffle=True, drop_last=False):
    while True:
        yield from dealer()(batch_size, features, labels, shuffle, drop_last)


def one_example_at_a_time(batch_size, features, labels, shuffle=True, drop_last=False):
    for i in torch.arange(len(features)):
        yield features[i], labels[i]


def like_the_notes(batch_size, features, labels, shuffle=True, drop_last=False):
    num_examples = len(features)
    indices = list(range(num_examples))
    if shuffle:
        random.shuffle(indices)
    for i in range(0, num_examples - (batch_size - 1 if drop_last else 0), batch_size):
        batch_indices = torch.tensor(indices[i:min(i + batch_size, num_examples)])
        yield features[batch_indices], labels[batch_indices]


# Exercise 2 --------------------------------------------------------------------------------------

def data(noise=0.01, shape=None, w=true_w, bias=4.2, column=True, swap=False, x_std=1):
    """Make the mended data, with the given fault."""
    def notes_data():
        x = torch.normal(0, x_std, (1000, 2))
        y = torch.matmul(x, w) + bias
        y += torch.normal(0, noise, shape or y.shape)
        y = y.reshape((-1, 1)) if column else y
        return (y, x) if swap else (x, y)
    return notes_data


def data_with_global_bias():
    def synthetic_data(w, b, num_example):
        x = torch.normal(0, 1, (num_example, len(w)))
        y = torch.matmul(x, w) + b
        y += torch.normal(0, 0.01, y.shape)
        return x, y.reshape((-1, 1))

    true_w = torch.tensor([2, -3.4])
    features, labels = synthetic_data(true_w, true_b, 1000)
    return features, labels


def data_with_global_features():
    x = torch.normal(0, 1, (1000, 2))
    labels = x @ torch.tensor([[2], [-3.4]]) + 4.2
    return features, labels


def data_misspelt():
    features, labels = syntetic_data(torch.tensor([2, -3.4]), 4.2, 1000)  # noqa: F821
    return features, labels


def data_without_shape():
    x = torch.normal(0, 1, (1000, 2))
    y = x @ torch.tensor([2, -3.4]) + 4.2
    y += torch.normal(0, 0.01)
    return x, y.reshape((-1, 1))


# Exercise 3 --------------------------------------------------------------------------------------

def mean_loss(x, y, w, b):
    return ((x @ w + b - y) ** 2 / 2).mean()


def descend(param, lr, batch_size):
    with torch.no_grad():
        param -= lr * param.grad / batch_size
        param.grad.zero_()


def rename(param, lr, batch_size):
    with torch.no_grad():
        param = param - lr * param.grad / batch_size
        param.grad.zero_()


def recorded(param, lr, batch_size):
    param -= lr * param.grad / batch_size


def unzeroed(param, lr, batch_size):
    param.data -= lr * param.grad / batch_size


def with_typo(param, lr, batch_size):
    descend(param, lr, batch_size)
    param.grad.zeros_()


def bias_of_one():
    return torch.zeros(1, requires_grad=True)


def program(rate=0.03, epochs=3, size=10, factor=lambda x: len(x), bias=bias_of_one, step=descend,
            told=mean_loss, width=(2, 1), trained=slice(None), returned=lambda *parts: parts,
            loss=mean_loss):
    """Make the mended program, with the given fault."""
    def notes_program(features, labels, data_iter):
        w, b, losses = torch.normal(0, 0.01, width, requires_grad=True), bias(), []
        for _ in range(epochs):
            for x, y in data_iter(size, features, labels):
                (loss(x, y, w.reshape(2, 1), b) * factor(x)).backward()
                for param in (w, b)[trained]:
                    step(param, rate, size)
            with torch.no_grad():
                losses.append(told(features, labels, w.reshape(2, 1), b))
        return returned(w, b, losses)
    return notes_program


def late(w, b, losses):
    return w, b, losses[-1:] * 3


def program_misspelt(features, labels, data_iter):
    return [x for x, _ in data_iter(10, featurs, labels)]  # noqa: F821


def program_misspelt_labels(features, labels, data_iter):
    return [x for x, _ in data_iter(10, features, lables)]  # noqa: F821


def program_with_e(features, labels, data_iter):
    return [x * e for x, _ in data_iter(10, features, labels)]  # noqa: F821


def program_with_global_bias(features, labels, data_iter):
    return [x.sum() + b for x, _ in data_iter(10, features, labels)]


def program_with_global_size(features, labels, data_iter):
    return [x for x, _ in data_iter(batch_size, features, labels)]


# Exercise 8 --------------------------------------------------------------------------------------

def resistor(centre=True, scale=torch.std, undo=lambda R, m, s: (R / s, m), rate=0.03, epochs=40,
             offset=True, shape=(-1, 1)):
    """Make the program for a resistor, with the given fault."""
    def resistance(current, voltage):
        m = current.mean() if centre else torch.tensor(0.0)
        s = scale(current)
        x, y = ((current - m) / s).reshape(-1, 1), voltage.reshape(shape)
        w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
        for _ in range(epochs):
            for X, Y in data_iter(10, x, y):
                ((X @ w + offset * b - Y) ** 2 / 2).mean().backward()
                for param in (w, b):
                    param.data -= rate * param.grad
                    param.grad = None
        R, shift = undo(w.item(), m.item(), s.item())
        return R, b.item() - R * shift
    return resistance


def by_least_squares(current, voltage):
    Z = torch.stack([current, torch.ones_like(current)], dim=1)
    return torch.linalg.lstsq(Z, voltage[:, None]).solution[:, 0]


def by_polyfit(current, voltage):
    return [float(v) for v in np.polyfit(current.numpy(), voltage.numpy(), 1)]


def through_the_origin(current, voltage):
    return float(current @ voltage / (current @ current)), 0.0


def changes_units_in_place(current, voltage):
    current *= 1000
    R, U_0 = by_least_squares(current, voltage)
    return 1000 * R, U_0


# Exercises 4 to 7 --------------------------------------------------------------------------------

STUCK = {"shape": (10, 10), "loss": 6.77, "parameters": [0.2, -0.3, 4.2]}
PAIRS = 8.262  # the mean over all pairs of the chapter's data, at these parameters
PATIENTS = {"A": "healthy", "B": "not zeroed", "C": "shape", "D": "no bias", "E": "rate too small"}
FLOOR = {"same labels": 0.00375, "new labels": 0.00625, "examples": 300}
SWING = {"period of six": 1, "explodes above": 4}

RIGHT = {
    "linear-regression-scratch/1": [dealer(), like_the_notes, lambda *args: list(dealer()(*args))],
    "linear-regression-scratch/2": [data()],
    "linear-regression-scratch/3": [
        program(), program(told=lambda *args: mean_loss(*args).item()),
        program(bias=lambda: torch.zeros((), requires_grad=True)),
        program(factor=lambda x: 1, step=lambda p, lr, n: descend(p, lr, 1)),
        program(returned=lambda w, b, losses: [w.detach(), b.item(), torch.tensor(losses)])],
    "linear-regression-scratch/4": [
        STUCK, {"shape": torch.Size((10, 10)), "loss": torch.tensor(7.55),
                "parameters": torch.tensor([[0.11, -0.12, 4.2]])},
        {"shape": [10, 10], "loss": 5.94, "parameters": (0.25, -0.53, 4.1)}],
    "linear-regression-scratch/5": [PATIENTS, {k: v.upper() for k, v in PATIENTS.items()}],
    "linear-regression-scratch/6": [FLOOR, {
        "same labels": Fraction(3, 800), "new labels": torch.tensor([0.00625]), "examples": 300.0}],
    "linear-regression-scratch/7": [SWING, {"period of six": 1.0, "explodes above": 4.0}],
    "linear-regression-scratch/8": [resistor(), resistor(rate=0.1), by_least_squares, by_polyfit],
}

WRONG = {
    "linear-regression-scratch/1": [
        (always_drops, "Some examples never come"),
        (with_replacement, "cut one permutation into pieces"),
        (empty_end, "an empty batch"),
        (equal_parts, "all but the last batch are full"),
        (dealer(pick=torch.arange), "separated from their examples"),
        (lambda size, X, y, *how: dealer()(size, X, y, True), "Without `shuffle`"),
        (dealer(order=torch.arange), "still that of the data"),
        (dealer(keep=lambda i, size: True), "the short batch is still there"),
        (dealer(keep=lambda i, size: False), "no batch is left"),
        (lambda *args: list(dealer()(*args[:4]))[:-1 if args[4] else None],
         "that is full is dropped too"),
        (seeded, "set no seed inside"),
        (shuffled_batches, "shuffled as wholes"),
        (drops_then_shuffles, "shuffle first, then drop"),
        (lambda size, X, y, *how: [X], "Each batch is a pair: features and labels."),
        (one_example_at_a_time, "has lost or gained an axis"),
        (lambda size, X, y, *how: 3, "Yield the batches"),
        (lambda size, X, y, *how: (X[:size], y[:size]), "`yield` there"),
        (lambda *args: [(y, X) for X, y in dealer()(*args)], "Features first"),
        (lambda *args: [(X.numpy(), y.numpy()) for X, y in dealer()(*args)], "pair of tensors"),
        (shuffles_in_place, "have been reordered"),
        (drops_the_first, "the *last* examples are dropped"),
        (drops_unless_shuffled, "With `drop_last` and `shuffle` the short batch"),
        (one_empty_batch, "With `drop_last` there is an empty batch"),
        (endless, "does not end"),
        (lambda size, X, y: [(X, y)], "Your code raised TypeError"),
    ],
    "linear-regression-scratch/2": [
        (data_misspelt, "`synthetic_data` is defined"),
        (data_with_global_bias, "The notes' line `true_4.2`"),
        (data_with_global_features, "the notebook's features"),
        (data_without_shape, "how many numbers"),
        (data(noise=0.01**2), "which is the variance"),
        (data(shape=(1000, 1)), "does not have the shape of `y`"),
        (data(shape=(1,)), "one number of noise"),
        (data(noise=0.1), "is no variance"),
        (data(noise=0.03), "and 0.01 is asked"),
        (data(w=torch.tensor([2.0, 3.4])), "The weights behind"),
        (data(bias=-4.2), "The bias behind"),
        (data(column=False), "must be a column"),
        (data(swap=True), "Features first"),
        (data(x_std=2), "should be standard normal"),
        (lambda: torch.zeros(1000, 2), "Two tensors are asked"),
    ],
    "linear-regression-scratch/3": [
        (program_misspelt, "`featurs`"),
        (program_misspelt_labels, "`lables`"),
        (program_with_e, "where the learning rate belongs"),
        (program_with_global_bias, "which is trained already"),
        (program_with_global_size, "`batch_size` is not set"),
        (program(bias=lambda: torch.zeros(1)), "A gradient is None"),
        (program(bias=lambda: 0), "a tensor with `requires_grad`"),
        (program(step=recorded), "keep `torch.no_grad()`"),
        (program(step=rename), "only makes the name point"),
        (program(step=with_typo), "by `zero_()`"),
        (program(step=unzeroed), "are gradients zeroed"),
        (program(step=lambda p, lr, n: p.data.zero_()), "the gradient that is zeroed"),
        (program(loss=lambda x, y, w, b: (x @ w + b - y) ** 2), "add the losses up."),
        (program(trained=slice(1)), "The bias has not moved"),
        (program(width=(1, 2)), "is a column, (2, 1)"),
        (program(size=20), "The batch size was 10"),
        (program(factor=lambda x: 1), "do not average"),
        (program(rate=3), "explodes"),
        (program(epochs=1), "inside the loop"),
        (program(rate=0.02), "and 0.005 is allowed"),
        (program(returned=lambda w, b, losses: None), "is a `return` missing"),
        (program(returned=lambda w, b, losses: (w, b)), "Return three things"),
        (program(returned=lambda w, b, losses: (w, b, losses[-1])), "A list of three losses"),
        (program(returned=late), "after all training"),
        (program(returned=lambda w, b, losses: (w, b, [8.2, *losses[1:]])), "before training"),
        (program(returned=lambda w, b, losses: (w, b, losses[:1] * 2 + losses[2:])),
         "after two epochs"),
        (program(told=lambda *args: 1000 * mean_loss(*args)), "sums over the examples"),
        (program(told=lambda *args: 2 * mean_loss(*args)), "twice the losses"),
        (program(told=lambda x, y, w, b: (x @ w + b - y) ** 2 / 2), "one by one"),
        (program(told=lambda x, y, w, b: mean_loss(x[:10], y[:10], w, b)), "that of one batch"),
    ],
    "linear-regression-scratch/4": [
        (7, "three keys"),
        (STUCK | {"shape": (10, 1)}, "the shape with the `reshape`"),
        (STUCK | {"shape": (10,)}, "both are repeated"),
        (STUCK | {"shape": (1000, 1000)}, "one batch has 10"),
        (STUCK | {"shape": 100}, "print it for one batch"),
        (STUCK | {"shape": "(10, 10)"}, "a tuple of numbers"),
        (STUCK | {"parameters": [0.2, -0.3]}, "Three parameters"),
        (STUCK | {"parameters": [2.0, -3.4, 4.2]}, "has had the `reshape`"),
        (STUCK | {"parameters": [0.0, 0.0, 0.0]}, "has not got far"),
        (STUCK | {"parameters": [1.0, -1.7, 4.2]}, "where such a run ends"),
        (STUCK | {"parameters": [4.2, 0.2, -0.3]}, "The order is w1, w2, b"),
        (STUCK | {"parameters": [-0.3, 0.2, 4.2]}, "wrong order or sign"),
        (STUCK | {"parameters": [0.0, 0.0, 4.2]}, "far larger than 10"),
        (STUCK | {"parameters": [math.nan] * 3}, "has exploded"),
        (STUCK | {"loss": PAIRS}, "the mean over all pairs"),
        (STUCK | {"loss": 5e-5}, "the right program"),
        (STUCK | {"loss": 12.8}, "twice the loss"),
        (STUCK | {"loss": 9.0}, "does not fit the parameters"),
    ],
    "linear-regression-scratch/5": [
        (PATIENTS | {"A": "rate too small"}, "A: It has stopped falling"),
        (PATIENTS | {"A": "shape"}, "A: Compare the end with the floor"),
        (PATIENTS | {"B": "rate too small"}, "all the way; this goes up"),
        (PATIENTS | {"B": "shape"}, "by its whole height"),
        (PATIENTS | {"B": "healthy"}, "B: Compare the end"),
        (PATIENTS | {"C": "no bias", "D": "shape"}, "C: It stands at another level"),
        (PATIENTS | {"C": "healthy"}, "C: Compare the end"),
        (PATIENTS | {"D": "not zeroed"}, "D: It comes to rest"),
        (PATIENTS | {"E": "shape"}, "E: It still falls at the end"),
        (PATIENTS | {"E": "healthy"}, "far above its floor"),
        (PATIENTS | {"E": "not zeroed"}, "a swing goes up again"),
        (PATIENTS | {"B": "not_zeroed"}, "B: Use one of the five words"),
    ],
    "linear-regression-scratch/6": [
        (FLOOR | {"same labels": 0.0375}, "same labels: That takes 0.1 for the variance"),
        (FLOOR | {"same labels": 0.0075}, "same labels: The loss has a half"),
        (FLOOR | {"same labels": 0.005 * 10 / 12}, "same labels: The bias is a parameter"),
        (FLOOR | {"same labels": 0.005}, "closer to its own labels"),
        (FLOOR | {"same labels": 0.00625}, "smaller, not larger"),
        (FLOOR | {"same labels": 0}, "do not reach"),
        (FLOOR | {"same labels": 0.00125}, "takes away"),
        (FLOOR | {"new labels": 0.0625}, "new labels: That takes 0.1 for the variance"),
        (FLOOR | {"new labels": 0.0125}, "new labels: The loss has a half"),
        (FLOOR | {"new labels": 0.005 * 14 / 12}, "new labels: The bias is a parameter"),
        (FLOOR | {"new labels": 0.005}, "are not the true ones"),
        (FLOOR | {"new labels": 0.00375}, "does not help there"),
        (FLOOR | {"new labels": 0.00125}, "what the fit adds"),
        (FLOOR | {"new labels": 0.0025}, "the gap between"),
        (FLOOR | {"same labels": 0.045}, "same labels: The loss is a mean"),
        (FLOOR | {"same labels": 0.00374 / 0.99}, "same labels: Near"),
        (FLOOR | {"new labels": 0.0063}, "new labels: Near"),
        (FLOOR | {"same labels": 0.00667}, "the estimate of σ²"),
        (FLOOR | {"examples": 200}, "examples: The bias is a parameter"),
        (FLOOR | {"examples": 600}, "the part above the floor"),
        (FLOOR | {"examples": 301}, "which counts"),
        (FLOOR | {"examples": 299}, "a little more than 1 %"),
        (FLOOR | {"examples": 3}, "the number of parameters"),
    ],
    "linear-regression-scratch/7": [
        (SWING | {"period of six": math.pi / 3}, "follows from its cosine"),
        (SWING | {"period of six": 0.5}, "solve for η"),
        (SWING | {"period of six": (math.pi / 3) ** 2}, "only if ω is small"),
        (SWING | {"period of six": 2}, "the period 4"),
        (SWING | {"period of six": 3}, "the period 3"),
        (SWING | {"period of six": 2 - 3**0.5}, "the period 12"),
        (SWING | {"explodes above": 2}, "with zeroing"),
        (SWING | {"explodes above": 1}, "it still swings"),
        (SWING | {"explodes above": 0}, "at two places"),
        (SWING | {"period of six": 6}, "That is the period"),
        (SWING | {"period of six": math.pi / 6}, "half of ω"),
        (SWING | {"explodes above": math.inf}, "at least -1"),
        (SWING | {"explodes above": 1.8}, "the chapter's data"),
    ],
    "linear-regression-scratch/8": [
        (resistor(centre=False, scale=lambda c: torch.tensor(1.0), epochs=3), "no time to grow"),
        (resistor(rate=3), "training has exploded"),
        (resistor(undo=lambda R, m, s: (R, m)), "*new* unit of current"),
        (resistor(undo=lambda R, m, s: (R / s, 0)), "undo the shift"),
        (resistor(epochs=5), "R is off by"),
        (through_the_origin, "through the origin"),
        (lambda i, u: by_least_squares(i, u).flip(0), "R first"),
        (lambda i, u: (1 / by_least_squares(i, u)[0], 0.2), "the conductance"),
        (lambda i, u: by_least_squares(i, u)[0], "Return two numbers"),
        (lambda i, u: (47.0, 0.2), "the same result"),
        (lambda i, u: by_least_squares(1000 * i, u), "for each milliampere"),
        (lambda i, u: (by_least_squares(i, u)[0], 0.25), "U_0 is off by"),
        (changes_units_in_place, "changed in place"),
    ],
}
