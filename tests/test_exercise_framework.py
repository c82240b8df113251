"""The framework of the exercises: states, kinds of answers, messages, and what it leaves alone."""

import itertools
import random
import subprocess
import sys
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import nn

from d2lhelpers.exercises import Verdict, _registry
from d2lhelpers.exercises._answers import Attempt, Wrong, hinting
from d2lhelpers.exercises._compare import (
    as_number,
    as_tensor,
    compare,
    compare_parts,
    compare_value,
    lenient,
    raises,
    random_tensors,
    require,
    same_as,
    when,
)
from d2lhelpers.exercises._differences import difference, show
from d2lhelpers.exercises._registry import Exercise, judge

A, B = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([[0.0, 1.0], [1.0, 1.0]])


def given(A, B):
    C = A * B
    return C


def product_test(answer):
    mistakes = [
        raises(RuntimeError, "size", "Sizes do not fit."),
        same_as(lambda A, B: A * B, "Entrywise."),
        same_as(lambda A, B: A @ B.T, "B is transposed."),
        when(lambda got, A, B: got.sum() == 0, "All zero."),
    ]
    compare(answer, lambda A, B: A @ B, [(A, B), random_tensors((3, 3), (3, 3))], mistakes)
    return "On two pairs."


PRODUCT = Exercise("test-me/1", "function", product_test, given)


def on_product(answer):
    return judge(PRODUCT, answer)


def value_test(want, mistakes=None):
    return Exercise("test-me/2", "value", lambda answer: compare_value(answer, want, mistakes))


# Blanks ---------------------------------------------------------------------------------------


def only_dots(A, B): ...
def only_pass(A, B): pass
def bare_return(A, B): return
def return_dots(A, B): return ...
def unfinished(A, B): raise NotImplementedError


def only_docstring(A, B):
    """Return the product."""


def docstring_and_dots(A: torch.Tensor, B: torch.Tensor) -> torch.Tensor:
    """Return the product."""
    ...


class Empty(nn.Module):
    def __init__(self): ...
    def forward(self, X): ...


@pytest.mark.parametrize("blank", [
    None, ..., NotImplemented, only_dots, only_pass, bare_return, return_dots, unfinished,
    only_docstring, docstring_and_dots, lambda A, B: ..., Empty, (..., ...), {"a": ...}, [None]])
def test_blanks_are_not_attempted(blank):
    verdict = on_product(blank)
    assert verdict.state == "not attempted"
    assert repr(verdict) == "○ test-me/1: not attempted yet."


def test_an_operation_that_PyTorch_lacks_is_no_blank():
    verdict = on_product(lambda A, B: torch.linalg.vector_norm(torch.tensor([3, -4])))
    assert verdict.state == "wrong"


def test_a_function_in_place_of_a_value_is_called_a_function():
    assert "a function" in judge(value_test(1.0), lambda: 1.0).message


def test_parts_still_open_are_named():
    def with_hole(A, B):
        inner = ...
        return inner + A

    class HalfNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = ...

        def forward(self, X):
            return self.layer(X)

    class NoForward(nn.Module):
        def __init__(self):
            super().__init__()

        def forward(self, X): ...

    for answer, part in [({"a": 1, "b": ...}, "b"), ((..., 2), "1"), (with_hole, "inner"),
                         (HalfNet, "layer"), (NoForward, "forward"), (NoForward(), "forward"),
                         ((only_dots, 2), "1")]:
        verdict = on_product(answer)
        assert verdict.state == "not attempted"
        assert f"Still open: {part}." in verdict.message


def test_ellipsis_as_an_index_is_no_hole():
    assert on_product(lambda A, B: A[...] @ B[..., :])


def test_given_code_is_not_attempted_and_its_mended_form_is():
    def given_again(A, B):
        """With another docstring."""
        C = A * B  # and a comment
        return C

    def mended(A, B):
        C = A @ B
        return C

    assert on_product(given_again).state == "not attempted"
    assert "as it was given" in on_product(given_again).message
    assert on_product(mended)


# Verdicts -------------------------------------------------------------------------------------


