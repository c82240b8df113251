"""Graphs: what autograd recorded is found, and drawn from left to right without overlaps."""

import itertools

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import networkx as nx
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from torch import nn

from d2lhelpers.graphs import autograd_graph, draw_graph
from d2lhelpers.layers import layered_layout
from d2lhelpers.plotting import plot_graph


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def labels(graph, kind):
    return sorted(data["label"].replace("\n", " ") for _, data in graph.nodes(data=True)
                  if data["kind"] == kind)


def edges(graph):
    """Edges as pairs of the first words of their labels."""
    label = {node: data["label"].split("\n")[0] for node, data in graph.nodes(data=True)}
    return sorted((label[a], label[b]) for a, b in graph.edges)


def notes_example():
    x, y = torch.tensor([1.0, 2.0, 3.0]), torch.tensor(1.0)
    w = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
    a = x @ w
    b = a - y
    z = b ** 2
    return z, {"x": x, "w": w, "y": y, "a": a, "b": b, "z": z}


def test_the_graph_of_a_squared_error():
    graph = autograd_graph(*notes_example())
    assert labels(graph, "leaf") == ["w (3,)"]
    assert labels(graph, "operation") == ["a = Dot ()", "b = Sub ()"]
    assert labels(graph, "output") == ["z = Pow ()"]
    assert labels(graph, "saved") == ["b ()", "x (3,)"]
    assert labels(graph, "constant") == ["no grad"] * 2
    assert edges(graph) == [("a = Dot", "b = Sub"), ("b = Sub", "z = Pow"), ("no grad", "a = Dot"),
                            ("no grad", "b = Sub"), ("w", "a = Dot")]


def test_a_tensor_used_twice_is_one_node():
    x = torch.ones(2, requires_grad=True)
    graph = autograd_graph((x * x).sum() + x.sum(), {"x": x})
    assert labels(graph, "leaf") == ["x (2,)"]
    counts = [data["counts"] for data in graph.edges.values()]
    assert counts.count({0: 1}) == 4 and counts.count({0: 2}) == 1


def test_each_result_of_an_operation_has_an_arrow_of_its_own():
    x = torch.ones(4, requires_grad=True)
    a, b = x.split(2)
    graph = autograd_graph((a * b * a).sum(), {"x": x, "a": a, "b": b})
    split, = (node for node, data in graph.nodes(data=True) if "Split" in data["label"])
    assert graph.nodes[split]["label"] == "a, b =\nSplit\n(2,)"
    assert sorted(sorted(data["counts"].items()) for _, _, data in graph.out_edges(
        split, data=True)) == [[(0, 1)], [(0, 1), (1, 1)]]
    ax = draw_graph(graph)
    assert sum(isinstance(patch, FancyArrowPatch) for patch in ax.patches) == 6
    assert not any("×" in text.get_text() for text in ax.texts)


def test_a_name_with_a_long_operation_is_broken_so_that_boxes_stay_narrow():
    o = torch.ones(2, requires_grad=True).exp()
    loss = nn.functional.mse_loss(o, torch.zeros(2))
    assert labels(autograd_graph(loss, {"loss": loss}), "output") == ["loss = MseLoss ()"]
    assert labels(autograd_graph(loss, {"o": o}), "operation") == ["o = Exp (2,)"]
    assert autograd_graph(loss, {"loss": loss}).nodes[0]["label"].count("\n") == 2


def test_a_leaf_alone_is_its_own_graph():
    graph = autograd_graph(x := torch.ones(2, requires_grad=True), {"x": x})
    assert labels(graph, "leaf") == ["x (2,)"] and len(graph) == 1
    plot_graph(x)


def test_saved_tensors_are_marked_as_freed_after_a_backward_pass():
    x = torch.ones(2, requires_grad=True)
    y = (x * x).sum()
    y.backward()
    assert labels(autograd_graph(y), "saved") == ["other freed", "self freed"]


def test_a_saved_tensor_that_was_changed_in_place_is_marked_as_changed():
    result = torch.ones(2, requires_grad=True).exp()
    result += 1
    assert labels(autograd_graph(result), "saved") == ["result changed"]


def test_functions_of_ones_own_are_named_and_their_saved_tensors_found():
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x ** 3

        @staticmethod
        def backward(ctx, g):
            return 3 * ctx.saved_tensors[0] ** 2 * g

    x = torch.ones(2, requires_grad=True)
    graph = autograd_graph(Cube.apply(x), {"x": x})
    assert labels(graph, "output") == ["output = Cube (2,)"]
    assert labels(graph, "saved") == ["x (2,)"]


def test_a_network_of_twenty_nodes_and_more():
    net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 3))
    names = dict(net.named_parameters())
    loss = nn.functional.cross_entropy(net(torch.ones(5, 4)), torch.zeros(5, dtype=torch.long))
    graph = autograd_graph(loss, names)
    assert labels(graph, "leaf") == ["0.bias (8,)", "0.weight (8, 4)", "2.bias (8,)",
                                     "2.weight (8, 8)", "4.bias (3,)", "4.weight (3, 8)"]
    assert len(graph) > 20
    ax = draw_graph(graph)
    width, height = ax.figure.get_size_inches()
    assert width < 11 and height < 4
    assert_readable(ax)


