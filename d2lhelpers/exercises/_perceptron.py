"""What the exercises of perceptron are tested with: runs with one fault or several."""

import torch as pt

from ._compare import as_number, as_tensor, require

BITS = pt.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=pt.float64)
TABLES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0], "XOR": [0, 1, 1, 0]}


def signed(X, y, ones=True):
    """Return the signed examples y (x, 1)."""
    X = pt.cat([X, pt.ones(len(X), 1)], 1) if ones else X
    return y[:, None] * X


def table(name):
    """Return the inputs of a truth table and its labels, 0 and 1."""
    return BITS, pt.tensor(TABLES[name])


def signed_table(name):
    """Return the signed examples of a truth table."""
    X, labels = table(name)
    return signed(X, 2.0 * labels - 1)


def three_bits():
    """Return the signed examples of the majority of three bits."""
    X = pt.cartesian_prod(*[pt.tensor([0.0, 1.0])] * 3)
    return signed(X, pt.where(X.sum(1) > 1.5, 1.0, -1.0))


def run(Z, max_epochs=1000, tie=True, stop=True, batch=False, every=False, tau=0.0):
    """Return the weights after each update (the start included), and the epochs."""
    w, epochs = pt.zeros(Z.shape[1]), 0
    path = [w]
    for _ in range(max_epochs):
        epochs += 1
        before, state = len(path), w
        for z in Z:
            score = z @ (state if batch else w)
            if every or (score <= tau if tie else score < 0):
                w = w + z
                path.append(w)
        if stop and len(path) == before:
            break
    return pt.stack(path), epochs


# Exercise 1 --------------------------------------------------------------------------------------

def bits(X, labels, max_epochs=100, zero_one=False, no_bias=False, count="updates", **how):
    """Return w, b and the number of updates, or one of the known wrong ones."""
    y = labels.to(X.dtype) if zero_one else 2.0 * labels - 1
    Z = signed(X, y)
    if no_bias:
        Z = Z * pt.tensor([1.0] * X.shape[1] + [0.0])
    path, epochs = run(Z, max_epochs, **how)
    counts = {"updates": len(path) - 1, "epochs": epochs, "rounds": epochs - 1, "path": len(path),
              "last": len(path) - len(run(Z, epochs - 1, **how)[0])}
    return path[-1][:-1], path[-1][-1], counts[count]


def stray(X, labels, max_epochs=100, bias=True, step=lambda y, x: (y * x, y),
          wrong=lambda y, score: y * score <= 0):
    """Run the rule with another step or another notion of a mistake."""
    w, b, updates = pt.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        before = updates
        for x, y in zip(X, 2.0 * labels - 1, strict=True):
            if wrong(y, x @ w + (b if bias else 0.0)):
                dw, db = step(y, x)
                w, b, updates = w + dw, b + db, updates + 1
        if updates == before:
            break
    return w, b, updates


def book_rule(X, labels, max_epochs=100, signs=False):
    """The rule w += (label - y_hat) x, with y_hat = 0 at a tie; y_hat is a sign if asked."""
    labels = 2 * labels - 1 if signs else labels
    w, b, updates = pt.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        before = updates
        for x, label in zip(X, labels, strict=True):
            gap = label - (pt.sign(x @ w + b) if signs else (x @ w + b > 0).long())
            if gap != 0:
                w, b, updates = w + gap * x, b + gap, updates + 1
        if updates == before:
            break
    return w, b, updates


def triple(result, X, *_):
    """Lay out w, b and a count, of whatever types, as plain numbers."""
    require(isinstance(result, (tuple, list)) and len(result) == 3, "Return three things: w, b"
            " and the number of updates.")
    w, d = as_tensor(result[0]).flatten(), X.shape[1]
    require(len(w) != d + 1, "w has one entry too many: return the bias apart from it.")
    require(len(w) == d, "w must have one entry for each feature.")
    return {"w": w.tolist(), "b": as_number(result[1]), "updates": as_number(result[2])}


def laid_out(function):
    """Return a reference whose results look like those of ``triple``."""
    def listed(*args):
        w, b, count = function(*args)
        return {"w": w.tolist(), "b": float(b), "updates": float(count)}

    return listed


# Exercise 4 --------------------------------------------------------------------------------------

