"""Wrong answers to the exercises of perceptron, and the hint that each must get."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import torch

# Exercise 1 --------------------------------------------------------------------------------------

def bits(sign=lambda label: 2 * label - 1, tie=True, bias=True, count="updates", batch=False,
         every=False, form=tuple, rounds=True):
    """Make a perceptron on labels 0 and 1, with the given fault."""
    def perceptron_bits(X, labels, max_epochs=100):
        w, b, updates, epochs = torch.zeros(X.shape[1]), 0.0, 0, 0
        for _ in range(max_epochs if rounds else 1):
            before, old_w, old_b = updates, w, b
            epochs += 1
            for x, label in zip(X, labels, strict=True):
                y = sign(label)
                score = y * (x @ old_w + old_b if batch else x @ w + b)
                if every or score < 0 or (tie and score == 0):
                    w, b, updates = w + y * x, b + y * bias, updates + 1
            if updates == before:
                break
        return form((w, b, updates if count == "updates" else epochs))

    return perceptron_bits


def stray(step=lambda y, x: (y * x, y), wrong=lambda y, score: y * score <= 0, bias=1, count=0):
    """Make a perceptron with a fault in its step, its score or its notion of a mistake."""
    def perceptron_bits(X, labels, max_epochs=100):
        w, b, updates = torch.zeros(X.shape[1]), 0.0, count
        for _ in range(max_epochs):
            before = updates
            for i in range(len(X)):
                y = 2 * labels[i] - 1
                if wrong(y, X[i] @ w + bias * b):
                    w, b = w + step(y, X[i])[0], b + step(y, X[i])[1]
                    updates += 1
            if before == updates:
                break
        return w, b, updates

    return perceptron_bits


def rounds_before_the_last(X, labels, max_epochs):
    w, b, epochs = bits(count="epochs")(X, labels, max_epochs)
    return w, b, epochs - 1


def bits_in_64_bits(X, labels, max_epochs=100):
    w, b, updates = torch.zeros(X.shape[1], dtype=torch.float64), 0, 0
    for _ in range(max_epochs):
        wrong = 0
        for x, label in zip(X, labels, strict=True):
            y = 1 if label else -1
            if y * (w @ x + b) <= 0:
                w, b, wrong = w + y * x, b + y, wrong + 1
        updates += wrong
    return w, b, updates


def bits_in_lists(X, labels, max_epochs=100):
    rows, b, updates = X.tolist(), 0, 0
    w = [0] * len(rows[0])
    for _ in range(max_epochs):
        clean = True
        for x, label in zip(rows, labels.tolist(), strict=True):
            y = 1 if label else -1
            if y * (sum(a * c for a, c in zip(w, x, strict=True)) + b) <= 0:
                w, b = [a + y * c for a, c in zip(w, x, strict=True)], b + y
                updates, clean = updates + 1, False
        if clean:
            break
    return w, b, updates


def bits_in_numpy(X, labels, max_epochs=100):
    w, b, updates = bits_in_lists(X, labels, max_epochs)
    return np.array(w), np.float64(b), np.int64(updates)


def bits_folded(X, labels, max_epochs=100):
    Z = (2 * labels - 1)[:, None] * torch.cat([X, torch.ones(len(X), 1)], 1)
    path = states(Z, max_epochs)
    return path[-1, :-1], path[-1, -1:], torch.tensor(len(path) - 1)


def bits_in_place(X, labels, max_epochs=100):
    w, b, updates, before = torch.zeros(X.shape[1], 1), torch.zeros(1), 0, -1
    while max_epochs and before != updates:
        before, max_epochs = updates, max_epochs - 1
        for i in range(len(X)):
            y = 1 if labels[i] == 1 else -1
            if (y * (X[i:i + 1] @ w + b)).item() <= 0:
                w += y * X[i:i + 1].T
                b += y
                updates += 1
    return w, b, updates


def book_rule(X, labels, max_epochs=100):
    w, b, updates, before = torch.zeros(X.shape[1]), 0.0, 0, -1
    while max_epochs and before != updates:
        before, max_epochs = updates, max_epochs - 1
        for x, label in zip(X, labels, strict=True):
            error = label - (x @ w + b > 0).float()
            w, b, updates = w + error * x, b + error, updates + int(error != 0)
    return w, b, updates


def label_minus_sign(X, labels, max_epochs=100):
    w, b, updates = torch.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        before = updates
        for x, y in zip(X, 2 * labels - 1, strict=True):
            error = y - torch.sign(x @ w + b)
            w, b, updates = w + error * x, b + error, updates + (error != 0)
        if updates == before:
            break
    return w, b, updates


def updates_of_the_last_epoch(X, labels, max_epochs=100):
    w, b = torch.zeros(X.shape[1]), 0.0
    for _ in range(max_epochs):
        updates = 0
        for x, y in zip(X, 2 * labels - 1, strict=True):
            if y * (x @ w + b) <= 0:
                w, b, updates = w + y * x, b + y, updates + 1
        if not updates:
            break
    return w, b, updates


def bias_inside(X, labels, max_epochs=100):
    w, b, updates = bits()(X, labels, max_epochs)
    return torch.cat([w, torch.tensor([float(b)])]), b, updates


# Exercises 4 to 6 --------------------------------------------------------------------------------

def states(Z, max_epochs=10_000):
    """Return the weights of a run, the start included."""
    path, before = [torch.zeros(Z.shape[1])], 0
    for _ in range(max_epochs):
        for z in Z:
            if z @ path[-1] <= 0:
                path.append(path[-1] + z)
        if len(path) - 1 == before:
            break
        before = len(path) - 1
    return torch.stack(path)


def audit(scale=True, rho=lambda Z, u: (Z @ u).min(), start=1, radius=lambda Z: (Z ** 2).sum(1),
          length=lambda w: (w ** 2).sum(1), order=1, dim=1):
    """Make an audit, with the given fault."""
    def audit(Z, u):
        u = u / u.norm() if scale else u
        w = states(Z)
        k = torch.arange(len(w))
        columns = [w @ u - k * rho(Z, u), k * radius(Z).max() - length(w)]
        return torch.stack([column[start:] for column in columns[::order]], dim)

    return audit


def audit_in_rows(Z, u):
    rows, u = [], u / torch.sqrt((u ** 2).sum())
    w, k, clean = torch.zeros(len(u)), 0, 0
    while clean < len(Z):
        for z in Z:
            clean += 1
            if z.dot(w) <= 0:
                w, k, clean = w + z, k + 1, 0
                rows.append([w @ u - k * min(Z @ u), k * max((Z ** 2).sum(1)) - w @ w])
    return rows


def audit_with_one_margin(Z, u):
    u = u / u.norm()
    w, k = states(Z)[1:], torch.arange(1, len(states(Z)))
    return torch.stack([w @ u - (Z @ u).min(), k * (Z ** 2).sum(1).max() - (w ** 2).sum(1)], 1)


def audit_roots(Z, u):
    w, k = states(Z)[1:], torch.arange(1, len(states(Z)))
    return torch.stack([audit()(Z, u)[:, 0],
                        (k * (Z ** 2).sum(1).max()).sqrt() - w.norm(dim=1)], 1)


def bound(length=lambda w, b: (w @ w + b ** 2) ** 0.5, power=2, one=1, low=torch.min,
          root=False, invert=1, radius=lambda X: X.norm(dim=1).max()):
    """Make a bound, with the given fault."""
    def mended_bound(X, y, w, b):
        rho = low(y * (X @ w + b)) / length(w, b) ** invert
        r = radius(X)
        result = (r ** 2 + one) / rho ** power
        return result ** 0.5 if root else result

    return mended_bound


def bound_by_scaling(X, y, w, b):
    scale = float(torch.cat([w, torch.as_tensor(b).reshape(1)]).norm())
    w, b = w / scale, b / scale
    return float(((X * X).sum(1).max() + 1) / (y * (X @ w + b)).min() ** 2)


def bound_half(X, y, w, b):
    return bound(lambda w, b: (w @ w + b ** 2) ** 0.25)(X, y, w, b)


def trained(loss=lambda s: torch.where(s >= 0, s, 0.0), start=torch.zeros, sign=1, detach=True):
    """Make a training, with the given fault."""
    def train_from_zero(Z, num_epochs):
        w = start(Z.shape[1]).requires_grad_()
        for z in Z.repeat(num_epochs, 1):
            loss(-z @ w).backward()
            with torch.no_grad():
                w -= sign * w.grad
                w.grad = None
        return w.detach() if detach else w

    return train_from_zero


def trained_by_if(Z, num_epochs):
    w = torch.zeros(Z.shape[1], requires_grad=True)
    for z in Z.repeat(num_epochs, 1):
        s = -z @ w
        if s >= 0:
            s.backward()
            with torch.no_grad():
                w -= w.grad
                w.grad = None
    return w.detach()


def trained_without_guard(Z, num_epochs):
    w = torch.zeros(Z.shape[1], requires_grad=True)
    for z in Z.repeat(num_epochs, 1):
        s = -z @ w
        if s >= 0:
            s.backward()
        with torch.no_grad():
            w -= w.grad
            w.grad = None
    return w.detach()


def trained_at_once(Z, num_epochs):
    w = torch.zeros(Z.shape[1])
    for _ in range(num_epochs):
        w = w + ((Z @ w <= 0)[:, None] * Z).sum(0)
    return w


def trained_by_hand(Z, num_epochs):
    w = torch.zeros(Z.shape[1])
    for _ in range(num_epochs):
        for z in Z:
            if z @ w <= 0:
                w += z
    return w


def by_optimizer(Z, num_epochs):
    w = torch.nn.Parameter(torch.zeros(Z.shape[1]))
    optimizer = torch.optim.SGD([w], lr=1.0)
    for z in Z.repeat(num_epochs, 1):
        optimizer.zero_grad()
        s = -(z * w).sum()
        (s * (s >= 0)).backward()
        optimizer.step()
    return w


def ahead(Z, num_epochs):
    return trained(lambda s: torch.where(s >= -1, s, 0.0))(Z, num_epochs)


def lost_graph(Z, num_epochs):
    return trained(lambda s: torch.tensor(max(0.0, s.item())))(Z, num_epochs)


# Exercise 8 --------------------------------------------------------------------------------------

def averaged(add="example", divide=lambda n, epochs, k: n * epochs, early=False, start=False):
    """Make a mean of weights, with the given fault."""
    def averaged(Z, num_epochs):
        w = total = torch.zeros(Z.shape[1])
        k = 0
        for t, z in enumerate(Z.repeat(num_epochs, 1), 1):
            old, wrong = w, z @ w <= 0
            w = w + z if wrong else w
            if add == "example" or (add == "update" and wrong) or (
                    add == "epoch" and t % len(Z) == 0):
                total, k = total + (old if early else w), k + 1
        return total / (divide(len(Z), num_epochs, k) + start)

    return averaged


def by_late_shares(Z, num_epochs):
    T, w, mean = num_epochs * len(Z), torch.zeros(Z.shape[1]), torch.zeros(Z.shape[1])
    for t in range(1, T + 1):
        z = Z[(t - 1) % len(Z)]
        if z @ w <= 0:
            w = w + z
            mean = mean + (T - t + 1) / T * z
    return mean


def stops(Z, num_epochs):
    w = total = torch.zeros(Z.shape[1])
    shown = 0
    for _ in range(num_epochs):
        old = w
        for z in Z:
            w = w + z if z @ w <= 0 else w
            total, shown = total + w, shown + 1
        if (Z @ w > 0).all() and torch.equal(old, w):
            break
    return total / shown


def by_weights(weight):
    """Make a mean that adds up the mistakes with the given weights."""
    def averaged(Z, num_epochs):
        T, w, mean = num_epochs * len(Z), torch.zeros(Z.shape[1]), torch.zeros(Z.shape[1])
        for t, z in enumerate(Z.repeat(num_epochs, 1), 1):
            if z @ w <= 0:
                w, mean = w + z, mean + weight(T, t) * z
        return mean / T

    return averaged


def forgets_the_last(Z, num_epochs):
    w, total, life = torch.zeros(Z.shape[1]), torch.zeros(Z.shape[1]), 0
    for z in Z.repeat(num_epochs, 1):
        if z @ w <= 0:
            total, w, life = total + life * w, w + z, 0
        life += 1
    return total / (num_epochs * len(Z))


def by_survival(Z, num_epochs):
    w, total, life, shown = torch.zeros(Z.shape[1]), torch.zeros(Z.shape[1]), 0, 0
    for z in Z.repeat(num_epochs, 1):
        shown += 1
        if z @ w <= 0:
            total, w, life = total + life * w, w + z, 1
        else:
            life += 1
    return (total + life * w) / shown


def last(Z, num_epochs):
    return trained_by_hand(Z, num_epochs)


# Exercise 10 -------------------------------------------------------------------------------------

def counts(begin=0, low=0, score=lambda G, i, c: G[i] @ c, step=lambda G, i: 1, epochs=0):
    """Make a count of mistakes, with the given fault."""
    def mistake_counts(G, max_epochs=100):
        c = torch.full((len(G),), float(begin))
        for _ in range(max_epochs + epochs):
            clean = True
            for i in range(len(G)):
                if score(G, i, c) <= low:
                    c[i] += step(G, i)
                    clean = False
            if clean:
                break
        return c

    return mistake_counts


def counts_in_lists(G, max_epochs=100):
    rows, total = G.tolist(), [0] * len(G)
    for _ in range(max_epochs):
        old = list(total)
        for i, row in enumerate(rows):
            total[i] += sum(a * g for a, g in zip(total, row, strict=True)) <= 0
        if total == old:
            break
    return total


def counts_by_scores(G, max_epochs=100):
    scores, total = torch.zeros(len(G)), torch.zeros(len(G), dtype=torch.int64)
    for i in list(range(len(G))) * max_epochs:
        if scores[i] <= 0:
            scores, total[i] = scores + G[i], total[i] + 1
    return total


def counts_of_an_index(G, max_epochs=100):
    mistakes = []
    for _ in range(max_epochs):
        for i in range(len(G)):
            if sum(G[i, j] for j in mistakes) <= 0:
                mistakes.append(i)
    return torch.bincount(torch.tensor(mistakes), minlength=len(G))


def counts_at_once(G, max_epochs=100):
    c = torch.zeros(len(G))
    for _ in range(max_epochs):
        c = c + (G @ c <= 0)
    return c


def counts_of_rows(G, max_epochs=100):
    c = torch.zeros(len(G))
    for _ in range(max_epochs):
        old = c
        for row in G:
            c = c + row if row @ c <= 0 else c
        if torch.equal(old, c):
            break
    return c


def counts_on_the_way(G, max_epochs=100):
    c, path = torch.zeros(len(G)), []
    for _ in range(max_epochs):
        for i in range(len(G)):
            c[i] += G[i] @ c <= 0
            path.append(c.clone())
    return torch.stack(path)


RATES = {"weights": (0.3, 0.2, -0.4), "updates": 18, "start": (2, 2, -2)}
NUMBERS = {"growth": 15, "updates": 255, "length": 61.85, "share": 0.4}
BOUNDS = {"0 and 1": 4411, "-1 and 1": 1001, "smaller": False}
ONE_OF_THREE = [2, 1, 1, 0, 1, 0, 0, 1]

RIGHT = {
    "perceptron/1": [bits(), bits(form=list), bits_in_lists, bits_in_numpy, bits_folded,
                     bits_in_place, bits_in_64_bits, bits(lambda label: 1.0 if label else -1.0)],
    "perceptron/2": [RATES, {**RATES, "weights": torch.tensor([0.3, 0.2, -0.4])},
                     {**RATES, "weights": [Fraction(3, 10), Fraction(1, 5), Fraction(-2, 5)],
                      "updates": 18.0, "start": torch.tensor([[2.0, 2.0, -2.0]])},
                     {**RATES, "weights": ((0.3, 0.2), -0.4),
                      "start": [torch.tensor([2.0, 2.0]), -2]},
                     {**RATES, "start": np.array([2, 2, -2]), "updates": torch.tensor(18)}],
    "perceptron/3": [NUMBERS, {**NUMBERS, "length": 15 * math.sqrt(17), "share": Fraction(2, 5)},
                     {**NUMBERS, "growth": torch.tensor(15.0), "length": Decimal("61.8")},
                     {**NUMBERS, "updates": 15 / 0.2425 ** 2}],
    "perceptron/4": [audit(), audit_in_rows, lambda Z, u: audit()(Z, u).double(),
                     lambda Z, u: audit()(Z, u).numpy(),
                     lambda Z, u: list(audit()(Z, u)), lambda Z, u: audit()(Z, u).tolist()],
    "perceptron/5": [bound(), bound_by_scaling],
    "perceptron/6": [trained(), trained_by_if, trained_by_hand, by_optimizer,
                     trained(lambda s: s * (s >= 0)),
                     trained(detach=False), lambda Z, n: trained()(Z, n).tolist(),
                     trained(start=lambda d: torch.zeros(d, dtype=torch.float64))],
    "perceptron/7": [ONE_OF_THREE, torch.tensor(ONE_OF_THREE), np.array(ONE_OF_THREE) / 6,
                     [1.5, 1, 1, 0.5, 1, 0.5, 0.5, 0], [Fraction(n, 6) for n in ONE_OF_THREE],
                     torch.tensor([[2.0], [1], [1], [0], [1], [0], [0], [1]])],
    "perceptron/8": [averaged(), by_late_shares, by_survival,
                     lambda Z, n: averaged()(Z, n).double(), lambda Z, n: averaged()(Z, n).numpy(),
                     lambda Z, n: averaged()(Z, n).tolist()],
    "perceptron/9": [BOUNDS, {**BOUNDS, "0 and 1": 4411.0, "-1 and 1": torch.tensor(1001)},
                     {**BOUNDS, "0 and 1": 11 / (1 / math.sqrt(401)) ** 2}],
    "perceptron/10": [counts(), counts_in_lists, counts_by_scores, counts_of_an_index,
                      lambda G, n: counts()(G, n).numpy(), lambda G, n: list(counts()(G, n)),
                      lambda G, n: counts()(G, n).float(),
                      counts(score=lambda G, i, c: (c * G[:, i]).sum())],
}

WRONG = {
    "perceptron/1": [
        (bits(tie=False), "Nothing ever happens"), (book_rule, "(label - prediction)"),
        (bits(sign=lambda label: label), "update of nothing"), (bits(bias=False), "never changes"),
        (bits(count="epochs"), "counts epochs"), (bits(batch=True), "at its beginning"),
        (bits(every=True), "only mistakes count"), (bias_inside, "one entry too many"),
        (lambda X, labels, max_epochs: bits()(X, labels)[0], "Return three things"),
        (bits(rounds=False), "Only one epoch"), (stray(step=lambda y, x: (-y * x, -y)), "not subt"),
        (stray(step=lambda y, x: (y * x, -y)), "bias goes the wrong way"),
        (stray(step=lambda y, x: (y * x, 1)), "always grows"),
        (stray(step=lambda y, x: (x, y)), "whatever the label"),
        (stray(step=lambda y, x: (y, y)), "sign alone"), (stray(bias=0), "missing in the score"),
        (stray(wrong=lambda y, s: (s >= 0) != (y > 0)), "tie with the label 1"),
        (stray(wrong=lambda y, s: y * s >= 0), "example is right"),
        (lambda X, labels, n: bits()(X, labels), "not heeded"),
        (lambda X, labels, n: bits()(X, labels, n + 1), "one epoch too many"),
        (lambda X, labels, n: bits()(X, labels, n - 1), "one epoch too few"),
        (lambda X, labels, n: bits()(X, 1 - labels, n), "labels are exchanged"),
        (label_minus_sign, "2 or -2"), (updates_of_the_last_epoch, "last epoch alone"),
        (stray(count=1), "one too high"), (rounds_before_the_last, "epochs before the last"),
    ],
    "perceptron/2": [
        ({**RATES, "weights": (3, 2, -4)}, "for a rate of 1"),
        ({**RATES, "weights": (0.3, 0.2, -4)}, "multiplies the bias too"),
        ({**RATES, "weights": (30, 20, -40)}, "smaller weights"),
        ({**RATES, "updates": 180}, "nothing is compared but"),
        ({**RATES, "updates": 9}, "number of epochs"), ({**RATES, "updates": 51}, "the bound"),
        ({**RATES, "start": (0.5, 0.5, -0.5)}, "divides the start"),
        ({**RATES, "start": (1, 1, -1)}, "the rate matters"),
        ({**RATES, "start": (10, 10, -10)}, "is 0.5"), ({**RATES, "start": (4, 4, -4)}, "once"),
        ({**RATES, "weights": (0.2, 0.3, -0.4)}, "another order"),
        ({**RATES, "weights": (0.3, 0.2)}, "Three numbers"),
    ],
    "perceptron/3": [
        ({**NUMBERS, "growth": 3}, "middle term of (4) is missing"),
        ({**NUMBERS, "growth": 9}, "twice the score"), ({**NUMBERS, "updates": 51}, "Theorem 2"),
        ({**NUMBERS, "updates": 15 / 17}, "Multiply by 17"),
        ({**NUMBERS, "length": math.sqrt(255)}, "root of the number"),
        ({**NUMBERS, "share": 0.5}, "limit for large"), ({**NUMBERS, "share": 1}, "τ divided by τ"),
        ({**NUMBERS, "share": 0.097}, "divide it by ρ"),
        ({**NUMBERS, "share": 0.8}, "not above 2τ"),
        ({**NUMBERS, "length": math.sqrt(765)}, "each adds up to 15"),
        ({**NUMBERS, "updates": 204}, "r² + 1 is missing"),
    ],
    "perceptron/4": [
        (audit(scale=False), "not scaled"), (audit(start=0), "zero start"),
        (audit(rho=lambda Z, u: (Z @ u).mean()), "not the mean"),
        (audit(radius=lambda Z: (Z[:, :-1] ** 2).sum(1)), "last entry"),
        (audit(length=lambda w: w.norm(dim=1)), "is to be squared"),
        (audit_roots, "these are roots"), (audit(order=-1), "exchanged"),
        (audit(dim=0), "two rows"),
        (lambda Z, u: audit(rho=lambda Z, v: (Z @ u).min())(Z, u), "as it came, the part"),
        (lambda Z, u: audit(scale=False, rho=lambda Z, v: (Z @ v).min() / u.norm())(Z, u),
         "as it came, the margin"),
        (lambda Z, u: audit(rho=lambda Z, v: (Z @ v).min() / u.norm())(Z, u), "twice"),
        (audit(radius=lambda Z: Z.norm(dim=1)), "enters squared"),
        (audit(radius=lambda Z: (Z ** 2).sum(1).mean(0, True)), "column, not the mean"),
        (audit(radius=lambda Z: (Z[:1] ** 2).sum(1)), "not the first"),
        (audit_with_one_margin, "k times"),
        (lambda Z, u: audit()(Z, u) * torch.tensor([-1, 1]), "The first column is the other"),
        (lambda Z, u: audit()(Z, u) * torch.tensor([1, -1]), "The second column is the other"),
        (lambda Z, u: print("slack"), "The function prints"),
    ],
    "perceptron/5": [
        (bound(lambda w, b: 1 + 0 * b), "scale of (w, b)"),
        (bound(lambda w, b: w.norm()), "leaves the bias out"),
        (bound(lambda w, b: w @ w + b ** 2), "squared length; divide"), (bound_half, "once"),
        (bound(one=0), "1 of the bias"), (bound(invert=-1), "a smaller margin"),
        (bound(root=True), "root of the bound"), (bound(low=torch.mean), "not their mean"),
        (bound(lambda w, b: w.norm() + abs(b)), "root of the sum of squares"),
        (bound(lambda w, b: max(1, (w @ w + b ** 2) ** 0.5)), "left short"),
        (bound(radius=lambda X: X.norm(dim=1).mean()), "not the mean length"),
        (bound(radius=torch.norm), "whole matrix"), (bound(low=torch.max), "not the largest"),
        (bound(power=1), "is to be squared"), (bound(lambda w, b: (w @ w + 1) ** 0.5), "not the 1"),
        (lambda X, y, w, b: bound(lambda *_: 1)(X, y, w / (w @ w + b ** 2) ** 0.5, b), "one and"),
    ],
    "perceptron/6": [
        (trained(lambda s: torch.relu(s) + 0.0), "still zero"),
        (trained(lambda s: torch.maximum(s, torch.zeros(()))), "half a step"),
        (trained(sign=-1), "wrong way"), (ahead, "a tie of its own"),
        (trained(lambda s: torch.relu(1 + s)), "Scores below 1"),
        (trained(start=torch.rand), "start is not zero"), (lost_graph, "lost its graph"),
        (trained(torch.nn.functional.softplus), "logistic loss"),
        (trained(torch.nn.functional.leaky_relu), "if small ones"),
        (trained(lambda s: torch.relu(s + 1e-6)), "little above 0"),
        (trained(lambda s: s), "right ones too"), (trained_without_guard, "There is no gradient"),
        (lambda Z, n: trained()(Z[torch.randperm(len(Z))], n), "in turn"),
        (lambda Z, n: trained()(Z, 1), "one epoch"), (trained_at_once, "one step an epoch"),
    ],
    "perceptron/7": [
        ([1] * 7, "Eight numbers"), ([0] * 8, "All numbers are zero"),
        ([2, -1, -1, 0, -1, 0, 0, 1], "turns round"),
        ([2, 0, 0, 0, 0, 0, 0, 1], "should be on must"),
        ([0, 1, 1, 0, 1, 0, 0, 0], "should be off must"), ([1, 1, 1, 0, 1, 0, 0, 1], "b does not"),
        ([2, 1, 1, 1, 0, 0, 0, 1], "right in the order 000"),
        ([1, 0, 0, 1, 0, 1, 1, 2], "right in the order 111"),
        ([-2, 1, 1, 0, 1, 0, 0, -1], "signs of the labels"),
        ([1] * 8, "w1, w2, w3 and b do"),
    ],
    "perceptron/8": [
        (averaged("update", lambda n, epochs, k: k), "over the updates"),
        (averaged("epoch", lambda n, epochs, k: k), "epochs' ends"),
        (averaged("update"), "only after a mistake"), (averaged(start=True), "start is counted"),
        (averaged(early=True), "before each example"),
        (averaged(divide=lambda n, epochs, k: 1), "That is the sum"),
        (averaged(divide=lambda n, epochs, k: n), "of one epoch"),
        (averaged(divide=lambda n, epochs, k: epochs), "number of epochs"), (last, "not a mean"),
        (stops, "over all num_epochs"), (lambda Z, n: states(Z, n).mean(0), "start included"),
        (by_weights(lambda T, t: t), "count least"),
        (by_weights(lambda T, t: T - t + 2), "too many"),
        (by_weights(lambda T, t: T + t - 1), "not added"),
        (by_weights(lambda T, t: t - 1), "what is to be taken off"),
        (forgets_the_last, "in use at the end"),
    ],
    "perceptron/9": [
        ({**BOUNDS, "0 and 1": 4010}, "in r² + 1"), ({**BOUNDS, "0 and 1": 440}, "length of u"),
        ({**BOUNDS, "-1 and 1": 91}, "squared length of u alone"),
        ({**BOUNDS, "-1 and 1": 9}, "for m = 2"), ({**BOUNDS, "smaller": True}, "both factors"),
        ({**BOUNDS, "0 and 1": 101 * 401}, "not m²"),
        ({**BOUNDS, "0 and 1": 649}, "bias is to be squared"),
        ({**BOUNDS, "0 and 1": math.sqrt(4411)}, "root of the bound"),
    ],
    "perceptron/10": [
        (counts(low=-1e-9), "Nothing ever happens"),
        (lambda G, n: counts()(G), "not heeded"), (lambda G, n: counts()(G, 1), "Only one epoch"),
        (counts(epochs=1), "one epoch too many"), (counts(epochs=-1), "one epoch too few"),
        (counts_at_once, "at its beginning"), (counts(low=math.inf), "right or wrong"),
        (counts(score=lambda G, i, c: G[i, i] * c[i]), "own count alone"),
        (counts_of_rows, "whole row"), (counts(step=lambda G, i: G[i, i]), "squared length"),
        (lambda G, n: counts()(G, n) / counts()(G, n).sum(), "mixture of Theorem 3"),
        (lambda G, n: G @ counts()(G, n), "scores at the end"),
        (lambda G, n: counts()(G, n).sum(), "number of all mistakes"),
        (lambda G, n: counts()(G, n) + 1, "one too high"),
        (counts(step=lambda G, i: -1), "takes 1 off"), (counts_on_the_way, "at the end are ask"),
        (counts(begin=1), "begin at 1"),
    ],
}
