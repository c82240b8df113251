"""Exercises, solutions and theorems: recognised from plain Markdown, set apart on the page.

``book_words`` (under sphinx: config: in the configuration) holds the words of another edition,
statements in the order of ``WORDS``.
"""

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

WORDS = {
    "exercise": "Exercise",
    "statements": ["Definition", "Theorem", "Proposition", "Lemma", "Corollary"],
    "show_setup": "Show the set-up code",
    "hide_setup": "Hide the set-up code",
    "show_solution": "Show solution in code",
    "hide_solution": "Hide solution in code",
}


class Blocks(SphinxTransform):
    """Mark one page's blocks with classes, for the style sheet, and anchors."""

    default_priority = 400

    def apply(self, **kwargs):
        """Run over one page."""
        self.words = WORDS | self.config.book_words
        for section in self.document.findall(nodes.section):
            if re.match(self.words["exercise"] + r"\s*\d", section.next_node(nodes.title).astext()):
                section["classes"].append("exercise")
        for quote in self.document.findall(nodes.block_quote):
            self.statement(quote)
        for cell in self.document.findall(nodes.container):
            if "tag_solution" in cell["classes"]:
                self.label(cell, "solution")
            elif "tag_setup" in cell["classes"]:
                self.label(cell, "setup")

    def statement(self, quote):
        """A quote that opens with **Theorem 2** is that theorem, and #theorem-2 its anchor."""
        inline = [node for node in quote[0].children if node.astext()] if len(quote) else []
        if not inline or not isinstance(inline[0], nodes.strong):
            return
        words = self.words["statements"]
        title = re.match(rf"({'|'.join(words)})(?![A-Za-z])\s*(\d*)", inline[0].astext())
        if title is None:
            return
        kind = WORDS["statements"][words.index(title[1])].lower()  # the same in each edition
        quote["classes"] += ["statement", kind]
        if title[2]:
            quote["names"].append(f"{kind}-{title[2]}")
            self.document.note_explicit_target(quote, quote)

    def label(self, cell, kind):
        """The words on the fold of a cell."""
        cell["prompt_show"] = self.words[f"show_{kind}"]
        cell["prompt_hide"] = self.words[f"hide_{kind}"]


def setup(app):
    """Connect to Sphinx."""
    app.add_config_value("book_words", {}, "env")
    app.add_transform(Blocks)
