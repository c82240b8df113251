"""Wrong answers to the exercises of linear-regression-concise, and the hint that each must get."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from d2lhelpers.data import synthetic_regression

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


class DoubleNet(nn.Linear):
    """A network that computes in 64 bits inside."""

    def __init__(self, d):
        super().__init__(d, 1, dtype=torch.float64)

    def forward(self, X):
        return super().forward(X.double())


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


def fit_of_the_chapter(features, labels):
    """Train on the notebook's data in place of those handed in."""
    X, y = synthetic_regression(torch.tensor([2.0, -3.4]), 4.2, 1000)
    return fitter()(X, y)


def fit_in_place(features, labels):
    features -= features.mean(dim=0)
    return fitter()(features, labels)


def fit_1000(features, labels):
    return fitter()(features, labels.reshape(1000, 1))


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


class NoRate(Base):
    def change(self, p):
        return p.grad + self.weight_decay * p


class FixedRate(Base):
    def change(self, p):
        return 0.1 * (p.grad + self.weight_decay * p)


class FixedDecay(Base):
    def change(self, p):
        return self.lr * (p.grad + (0.5 if self.weight_decay else 0) * p)


class ScaledGradient(Base):
    def change(self, p):
        return self.lr * p.grad * (1 + self.weight_decay)


class OnlyFirst(Base):
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p -= self.change(p)
                    return


class StopsAtNone(Base):
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    return
                p -= self.change(p)


class ClearsParameters(Base):
    def zero_grad(self):
        for p in self.params:
            p.data.zero_()


class ZeroesInStep(Base):
    def step(self):
        super().step()
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


class OtherName(Base):
    def __init__(self, params, rate, weight_decay=0.0):
        super().__init__(params, rate, weight_decay)


class KeywordOnly(Base):
    def __init__(self, params, lr, momentum=0.0, *, weight_decay=0.0):
        super().__init__(params, lr, weight_decay)


class Wrapped:
    def __init__(self, params, lr, weight_decay=0.0):
        self.inner = torch.optim.SGD(params, lr=lr, weight_decay=weight_decay)

    def zero_grad(self):
        self.inner.zero_grad()

    def step(self):
        self.inner.step()


# Exercise 4 --------------------------------------------------------------------------------------

def trainer(shape=lambda y: y.reshape(-1, 1), rate=0.015, zero=True, late=False, returns=True,
            epochs=None, once=False, anew=False, params=nn.Module.parameters):
    def train_quietly(net, loader, num_epochs):
        net = nn.Linear(2, 1) if anew else net
        optimizer = torch.optim.SGD(params(net), lr=rate)
        for _ in range(epochs or num_epochs):
            if once:
                optimizer.zero_grad()
            for X, y in loader:
                if zero and not late and not once:
                    optimizer.zero_grad()
                nn.MSELoss()(net(X), shape(y)).backward()
                if late:
                    optimizer.zero_grad()
                optimizer.step()
        return net if returns else optimizer
    return train_quietly


def stops_early(net, loader, num_epochs):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.015)
    for _ in range(num_epochs):
        for X, y in loader:
            optimizer.zero_grad()
            nn.MSELoss()(net(X), y.reshape(-1, 1)).backward()
            optimizer.step()
            return net


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


def ridge_by_steps(X, y, alpha, num_steps=3000):
    w, y = torch.zeros(X.shape[1]), y.flatten()
    for _ in range(num_steps):
        w = w - 0.02 * (2 / len(X) * X.T @ (X @ w - y) + alpha * w)
    return w


def faulty(**fault):
    return lambda X, y, alpha: ridge(X, y, alpha, **fault)


SETTINGS = {"A": "momentum", "B": "decay", "C": "order", "D": "frozen bias", "E": "rate"}
DROP = {"steps": 101, "steps with drop_last": 100, "unseen": 0.009, "unseen without shuffle": 3}

