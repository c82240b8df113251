"""Wrong answers to the exercises of linear-regression-scratch, and the hint that each must get."""

import math
import random

import torch

# What a notebook knows from the chapter ----------------------------------------------------------

true_w, true_b, b, batch_size = torch.tensor([2.0, -3.4]), 4.2, torch.zeros(1), 10
features = torch.zeros(1000, 2)


def data_iter(batch_size, features, labels):
    for indices in torch.randperm(len(features)).split(batch_size):
        yield features[indices], labels[indices]


def linreg(X, w, b):
    return X @ w + b


def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2


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

def zeroed(param):
    param.grad.zero_()


def sgd_with(after=zeroed, step=lambda p, lr, n: lr * p.grad / n, recorded=False):
    """Make the notes' step, with the given fault."""
    def sgd(params, lr, batch_size):
        with torch.set_grad_enabled(recorded):
            for param in params:
                param -= step(param, lr, batch_size)
                after(param)
    return sgd


def renaming_sgd(params, lr, batch_size):
    for param in params:
        param = param - lr * param.grad / batch_size


def parts(step=None, bias=lambda: torch.zeros(1, requires_grad=True), count=5):
    step = step or sgd_with()

    def notes_parts():
        w = torch.normal(0, 0.01, size=(2, 1), requires_grad=True)
        return (w, bias(), linreg, squared_loss, step)[:count]
    return lambda: notes_parts()


def parts_with_global_bias():
    w = torch.normal(0, 0.01, size=(2, 1), requires_grad=True)

    def linreg(x, w, b):
        return torch.matmul(x, w) + b

    def squared_loss(y_hat, y):
        return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2

    def sgd(params, lr, batch_size):
        pass

    return w, b, linreg, squared_loss, sgd


# Exercise 4 --------------------------------------------------------------------------------------

def mean_loss(features, labels, w, b):
    return squared_loss(linreg(features, w, b), labels).mean().item()


def loop(rate=0.03, epochs=3, reduce=torch.sum, size=10, told=mean_loss, returns=True, limit=None):
    """Make the mended loop, with the given fault."""
    def notes_loop(features, labels, w, b, sgd):
        losses = []
        for _ in range(epochs):
            for x, y in list(data_iter(size, features, labels))[:limit]:
                reduce(squared_loss(linreg(x, w, b), y)).backward()
                sgd([w, b], rate, size)
            losses.append(told(features, labels, w, b))
        return losses if returns else None
    return notes_loop


def loop_misspelt(features, labels, w, b, sgd):
    return [x for x, _ in data_iter(10, featurs, labels)]  # noqa: F821


def loop_misspelt_labels(features, labels, w, b, sgd):
    return [x for x, _ in data_iter(10, features, lables)]  # noqa: F821


def loop_with_e(features, labels, w, b, sgd):
    for x, y in data_iter(10, features, labels):
        squared_loss(linreg(x, w, b), y).sum().backward()
        sgd([w, b], e, 10)  # noqa: F821


def loop_with_global_size(features, labels, w, b, sgd):
    for x, y in data_iter(batch_size, features, labels):
        squared_loss(linreg(x, w, b), y).sum().backward()
        sgd([w, b], 0.03, 10)


