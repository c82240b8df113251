"""Wrong answers to the exercises of linear-regression-concise, and the hint that each must get."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

# Exercise 1 --------------------------------------------------------------------------------------


def fitter(rate=0.05, epochs=10, zero=True, make=lambda d: nn.Sequential(nn.Linear(d, 1)),
           shape=lambda y: y, returned=lambda net: net, params=nn.Module.parameters):
    """Make a training program, with the given fault."""
    def fit(features, labels):
        net = make(features.shape[1])
        optimizer = torch.optim.SGD(params(net), lr=rate)
        for _ in range(epochs):
            for X, y in DataLoader(TensorDataset(features, labels), 10, shuffle=True):
                if zero:
                    optimizer.zero_grad()
                nn.MSELoss()(net(X), shape(y)).backward()
                optimizer.step()
        return returned(net)
    return fit


def fit_by_adam(features, labels):
    net = nn.Linear(features.shape[1], 1)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    for _ in range(600):
        optimizer.zero_grad()
        nn.functional.mse_loss(net(features), labels).backward()
        optimizer.step()
    return net


def fit_by_least_squares(features, labels):
    net = nn.Linear(features.shape[1], 1)
    Z = torch.cat([features, torch.ones(len(features), 1)], 1)
    with torch.no_grad():
        nn.utils.vector_to_parameters(torch.linalg.lstsq(Z, labels).solution[:, 0],
                                      net.parameters())
    return net


# Exercise 3 --------------------------------------------------------------------------------------

class Base:
    """A right optimiser; the wrong ones change a method."""

    keep = staticmethod(list)

    def __init__(self, params, lr, weight_decay=0.0):
        self.params, self.lr, self.weight_decay = self.keep(params), lr, weight_decay

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def change(self, p):
        return self.lr * (p.grad + self.weight_decay * p)

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p -= self.change(p)


class Zeros(Base):
    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


class ByData(Base):
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data.mul_(1 - self.lr * self.weight_decay).sub_(self.lr * p.grad)


class Careless(Base):
    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()


class Generator(Base):
    keep = staticmethod(lambda params: params)


class GeneratorOnce(Generator):
    def zero_grad(self):
        self.calls = 1


class NeverZeroes(Base):
    def zero_grad(self):
        self.calls = 1


class NoDecay(Base):
    def change(self, p):
        return self.lr * p.grad


class BareDecay(Base):
    def change(self, p):
        return self.lr * p.grad + self.weight_decay * p


class DoubleRate(Base):
    def change(self, p):
        return self.lr * (p.grad + self.lr * self.weight_decay * p)


class WrongSign(Base):
    def change(self, p):
        return self.lr * (p.grad - self.weight_decay * p)


class TwiceTheDecay(Base):
    def change(self, p):
        return self.lr * (p.grad + 2 * self.weight_decay * p)


class SparesBiases(Base):
    def change(self, p):
        return self.lr * (p.grad + self.weight_decay * p * (p.ndim > 1))


class DecaysAfterwards(Base):
    def change(self, p):
        step = self.lr * p.grad
        return step + self.lr * self.weight_decay * (p - step)


class Uphill(Base):
    def change(self, p):
        return -super().change(p)


class InPlaceDecay(Base):
    def change(self, p):
        p.grad += self.weight_decay * p
        return self.lr * p.grad


class ClearsInStep(Base):
    def step(self):
        super().step()
        super().zero_grad()


class Recorded(Base):
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p -= self.change(p)


class Renames(Base):
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p = p - self.change(p)


class NeedsGradients(Base):
    def step(self):
        with torch.no_grad():
            for p in self.params:
                p -= self.change(p)


# Exercise 4 --------------------------------------------------------------------------------------

def trainer(shape=lambda y: y.reshape(-1, 1), rate=0.015, zero=True, late=False, returns=True):
    def train_quietly(net, loader, num_epochs):
        optimizer = torch.optim.SGD(net.parameters(), lr=rate)
        for _ in range(num_epochs):
            for X, y in loader:
                if zero and not late:
                    optimizer.zero_grad()
                nn.MSELoss()(net(X), shape(y)).backward()
                if late:
                    optimizer.zero_grad()
                optimizer.step()
        return net if returns else optimizer
    return train_quietly


def flat_predictions(net, loader, num_epochs):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.015)
    for _ in range(num_epochs):
        for X, y in loader:
            loss = nn.MSELoss()(net(X).flatten(), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
    return net


def ridge(X, y, alpha, scale=lambda X: len(X) / 2, wide=False, column=False, eye=torch.eye, sign=1):
    A = X.T @ X + sign * scale(X) * alpha * eye(len(X) if wide else X.shape[1])
    w = torch.linalg.solve(A, X.T @ y.reshape(-1, 1))
    return w if column else w[:, 0]


def faulty(**fault):
    return lambda X, y, alpha: ridge(X, y, alpha, **fault)


SETTINGS = {"A": "momentum", "B": "decay", "C": "order", "D": "frozen bias", "E": "rate"}
DROP = {"steps": 101, "steps, drop_last": 100, "unseen": 0.009, "unseen, no shuffle": 3}

RIGHT = {
    "linear-regression-concise/1": [fitter(), fit_by_adam, fit_by_least_squares],
    "linear-regression-concise/2": [SETTINGS, {k: v.title() for k, v in SETTINGS.items()}],
    "linear-regression-concise/3": [Base, Zeros, ByData],
    "linear-regression-concise/4": [trainer(), flat_predictions,
                                    trainer(shape=lambda y: y[:, None])],
    "linear-regression-concise/5": [DROP, DROP | {"unseen": 9 / 1003}],
    "linear-regression-concise/6": [
        ridge, lambda X, y, alpha: ridge(X, y, alpha).numpy(), lambda X, y, alpha: torch.linalg.inv(
            X.T @ X + len(X) * alpha / 2 * torch.eye(X.shape[1])) @ X.T @ y.flatten(),
        lambda X, y, alpha: X.T @ torch.linalg.solve(
            X @ X.T + len(X) * alpha / 2 * torch.eye(len(X)), y.flatten())],
}

WRONG = {
    "linear-regression-concise/1": [
        (fitter(make=lambda d: nn.Linear(2, 1)), "`features.shape[1]`"),
        (fitter(returned=lambda net: net.state_dict()), "the trained network itself"),
        (fitter(rate=2), "explodes"),
        (fitter(shape=lambda y: y.flatten()), "The bias is learnt, the weights are not"),
        (fitter(make=lambda d: nn.Linear(d, 1, bias=False)), "has the layer one"),
        (fitter(rate=1e-4), "far too early"),
        (fitter(rate=0.005, epochs=4), "a few more epochs"),
        (fitter(make=lambda d: nn.Sequential(nn.Linear(d, 1), nn.Flatten(0)),
                shape=torch.Tensor.flatten), "must return (n, 1)"),
    ],
    "linear-regression-concise/2": [
        (SETTINGS | {"A": "rate", "E": "momentum"}, "A: All but one setting"),
        (SETTINGS | {"A": "decay", "B": "momentum"}, "A: At the end the parameters are right"),
        (SETTINGS | {"B": "start"}, "B: At the end the parameters are off"),
        (SETTINGS | {"B": "frozen bias"}, "B: The weights are off too"),
        (SETTINGS | {"C": "rate"}, "this one is ragged"),
        (SETTINGS | {"C": "start"}, "C: Add 0.4"),
        (SETTINGS | {"C": "momentum"}, "C: In the first step"),
        (SETTINGS | {"D": "decay"}, "look which one is off"),
        (SETTINGS | {"D": "order"}, "D: At the end the parameters are off"),
        (SETTINGS | {"E": "order"}, "smoothly to a hump"),
        (SETTINGS | {"E": "momentum"}, "E: In the first step"),
        (SETTINGS | {"E": "decay"}, "E: At the end the parameters are right"),
    ],
    "linear-regression-concise/3": [
        (Generator, "Nothing is trained"),
        (GeneratorOnce, "Only the first step"),
        (Careless, "must cope with `None`"),
        (NeverZeroes, "look at signs, at zeroing"),
        (NoDecay, "has no effect"),
        (BareDecay, "not multiplied by the learning rate"),
        (DoubleRate, "the learning rate twice"),
        (WrongSign, "wrong sign"),
        (TwiceTheDecay, "the loss has the half"),
        (SparesBiases, "biases too"),
        (DecaysAfterwards, "after the step"),
        (InPlaceDecay, "add the decay to a new tensor"),
        (ClearsInStep, "the work of `zero_grad`"),
        (Recorded, "`torch.no_grad()`"),
        (NeedsGradients, "took no part in the loss"),
        (torch.optim.SGD, "PyTorch's own optimiser"),
        (Base([torch.zeros(1)], 0.1), "hand in the class itself"),
    ],
    "linear-regression-concise/4": [
        (trainer(late=True), "find after `zero_grad`"),
        (trainer(shape=lambda y: y), "at a tenth"),
        (trainer(zero=False), "swing instead of settling"),
        (trainer(rate=2), "explodes"),
        (trainer(rate=0.005), "as they were"),
        (trainer(returns=False), "Return the network"),
    ],
    "linear-regression-concise/5": [
        (DROP | {"steps": 100}, "dealt by default"),
        (DROP | {"steps": 1003}, "counts the examples"),
        (DROP | {"steps": 100.3}, "and a whole one"),
        (DROP | {"steps, drop_last": 101}, "one step fewer"),
        (DROP | {"steps, drop_last": 99}, "only one is dropped"),
        (DROP | {"unseen": 3}, "must be dropped in both"),
        (DROP | {"unseen": 6}, "most of the first three"),
        (DROP | {"unseen": (3 / 1003)**2}, "there are 1003"),
        (DROP | {"unseen": 3 / 1003}, "in one epoch."),
        (DROP | {"unseen": 0}, "not impossible"),
        (DROP | {"unseen, no shuffle": 6}, "the same examples are dropped"),
        (DROP | {"unseen, no shuffle": 0.009}, "chance plays no part"),
        (DROP | {"unseen, no shuffle": 0}, "always holds the same"),
    ],
    "linear-regression-concise/6": [
        (faulty(scale=len), "The half is missing"),
        (faulty(scale=lambda X: 0.5), "n is missing"),
        (faulty(scale=lambda X: 1), "Neither n nor the half"),
        (faulty(scale=lambda X: 2 * len(X)), "not n · alpha · 2"),
        (faulty(scale=lambda X: X.shape[1] / 2), "not of features"),
        (faulty(sign=-1), "The sign"),
        (lambda X, y, alpha: torch.linalg.pinv(X) @ y.flatten(), "without the decay"),
        (faulty(eye=lambda d: torch.ones(d, d)), "only the diagonal"),
        (faulty(column=True), "with one axis"),
        (faulty(wide=True), "Two shapes do not fit"),
    ],
}
