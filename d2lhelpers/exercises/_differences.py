"""How a value differs from the one expected, in words: shape first, then entries."""

import numbers
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import torch

from ._texts import TEXTS

SHOWN = 9  # a tensor of more entries is told by its shape


def show(value: Any, digits: int = 4) -> str:
    """Return a short text: small tensors entry by entry, large ones by their shape."""
    if isinstance(value, torch.Tensor):
        if value.numel() > SHOWN:
            return f"a tensor of shape {tuple(value.shape)}"
        return show(value.detach().cpu().tolist(), digits)
    if isinstance(value, (list, tuple)):
        items = [show(item, digits) for item in value[:SHOWN]] + ["..."] * (len(value) > SHOWN)
        return f"({', '.join(items)})" if isinstance(value, tuple) else f"[{', '.join(items)}]"
    if isinstance(value, numbers.Number):
        if isinstance(value, complex):
            return f"{value:.{digits}g}"
        whole = isinstance(value, numbers.Integral)
        value = value if whole else float(value)  # a Fraction knows no such format
        return str(value) if whole else f"{value:.{digits if abs(value) < 1e4 else 9}g}"
    if isinstance(value, (str, bytes, dict, set)) or value is None:
        text = repr(value)
        return text if len(text) <= 60 else text[:57] + "..."
    if hasattr(value, "shape"):
        return f"a NumPy array of shape {tuple(value.shape)}"
    if callable(value) and not isinstance(value, type):
        return "a function"
    name = type(value).__name__
    return f"an {name}" if name[0] in "aeiouAEIOU" else f"a {name}"


def _both(key: str, want: Any, got: Any, **more: str) -> str:
    """Fill a text with two values that differ, with as many digits as that takes."""
    told = {digits: (show(want, digits), show(got, digits)) for digits in (4, 7)}
    want, got = told[7 if told[4][0] == told[4][1] else 4]
    return TEXTS[key].format(want=want, got=got, **more)


def _kind(value: Any) -> str:
    """Return what a value is, in two words, for "expected a tensor, got a list"."""
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}" if value.ndim else "a number"
    if isinstance(value, bool):
        return "True or False"
    if isinstance(value, numbers.Number):
        return "a number"
    names = {dict: "a dict", tuple: "a tuple", list: "a list", str: "a string", set: "a set"}
    return names.get(type(value)) or show(value)


def told_type(got: Any, want: Any) -> str | None:
    """Say that a value is of another type than the one expected, if that is so."""
    if _family(got) == _family(want):
        return None
    return TEXTS["type"].format(want=_kind(want), got=_kind(got))


def _family(value: Any) -> str:
    if isinstance(value, (numbers.Number, torch.Tensor)) or hasattr(value, "dtype"):
        return "scalar" if getattr(value, "ndim", 0) == 0 else "tensor"
    if isinstance(value, (list, tuple)):
        return "sequence"
    return next((kind.__name__ for kind in (str, Mapping, set, frozenset)
                 if isinstance(value, kind)), type(value).__name__)


def difference(got: Any, want: Any, rtol: float = 1e-4, atol: float = 1e-5,
               exact_dtype: bool = False) -> str | None:
    """Return None where the values agree, else a sentence on the first difference.

    Numbers of any type agree if they are close, a scalar tensor with a number, a list with a
    tuple, a string in any case; device and ``requires_grad`` do not matter.
    """
    how = {"rtol": rtol, "atol": atol, "exact_dtype": exact_dtype}
    if isinstance(want, torch.Tensor) and want.ndim > 0 and not isinstance(got, torch.Tensor):
        return TEXTS["type"].format(want=_kind(want), got=_kind(got))
    if isinstance(want, (list, tuple)) and getattr(got, "ndim", 0) == 1:
        got = got.tolist()
    if problem := told_type(got, want):
        return problem
    if _family(want) in ("scalar", "tensor"):
        return _tensor_difference(got, want, **how)
    if isinstance(want, str):
        same = got.strip().casefold() == want.strip().casefold()
        return None if same else _both("value", want, got)
    if isinstance(want, Mapping):
        if set(got) != set(want):
            return TEXTS["keys"].format(want=list(want), got=list(got))
        return _first(((f"{key}:", got[key], want[key]) for key in want), how)
    if isinstance(want, (list, tuple)):
        if len(got) != len(want):
            return TEXTS["length"].format(want=len(want), got=len(got))
        labels = [TEXTS["item"].format(index=i + 1, count=len(want)) for i in range(len(want))]
        return _first(zip(labels, got, want, strict=True), how)
    return None if got == want else _both("value", want, got)


