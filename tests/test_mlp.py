"""What the chapter mlp proves, checked on other cases than its own."""

import itertools
import math

import torch
from torch.nn import functional as F

from d2lhelpers.results import load_result
from tests.test_taught_functions import written_in

SQUARE = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])


def test_a_quarter_of_the_units_is_dead_at_the_start_with_zero_biases():
    torch.manual_seed(0)
    dead = (SQUARE @ torch.randn(2, 100_000) <= 0).all(dim=0).double().mean().item()
    assert abs(dead - 1 / 4) < 4 * math.sqrt(3 / 16 / 100_000)
    learnt = load_result("mlp")["xor"]["learnt"]
    for name in ("gradient descent", "10,000 steps"):  # ReLUs that start with zero biases
        assert learnt[name]["2"] / 1000 < 9 / 16


def test_joined_points_have_at_most_one_piece_for_each_unit():
    scope = {"torch": torch}
    exec(written_in("mlp")["join"], scope)
    torch.manual_seed(0)
    nodes = torch.rand(8).double().sort().values
    curve = scope["join"](nodes, torch.randn(8).double())
    x = torch.linspace(0, 1, 1001).double()
    # steps in which nothing bends have a slope that their neighbours share
    slopes = curve(x).diff() * 1000
    pieces = {round(slope, 6) for slope, after in itertools.pairwise(slopes.tolist())
              if abs(slope - after) < 1e-9}
    assert len(pieces) <= 8  # seven units; the last is that to the right of all nodes


def test_linear_classifiers_of_pairs_of_opposites_do_no_better_than_a_guess():
    torch.manual_seed(0)
    X = torch.randn(30, 5)
    X, y = torch.cat([X, -X]), torch.arange(3).repeat(20)
    W = torch.zeros(5, 3, requires_grad=True)
    loss = F.cross_entropy(X @ W, y)
    loss.backward()
    assert abs(loss.item() - math.log(3)) < 1e-6 and W.grad.abs().max() < 1e-6
    for _ in range(20):
        W, b = torch.randn(5, 3) / 10, torch.randn(3) / 10
        assert F.cross_entropy(X @ W + b, y) > math.log(3) - 1e-6


def test_networks_that_share_a_batch_do_not_meet():
    scope = {"torch": torch}
    for name in ("outputs", "losses"):
        exec(written_in("mlp")[name], scope)
    torch.manual_seed(0)
    shapes = [(3, 2, 4), (3, 1, 4), (3, 4, 1), (3, 1, 1)]
    params = [torch.randn(*shape).requires_grad_() for shape in shapes]
    y = torch.tensor([0.0, 1, 1, 0])
    scope["losses"](params, SQUARE, y).sum().backward()
    for k in range(3):
        alone = [p[k:k + 1].detach().clone().requires_grad_() for p in params]
        scope["losses"](alone, SQUARE, y).sum().backward()
        for p, one in zip(params, alone, strict=True):
            torch.testing.assert_close(p.grad[k:k + 1], one.grad)
