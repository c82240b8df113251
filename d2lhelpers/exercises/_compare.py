"""Comparing answers with an oracle, and recognising known mistakes."""

import inspect
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import torch

from ._answers import Attempt, Crashed, Rewritten, Wrong, copied
from ._differences import difference, show, told_type
from ._texts import TEXTS


@dataclass(frozen=True)
class Mistake:
    """A mistake that can be recognised, and the hint that names it."""

    hint: str
    reference: Callable | None = None
    predicate: Callable | None = None


def same_as(reference: Callable, hint: str) -> Mistake:
    """Recognise an answer that does the same as a known wrong implementation, on every case."""
    return Mistake(hint, reference=reference)


def when(predicate: Callable, hint: str) -> Mistake:
    """Recognise by ``predicate(got, *inputs)`` on the first case that fails."""
    return Mistake(hint, predicate=predicate)


def raises(kind: type[Exception], fragment: str, hint: str) -> Mistake:
    """Recognise an answer that raises ``kind`` with ``fragment`` in its message."""
    return Mistake(hint, predicate=lambda got, *_: isinstance(got, Crashed)
                   and isinstance(got.error, kind) and fragment in str(got.error))


def require(condition: Any, hint: str) -> None:
    """Raise ``Wrong(hint)`` unless the condition holds."""
    if not condition:
        raise Wrong(hint)


def random_tensors(*shapes: Sequence[int], seed: int = 0) -> tuple[torch.Tensor, ...]:
    """Return one normal float32 tensor of each shape; the same at each call."""
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.randn(*shape, generator=generator) for shape in shapes)


def _outcome(function: Callable, case: tuple) -> Any:
    """Return the function's result, or the ``Wrong`` that stopped it."""
    function = function if isinstance(function, Attempt) else Attempt(function)
    try:
        return function(*case)
    except Wrong as wrong:
        return wrong


def _alike(got: Any, known: Any) -> bool:
    """Whether two outcomes are the same, errors of one type included."""
    if isinstance(got, Wrong) or isinstance(known, Wrong):
        both = isinstance(got, Crashed) and isinstance(known, Crashed)
        return type(got.error) is type(known.error) if both else str(got) == str(known)
    return difference(got, known) is None


def _recognised(mistakes: Iterable[Mistake], got: list, cases: list, failing: int) -> str | None:
    """Return the hint of the first mistake that explains the outcomes."""
    for mistake in mistakes:
        if mistake.reference:
            if all(map(_alike, got, (_outcome(mistake.reference, case) for case in cases))):
                return mistake.hint
            continue
        try:
            if mistake.predicate(got[failing], *copied(cases[failing])):
                return mistake.hint
        except Exception:  # the outcome is of a kind that the predicate does not know
            continue
    return None


def _told_case(oracle: Callable, case: tuple) -> str:
    try:
        names = list(inspect.signature(oracle).parameters)
    except ValueError:  # a builtin
        names = []
    names = names if len(names) >= len(case) else [f"input {i + 1}" for i in range(len(case))]
    told = [f"{name} = {show(value)}" for name, value in zip(names, case, strict=False)]
    return TEXTS["tried"].format(case=", ".join(told))


def compare(answer: Attempt, oracle: Callable, cases: Iterable, mistakes: Iterable[Mistake] = (),
            **how: Any) -> None:
    """Raise ``Wrong`` unless the answer's results equal the oracle's on each case.

    A case is a tuple of arguments (or one argument that is no tuple).  ``how`` goes to
    ``difference``: rtol, atol, exact_dtype.  Put first the case that is the easiest to read.
    """
    cases = [case if isinstance(case, tuple) else (case,) for case in cases]
    got = [_outcome(answer, case) for case in cases]
    for index, case in enumerate(cases):
        want = oracle(*copied(case))
        crashed = isinstance(got[index], Wrong)
        problem = str(got[index]) if crashed else difference(got[index], want, **how)
        if problem:
            hint = _recognised(mistakes, got, cases, index)
            problem, *details = problem.split("\n")
            first = " ".join(filter(None, [hint, problem.strip()]))
            raise Wrong("\n  ".join([first, _told_case(oracle, case), *details]))


