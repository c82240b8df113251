"""What the chapter softmax-concise says of Hessians and gradients, against autodiff."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from d2lhelpers.exercises import check
from tests.exercises.test_softmax_concise import ALIKE
from tests.test_taught_functions import written_in


def test_curvature_is_the_largest_eigenvalue_of_the_hessian():
    names = {"torch": torch}
    exec(written_in("softmax-concise")["curvature"], names)
    torch.manual_seed(0)
    net, X, y = nn.Linear(3, 4), torch.randn(5, 3), torch.tensor([0, 1, 2, 3, 0])
    ones = torch.cat([X, torch.ones(5, 1)], dim=1)
    theta = torch.cat([net.weight, net.bias[:, None]], dim=1).detach()
    hessian = torch.autograd.functional.hessian(
        lambda theta: F.cross_entropy(ones @ theta.T, y), theta).reshape(16, 16)
    largest = torch.linalg.eigvalsh(hessian)[-1].item()
    assert abs(names["curvature"](net, X, num_rounds=200) - largest) < 1e-4 * largest


def test_softmax_twice_has_a_tenth_of_the_gradient_at_equal_scores_and_at_most_2p_elsewhere():
    o, label = torch.zeros(1, 10, requires_grad=True), torch.tensor([3])
    F.cross_entropy(o.softmax(dim=1), label).backward()
    torch.testing.assert_close(o.grad, (torch.full((1, 10), 0.1) - F.one_hot(label, 10)) / 10)

    torch.manual_seed(0)
    o = (5 * torch.randn(1000, 10)).requires_grad_()
    p = o.softmax(dim=1)
    F.cross_entropy(p, torch.full((1000,), 3), reduction="sum").backward()
    assert (o.grad[:, 3].abs() <= 2 * p[:, 3]).all()


@pytest.mark.parametrize("name", ALIKE)
def test_mistakes_that_share_a_hint_get_it(name):
    for answer, fragment in ALIKE[name]:
        verdict = check(name, answer)
        assert verdict.state == "wrong" and fragment in verdict.message, verdict
