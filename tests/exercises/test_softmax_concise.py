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


def writing(write):
    def to_module(W, b):
        net = nn.Sequential(nn.Flatten(), nn.Linear(*W.shape))
        write(net[1], W, b)
        return net

    return to_module


def transpose_forgotten(layer, W, b):
    with torch.no_grad():
        layer.weight.copy_(W)


def weight_from_data(layer, W, b):
    layer.weight.data, layer.bias.data = W, b


def reshaped_without_bias(layer, W, b):
    layer.weight.data = W.reshape(W.T.shape).clone()


def fixed_sizes(W, b):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    with torch.no_grad():
        net[1].weight.copy_(W.T)
    return net


def changing_its_input(W, b):
    W.mul_(2)
    W.div_(4)
    return moved()(W * 2, b)


# Exercise 3 --------------------------------------------------------------------------------------

def used_up(net):
    params = net.parameters()
    num_numbers = sum(p.numel() for p in params)
    return torch.optim.SGD(params, lr=0.1), num_numbers


def with_length(net):
    params = net.parameters()
    return torch.optim.SGD(params, lr=0.1), len(params)


def counted(count, first=0, lr=0.1, kind=torch.optim.SGD, **how):
    def make(net):
        return kind(list(net.parameters())[first:], lr=lr, **how), count(net)

    return make


def numbers(net):
    return sum(p.numel() for p in net.parameters())


def uncalled(net):
    return torch.optim.SGD(net.parameters, lr=0.1), numbers(net)


def list_around(net):
    return torch.optim.SGD([net.parameters()], lr=0.1), numbers(net)


def counted_around(net):
    return None, numbers(net) + sum(p.numel() for p in [net.parameters()])


def called_twice(net):
    return torch.optim.SGD(net.parameters(), lr=0.1), numbers(net)


# Exercise 4 --------------------------------------------------------------------------------------

def concise(lr=0.1, num_epochs=10, zero="before", step="batch", softmax=False, own_bias=False,
            momentum=0.0, reduction="mean", num_batches=9, adam=False, as_list=False, std=0.01):
    def notes(train_iter):
        batches = list(train_iter) if as_list else train_iter
        net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), *[nn.Softmax(1)] * softmax)
        nn.init.normal_(net[1].weight, std=std)
        if own_bias:
            nn.init.zeros_(net[1].bias)
        trainer = (torch.optim.Adam(net.parameters(), lr=lr) if adam else
                   torch.optim.SGD(net.parameters(), lr=lr, momentum=momentum))
        loss_fn = nn.CrossEntropyLoss(reduction=reduction)
        for _ in range(num_epochs):
            if zero == "epoch":
                trainer.zero_grad()
            for n, (X, y) in enumerate(batches):
                if n == num_batches:
                    break
                if zero == "before":
                    trainer.zero_grad()
                loss_fn(net(X), y).backward()
                if zero == "between":
                    trainer.zero_grad()
                if step == "batch":
                    trainer.step()
            if step == "epoch":
                trainer.step()
        return net

    return notes


def softmax_before_loss(train_iter):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    trainer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(10):
        for X, y in train_iter:
            trainer.zero_grad()
            nn.CrossEntropyLoss()(torch.softmax(net(X), 1), y).backward()
            trainer.step()
    return net


def once_through(train_iter, early=False):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    trainer = torch.optim.SGD(net.parameters(), lr=0.1)
    for X, y in train_iter:
        trainer.zero_grad()
        nn.CrossEntropyLoss()(net(X), y).backward()
        trainer.step()
        if early:
            break
    return net


def left_early(train_iter):
    return once_through(train_iter, early=True)


def labels_first(train_iter):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    for X, y in train_iter:
        nn.CrossEntropyLoss()(y, net(X)).backward()
    return net


def by_helper_of_notes(train_iter):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    d2l.train_ch3(net, train_iter)  # noqa: F821
    return net


