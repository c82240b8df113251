"""Rules for code cells: set-up and imports, length, tags, language."""

import ast
import re

from book.repository import configured
from tests.chapters import checked, code_cells, tags

SETUP = '''\
# Colab has no d2lhelpers yet: fetch it from the book's repository.
import importlib.util
if importlib.util.find_spec("d2lhelpers") is None:
    %pip install -q "d2lhelpers @ git+{url}"'''
TAGS = {"setup", "hide-input", "hide-output", "hide-cell", "exercise", "solution", "real-data",
        "nbval-ignore-output"}
MATHEMATICAL = set("αβγδεηθλμπρσφωΔΣ√‖≤≥≠≈±×·∞∂∇→°′₀₁₂₃ₙ⁰¹²³ᵀ−")


def tree(cell):
    """Parse a cell, its IPython magics left out."""
    return ast.parse(re.sub(r"^(\s*)[%!].*$", r"\1pass", cell.source, flags=re.MULTILINE))


def imports(cell):
    """Return the import statements of a cell."""
    return [node for node in ast.walk(tree(cell)) if isinstance(node, (ast.Import, ast.ImportFrom))]


def calls(cell, name):
    """Return the calls of a function by its plain name."""
    return [node for node in ast.walk(tree(cell)) if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name) and node.func.id == name]


def setup_comes_first(notebook, name):
    """The set-up cell is the first code cell, and the same in each notebook."""
    cell = code_cells(notebook)[0]
    if cell.source != SETUP.format(url=configured().url):
        yield f"the first code cell is not the set-up cell: {cell.source!r}"
    if tags(cell) != ["setup", "hide-input"]:
        yield f"the set-up cell has the tags {tags(cell)}, not setup, hide-input"
    if cell.get("outputs"):
        yield "the set-up cell has outputs"


def imports_stand_in_second_cell(notebook, name):
    """All imports stand in the second code cell, by name, and the book's style is set there."""
    _, second, *others = code_cells(notebook)
    if not imports(second) or not calls(second, "use_book_style"):
        yield "the second code cell does not import and call use_book_style()"
    for node in imports(second):
        if any(alias.name == "*" for alias in node.names):
            yield f"star import from {node.module}"
    for cell in others:
        if imports(cell):
            yield f"import outside the second code cell: {ast.unparse(imports(cell)[0])}"


def every_import_is_used(notebook, name):
    """What is imported is used by a later cell, exercises included."""
    second = code_cells(notebook)[1]
    used = {node.id for cell in code_cells(notebook) for node in ast.walk(tree(cell))
            if isinstance(node, ast.Name)}
    for node in imports(second):
        for alias in node.names:
            if (alias.asname or alias.name.split(".")[0]) not in used:
                yield f"{alias.asname or alias.name} is imported and never used"


def cells_are_short(notebook, name):
    """No cell has more than 25 lines or 79 columns, and nine in ten have 12 lines at most."""
    cells = code_cells(notebook)[1:]
    long = 0
    for cell in cells:
        lines = cell.source.splitlines()
        long += len(lines) > 12
        if not lines:
            yield "an empty code cell"
        elif len(lines) > 25:
            yield f"{len(lines)} lines in the cell that begins {lines[0]!r}"
        for line in lines:
            if len(line) > 79:
                yield f"{len(line)} columns: {line!r}"
    if long > len(cells) / 10:
        yield f"{long} of {len(cells)} code cells have more than 12 lines"


def code_is_free_of_language(notebook, name):
    """Code is shared by both editions: ASCII and a few mathematical letters."""
    for cell in code_cells(notebook):
        odd = {letter for letter in cell.source if ord(letter) > 126} - MATHEMATICAL
        if odd:
            yield f"{''.join(sorted(odd))} in the cell that begins {cell.source[:40]!r}"


def tags_are_known(notebook, name):
    """Tags are spelt right; solutions are folded away on the site, in Jupyter and in Colab."""
    for cell in notebook.cells:
        begin, own = cell.source[:40], set(tags(cell))
        if own - (TAGS if cell.cell_type == "code" else set()):
            yield f"unknown tags {sorted(own - TAGS)}: {begin!r}"
        if {"exercise", "solution"} & own and not checked(cell):
            yield f"the cell does not end in check(\"...\", ...): {begin!r}"
        folded = (cell.metadata.get("jupyter", {}).get("source_hidden") is True
                  and cell.metadata.get("cellView") == "form" and "hide-cell" in own)
        if ("solution" in own) != folded:
            yield f"only solutions are hidden, all of them by all three means: {begin!r}"


def data_are_tagged(notebook, name):
    """The first cell that loads Fashion-MNIST prints a notice on the stand-in: tag real-data."""
    for cell in code_cells(notebook):
        if calls(cell, "load_fashion_mnist"):
            if "real-data" not in tags(cell):
                yield f"a cell loads the data without the tag real-data: {cell.source[:40]!r}"
            return


RULES = [setup_comes_first, imports_stand_in_second_cell, every_import_is_used, cells_are_short,
         code_is_free_of_language, tags_are_known, data_are_tagged]
