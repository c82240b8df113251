"""What the Sphinx extension refuses, and what it makes of plain Markdown, on a book of one page."""

import base64
import io
import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tests.site import ROOT, run_build

ALT = {"mystnb": {"image": {"alt": 'A red square, "red" & square.'}}}
PLAYER = '<div class="animation"><img alt="" width="9" src="data:image/png;base64,AA=="></div>'


def png(width=84, height=42):
    raw = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(raw, "png")
    return base64.b64encode(raw.getvalue()).decode()


def picture(metadata, output_metadata=None):
    """A cell with a PNG as its output."""
    shown = new_output("display_data", {"image/png": png(), "text/plain": "<Figure>"},
                       metadata=output_metadata or {})
    return new_code_cell("1", metadata=metadata, outputs=[shown], execution_count=1)


def player(metadata):
    """A cell with an animation as its output."""
    shown = new_output("execute_result", {"text/html": PLAYER, "text/plain": "<Animation>"},
                       execution_count=1)
    return new_code_cell("2", metadata=metadata, outputs=[shown], execution_count=1)


def build(folder, *cells):
    """Build a book of these cells (text is Markdown); return what sphinx said, and the page."""
    source = folder / "book"
    shutil.copytree(ROOT / "book", source / "book", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "assets", source / "assets")
    for name in ("_config.yml", "references.bib"):
        shutil.copy(ROOT / name, source)
    shutil.copy(ROOT / "chapters/en/references.md", source)
    (source / "_toc.yml").write_text("format: jb-book\nroot: page\nchapters: [{file: references}]")
    cells = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    notebook = new_notebook(cells=cells, metadata={
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python", "pygments_lexer": "ipython3"}})
    nbformat.write(notebook, source / "page.ipynb")
    done = run_build(source, folder)
    page = folder / "_build" / "html" / "page.html"
    return done, BeautifulSoup(page.read_text(encoding="utf8"), "html.parser")


FAULTS = {  # what the warning says: the cell that deserves it
    "page.ipynb:20002: WARNING: a picture without alternative text": picture({}),
    "page.ipynb:30002: WARNING: a picture without alternative text": player({}),
    "page.ipynb:40002: WARNING: a picture without alternative text": "![](assets/logo.svg)",
    "target not found: 'eq-9'": "See [(9)](#eq-9).",
    'Duplicate explicit target name: "eq-1"': "$$ a \\tag{1} $$\n\ntext\n\n$$ b \\tag{1} $$",
    'Duplicate explicit target name: "theorem-1"':
        "> **Theorem 1**. A.\n\ntext\n\n> **Theorem 1**. B.",
    "target not found: 'missing.ipynb'": "[Another chapter](missing.ipynb).",
    "target not found: 'fig-none'": "[The figure](#fig-none).",
    "no entry of references.bib has the address https://arxiv.org/abs/9999.99999":
        "[A paper](https://arxiv.org/abs/9999.99999).",
    "no entry of references.bib has the address https://example.org/thesis":
        "[Nobody (1999)](https://example.org/thesis).",
}


def test_every_fault_is_a_warning_and_stops_the_build(tmp_path):
    done, _ = build(tmp_path, "# A page", *FAULTS.values())
    assert done.returncode != 0
    for fault in FAULTS:
        assert fault in done.stderr, f"not noticed: {fault}\n{done.stderr}"
    assert done.stderr.count("WARNING") == len(FAULTS), done.stderr


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    figure = {"figure": {"name": "fig-page-square", "caption": "A square."}}
    done, page = build(
        tmp_path_factory.mktemp("good"), "# A page",
        "By [(1)](#eq-1) and [Xiao et al. (2017)](https://arxiv.org/abs/1708.07747/), also"
        " [Huber](https://doi.org/10.1214/aoms/1177703732) and [a site](https://example.org).",
        "$$ \\begin{aligned} a &= b \\\\ &= c \\end{aligned} \\tag{1} $$",
        picture({"mystnb": ALT["mystnb"] | figure}),
        picture(ALT, {"image/png": {"width": 30, "height": 15}}),
        player(ALT),
        "> **Theorem 2** (Name). It holds.\n\n> **Nota bene**. A quote.",
        "See [the theorem](#theorem-2) and [the square](#fig-page-square).",
        "## Exercises\n\n### Exercise 1. Do it\n\nText.",
        new_code_cell("answer = 1", metadata={"tags": ["solution", "hide-cell"]}))
    assert done.returncode == 0, done.stderr
    return page


def test_pictures_have_their_size_and_text(page):
    first, second, third = page.select("article .cell_output img")
    assert (first["style"], second["style"]) == ("width: 42px;", "width: 30px;")
    assert first["alt"] == second["alt"] == third["alt"] == ALT["mystnb"]["image"]["alt"]
    assert page.select_one("figure#fig-page-square figcaption").get_text().strip().startswith(
        "Figure 1")


def test_formulas_are_left_to_mathjax_as_written(page):
    formula = page.select_one("div.math#eq-1")
    assert formula.get_text().strip() == (
        "\\[ \\begin{aligned} a &= b \\\\ &= c \\end{aligned} \\tag{1} \\]")
    assert page.select_one('a[href="#eq-1"]')


def test_citations_lead_to_the_references(page):
    xiao, huber = page.select("a.citation-link")
    assert (xiao["href"], huber["href"]) == ("references.html#xiao2017fashion",
                                             "references.html#huber1964robust")
    assert "Novel Image Dataset" in xiao["title"].title()
    assert page.select_one('article a[href="https://example.org"]')


def test_blocks_are_marked(page):
    statements = page.select("blockquote.statement")
    assert [(quote["id"], quote["class"]) for quote in statements] == [
        ("theorem-2", ["statement", "theorem"])]
    assert page.select_one("section.exercise > h3").get_text().startswith("Exercise 1.")
    assert page.select_one(".tag_solution summary").get_text(" ", strip=True) == (
        "Show solution in code Hide solution in code")