def test_verdict_is_true_only_if_right_and_reads_as_its_message():
    right, wrong = on_product(torch.matmul), on_product(torch.mul)
    assert right and not wrong and not on_product(None)
    assert repr(right) == "✓ test-me/1: right. On two pairs."
    assert repr(wrong) == ("✗ test-me/1: not right yet. Entrywise.\n"
                           "  tried: A = [[1, 2], [3, 4]], B = [[0, 1], [1, 1]]\n"
                           "  expected: [[2, 3], [4, 7]]\n  got: [[0, 2], [3, 4]]")
    assert isinstance(right, Verdict)


def test_nothing_is_printed(capsys):
    on_product(torch.mul)
    assert capsys.readouterr().out == ""


# Faults of functions --------------------------------------------------------------------------


def returns_none(A, B):
    C = A @ B  # noqa: F841


def prints(A, B):
    print(A @ B)


def crashes(A, B):
    return A @ B.nonesuch


def calls_badly(A, B):
    return torch.matmul(A, "B")


def changes_its_input(A, B):
    C = A @ B
    A += 1
    return C


def exits(A, B):
    raise SystemExit


@pytest.mark.parametrize("answer, hint", [
    (returns_none, "is a `return` missing?"),
    (prints, "`return` it instead"),
    (crashes, "AttributeError: 'Tensor' object has no attribute 'nonesuch' in line"),
    (crashes, "`return A @ B.nonesuch`"),
    (calls_badly, "`return torch.matmul(A, \"B\")`"),
    (exits, "SystemExit"),
    (lambda A: A, "TypeError"),
    (changes_its_input, "changes its input in place"),
    (lambda A, B: (A @ B).tolist(), "Expected a tensor of shape (2, 2), got a list."),
    (lambda A, B: (A @ B).numpy(), "got a NumPy array"),
    (lambda A, B: float((A @ B).sum()), "got a number"),
    (lambda A, B: (A @ B).T, "rows and columns are swapped"),
    (lambda A, B: (A @ B)[:1], "expected (2, 2), got (1, 2)"),
    (lambda A, B: (A @ B)[None], "the shape is not: (2, 2) is asked, not (1, 2, 2)"),
    (lambda A, B: -(A @ B), "sign is reversed"),
    (lambda A, B: (A @ B) / 2, "Every entry is 0.5 times"),
    (lambda A, B: (A @ B) * 1e-16, "Every entry is zero, up to rounding."),
    (lambda A, B: (A @ B) * float("nan"), "contains nan"),
    (lambda A, B: (A @ B) / 0, "contains inf"),
    (lambda A, B: A @ B.T @ B.T, "expected: [[2, 3], [4, 7]]"),
    (lambda A, B: torch.zeros(2, 2), "All zero."),
    (A @ B, "without calling it: check('test-me/1', f)"),
    (nn.Linear, "this is a class"),
    (3, "without calling it"),
])
def test_fault_of_a_function_is_told(answer, hint):
    verdict = on_product(answer)
    assert verdict.state == "wrong"
    assert hint in verdict.message


def test_mistake_is_recognised_on_all_cases_only():
    # B of the first case is symmetric: transposing it shows on the second case alone.
    verdict = on_product(lambda A, B: A @ B.T)
    assert "B is transposed." in verdict.message
    assert "tried: A = [[" in verdict.message
    half = on_product(lambda A, B: A * B if len(A) == 2 else A @ B)
    assert half.state == "wrong" and "Entrywise" not in half.message


def test_mistake_that_raises_is_recognised_by_its_error():
    test = Exercise("test-me/3", "function", lambda answer: compare(
        answer, lambda A: A / A.sum(1, keepdim=True), [torch.ones(5, 4)],
        [same_as(lambda A: A / A.sum(1), "Keep the dimension.")]))
    assert "Keep the dimension." in judge(test, lambda A: A / A.sum(1)).message
    assert "Sizes do not fit" in on_product(lambda A, B: A @ torch.ones(7, 2)).message


@pytest.mark.parametrize("right", [
    torch.matmul,
    lambda A, B: (A @ B).double(),
    lambda A, B: (A @ B).requires_grad_(),
    lambda A, B: torch.einsum("ij,jk->ik", A, B),
    lambda A, B: A.mm(B),
])
def test_right_in_another_form(right):
    assert on_product(right), on_product(right)


