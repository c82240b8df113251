"""Every chapter follows every rule of hygiene, and every rule catches what it is there for."""

import base64
import io
import re

import nbformat
import pytest
from PIL import Image

from book.notebooks import KERNEL_METADATA
from book.repository import configured
from tests.chapters import CHAPTERS, FOLDER, code_cells, read
from tests.hygiene import RULES
from tests.hygiene.code import SETUP


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_chapter_follows_rule(rule, chapter):
    faults = list(rule(read(chapter), chapter))
    assert not faults, "\n" + "\n".join(faults)


def test_figure_names_are_unique_in_the_book():
    text = "".join((FOLDER / f"{name}.ipynb").read_text(encoding="utf8") for name in CHAPTERS)
    names = re.findall(r'"name": "(fig-[\w-]+)"', text)
    assert len(set(names)) == len(names)


# The rules themselves, on a small notebook that follows all of them and on broken copies ---------


def png(mode):
    """A picture of one pixel, as a notebook stores it."""
    data = io.BytesIO()
    Image.new(mode, (1, 1)).save(data, "png")
    return base64.b64encode(data.getvalue()).decode() + "\n"


OPENING = """# Tests of rules

A small chapter.

**You will learn**

- to test.

**Time**: about 1 minutes to read, 2 seconds to run. **Before this**: nothing."""

FIGURE = {"mystnb": {"figure": {"name": "fig-test-line", "caption": "A line through two points."},
                     "image": {"alt": "A line that rises from lower left to upper right."}}}
SOLUTION = {"tags": ["solution", "hide-cell"], "jupyter": {"source_hidden": True},
            "cellView": "form"}
CELLS = [
    OPENING,
    "This cell installs the helpers where needed.",
    (SETUP.format(url=configured().url), {"tags": ["setup", "hide-input"]}, []),
    "All that this chapter needs is imported here.",
    ("import matplotlib.pyplot as plt\nfrom d2lhelpers.data import load_fashion_mnist\n"
     "from d2lhelpers.exercises import check\nfrom d2lhelpers.plotting import use_book_style\n\n"
     "use_book_style()", {}, []),
    "## A line\n\nWe draw it in [the figure below](#fig-test-line), by [(1)](#eq-1):\n\n"
    "$$\ny = x \\tag{1}\n$$\n\nas in [Xiao et al. (2017)](https://arxiv.org/abs/1708.07747).",
    ("plt.plot([0, 1])\nplt.show()", FIGURE, [{"image/png": png("P"), "text/plain": "<Figure>"}]),
    "The data are loaded next; look at `len`.",
    ("train, _ = load_fashion_mnist(256)\nassert len(train) == 235\nlen(train)",
     {"tags": ["real-data"]}, [{"text/plain": "235"}]),
    "## Misconceptions\n\nNone.\n\n## Summary\n\nDone.",
    "## Exercises\n\n### Exercise 1. A number\n\n*Think.* What is one and one?",
    ('check("test/1", ...)', {"tags": ["exercise"]}, [{"text/plain": "o"}]),
    "<details><summary>Solution</summary>\n\nCount.\n\n</details>",
    ('check("test/1", 2)', SOLUTION, [{"text/plain": "v"}]),
    "## Further reading\n\nNothing; see [the index](index.md).",
]


def build(cells):
    """Make a notebook: a text is a Markdown cell, a tuple a code cell with metadata, outputs."""
    made, count = [], 0
    for i, cell in enumerate(cells):
        if isinstance(cell, str):
            made.append(nbformat.v4.new_markdown_cell(cell, id=f"id-{i}"))
            continue
        source, metadata, datas = cell
        count += 1
        outputs = [nbformat.v4.new_output("execute_result", data, execution_count=count)
                   for data in datas]
        made.append(nbformat.v4.new_code_cell(source, id=f"id-{i}", metadata=metadata,
                                              outputs=outputs, execution_count=count))
    return nbformat.v4.new_notebook(cells=made, metadata=KERNEL_METADATA)


def good():
    return nbformat.from_dict(build(CELLS))


def faults_by_rule(notebook):
    found = {rule.__name__: list(rule(notebook, "test")) for rule in RULES}
    return {rule: faults for rule, faults in found.items() if faults}


def test_good_notebook_has_no_fault():
    assert faults_by_rule(good()) == {}


def source(index, old, new):
    """Break a notebook by a change of a cell's source."""
    def change(notebook):
        assert old in notebook.cells[index].source
        notebook.cells[index].source = notebook.cells[index].source.replace(old, new)
    return change


