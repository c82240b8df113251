"""Exercises of the chapter linear-algebra."""

import math

import torch

from ._compare import (
    as_number,
    as_tensor,
    compare,
    compare_parts,
    raises,
    random_tensors,
    require,
    same_as,
    when,
)
from ._registry import exercise


@exercise("linear-algebra/1")
def shapes(answer):
    """What sums leave of a shape."""
    def mistakes(axis, shape):
        rest = tuple(n for i, n in enumerate((2, 3, 4)) if i == axis - 1)
        return {"That is the axis you summed over; it is the one that disappears.": (shape,),
                "This axis keeps a place of size 1 only with `keepdim=True`.":
                    tuple(1 if i == axis else n for i, n in enumerate((2, 3, 4))),
                "Axes are counted from 0: this is the shape after summing over the one before.":
                    tuple(n for n in (2, 3, 4) if n not in rest) if rest else None}

    compare_parts(answer, {"len": 2, "sum(0)": (3, 4), "sum(1)": (2, 4), "sum(2)": (2, 3)}, {
        "len": {"That counts all the entries, as `numel` does; `len` looks at one axis only.": 24,
                "That is the number of axes, `ndim`.": 3,
                "`len` looks at the first axis, not at the last.": 4},
        "sum(0)": mistakes(0, 2), "sum(1)": mistakes(1, 3), "sum(2)": mistakes(2, 4)})


@exercise("linear-algebra/2")
def transposes(answer):
    """A pair with (AB)^T other than A^T B^T."""
    require(isinstance(answer, (tuple, list)) and len(answer) == 2,
            "Two matrices are asked, in a tuple: (A, B).")
    A, B = (as_tensor(matrix, (2, 2)) for matrix in answer)
    require(A.isfinite().all() and B.isfinite().all(), "The entries must be ordinary numbers.")
    require(not torch.equal(A, B), "A and B are the same matrix, and a matrix commutes with itself:"
                                   " both sides are equal.")
    diagonal = [torch.equal(M, M.diag().diag()) for M in (A, B)]
    require(not all(diagonal), "Two diagonal matrices commute, so both sides are equal here.")
    for M in (A, B):
        require(not torch.equal(M, M[0, 0] * torch.eye(2, dtype=M.dtype)),
                "A multiple of the identity commutes with every matrix: both sides are equal.")
    require(not torch.allclose((A @ B).T, A.T @ B.T), "For this pair AB = BA, and then both sides"
                                                      " are equal after all.")
    return "The two sides differ, so the order must be reversed."


def _gives(wrong):
    """Recognise a result that equals the one of a wrong function."""
    return lambda got, A, B: torch.allclose(got.float(), wrong(A, B))


@exercise("linear-algebra/3", expects="function")
def matmul(answer):
    """A product by three loops."""
    def product(A, B):
        return A @ B

    cases = [tuple(torch.tensor(M) for M in ([[1.0, 2.0], [3.0, 4.5]], [[5.0, 1.0], [0.5, 2.0]])),
             random_tensors((4, 3), (3, 2)), random_tensors((2, 5), (5, 6), seed=1),
             random_tensors((1, 4), (4, 1), seed=2), random_tensors((3, 1), (1, 3), seed=3)]
    compare(answer, product, cases, mistakes=[
        when(_gives(lambda A, B: A * B), "That is the entrywise product, `A * B`: a sum over the"
                                         " shared size is missing."),
        when(_gives(lambda A, B: A[:, -1:] @ B[-1:]), "Only the last term of each sum is kept: add"
                                                      " with `+=`."),
        when(_gives(lambda A, B: B @ A), "That is BA, the other order."),
        when(_gives(lambda A, B: A @ B.T), "That is A times the transpose of B: in the sum, k is"
                                           " the row of B."),
        when(_gives(lambda A, B: (A @ B).floor()), "The result holds whole numbers, so fractions"
                                                   " are cut off."),
        when(lambda got, A, B: A.shape != B.shape and got.shape == A.shape,
             "The result was given the shape of A; it has the rows of A and the columns of B."),
        raises(IndexError, "", "It works on square matrices, but on others an index leaves its"
                               " axis: each loop has a size of its own."),
    ])
    return "Five pairs, most of them not square, against `A @ B`."


def notes_normalise_rows(X):
    """Divide by sums that have lost their axis, as first attempts at softmax do."""
    return X / X.sum(1)


