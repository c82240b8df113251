"""The Sphinx extension that makes a site of plain notebooks.

Chapters are written in plain Markdown, so that they read well in Colab and Jupyter too.  What
the site adds (numbered equations as anchors, citations, boxes, alt texts) is added here.
"""

from . import blocks, citations, equations, fork, images, offline


def setup(app):
    """Connect every part to Sphinx."""
    for part in (offline, fork, equations, citations, images, blocks):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
