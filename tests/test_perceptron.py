"""What the chapter perceptron says of runs and margins, on data that the chapter does not have."""

import pytest
import torch

from d2lhelpers.exercises._perceptron_counts import counted
from tests.test_taught_functions import written_in


@pytest.fixture(scope="module")
def taught():
    """Return the chapter's functions, run in 64 bits."""
    names = {"torch": torch}
    for name in ("perceptron", "judge", "last_and_average"):
        exec(written_in("perceptron")[name], names)
    default = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield names
    torch.set_default_dtype(default)


def separable(seed, n=30, d=4):
    """Return whole signed examples and a vector that separates them."""
    generator = torch.Generator().manual_seed(seed)
    X = torch.randint(-5, 6, (n, d), generator=generator).double()
    u = torch.randint(-3, 4, (d + 1,), generator=generator).double()
    scores = X @ u[:-1] + u[-1]
    X, y = X[scores != 0], scores[scores != 0].sign()
    return y[:, None] * torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1), u


@pytest.mark.parametrize("threshold", [0, 7])
@pytest.mark.parametrize("seed", range(5))
def test_both_inequalities_hold_at_every_update(taught, seed, threshold):
    Z, u = separable(seed)
    path, mistakes, _ = taught["perceptron"](Z, 10_000, threshold)
    assert (Z @ path[-1] > threshold).all()
    k = torch.arange(len(path))
    rho = (Z @ u).min() / u.norm()
    growth = (Z ** 2).sum(1).max() + 2 * threshold
    assert (path @ u / u.norm() >= k * rho - 1e-9).all()
    assert ((path ** 2).sum(1) <= k * growth).all()
    assert 0 < len(mistakes) <= growth / rho ** 2


@pytest.mark.parametrize("seed", range(5))
def test_no_vector_has_a_margin_above_the_length_of_a_mixture(taught, seed):
    Z, _ = separable(seed)
    path, mistakes, _ = taught["perceptron"](Z, 10_000)
    assert torch.equal(Z[mistakes].sum(0), path[-1])
    torch.manual_seed(seed)
    directions = torch.nn.functional.normalize(torch.randn(1000, Z.shape[1]), dim=1)
    margins = (directions @ Z.T).amin(1)
    assert margins.max() <= path[-1].norm() / len(mistakes)


@pytest.mark.parametrize("seed", range(5))
def test_mistakes_are_bounded_by_what_any_vector_lacks(taught, seed):
    torch.manual_seed(seed)
    Z = torch.randn(40, 3)  # not separable: the rule goes on
    path, mistakes, epochs = taught["perceptron"](Z, 30)
    assert epochs == 30 and len(mistakes) > 30
    k = len(mistakes)
    for u in torch.nn.functional.normalize(torch.randn(20, 3), dim=1):
        for rho in (0.1, 1.0, 3.0):
            lost = torch.relu(rho - Z[mistakes] @ u).sum()
            assert path[-1] @ u >= k * rho - lost - 1e-9
            assert k * rho <= lost + (k * (Z ** 2).sum(1).max()).sqrt()


def test_counts_from_products_are_those_of_the_rule(taught):
    Z, _ = separable(1)
    path, mistakes, _ = taught["perceptron"](Z, 10_000)
    counts = counted(Z @ Z.T, 10_000)
    assert torch.equal(counts, torch.bincount(torch.tensor(mistakes), minlength=len(Z)).double())
    assert torch.equal(counts @ Z, path[-1])


def test_judge_finds_the_two_functions_of_two_bits(taught):
    assert taught["judge"](2) == (14, 2)


def test_the_mean_is_that_of_the_weights_after_each_example(taught):
    Z, _ = separable(0)
    w, weights = torch.zeros(Z.shape[1]), []
    for z in torch.cat([Z, Z]):
        w = w + z * (z @ w <= 0)
        weights.append(w)
    last, mean = taught["last_and_average"](Z, 2)
    assert torch.equal(last, w)
    torch.testing.assert_close(mean, torch.stack(weights).mean(0))
