"""Run chapters and store their outputs: ``python -m book.notebooks [NAME ...]``.

A stored notebook holds nothing that differs from one machine to the next: no timing
metadata, no interpreter version; and its pictures in 256 colours, a third of the size, for
phones and slow networks.  Without names, all chapters are run.
"""

import argparse
import base64
import io
import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

CHAPTERS = Path(__file__).parent.parent / "chapters" / "en"

# One spelling for every notebook; a version would change with each machine.
KERNEL_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python",
                      "pygments_lexer": "ipython3"},
}


def normalise(notebook):
    """Drop what an execution leaves behind besides the outputs, in place; make pictures small."""
    notebook.metadata = nbformat.from_dict(KERNEL_METADATA)
    for cell in notebook.cells:
        for key in ("execution", "scrolled", "collapsed"):
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = with_palette(output.data["image/png"])
    return notebook


def with_palette(png):
    """The picture (base64) in 256 colours of its own; one that has them already stays as it is."""
    image = Image.open(io.BytesIO(base64.b64decode(png)))
    if image.mode == "P":
        return png
    white = Image.new("RGBA", image.size, "white")
    image = Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    small = io.BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return base64.b64encode(small.getvalue()).decode() + "\n"


def execute(path):
    """Run one notebook from the folder it lies in and store its outputs."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3",
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    nbformat.write(normalise(notebook), path)


def main(arguments=None):
    """Run the chapters named on the command line, all of them where none is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="chapters, such as linear-algebra")
    names = parser.parse_args(arguments).names
    paths = [CHAPTERS / f"{name}.ipynb" for name in names] or sorted(CHAPTERS.glob("*.ipynb"))
    for path in paths:
        if not path.exists():
            parser.error(f"there is no chapter {path.stem} in {CHAPTERS}")
    # Progress bars would be stored, and spinning threads collapse on a busy machine.
    os.environ["D2LHELPERS_PROGRESS"] = "off"
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for path in paths:
        print(f"running {path.stem} ...", flush=True)
        execute(path)


if __name__ == "__main__":
    main()
