"""What the chapter autograd builds, tried further than the chapter has room for."""

import ast
import itertools
import math
import random

import pytest
import torch

from tests.chapters import code_cells, read


@pytest.fixture(scope="module")
def chapter():
    """The functions and classes that the chapter defines, by name."""
    names = {"itertools": itertools, "math": math, "torch": torch, "calls": [],
             "serial_numbers": itertools.count()}
    for cell in code_cells(read("autograd")):
        if cell.source.startswith(("#", "import")):
            continue  # the set-up and the imports
        body = [node for node in ast.parse(cell.source).body
                if isinstance(node, (ast.FunctionDef, ast.ClassDef))
                or "lambda self" in ast.unparse(node)]
        exec(compile(ast.Module(body, []), "autograd", "exec"), names)
    return names


def test_gradcheck_passes_the_segment_and_catches_one_that_forgets_its_derivative(chapter):
    class Careless(chapter["Segment"]):
        @staticmethod
        def backward(ctx, adjoint):
            return None, adjoint

    x = torch.rand(4, dtype=torch.float64, requires_grad=True)
    assert [torch.autograd.gradcheck(
        lambda x, operation=operation: operation.apply(torch.sin, x), x, raise_exception=False)
        for operation in (chapter["Segment"], Careless)] == [True, False]


def test_products_with_constants_cost_nothing_on_the_way_back(chapter):
    rng, Counted, Value = random.Random(0), chapter["Counted"], chapter["Value"]
    for _ in range(50):
        Counted.total, products = 0, 0
        leaves = [Value(Counted(rng.uniform(0.5, 1))) for _ in range(3)]
        values = list(leaves)
        for _ in range(10):
            u, v, kind = rng.choice(values), rng.choice(values), rng.choice("+*23")
            values.append(u + v if kind == "+" else u * v if kind == "*" else
                          2.0 * u if kind == "2" else u - 3.0)
            products += kind == "*"
        assert Counted.total == products
        chapter["sweep"](chapter["history"](values[-1])[::-1], seed=Counted(1))
        assert Counted.total <= 3 * products
