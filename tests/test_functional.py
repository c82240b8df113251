"""The formulas against PyTorch's own, values and gradients."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F
from torch.testing import assert_close

from d2lhelpers import functional as ours


def random(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def value_and_gradient(f, X):
    X = X.clone().requires_grad_()
    value = f(X)
    value.sum().backward()
    return value.detach(), X.grad


@pytest.mark.parametrize("shape", [(1, 1), (4, 10), (3, 5, 7), (6,)])
def test_softmax_equals_torch(shape):
    weights = random(*shape, seed=1)  # a plain sum of softmax has the gradient zero
    ours_, theirs = (value_and_gradient(lambda X, f=f: f(X) * weights, random(*shape))
                     for f in (ours.softmax, lambda X: torch.softmax(X, dim=-1)))
    assert_close(ours_, theirs)


def test_softmax_neither_overflows_nor_changes_under_a_shift():
    X = torch.tensor([[1000.0, 1001.0], [-1000.0, -1001.0]])
    assert_close(ours.softmax(X), torch.softmax(X, dim=1))
    assert_close(ours.softmax(X), ours.softmax(X - 1000))


def test_cross_entropy_equals_torch():
    y = torch.tensor([0, 2, 9, 4])
    ours_ = value_and_gradient(lambda X: ours.cross_entropy(ours.softmax(X), y), random(4, 10))
    theirs = value_and_gradient(lambda X: F.cross_entropy(X, y, reduction="none"), random(4, 10))
    assert_close(ours_, theirs)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=20))
def test_accuracy_is_the_share_of_hits(pairs):
    predicted, y = (torch.tensor(column) for column in zip(*pairs, strict=True))
    expected = sum(a == b for a, b in pairs) / len(pairs)
    assert ours.accuracy(F.one_hot(predicted, 3).float(), y) == expected


def test_sgd_takes_the_step_of_torch_and_zeroes_the_gradient():
    mine, theirs = (random(3, 2).requires_grad_() for _ in range(2))
    optimizer = torch.optim.SGD([theirs], lr=0.1)
    for _ in range(3):
        (mine ** 2).sum().backward()
        ours.sgd([mine], lr=0.1)
        optimizer.zero_grad()
        (theirs ** 2).sum().backward()
        optimizer.step()
    assert_close(mine, theirs)
    assert mine.requires_grad
    assert_close(mine.grad, torch.zeros_like(mine))


def test_linear_regression_equals_torch():
    X, w, b = random(5, 3), random(3, 1, seed=1), random(1, seed=2)
    assert_close(ours.linreg(X, w, b), F.linear(X, w.T, b))


def test_squared_loss_does_not_broadcast_a_flat_label():
    y_hat, y = random(5, 1), random(5, seed=1)
    loss = ours.squared_loss(y_hat, y)
    assert loss.shape == (5, 1)
    assert_close(loss.mean(), F.mse_loss(y_hat[:, 0], y) / 2)


@pytest.mark.parametrize("picture, kernel", [((3, 3), (2, 2)), ((6, 8), (1, 2)), ((5, 4), (3, 1)),
                                             ((4, 7), (4, 7)), ((2, 9), (1, 1))])
def test_corr2d_equals_torch(picture, kernel):
    X, K = random(*picture), random(*kernel, seed=1)
    weights = random(*ours.corr2d(X, K).shape, seed=2)
    for differentiate in (0, 1):
        def both(v, f, at=differentiate):
            return weights * (f(v, K) if at == 0 else f(X, v))

        def theirs(X, K):
            return F.conv2d(X[None, None], K[None, None])[0, 0]

        ours_, theirs_ = (value_and_gradient(lambda v, f=f: both(v, f), (X, K)[differentiate])
                          for f in (ours.corr2d, theirs))
        assert_close(ours_, theirs_)


def test_corr2d_takes_whole_numbers_and_keeps_the_type():
    X, K = torch.arange(9).reshape(3, 3), torch.arange(4).reshape(2, 2)
    assert ours.corr2d(X, K).tolist() == [[19, 25], [37, 43]]
    assert ours.corr2d(X.float(), K.float()).dtype == torch.float32
    assert ours.corr2d(X.double(), K.double()).dtype == torch.float64


def test_corr2d_refuses_a_kernel_that_does_not_fit():
    with pytest.raises(RuntimeError):
        ours.corr2d(torch.ones(2, 5), torch.ones(3, 3))
