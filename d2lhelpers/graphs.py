"""Computational graphs: what autograd recorded for a tensor, drawn from left to right."""

import functools
import re
from collections import Counter
from collections.abc import Collection, Mapping
from itertools import pairwise

import matplotlib.pyplot as plt
import networkx as nx
import torch
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from d2lhelpers.layers import layered_layout
from d2lhelpers.plotting import COLORS

__all__ = ["autograd_graph", "draw_graph"]

# kind: (colour of the box, of its edge, shape of the box, line of the edge)
_LOOKS = {"leaf": ("#CFE6F5", COLORS["blue"], "square", "-"),
          "operation": ("#FFFFFF", COLORS["black"], "round", "-"),
          "output": ("#BFE5D9", COLORS["green"], "square", "-"),
          "saved": ("#FBE7CF", COLORS["orange"], "square", "--"),
          "constant": ("#EEEEEE", COLORS["grey"], "square", ":")}
_LITTLE = ("saved", "constant")  # kinds drawn in smaller boxes
_PALE = "#CFCFCF"
_POINTS, _SMALL = 9.0, 0.85  # the size of text; of the text in small boxes, as a share
_LONG = 8  # letters: a longer "name = Operation" is broken into two lines
_LINE, _PAD, _BELOW = 0.15, 0.055, 0.02  # inches: a line, around a label, above a saved tensor
_APART = 0.12  # inches between arrows from one box to another
_GAP = (0.19, 0.11)  # inches: between layers, between boxes of a layer


def _same(one, other):
    """Whether two tensors are one piece of memory, read in the same way."""
    return (one.data_ptr(), one.shape, one.stride()) == (
        other.data_ptr(), other.shape, other.stride())


def _saved(function):
    """What an operation keeps for the backward pass: (name of the field, tensor or a word).

    The word says why the tensor cannot be had: a backward pass has "freed" it, or it was
    "changed" in place since.
    """
    fields = [field for field in dir(function) if field.startswith("_saved_")]
    fields += ["saved_tensors"] if hasattr(function, "saved_tensors") else []
    for field in fields:
        name = field.removeprefix("_saved_").removeprefix("saved_tensors")
        try:
            value = getattr(function, field)
        except RuntimeError as error:
            yield name, "changed" if "inplace" in str(error) else "freed"
            continue
        for tensor in value if isinstance(value, (tuple, list)) else [value]:
            if isinstance(tensor, torch.Tensor):
                yield name, tensor


def _name(names, test, default):
    return next((name for name, tensor in names.items() if test(tensor)), default)


def autograd_graph(output: torch.Tensor, names: Mapping[str, torch.Tensor] | None = None
                   ) -> nx.DiGraph:
    """Return the graph that autograd recorded for ``output``; edges run from inputs to results.

    Nodes have a ``label`` (name and shape) and a ``kind``: "leaf" (a tensor that gets a
    gradient), "operation" (``MulBackward0`` is labelled Mul, with the shape of its result),
    "saved" (a tensor that the operation keeps for the backward pass), "constant" (an input
    that needs no gradient, of which autograd keeps nothing else), "output" (the last
    operation).  ``names`` maps names to tensors that are to be recognised.  An edge's ``counts``
    maps the number of a result (0, unless the operation has several) to how often it is used.
    Raises ValueError if nothing was recorded.
    """
    names = names or {}
    if not output.requires_grad:
        raise ValueError("autograd recorded nothing for this tensor: no input had"
                         " requires_grad=True, or it was computed under no_grad or detached")
    names = {**names, "output": output}  # found last, so another name comes first
    graph, ids = nx.DiGraph(), {}
    if output.grad_fn is None:
        graph.add_node(0, **_leaf(output, names))
        return graph
    todo = [(output.grad_fn, None, 0)]
    while todo:
        function, consumer, result = todo.pop()
        node = ids.setdefault(function, len(graph))
        if node not in graph:
            leaf = getattr(function, "variable", None)
            graph.add_node(node, **(_operation(function, names) if leaf is None else
                                    _leaf(leaf, names)))
            for name, tensor in _saved(function) if leaf is None else ():
                _add_saved(graph, node, name, tensor, names)
            for before, number in function.next_functions:
                if before is not None:
                    todo.append((before, node, number))
                else:
                    graph.add_node(len(graph), kind="constant", label="no grad")
                    _connect(graph, len(graph) - 1, node)
        if consumer is not None:
            _connect(graph, node, consumer, result)
    graph.nodes[0]["kind"] = "output"
    return graph


