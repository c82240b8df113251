"""The Sphinx extension that makes a site of plain notebooks.

Chapters are written in plain Markdown, so that they read well in Colab and Jupyter too.  What
the site adds (numbered equations as anchors, citations, boxes, alt texts) is added here.
"""

import zlib
from pathlib import Path

from . import blocks, citations, equations, fork, images, offline


def setup(app):
    """Connect every part to Sphinx."""
    for part in (offline, fork, equations, citations, images, blocks):
        part.setup(app)
    # Pages that an older state of these files made are made again.
    sources = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return {"version": "1", "env_version": zlib.crc32(sources), "parallel_read_safe": True,
            "parallel_write_safe": True}
