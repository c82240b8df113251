"""A learner's answer: is it attempted, is it of the right kind, what does calling it do."""

import contextlib
import inspect
import io
import itertools
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import torch

from ._blank import NotAttempted
from ._texts import TEXTS


class Wrong(Exception):
    """Raised by an exercise's test, with the hint that the learner reads."""


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
    line = own[-1].line.strip()
    line = line if len(line) <= 79 else line[:76] + "..."
    return TEXTS["line"].format(number=own[-1].lineno, line=line)


class _Tee(io.StringIO):
    """Remembers what is printed, and lets it through."""

    def __init__(self, stream: Any):
        super().__init__()
        self.stream = stream

    def write(self, text: str) -> int:
        self.stream.write(text)
        return super().write(text)


ENDLESS = 10_000  # items that no generator of an exercise yields


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

        With ``returns=False`` a result of None is what is asked.  A generator's items are
        returned as a list.
        """
        with contextlib.redirect_stdout(_Tee(sys.stdout)) as printed:
            try:
                result = self.function(*args)
                generated = inspect.isgenerator(result)
                if generated:
                    result = list(itertools.islice(result, ENDLESS))
            except Wrong:  # a function that the test lent to the learner's code
                raise
            except (Exception, SystemExit) as error:
                # PyTorch raises NotImplementedError too, but then the learner does not name it.
                names = getattr(getattr(self.function, "__code__", None), "co_names", ())
                if isinstance(error, NotImplementedError) and "NotImplementedError" in names:
                    raise NotAttempted(TEXTS["not attempted"]) from None
                raise Crashed(error) from error
        if generated and len(result) == ENDLESS:
            raise Wrong(TEXTS["endless"])
        if result is Ellipsis:
            raise NotAttempted(TEXTS["not attempted"])
        if result is None and returns:
            raise Wrong(TEXTS["prints" if printed.getvalue() else "returns none"])
        return result


class Rewritten(Attempt):
    """An answer whose results are put into another form, ``change(result, *inputs)``."""

    def __init__(self, answer: Attempt, change: Callable):
        """Wrap a wrapped answer, which goes on noting whether it changes its inputs."""
        super().__init__(answer.function)
        self.answer, self.change = answer, change

    def __call__(self, *args: Any) -> Any:
        """Call the answer and rewrite what it returns."""
        return self.change(self.answer(*args), *args)


@contextlib.contextmanager
def hinting(hints: Mapping[str, str]) -> Iterator[None]:
    """Where the learner's code crashes, raise ``Wrong`` with the hint that explains the error.

    ``hints`` maps fragments of "type: message" to hints; the first that occurs counts.
    """
    try:
        yield
    except Crashed as crash:
        text = f"{type(crash.error).__name__}: {crash.error}"
        for fragment, hint in hints.items():
            if fragment in text:
                raise Wrong(hint) from None
        raise


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
