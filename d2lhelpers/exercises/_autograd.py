"""What the exercises of autograd are tested with: faulty engines, a watcher of arithmetic."""

import math
import random

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from ._answers import Wrong
from ._compare import raises, same_as, when


def engine(tape, inputs, add=True, forwards=False, slope=lambda x, y: 1 - y * y, swap=False,
           sum_slope=1.0, second=True, kept=slice(None), tanh_second=0.0, square=2, last=False,
           skip=0):
    """Return value and derivatives from a tape; the further arguments are faults."""
    values = list(inputs)
    for name, i, j in tape:
        u, v = values[i], values[j]
        values.append(math.tanh(u) if name == "tanh" else u + v if name == "+" else u * v)
    adjoints = [0.0] * (len(values) - 1) + [1.0]
    steps = list(enumerate(tape, len(inputs)))[skip:]
    for k, (name, i, j) in steps if forwards else reversed(steps):
        u, v = values[i], values[j]
        slopes = {"+": (sum_slope, sum_slope), "*": (u, v) if swap else (v, u),
                  "tanh": (slope(u, values[k]),) if tanh_second is None else
                          (slope(u, values[k]), tanh_second * slope(u, values[k]))}[name]
        slopes = slopes[:square] if (name, i) == ("*", j) else slopes
        for source, local in zip((i, j), slopes if second else slopes[:1], strict=False):
            adjoints[source] = adjoints[k] * local + (adjoints[source] if add else 0.0)
    return values[-1], (adjoints[-len(inputs):] if last else adjoints[:len(inputs)])[kept]


def faulty(**fault):
    """Return the engine with a fault."""
    return lambda tape, inputs: engine(tape, inputs, **fault)


def in_pairs(got):
    """Whether a result is a pair of a number and a list, an array or a tensor of numbers."""
    return (isinstance(got, (list, tuple)) and len(got) == 2 and hasattr(got[1], "__len__")
            and getattr(got[1], "ndim", 1) == 1)


def near(got, tape, inputs):
    """Whether value and derivatives are right, and whether each is right to three digits."""
    value, slopes = engine(tape, inputs)
    alike = [math.isclose(float(one), other, rel_tol=1e-3, abs_tol=1e-6)
             for one, other in zip((got[0], *got[1]), (value, *slopes), strict=True)]
    return alike[0], all(alike[1:])


_OVERWRITES = "Where a number is used more than once, its shares must be added: `+=`, not `=`."
ENGINE_MISTAKES = [
    same_as(faulty(add=False, tanh_second=None), _OVERWRITES + " (In `tanh` too.)"),
    same_as(faulty(add=False), _OVERWRITES),
    same_as(faulty(last=True), "The inputs are the first numbers, not the last: `adjoints[:n]`."),
    same_as(faulty(tanh_second=1.0), "tanh has one input: its second index is ignored, and gets"
                                     " no share."),
    when(lambda got, tape, inputs: None in got[1], "The derivative by an input that is not used"
                                                   " is 0, not None."),
    raises(AttributeError, "'float' object has no attribute 'data'", "The chapter's `tanh` takes a"
           " `Value`; for floats it is `math.tanh`."),
    same_as(faulty(square=1), "In `(\"*\", i, i)` the number is used twice: two edges, two"
                              " shares."),
    when(lambda got, tape, inputs: in_pairs(got) and not any(map(float, got[1])),
         "All derivatives are 0. Does the adjoint of the last number begin at 1, and is that of"
         " step k read at len(inputs) + k?"),
    same_as(faulty(forwards=True), "The adjoints are passed on from the first step to the last; a"
                                   " step must wait until its consumers have sent: go backwards."),
    same_as(faulty(slope=lambda x, y: 1 - x * x), "The derivative of tanh is 1 minus the square of"
                                                  " its result, not of its input."),
    same_as(faulty(slope=lambda x, y: 1.0), "The derivative of tanh is missing: its adjoint is"
                                            " passed on unchanged."),
    same_as(faulty(slope=lambda x, y: y), "The derivative of tanh is not tanh itself."),
    same_as(faulty(slope=lambda x, y: 1 - y), "The derivative of tanh is 1 minus the *square* of"
                                              " its result."),
    same_as(faulty(skip=1), "The first step of the tape sends nothing back: `range(n, 0, -1)` ends"
                            " before 0."),
    same_as(faulty(swap=True), "The derivative of a product by one factor is the *other* factor."),
    same_as(faulty(second=False), "Only the first input of each step gets its share."),
    same_as(faulty(kept=slice(None, None, -1)), "The derivatives are right, but in reversed"
                                                " order."),
    when(lambda got, tape, inputs: len(got[1]) == len(inputs) + len(tape),
         "Return the derivatives by the inputs only, not the adjoints of all numbers."),
    when(lambda got, tape, inputs: in_pairs(got) and len(got[1]) < len(inputs),
         "Return a derivative for each input; for one that is not used it is 0."),
    when(lambda got, tape, inputs: isinstance(got[0], (list, tuple)) and len(got) == 2,
         "First the value, then the list of derivatives."),
    when(lambda got, tape, inputs: not isinstance(got, Wrong) and not in_pairs(got),
         "Return two things: the value, and the list of derivatives."),
    when(lambda got, tape, inputs: near(got, tape, inputs) == (False, True),
         "The derivatives are right, the value is not: it is the *last* number of the tape."),
    when(lambda got, tape, inputs: all(near(got, tape, inputs)),
         "That is close, but the sweep is exact to rounding: finite differences, or 32-bit"
         " numbers?"),
    raises(IndexError, "", "An index leaves the list: step k of the tape computes number"
                           " len(inputs) + k."),
]