def four_mended(train_iter):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    return net, nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), lr=0.1), 10


def history_returned(train_iter):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    return train(net, train_iter, train_iter, nn.CrossEntropyLoss(), optimizer, 10)


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


def on_every_batch(change):
    """Add up three counts, with ``change`` in the way that they are taken."""
    def per_class(net, loader, num_classes):
        hits = images = claims = 0
        for X, y in loader:
            a, b, c = change(net(X), y, num_classes)
            hits, images, claims = hits + a, images + b, claims + c
        return hits / images, hits / claims

    return per_class


def count(guess, y, K):
    return [torch.bincount(t, minlength=K) for t in (y[guess == y], y, guess)]


def no_minlength(scores, y, K):
    guess = scores.argmax(1)
    return [torch.bincount(t) for t in (y[guess == y], y, guess)]


def masks(scores, y, K):
    return [torch.bincount(scores.argmax(1) == y, minlength=K)] * 3


def concatenated(net, loader, num_classes):
    y = torch.cat([y for _, y in loader])
    guess = torch.cat([net(X).argmax(1) for X, _ in loader])
    hits = torch.bincount(y[guess == y])
    return hits / torch.bincount(y), hits / torch.bincount(guess)


def nanmean_of_shares(net, loader, num_classes):
    pairs = [per_class(net, [batch], num_classes) for batch in loader]
    return tuple(torch.stack(shares).nanmean(0) for shares in zip(*pairs, strict=True))


def first_batch(net, loader, num_classes):
    return per_class(net, list(loader)[:1], num_classes)


def one_tensor(net, loader, num_classes):
    hits = images = claims = torch.zeros(num_classes)
    for X, y in loader:
        a, b, c = count(net(X).argmax(1), y, num_classes)
        hits += a
        images += b
        claims += c
    return hits / images, hits / claims


def in_python(net, loader, num_classes):
    recall, precision = per_class(net, loader, num_classes)
    return [1 / float(recall[k] == recall[k]) for k in range(num_classes)], precision


def changed_after(change):
    return lambda *args: change(*per_class(*args))


def in_eval_mode(net, loader, num_classes):
    net.eval()
    return per_class(net, [(X.to(next(net.parameters()).device), y) for X, y in loader],
                     num_classes)


# Exercise 7 --------------------------------------------------------------------------------------

def loop(mode=True, twice=False, zero="before", anew=None, momentum=0.9, record="item",
         over="images", lr_factor=1, reset=True, reduction="mean", nesterov=False):
    def fit(net, loader, num_epochs, lr):
        def new():
            return torch.optim.SGD(net.parameters(), lr=lr * lr_factor, momentum=momentum,
                                   nesterov=nesterov)

        net.train(mode)
        history, optimizer, total, count = [], new(), 0.0, 0
        for _ in range(num_epochs):
            optimizer = new() if anew == "epoch" else optimizer
            if zero == "epoch":
                optimizer.zero_grad()
            if reset:
                total, count = 0.0, 0
            for X, y in loader:
                optimizer = new() if anew == "batch" else optimizer
                out = torch.softmax(net(X), 1) if twice else net(X)
                loss = nn.functional.cross_entropy(out, y)
                if zero == "before":
                    optimizer.zero_grad()
                (loss * len(y) if reduction == "sum" else loss).backward()
                if zero == "between":
                    optimizer.zero_grad()
                optimizer.step()
                value = loss if record == "graph" else loss.detach()
                value = value if record in ("graph", "tensor") else value.item()
                total += value if record == "batches" else value * len(y)
                count += len(y)
            history.append(total / {"images": count, "batches": 2, "nothing": 1, "set": 7}[over])
        return history

    return fit


def evaluated_after(net, loader, num_epochs, lr):
    optimizer, losses = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9), []
    for _ in range(num_epochs):
        net.train()
        for X, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(X), y).backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            losses.append(sum(nn.functional.cross_entropy(net(X), y, reduction="sum").item()
                              for X, y in loader) / 7)
    return losses


