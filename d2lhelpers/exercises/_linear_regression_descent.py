"""What exercise 7 of linear-regression is tested with: the oracle and known mistakes."""

import torch
from torch.linalg import eigvalsh, pinv

from ._compare import same_as, when
from ._differences import difference


def spectrum(X):
    """Return the eigenvalues of the Hessian that are not zero, the smallest first."""
    values = eigvalsh(X.T @ X / len(X))
    return values[values > 1e-6 * values[-1]]


def best_rate(X):
    """Return 2 / (largest + smallest eigenvalue that is not zero)."""
    return 2 / (spectrum(X)[-1] + spectrum(X)[0])


def descend(X, y, num_steps, lr):
    """Return the weights after ``num_steps`` steps from zero."""
    w = torch.zeros(X.shape[1])
    for _ in range(num_steps):
        w = w - lr * X.T @ (X @ w - y) / len(X)
    return w


def _at(rate, more=0):
    return lambda X, y, num_steps: descend(X, y, num_steps + more, rate(X))


def _rate_of_second(X):
    values = eigvalsh(X.T @ X / len(X))
    return 2 / (values[-1] + values[:2][-1])


def _from(start):
    """Start elsewhere than at zero."""
    def known(X, y, num_steps):
        w = start(X.shape[1])
        return w + descend(X, y - X @ w, num_steps, best_rate(X))
    return known


def _line_search(X, y, num_steps):
    w = torch.zeros(X.shape[1])
    for _ in range(num_steps):
        g = X.T @ (X @ w - y) / len(X)
        w = w - g * (g @ g) / (X @ g).square().mean()
    return w


def _accumulated(X, y, num_steps):
    """Let the gradients add up, as without ``zero_``."""
    w, g = torch.zeros(X.shape[1]), 0
    for _ in range(num_steps):
        g = g + X.T @ (X @ w - y) / len(X)
        w = w - best_rate(X) * g
    return w


def _one_by_one(X, y, num_steps):
    w = torch.zeros(X.shape[1])
    for _ in range(num_steps):
        for x, label in zip(X, y, strict=True):
            w = w - best_rate(X) * (x @ w - label) * x / len(X)
    return w


def _all_pairs(X, y, num_steps):
    """Subtract the labels, a row, from the predictions, a column."""
    w = torch.zeros(X.shape[1], 1)
    for _ in range(num_steps):
        w = w - best_rate(X) * X.T @ (X @ w - y) / len(X)
    return w


def _singular(X):
    """Return the largest and the smallest singular value that is not zero, added."""
    return (spectrum(X)[[0, -1]] * len(X)).sqrt().sum()


def _conditions(X):
    return spectrum(X)[-1] / spectrum(X)[0]


