"""The judge of numerical gradients for matrix-calculus: functions, and how answers go wrong."""

import torch
from torch.autograd.functional import jacobian

from ._answers import Wrong
from ._compare import as_tensor, require


def _curved(x):
    return (x**3).sum() / 3 + torch.sin(x).sum()


FUNCTIONS = [
    (_curved, torch.tensor([1.0, 2.0, -1.0], dtype=torch.float64)),
    (torch.prod, torch.tensor([1.5, -0.5, 2.0, 1.0], dtype=torch.float64)),
    (lambda x: torch.exp(x @ x.T).sum(),
     torch.tensor([[0.5, -0.2, 0.1], [0.3, 0.4, -0.6]], dtype=torch.float64)),
    (lambda x: torch.exp(-x) * 2, torch.tensor(0.7, dtype=torch.float64))]


def judge_numerical(answer, f, x):
    """Raise ``Wrong`` unless ``answer(f, x)`` is the gradient up to 1e-6; return the error."""
    result = answer(f, x)
    if isinstance(result, (list, tuple)):
        result = [as_tensor(entry).tolist() for entry in result]
    got, want = as_tensor(result), jacobian(f, x)
    require(got.ndim or not x.ndim, "One number came out: a gradient has an entry for each entry"
                                    " of x.")
    require(got.numel() == x.numel() or x.ndim < 2, "For a matrix x not every entry gets its"
            " derivative: `len(x)` counts its rows only; `x.numel()` counts all.")
    require(got.shape == x.shape or got.numel() != x.numel(),
            f"The result has the shape {tuple(got.shape)}; it must be that of x,"
            f" {tuple(x.shape)}.")
    require(got.shape == x.shape, f"For x of shape {tuple(x.shape)} the result has the shape"
                                  f" {tuple(got.shape)}.")
    size = want.abs().max()

    def near(other, within=1e-4):
        return (got - other).abs().max() < within * size

    error = float((got - want).abs().max() / size)
    if error < 1e-6:
        return error
    require(got.isfinite().all(), "The result holds nan or inf: is h zero?")
    require(not answer.mutated, "x is changed in place and not put back exactly, so the next entry"
                                " starts from a wrong point. Make a new tensor for each step.")
    require(got.any(), "All differences are zero: is h so small that x + h is rounded to x, or is"
                       " the step never added?")
    require(not near(2 * want), "Twice too large: the two points are 2h apart.")
    require(not near(want / 2), "Half of what it should be: f(x + h) and f(x) are h apart, not"
                                " 2h.")
    require(not near(-want), "The sign is reversed: f(x - h) is subtracted from f(x + h).")
    require(not near(want.sum().expand(x.shape)) or x.numel() == 1,
            "Every entry is the same: the step must be added to one entry of x at a time.")
    rows = want.sum(1, keepdim=True).expand(x.shape) if x.ndim == 2 else -want
    require(not near(rows), "For a matrix `step[i]` is a whole row: the step must be added to one"
                            " entry, such as `step.view(-1)[i]`.")
    lone = near(want * (torch.arange(x.numel()).reshape(x.shape) == 0))
    require(not lone or x.numel() == 1, "Only the first entry is filled: does `return` stand"
                                        " inside the loop?")
    for power in range(1, 8):
        h = 10.0**-power
        for told, quotient in (("one-sided", _one_sided), ("central", _central)):
            if near(quotient(f, x, h), 1e-9 + 1e-13 / h):
                raise Wrong(HINTS[told].format(h=f"{h:g}", error=f"{error:.0e}"))
    require(error > 0.01, f"Nearly: the error is {error:.0e}. If h is very small, rounding is to"
                          " blame: the figure of the errors shows where the best h lies.")
    raise Wrong(f"Against `jacobian` the error is {error:.2g}, far from 1e-6.")


HINTS = {"one-sided": "That is the forward difference with h = {h}: its error is proportional to h"
                      " and comes to {error} here. The central one has h².",
         "central": "The formula is right, but h = {h} is too large: the error is {error}."}


def _shifted(f, x, h, back):
    flat = torch.zeros(x.numel(), dtype=x.dtype)
    for i in range(len(flat)):
        step = torch.zeros_like(flat)
        step[i] = h
        flat[i] = (f(x + step.reshape(x.shape)) - f(x - back * step.reshape(x.shape)))
    return flat.reshape(x.shape) / ((1 + back) * h)


def _one_sided(f, x, h):
    return _shifted(f, x, h, 0)


def _central(f, x, h):
    return _shifted(f, x, h, 1)