def trained_by_library(net, loader, num_epochs, lr):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    return train(net, loader, loader, nn.CrossEntropyLoss(), optimizer, num_epochs).train_loss


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
        (VISIT | {"numbers set": 10}, "leaves alone"), (VISIT | {"numbers set": 0}, "inner cont"),
        (VISIT | {"last": "nested"}, "a variable's name"),
    ],
    "softmax-concise/2": [
        (moved(lambda W: W.reshape(W.T.shape)), "mixed pixels"),
        (straight_if_square, "square"), (moved(bias=torch.zeros_like), "The bias is missing"),
        (moved(flatten=False), "nn.Flatten"), (moved(softmax=True), "belongs to the loss"),
        (moved(lambda W: 2 * W.T), "not those of the scratch"),
        (moved(bias=lambda b: 2 * b), "copied as it is"), (moved(write="data"), "share"),
        (writing(transpose_forgotten), "copy the transpose"), (fixed_sizes, "W.shape"),
        (writing(weight_from_data), "has the shape of W"), (changing_its_input, "only read them"),
        (writing(reshaped_without_bias), "and b is not copied"),
        (writing(lambda layer, W, b: layer.weight.copy_(W.T)), "no_grad"),
        (writing(lambda layer, W, b: setattr(layer, "weight", W.T)), "nn.Parameter"),
        (frozen, "not all its numbers"), (lambda W, b: W, "an nn.Module"),
        (lambda W, b: nn.Sequential(nn.Flatten(), nn.Linear(4, 2)), "shape (n, K)"),
    ],
    "softmax-concise/3": [
        (uncalled, "must be called"), (used_up, "deals its parameters once"),
        (with_length, "no length"), (counted(lambda net: 2), "single numbers"),
        (counted(lambda net: 12), "biases are missing"), (counted(lambda net: 0), "is empty"),
        (counted(numbers, first=1), "not hold every"), (counted(numbers, lr=0.01), "has changed"),
        (counted(numbers, kind=torch.optim.Adam), "plain SGD"),
        (list_around, "A list around"),
        (counted(lambda net: sum(map(len, net.parameters()))), "number of rows"),
        (numbers, "two things"), (lambda net: called_twice(net)[::-1], "comes first"),
    ],
    "softmax-concise/4": [
        (lower_case, "begin with a capital"), (misspelt, "misspelt"), (method, "call it"),
        (concise(num_epochs=0), "nothing is trained"), (concise(num_epochs=3), "3 times"),
        (concise(lr=0.01), "the course has"), (concise(zero="never"), "pile up"),
        (concise(step="never"), "not moved"), (concise(softmax=True), "its own softmax"),
        (concise(lr=0.3), "plain steps"),
        (concise(zero="never", lr=0.01), "the learning rate is the notes'"),
        (concise(zero="epoch"), "once an epoch"), (concise(step="epoch"), "a third of the steps"),
        (concise(momentum=0.9), "with momentum"),
        (concise(reduction="sum"), "the sum of a batch"), (concise(adam=True), "Adam"),
        (softmax_before_loss, "hand it the scores"), (labels_first, "labels second"),
        (by_helper_of_notes, "helper package"), (four_mended, "returned alone"),
        (history_returned, "returns the history"),
        (lambda train_iter: 1, "Return the network"),
        (lambda train_iter: nn.Linear(10, 784), "one linear layer"),
    ],
    "softmax-concise/5": [
        (RATE | {"at 0.01": 0.8231}, "other rate"), (RATE | {"at 0.01": 0.7966}, "the best"),
        (RATE | {"at 0.01": 79.55}, "percent"), (RATE | {"at 0.01": 0.606}, "not the loss"),
        (RATE | {"at 0.1": 0.814}, "the worst"), (RATE | {"at 0.1": 0.7955}, "notes' rate reaches"),
        (RATE | {"momentum": 10}, "the factor"), (RATE | {"momentum": 0.99}, "by 100"),
        (RATE | {"momentum": 1}, "never stops"), (RATE | {"momentum": 0.5}, "only doubles"),
        (RATE | {"momentum": 0.1}, "1.11"), (RATE | {"at 0.1": 0.83}, "scratch chapter"),
    ],
    "softmax-concise/6": [
        (without_minlength, "minlength"), (changed(order=-1), "Recall comes first"),
        (changed(second="images"), "Both are the recall"),
        (changed(first="claims"), "Both are the precision"), (mean_of_shares, "means of the batc"),
        (last_batch, "last batch"), (changed(nan=False), "not 0"), (only_counts, "not shares"),
        (on_every_batch(masks), "True and False"), (concatenated, "do not occur"),
        (first_batch, "inside the loop"), (one_tensor, "make three"), (in_python, "stop at 0/0"),
        (changed_after(lambda a, b: (100 * a, 100 * b)), "percent"),
        (changed_after(lambda a, b: (1 / a, 1 / b)), "Upside down"),
        (changed_after(lambda a, b: a), "two tensors"),
    ],
    "softmax-concise/7": [
        (loop(mode=False), "evaluation mode"), (loop(twice=True), "gets probabilities"),
        (loop(zero="never"), "pile up"), (loop(anew="epoch"), "made anew"),
        (loop(momentum=0.0), "No velocity"), (loop(record="graph"), "carry their graphs"),
        (loop(zero="between"), "do not move"), (loop(zero="epoch"), "once an epoch"),
        (loop(reduction="sum"), "sum over a batch"),
        (loop(record="tensor"), "Plain numbers"), (loop(lr_factor=0.5), "not those of momentum"),
        (loop(record="batches", over="batches"), "means of batch means"),
        (loop(over="nothing"), "not divided"), (no_history, "one mean loss"),
        (loop(over="batches"), "divided by the number of batches"),
        (loop(record="batches"), "not multiplied"), (evaluated_after, "not the means"),
        (loop(reset=False), "are not set back"), (loop(reset=False, over="set"), "back to 0"),
    ],
    "softmax-concise/8": [
        (SPEED | {"0.9": 43}, "98.9"), (SPEED | {"0.9": 43.7}, "whole numbers"),
        (SPEED | {"0.9": 10}, "the limit"), (SPEED | {"0.9": 22}, "90 %"),
        (SPEED | {"0.99": 458}, "not quite 99"), (SPEED | {"0.99": 440}, "ten times"),
        (SPEED | {"factor": 0.9}, "square of dist"), (SPEED | {"factor": -0.3}, "real part"),
        (SPEED | {"factor": complex(-0.3, 0.9)}, "are complex"), (SPEED | {"factor": 0.6}, "is c"),
        (SPEED | {"factor": -0.9487}, "the sign"), (SPEED | {"factor": 0.95}, "Two digits"),
        (SPEED | {"0.9": 45}, "one step before"),
        (SPEED | {"factor": -1.5}, "without momentum"), (SPEED | {"factor": 1.05}, "grow"),
        (SPEED | {"factor": 0.35}, "after 20 steps"),
    ],
    "softmax-concise/9": [
        (PART | {"float32": 11}, "After 11"), (PART | {"float32": 11.028}, "whole numbers"),
        (PART | {"float32": 10}, "not 4.5"), (PART | {"float32": 15}, "way to 1"),
        (PART | {"float64": 27}, "still below"), (PART | {"float64": 24}, "twice 6"),
        (PART | {"float32": 13}, "one step before"), (PART | {"float32": 35}, "the figure"),
    ],
    "softmax-concise/10": [
        (SURE | {"bound": 1.46115}, "the floor"), (SURE | {"bound": 2.3026}, "a guess"),
        (SURE | {"bound": math.e + 9}, "logarithm"), (SURE | {"share": -6.6e-5}, "positive"),
        (SURE | {"bound": math.log(math.e + 10)}, "the true one"),
        (SURE | {"share": 4.54e-5}, "bracket of the formula"),
        (SURE | {"share": 9.08e-5}, "smaller than 2"), (SURE | {"share": 15066}, "divided by"),
        (SURE | {"bound": 2.4026}, "lower bound"), (SURE | {"bound": 3.3026}, "sum to 1"),
        (SURE | {"share": -1.462}, "bracket alone"),
    ],
}