def _label(name, shape):
    return f"{name}\n{tuple(shape)}" if shape is not None else name


def _leaf(leaf, names):
    name = _name(names, lambda tensor: tensor is leaf, "leaf")
    return {"kind": "leaf", "label": _label(name, leaf.shape)}


def _operation(function, names):
    """The attributes of an operation: what it makes, its name, the shape of the results."""
    name = re.sub(r"Backward\d*$", "", type(function).__name__)
    made = [name for name, tensor in names.items() if tensor.grad_fn is function]
    made = ", ".join(made[:-1] if len(made) > 1 and made[-1] == "output" else made)
    label = f"{made} = {name}" if made else name
    if len(label) > _LONG and made:
        label = f"{made} =\n{name}"
    shapes = {tuple(gradient.shape) for gradient in getattr(function, "_input_metadata", ())}
    return {"kind": "operation", "label": _label(label, *(shapes if len(shapes) == 1 else [None]))}


def _connect(graph, start, end, number=0):
    if not graph.has_edge(start, end):
        graph.add_edge(start, end, counts=Counter())
    graph.edges[start, end]["counts"][number] += 1


def _add_saved(graph, node, name, tensor, names):
    """Add a saved tensor below its operation, under the name it is known by."""
    text = f"{name} {tensor}".strip()
    if isinstance(tensor, torch.Tensor):
        known = _name(names, lambda other: _same(other, tensor), name)
        text = f"{known} {tuple(tensor.shape)}".strip()
    graph.add_node(len(graph), kind="saved", label=text, at=node)


@functools.cache
def _width(text):
    """The width of a line of text, in inches."""
    return TextPath((0, 0), text, size=_POINTS).get_extents().width / 72


def _size(graph, node):
    """Width and height of a node's box, in inches."""
    lines = graph.nodes[node]["label"].split("\n")
    scale = _SMALL if graph.nodes[node]["kind"] in _LITTLE else 1
    return (scale * max(map(_width, lines)) + 2 * _PAD,
            scale * (len(lines) * _LINE + 2 * _PAD))


def _blocks(graph, notes):
    """The drawn sizes of all nodes, and for the layout each with what stands below it."""
    sizes = {node: _size(graph, node) for node in graph}
    blocks = {node: sizes[node] for node in graph if graph.nodes[node]["kind"] != "saved"}
    for node in graph:
        owner = graph.nodes[node].get("at")
        if owner is not None:
            width, height = blocks[owner]
            blocks[owner] = (max(width, sizes[node][0]), height + sizes[node][1] + _BELOW)
    for node, text in notes.items():
        width, height = blocks[node]
        blocks[node] = (max(width, _width(text) + _PAD), height + _LINE)
    return sizes, blocks


