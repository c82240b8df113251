"""Rules for figures: a name, a caption and alternative text, and prose that refers to them."""

from tests.chapters import code_cells
from tests.hygiene.code import calls


def drawn(cell):
    """Return how many pictures and animations a cell's outputs hold."""
    datas = [out.get("data", {}) for out in cell.get("outputs", [])]
    return sum("image/png" in data or 'class="animation"' in data.get("text/html", "")
               for data in datas)


def each_figure_is_described(notebook, name):
    """One figure a cell, with name, caption and alternative text; nothing else has them."""
    for cell in code_cells(notebook):
        begin, count = cell.source[:40], drawn(cell)
        mystnb = cell.metadata.get("mystnb", {})
        figure, alt = mystnb.get("figure", {}), mystnb.get("image", {}).get("alt", "")
        if not count and not mystnb:
            continue
        if count != 1:
            yield f"{count} figures in the cell that begins {begin!r}"
        caption = figure.get("caption", "")
        if not figure.get("name", "").startswith(f"fig-{name}-"):
            yield f"the figure's name does not begin fig-{name}-: {begin!r}"
        if len(caption) < 20 or len(alt) < 40 or alt == caption:
            yield f"caption or alternative text is missing, short or the same: {begin!r}"


def each_figure_is_referred_to(notebook, name):
    """The prose of the chapter links to each of its figures; no name is used twice."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    names = [cell.metadata["mystnb"]["figure"].get("name") for cell in code_cells(notebook)
             if "figure" in cell.metadata.get("mystnb", {})]
    for figure in names:
        if f"](#{figure})" not in text:
            yield f"no text refers to {figure}"
    if len(set(names)) != len(names):
        yield f"figure names are used twice: {names}"


def pictures_end_on_show(notebook, name):
    """A cell that draws ends with plt.show(), so that no value is printed above the figure."""
    for cell in code_cells(notebook):
        data = [out.get("data", {}) for out in cell.get("outputs", [])]
        if any("image/png" in item for item in data):
            if cell.source.rstrip().splitlines()[-1] != "plt.show()":
                yield f"the cell draws and does not end with plt.show(): {cell.source[:40]!r}"
        elif calls(cell, "show_images") or calls(cell, "plot_history"):
            yield f"the cell draws and stores no picture: {cell.source[:40]!r}"


RULES = [each_figure_is_described, each_figure_is_referred_to, pictures_end_on_show]