ALIKE = {  # wrong answers that share the hint of another one
    "softmax-concise/3": [
        (counted(numbers, momentum=0.9), "plain SGD"), (counted_around, "A list around"),
        (lambda net: {"optimizer": called_twice(net)[0], "count": 15}, "two things"),
    ],
    "softmax-concise/4": [
        (concise(num_epochs=9), "9 times"), (once_through, "1 times"),
        (concise(num_epochs=9, as_list=True), "1 times"),
        (concise(zero="between"), "between them"), (concise(lr=0.05), "plain steps"),
        (concise(lr=0.2), "plain steps"), (concise(num_batches=1), "a third of the steps"),
        (left_early, "1 times"), (concise(lr=0.01, as_list=True), "ten times too slowly"),
    ],
    "softmax-concise/6": [
        (on_every_batch(no_minlength), "minlength"), (nanmean_of_shares, "means of the batc"),
        (on_every_batch(lambda scores, y, K: count(scores.argmax(0), y, K)), "argmax(dim=1)"),
        (changed_after(lambda a, b: (a.nan_to_num(), b)), "not 0"),
        (changed_after(lambda a, b: (a, b.nan_to_num())), "not 0"),
    ],
    "softmax-concise/7": [
        (loop(momentum=1.0), "momentum is 1"), (loop(anew="batch"), "before the loops"),
        (loop(nesterov=True), "not those of momentum"), (loop(lr_factor=0.1), "not those of"),
    ],
    "softmax-concise/8": [
        (SPEED | {"0.99": 460}, "one step before"), (SPEED | {"0.99": 230}, "90 %"),
    ],
    "softmax-concise/9": [
        (PART | {"float64": 27.6}, "whole numbers"), (PART | {"float64": 29}, "one step before"),
        (PART | {"float64": 90}, "the figure"),
    ],
}

