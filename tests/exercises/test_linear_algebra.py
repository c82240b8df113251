"""Wrong answers to the exercises of linear-algebra, and the hint that each must get."""

import math

import torch

from d2lhelpers.exercises import check


def loops(term, shape=lambda A, B: (A.shape[0], B.shape[1]), add=True, dtype=torch.float32):
    """Make a product by three loops, with the given fault."""
    def matmul(A, B):
        C = torch.zeros(shape(A, B), dtype=dtype)
        for i in range(A.shape[0]):
            for j in range(B.shape[1]):
                for k in range(A.shape[1]):
                    C[i, j] = term(A, B, i, j, k) + (C[i, j] if add else 0)
        return C
    return matmul


def ordinary(A, B, i, j, k):
    return A[i, k] * B[k, j]


def entrywise(A, B):
    C = torch.zeros(A.shape)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            C[i, j] = A[i, j] * B[i, j]
    return C


def filled(C, rows, columns):
    C[rows, columns] = 0
    return C


def one_size(A, B):
    n = len(A)
    return torch.stack([torch.stack([sum(A[i, k] * B[k, j] for k in range(n)) for j in range(n)])
                        for i in range(n)])


def measures(A, x, fro="fro", two=2, convert=torch.Tensor.float, product=torch.matmul,
             length=torch.linalg.vector_norm):
    A, x = convert(A), convert(x)
    return (product(A, x), length(x), torch.linalg.matrix_norm(A, ord=fro),
            torch.linalg.matrix_norm(A, ord=two))


def faulty(**fault):
    return lambda A, x: measures(A, x, **fault)


def walk(start=torch.randn, step=lambda A, v: A.T @ (A @ v), end=lambda A, v: (A @ v).norm(),
         unit=True, first=lambda A: A.shape[1]):
    """Make a power iteration, with the given fault."""
    def largest_singular(A, num_steps=100):
        v = start(first(A))
        for _ in range(num_steps):
            v = step(A, v)
            v = v / v.norm()
        return end(A, v), v if unit else 2 * v
    return largest_singular


def unmended(values):
    return values / values.sum(dim=1)


def top(X):
    return torch.linalg.matrix_norm(X, ord=2)


SHAPES = {"len": 2, "sum(0)": (3, 4), "sum(1)": (2, 4), "sum(2)": (2, 3)}
SWAP, SHEAR = torch.tensor([[0, 1], [1, 0]]), torch.tensor([[1, 1], [0, 1]])
FIRST, ONES = torch.eye(9)[0], torch.ones(9)
FROM_LEFT, FROM_RIGHT = 3_000_000, 2_001_000_000

RIGHT = {
    "linear-algebra/1": [SHAPES, SHAPES | {"sum(0)": torch.Size((3, 4)), "len": 2.0}],
    "linear-algebra/2": [(SWAP, SHEAR), (SHEAR.double(), SWAP),
                         ([[1, 2], [3, 4]], [[0, 1], [1, 0]])],
    "linear-algebra/3": [torch.matmul, loops(ordinary), lambda A, B: torch.einsum("ik,kj", A, B),
                         loops(ordinary, dtype=torch.float64)],
    "linear-algebra/4": [lambda X: (X.T / X.sum(1)).T, lambda X: X / X.sum(1)[:, None],
                         lambda X: torch.nn.functional.normalize(X, p=1, dim=1)],
    "linear-algebra/5": [measures, faulty(convert=torch.Tensor.double, product=torch.mv),
                         lambda A, x: (A @ x, *measures(A, x)[1:])],
    "linear-algebra/6": [{"from the left": 3e6, "from the right": 2_001e6}],
    "linear-algebra/7": [(FIRST, ONES), (-2 * FIRST, -ONES), ([0] * 8 + [1], [1, -1] * 4 + [1]),
                         (1e-20 * FIRST, 1e20 * ONES)],
    "linear-algebra/8": [walk(), walk(start=torch.rand),
                         lambda A, n: (torch.linalg.svdvals(A)[0], -torch.linalg.svd(A).Vh[0])],
    "linear-algebra/9": [
        lambda X: 2 / torch.linalg.eigvalsh(X.T @ X / len(X))[-1],
        lambda X: 2 / torch.linalg.matrix_norm(X.T @ X / len(X), ord=2).item()],
}

