"""The stored notebooks, as the tests read them."""

import functools
import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "chapters" / "en"
CHAPTERS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


@functools.cache
def read(name):
    """Return the notebook of a chapter, not to be changed."""
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def tags(cell):
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def code_cells(notebook):
    """Return the code cells of a notebook."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def text_output(cell):
    """Return the text value that a cell ends on, "" if there is none."""
    results = [out for out in cell.get("outputs", []) if out.output_type == "execute_result"]
    return results[-1].data.get("text/plain", "") if results else ""


def checked(cell):
    """Return the name of the exercise that the last line of a cell checks, None if it does not."""
    last = cell.source.rstrip().rpartition("\n")[2]
    match = re.fullmatch(r"check\(\"([^\"]+)\", .+\)", last)
    return match[1] if match else None
