"""A layout for graphs without cycles: layers from left to right, few crossings, short edges.

The method of Sugiyama, Tagawa and Toda (1981), https://doi.org/10.1109/TSMC.1981.4308636: put
nodes into layers, cut long edges into pieces, order each layer by the mean place of the
neighbours, then move the nodes up and down without changing the order.
"""

from collections.abc import Mapping
from itertools import combinations, pairwise

import networkx as nx

__all__ = ["layered_layout"]

SWEEPS = 8  # over all layers, there and back; small graphs settle after three or four


def layered_layout(graph: nx.DiGraph, sizes: Mapping, gap: tuple[float, float]) -> tuple:
    """Return (places, paths): the middle (x, y) of each node, and the points on each edge's way.

    An edge crosses each layer between its ends on a level, from one side of the layer to the other.

    ``sizes`` maps nodes to (width, height), ``gap`` is the space to keep (between layers,
    within a layer), all in one unit; y grows upwards.  Edges lead to a layer further right.
    Raises ``networkx.NetworkXUnfeasible`` if the graph has a cycle.
    """
    layer = _layers(graph)
    pieces, routes = _cut(graph, layer)
    sizes = {node: sizes.get(node, (0.0, 0.0)) for node in pieces}
    depths = range(max(layer.values()) + 1)
    columns = _ordered(pieces, [[node for node in pieces if layer[node] == depth]
                                for depth in depths])
    x, half, left = {}, {}, 0.0
    for column in columns:
        width = max(sizes[node][0] for node in column)
        x |= dict.fromkeys(column, left + width / 2)
        half |= dict.fromkeys(column, width / 2)
        left += width + gap[0]
    y = _heights(pieces, columns, {node: size[1] for node, size in sizes.items()}, gap[1])
    paths = {}
    for (start, end), (_, *between, _) in routes.items():
        crossed = [(x[node] + side * half[node], y[node]) for node in between for side in (-1, 1)]
        paths[start, end] = [(x[start], y[start]), *crossed, (x[end], y[end])]
    return {node: (x[node], y[node]) for node in graph}, paths


def _layers(graph):
    """The longest way from an input; inputs stand directly before what first uses them."""
    layer = {}
    for node in nx.topological_sort(graph):
        layer[node] = max((layer[before] + 1 for before in graph.predecessors(node)), default=0)
    for node in graph:
        if graph.in_degree(node) == 0 and graph.out_degree(node):
            layer[node] = min(layer[after] for after in graph.successors(node)) - 1
    return layer


def _cut(graph, layer):
    """Replace each edge over several layers by pieces, with an invisible node in each layer."""
    pieces, routes = nx.DiGraph(), {}
    pieces.add_nodes_from(graph)
    for start, end in graph.edges:
        between = [(start, end, depth) for depth in range(layer[start] + 1, layer[end])]
        layer.update((node, node[2]) for node in between)
        routes[start, end] = [start, *between, end]
        pieces.add_edges_from(pairwise(routes[start, end]))
    return pieces, routes


def _crossings(graph, columns):
    """Count the pairs of edges that cross."""
    place = {node: i for column in columns for i, node in enumerate(column)}
    count = 0
    for column in columns:
        edges = [(place[node], place[after]) for node in column for after in graph[node]]
        count += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(edges, 2))
    return count


def _ordered(graph, columns):
    """Sort each layer by the mean place of its neighbours, layer after layer, there and back."""
    best = columns
    for sweep in range(SWEEPS):
        neighbours = graph.predecessors if sweep % 2 == 0 else graph.successors
        place = {node: i for column in columns for i, node in enumerate(column)}
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            def mean(node, neighbours=neighbours, place=place):
                places = [place[other] for other in neighbours(node)]
                return sum(places) / len(places) if places else place[node]
            place |= {node: i for i, node in enumerate(sorted(column, key=mean))}
        columns = [sorted(column, key=place.get) for column in columns]
        if _crossings(graph, columns) < _crossings(graph, best):
            best = columns
    return best


def _heights(graph, columns, heights, gap):
    """Move nodes towards the mean of their neighbours, as far as the order and the gaps allow."""
    y = {}
    for column in columns:
        y |= _spread(column, dict.fromkeys(column, 0.0), heights, gap)
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 else columns[::-1]:
            wish = {}
            for node in column:
                others = [y[other] for other in (*graph.predecessors(node), *graph[node])]
                wish[node] = sum(others) / len(others) if others else y[node]
            y |= _spread(column, wish, heights, gap)
    return y


def _spread(column, wish, heights, gap):
    """The places nearest to the wishes, in the least squares, that keep order and gaps.

    Without the gaps this is isotonic regression: blocks of nodes that push one another are
    merged and stand at their mean.
    """
    offset, offsets = 0.0, []
    for above, node in zip([None, *column], column, strict=False):
        if above is not None:
            offset += (heights[above] + heights[node]) / 2 + gap
        offsets.append(offset)
    blocks = []  # (sum of shifted wishes, nodes), from top to bottom
    for node, down in zip(column, offsets, strict=True):
        blocks.append((wish[node] + down, 1))
        while len(blocks) > 1 and blocks[-1][0] * blocks[-2][1] > blocks[-2][0] * blocks[-1][1]:
            (total, count), (more, others) = blocks.pop(), blocks.pop()
            blocks.append((total + more, count + others))
    means = [total / count for total, count in blocks for _ in range(count)]
    return {node: mean - down for node, mean, down in zip(column, means, offsets, strict=True)}