WRONG = {
    "linear-algebra/1": [
        (SHAPES | {"len": 24}, "counts all the entries"),
        (SHAPES | {"len": 3}, "the number of axes"),
        (SHAPES | {"len": 4}, "not at the last"),
        ({"len": 2, "sum(0)": (2,), "sum(1)": (3,), "sum(2)": (4,)}, "the one that disappears"),
        (SHAPES | {"sum(1)": (2, 1, 4)}, "only with `keepdim=True`"),
        (SHAPES | {"sum(1)": (3, 4), "sum(2)": (2, 4)}, "counted from 0"),
        (SHAPES | {"sum(0)": (4, 3)}, "keep their order"),
        (SHAPES | {"sum(0)": (4,)}, "two must remain"),
        (SHAPES | {"sum(2)": 6}, "such as (7, 8)"),
    ],
    "linear-algebra/2": [
        (SWAP, "in a tuple"),
        ((SWAP, torch.ones(2, 3)), "shape (2, 2) is asked"),
        ((SHEAR, SHEAR), "commutes with itself"),
        ((torch.tensor([[2, 0], [0, 1]]), torch.tensor([[3, 0], [0, 5]])), "Two diagonal"),
        ((SHEAR, 3 * torch.eye(2)), "multiple of the identity"),
        ((SHEAR.float() + SWAP, (SHEAR.float() + SWAP).inverse()), "up to rounding"),
        ((SHEAR, 0 * SHEAR), "zero matrix"),
        ((SHEAR, math.nan * SHEAR), "ordinary numbers"),
    ],
    "linear-algebra/3": [
        (entrywise, "entrywise product"),
        (loops(ordinary, add=False), "last term"),
        (lambda A, B: B @ A, "BA"),
        (loops(lambda A, B, i, j, k: A[i, k] * B[j, k]), "transpose of B"),
        (loops(ordinary, dtype=torch.int64), "whole numbers"),
        (loops(ordinary, shape=lambda A, B: A.shape), "the shape of A"),
        (one_size, "a size of its own"),
        (lambda A, B: A @ B + 1, "begin with zeros"),
        (loops(lambda A, B, i, j, k: A[i, k] + B[k, j]), "The entries are added"),
        (lambda A, B: A[:, :B.shape[1]] @ B[:B.shape[1]], "that A and B share"),
        (lambda A, B: filled(A @ B, slice(1, None), slice(None)), "inside a loop"),
        (lambda A, B: filled(filled(A @ B, 0, slice(None)), slice(None), 0), "indices begin at 0"),
        (lambda A, B: (A @ B)[len(A)], "ends at n - 1"),
    ],
    "linear-algebra/4": [
        (unmended, "aligned with the columns"),
        (lambda X: X / X.sum(0, keepdim=True), "columns add up to 1"),
        (lambda X: X / X.sum(), "All the entries together"),
        (lambda X: X.softmax(1), "exponentials"),
        (lambda X: X / X.norm(dim=1, keepdim=True), "length 1"),
        (lambda X: X / X.amax(1, keepdim=True), "its largest entry"),
        (lambda X: X / X.mean(1, keepdim=True), "times what it should be"),
    ],
    "linear-algebra/5": [
        (faulty(convert=lambda values: values), "norms of whole numbers"),
        (lambda A, x: measures(A.float(), x, convert=lambda t: t), "the same dtype"),
        (faulty(product=torch.mm), "takes two matrices"),
        (faulty(two="fro"), "which is the default"),
        (faulty(fro=2, two="fro"), "are exchanged"),
        (faulty(two="nuc"), "nuclear norm"),
        (lambda A, x: (*measures(A, x)[:3], torch.linalg.svdvals(A.float())), "all the singular"),
        (lambda A, x: (*measures(A, x)[:3], torch.linalg.eigvals(A.float()).abs().max()
                       if len(A) == len(A.T) else torch.ones(())), "greatest stretch"),
        (faulty(length=lambda x: x @ x), "square of the length"),
        (lambda A, x: (x @ A if len(A) == len(x) else A @ x, *measures(A, x)[1:]), "other side"),
        (faulty(length=lambda x: x.abs().sum()), "the 1-norm of x"),
        (faulty(product=lambda A, x: A * x), "multiplies entry by entry"),
        (faulty(product=lambda A, x: A @ x[:, None]), "came out as a column"),
    ],
    "linear-algebra/6": [
        ({"from the left": 3 * 10**9, "from the right": FROM_RIGHT}, "every product is a row"),
        ({"from the left": 10**6, "from the right": FROM_RIGHT}, "there are three"),
        ({"from the left": 3000, "from the right": FROM_RIGHT}, "1000 columns"),
        ({"from the left": FROM_RIGHT, "from the right": FROM_RIGHT}, "the other order"),
        ({"from the left": 3000 * 1999, "from the right": FROM_RIGHT}, "without the additions"),
        ({"from the left": FROM_LEFT, "from the right": 3 * 10**9}, "far cheaper"),
        ({"from the left": FROM_LEFT, "from the right": 2 * 10**9}, "is missing"),
        ({"from the left": FROM_LEFT, "from the right": FROM_LEFT}, "takes n³"),
    ],
    "linear-algebra/7": [
        (FIRST, "in a tuple"),
        ((FIRST[:3], ONES), "shape (9,) is asked"),
        ((FIRST, 0 * ONES), "zero vector"),
        ((FIRST, math.inf * ONES), "ordinary numbers"),
        ((ONES, FIRST), "are exchanged"),
        ((ONES, ONES), "product of two different entries"),
        ((FIRST, FIRST), "differ in size"),
    ],
    "linear-algebra/8": [
        (lambda A, n: top(A), "Return two things"),
        (lambda A, n: walk()(A)[::-1], "then the vector"),
        (walk(start=torch.ones), "Start from random"),
        (walk(start=torch.zeros), "overflow or become nan"),
        (walk(end=lambda A, v: (A.T @ A @ v).norm()), "take the root"),
        (walk(end=lambda A, v: A.norm()), "Frobenius"),
        (walk(step=lambda A, v: A @ v), "an eigenvalue of A"),
        (walk(unit=False), "length 1"),
        (walk(step=lambda A, v: A @ (A.T @ v), first=len, end=lambda A, v: (A.T @ v).norm()),
         "the left one"),
        (lambda A, n: (top(A), torch.eye(A.shape[1])[0]), "enough steps"),
        (walk(end=lambda A, v: (A @ v).norm() / 3), "it is stretched by"),
        (walk(step=lambda A, v: v @ (A @ v)), "Your code raised"),
    ],
    "linear-algebra/9": [
        (lambda X: 2 * len(X) / top(X), "are the squares"),
        (lambda X: 2 / top(X), "Neither the square"),
        (lambda X: 2 / top(X) ** 2, "the factor 1/n"),
        (lambda X: len(X) / top(X) ** 2, "half of the limit"),
        (lambda X: top(X) ** 2 / len(X), "λ_max itself"),
        (lambda X: 2 * len(X) / X.norm() ** 2, "too strict"),
        (lambda X: 2 * len(X) / (X.T @ X).norm(), "Frobenius norm of the Hessian"),
        (lambda X: 2 / torch.linalg.eigvalsh(X.T @ X / len(X)), "a list of limits"),
        (lambda X: 2 * X.shape[1] / top(X) ** 2, "not of features"),
        (lambda X: 2 / torch.linalg.eigvalsh(X.T @ X / len(X))[0], "smallest eigenvalue first"),
    ],
}


def test_a_ready_made_product_is_right_but_noted():
    assert "ready-made" in check("linear-algebra/3", torch.matmul).message
    assert "ready-made" in check("linear-algebra/3", lambda A, B: A @ B).message
    assert "ready-made" not in check("linear-algebra/3", loops(ordinary)).message


def test_a_start_on_an_axis_gets_stuck():
    verdict = check("linear-algebra/8", walk(start=lambda n: torch.eye(n)[0]))
    assert not verdict and "orthogonal to v1" in verdict.message