def draw_graph(graph: nx.DiGraph, ax=None, lit: Collection | Mapping | None = None,
               notes: Mapping | None = None, size: tuple[float, float] | None = None):
    """Draw a graph without cycles from left to right, and return the axes.

    Nodes need ``label`` and ``kind`` as in `autograd_graph`.  ``lit``: the nodes to draw in
    full colour, the others pale (a mapping gives each a colour of its own; None: all).
    ``notes`` maps nodes to a short text written below them.  ``ax`` None: a new figure,
    ``size`` inches or as large as the graph needs.  Boxes and text fill the axes together, so
    give it its title before.  Raises KeyError for notes at unknown nodes.
    """
    notes = notes or {}
    sizes, blocks = _blocks(graph, notes)
    flow = graph.subgraph(blocks)
    places, paths = layered_layout(flow, blocks, _GAP)
    (left, low), (right, high) = _bounds(places, paths, blocks)
    needs = right - left, high - low
    if ax is None:
        ax = plt.figure(figsize=size or needs, layout="none").add_axes((0, 0, 1, 1))
    ax.set(xlim=(left, right), ylim=(low, high), aspect="equal")
    ax.set_axis_off()
    points = _POINTS * _scale(ax, needs)
    tops = {node: places[node][1] + (blocks[node][1] - sizes[node][1]) / 2 for node in flow}
    for (start, end), way in paths.items():
        way = [(way[0][0] + sizes[start][0] / 2, tops[start]), *way[1:-1],
               (way[-1][0] - sizes[end][0] / 2, tops[end])]
        pale = lit is not None and not (start in lit and end in lit)
        counts = sorted(graph.edges[start, end].get("counts", {0: 1}).items())
        for k, (_, count) in enumerate(counts):  # an arrow for each result that is used
            shift = _APART * ((len(counts) - 1) / 2 - k)
            _draw_edge(ax, [(x, y + shift) for x, y in way], count, pale, points)
    bottoms = {}
    for node in graph:
        owner = graph.nodes[node].get("at", node)
        middle = tops[node] if owner == node else bottoms[owner] - _BELOW - sizes[node][1] / 2
        bottoms[owner] = middle - sizes[node][1] / 2
        _draw_node(ax, graph.nodes[node], (places[owner][0], middle), sizes[node], points,
                   _PALE if lit is not None and owner not in lit else
                   lit.get(owner) if isinstance(lit, Mapping) else None)
    for node, text in notes.items():
        ax.text(places[node][0], bottoms[node] - _LINE / 2, text, ha="center", va="center",
                fontsize=0.95 * points, color=COLORS["orange"], fontweight="bold")
    return ax


def _bounds(places, paths, blocks):
    """The corners (left, low), (right, high) of the drawing, with a margin."""
    corners = [(x + side * blocks[node][0] / 2, y + side * blocks[node][1] / 2)
               for node, (x, y) in places.items() for side in (-1, 1)]
    corners += [point for way in paths.values() for point in way]
    xs, ys = zip(*corners, strict=True)
    return (min(xs) - 0.05, min(ys) - 0.05), (max(xs) + 0.05, max(ys) + 0.05)


def _scale(ax, needs):
    """The inches that a unit of the drawing takes in the axes, now that its limits are set."""
    ax.figure.draw_without_rendering()  # the layout gives way to titles only now
    box, size = ax.get_position(), ax.figure.get_size_inches()
    return min(size[0] * box.width / needs[0], size[1] * box.height / needs[1])


def _draw_edge(ax, way, count, pale, points):
    """A smooth line through the points, with an arrow at its end, and how often it counts."""
    color = _PALE if pale else COLORS["grey"]
    vertices, codes = [way[0]], [Path.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(way):
        vertices += [((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1), (x1, y1)]
        codes += [Path.CURVE4] * 3
    ax.add_patch(FancyArrowPatch(path=Path(vertices, codes), arrowstyle="-|>", color=color,
                                 mutation_scale=points, linewidth=1.1, shrinkA=0, shrinkB=0,
                                 zorder=1))
    if count > 1:
        ax.text(way[-1][0] - 0.1, way[-1][1] + 0.1, f"×{count}", ha="center", va="center",
                fontsize=_SMALL * points, color=color)


def _draw_node(ax, attributes, middle, size, points, color):
    """A box with its label; ``color`` replaces the edge's, and _PALE fades all of it."""
    fill, edge, shape, line = _LOOKS[attributes["kind"]]
    pale, small = color == _PALE, attributes["kind"] in _LITTLE
    rounding = {"square": "square,pad=0", "round": "round,pad=0,rounding_size=0.12"}[shape]
    corner = (middle[0] - size[0] / 2, middle[1] - size[1] / 2)
    ax.add_patch(FancyBboxPatch(corner, *size, boxstyle=rounding, linestyle=line, zorder=2,
                                facecolor="white" if pale else fill, edgecolor=color or edge,
                                linewidth=1.0 if color in (None, _PALE) else 2.2))
    ax.text(*middle, attributes["label"], ha="center", va="center", linespacing=1.15, zorder=3,
            fontsize=points * (_SMALL if small else 1),
            color=_PALE if pale else COLORS["black"])
