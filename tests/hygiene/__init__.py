"""The rules for chapters: each takes a notebook and its name, and yields the faults it finds."""

from tests.hygiene import code, figures, links, outputs, prose

RULES = [*code.RULES, *outputs.RULES, *prose.RULES, *links.RULES, *figures.RULES]