def test_exact_dtype_is_checked_where_asked():
    task = Exercise("test-me/3", "function", lambda answer: compare(
        answer, lambda x: x.long(), [torch.ones(2)], exact_dtype=True))
    assert judge(task, lambda x: x.long())
    assert "expected torch.int64, got torch.float32" in judge(task, lambda x: x).message


def test_print_in_a_right_function_reaches_the_learner(capsys):
    def talks(A, B):
        print("shape", A.shape)
        return A @ B

    assert on_product(talks)
    assert "shape" in capsys.readouterr().out


def test_gradients_flow_through_the_copies():
    x = torch.tensor([3.0], requires_grad=True)
    Attempt(lambda x: x**2)(x).backward()
    assert x.grad.item() == 6


def test_function_may_be_asked_to_change_its_arguments():
    def add_one(w):
        w += 1

    def test(answer):
        w = torch.ones(2)
        answer.on(w, returns=False)
        require(w[0] == 2, "w is unchanged")

    task = Exercise("test-me/3", "function", test)
    assert judge(task, add_one)
    assert "w is unchanged" in judge(task, lambda w: w + 1).message


def test_generators_give_lists():
    assert Attempt(lambda: (i for i in range(3))).on() == [0, 1, 2]


def test_a_generator_that_does_not_end_is_wrong():
    with pytest.raises(Wrong, match="does not end"):
        Attempt(lambda: (i for i in itertools.count())).on()
    assert len(Attempt(lambda: list(range(10_000))).on()) == 10_000  # a list does end


# Values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("want, got", [
    (2, 2.0), (2, torch.tensor(2)), (2, np.int64(2)), (0.5, torch.tensor(0.5)), (2.0, 2),
    (1 / 3, 0.3333), ((3, 4), [3, 4]), ((3, 4), torch.Size([3, 4])), ((3, 4), torch.tensor([3, 4])),
    ("mean", " Mean"), (True, True), ({1, 2}, {2, 1}), ({"a": 1}, {"a": 1.0}),
    (torch.tensor(2.0), 2), (float("inf"), float("inf")),
    (0.3, Fraction(3, 10)), (0.3, Decimal("0.3")), (2, torch.tensor([2])), (2, np.array([2.0])),
    (2, np.array(2)), ([0.5, 0.2], (Fraction(1, 2), Decimal("0.2"))),
])
def test_harmless_differences_of_type_are_accepted(want, got):
    assert judge(value_test(want), got)


@pytest.mark.parametrize("want, got, hint", [
    (2, 3, "This is not the value."), (60000, 59999, "not the value"),
    (1e-5, 2e-5, "not the value"), (2, "2", "Expected a number, got a string."),
    (2, torch.ones(3), "got a tensor of shape (3,)"),
    ((3, 4), 3, "Expected a tuple, got a number."), ((3, 4), (3, 4, 5), "not the value"),
    (2, 24, "That is numel."), (2, -7, "Negative."), (2, object(), "got an object"),
])
def test_wrong_values_get_a_hint_that_does_not_tell_the_value(want, got, hint):
    verdict = judge(value_test(want, {"That is numel.": 24, "Negative.": lambda v: v < 0}), got)
    assert verdict.state == "wrong" and hint in verdict.message
    assert str(want) not in verdict.message.removeprefix("test-me/2")


def test_parts_are_told_apart():
    task = Exercise("test-me/2", "value", lambda answer: compare_parts(
        answer, {"len": 2, "shape": (3, 4)}, {"len": {"That is numel.": 24}}))
    assert judge(task, {"len": 2, "shape": [3, 4]})
    verdict = judge(task, {"len": 24, "shape": (3, 4)})
    assert repr(verdict) == ("✗ test-me/2: not right yet. Still wrong: len.\n"
                             "  len: That is numel.\n  Right already: shape.")
    assert "Expected the keys" in judge(task, {"len": 2}).message
    assert "Expected a dict" in judge(task, 2).message
    pair = Exercise("test-me/2", "value", lambda answer: compare_parts(answer, (1, 2)))
    assert "Still wrong: 2." in judge(pair, (1, 1)).message
    assert "Expected 2 values, got 3." in judge(pair, (1, 2, 3)).message


