"""Pictures: sharp and the right size, each with an alternative text.

The text of a figure made by code stands in its cell's metadata, at mystnb: image: alt.
"""

import re
import struct
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)

IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
ALT = re.compile(r"""\salt=(["'])(.*?)\1""", re.IGNORECASE | re.DOTALL)


def png_size(path: Path) -> tuple[int, int] | None:
    """Width and height of a PNG in pixels; None for another kind of file."""
    start = path.read_bytes()[:24] if path.is_file() else b""
    return struct.unpack(">II", start[16:24]) if start[:4] == b"\x89PNG" else None


def set_alt(html: str, alt: str) -> str:
    """Write ``alt`` into the first <img> of ``html``, in place of the one it has."""
    def rewrite(image):
        tag = ALT.sub("", image[0])
        return f'<img alt="{escape(alt)}"' + tag[4:]
    return IMG.sub(rewrite, html, count=1)


class Images(SphinxTransform):
    """Size of figures, and a warning for each picture without an alternative text."""

    default_priority = 400

    def apply(self, **kwargs):
        """Run over one page."""
        for cell in self.document.findall(lambda n: n.get("nb_element") == "cell_code"
                                          if isinstance(n, nodes.container) else False):
            self.cell(cell)
        for image in self.document.findall(nodes.image):
            if not image.get("alt", "").strip() and not self.replaced_by_html(image):
                self.warn(image)

    def cell(self, cell):
        """Outputs of one cell: displayed at half their pixels, HTML given the alt text."""
        alt = cell["cell_metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
        for image in cell.findall(nodes.image):
            size = png_size(Path(self.app.srcdir) / image["uri"].lstrip("/"))
            image.attributes.pop("height", None)  # follows from the width
            if size:
                image.attributes.setdefault("width", f"{size[0] // 2}px")
        for raw in cell.findall(nodes.raw):
            text = raw.astext()
            if 'class="animation"' in text and alt:
                text = set_alt(text, alt)
                raw[:] = [nodes.Text(text)]
                raw.rawsource = text
            if any(not (ALT.search(tag) and ALT.search(tag)[2].strip())
                   for tag in IMG.findall(text)):
                self.warn(raw)

    def replaced_by_html(self, image):
        """Whether the same output has an HTML form, which the site shows instead."""
        bundle = image.parent.parent if image.parent is not None else None
        return (isinstance(bundle, nodes.container) and bundle.get("nb_element") == "mime_bundle"
                and any(child.get("mime_type") == "text/html" for child in bundle.children))

    def warn(self, node):
        """Say where a picture lacks its text."""
        while node.parent is not None and not node.line:
            node = node.parent
        logger.warning("a picture without alternative text: in a notebook, write it into the"
                       " cell's metadata, at mystnb: image: alt", location=node,
                       type="book", subtype="alt")


def setup(app):
    """Connect to Sphinx."""
    app.add_transform(Images)