def assert_readable(ax):
    """Boxes do not overlap, and each label stands inside its box."""
    ax.figure.canvas.draw()
    boxes = [patch.get_window_extent() for patch in ax.patches
             if isinstance(patch, FancyBboxPatch)]
    for one, other in itertools.combinations(boxes, 2):
        apart = (one.x1 <= other.x0 + 0.5 or other.x1 <= one.x0 + 0.5
                 or one.y1 <= other.y0 + 0.5 or other.y1 <= one.y0 + 0.5)
        assert apart, (one, other)
    for text in ax.texts:
        extent = text.get_window_extent()
        assert any(box.x0 - 1 <= extent.x0 and extent.x1 <= box.x1 + 1 and box.y0 - 1 <= extent.y0
                   and extent.y1 <= box.y1 + 1 for box in boxes), text.get_text()


@pytest.mark.parametrize(("size", "title"), [((2.5, 1.2), ""), ((9, 4), ""), ((4, 1.5), "A title")])
def test_text_shrinks_and_grows_with_the_axes(size, title):
    graph = autograd_graph(*notes_example())
    _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.set_title(title)
    assert_readable(draw_graph(graph, ax))
    text, = (text for text in ax.texts if text.get_text() == "w\n(3,)")
    box, = (patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)
            and patch.get_edgecolor()[2] > 0.5 > patch.get_edgecolor()[0])
    assert text.get_window_extent().height > 0.6 * box.get_window_extent().height


@pytest.mark.parametrize("make", [
    lambda: torch.ones(2),
    lambda: torch.ones(2, requires_grad=True).detach() * 2,
    lambda: torch.no_grad()(lambda: torch.ones(2, requires_grad=True) * 2)(),
])
def test_a_tensor_without_a_record_is_refused(make):
    with pytest.raises(ValueError, match="autograd recorded nothing"):
        plot_graph(make())


def test_a_long_chain_needs_no_recursion():
    y = torch.ones((), requires_grad=True)
    for _ in range(3000):
        y = y + 1
    assert len(autograd_graph(y)) == 6001


def test_nodes_that_are_not_lit_are_pale_and_notes_stand_below():
    graph = nx.DiGraph()
    graph.add_node("x", kind="leaf", label="x")
    graph.add_node("y", kind="output", label="y")
    graph.add_edge("x", "y")
    ax = draw_graph(graph, lit={"y": "red"}, notes={"y": "28"})
    pale, lit = (patch for patch in ax.patches if isinstance(patch, FancyBboxPatch))
    assert matplotlib.colors.to_hex(lit.get_edgecolor()) == "#ff0000"
    assert min(matplotlib.colors.to_rgb(pale.get_edgecolor())) > 0.75
    label, = (text for text in ax.texts if text.get_text() == "y")
    note, = (text for text in ax.texts if text.get_text() == "28")
    assert note.get_position()[1] < label.get_position()[1]
    with pytest.raises(KeyError):
        draw_graph(graph, notes={"z": "1"})


# The layout -------------------------------------------------------------------------------------

SIZE, GAP = (1.0, 0.5), (0.3, 0.2)


@st.composite
def graphs(draw):
    """Any graph whose edges lead from smaller to larger numbers."""
    count = draw(st.integers(1, 12))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    pairs = list(itertools.combinations(range(count), 2))
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else [])
    return graph


@given(graphs())
@settings(max_examples=100, deadline=None)
def test_edges_lead_to_the_right_and_boxes_keep_their_distance(graph):
    places, paths = layered_layout(graph, dict.fromkeys(graph, SIZE), GAP)
    for start, end in graph.edges:
        assert places[start][0] + SIZE[0] + GAP[0] <= places[end][0] + 1e-9
    for one, other in itertools.combinations(places.values(), 2):
        across, along = abs(one[0] - other[0]), abs(one[1] - other[1])
        assert across >= SIZE[0] + GAP[0] - 1e-9 or along >= SIZE[1] + GAP[1] - 1e-9
    for (start, end), way in paths.items():
        assert way[0] == places[start] and way[-1] == places[end]
        for x, y in way[1:-1]:  # an edge passes by the boxes of the layers that it crosses
            assert all(abs(y - py) >= SIZE[1] / 2 for px, py in places.values()
                       if abs(px - x) < SIZE[0] / 2 + 1e-9)


def test_edges_of_a_ladder_that_was_given_crossed_do_not_cross():
    graph = nx.DiGraph()
    graph.add_nodes_from("abcxyz")
    graph.add_edges_from([("a", "z"), ("b", "y"), ("c", "x")])
    places, _ = layered_layout(graph, dict.fromkeys(graph, SIZE), GAP)
    assert sorted("abc", key=lambda n: places[n][1]) == ["abc"["zyx".index(n)] for n in
                                                         sorted("xyz", key=lambda n: places[n][1])]


def test_a_chain_is_a_straight_line():
    places, _ = layered_layout(nx.path_graph(5, create_using=nx.DiGraph), {}, GAP)
    assert len({y for _, y in places.values()}) == 1


def test_a_cycle_is_refused():
    with pytest.raises(nx.NetworkXUnfeasible):
        layered_layout(nx.DiGraph([(0, 1), (1, 0)]), {}, GAP)