def loop_with_own_parameters(features, labels, w, b, sgd):
    w, b = torch.zeros(2, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
    return loop()(features, labels, w, b, sgd)


def loop_with_late_list(features, labels, w, b, sgd):
    loop()(features, labels, w, b, sgd)
    return [mean_loss(features, labels, w, b)] * 3


def last_batch_loss(features, labels, w, b):
    return mean_loss(features[:10], labels[:10], w, b)


# Exercises 5 to 8 --------------------------------------------------------------------------------

STUCK = {"shape": (10, 10), "loss": 6.4, "parameters": [0.2, -0.3, 4.2]}
LAST = {"last step": 0.3, "mean and / 10": 0.003, "sum only": 0.3}
FLOOR = {"same labels": 0.00375, "new labels": 0.00625}
SWING = {"period of six": 1, "explodes above": 4}

RIGHT = {
    "linear-regression-scratch/1": [dealer(), like_the_notes, lambda *args: list(dealer()(*args))],
    "linear-regression-scratch/2": [data()],
    "linear-regression-scratch/3": [
        parts(), parts(bias=lambda: torch.zeros((), requires_grad=True)),
        parts(bias=lambda: torch.zeros(1).requires_grad_()),
        parts(sgd_with(after=lambda p: setattr(p, "grad", None)))],
    "linear-regression-scratch/4": [
        loop(), loop(told=lambda *args: torch.tensor(mean_loss(*args))),
        lambda *args: torch.tensor(loop()(*args)), lambda *args: tuple(loop()(*args))],
    "linear-regression-scratch/5": [
        STUCK, {"shape": torch.Size((10, 10)), "loss": torch.tensor(7.0),
                "parameters": torch.tensor([[0.11, -0.12, 4.2]])},
        {"shape": [10, 10], "loss": 5.55, "parameters": (0.25, -0.53, 4.1)}],
    "linear-regression-scratch/6": [LAST, LAST | {"sum only": torch.tensor(0.3)}],
    "linear-regression-scratch/7": [FLOOR],
    "linear-regression-scratch/8": [SWING, {"period of six": 1.0, "explodes above": 4.0}],
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
        (lambda size, X, y: [(X, y)], "Your code raised TypeError"),
    ],
    "linear-regression-scratch/2": [
        (data_misspelt, "`synthetic_data` is defined"),
        (data_with_global_bias, "The notes' line `true_4.2`"),
        (data_with_global_features, "the notebook's features"),
        (data_without_shape, "Your code raised TypeError"),
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
        (parts_with_global_bias, "the notebook's own `b`"),
        (parts(bias=lambda: torch.zeros(1)), "no parameter yet"),
        (parts(bias=lambda: torch.zeros(2, requires_grad=True)), "tensor of 1 parameter"),
        (parts(bias=lambda: 0.01 * torch.randn(1, requires_grad=True)), "result of a computation"),
        (parts(sgd_with(after=lambda p: p.grad_zero_())), "a dot was lost"),
        (parts(sgd_with(after=lambda p: p.zero_())), "not the parameter"),
        (parts(sgd_with(after=lambda p: None)), "the next `backward` will add"),
        (parts(sgd_with(recorded=True)), "keep `torch.no_grad()`"),
        (parts(renaming_sgd), "only renames"),
        (parts(sgd_with(step=lambda p, lr, n: lr * p.grad)), "divides by the batch size"),
        (parts(sgd_with(step=lambda p, lr, n: -lr * p.grad / n)), "up the slope"),
        (parts(sgd_with(step=lambda p, lr, n: p.grad / n / 5)), "The step is not the gradient"),
        (parts(count=4), "Return five things"),
    ],
    "linear-regression-scratch/4": [
        (loop_misspelt, "`featurs`"),
        (loop_misspelt_labels, "`lables`"),
        (loop_with_e, "where the learning rate belongs"),
        (loop_with_global_size, "`batch_size` is not set"),
        (loop_with_own_parameters, "have not moved"),
        (loop(rate=3), "explodes"),
        (loop(reduce=torch.mean), "added up and not averaged"),
        (loop(epochs=1), "Three epochs, all batches"),
        (loop(size=20), "The batch size was 10"),
        (loop(returns=False), "the losses are not returned"),
        (loop(epochs=6), "one for each epoch"),
        (loop_with_late_list, "after all training"),
        (loop(told=lambda *args: 1000 * mean_loss(*args)), "sums over the examples"),
        (loop(told=lambda *args: 2 * mean_loss(*args)), "twice the losses"),
        (loop(told=last_batch_loss), "that of one batch"),
    ],
    "linear-regression-scratch/5": [
        (7, "three keys"),
        (STUCK | {"shape": (10, 1)}, "the shape with the `reshape`"),
        (STUCK | {"shape": (10,)}, "both are repeated"),
        (STUCK | {"shape": (1000, 1000)}, "one batch has 10"),
        (STUCK | {"shape": 100}, "print it for one batch"),
        (STUCK | {"parameters": [0.2, -0.3]}, "Three parameters"),
        (STUCK | {"parameters": [2.0, -3.4, 4.2]}, "has had the `reshape`"),
        (STUCK | {"parameters": [0.0, 0.0, 0.0]}, "has not got far"),
        (STUCK | {"parameters": [1.0, -1.7, 4.2]}, "where such a run ends"),
        (STUCK | {"loss": 5e-5}, "the right program"),
        (STUCK | {"loss": 12.8}, "twice the loss"),
        (STUCK | {"loss": 9.0}, "does not fit the parameters"),
    ],
    "linear-regression-scratch/6": [
        (LAST | {"last step": 10 / 3}, "The other way round"),
        (LAST | {"last step": 1}, "of full length"),
        (LAST | {"last step": 3 / 1003}, "compare with the mean"),
        (LAST | {"last step": 0.7}, "the part that is missing"),
        (LAST | {"last step": 0.1}, "three terms"),
        (LAST | {"mean and / 10": 0.03}, "the division count"),
        (LAST | {"mean and / 10": 0.3}, "smaller, not larger"),
        (LAST | {"mean and / 10": 0.0003}, "not twice"),
        (LAST | {"sum only": 0.03}, "ten times the gradient"),
        (LAST | {"sum only": 0.003}, "larger, not smaller"),
        (LAST | {"sum only": 30}, "10 examples, not 1000"),
    ],
    "linear-regression-scratch/7": [
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
    ],
    "linear-regression-scratch/8": [
        (SWING | {"period of six": math.pi / 3}, "follows from its cosine"),
        (SWING | {"period of six": 0.5}, "solve for η"),
        (SWING | {"period of six": 2}, "the period 4"),
        (SWING | {"period of six": 3}, "the period 3"),
        (SWING | {"period of six": 2 - 3**0.5}, "the period 12"),
        (SWING | {"explodes above": 2}, "with zeroing"),
        (SWING | {"explodes above": 1}, "it still swings"),
        (SWING | {"explodes above": 0}, "at two places"),
    ],
}
