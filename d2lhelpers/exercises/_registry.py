"""The registry of exercises, and ``check``."""

import contextlib
import difflib
import importlib
import pkgutil
import random
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ._answers import Wrong, mutated, wrap
from ._blank import NotAttempted, missing
from ._texts import TEXTS

MARKS = {"right": "✓", "wrong": "✗", "not attempted": "○"}


@dataclass(frozen=True, repr=False)
class Verdict:
    """What ``check`` found: true if and only if the answer is right."""

    name: str
    state: str  # "right", "wrong" or "not attempted"
    message: str

    def __bool__(self) -> bool:
        """Whether the answer is right."""
        return self.state == "right"

    def __repr__(self) -> str:
        """Return the message, with its mark: what a notebook shows."""
        return f"{MARKS[self.state]} {self.name}: {self.message}"


@dataclass(frozen=True)
class Exercise:
    """One registered exercise."""

    name: str
    expects: str  # "function", "value", "class" or "module"
    test: Callable[[Any], str | None]
    given: Callable | None = None
    dtype: torch.dtype = torch.float32


EXERCISES: dict[str, Exercise] = {}


def exercise(name: str, expects: str = "value", given: Callable | None = None,
             dtype: torch.dtype = torch.float32):
    """Register the decorated function as the test of exercise ``name``.

    It gets the answer, raises ``Wrong(hint)`` where that is wrong, and may return a sentence
    that is added to "right".  ``given``: the broken function that the learner is to mend; an
    answer with the same code is "not attempted".  ``dtype``: the default dtype of the test.
    """
    if not re.fullmatch(r"[a-z0-9-]+/\d+[a-z]?", name):
        raise ValueError(f"an exercise is named chapter/number, not {name!r}")
    if name in EXERCISES:
        raise ValueError(f"there are two exercises {name}")
    if expects not in ("function", "value", "class", "module"):
        raise ValueError(f"an exercise cannot expect a {expects!r}")

    def register(test: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
        EXERCISES[name] = Exercise(name, expects, test, given, dtype)
        return test

    return register


def chapters() -> list[str]:
    """Return the names of the chapters that have exercises."""
    modules = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(m.name.replace("_", "-") for m in modules if not m.name.startswith("_"))


def exercises_of(chapter: str) -> list[str]:
    """Import a chapter's module and return the names of its exercises, in order."""
    importlib.import_module(f"{__package__}.{chapter.replace('-', '_')}")
    names = [name for name in EXERCISES if name.startswith(chapter + "/")]
    return sorted(names, key=lambda name: (int(re.search(r"/(\d+)", name)[1]), name))


def _find(name: str) -> Exercise:
    """Return the exercise, or raise a ValueError that lists the names most like it."""
    chapter = str(name).split("/")[0]
    if chapter not in chapters():
        known = difflib.get_close_matches(chapter, chapters()) or chapters()
        raise ValueError(f"no chapter {chapter!r} has exercises; there is: {', '.join(known)}")
    known = exercises_of(chapter)
    if name not in known:
        close = difflib.get_close_matches(str(name), known, n=1, cutoff=0.9)
        meant = f" (did you mean {close[0]!r}?)" if close else ""
        raise ValueError(f"no exercise {name!r}{meant}; {chapter} has: {', '.join(known)}")
    return EXERCISES[name]


@contextlib.contextmanager
def _undisturbed(test_dtype: torch.dtype) -> Iterator[None]:
    """Leave no trace in random generators, gradient mode, default dtype; show no warnings."""
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else None
    state, python_state, dtype = torch.get_rng_state(), random.getstate(), torch.get_default_dtype()
    numpy_random = getattr(sys.modules.get("numpy"), "random", None)
    numpy_state = numpy_random.get_state() if numpy_random else None
    try:
        torch.default_generator.manual_seed(0)
        torch.set_default_dtype(test_dtype)
        elsewhere = torch.get_default_device().type != "cpu"
        device = torch.device("cpu") if elsewhere else contextlib.nullcontext()
        with (torch.inference_mode(False), torch.enable_grad(), device,
              warnings.catch_warnings()):
            warnings.simplefilter("ignore")
            yield
    finally:
        torch.set_default_dtype(dtype)
        torch.set_rng_state(state)
        random.setstate(python_state)
        if numpy_state:
            numpy_random.set_state(numpy_state)
        if cuda:
            torch.cuda.set_rng_state_all(cuda)


def judge(task: Exercise, answer: Any) -> Verdict:
    """Test the answer and put what was found into words."""
    try:
        with _undisturbed(task.dtype):
            missing(answer, task.given)
            wrapped = wrap(answer, task)
            note = task.test(wrapped)
            mutated(wrapped)
    except NotAttempted as open_end:
        return Verdict(task.name, "not attempted", str(open_end))
    except Wrong as wrong:
        return Verdict(task.name, "wrong", f"{TEXTS['wrong']} {wrong}".replace(" \n", "\n"))
    except Exception as error:  # the test could not cope: the answer is of an unforeseen kind
        hint = TEXTS["untestable"].format(error=f"{type(error).__name__}: {error}")
        return Verdict(task.name, "wrong", f"{TEXTS['wrong']} {hint}")
    return Verdict(task.name, "right", " ".join(filter(None, [TEXTS["right"], note])))


def check(name: str, answer: Any) -> Verdict:
    """Test an answer to the exercise ``name``, such as ``"softmax-scratch/3"``.

    The verdict is true if and only if the answer is right, and reads as a message.  A fault in
    the answer never raises; a name that no exercise has raises ValueError.
    """
    return judge(_find(name), answer)