_KNOWN_DESCENTS = {
    "That is the minimum itself; asked is the point after `num_steps` steps.":
        lambda X, y, num_steps: pinv(X) @ y,
    "The rate has the second smallest eigenvalue; how many are zero, if any, depends on `X`.":
        _at(_rate_of_second),
    "The rate is the limit 2/λ_max, where the steepest direction never settles.":
        _at(lambda X: 2 / spectrum(X)[-1]),
    "The rate is 1/λ_max, careful but not the best: the smallest eigenvalue has a say too.":
        _at(lambda X: 1 / spectrum(X)[-1]),
    "The rate is 2/λ_min: `eigvalsh` lists the smallest first, and that one sets no limit.":
        _at(lambda X: 2 / spectrum(X)[0]),
    "The rate is 1/(λ_max + λ_min), half of the best.": _at(lambda X: best_rate(X) / 2),
    "The eigenvalues are those of XᵀX, while the gradient is a mean: the steps are n times too"
    " short.": _at(lambda X: best_rate(X) / len(X)),
    "The eigenvalues have the factor 1/n, but the gradient is a sum: the steps are n times too"
    " long.": _at(lambda X: best_rate(X) * len(X)),
    "Every step is twice too long: a gradient without the half of the loss, or 4 in the rate.":
        _at(lambda X: 2 * best_rate(X)),
    "Brackets: two is divided by λ_min alone, and λ_max is added.":
        _at(lambda X: 2 / spectrum(X)[0] + spectrum(X)[-1]),
    "Brackets: two is divided by λ_max alone, and λ_min is added.":
        _at(lambda X: 2 / spectrum(X)[-1] + spectrum(X)[0]),
    "Two is divided by each eigenvalue, and the results are added; divide by their sum.":
        _at(lambda X: 2 / spectrum(X)[-1] + 2 / spectrum(X)[0]),
    "The gradients of all the steps so far add up: set `w.grad` to zero after each.": _accumulated,
    "The weights move after every example; a step takes the gradient of all of them.": _one_by_one,
    "It goes uphill: subtract the gradient.": _at(lambda X: -best_rate(X)),
    "That is one step too few.": _at(best_rate, -1),
    "That is one step too many.": _at(best_rate, 1),
    "The singular values of X must be squared to be eigenvalues.":
        _at(lambda X: 2 * len(X) / _singular(X)),
    "These are the singular values of X; the eigenvalues of H are their squares, divided by n.":
        _at(lambda X: 2 / _singular(X)),
    "All eigenvalues are added; only the largest and the smallest count.":
        _at(lambda X: 2 / spectrum(X).sum()),
    "That is two divided by the two smallest eigenvalues; the largest is the last one.":
        _at(lambda X: 2 / spectrum(X)[:2].sum()),
    "The rate is one over the mean of all eigenvalues; only the two at the ends count.":
        _at(lambda X: 1 / spectrum(X).mean()),
    "The rate is 1/λ_min; the steepest direction sets the limit, and that is λ_max.":
        _at(lambda X: 1 / spectrum(X)[0]),
    "That is the middle of the eigenvalues; the rate is one over it.":
        _at(lambda X: 1 / best_rate(X)),
    "(κ - 1)/(κ + 1) is the factor by which the error shrinks, not the rate.":
        _at(lambda X: (_conditions(X) - 1) / (_conditions(X) + 1)),
    "The rate follows the condition number alone; it must become smaller when H becomes larger.":
        _at(lambda X: 2 / (_conditions(X) + 1)),
    "That rate belongs to a method with momentum.":
        _at(lambda X: 4 / (spectrum(X)[0].sqrt() + spectrum(X)[-1].sqrt()) ** 2),
    "That rate comes from the longest row: the safe one for minibatches, not the best here.":
        _at(lambda X: 2 / X.square().sum(1).max()),
    "XXᵀ has zeros among its eigenvalues where there are more rows than columns: take XᵀX.":
        _at(lambda X: 2 / (spectrum(X)[-1] + eigvalsh(X @ X.T / len(X))[0])),
    "The best rate for one step is found anew in each; asked is a fixed one.": _line_search,
    "The gradient is divided by the number of columns, not by that of the rows.":
        _at(lambda X: best_rate(X) * len(X) / X.shape[1]),
    "It starts at ones; start at zero.": _from(torch.ones),
    "It makes twice as many steps.":
        lambda X, y, num_steps: descend(X, y, 2 * num_steps, best_rate(X)),
    "It stops after the first step: does `return` stand inside the loop?":
        lambda X, y, num_steps: descend(X, y, 1, best_rate(X)),
    "The labels are missing in the gradient; from zero nothing moves.":
        lambda X, y, num_steps: torch.zeros(X.shape[1]),
    "The columns are centred first; take `X` as it comes.":
        lambda X, y, num_steps: descend(X - X.mean(0), y, num_steps, best_rate(X - X.mean(0))),
    "The columns are standardised first; take `X` as it comes.":
        lambda X, y, num_steps: (lambda Z: descend(Z, y, num_steps, best_rate(Z)))(
            (X - X.mean(0)) / X.std(0)),
    "These are predictions; the weights are asked.":
        lambda X, y, num_steps: X @ descend(X, y, num_steps, best_rate(X)),
    "A column minus a row gives all pairs: `X @ w` and `y` need one shape.": _all_pairs,
    "A column minus a row gives all pairs: let `w` have the shape (d,) like `y`.":
        lambda *args: _all_pairs(*args)[:, 0],
    "All the weights on the way are returned; the last ones are asked.":
        lambda X, y, num_steps: torch.stack([descend(X, y, k, best_rate(X))
                                             for k in range(num_steps + 1)]),
    "All the weights after each step are returned; the last ones are asked.":
        lambda X, y, num_steps: torch.stack([descend(X, y, k + 1, best_rate(X))
                                             for k in range(num_steps)])}
DESCENT_MISTAKES = [
    *(same_as(function, hint) for hint, function in _KNOWN_DESCENTS.items()),
    when(lambda got, X, y, n: len(spectrum(X)) < X.shape[1] and difference(got, descend(
        X, y, n, 2 / spectrum(X)[-1])) is None,
         "Where columns depend on one another, this takes a zero for λ_min (by rounding perhaps"
         " 1e-17), and the rate is 2/λ_max; λ_min is the smallest eigenvalue that is *not* zero."),
    when(lambda got, X, y, n: any(difference(got, descend(X, y, n, 2 / (a + b))) is None
                                  for a in spectrum(X) for b in spectrum(X)),
         "The rate is two over a sum of two eigenvalues, but not of the largest and the smallest:"
         " is a small one taken for zero, or are they not in order?"),
    when(lambda got, X, *_: len(got) == X.shape[1] + 1,
         "One weight too many: `X` has all its columns already, so add no ones."),
    when(lambda got, *_: got.ndim == 0, "That is one number; the weights are asked."),
    when(lambda got, X, y, n: difference(got, descend(
        X, y, n, 2 / (spectrum(X)[-1] - spectrum(X)[0]))) is None,
         "The rate has the difference of the two eigenvalues below; Proposition 5 has their sum."),
]
