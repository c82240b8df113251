"""Wrong answers to the exercises of linear-regression, and the hint that each must get."""

import math
from decimal import Decimal
from fractions import Fraction

import torch

FACTORS = {"weight": 1e-3, "prediction": 1, "gradient": 1e3, "Hessian": 1e6, "step": 1e6}
SCHEMES = {"shuffled": True, "block": False, "ring": True, "cut": True, "largest": False}
FLAT, STEEP = torch.tensor([1.0, -1.0]), torch.tensor([1.0, 1.0])
ENDS = {"shortest": (0.7, 1.4), "from (3, 0)": (3.1, 0.2), "from (3, 0.25)": (3, 0.25)}
RATES = {"sum of halves": 0.003, "mean of halves": 0.03, "MSELoss, mean": 0.015,
         "MSELoss, sum": 0.0015}
NUMBERS = {"error at 64": 3, "size for error 1": 576, "error of all": 0, "steps": 6,
           "hover": 1 / 8}


def epoch(divide=lambda X_b, X, size: len(X_b), sign=-1, last=True):
    """Make an epoch, with the given fault."""
    def one_epoch(X, y, w, lr, batch_size):
        for i in range(0, len(X), batch_size):
            X_b, y_b = X[i:i + batch_size], y[i:i + batch_size]
            if last or len(X_b) == batch_size:
                total = X_b.T @ (X_b @ w - y_b)
                w = w + sign * lr * total / divide(X_b, X, batch_size)
        return w
    return one_epoch


