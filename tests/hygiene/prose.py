"""Rules for text cells: opening and end, headings, exercises, plain Markdown."""

import itertools
import re

from tests.chapters import checked, tags

LAST_SECTIONS = ["Misconceptions", "Summary", "Exercises", "Further reading"]
KINDS = ("*Proof.*", "*Code.*", "*Debug.*", "*Think.*")
MYST = {
    "a directive": r"^\s*(`{3,}|:{3,}|~{3,})\{",
    "a fence of colons": r"^\s*:{3,}",
    "a role": r"(?<![`\\])\{[a-z][a-z:-]*\}`(?=[^`])",
    "a label": r"^\([\w-]+\)=\s*$",
    "a comment": r"^%",
    "a block break": r"^\+\+\+",
    "a substitution": r"\{\{.*\}\}(?!\S*\$)",
    "a code block (use a code cell)": r"^\s*(`{3,}|~{3,})",
    "a picture (draw it by code)": r"!\[[^\]]*\]\(",
}
HTML = {"details", "summary", "sub", "sup"}


def text_cells(notebook):
    """Return the texts of the Markdown cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def without_maths(text):
    """Cut out code spans and formulas."""
    text = re.sub(r"`[^`\n]+`", "`code`", text)
    return re.sub(r"(?<!\\)\$\$.*?\$\$|(?<!\\)\$[^$]+?\$", "$maths$", text, flags=re.DOTALL)


def headings(notebook):
    """Return (level, text) of each heading."""
    lines = "\n".join(text_cells(notebook)).splitlines()
    return [(len(match[1]), match[2]) for line in lines
            if (match := re.match(r"(#{1,6}) +(.+)", line))]


def anchors(notebook):
    """Return the anchors that the site gives to the headings of the first three levels."""
    return [re.sub(r"[^\w\- ]", "", text.strip().lower().replace(" ", "-"))
            for level, text in headings(notebook) if level <= 3]


def opens_as_agreed(notebook, name):
    """Title, a paragraph, You will learn, and the time it takes stand in the first cell."""
    first = notebook.cells[0]
    if first.cell_type != "markdown" or not re.match(r"# \S.*\n\n[^\s#*-]", first.source):
        yield "the first cell is not a title and a paragraph"
    for part in (r"^\*\*You will learn\*\*\n\n?- ", r"\*\*Time\*\*: .*minutes.*seconds",
                 r"\*\*Before this\*\*: "):
        if not re.search(part, first.source, re.MULTILINE):
            yield f"the first cell has no {part!r}"


def sections_are_in_order(notebook, name):
    """One title; headings go down one level at a time; the last four sections are the agreed."""
    found = headings(notebook)
    if [level for level, _ in found].count(1) != 1:
        yield "not exactly one title"
    for (level, _), (below, text) in itertools.pairwise(found):
        if below > level + 1:
            yield f"the heading {text!r} skips a level"
    sections = [text for level, text in found if level == 2]
    if sections[-4:] != LAST_SECTIONS:
        yield f"the last sections are {sections[-4:]}, not {LAST_SECTIONS}"
    twice = {text for _, text in found if [t for _, t in found].count(text) > 1}
    if twice:
        yield f"headings that stand twice: {sorted(twice)}"


def exercises_are_numbered(notebook, name):
    """Exercises are numbered from 1, tell their kind and have a solution that is folded away."""
    blocks = exercise_blocks(notebook)
    numbers = [number for number, _, _ in blocks]
    if not blocks or numbers != list(range(1, len(numbers) + 1)):
        yield f"exercises are numbered {numbers}"
    for number, text, cells in blocks:
        if not any(kind in text for kind in KINDS):
            yield f"exercise {number} is of none of the kinds {', '.join(KINDS)}"
        if "<summary>Solution" not in text and not any("solution" in tags(c) for c in cells):
            yield f"exercise {number} has no solution"
        for cell in cells:
            checks = checked(cell)  # None in a demonstration
            if checks and checks.split("/")[1].rstrip("abcdefgh") != str(number):
                yield f"exercise {number} has a cell that checks {checks}"


def exercise_blocks(notebook):
    """Return (number, text, code cells) of each exercise."""
    blocks, inside = [], False
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if inside and blocks:
                blocks[-1][2].append(cell)
            continue
        for line in cell.source.splitlines():
            if re.match(r"#{1,2} ", line):
                inside = line == "## Exercises"
            elif inside and line.startswith("### "):
                match = re.fullmatch(r"### Exercise (\d+)\. \S.*", line)
                blocks.append([int(match[1]) if match else None, "", []])
            elif inside and blocks:
                blocks[-1][1] += line + "\n"
    return blocks


def prose_before_each_cell(notebook, name):
    """Each code cell is led in by prose; only a solution may follow its exercise's cell."""
    for before, cell in itertools.pairwise(notebook.cells):
        if cell.cell_type == "code" and "solution" not in tags(cell):
            words = re.sub(r"^#+ .*$", "", before.source, flags=re.MULTILINE).split()
            if before.cell_type == "code" or len(words) < 4:
                yield f"no prose before the cell that begins {cell.source[:40]!r}"


def markdown_is_plain(notebook, name):
    """Colab shows MyST raw: no directives, roles, labels; no code blocks, no hidden text."""
    for text in text_cells(notebook):
        if not text.strip():
            yield "an empty text cell"
        cut = without_maths(text)
        for what, pattern in MYST.items():
            # A formula may hold braces, code spans must stay for roles.
            where = text if what == "a role" else cut
            if match := re.search(pattern, where, re.MULTILINE):
                yield f"{what}: {match[0]!r} in {text[:40]!r}"
        for tag in re.findall(r"</?([A-Za-z][\w-]*)[\s/>]", cut):
            if tag not in HTML:
                yield f"HTML <{tag}> in {text[:40]!r}"
        if re.search(r"display\s*:\s*none|style\s*=|hidden>", text):
            yield f"hidden or styled text in {text[:40]!r}"
        if match := re.search(r"\b(Figure|Fig\.|Table|Equation|Eq\.|Section|Chapter) \d", cut):
            yield f"a number that nothing keeps right: {match[0]!r}; link to it"


def details_are_well_formed(notebook, name):
    """A folded solution has blank lines inside, without which Markdown is not rendered."""
    for text in text_cells(notebook):
        if text.count("<details>") != text.count("</details>"):
            yield f"<details> is not closed in {text[:40]!r}"
        if re.search(r"</summary>(?!\n\n)|(?<!\n\n)</details>", text):
            yield f"a blank line is missing inside <details> in {text[:40]!r}"


def displays_stand_apart(notebook, name):
    """A displayed formula has a blank line before and after it, on the site and in Colab."""
    for text in text_cells(notebook):
        lines = [re.sub(r"^[> ]*", "", line) for line in text.splitlines()]
        inside = False
        for i, line in enumerate(lines):
            marks = len(re.findall(r"(?<!\\)\$\$", line))
            if not marks:
                continue
            opens, closes = not inside, (inside and marks == 1) or (not inside and marks == 2)
            bare = (not opens or line.startswith("$$")) and (not closes or line.endswith("$$"))
            before, after = lines[i - 1] if i else "", lines[i + 1] if i + 1 < len(lines) else ""
            if not bare or (opens and before) or (closes and after):
                yield f"no blank line around the formula {line[:60]!r}"
            inside = not closes
        if inside:
            yield f"a formula is not closed in {text[:40]!r}"


RULES = [opens_as_agreed, sections_are_in_order, exercises_are_numbered, prose_before_each_cell,
         markdown_is_plain, details_are_well_formed, displays_stand_apart]