def test_modules_and_classes():
    net = Exercise("test-me/3", "module", lambda net: require(net(A).shape == A.shape, "Shape."))
    assert judge(net, nn.Identity())
    assert "hand in an instance of it: Identity(…)" in judge(net, nn.Identity).message
    assert "this is int" in judge(net, 3).message
    cls = Exercise("test-me/3", "class", lambda cls: require(cls is nn.Identity, "Not it."))
    assert judge(cls, nn.Identity)
    assert "hand in the class itself: Identity." in judge(cls, nn.Identity()).message
    assert "A class is asked" in judge(cls, 3).message


def test_conversions():
    assert as_number(torch.tensor([2])) == as_number(Decimal(2)) == as_number(Fraction(4, 2)) == 2
    assert torch.equal(as_tensor([[1, 2]], (1, 2)), torch.tensor([[1.0, 2.0]]).double())
    assert torch.equal(as_tensor([torch.ones(2), (Fraction(1, 2), 3)]),
                       torch.tensor([[1, 1], [0.5, 3]]).double())
    for convert in (lambda: as_number("2"), lambda: as_number(torch.tensor(2 + 1j)),
                    lambda: as_number(np.array(True)), lambda: as_tensor("a"),
                    lambda: as_tensor([1], (2,)), lambda: as_tensor(1j * torch.ones(2)),
                    lambda: as_tensor([[Fraction(1, 2)]], (2, 1))):
        with pytest.raises(Wrong):
            convert()


def test_a_lenient_answer_may_return_lists_and_is_still_seen_to_change_its_input():
    task = Exercise("test-me/3", "function", lambda answer: compare(
        lenient(answer), lambda A: 2 * A, [A]))
    for double in (lambda A: 2 * A, lambda A: (2 * A).tolist(), lambda A: (2 * A).numpy(),
                   lambda A: list(2 * A)):
        assert judge(task, double)
    assert "got a string" in judge(task, lambda A: "2A").message
    assert "in place" in judge(task, lambda A: (A.mul_(2), A.tolist())[1]).message


def test_hints_explain_the_error_of_the_learners_code_and_nothing_else():
    def test(answer):
        with hinting({"nothing like it": "No.", "ZeroDivisionError": "Division by zero.",
                      "lent": "No."}):
            answer(lent)

    def lent():
        raise Wrong("What was lent complains.")

    task = Exercise("test-me/3", "function", test)
    assert judge(task, lambda lent: 1 / 0).message.endswith("yet. Division by zero.")
    assert "IndexError" in judge(task, lambda lent: [][0]).message
    assert judge(task, lambda lent: lent()).message.endswith("yet. What was lent complains.")


def test_the_default_dtype_of_a_test_is_its_exercises_own():
    seen = []
    for dtype in (torch.float32, torch.float64):
        judge(Exercise("test-me/3", "value", lambda _: seen.append(torch.ones(1).dtype),
                       dtype=dtype), 1)
    assert seen == [torch.float32, torch.float64]
    assert torch.get_default_dtype() is torch.float32


def test_difference_tells_where_a_large_tensor_differs():
    want = torch.zeros(4, 5)
    got = want.clone()
    got[2, 3] = 1
    assert difference(got, want) == "\nexpected at [2, 3]: 0\ngot: 1"
    assert difference(want, want) is None


def test_difference_tells_which_of_several_values_differs():
    assert difference((1, 3), (1, 2)) == "Value 2 of 2 is wrong.\nexpected: 2\ngot: 3"
    assert difference((1, torch.ones(2)), (1, torch.ones(3))).startswith(
        "Value 2 of 2 is wrong. The shape is wrong: expected (3,)")
    assert difference({"a": 1, "b": 3}, {"a": 1, "b": 2}) == "b:\nexpected: 2\ngot: 3"


def test_short_texts_of_values():
    assert show(torch.arange(4.0)) == "[0, 1, 2, 3]"
    assert show(torch.zeros(5, 4)) == "a tensor of shape (5, 4)"
    assert show(60000.0) == "60000" and show((1, None, [0.5])) == "(1, None, [0.5])"
    assert difference(0.33334, 1 / 3) is None
    assert difference(0.333349, 0.3333) == "\nexpected: 0.3333\ngot: 0.333349"
    assert show(1 / 3) == "0.3333" and show(np.float64(0.5)) == "0.5" and show(True) == "True"