def text(new, index=7):
    """Break a notebook by text added to a Markdown cell."""
    def change(notebook):
        notebook.cells[index].source += "\n\n" + new
    return change


def metadata(index, **new):
    """Break a notebook by other metadata of a cell."""
    def change(notebook):
        notebook.cells[index].metadata = nbformat.from_dict(new)
    return change


def output(index, **new):
    """Break a notebook by another output of a cell."""
    def change(notebook):
        notebook.cells[index].outputs = [nbformat.from_dict(new)]
    return change


def result(value, mime="text/plain"):
    """Break a notebook by another value of a cell."""
    return output(8, output_type="execute_result", data={mime: value}, metadata={},
                  execution_count=3)


def many_long_cells(notebook):
    for i in (4, 8):
        notebook.cells[i].source += "\nx = 1" * 12


BROKEN = [
    ("setup_comes_first", source(2, "book's", "books'")),
    ("setup_comes_first", metadata(2, tags=["setup"])),
    ("imports_stand_in_second_cell", source(4, "import matplotlib.pyplot as plt",
                                            "from matplotlib.pyplot import *")),
    ("imports_stand_in_second_cell", source(8, "\nlen(train)", "\nimport os")),
    ("imports_stand_in_second_cell", source(4, "\n\nuse_book_style()", "")),
    ("every_import_is_used", source(4, "import matplotlib", "import os\nimport matplotlib")),
    ("cells_are_short", source(8, "\nlen(train)", "\nx = 1" * 25)),
    ("cells_are_short", source(8, "\nlen(train)", "\ny = " + "1" * 80)),
    ("cells_are_short", many_long_cells),
    ("code_is_free_of_language", source(8, "\nlen(train)", "\nlen(train)  # 长度")),
    ("tags_are_known", metadata(8, tags=["real-date"])),
    ("tags_are_known", metadata(13, tags=["solution", "hide-cell"], cellView="form")),
    ("tags_are_known", source(11, 'check("test/1", ...)', "1 + 1")),
    ("data_are_tagged", metadata(8, tags=[])),
    ("cells_ran_in_order", lambda nb: nb.cells[6].update(execution_count=7)),
    ("cells_ran_in_order", lambda nb: nb.cells[6].update(execution_count=None)),
    ("no_errors_no_warnings", output(8, output_type="error", ename="E", evalue="", traceback=[])),
    ("no_errors_no_warnings", output(8, output_type="stream", name="stderr", text="UserWarning")),
    ("outputs_are_stable", result("/home/me/x.py:3")),
    ("outputs_are_stable", result("'/tmp/x'")),
    ("outputs_are_stable", result("<function f at 0x7f31c2b4>")),
    ("outputs_are_stable", result("took 1.25 s")),
    ("outputs_are_stable", result("12ms")),
    ("outputs_are_stable", result("<svg>", "image/svg+xml")),
    ("ignored_outputs_are_exceptions", lambda nb: (
        metadata(6, tags=["nbval-ignore-output"])(nb),
        source(8, "assert len(train) == 235\n", "")(nb))),
    ("cell_ids_are_unique", lambda nb: nb.cells[3].update(id="id-4")),
    ("metadata_are_normal", lambda nb: nb.metadata.kernelspec.update(display_name="mine")),
    ("metadata_are_normal", lambda nb: nb.cells[6].outputs[0].data.update(
        {"image/png": png("RGBA")})),
    ("metadata_are_normal", lambda nb: nb.cells[4].metadata.update(execution={"a": 1})),
    ("opens_as_agreed", source(0, "**Time**: about 1 minutes", "About 1 minutes")),
    ("opens_as_agreed", source(0, "\n\nA small chapter.", "")),
    ("sections_are_in_order", source(9, "## Summary", "## In short")),
    ("sections_are_in_order", source(5, "## A line", "### A line")),
    ("sections_are_in_order", text("# Another title")),
    ("exercises_are_numbered", source(10, "Exercise 1.", "Exercise 2.")),
    ("exercises_are_numbered", source(10, "Exercise 1.", "Exercise one.")),
    ("exercises_are_numbered", source(10, "*Think.* ", "")),
    ("exercises_are_numbered", lambda nb: nb.cells.__delitem__(slice(12, 14))),
    ("exercises_are_numbered", source(11, "test/1", "test/2")),
    ("prose_before_each_cell", lambda nb: nb.cells.__delitem__(7)),
    ("prose_before_each_cell", lambda nb: nb.cells[7].update(source="## A heading of words")),
    ("markdown_is_plain", text("```{note}\nHello\n```")),
    ("markdown_is_plain", text(":::{note}\nHello\n:::")),
    ("markdown_is_plain", text("See {ref}`here`.")),
    ("markdown_is_plain", text("(label)=\n")),
    ("markdown_is_plain", text("```python\nx = 1\n```")),
    ("markdown_is_plain", text("![](picture.png)")),
    ("markdown_is_plain", text('<span style="display: none">x</span>')),
    ("markdown_is_plain", text("<div>x</div>")),
    ("markdown_is_plain", text("See Figure 3.")),
    ("details_are_well_formed", text("<details><summary>Solution</summary>\nx\n\n</details>")),
    ("details_are_well_formed", text("<details><summary>Solution</summary>\n\nx")),
    ("equations_are_numbered", source(5, "\\tag{1}", "\\tag{2}")),
    ("equations_are_numbered", source(5, "[(1)](#eq-1)", "this")),
    ("equations_are_numbered", text("see [(2)](#eq-2)")),
    ("equations_are_numbered", text("see [equation 1](#eq-1)")),
    ("displays_stand_apart", text("so\n$$ x $$\n\nand")),
    ("displays_stand_apart", text("so\n\n$$\nx\n$$\nand")),
    ("displays_stand_apart", text("so $$ x $$ and")),
    ("displays_stand_apart", text("so\n\n$$\nx")),
    ("links_lead_somewhere", text("[x](nowhere.ipynb)")),
    ("links_lead_somewhere", text("[x](#fig-test-other)")),
    ("links_lead_somewhere", text("[x](#A-line)")),
    ("links_lead_somewhere", text("[x](https://doi.org/10.1/none)")),
    ("links_lead_somewhere", text("[x](http://example.org)")),
    ("links_lead_somewhere", text("[x]()")),
    ("each_figure_is_described", metadata(6)),
    ("each_figure_is_described", lambda nb: nb.cells[6].metadata.mystnb.image.update(alt="A line")),
    ("each_figure_is_described", lambda nb: (
        nb.cells[6].metadata.mystnb.figure.update(name="fig-line"))),
    ("each_figure_is_described", lambda nb: nb.cells[6].outputs.append(nb.cells[6].outputs[0])),
    ("each_figure_is_described", lambda nb: nb.cells[6].outputs.clear()),
    ("each_figure_is_referred_to", source(5, "[the figure below](#fig-test-line)", "it")),
    ("pictures_end_on_show", source(6, "\nplt.show()", "")),
]


