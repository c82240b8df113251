"""What the exercises of linear-algebra are tested with: known mistakes, matrices, a judge."""

import torch
from torch.linalg import eigvalsh, matrix_norm, qr
from torch.overrides import TorchFunctionMode

from ._compare import raises, random_tensors, require, same_as, when


def gives(wrong):
    """Recognise a result that equals the one of a wrong function of the inputs."""
    return lambda got, *inputs: torch.allclose(got.float(), wrong(*inputs))


PRODUCT_MISTAKES = [
    when(gives(lambda A, B: A * B), "That is the entrywise product, `A * B`: a sum over the"
                                    " shared size is missing."),
    when(gives(lambda A, B: A[:, -1:] @ B[-1:]), "Only the last term of each sum is kept: add"
                                                 " with `+=`."),
    when(gives(lambda A, B: B @ A), "That is BA, the other order."),
    when(gives(lambda A, B: A @ B.T), "That is A times the transpose of B: in the sum, k is"
                                      " the row of B."),
    when(gives(lambda A, B: (A @ B).floor()), "The result holds whole numbers, so fractions"
                                              " are cut off."),
    when(gives(lambda A, B: A @ B + 1), "Every sum is 1 too large: begin with zeros."),
    when(gives(lambda A, B: A.sum(1)[:, None] + B.sum(0)), "The entries are added; each term"
                                                           " of the sum is a product."),
    when(gives(lambda A, B: A[:, :B.shape[1]] @ B[:B.shape[1]]), "The third loop must run over"
         " the size that A and B share."),
    when(lambda got, A, B: not got[1:].any(), "Only the first row is filled: does"
                                              " `return` stand inside a loop?"),
    when(lambda got, A, B: not got[0].any() and not got[:, 0].any(),
         "The first row and column stay empty: indices begin at 0."),
    when(lambda got, A, B: A.shape != B.shape and got.shape == A.shape,
         "The result was given the shape of A; it has the rows of A and the columns of B."),
    when(lambda got, A, B: A.shape == B.shape and isinstance(got.error, IndexError),
         "A loop runs too far: `range(n)` ends at n - 1."),
    raises(IndexError, "", "It works on square matrices, but on others an index leaves its"
                           " axis: each loop has a size of its own."),
]


class Watch(TorchFunctionMode):
    """Notes in ``.names`` which functions of PyTorch are called."""

    def __init__(self):
        """Begin with none."""
        super().__init__()
        self.names = set()

    def __torch_function__(self, function, types, args=(), kwargs=None):
        """Note the name and call the function."""
        self.names.add(getattr(function, "__name__", ""))
        return function(*args, **(kwargs or {}))

    def product(self):
        """Whether one of the functions was a ready-made product."""
        ready = "matmul", "mm", "mv", "dot", "inner", "bmm", "einsum", "linear", "tensordot"
        return any(name.strip("_") in ready for name in self.names)


def norms(A, x):
    """Return the product, the length, the Frobenius and the spectral norm."""
    A, x = A.float(), x.float()
    return A @ x, x.norm(), matrix_norm(A), matrix_norm(A, ord=2)


def but(index, wrong):
    """Return ``norms`` with one of the four replaced by ``wrong(A, x)``."""
    def measure(A, x):
        values = list(norms(A, x))
        values[index] = wrong(A.float(), x.float())
        return tuple(values)
    return measure


WHOLE = "PyTorch has no norms of whole numbers: convert to floating point first."

_KNOWN_NOTES = {
    "Both norms of the matrix are the Frobenius norm, which is the default, and which"
    " `torch.norm` gives even with `p=2`: ask `matrix_norm` for the spectral one.":
        but(3, lambda A, x: A.norm()),
    "The two norms of the matrix are exchanged: the root of the sum of squares is the Frobenius"
    " norm.": lambda A, x: (*norms(A, x)[:2], *norms(A, x)[:1:-1]),
    "The last one is the nuclear norm, the sum of the singular values.":
        but(3, lambda A, x: matrix_norm(A, ord="nuc")),
    "The last one lists all the singular values; the norm is the largest.":
        but(3, lambda A, x: torch.linalg.svdvals(A)),
    "The second is the 1-norm of x, not its length.": but(1, lambda A, x: x.abs().sum()),
    "The second is the square of the length: take the root.": but(1, lambda A, x: x @ x)}