def _first(pairs: Any, how: dict) -> str | None:
    for label, got, want in pairs:
        if problem := difference(got, want, **how):
            return f"{label} {problem}".replace(" \n", "\n")
    return None


def _close(got: torch.Tensor, want: torch.Tensor, rtol: float, atol: float) -> bool:
    return torch.allclose(got, want, rtol=rtol, atol=atol, equal_nan=True)


def _tensor(value: Any) -> torch.Tensor:
    value = float(value) if isinstance(value, (Fraction, Decimal)) else value
    dtype = torch.float64 if isinstance(value, float) else None  # not rounded to float32
    return torch.as_tensor(value, dtype=dtype).detach().cpu()


def _tensor_difference(got: Any, want: Any, rtol: float, atol: float,
                       exact_dtype: bool) -> str | None:
    got, want = _tensor(got), _tensor(want)
    if exact_dtype and got.dtype != want.dtype:
        return TEXTS["dtype"].format(want=want.dtype, got=got.dtype)
    wide = torch.complex128 if got.is_complex() or want.is_complex() else torch.float64
    g, w = got.to(wide), want.to(wide)
    if not (want.is_floating_point() or want.is_complex()):
        rtol = atol = 0.0  # counts and indices are exact
    if g.shape == w.shape:
        return None if _close(g, w, rtol, atol) else _entries(g, w, rtol, atol)
    if g.numel() == w.numel() and g.numel():
        if g.ndim == w.ndim == 2 and g.shape == w.T.shape and _close(g.T, w, rtol, atol):
            return TEXTS["transposed"]
        if _close(g.flatten(), w.flatten(), rtol, atol):
            return TEXTS["extra dimensions"].format(want=tuple(w.shape), got=tuple(g.shape))
    return TEXTS["shape"].format(want=tuple(w.shape), got=tuple(g.shape))


def _entries(got: torch.Tensor, want: torch.Tensor, rtol: float, atol: float) -> str:
    """Say in which way the entries of two tensors of one shape differ."""
    details = [_detail(got, want, rtol, atol)]
    if got.isnan().any() and not want.isnan().any():
        details.insert(0, TEXTS["nan"])
    elif got.isinf().any() and not want.isinf().any():
        details.insert(0, TEXTS["inf"])
    elif _close(-got, want, rtol, atol):
        details.insert(0, TEXTS["sign"])
    elif got.ndim == 2 and got.shape == got.T.shape and _close(got.T, want, rtol, atol):
        details.insert(0, TEXTS["transposed"])
    elif got.numel() > 1 and got.abs().max() < 1e-12 * want.abs().max():
        details.insert(0, TEXTS["zeros"])
    elif got.numel() > 1 and want.abs().sum() > 0 and not got.is_complex():
        factor = float((got * want).sum() / (want * want).sum())
        if factor and _close(got, factor * want, rtol, atol):
            details.insert(0, TEXTS["factor"].format(factor=f"{factor:.4g}"))
    return " ".join(details)


def _detail(got: torch.Tensor, want: torch.Tensor, rtol: float, atol: float) -> str:
    if want.numel() <= SHOWN:
        return _both("value", want, got)
    wrong = ~torch.isclose(got, want, rtol=rtol, atol=atol, equal_nan=True)
    index = tuple(int(i) for i in wrong.nonzero()[0])
    return _both("entry", want[index], got[index], index=", ".join(map(str, index)))