# What is left alone ---------------------------------------------------------------------------


def test_an_answer_that_the_test_cannot_cope_with_is_wrong_and_not_an_error():
    task = Exercise("test-me/3", "value", lambda answer: require(answer.shape[7] == 1, "Shape."))
    verdict = judge(task, "text")
    assert verdict.state == "wrong" and "could not be tested" in verdict.message


def test_keyboard_interrupt_passes():
    def interrupted(A, B):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on_product(interrupted)


def test_global_state_is_undisturbed():
    def random_answer(A, B):
        torch.manual_seed(7)
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        random.random(), np.random.rand(), torch.rand(3)
        return A @ B

    torch.manual_seed(1), random.seed(1), np.random.seed(1)
    untouched = torch.rand(2), random.random(), np.random.rand()
    torch.manual_seed(1), random.seed(1), np.random.seed(1)
    for grad in (True, False):
        with torch.set_grad_enabled(grad):
            assert on_product(random_answer)
            assert torch.is_grad_enabled() is grad
    assert torch.get_default_dtype() is torch.float32
    assert torch.equal(torch.rand(2), untouched[0])
    assert (random.random(), np.random.rand()) == untouched[1:]


def test_default_device_is_the_cpu_inside():
    seen = []
    torch.set_default_device("meta")
    try:
        judge(Exercise("test-me/3", "value", lambda answer: seen.append(torch.ones(1).device)), 1)
        assert torch.ones(1).device.type == "meta"
    finally:
        torch.set_default_device(None)
    assert seen == [torch.device("cpu")]


def test_warnings_of_an_answer_are_not_shown(recwarn):
    def warns(A, B):
        warnings.warn("old", stacklevel=1)
        return A @ B

    assert on_product(warns)
    assert not recwarn.list


def test_answers_that_draw_are_judged_alike_each_time():
    assert repr(on_product(lambda A, B: torch.rand(2, 2))) == repr(
        on_product(lambda A, B: torch.rand(2, 2)))


def test_random_tensors_are_the_same_at_each_call():
    assert torch.equal(random_tensors((2, 3))[0], random_tensors((2, 3))[0])
    assert not torch.equal(random_tensors((2, 3))[0], random_tensors((2, 3), seed=1)[0])


# Names ----------------------------------------------------------------------------------------


@pytest.fixture
def book(monkeypatch):
    """Two chapters, one with three exercises."""
    names = [f"linear-algebra/{n}" for n in (1, 2, 10)]
    monkeypatch.setattr(_registry, "chapters", lambda: ["linear-algebra", "softmax-scratch"])
    monkeypatch.setattr(_registry, "exercises_of", lambda chapter: names)


@pytest.mark.parametrize("name, told", [
    ("linear-algebra/7", "has: linear-algebra/1, linear-algebra/2, linear-algebra/10"),
    ("linear_algebra/1", "there is: linear-algebra"),
    ("linear-algbra/1", "there is: linear-algebra"),
    ("quite else/1", "there is: linear-algebra, softmax-scratch"),
    (3, "no chapter '3'"),
])
def test_unknown_name_lists_what_there_is(book, name, told):
    with pytest.raises(ValueError, match="no ") as error:
        _registry.check(name, 1)
    assert told in str(error.value)


@pytest.mark.parametrize("name, expects", [("Chapter/1", "value"), ("chapter", "value"),
                                           ("chapter/1", "number")])
def test_bad_registrations_are_refused(name, expects):
    with pytest.raises(ValueError):
        _registry.exercise(name, expects)(print)
    assert name not in _registry.EXERCISES


def test_an_exercise_is_registered_once():
    try:
        _registry.exercise("test-me/9")(print)
        with pytest.raises(ValueError, match="two exercises"):
            _registry.exercise("test-me/9")(print)
    finally:
        _registry.EXERCISES.pop("test-me/9")


def test_chapters_are_imported_when_first_checked():
    code = ("import sys, d2lhelpers.exercises; "
            "print([m for m in sys.modules if m.startswith('d2lhelpers.exercises.')])")
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(name.split(".")[2].startswith("_") for name in eval(out.stdout))
