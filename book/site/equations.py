r"""Displayed formulas: ``\tag{3}`` makes the anchor ``eq-3``, so ``[(3)](#eq-3)`` is a link."""

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

TAG = re.compile(r"\\tag\*?\{([\w.]+)\}")


class Equations(SphinxTransform):
    """Give tagged formulas an anchor, and hand every formula to MathJax as it is written."""

    default_priority = 500  # before MyST resolves links to anchors (879)

    def apply(self, **kwargs):
        """Run over one page."""
        for formula in self.document.findall(nodes.math_block):
            if formula.get("number") or formula.get("nowrap"):
                continue  # made by a directive
            tag = TAG.search(formula.astext())
            if tag:
                name = f"eq-{tag[1]}"
                formula["names"].append(name)
                self.document.note_explicit_target(formula, formula)
            # Sphinx would wrap formulas with line breaks in an environment that takes no tag.
            text = f"\\[{formula.astext()}\\]"
            formula["nowrap"] = True
            formula[:] = [nodes.Text(text)]


def setup(app):
    """Connect to Sphinx."""
    app.add_transform(Equations)