@pytest.mark.parametrize("rule, change", BROKEN,
                         ids=[f"{rule}-{i}" for i, (rule, _) in enumerate(BROKEN)])
def test_rule_catches_its_fault(rule, change):
    notebook = good()
    change(notebook)
    assert rule in faults_by_rule(notebook)


def test_every_rule_is_tested():
    untested = {rule.__name__ for rule in RULES} - {rule for rule, _ in BROKEN}
    assert untested == {"file_is_as_written_by_nbformat"}  # it needs a file, see below


def test_file_rule(tmp_path, monkeypatch):
    rule = RULES_BY_NAME["file_is_as_written_by_nbformat"]
    monkeypatch.setitem(rule.__globals__, "FOLDER", tmp_path)
    path = tmp_path / "test.ipynb"
    nbformat.write(good(), path)
    assert not list(rule(good(), "test"))
    path.write_text(path.read_text().replace("\n ", "\n"))
    assert "laid out" in next(rule(good(), "test"))
    large = good()
    large.cells[0].source += "x" * 1_000_000
    nbformat.write(large, path)
    assert "more than 1" in next(rule(large, "test"))


RULES_BY_NAME = {rule.__name__: rule for rule in RULES}


def test_plain_markdown_is_left_in_peace():
    notebook = good()
    text("Braces $\\{x\\}`$ and $a <b$, `{note}`, `<div>`, a [link](https://d2l.ai), "
         "[exercise 1](#exercise-1-a-number), "
         "a quote:\n\n> **Proposition 1** (Cauchy–Schwarz):\n>\n> $$ x < y $$\n>\n> so.")(notebook)
    assert faults_by_rule(notebook) == {}


def test_setup_cell_is_the_same_everywhere():
    assert len({code_cells(read(chapter))[0].source for chapter in CHAPTERS}) <= 1