@exercise("linear-algebra/4", expects="function", given=notes_normalise_rows)
def normalise_rows(answer):
    """Rows that add up to 1."""
    def normalise(X):
        return X / X.sum(1, keepdim=True)

    cases = [torch.tensor([[1.0, 3.0], [4.0, 4.0]]),
             *(random_tensors(shape)[0].abs() + 0.1 for shape in ((5, 4), (3, 3), (1, 4), (4, 1)))]
    compare(answer, normalise, cases, mistakes=[
        same_as(notes_normalise_rows, "The sums still have the shape (n,), so they are aligned with"
                                      " the columns: for a square matrix this is silently wrong."),
        same_as(lambda X: X / X.sum(0), "Now the columns add up to 1: axis 0 was summed away, and"
                                        " that runs down the rows."),
        same_as(lambda X: X / X.sum(), "All the entries together add up to 1, not each row."),
        same_as(lambda X: X.softmax(1), "That is softmax: it takes exponentials first."),
        same_as(lambda X: X / X.norm(dim=1, keepdim=True), "Each row now has the length 1, not the"
                                                           " sum 1."),
    ])
    return "Square and other shapes, and every row adds up to 1."


def _norms(A, x):
    A, x = A.float(), x.float()
    return (A @ x, x.norm(), torch.linalg.matrix_norm(A), torch.linalg.matrix_norm(A, ord=2))


@exercise("linear-algebra/5", expects="function")
def notes(answer):
    """The product, and which norm is which."""
    def measure(A, x):
        return _norms(A, x)

    whole = (torch.tensor([[1, 2], [3, 4]]), torch.tensor([3, -4]))
    try:
        answer.function(*whole)
    except RuntimeError as error:  # NotImplementedError is one; the framework takes it for a blank
        require("loating point" not in str(error),
                "PyTorch has no norms of whole numbers: convert to floating point first.")
        require("same dtype" not in str(error),
                "A and x must have the same dtype in a product: convert both, or neither.")
    except Exception as error:
        del error  # told by compare
    compare(answer, measure, [whole, random_tensors((3, 2), (2,)), random_tensors((2, 4), (4,))],
            mistakes=[
        raises(RuntimeError, "must be a matrix", "`torch.mm` takes two matrices; x has one axis."),
        same_as(lambda A, x: (*_norms(A, x)[:3], _norms(A, x)[2]), "Both norms of the matrix are"
                " the Frobenius norm: it is the default. The spectral norm must be asked for."),
        same_as(lambda A, x: (*_norms(A, x)[:2], *_norms(A, x)[:1:-1]), "The two norms of the"
                " matrix are exchanged: the root of the sum of squares is the Frobenius norm."),
        same_as(lambda A, x: (*_norms(A, x)[:3], torch.linalg.matrix_norm(A.float(), ord="nuc")),
                "The last one is the nuclear norm, the sum of the singular values."),
        same_as(lambda A, x: (_norms(A, x)[0], x.abs().sum(), *_norms(A, x)[2:]), "The second is"
                " the 1-norm of x, not its length."),
        when(lambda got, A, x: got[0].shape == A.shape, "`A * x` multiplies entry by entry, with x"
                                                        " broadcast over the rows."),
        when(lambda got, A, x: got[0].shape == (len(A), 1), "The product came out as a"
             " column: with a 1-D x it should have one axis."),
    ], rtol=1e-5)
    return "Whole numbers, decimals, square or not."


@exercise("linear-algebra/6")
def brackets(answer):
    """Multiplications from the left and from the right."""
    n = 1000.0  # a float is compared with a tolerance
    compare_parts(answer, {"from the left": 3 * n**2, "from the right": 2 * n**3 + n**2}, {
        "from the left": {
            "That is a matrix times a matrix each time; here every product is a row times one.":
                3 * n**3,
            "That is one product of a row and a matrix; there are three of them.": n**2,
            "A row times one column takes 1000 already, and the matrix has 1000 columns.": 3 * n,
            "That is the other order.": 2 * n**3 + n**2},
        "from the right": {
            "The last product is a row times a matrix only, far cheaper.": 3 * n**3,
            "The last product, with the row, is missing.": 2 * n**3,
            "An n × n matrix times another takes n³, as each of n² entries is a sum of n terms.":
                3 * n**2}}, rtol=1e-6)
    return "A factor of 667 for the same result."


@exercise("linear-algebra/7")
def extremes(answer):
    """Vectors with equality between the norms."""
    require(isinstance(answer, (tuple, list)) and len(answer) == 2,
            "Two vectors are asked, in a tuple.")
    vectors = [as_tensor(vector, (9,)) for vector in answer]
    ratios = []
    for vector in vectors:
        require(vector.abs().sum() > 0, "The zero vector makes every norm zero; another is asked.")
        ratios.append(float(vector.abs().sum() / vector.norm()))
    (left, right), top = ratios, math.sqrt(9)
    close = 1e-4
    require(left < top - close or right > 1 + close,
            "The two are exchanged: for the first the norms shall agree.")
    require(left < 1 + close, f"For the first vector the 1-norm is {left:.4g} times the 2-norm:"
                              " one product of two different entries is still not zero.")
    require(right > top - close, f"For the second vector the factor is {right:.4g}, not 3: its"
                                 " entries differ in size.")
    return "Factors 1 and 3, the two ends of Proposition 3."


