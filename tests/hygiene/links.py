"""Rules for references: equations, figures, chapters, cited works."""

import re

from tests.chapters import FOLDER, ROOT, code_cells, read
from tests.hygiene.prose import anchors, text_cells, without_maths

SCHOLARLY = r"https?://(?:doi\.org|(?:www\.)?arxiv\.org|dl\.acm\.org)/"


def equations_are_numbered(notebook, name):
    r"""\tag{1}, \tag{2}, ... without gaps, each referred to as [(1)](#eq-1), none dangling."""
    text = "\n\n".join(text_cells(notebook))
    numbers = [int(n) for n in re.findall(r"\\tag\{(\d+)\}", text)]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"equations are numbered {numbers}"
    links = re.findall(r"\[([^\]]*)\]\(#eq-([^)]*)\)", text)
    for label, number in links:
        if label != f"({number})" or number not in map(str, numbers):
            yield f"[{label}](#eq-{number}) refers to no equation"
    for number in numbers:
        if str(number) not in [target for _, target in links]:
            yield f"no text refers to equation ({number})"


def figure_names(notebook):
    """Return the names of a notebook's figures."""
    return [cell.metadata.get("mystnb", {}).get("figure", {}).get("name")
            for cell in code_cells(notebook)]


def links_lead_somewhere(notebook, name):
    """Links to equations, figures and chapters exist; works are in references.bib."""
    bibliography = cited_addresses()
    for target in re.findall(r"\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)",
                             "\n".join(map(without_maths, text_cells(notebook)))):
        path, _, anchor = target.partition("#")
        if re.match(SCHOLARLY, target):
            if target not in bibliography:
                yield f"{target} is not in references.bib"
        elif re.match(r"https?://", target):
            if target.startswith("http://"):
                yield f"{target}: use https"
        elif path and not (FOLDER / path).is_file():
            yield f"{target} does not exist"
        elif anchor and not anchor.startswith("eq-") and (not path or path.endswith(".ipynb")):
            other = read(path.removesuffix(".ipynb")) if path else notebook
            if anchor not in [*figure_names(other), *anchors(other)]:
                yield f"{target} is no figure, equation or heading"
        elif not target:
            yield "an empty link"


def cited_addresses():
    """Return every address that references.bib knows."""
    text = (ROOT / "references.bib").read_text(encoding="utf8")

    def field(key):
        return re.findall(rf"^\s*{key}\s*=\s*[{{\"]([^}}\"]+)", text, re.MULTILINE)

    return {*field("url"), *(f"https://doi.org/{doi}" for doi in field("doi")),
            *(f"https://arxiv.org/abs/{number}" for number in field("eprint"))}


RULES = [equations_are_numbered, links_lead_somewhere]