def epoch_by_autograd(X, y, w, lr, batch_size):
    w = w.clone().requires_grad_()
    for X_b, y_b in zip(X.split(batch_size), y.split(batch_size), strict=True):
        loss = ((X_b @ w - y_b) ** 2 / 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            w.grad.zero_()
    return w


def epoch_of_means(X, y, w, lr, batch_size):
    for i in range(0, len(X), batch_size):
        X_b, y_b = X[i:i + batch_size], y[i:i + batch_size]
        w = w - lr * torch.mean(X_b.T @ (X_b @ w - y_b))
    return w


def epoch_in_place(X, y, w, lr, batch_size):
    for X_b, y_b in zip(X.split(batch_size), y.split(batch_size), strict=True):
        w -= lr * X_b.T @ (X_b @ w - y_b) / len(X_b)
    return w


def nonzero(values):
    return values[values > 1e-9 * values.max()]


def descent(rate=lambda low, high, n: 2 / (low + high), more=0, sign=-1, half=1):
    """Make gradient descent, with the given fault."""
    def best_descent(X, y, num_steps):
        low, *_, high = [*nonzero(torch.linalg.eigvalsh(X.T @ X / len(X)))] * 2
        lr = rate(low, high, len(X))
        w = torch.zeros(X.shape[1])
        for _ in range(num_steps + more):
            w = w + sign * half * lr * X.T @ (X @ w - y) / len(X)
        return w
    return best_descent


def descent_with_sums(X, y, num_steps):
    eigenvalues = nonzero(torch.linalg.svdvals(X)) ** 2
    w = torch.zeros(X.shape[1], 1)
    for _ in range(num_steps):
        w -= 2 / (eigenvalues[0] + eigenvalues[-1]) * X.T @ (X @ w - y[:, None])
    return w[:, 0]


def descent_by_powers(X, y, num_steps):
    """The same without a loop: the error is multiplied by a power of I - ηH."""
    H = X.T @ X / len(X)
    values = nonzero(torch.linalg.eigvalsh(H))
    step = torch.eye(len(H)) - 2 / (values[0] + values[-1]) * H
    best = torch.linalg.pinv(X) @ y
    return best - torch.linalg.matrix_power(step, num_steps) @ best


def descent_of(gradient):
    """Descend at the best rate along what ``gradient(X, y, w, step)`` returns."""
    def best_descent(X, y, num_steps):
        values, w = nonzero(torch.linalg.eigvalsh(X.T @ X / len(X))), torch.zeros(X.shape[1])
        for step in range(num_steps):
            w = w - 2 / (values[0] + values[-1]) * gradient(X, y, w, step)
        return w
    return best_descent


def added_up():
    seen = []

    def gradient(X, y, w, step):
        del seen[step:]
        seen.append(X.T @ (X @ w - y) / len(X))
        return sum(seen)
    return gradient


def descent_by_examples(X, y, num_steps):
    values, w = nonzero(torch.linalg.eigvalsh(X.T @ X / len(X))), torch.zeros(X.shape[1])
    for _ in range(num_steps):
        for x, label in zip(X, y, strict=True):
            w = w - 2 / (values[0] + values[-1]) * (x @ w - label) * x / len(X)
    return w


def first_step_before_the_loop(X, y, num_steps):
    values = nonzero(torch.linalg.eigvalsh(X.T @ X / len(X)))
    lr = 2 / (values[0] + values[-1])
    w = lr * X.T @ y / len(X)
    for _ in range(num_steps - 1):
        w = w - lr * X.T @ (X @ w - y) / len(X)
    return w


def epoch_by_examples(X, y, w, lr, batch_size):
    for X_b, y_b in zip(X.split(batch_size), y.split(batch_size), strict=True):
        for x, label in zip(X_b, y_b, strict=True):
            w = w - lr * (x @ w - label) * x / len(X_b)
    return w


def epoch_in_chunks(X, y, w, lr, batch_size):
    batches = math.ceil(len(X) / batch_size)
    for X_b, y_b in zip(X.chunk(batches), y.chunk(batches), strict=True):
        w = w - lr * X_b.T @ (X_b @ w - y_b) / len(X_b)
    return w


def epoch_too_short(X, y, w, lr, batch_size):
    for i in range(0, len(X) - 1, batch_size):
        X_b, y_b = X[i:i + batch_size], y[i:i + batch_size]
        w = w - lr * X_b.T @ (X_b @ w - y_b) / len(X_b)
    return w


def shuffled_epoch(X, y, w, lr, batch_size):
    order = torch.randperm(len(X))
    return epoch()(X[order], y[order], w, lr, batch_size)


def descent_in_64_bits(X, y, num_steps):
    values = nonzero(torch.linalg.eigvalsh(X.T @ X / len(X)))
    w = torch.zeros(X.shape[1], dtype=torch.float64)
    for _ in range(num_steps):
        w -= 2 / (values.max() + values.min()) * X.T @ (X @ w - y) / len(X)
    return w


def descent_by_rank(X, y, num_steps):
    values = torch.linalg.eigvalsh(X @ X.T / len(X)).flip(0)[:torch.linalg.matrix_rank(X)]
    w = torch.zeros(X.shape[1])
    for _ in range(num_steps):
        w = w - 2 / (values[0] + values[-1]) * X.T @ (X @ w - y) / len(X)
    return w


def descent_by(choose):
    """Descend with a rate from all eigenvalues, the smallest first, zeros included."""
    def best_descent(X, y, num_steps):
        lr = choose(torch.linalg.eigvalsh(X.T @ X / len(X)))
        w = torch.zeros(X.shape[1])
        for _ in range(num_steps):
            w = w - lr * X.T @ (X @ w - y) / len(X)
        return w
    return best_descent


def by_hand(X, y):
    """Fit anew without each example."""
    X = torch.cat([torch.ones(len(X), 1), X], dim=1)
    errors = []
    for i in range(len(X)):
        keep = torch.arange(len(X)) != i
        w = torch.linalg.lstsq(X[keep], y[keep, None]).solution[:, 0]
        errors.append(y[i] - X[i] @ w)
    return torch.stack(errors)


def by_inverse(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    P = A @ torch.linalg.inv(A.T @ A) @ A.T
    return (y - P @ y) / (1 - torch.diag(P))


def residuals(X, y, bias=True):
    A = torch.cat([torch.ones(len(X), 1), X], dim=1) if bias else X
    P = A @ torch.linalg.pinv(A)
    return y - P @ y, P.diagonal()


def fitted(measure):
    return lambda X, y: measure(*residuals(X, y))


def with_the_mean(X, y):
    """Replace the label, in place of leaving the example out."""
    errors = []
    for i in range(len(y)):
        labels = torch.where(torch.arange(len(y)) == i, y.mean(), y)
        errors.append(y[i] - (labels - residuals(X, labels)[0])[i])
    return torch.stack(errors)


def unmended_epoch(X, y, w, lr, batch_size):
    for start in range(0, len(X), batch_size):
        part = slice(start, start + batch_size)
        w = w - lr * (X[part].T @ (X[part] @ w - y[part])) / batch_size
    return w


def unmended_standard(X_train, X_new):
    return (X_new - X_new.mean(dim=0)) / X_new.std(dim=0)


RIGHT = {
    "linear-regression/1": [FACTORS, FACTORS | {"weight": torch.tensor(0.001), "Hessian": 10**6}],
    "linear-regression/2": [SCHEMES, {name: int(value) for name, value in SCHEMES.items()},
                            {name: torch.tensor(value) for name, value in SCHEMES.items()},
                            {name: torch.tensor(value).numpy()[()]
                             for name, value in SCHEMES.items()}],
    "linear-regression/3": [(FLAT, STEEP), ([-3, 3], [0.5, 0.5]),
                            (FLAT[:, None], STEEP[None]), (-FLAT, -2 * STEEP.double()),
                            torch.stack([FLAT, STEEP]), [(Fraction(1), Fraction(-1)), STEEP]],
    "linear-regression/4": [ENDS, {name: torch.tensor(pair) for name, pair in ENDS.items()},
                            {name: torch.tensor([pair]).T for name, pair in ENDS.items()},
                            {name: list(pair) for name, pair in ENDS.items()},
                            {name: [Decimal(str(w)) for w in pair] for name, pair in ENDS.items()}],
    "linear-regression/5": [RATES, RATES | {"MSELoss, sum": torch.tensor(0.03) / 20}],
    "linear-regression/6": [epoch(), epoch_by_autograd],
    "linear-regression/7": [descent(), descent_with_sums, descent_in_64_bits, descent_by_rank,
                            descent_by_powers],
    "linear-regression/8": [by_hand, by_inverse, fitted(lambda r, p: r / (1 - p)),
                            lambda X, y: by_hand(X, y).numpy(),
                            lambda X, y: [float(error) for error in by_hand(X, y)],
                            lambda X, y: (error for error in by_hand(X, y))],
    "linear-regression/9": [
        lambda train, new: (new - train.mean(0)) / train.std(0),
        lambda train, new: (new - train.mean(0, keepdim=True)) / train.var(0, correction=0).sqrt(),
        lambda train, new: torch.nn.functional.batch_norm(
            new, train.mean(0), train.var(0, correction=0)),
        lambda train, new: (new - train.mean(0)) / (train.std(0) + 1e-5),
        lambda train, new: list((new - train.mean(0)) / train.std(0)),
        lambda train, new: (row for row in (new - train.mean(0)) / train.std(0))],
    "linear-regression/10": [NUMBERS, NUMBERS | {"size for error 1": 16 / (1 / 6) ** 2,
                                                 "error at 64": torch.tensor(3.0)}],
}

WRONG = {
    "linear-regression/1": [
        (FACTORS | {"weight": 1000}, "needs a smaller weight"),
        (FACTORS | {"weight": 1}, "must change"),
        (FACTORS | {"weight": 1e-6}, "One factor of the unit only"),
        (FACTORS | {"prediction": 1000}, "The best weight adapts"),
        (FACTORS | {"prediction": "same"}, "got a string"),
        (FACTORS | {"gradient": 1}, "a factor of every term"),
        (FACTORS | {"gradient": 1e6}, "a factor once"),
        (FACTORS | {"gradient": 1e-3}, "it does not divide"),
        (FACTORS | {"Hessian": 1000}, "a factor twice"),
        (FACTORS | {"Hessian": 1}, "so it does change"),
        (FACTORS | {"Hessian": 1e-6}, "The square of the feature"),
        (FACTORS | {"step": 1000}, "the change of the weight"),
        (FACTORS | {"step": 1}, "have changed"),
        (FACTORS | {"step": 1e9}, "one factor too many"),
        (FACTORS | {"step": 1e-6}, "the learning rate stays"),
    ],
    "linear-regression/2": [
        (SCHEMES | {"shuffled": False}, "likelier than another"),
        (SCHEMES | {"block": True}, "contain the first example"),
        (SCHEMES | {"ring": False}, "On the ring, in how many"),
        (SCHEMES | {"cut": False}, "Order does not"),
        (SCHEMES | {"largest": True}, "never drawn"),
        ({name: torch.tensor(not value) for name, value in SCHEMES.items()}, "among the first b"),
        (SCHEMES | {"block": "biased"}, "Expected True or False"),
    ],
    "linear-regression/3": [
        (FLAT, "in a tuple"),
        ((FLAT[:1], STEEP), "shape (2,) is asked"),
        ((0 * FLAT, STEEP), "start elsewhere"),
        ((FLAT, math.inf * STEEP), "ordinary numbers"),
        ((STEEP, FLAT), "are exchanged"),
        ((STEEP, STEEP), "eigenvector of 3"),
        ((torch.tensor([1.0, 0.0]), STEEP), "grows by 1.4"),
        ((FLAT, FLAT), "eigenvector of 1"),
        ((FLAT, torch.tensor([1.0, 0.0])), "in the limit only"),
    ],
    "linear-regression/4": [
        (ENDS | {"shortest": (3.5, 0)}, "a shorter one uses both"),
        (ENDS | {"shortest": (1.75, 0.875)}, "an equal share"),
        (ENDS | {"shortest": (1.75, 1.75)}, "counts twice"),
        (ENDS | {"shortest": (1.5, 1.0)}, "must be a multiple of (1, 2)"),
        (ENDS | {"shortest": (0.7, 0.7)}, "do not predict 3.5"),
        (ENDS | {"from (3, 0)": (0.7, 1.4)}, "where the start (0, 0) leads"),
        (ENDS | {"from (3, 0)": (3.0, 0.25)}, "Only the second weight"),
        (ENDS | {"from (3, 0)": (3.5, 0.0)}, "Only the first weight"),
        (ENDS | {"from (3, 0)": (3.3, 0.1)}, "not the nearest to the start"),
        (ENDS | {"from (3, 0)": (3.0, 0.0)}, "the start itself"),
        (ENDS | {"from (3, 0)": (0.0, 0.0)}, "That is no minimum: it"),
        (ENDS | {"from (3, 0.25)": (0.7, 1.4)}, "the gradient at this start"),
        (ENDS | {"from (3, 0.25)": (3.1, 0.2)}, "is the start one already"),
        (ENDS | {"from (3, 0.25)": (1.0, 1.0)}, "the predictions are not"),
        (ENDS | {"shortest": 0.7}, "Expected"),
        (ENDS | {"shortest": (0, 0.7, 1.4)}, "this log has no bias"),
        (ENDS | {"shortest": (1.4, 0.7)}, "wrong order"),
        (ENDS | {"shortest": (1, 2)}, "The direction is right"),
        (ENDS | {"from (3, 0)": (3.7, 1.4)}, "plus the start"),
        (ENDS | {"from (3, 0)": (3.5, 1)}, "too early or too late"),
    ],
    "linear-regression/5": [
        (dict(zip(RATES, (0.1, 1, 0.5, 0.05), strict=True)), "the rate itself is asked"),
        (RATES | {"sum of halves": 0.3}, "so the rate must be smaller"),
        (RATES | {"sum of halves": 0.03}, "`SGD` does not"),
        (RATES | {"mean of halves": 0.003}, "has the 10 in it"),
        (RATES | {"mean of halves": 0.3}, "step along"),
        (RATES | {"MSELoss, mean": 0.06}, "do not double it"),
        (RATES | {"MSELoss, mean": 0.03}, "The half is missing in `MSELoss`"),
        (RATES | {"MSELoss, mean": 0.0015}, "this loss is a mean"),
        (RATES | {"MSELoss, sum": 0.003}, "missing in this loss too"),
        (RATES | {"MSELoss, sum": 0.015}, "ten times the mean"),
        (RATES | {"MSELoss, sum": 0.6}, "A larger loss"),
        (RATES | {"MSELoss, sum": 0.006}, "must be halved"),
        (RATES | {"MSELoss, sum": 0.03}, "Neither the half"),
        (RATES | {"MSELoss, mean": 0.15}, "the wrong way"),
        (RATES | {"MSELoss, mean": 0.003}, "in the mean already"),
    ],
    "linear-regression/6": [
        (unmended_epoch, "is still divided by `batch_size`"),
        (epoch(divide=lambda X_b, X, size: 1), "grows with the batch"),
        (epoch(divide=lambda X_b, X, size: len(X)), "by all the examples"),
        (epoch(last=False), "is left out"),
        (epoch(divide=lambda X_b, X, size: X_b.shape[1]), "by the number of features"),
        (epoch(divide=lambda X_b, X, size: X_b.numel()), "counts entries"),
        (epoch(sign=1), "uphill"),
        (lambda X, y, w, lr, size: epoch()(X[:size], y[:size], w, lr, size), "inside the loop"),
        (epoch_of_means, "entries of the gradient"),
        (epoch_in_place, "in place"),
        (epoch(divide=lambda X_b, X, size: len(X) % size), "the others are full"),
        (epoch(divide=lambda X_b, X, size: len(X_b) * size), "divided twice"),
        (epoch(divide=lambda X_b, X, size: 2 * len(X_b)), "is half of"),
        (epoch(divide=lambda X_b, X, size: len(X_b) / 2), "is twice"),
        (lambda X, y, w, lr, size: epoch()(X, y, w, 0.1, size), "whatever `lr`"),
        (lambda X, y, w, lr, size: epoch()(X, y, 0 * w, lr, size), "starts at zero"),
        (lambda X, y, w, lr, size: epoch()(X, y, w, lr, size) - w, "how far"),
        (epoch(divide=lambda X_b, X, size: size if len(X_b) == size else 1), "half their sum"),
        (epoch_by_examples, "after every example"),
        (epoch_in_chunks, "shared out evenly"),
        (epoch_too_short, "alone in the last batch"),
        (lambda X, y, w, lr, size: epoch()(X, y, w, lr, len(X)), "one step with all"),
        (shuffled_epoch, "without shuffling"),
    ],
    "linear-regression/7": [
        (lambda X, y, n: torch.linalg.lstsq(X, y[:, None]).solution[:, 0], "the minimum itself"),
        (descent_by(lambda values: 2 / (values[values > 0][0] + values[-1])), "*not* zero"),
        (descent_by(lambda values: 2 / (values[:2][-1] + values[-1])), "second smallest"),
        (descent(lambda low, high, n: 2 / high), "the limit 2/λ_max"),
        (descent(lambda low, high, n: 1 / high), "careful but not the best"),
        (descent(lambda low, high, n: 2 / low), "that one sets no limit"),
        (descent(lambda low, high, n: 1 / (low + high)), "half of the best"),
        (descent(lambda low, high, n: 2 / (low + high) / n), "too short"),
        (descent(lambda low, high, n: 2 / (low + high) * n), "too long."),
        (descent(half=2), "without the half"),
        (descent(sign=1), "uphill"),
        (descent(more=-1), "one step too few"),
        (descent(more=1), "one step too many"),
        (descent(lambda low, high, n: 2 / ((low / n) ** 0.5 + (high / n) ** 0.5)), "be squared"),
        (descent(lambda low, high, n: 2 / (high - low)), "the difference of the two"),
        (descent(lambda low, high, n: 1 / low), "1/λ_min"),
        (descent(lambda low, high, n: (low + high) / 2), "the middle of"),
        (descent(lambda low, high, n: (high - low) / (high + low)), "not the rate"),
        (first_step_before_the_loop, "With `num_steps` = 0 no step"),
        (descent_of(added_up()), "`w.grad` to zero"),
        (descent_by_examples, "after every example"),
        (lambda X, y, n: descent()(X, y - X @ torch.randn(X.shape[1]), n), "from call to call"),
        (descent_by(lambda values: 2 / (values[values > 0.02 * values[-1]][0] + values[-1])),
         "taken for zero, or"),
        (descent(lambda low, high, n: 2 / low + high), "λ_max is added"),
        (descent(lambda low, high, n: 2 / high + low), "λ_min is added"),
        (descent(lambda low, high, n: 2 / low + 2 / high), "by each eigenvalue"),
        (lambda X, y, n: descent()(X, y, 2 * n), "twice as many"),
        (lambda X, y, n: descent()(X, y, 1), "after the first step"),
        (lambda X, y, n: descent()(torch.cat([torch.ones(len(X), 1), X], 1), y, n), "One weight"),
        (lambda X, y, n: X @ descent()(X, y, n), "These are predictions"),
        (lambda X, y, n: (X @ descent()(X, y, n) - y).square().mean(), "one number"),
    ],
    "linear-regression/8": [
        (fitted(lambda r, p: r), "has seen each label"),
        (lambda X, y: (lambda r, p: r / (1 - p))(*residuals(X, y, bias=False)), "has no bias"),
        (fitted(lambda r, p: r * (1 - p)), "must be divided"),
        (fitted(lambda r, p: r / p), "by p itself"),
        (fitted(lambda r, p: r / (1 - p) ** 2), "taken twice"),
        (fitted(lambda r, p: (r / (1 - p)) ** 2), "the squares of the residuals"),
        (fitted(lambda r, p: (r / (1 - p)).abs()), "The signs are lost"),
        (fitted(lambda r, p: (r / (1 - p)).square().mean()), "the n residuals themselves"),
        (lambda X, y: y - by_hand(X, y), "These are the predictions"),
        (lambda X, y: -by_hand(X, y), "sign is reversed"),
        (lambda X, y: by_hand(X, y)[:, None], "the shape is not"),
        (fitted(lambda r, p: r / (1 + p)), "1 + p stands"),
        (fitted(lambda r, p: r / (1 - p).sqrt()), "has no root"),
        (fitted(lambda r, p: r / (1 - p.mean())), "the same number"),
        (fitted(lambda r, p: (r / (1 - p)).square().mean().sqrt()), "That is one number"),
        (lambda X, y: by_hand(X, y)[1:], "One residual is missing"),
        (fitted(lambda r, p: r[:, None] / (1 - p)), "An n × n result"),
        (lambda X, y: residuals(X, y)[0] / (1 - residuals(X, y, bias=False)[1]), "matrix lacks"),
        (fitted(lambda r, p: r * len(r) / (len(r) - 1)), "n/(n - 1)"),
        (lambda X, y: residuals(X, y)[0] / (1 - X.shape[1] / len(X)), "one number for all"),
        (fitted(lambda r, p: r / 1 - p), "below the line"),
        (fitted(lambda r, p: 1 / (1 - p)), "The residual is missing"),
        (fitted(lambda r, p: r / ((1 - p) * (r @ r) / (len(r) - p.sum())).sqrt()), "studentised"),
        (fitted(lambda r, p: 0 * r), "All residuals are zero"),
        (with_the_mean, "replaced by the mean"),
    ],
    "linear-regression/9": [
        (unmended_standard, "standardised by themselves"),
        (lambda train, new: (new - train.mean(0)) / new.std(0, correction=0), "deviation is still"),
        (lambda train, new: (new - new.mean(0)) / train.std(0), "mean is still"),
        (lambda train, new: (new - torch.cat([train, new]).mean(0))
         / torch.cat([train, new]).std(0), "are taken together"),
        (lambda train, new: new - train.mean(0), "division by the deviation is missing"),
        (lambda train, new: (new - train.mean(0)) / train.var(0), "take the root"),
        (lambda train, new: new / train.std(0), "The mean is not subtracted"),
        (lambda train, new: (new - train.mean()) / train.std(), "each has its own"),
        (lambda train, new: (train - train.mean(0)) / train.std(0), "the new ones are asked"),
        (lambda train, new: (new - train.mean(1)) / train.std(1), "over axis 0"),
        (lambda train, new: (new - new.mean(0)) / (new.std(0, correction=0) + 1e-8), "0 instead"),
        (lambda train, new: (new - (train if len(new) == 1 else new).mean(0))
         / (train if len(new) == 1 else new).std(0), "Only a single order"),
        (lambda train, new: new - train.mean(0) / train.std(0), "Brackets"),
        (lambda train, new: (train.mean(0) - new) / train.std(0), "sign is reversed"),
        (lambda train, new: (train - new.mean(0)) / new.std(0, correction=0), "are exchanged"),
        (lambda train, new: (train, new), "One tensor is asked"),
        (lambda train, new: (new - torch.tensor([3.2, 3.5])) / 2, "those of the notebook"),
        (lambda train, new: new, "as they are"),
        (lambda train, new: (new + train.mean(0)) / train.std(0), "The mean is added"),
        (lambda train, new: new * train.std(0) + train.mean(0), "the way back"),
        (lambda train, new: (new - train.mean(0)) / (train.amax(0) - train.amin(0)), "the range;"),
        (lambda train, new: (new - train.mean(0)) / (train ** 2).mean(0) ** 0.5, "is no variance"),
        (lambda train, new: (new - torch.cat([new, train]).mean(0)) / train.std(0), "together: "),
    ],
    "linear-regression/10": [
        (NUMBERS | {"error at 64": 1.5}, "not a quarter"),
        (NUMBERS | {"error at 64": 12}, "has a smaller error"),
        (NUMBERS | {"size for error 1": 96}, "the root must be undone"),
        (NUMBERS | {"size for error 1": 39}, "a square is needed"),
        (NUMBERS | {"size for error 1": 36}, "it multiplies the 16"),
        (NUMBERS | {"error of all": 6 * math.sqrt(16 / 512)}, "with replacement"),
        (NUMBERS | {"error of all": 24}, "a single example"),
        (NUMBERS | {"steps": 5}, "is a step too"),
        (NUMBERS | {"steps": 5.12}, "Steps are whole"),
        (NUMBERS | {"steps": 7}, "Count the batches"),
        (NUMBERS | {"hover": 2}, "Both changes lower"),
        (NUMBERS | {"hover": 0.5}, "the rate only"),
        (NUMBERS | {"hover": 0.25}, "not with the root"),
        (NUMBERS | {"hover": 1 / 16}, "The rate enters once"),
        (NUMBERS | {"hover": 1 / 32}, "The batch enters once"),
        (NUMBERS | {"hover": 8 ** -0.5}, "Both with a root"),
        (NUMBERS | {"error at 64": 0.75}, "not of one"),
        (NUMBERS | {"size for error 1": 512}, "leave an error"),
        (NUMBERS | {"size for error 1": 4}, "takes a larger batch"),
        (NUMBERS | {"error of all": 0.2652}, "left to chance"),
    ],
}


def test_right_answers_are_the_same_as_by_hand():
    X, y = torch.randn(7, 2), torch.randn(7)
    torch.testing.assert_close(by_hand(X, y), by_inverse(X, y), rtol=1e-3, atol=1e-4)
