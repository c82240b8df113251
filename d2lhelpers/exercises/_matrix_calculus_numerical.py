"""The judge of numerical gradients for matrix-calculus: functions, and how answers go wrong."""

import torch
from torch.autograd.functional import jacobian

from ._answers import Crashed, Wrong
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
    try:
        result = answer(f, x)
    except Crashed as crash:
        if isinstance(crash.error, TypeError):
            raise
        raise Wrong(f"{crash} That was for x of shape {tuple(x.shape)}: any shape can come, that"
                    " of a matrix, (2, 3), and of a number, (), too.") from None
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
    require(got.any(), "All differences are zero: is h so small that x + h is rounded to x, is the"
                       " step never added, or are both points one tensor? `a = x` copies nothing;"
                       " `x.clone()` does.")
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
    rest = (got - want).flatten()
    for told, first, power in (("one-sided", _one_sided, 1), ("central", _central, 2)):
        unit = (first(f, x, 1e-3) - want).flatten()  # the error of h = 1e-3; others scale it
        scale = float(rest @ unit / (unit @ unit)) if x.numel() > 1 else 0.0
        h = 1e-3 * abs(scale) ** (1 / power)
        if scale and h < 0.3 and (rest - scale * unit).norm() < 0.05 * rest.norm():
            name = "backward" if scale < 0 else told
            require(name != "backward" or power == 1, "The error has the size of a central"
                                                      " difference, but the wrong sign.")
            raise Wrong(HINTS[name].format(h=f"{h:.1g}", error=f"{error:.0e}"))
    _require_no_slip(f, x, got, near)
    require(not 1e-6 < error < 0.01 or not _is_single(got), "Nearly, but the result is rounded to"
            " 16 or 32 bits: stay in the dtype of x, float64.")
    require(error > 0.01, f"Nearly: the error is {error:.0e}. If h is very small, rounding is to"
                          " blame: the figure of the errors shows where the best h lies. If you"
                          " step in a copy, put it back before the next entry.")
    raise Wrong(f"Against `jacobian` the error is {error:.2g}, far from 1e-6.")


def _is_single(got):
    return any(torch.equal(got, got.to(dtype).double()) for dtype in (torch.float16,
                                                                      torch.float32))


def _require_no_slip(f, x, got, near):
    """Raise ``Wrong`` for slips that hold for every h."""
    want, entries = jacobian(f, x), x.numel()
    share = float((got * want).sum() / (want * want).sum())
    parallel = near(share * want, 1e-4 * abs(share))
    require(not parallel or share > 1e-2, "Each entry is far too small, by one factor: is the"
            " division missing? And `/ 2 * h` multiplies by h; write `/ (2 * h)`.")
    require(not parallel or share < 1e2, "Each entry is far too large, by one factor: it is"
                                         " divided by h once too often.")
    require(got.abs().max() < 1e3 * want.abs().max(), "The entries are huge: `f(a) - f(b) / (2 *"
            " h)` divides the second value only, and a plus for the minus does the same.")
    if entries < 2:
        return
    flat, right = got.flatten(), want.flatten()
    for place in (0, -1):
        blank = right.clone()
        blank[place] = 0.0
        require((flat - blank).abs().max() > 1e-4 * right.abs().max(), "The"
                f" {'last' if place else 'first'} entry stays zero: which places does the loop go"
                " through?")
    require((flat - right.cumsum(0)).abs().max() > 1e-4 * right.abs().max(),
            "Each entry contains those before it: begin each step with fresh zeros.")
    if x.ndim < 2:
        other = _replaced(f, x)
        told_apart = (other - want).abs().max() > 0.1 * want.abs().max()
        require(not (told_apart and near(other)), "The entry is replaced by h, but h must be"
                                                  " added to it: `+=`, or x + step.")


def _replaced(f, x, h=1e-5):
    out = torch.zeros_like(x)
    for i in range(len(x)):
        up, down = x.clone(), x.clone()
        up[i], down[i] = h, -h
        out[i] = (f(up) - f(down)) / (2 * h)
    return out


def central(answer):
    """Whether the answer never asks for the value at x itself, as one-sided differences do."""
    at, asked = FUNCTIONS[0][1], []

    def f(x):
        asked.append(torch.equal(x, at))
        return _curved(x)

    try:
        answer(f, at)
    except Wrong:  # it calls f in a way of its own, such as within vmap
        return True
    return not any(asked)


HINTS = {"backward": "That is the backward difference with h = {h}: its error is proportional to h"
                     " and comes to {error} here. The central one has h².",
         "one-sided": "That is the forward difference with h = {h}: its error is proportional to h"
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
