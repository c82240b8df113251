"""Rules for what is stored: execution order, outputs, metadata, size."""

import copy
import re

import nbformat

from book.notebooks import normalise
from tests.chapters import FOLDER, code_cells, tags

MIME_TYPES = {"text/plain", "text/html", "image/png"}
TRACES = {
    "a path of a machine": r"(?<![\w.])/(home|root|tmp|usr|var|work|opt|mnt|content|Users)/"
                           r"|\b[A-Z]:\\",
    "an address in memory": r"\b0x[0-9a-fA-F]{6,}",
    "a time": r"\d ?(ns|µs|us|ms|s|sec|secs|seconds?|minutes?)\b(?!/)|\bit/s\b",
}


def texts(cell):
    """Yield the texts of a cell's outputs, embedded pictures cut out."""
    for out in cell.get("outputs", []):
        data = [out.text] if out.output_type == "stream" else [
            text for mime, text in out.get("data", {}).items() if mime.startswith("text/")]
        yield from (re.sub(r"data:image/[a-z+]+;base64,[\w+/=]+", "", text) for text in data)


def cells_ran_in_order(notebook, name):
    """The cells were run once, in order, from 1, and none is left out."""
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts {counts}"


def no_errors_no_warnings(notebook, name):
    """No cell stores an error or anything on the error stream."""
    for cell in code_cells(notebook):
        for out in cell.outputs:
            if out.output_type == "error":
                yield f"{out.ename} in the cell that begins {cell.source[:40]!r}"
            if out.get("name") == "stderr":
                yield f"on the error stream: {out.text[:200]!r}"


def outputs_are_stable(notebook, name):
    """Outputs tell nothing of the machine or the hour, and are of kinds that nbval compares."""
    for cell in code_cells(notebook):
        for text in texts(cell):
            for what, pattern in TRACES.items():
                if match := re.search(pattern, text):
                    line = text[:match.end()].splitlines()[-1]
                    yield f"{what} in an output: {line!r} of {cell.source[:40]!r}"
        for out in cell.outputs:
            odd = set(out.get("data", {})) - MIME_TYPES
            if odd:
                yield f"outputs of kind {sorted(odd)}: {cell.source[:40]!r}"


def ignored_outputs_are_exceptions(notebook, name):
    """An output that is not compared is followed, in its cell or the next, by an assertion."""
    cells = code_cells(notebook)
    for cell, after in zip(cells, [*cells[1:], cells[-1]], strict=True):
        if "nbval-ignore-output" in tags(cell):
            code = cell.source + after.source
            if not re.search(r"\bassert(_\w+)?\b", code):
                yield f"the output is ignored and nothing asserted: {cell.source[:40]!r}"


def cell_ids_are_unique(notebook, name):
    """The notebook is valid, with one valid id a cell."""
    ids = [cell.get("id") for cell in notebook.cells]
    if len(set(ids)) != len(ids) or None in ids:
        yield "cell ids are missing or not unique"
        return
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        yield f"not a valid notebook: {error.message}"
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        yield "an old format, without cell ids: save it as 4.5"


def metadata_are_normal(notebook, name):
    """Nothing that differs from machine to machine is stored, and no large picture."""
    if normalise(copy.deepcopy(notebook)) != notebook:
        yield "metadata or pictures are not normalised: run `make notebooks`"
    for cell in notebook.cells:
        if cell.get("attachments"):
            yield "a picture is attached to a text cell: every figure is drawn by code"


def file_is_as_written_by_nbformat(notebook, name):
    """The file is what `make notebooks` writes, at most 1 MB."""
    path = FOLDER / f"{name}.ipynb"
    if not path.exists():  # a notebook made by a test
        return
    if path.read_text(encoding="utf8").rstrip("\n") != nbformat.writes(notebook).rstrip("\n"):
        yield "the file is not laid out as nbformat writes it: run `make notebooks`"
    if path.stat().st_size > 1_000_000:
        yield f"{path.stat().st_size / 1e6:.2f} MB, more than 1"


RULES = [cells_ran_in_order, no_errors_no_warnings, outputs_are_stable,
         ignored_outputs_are_exceptions, cell_ids_are_unique, metadata_are_normal,
         file_is_as_written_by_nbformat]
