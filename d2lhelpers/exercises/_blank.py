"""Is an answer attempted at all?  Blanks of every form, and answers begun but not finished."""

import dis
from collections.abc import Callable
from types import CodeType
from typing import Any

from torch import nn

from ._texts import TEXTS


class NotAttempted(Exception):
    """Raised where the answer is still blank."""


def _code(answer: Any) -> CodeType | None:
    return getattr(getattr(answer, "__func__", answer), "__code__", None)


def _instructions(code: CodeType) -> list[tuple[str, Any]]:
    """Return what the code does, free of names of files, line numbers and docstrings."""
    return [(i.opname, _instructions(i.argval) if isinstance(i.argval, CodeType) else i.argval)
            for i in dis.get_instructions(code) if i.opname not in ("NOP", "CACHE", "EXTENDED_ARG")]


_BLANKS = [_instructions(blank.__code__) for blank in (lambda: None, lambda: ...)]


def is_blank(answer: Any) -> bool:
    """Whether nothing was written: ``...``, None, an empty function or class."""
    if answer is None or answer is Ellipsis or answer is NotImplemented:
        return True
    if isinstance(answer, type):
        own = answer.__module__ not in ("builtins", "torch")
        return own and all(map(is_blank, _methods(answer).values()))
    return _code(answer) is not None and _instructions(_code(answer)) in _BLANKS


def _methods(cls: type) -> dict[str, Callable]:
    """Return the functions written in the class itself."""
    return {name: value for name, value in vars(cls).items()
            if _code(value) and getattr(value, "__module__", "") == cls.__module__}


def holes(answer: Any) -> list[str]:
    """Return the names to which a function still assigns ``...``."""
    steps = _instructions(_code(answer)) if _code(answer) else []
    found = []
    for i, (_, value) in enumerate(steps[:-1]):
        if value is Ellipsis:
            i += 1 if steps[i + 1][0].startswith("LOAD_FAST") else 0  # self, in `self.x = ...`
            name, target = steps[min(i + 1, len(steps) - 1)]
            if name.startswith(("STORE_FAST", "STORE_DEREF", "STORE_ATTR")):
                found.append(target[0] if isinstance(target, tuple) else target)
    return found


def open_parts(answer: Any) -> tuple[list[str], int]:
    """Return the names of the parts that are blank, and how many parts there are."""
    if isinstance(answer, nn.Module):
        answer = type(answer)
    if isinstance(answer, dict):
        items = dict(answer)
    elif isinstance(answer, (list, tuple)):
        items = dict(enumerate(answer, 1))
    elif isinstance(answer, type):
        items = _methods(answer)
    else:
        return holes(answer), 0
    parts = [str(key) for key, item in items.items() if is_blank(item)]
    return parts or [name for item in items.values() for name in holes(item)], len(items)


def missing(answer: Any, given: Callable | None = None) -> None:
    """Raise ``NotAttempted`` if the answer is blank, or parts of it are."""
    if is_blank(answer):
        raise NotAttempted(TEXTS["not attempted"])
    if given and _code(answer) and _instructions(_code(answer)) == _instructions(_code(given)):
        raise NotAttempted(TEXTS["given"])
    parts, count = open_parts(answer)
    if parts and len(parts) == count:
        raise NotAttempted(TEXTS["not attempted"])
    if parts:
        raise NotAttempted(TEXTS["partly"].format(parts=", ".join(parts)))