RIGHT = {
    "softmax-concise/1": [VISIT | {"last": "nn.Sequential"}, VISIT | {"last": nn.Sequential},
                          VISIT | {"last": str(nn.Sequential)}],
    "softmax-concise/2": [by_state_dict, by_parameter, moved(),
                          moved(lambda W: W.T.clone(), lambda b: b.clone(), write="data")],
    "softmax-concise/3": [called_twice, counted(numbers), lambda net: list(called_twice(net))],
    "softmax-concise/4": [by_train, concise(), concise(own_bias=True), concise(as_list=True),
                          concise(std=0), concise(std=0.036)],
    "softmax-concise/5": [RATE | {"at 0.01": 0.796, "at 0.1": 0.823},
                          RATE | {"at 0.01": torch.tensor(0.7955)}],
    "softmax-concise/6": [per_class, lambda *args: list(per_class(*args)), in_eval_mode],
    "softmax-concise/7": [loop(), trained_by_library],
    "softmax-concise/8": [{key: float(value) for key, value in SPEED.items()},
                          SPEED | {"factor": 0.949}, SPEED | {"factor": 0.9487}],
    "softmax-concise/9": [{key: torch.tensor(value) for key, value in PART.items()}],
    "softmax-concise/10": [{"bound": 2.461, "share": 6.64e-5}, SURE | {"share": 6.6e-5},
                           SURE | {"share": 1 / 15000}],
}
