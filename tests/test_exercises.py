"""Each exercise: blank is "not attempted", the solution is right, wrong answers get their hint."""

import importlib.util
import re

import pytest

from d2lhelpers.exercises import check
from d2lhelpers.exercises._registry import EXERCISES, chapters, exercises_of
from d2lhelpers.exercises._texts import TEXTS
from tests.chapters import CHAPTERS, ROOT, checked, code_cells, read, tags, text_output

NAMES = [name for chapter in chapters() for name in exercises_of(chapter)]
FALLBACK = TEXTS["untestable"].split("(")[0]


def answers(chapter):
    """Import tests/exercises/test_<chapter>.py: the answers that its author lists."""
    path = ROOT / "tests" / "exercises" / f"test_{chapter.replace('-', '_')}.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells_of(name, tag):
    """Return the cells of a tag that check the exercise, of all chapters."""
    return [cell for chapter in CHAPTERS for cell in code_cells(read(chapter))
            if tag in tags(cell) and checked(cell) == name]


def hint_of(verdict):
    """Return what a message says beyond "wrong": no values tried or got, no list of parts."""
    text = verdict.message.removeprefix(TEXTS["wrong"]).replace(TEXTS["wrong value"], "")
    details = r" *(tried|expected|got|Still wrong|Right already)\b|  [^:]{1,30}: *$"
    return "\n".join(line for line in text.splitlines() if not re.match(details, line)).strip()


@pytest.mark.parametrize("name", NAMES)
def test_stored_blank_is_not_attempted_and_stored_solution_is_right(name):
    # nbval runs both cells and compares these outputs.
    expected = {"exercise": f"○ {name}: not attempted", "solution": f"✓ {name}: right"}
    for tag, begin in expected.items():
        cells = cells_of(name, tag)
        assert len(cells) == 1, f"{len(cells)} cells tagged {tag} end in check({name!r}, ...)"
        assert text_output(cells[0]).startswith(begin)


@pytest.mark.parametrize("name", NAMES)
def test_exercise_stands_under_its_number(name):
    chapter, number = name.split("/")
    heading = None
    for cell in read(chapter).cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else []:
            heading = line if line.startswith("#") else heading
        if cell.cell_type == "code" and checked(cell) == name:
            assert heading.startswith(f"### Exercise {number.rstrip('abcdefgh')}. ")


@pytest.mark.parametrize("name", NAMES)
def test_blank_is_not_attempted(name):
    for blank in (None, ..., lambda *args: ...):
        assert check(name, blank).state == "not attempted"


@pytest.mark.parametrize("name", NAMES)
def test_wrong_answers_get_their_own_hints(name):
    wrong = answers(name.split("/")[0]).WRONG.get(name, [])
    assert len(wrong) >= 2, "list two wrong answers at least"
    hints = []
    for answer, fragment in wrong:
        verdict = check(name, answer)
        assert verdict.state == "wrong" and not verdict, verdict
        assert fragment in hint_of(verdict), verdict
        assert FALLBACK not in verdict.message, verdict
        hints.append(re.sub(r"[-\d.]+", "#", hint_of(verdict)))
    assert len(set(hints)) == len(hints), f"two of these share a hint: {hints}"
    fragments = [fragment for _, fragment in wrong]
    assert len(set(fragments)) == len(fragments), "two wrong answers share a fragment"


@pytest.mark.parametrize("name", NAMES)
def test_other_right_answers_are_right(name):
    for answer in getattr(answers(name.split("/")[0]), "RIGHT", {}).get(name, []):
        assert check(name, answer), check(name, answer)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_notebook_checks_only_registered_exercises(chapter):
    for cell in code_cells(read(chapter)):
        if {"exercise", "solution"} & set(tags(cell)) or checked(cell):
            assert checked(cell) in exercises_of(chapter), cell.source
            assert {"exercise", "solution"} & set(tags(cell)), cell.source


@pytest.mark.parametrize("chapter", chapters())
def test_listed_answers_are_of_registered_exercises(chapter):
    module = answers(chapter)
    assert set(module.WRONG) | set(getattr(module, "RIGHT", {})) <= set(exercises_of(chapter))


def test_each_module_of_exercises_has_a_chapter():
    assert set(chapters()) <= set(CHAPTERS)
    assert {name.split("/")[0] for name in EXERCISES if not name.startswith("test-")} <= set(
        chapters())