NOTES_MISTAKES = [
    raises(RuntimeError, "must be a matrix", "`torch.mm` takes two matrices; x has one"
                                             " axis."),
    raises(RuntimeError, "same dtype", "A and x must have the same dtype in a product:"
                                       " convert both, or neither."),
    raises(RuntimeError, "loating point", WHOLE),
    *(same_as(function, hint) for hint, function in _KNOWN_NOTES.items()),
    when(lambda got, A, x: got[0].shape == A.shape, "`A * x` multiplies entry by entry,"
                                                    " with x broadcast over the rows."),
    when(lambda got, A, x: torch.equal(got[0].float(), x.float() @ A.float()),
         "The product is xᵀA, from the other side."),
    when(lambda got, A, x: got[0].shape == (len(A), 1), "The product came out as a column:"
                                                        " with a 1-D x it has one axis."),
    when(lambda got, A, x: abs(got[3] - torch.linalg.eigvals(A.float()).abs().max()) < 1e-3,
         "The last one is an eigenvalue of A, which need not be the greatest stretch."),
]


def top(X):
    """Return the largest singular value."""
    return matrix_norm(X, ord=2)


def hessian(X):
    """Return the Hessian of the loss of a linear model."""
    return X.T @ X / len(X)


_KNOWN_LIMITS = {
    "The eigenvalues of XᵀX are the squares of the singular values of X.":
        lambda X: 2 * len(X) / top(X),
    "Neither the square nor the mean over the examples is in.": lambda X: 2 / top(X),
    "The Hessian has the factor 1/n, from the mean over the examples.":
        lambda X: 2 / top(X) ** 2,
    "That is 1/λ_max, safe but only half of the limit: 1 - ηλ may go down to -1.":
        lambda X: len(X) / top(X) ** 2,
    "That is λ_max itself; the limit is 2 divided by it.": lambda X: top(X) ** 2 / len(X),
    "With the Frobenius norm of X the limit is too strict; ask for the spectral norm.":
        lambda X: 2 * len(X) / X.norm() ** 2,
    "That takes the Frobenius norm of the Hessian; its largest eigenvalue is asked.":
        lambda X: 2 / hessian(X).norm(),
    "n is the number of examples, the rows of X, not of features.":
        lambda X: 2 * X.shape[1] / top(X) ** 2,
    "`eigvalsh` lists the smallest eigenvalue first; the largest sets the limit.":
        lambda X: 2 / eigvalsh(hessian(X))[0],
    "That is a list of limits, one for each eigenvalue; the largest eigenvalue sets the limit.":
        lambda X: 2 / eigvalsh(hessian(X))}
LIMIT_MISTAKES = [same_as(function, hint) for hint, function in _KNOWN_LIMITS.items()]


def with_singular_values(sizes, shape, seed):
    """Return a matrix of the shape with the given singular values."""
    U, V = (qr(M).Q for M in random_tensors(
        (shape[0], len(sizes)), (shape[1], len(sizes)), seed=seed))
    return U @ torch.diag(torch.tensor(sizes)) @ V.T


def judge_singular(A, sigma, v):
    """Raise ``Wrong`` unless sigma and v are the largest singular value of A and its vector."""
    want = float(matrix_norm(A, ord=2))

    def near(value, other=want):
        return abs(value - other) < 1e-3 * abs(other)

    right, stretched = near(sigma), near((A @ v).norm())
    backwards = len(A) <= len(v) and near((A.T @ v[:len(A)]).norm())
    require(v.isfinite().all() and abs(sigma) < float("inf"), "The numbers overflow or become nan:"
            " divide by the length in every step, and do not start at zero.")
    require(right or not near(sigma, want**2),
            "This is the square of the singular value, the eigenvalue of AᵀA: take the root.")
    require(right or not near(sigma, A.norm()),
            "This is the Frobenius norm, the root of the sum of all squared singular values.")
    require(right or A.shape != (2, 2) or abs(sigma - torch.linalg.eigvals(A).abs().max()) > 0.1,
            "This is an eigenvalue of A, not a singular value: a step is A, then its transpose.")
    require(near(v.norm(), 1), "The vector must have length 1.")
    require(stretched or not backwards, "The vector is the left one, u: multiply by A first, then"
                                        " by its transpose.")
    require(stretched, "This vector is not the one that is stretched most. Are there enough steps?")
    require(right, f"The vector is right, but it is stretched by {want:.4g}, not by {sigma:.4g}.")
