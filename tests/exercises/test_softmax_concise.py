"""Wrong answers to the exercises of softmax-concise, and the hint that each must get."""

import math

import torch
from torch import nn

from d2lhelpers.training import train

# Exercise 2 --------------------------------------------------------------------------------------


def moved(weight=lambda W: W.T, bias=lambda b: b, flatten=True, softmax=False, write="copy_"):
    """Return a conversion with one part changed."""
    def to_module(W, b):
        layers = [nn.Flatten()] * flatten + [nn.Linear(*W.shape)] + [nn.Softmax(1)] * softmax
        net = nn.Sequential(*layers)
        layer = net[int(flatten)]
        with torch.no_grad():
            if write == "data":
                layer.weight.data, layer.bias.data = weight(W), bias(b)
            else:
                layer.weight.copy_(weight(W))
                layer.bias.copy_(bias(b))
        return net

    return to_module


def straight_if_square(W, b):
    return moved(lambda W: W if W.shape[0] == W.shape[1] else W.T)(W, b)


def frozen(W, b):
    return moved()(W, b).requires_grad_(False)


def by_state_dict(W, b):
    net = nn.Sequential(nn.Flatten(), nn.Linear(*W.shape))
    net.load_state_dict({"1.weight": W.T, "1.bias": b})
    return net


def by_parameter(W, b):
    net = nn.Sequential(nn.Flatten(), nn.Linear(*W.shape))
    net[1].weight, net[1].bias = nn.Parameter(W.T.clone()), nn.Parameter(b.clone())
    return net


def sharing_parameter(W, b):
    net = nn.Sequential(nn.Flatten(), nn.Linear(*W.shape))
    net[1].weight, net[1].bias = nn.Parameter(W.T), nn.Parameter(b)
    return net


# Exercise 3 --------------------------------------------------------------------------------------

def used_up(net):
    params = net.parameters()
    num_numbers = sum(p.numel() for p in params)
    return torch.optim.SGD(params, lr=0.1), num_numbers


def with_length(net):
    params = net.parameters()
    return torch.optim.SGD(params, lr=0.1), len(params)


def counted(count, first=0, lr=0.1):
    def make(net):
        return torch.optim.SGD(list(net.parameters())[first:], lr=lr), count(net)

    return make


def numbers(net):
    return sum(p.numel() for p in net.parameters())


def uncalled(net):
    return torch.optim.SGD(net.parameters, lr=0.1), numbers(net)


def called_twice(net):
    return torch.optim.SGD(net.parameters(), lr=0.1), numbers(net)


# Exercise 4 --------------------------------------------------------------------------------------

def concise(lr=0.1, num_epochs=10, zero=True, step=True, softmax=False, own_bias=False):
    def notes(train_iter):
        net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), *[nn.Softmax(1)] * softmax)
        nn.init.normal_(net[1].weight, std=0.01)
        if own_bias:
            nn.init.zeros_(net[1].bias)
        trainer = torch.optim.SGD(net.parameters(), lr=lr)
        for _ in range(num_epochs):
            for X, y in train_iter:
                if zero:
                    trainer.zero_grad()
                nn.CrossEntropyLoss()(net(X), y).backward()
                if step:
                    trainer.step()
        return net

    return notes


def by_train(train_iter):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    train(net, train_iter, train_iter, nn.CrossEntropyLoss(), optimizer, 10)
    return net


def lower_case(train_iter):
    return nn.sequential(nn.Flatten(), nn.Linear(784, 10))


def misspelt(train_iter):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    loss = nn.CrossEbtropyLoss()
    return net, loss


def method(train_iter):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    torch.optim.SGD(net.parameters, lr=0.1)
    return net


# Exercise 6 --------------------------------------------------------------------------------------

def per_class(net, loader, num_classes, first="images", second="claims", order=1, nan=True):
    """Count class by class, in plain Python."""
    counts = {name: torch.zeros(num_classes) for name in ("hits", "images", "claims")}
    for X, y in loader:
        for guess, truth in zip(net(X).argmax(1), y, strict=True):
            counts["hits"][truth] += float(guess == truth)
            counts["images"][truth] += 1
            counts["claims"][guess] += 1
    pair = [counts["hits"] / counts[name] for name in (first, second)]
    return tuple(share if nan else share.nan_to_num() for share in pair)[::order]


def changed(**how):
    return lambda net, loader, num_classes: per_class(net, loader, num_classes, **how)