def tapes():
    """Return tapes with inputs: small ones first, each kind of reuse, then random ones."""
    rng = random.Random(1)
    cases = [([("+", 0, 1), ("*", 2, 0)], [2.0, 3.0]), ([("tanh", 0, 0)], [0.5]),
             ([("*", 0, 0)], [3.0]), ([("+", 0, 1), ("*", 2, 0), ("tanh", 3, 1)], [0.3, -0.2]),
             ([("tanh", 0, 1), ("*", 2, 2), ("+", 2, 3), ("*", 1, 1), ("+", 4, 4)], [0.7, 2.0])]
    for _ in range(20):
        inputs = [rng.uniform(-1, 1) for _ in range(rng.randint(1, 4))]
        numbers = range(len(inputs), len(inputs) + rng.randint(2, 9))
        cases.append(([(rng.choice(("+", "*", "tanh")), rng.randrange(k), rng.randrange(k))
                       for k in numbers], inputs))
    return cases


class Watcher(TorchDispatchMode):
    """Notes how many operations run, and the size of the largest tensor that they make."""

    def __init__(self):
        """Begin with none."""
        super().__init__()
        self.operations = self.largest = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        """Run the operation and note it."""
        result = function(*args, **(kwargs or {}))
        self.operations += 1
        for item in result if isinstance(result, (tuple, list)) else [result]:
            if isinstance(item, torch.Tensor):
                self.largest = max(self.largest, item.numel())
        return result


def wavy(x):
    """A function from vectors to numbers whose Hessian has three diagonals."""
    return (x[1:] * x[:-1]).sum() + x.exp().sum() + (x**3).sum()


def times_hessian(f, x, v):
    """Return Hv, by two sweeps."""
    x = x.detach().requires_grad_()
    gradient = torch.autograd.grad(f(x), x, create_graph=True)[0]
    return torch.autograd.grad(gradient @ v, x)[0]


def _gradient(f, x):
    return torch.func.grad(f)(x.detach())


HESSIAN_MISTAKES = [
    same_as(lambda f, x, v: _gradient(f, x) * v, "That is the gradient times v, entry by entry: a"
                                                 " second derivative is missing."),
    same_as(lambda f, x, v: _gradient(f, x) @ v, "That is the number ⟨g, v⟩: now differentiate"
                                                 " it."),
    same_as(lambda f, x, v: _gradient(f, x), "That is the gradient; differentiate ⟨g, v⟩ by x"
                                             " once more."),
    same_as(lambda f, x, v: times_hessian(f, x, torch.ones_like(v)) * v,
            "That is (H 1) ⊙ v: multiply the gradient by v *before* the second sweep."),
    same_as(lambda f, x, v: times_hessian(f, x, torch.ones_like(v)),
            "That is the derivative of the sum of the gradient: where is v?"),
    same_as(lambda f, x, v: torch.func.hessian(f)(x).diagonal() * v,
            "Only the diagonal of H is used."),
    raises(RuntimeError, "does not require grad", "Something on the way is not recorded. Three"
           " things to look at: does x require a gradient (`x = x.detach().requires_grad_()`), is"
           " the first gradient made with `create_graph=True`, and is nothing detached?"),
    raises(RuntimeError, "only for scalar outputs", "g is a vector: multiply it by v first."),
    raises(TypeError, "'tuple' and 'Tensor'", "`autograd.grad` returns a tuple: `(g,) = …`."),
    same_as(lambda f, x, v: _gradient(f, x) + times_hessian(f, x, v), "That is g + Hv: `backward`"
            " has added to the gradient that still stood in `x.grad`. `torch.autograd.grad` does"
            " not add."),
    same_as(lambda f, x, v: times_hessian(f, x, v) @ v, "That is the number vᵀHv; Hv is a"
                                                        " vector."),
    when(lambda got, f, x, v: got.ndim == 0, "That is one number; Hv is a vector."),
    when(lambda got, f, x, v: not got.any(), "All zeros: `g = x.grad` is the same tensor as"
         " `x.grad`, and zeroing it wipes g too; set `x.grad = None`."),
    when(lambda got, f, x, v: got.dtype != x.dtype and torch.allclose(
        got.to(x), times_hessian(f, x, v), rtol=1e-3, atol=1e-3),
         "Right to 32 bits only: keep the dtype of x."),
    when(lambda got, f, x, v: len(got) == 2 and got[0].ndim == 0 and got[1].shape == x.shape,
         "`hvp` returns two things, f(x) and Hv: take [1]."),
    when(lambda got, f, x, v: len(got) == 2 and got[0].shape == x.shape
         and torch.allclose(got[1], times_hessian(f, x, v)),
         "`jvp` returns two things, the gradient and Hv: take [1]."),
    when(lambda got, f, x, v: torch.allclose(got, times_hessian(f, x, v), rtol=1e-2, atol=1e-2),
         "That is close, but not exact, as a finite difference is; let autograd differentiate"
         " ⟨g, v⟩."),
    when(lambda got, f, x, v: got[0].shape == x.shape, "The derivative stands in a tuple, as"
                                                       " `autograd.grad` returns it: take [0]."),
]
