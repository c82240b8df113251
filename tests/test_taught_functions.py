"""What a chapter writes out and later chapters import is the same text, twice."""

import ast
import difflib
import re

import pytest

from d2lhelpers import animation, data, functional, models, plotting, training
from tests.chapters import CHAPTERS, ROOT, code_cells, read, tags

MODULES = [functional, models, training, data, plotting, animation]
PUBLIC = {name: module for module in MODULES for name in module.__all__}
# The chapters of the finished book; those that are not written yet teach nothing yet.
PLANNED = {
    "linear-algebra", "matrix-calculus", "autograd", "linear-regression",
    "linear-regression-scratch", "linear-regression-concise", "softmax-regression",
    "fashion-mnist", "softmax-scratch", "softmax-concise", "perceptron", "mlp", "pytorch-basics",
    "convolution", "vgg", "nin",
}


class Bare(ast.NodeTransformer):
    """Leave out what may differ: docstrings and annotations (comments are gone already)."""

    def bare_body(self, node):
        self.generic_visit(node)
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return node

    visit_ClassDef = bare_body

    def visit_FunctionDef(self, node):
        node.returns = None
        return self.bare_body(node)

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        if node.value is None:
            return None
        return ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)


def definitions(source):
    """Return the bare text of each function and class that stands at the top of the source."""
    source = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)  # magics
    nodes = [node for node in ast.parse(source).body
             if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    return {node.name: ast.unparse(ast.fix_missing_locations(Bare().visit(node)))
            for node in nodes}


def written_in(chapter):
    """Return what a chapter defines outside its exercises; the last text of a name counts."""
    found = {}
    for cell in code_cells(read(chapter)):
        if not {"exercise", "solution"} & set(tags(cell)):
            found |= definitions(cell.source)
    return found


def helper_text(name):
    path = ROOT.joinpath(*PUBLIC[name].__name__.split(".")).with_suffix(".py")
    return definitions(path.read_text(encoding="utf8"))[name]


def taught_in(name):
    """Return the chapter that a helper's docstring names, None if it names none."""
    match = re.search(r"Taught in ([\w-]+)\.", getattr(PUBLIC[name], name).__doc__ or "")
    return match[1] if match else None


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapter_and_helper_have_the_same_text(chapter):
    written = written_in(chapter)
    for name in sorted(written.keys() & PUBLIC.keys()):
        assert written[name] == helper_text(name), "\n".join(difflib.unified_diff(
            written[name].splitlines(), helper_text(name).splitlines(), chapter,
            PUBLIC[name].__name__, lineterm=""))


@pytest.mark.parametrize("name", [name for name in sorted(PUBLIC) if callable(
    getattr(PUBLIC[name], name)) and taught_in(name)])
def test_chapter_writes_out_what_it_teaches(name):
    chapter = taught_in(name)
    assert chapter in PLANNED
    if chapter in CHAPTERS:
        assert name in written_in(chapter), f"{chapter} does not define {name}"


def test_every_formula_names_the_chapter_that_teaches_it():
    assert all(taught_in(name) for name in [*functional.__all__, "evaluate_accuracy"])


@pytest.mark.parametrize("helper, chapter, same", [
    ("def f(x: int) -> int:\n    '''Doc.'''\n    return x  # why", "def f(x):\n    return x", True),
    ("def f(x):\n    y: int = x\n    return y", "def f(x):\n    y = x\n    return y", True),
    ("def f(x):\n    return x", "def f(x):\n    return x + 1", False),
    ("def f(x):\n    return x", "def f(y):\n    return y", False),
    ("def f(x, k=1):\n    return x", "def f(x, k=2):\n    return x", False),
    ("class A:\n    '''Doc.'''\n    def f(self): return 1", "class A:\n    def f(self): return 1",
     True),
    ("class A:\n    def f(self): return 1", "class A:\n    def f(self): return 2", False),
])
def test_texts_are_compared_up_to_words(helper, chapter, same):
    assert (definitions(helper) == definitions("%pip x\n" + chapter)) is same