def without_minlength(net, loader, num_classes):
    hits = torch.zeros(num_classes)
    for X, y in loader:
        hits += torch.bincount(y[net(X).argmax(1) == y])
    return hits, hits


def mean_of_shares(net, loader, num_classes):
    pairs = [per_class(net, [batch], num_classes) for batch in loader]
    return tuple(sum(shares) / len(pairs) for shares in zip(*pairs, strict=True))


def last_batch(net, loader, num_classes):
    return per_class(net, [list(loader)[-1]], num_classes)


def only_counts(net, loader, num_classes):
    y = torch.cat([y for _, y in loader])
    guesses = torch.cat([net(X).argmax(1) for X, _ in loader])
    return tuple(torch.bincount(t, minlength=num_classes).float() for t in (y, guesses))


# Exercise 7 --------------------------------------------------------------------------------------

def loop(mode=True, twice=False, zero=True, anew=False, momentum=0.9, record="item", lr_factor=1):
    def fit(net, loader, num_epochs, lr):
        net.train(mode)
        history = []
        optimizer = torch.optim.SGD(net.parameters(), lr=lr * lr_factor, momentum=momentum)
        for epoch in range(num_epochs):
            if anew and epoch:
                optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=momentum)
            total, count = 0.0, 0
            for X, y in loader:
                out = torch.softmax(net(X), 1) if twice else net(X)
                loss = nn.functional.cross_entropy(out, y)
                if zero:
                    optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                value = loss if record == "graph" else loss.detach()
                value = value if record in ("graph", "tensor") else value.item()
                total += value if record == "batches" else value * len(y)
                count += 1 if record == "batches" else len(y)
            history.append(total if record == "sum" else total / count)
        return history

    return fit


def no_history(net, loader, num_epochs, lr):
    return loop()(net, loader, num_epochs, lr)[-1]


SPEED = {"0.9": 44, "0.99": 459, "factor": math.sqrt(0.9)}
PART = {"float32": 12, "float64": 28}
RATE = {"at 0.01": 0.7955, "at 0.1": 0.8231, "momentum": 0.9}
VISIT = {"visited": 5, "last": "Sequential", "numbers set": 7840}
SURE = {"bound": math.log(math.e + 9), "share": 6.6375e-5}