RIGHT = {
    "linear-regression-concise/1": [fitter(), fit_by_adam, fit_by_least_squares,
                                    fitter(make=lambda d: DoubleNet(d))],
    "linear-regression-concise/2": [SETTINGS, {k: v.title() for k, v in SETTINGS.items()}],
    "linear-regression-concise/3": [Base, Zeros, ByData, KeywordOnly],
    "linear-regression-concise/4": [trainer(), flat_predictions,
                                    trainer(shape=lambda y: y[:, None])],
    "linear-regression-concise/5": [DROP, DROP | {"unseen": 9 / 1003}],
    "linear-regression-concise/6": [
        ridge, lambda X, y, alpha: ridge(X, y, alpha).numpy(),
        lambda X, y, alpha: tuple(ridge(X, y, alpha).tolist()),
        lambda X, y, alpha: torch.linalg.inv(
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
        (fitter(rate=0.005, epochs=4), "too few steps"),
        (fitter(zero=False, rate=0.015), "No gradient is ever cleared"),
        (fitter(params=lambda net: nn.Linear(3, 1).parameters()), "Training changes nothing"),
        (fitter(make=lambda d: nn.Sequential(nn.Linear(d, 1), nn.ReLU())), "not linear"),
        (fitter(make=lambda d: nn.Linear(1, d)), "does not fit the features"),
        (fit_of_the_chapter, "the parameters of the chapter's data"),
        (fit_in_place, "changed in place"),
        (fit_1000, "`len(features)`"),
        (nn.Linear(2, 1), "without calling it"),
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
        (SETTINGS | {"E": "learning rate"}, "E: Take one of the six words"),
        (SETTINGS | {"E": "decay"}, "E: At the end the parameters are right"),
    ],
    "linear-regression-concise/3": [
        (Generator, "Nothing is trained"),
        (GeneratorOnce, "Only the first step"),
        (Careless, "must cope with `None`"),
        (NeverZeroes, "The old gradients are still there"),
        (Uphill, "uphill"),
        (Renames, "only gives the name"),
        (NoRate, "The learning rate is missing"),
        (FixedRate, "always 0.1"),
        (FixedDecay, "always 0.5"),
        (ScaledGradient, "multiplies the weight, not the gradient"),
        (OnlyFirst, "Only the first parameter"),
        (StopsAtNone, "stops the step"),
        (ClearsParameters, "changes the parameters themselves"),
        (ZeroesInStep, "the work of `zero_grad`"),
        (OtherName, "unexpected keyword argument 'lr'"),
        (Wrapped, "PyTorch's own optimiser"),
        (NoDecay, "has no effect"),
        (BareDecay, "not multiplied by the learning rate"),
        (DoubleRate, "the learning rate twice"),
        (WrongSign, "wrong sign"),
        (TwiceTheDecay, "the loss has the half"),
        (SparesBiases, "biases too"),
        (DecaysAfterwards, "after the step"),
        (InPlaceDecay, "add the decay to a new tensor"),
        (Recorded, "`torch.no_grad()`"),
        (NeedsGradients, "took no part in the loss"),
        (Base([torch.zeros(1)], 0.1), "hand in the class itself"),
    ],
    "linear-regression-concise/4": [
        (trainer(late=True), "have not moved"),
        (trainer(shape=lambda y: y), "at a tenth"),
        (trainer(zero=False), "swing instead of settling"),
        (trainer(rate=2), "explodes"),
        (trainer(rate=0.005), "as they were"),
        (trainer(returns=False), "Return the network"),
        (trainer(once=True), "once in an epoch"),
        (trainer(zero=False, shape=lambda y: y), "Neither is mended"),
        (trainer(epochs=3), "it went 3 times"),
        (trainer(anew=True), "this is another one"),
        (trainer(shape=lambda y: y.reshape(10, 1)), "the last one here has 3"),
        (trainer(params=lambda net: [net.weight]), "The bias is not trained"),
        (stops_early, "is `return` inside a loop"),
        (nn.Linear(2, 1), "without calling it"),
    ],
    "linear-regression-concise/5": [
        (DROP | {"steps": 100}, "dealt by default"),
        (DROP | {"steps": 1003}, "counts the examples"),
        (DROP | {"steps": 202}, "in two epochs"),
        (DROP | {"steps": 100.3}, "and a whole one"),
        (DROP | {"steps with drop_last": 101}, "one step fewer"),
        (DROP | {"steps with drop_last": 99}, "only one is dropped"),
        (DROP | {"unseen": 3}, "must be dropped in both"),
        (DROP | {"unseen": 6}, "most of the first three"),
        (DROP | {"unseen": (3 / 1003)**2}, "there are 1003"),
        (DROP | {"unseen": 3 / 1003}, "in one epoch."),
        (DROP | {"unseen": 0}, "not impossible"),
        (DROP | {"unseen": 6 / 1003}, "at least one of the two epochs"),
        (DROP | {"unseen": 6 - 9 / 1003}, "in at least one epoch"),
        (DROP | {"unseen": 0.01}, "Rounded too far"),
        (DROP | {"unseen without shuffle": 6}, "the same examples are dropped"),
        (DROP | {"unseen without shuffle": 0.009}, "chance plays no part"),
        (DROP | {"unseen without shuffle": 0}, "always holds the same"),
    ],
    "linear-regression-concise/6": [
        (lambda X, y, alpha: ridge_by_steps(X, y, alpha, 3), "On the way"),
        (faulty(scale=len), "The half is missing"),
        (faulty(scale=lambda X: 0.5), "n is missing"),
        (faulty(scale=lambda X: 0.5 / len(X)), "divided by n"),
        (faulty(scale=lambda X: 1), "Neither n nor the half"),
        (faulty(scale=lambda X: 2 * len(X)), "not n · alpha · 2"),
        (faulty(scale=lambda X: X.shape[1] / 2), "not of features"),
        (faulty(sign=-1), "The sign"),
        (faulty(eye=lambda d: torch.ones(d, d)), "only the diagonal"),
        (faulty(column=True), "with one axis"),
        (faulty(wide=True), "The identity has the size"),
        (faulty(scale=lambda X: 0), "without the decay"),
        (lambda X, y, alpha: torch.linalg.pinv(X) @ y.flatten() / (1 + alpha / 2), "Formula (2)"),
        (lambda X, y, alpha: ridge(torch.cat([X, torch.ones(len(X), 1)], 1), y, alpha)[:-1],
         "This one has a bias"),
        (lambda X, y, alpha: X @ ridge(X, y, alpha), "These are predictions"),
    ],
}
