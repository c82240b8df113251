"""A learner's answer: is it attempted, is it of the right kind, what does calling it do."""

import contextlib
import dis
import io
import itertools
import sys
import sysconfig
import traceback
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

import torch

from ._texts import TEXTS


class Wrong(Exception):
    """Raised by an exercise's test, with the hint that the learner reads."""


class NotAttempted(Exception):
    """Raised where the answer is still blank."""


class Crashed(Wrong):
    """The learner's code raised ``error``."""

    def __init__(self, error: BaseException):
        """Say what was raised, and in which line of the learner's code."""
        self.error = error
        text = f": {str(error).splitlines()[0][:200]}" if str(error) else ""
        super().__init__(TEXTS["crashed"].format(
            kind=type(error).__name__, text=text.rstrip("."), where=_where(error)))


_FOREIGN = tuple({str(Path(__file__).parent.parent), str(Path(torch.__file__).parent), sys.prefix,
                  sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), "<frozen"})


def _where(error: BaseException) -> str:
    """Return the last line of the learner's own code on the way to the error."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(_FOREIGN)]
    if not own or not own[-1].line:
        return ""
    return TEXTS["line"].format(number=own[-1].lineno, line=own[-1].line.strip())


class _Tee(io.StringIO):
    """Remembers what is printed, and lets it through."""

    def __init__(self, stream: Any):
        super().__init__()
        self.stream = stream

    def write(self, text: str) -> int:
        self.stream.write(text)
        return super().write(text)


class Attempt:
    """A learner's function, to be called on test inputs; failures become ``Wrong``."""

    def __init__(self, function: Callable):
        """Wrap the learner's function; ``.function`` is the bare one."""
        self.function = function
        self.mutated = False

    def __call__(self, *args: Any) -> Any:
        """Call the function on copies of the arguments and note whether it changes them."""
        copies = copied(args)
        result = self.on(*copies)
        self.mutated = self.mutated or not unchanged(copies, args)
        return result

    def on(self, *args: Any, returns: bool = True) -> Any:
        """Call the function on the arguments themselves, which it may change.

        With ``returns=False`` a result of None is what is asked.
        """
        with contextlib.redirect_stdout(_Tee(sys.stdout)) as printed:
            try:
                result = self.function(*args)
            except NotImplementedError:
                raise NotAttempted(TEXTS["not attempted"]) from None
            except (Exception, SystemExit) as error:
                raise Crashed(error) from error
        if result is Ellipsis:
            raise NotAttempted(TEXTS["not attempted"])
        if result is None and returns:
            raise Wrong(TEXTS["prints" if printed.getvalue() else "returns none"])
        return result


def copied(value: Any) -> Any:
    """Copy tensors, and the tuples, lists and dicts that hold them; gradients flow through."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
        return type(value)(copied(item) for item in value)
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return value


def unchanged(value: Any, original: Any) -> bool:
    """Whether a copy is still equal to its original (nan counts as equal to nan)."""
    if isinstance(value, torch.Tensor):
        same = value.shape == original.shape and value.dtype == original.dtype
        return same and torch.allclose(value, original, rtol=0, atol=0, equal_nan=True)
    if type(value) in (list, tuple):
        return len(value) == len(original) and all(map(unchanged, value, original))
    if type(value) is dict:
        return list(value) == list(original) and all(
            unchanged(item, original[key]) for key, item in value.items())
    return True


def _instructions(code: CodeType) -> list[tuple[str, Any]]:
    """Return what the code does, free of names of files, line numbers and docstrings."""
    return [(i.opname, _instructions(i.argval) if isinstance(i.argval, CodeType) else i.argval)
            for i in dis.get_instructions(code) if i.opname not in ("NOP", "CACHE", "EXTENDED_ARG")]


def _code(answer: Any) -> CodeType | None:
    return getattr(getattr(answer, "__func__", answer), "__code__", None)


_BLANKS = [_instructions(blank.__code__) for blank in (lambda: None, lambda: ...)]


def holes(answer: Any) -> list[str]:
    """Return the names to which a function still assigns ``...``."""
    steps = _instructions(_code(answer)) if _code(answer) else []
    found = [after[1] for step, after in itertools.pairwise(steps)
             if step[1] is Ellipsis and after[0].startswith(("STORE_FAST", "STORE_DEREF"))]
    return [name[0] if isinstance(name, tuple) else name for name in found]


def is_blank(answer: Any) -> bool:
    """Whether nothing was written: ``...``, None, an empty function or class."""
    if answer is None or answer is Ellipsis or answer is NotImplemented:
        return True
    if isinstance(answer, type):
        methods = [value for value in vars(answer).values() if _code(value)]
        return all(map(is_blank, methods)) and answer.__module__ not in ("builtins", "torch")
    return _code(answer) is not None and _instructions(_code(answer)) in _BLANKS


def missing(answer: Any, given: Callable | None = None) -> None:
    """Raise ``NotAttempted`` if the answer is blank, or parts of it are."""
    if is_blank(answer):
        raise NotAttempted(TEXTS["not attempted"])
    if given and _code(answer) and _instructions(_code(answer)) == _instructions(_code(given)):
        raise NotAttempted(TEXTS["given"])
    items = (list(answer.items()) if isinstance(answer, dict)
             else list(enumerate(answer, 1)) if isinstance(answer, (list, tuple)) else [])
    parts = [str(key) for key, item in items if is_blank(item)] or holes(answer)
    if items and len(parts) == len(items):
        raise NotAttempted(TEXTS["not attempted"])
    if parts:
        raise NotAttempted(TEXTS["partly"].format(parts=", ".join(parts)))


def wrap(answer: Any, task: Any) -> Any:
    """Refuse an answer of the wrong kind; make functions callable on test inputs."""
    kind, is_class = task.expects, isinstance(answer, type)
    got = type(answer).__name__
    if kind == "function" and is_class:
        raise Wrong(TEXTS["class, not function"])
    if kind == "function" and not callable(answer):
        raise Wrong(TEXTS["result, not function"].format(name=task.name))
    if kind == "class" and not is_class:
        ours = type(answer).__module__ not in ("builtins", "torch")
        key = "instance, not class" if ours else "not a class"
        raise Wrong(TEXTS[key].format(cls=got, got=got))
    if kind == "module" and not isinstance(answer, torch.nn.Module):
        key = "class, not instance" if is_class else "not a module"
        raise Wrong(TEXTS[key].format(cls=getattr(answer, "__name__", ""), got=got))
    return _wrapped(answer) if kind in ("function", "value") else answer


def _wrapped(answer: Any) -> Any:
    if callable(answer) and not isinstance(answer, type):
        return Attempt(answer)
    if type(answer) in (list, tuple):
        return type(answer)(map(_wrapped, answer))
    if type(answer) is dict:
        return {key: _wrapped(item) for key, item in answer.items()}
    return answer


def mutated(wrapped: Any) -> None:
    """Raise ``Wrong`` if a wrapped function changed the inputs that it was lent."""
    items = wrapped.values() if isinstance(wrapped, dict) else (
        wrapped if isinstance(wrapped, (list, tuple)) else [wrapped])
    if any(isinstance(item, Attempt) and item.mutated for item in items):
        raise Wrong(TEXTS["mutates"])