def slack(Z, u, scale=True, ones=True, squared=True, start=False, mean=False, mine=False,
          swap=False, root=False, bias=True, unit=True, shift=0, signs=(1, 1)):
    """Return the slack of both inequalities at each update, or one of the known wrong ones."""
    path, _ = run(Z, 10_000)
    u = u / (u if bias else u[:-1]).norm() if scale else u
    first = 0 if start else 1
    k, w = pt.arange(first, len(path)) + shift, path[first:]
    scores = Z @ u
    rho = scores.mean() if mean else scores.min()
    rho = rho * u.norm() if mine else rho
    sizes = (Z ** 2).sum(1)
    radius = sizes.max() if ones else sizes.max() - 1
    radius = radius if unit else radius.sqrt()
    length = (w ** 2).sum(1) if squared else w.norm(dim=1)
    second = k * radius - length
    second = (k * radius).sqrt() - w.norm(dim=1) if root else second
    columns = [signs[0] * (w @ u - k * rho), signs[1] * second]
    return pt.stack(columns[::-1] if swap else columns, 1)


# Exercise 6 --------------------------------------------------------------------------------------

def stuck_train(Z, num_epochs):
    """The training that never starts, as it is given; compared, never run."""
    w = torch.zeros(Z.shape[1], requires_grad=True)  # noqa: F821
    for z in Z.repeat(num_epochs, 1):
        loss = torch.relu(-z @ w)  # noqa: F821
        loss.backward()
        with torch.no_grad():  # noqa: F821
            w -= w.grad
            w.grad = None
    return w.detach()


def notes_bound(X, y, w, b):
    """The notes' bound, without the length of (w, b)."""
    rho = (y * (X @ w + b)).min()
    r = X.norm(dim=1).max()
    return (r ** 2 + 1) / rho ** 2


def trained(Z, num_epochs, tie=1.0, sign=1.0, beyond=0.0, right=0.0, sums=False):
    """Return the final weights of a training whose step at a tie is ``tie`` times z."""
    w = gradient = pt.zeros(Z.shape[1])
    for z in Z.repeat(num_epochs, 1):
        score = z @ w - beyond
        step = tie if score == 0 else 1.0 if score < 0 else right
        gradient = step * z + (gradient if sums else 0)
        w = w + sign * gradient
    return w


def trained_softly(Z, num_epochs):
    """Return the final weights of a training with the logistic loss."""
    w = pt.zeros(Z.shape[1])
    for z in Z.repeat(num_epochs, 1):
        w = w + pt.sigmoid(-(z @ w)) * z
    return w


def trained_at_once(Z, num_epochs, divide=False):
    """Return the final weights of a training that makes one step an epoch."""
    w = pt.zeros(Z.shape[1])
    for _ in range(num_epochs):
        w = w + Z[Z @ w <= 0].sum(0) / (len(Z) if divide else 1)
    return w


def close_pair():
    """Return signed examples of which the last has a tiny positive score when it is shown."""
    near = [1 + 2.0 ** -40, 1.0]
    return pt.tensor([[-1.0, -1.0], near, near])


# Exercise 8 --------------------------------------------------------------------------------------

def late_mean(Z, num_epochs, share):
    """Return the sum of ``share(T, t)`` times each mistake, of T examples the t-th."""
    w = total = pt.zeros(Z.shape[1])
    T = num_epochs * len(Z)
    for t, z in enumerate(Z.repeat(num_epochs, 1), 1):
        if z @ w <= 0:
            w, total = w + z, total + share(T, t) * z
    return total


def surviving_mean(Z, num_epochs):
    """Return a mean in which the weights that are in use at the end are forgotten."""
    w = total = pt.zeros(Z.shape[1])
    life = 0
    for z in Z.repeat(num_epochs, 1):
        if z @ w <= 0:
            w, total, life = w + z, total + life * w, 0
        life += 1
    return total / (num_epochs * len(Z))


def path_mean(Z, num_epochs, start=True, stop=True):
    """Return the mean over the updates' weights."""
    path, _ = run(Z, num_epochs, stop=stop)
    return path[0 if start else 1:].mean(0)


def stopped_mean(Z, num_epochs, divide="shown"):
    """Return a mean of a run that stops after an epoch without a mistake."""
    _, epochs = run(Z, num_epochs)
    return mean(Z, epochs) * (1 if divide == "shown" else epochs / num_epochs)


def mean(Z, num_epochs, when="example", start=False, divide=None, early=False, last=False):
    """Return the mean of the weights over the examples, or one of the known wrong ones."""
    w = total = pt.zeros(Z.shape[1])
    count = 1 if start else 0
    for i, z in enumerate(Z.repeat(num_epochs, 1), 1):
        before, wrong = w, z @ w <= 0
        w = w + z if wrong else w
        if when == "example" or (when == "update" and wrong) or (
                when == "epoch" and i % len(Z) == 0):
            total, count = total + (before if early else w), count + 1
    if last:
        return w
    return total / {None: count, "epochs": num_epochs, "none": 1, "n": len(Z),
                    "all": len(Z) * num_epochs}[divide]