def _matrix(sizes, shape, seed):
    """Return a matrix with the given singular values, and its first right singular vector."""
    U, V = (torch.linalg.qr(M).Q for M in random_tensors(
        (shape[0], len(sizes)), (shape[1], len(sizes)), seed=seed))
    return U @ torch.diag(torch.tensor(sizes)) @ V.T


@exercise("linear-algebra/8", expects="function")
def largest_singular(answer):
    """The largest singular value and its right vector, by power iteration."""
    stuck = torch.tensor([[2.0, -1.0], [-1.0, 2.0]])  # all ones is its other singular vector
    for A in (torch.tensor([[2.0, 3.0], [0.0, 2.0]]), _matrix([5.0, 3.0, 1.0], (6, 3), 0),
              _matrix([0.5, 0.3, 0.1], (3, 5), 1), -torch.eye(2), stuck):
        result = answer(A, 100)
        require(isinstance(result, (tuple, list)) and len(result) == 2,
                "Return two things: the singular value and its vector.")
        sigma, v = as_number(result[0]), as_tensor(result[1], (A.shape[1],))
        _judge(A.double(), sigma, v, abs(sigma - 1) < 1e-3 and A is stuck)
    return "Square, tall and wide matrices, and one on which a start with all ones gets stuck."


def _judge(A, sigma, v, is_stuck):
    want = float(torch.linalg.matrix_norm(A, ord=2))
    right, stretched, backwards = (abs(value - want) < 1e-3 * want for value in (
        sigma, (A @ v).norm(), (A.T @ v[:len(A)]).norm() if len(A) <= len(v) else 0))
    require(not is_stuck, "On one matrix the walk stays at the smaller singular value: its start is"
                          " orthogonal to v1. Start from random numbers.")
    require(right or abs(sigma - want**2) > 1e-3 * want**2,
            "This is the square of the singular value, the eigenvalue of AᵀA: take the root.")
    require(right or abs(sigma - A.norm()) > 1e-3 * A.norm(),
            "This is the Frobenius norm, the root of the sum of all squared singular values.")
    require(right or A.shape != (2, 2) or abs(sigma - torch.linalg.eigvals(A).abs().max()) > 0.1,
            "This is an eigenvalue of A, not a singular value: a step is A, then its transpose.")
    require(abs(v.norm() - 1) < 1e-3, "The vector must have length 1.")
    require(stretched or not backwards, "The vector is the left one, u: multiply by A first, then"
                                        " by its transpose.")
    require(stretched, "This vector is not the one that is stretched most. Are there enough steps?")
    require(right, f"The vector is right, but it is stretched by {want:.4g}, not by {sigma:.4g}.")


@exercise("linear-algebra/9", expects="function")
def learning_rate_limit(answer):
    """The limit 2 / lambda_max from the data."""
    def limit(X):
        return 2 * len(X) / torch.linalg.matrix_norm(X, ord=2) ** 2

    def top(X):
        return torch.linalg.matrix_norm(X, ord=2)

    cases = [torch.tensor([[3.0, 0.0], [0.0, 1.0]]), *random_tensors((20, 3), (4, 4), (3, 6))]
    compare(answer, limit, cases, mistakes=[
        same_as(lambda X: 2 * len(X) / top(X), "The eigenvalues of XᵀX are the squares of the"
                                               " singular values of X."),
        same_as(lambda X: 2 / top(X), "Neither the square nor the mean over the examples is in."),
        same_as(lambda X: 2 / top(X) ** 2, "The Hessian has the factor 1/n, from the mean over the"
                                           " examples."),
        same_as(lambda X: len(X) / top(X) ** 2, "That is 1/λ_max, safe but only half of the limit:"
                                                " 1 - ηλ may go down to -1."),
        same_as(lambda X: 2 * len(X) / X.norm() ** 2, "With the Frobenius norm the limit is too"
                " strict; the largest stretch is the spectral norm."),
        same_as(lambda X: 2 * X.shape[1] / top(X) ** 2, "n is the number of examples, the rows of"
                                                        " X, not of features."),
        same_as(lambda X: 2 / torch.linalg.eigvalsh(X.T @ X / len(X))[0], "`eigvalsh` lists the"
                " smallest eigenvalue first; the largest sets the limit."),
    ])
    return "Tall, square and wide data."