def compare_value(answer: Any, want: Any, mistakes: Mapping[str, Any] | None = None,
                  rtol: float = 2e-3) -> None:
    """Raise ``Wrong`` unless the answer, a value, is ``want``, which the message does not tell.

    ``mistakes`` maps hints to the wrong values, or predicates of a value, that they explain.
    """
    how = {"rtol": rtol, "atol": 1e-8}
    if isinstance(want, (int, float)) and not isinstance(want, bool):
        answer = _plain(answer)
    if difference(answer, want, **how) is None:
        return
    for hint, wrong in (mistakes or {}).items():
        try:
            hit = (bool(wrong(answer)) if callable(wrong)
                   else difference(answer, wrong, **how) is None)
        except Exception:  # the answer is of a kind that the predicate does not know
            hit = False
        if hit:
            raise Wrong(hint)
    raise Wrong(told_type(answer, want) or TEXTS["wrong value"])


def _plain(value: Any) -> Any:
    """Return a fraction, a decimal or a tensor or array of one real number as a Python number."""
    if isinstance(value, (Decimal, Fraction)):
        return float(value)
    one = (hasattr(value, "item") and getattr(value, "size", 0) == 1) or (
        isinstance(value, torch.Tensor) and value.numel() == 1)
    plain = value.item() if one else value
    return value if isinstance(plain, (bool, complex)) else plain


def _nested(value: Any) -> Any:
    """Return nested lists of plain numbers: the rows may be tensors, the entries fractions."""
    if isinstance(value, (list, tuple)):
        return [_nested(item) for item in value]
    value = _plain(value)
    return value.tolist() if isinstance(value, torch.Tensor) else value


def compare_parts(answer: Any, want: Mapping | Sequence, mistakes: Mapping | None = None,
                  rtol: float = 2e-3) -> None:
    """Compare an answer of several parts, a dict or a tuple, part by part.

    ``mistakes`` maps a part's key (for a tuple: its index) to that part's mistakes.
    """
    problem = difference(_outline(answer), _outline(want))
    require(problem is None, problem or "")
    keys = {str(key): key for key in want} if isinstance(want, Mapping) else {
        str(key + 1): key for key in range(len(want))}
    judge_parts({name: lambda key=key: compare_value(
        answer[key], want[key], (mistakes or {}).get(key), rtol) for name, key in keys.items()})


def judge_parts(judges: Mapping[str, Callable[[], Any]]) -> None:
    """Call the judge of each part; raise ``Wrong`` with the faults of all parts."""
    faults = {}
    for part, judge in judges.items():
        try:
            judge()
        except Wrong as wrong:
            faults[part] = str(wrong)
    if faults:
        right = ", ".join(part for part in judges if part not in faults)
        lines = [TEXTS["part"].format(part=part, hint=hint) for part, hint in faults.items()]
        lines += [TEXTS["parts right"].format(parts=right)] if right else []
        raise Wrong("\n  ".join([TEXTS["parts wrong"].format(parts=", ".join(faults)), *lines]))


def _outline(value: Any) -> Any:
    """Return the keys of a dict, the length of a sequence: what parts there are."""
    if isinstance(value, Mapping):
        return dict.fromkeys(value, 0)
    if isinstance(value, (list, tuple, torch.Tensor)):
        return (0,) * len(value)
    return value


def as_number(answer: Any) -> float:
    """Return the answer as a float, or raise ``Wrong``."""
    number = _plain(answer)
    if isinstance(number, numbers.Real):
        return float(number)
    raise Wrong(TEXTS["not a number"].format(got=show(answer)))


def as_tensor(answer: Any, shape: Sequence[int] | None = None) -> torch.Tensor:
    """Return the answer (tensor, array, list) as a detached float64 tensor, or raise ``Wrong``."""
    try:
        nested = _nested(answer) if isinstance(answer, (list, tuple)) else answer
        tensor = torch.as_tensor(nested).detach().to_dense()
        if tensor.is_complex():  # the imaginary parts would be lost
            raise TypeError
        tensor = tensor.to("cpu", torch.float64)
    except (TypeError, ValueError, RuntimeError):
        raise Wrong(TEXTS["not a tensor"].format(got=show(answer))) from None
    if shape is not None and tuple(tensor.shape) != tuple(shape):
        raise Wrong(TEXTS["tensor shape"].format(want=tuple(shape), got=tuple(tensor.shape)))
    return tensor


def lenient(answer: Attempt) -> Attempt:
    """Return the answer with arrays, numbers and lists of them as tensors, if it returns such."""
    def as_tensor_if_any(result: Any, *_: Any) -> Any:
        try:
            return result if isinstance(result, torch.Tensor) else as_tensor(result)
        except Wrong:
            return result

    return Rewritten(answer, as_tensor_if_any)