WRONG = {
    "softmax-concise/1": [
        (VISIT | {"visited": 3}, "containers are modules"), (VISIT | {"visited": 4}, "two cont"),
        (VISIT | {"visited": 2}, "goes inside"), (VISIT | {"visited": 1}, "called on all"),
        (VISIT | {"last": "Linear"}, "who is left"), (VISIT | {"last": "Flatten"}, "is the first"),
        (VISIT | {"numbers set": 7850}, "not touched"), (VISIT | {"numbers set": 1}, "not tensors"),
        (VISIT | {"numbers set": 784}, "number of inputs"),
    ],
    "softmax-concise/2": [
        (moved(lambda W: W.reshape(W.T.shape)), "mixed pixels"),
        (straight_if_square, "square"), (moved(bias=torch.zeros_like), "The bias is missing"),
        (moved(flatten=False), "nn.Flatten"), (moved(softmax=True), "belongs to the loss"),
        (moved(lambda W: 2 * W.T), "not those of the scratch"),
        (moved(bias=lambda b: 2 * b), "the bias is not"), (moved(write="data"), "share"),
        (frozen, "not all its numbers"), (lambda W, b: W, "an nn.Module"),
        (lambda W, b: nn.Sequential(nn.Flatten(), nn.Linear(4, 2)), "shape (n, K)"),
    ],
    "softmax-concise/3": [
        (uncalled, "must be called"), (used_up, "deals its parameters once"),
        (with_length, "no length"), (counted(lambda net: 2), "single numbers"),
        (counted(lambda net: 12), "biases are missing"), (counted(lambda net: 0), "is empty"),
        (counted(numbers, first=1), "not hold every"), (counted(numbers, lr=0.01), "has changed"),
        (numbers, "two things"), (lambda net: called_twice(net)[::-1], "comes first"),
    ],
    "softmax-concise/4": [
        (lower_case, "begin with a capital"), (misspelt, "misspelt"), (method, "call it"),
        (concise(num_epochs=0), "nothing is trained"), (concise(num_epochs=3), "3 times"),
        (concise(lr=0.01), "the course has"), (concise(zero=False), "pile up"),
        (concise(step=False), "not moved"), (concise(softmax=True), "its own softmax"),
        (concise(lr=0.3), "plain steps"), (lambda train_iter: 1, "Return the network"),
        (lambda train_iter: nn.Linear(10, 784), "one linear layer"),
    ],
    "softmax-concise/5": [
        (RATE | {"at 0.01": 0.8231}, "other rate"), (RATE | {"at 0.01": 0.7966}, "the best"),
        (RATE | {"at 0.01": 79.55}, "percent"), (RATE | {"at 0.01": 0.606}, "not the loss"),
        (RATE | {"at 0.1": 0.814}, "the worst"), (RATE | {"at 0.1": 0.7955}, "notes' rate reaches"),
        (RATE | {"momentum": 10}, "the factor"), (RATE | {"momentum": 0.99}, "by 100"),
        (RATE | {"momentum": 1}, "never stops"), (RATE | {"momentum": 0.5}, "only doubles"),
        (RATE | {"momentum": 0.1}, "1.11"),
    ],
    "softmax-concise/6": [
        (without_minlength, "minlength"), (changed(order=-1), "Recall comes first"),
        (changed(second="images"), "Both are the recall"),
        (changed(first="claims"), "Both are the precision"), (mean_of_shares, "means of the batc"),
        (last_batch, "last batch"), (changed(nan=False), "not 0"), (only_counts, "not shares"),
    ],
    "softmax-concise/7": [
        (loop(mode=False), "evaluation mode"), (loop(twice=True), "gets probabilities"),
        (loop(zero=False), "pile up"), (loop(anew=True), "made anew"),
        (loop(momentum=0.0), "without the momentum"), (loop(record="graph"), "carry their graphs"),
        (loop(record="tensor"), "Plain numbers"), (loop(record="batches"), "means of batch means"),
        (loop(record="sum"), "not divided"), (no_history, "one mean loss"),
        (loop(lr_factor=0.5), "not those of momentum"),
    ],
    "softmax-concise/8": [
        (SPEED | {"0.9": 43}, "98.9"), (SPEED | {"0.9": 43.7}, "whole numbers"),
        (SPEED | {"0.9": 10}, "the limit"), (SPEED | {"0.9": 22}, "90 %"),
        (SPEED | {"0.99": 458}, "not quite 99"), (SPEED | {"0.99": 440}, "ten times"),
        (SPEED | {"factor": 0.9}, "of one size"), (SPEED | {"factor": -0.3}, "real part"),
        (SPEED | {"factor": -1.5}, "without momentum"), (SPEED | {"factor": 1.05}, "grow"),
        (SPEED | {"factor": 0.35}, "after 20 steps"),
    ],
    "softmax-concise/9": [
        (PART | {"float32": 11}, "After 11"), (PART | {"float32": 11.028}, "whole numbers"),
        (PART | {"float32": 10}, "not 4.5"), (PART | {"float32": 15}, "way to 1"),
        (PART | {"float64": 27}, "still below"), (PART | {"float64": 24}, "twice 6"),
    ],
    "softmax-concise/10": [
        (SURE | {"bound": 1.46115}, "the floor"), (SURE | {"bound": 2.3026}, "a guess"),
        (SURE | {"bound": math.e + 9}, "logarithm"), (SURE | {"share": -6.6e-5}, "positive"),
        (SURE | {"bound": math.log(math.e + 10)}, "the true one"),
        (SURE | {"share": 4.54e-5}, "bracket of the formula"),
        (SURE | {"share": 9.08e-5}, "smaller than 2"), (SURE | {"share": 15066}, "divided by"),
    ],
}

RIGHT = {
    "softmax-concise/1": [VISIT | {"last": "nn.Sequential"}, VISIT | {"last": nn.Sequential}],
    "softmax-concise/2": [by_state_dict, by_parameter, moved(),
                          moved(lambda W: W.T.clone(), lambda b: b.clone(), write="data")],
    "softmax-concise/3": [called_twice, counted(numbers)],
    "softmax-concise/4": [by_train, concise(), concise(own_bias=True)],
    "softmax-concise/5": [RATE | {"at 0.01": 0.796, "at 0.1": 0.823},
                          RATE | {"at 0.01": torch.tensor(0.7955)}],
    "softmax-concise/6": [per_class, lambda *args: list(per_class(*args))],
    "softmax-concise/7": [loop()],
    "softmax-concise/8": [{key: float(value) for key, value in SPEED.items()},
                          SPEED | {"factor": 0.949}, SPEED | {"factor": 0.9487}],
    "softmax-concise/9": [{key: torch.tensor(value) for key, value in PART.items()}],
    "softmax-concise/10": [{"bound": 2.461, "share": 6.64e-5}],
}
