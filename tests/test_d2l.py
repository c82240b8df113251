"""The course's names: their arguments, what they compute, and a figure that changes in place."""

import ast
import inspect
import os
import subprocess
import sys
import warnings
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn
from torch.testing import assert_close

from d2lhelpers import _d2l_animator, _d2l_figures, _d2l_metrics, _d2l_training, d2l, data
from d2lhelpers.plotting import use_book_style

CURVE = "xlabel ylabel legend xlim ylim xscale yscale fmts"
ARGUMENTS = {
    "use_svg_display": "", "set_figsize": "figsize",
    "set_axes": "axes xlabel ylabel xlim ylim xscale yscale legend",
    "plot": f"X Y {CURVE} figsize axes",
    "show_images": "imgs num_rows num_cols titles scale",
    "Animator": f"{CURVE} nrows ncols figsize", "Animator.add": "self x y",
    "Timer": "", "Timer.start": "self", "Timer.stop": "self", "Timer.avg": "self",
    "Timer.sum": "self", "Timer.cumsum": "self",
    "Accumulator": "n", "Accumulator.add": "self args", "Accumulator.reset": "self",
    "synthetic_data": "w b num_examples", "load_array": "data_arrays batch_size is_train",
    "get_dataloader_workers": "", "load_data_fashion_mnist": "batch_size resize",
    "get_fashion_mnist_labels": "labels", "linreg": "X w b", "squared_loss": "y_hat y",
    "sgd": "params lr batch_size", "corr2d": "X K", "accuracy": "y_hat y",
    "evaluate_accuracy": "net data_iter", "evaluate_accuracy_gpu": "net data_iter device",
    "evaluate_loss": "net data_iter loss", "try_gpu": "i", "try_all_gpus": "",
    "train_epoch_ch3": "net train_iter loss updater",
    "train_ch3": "net train_iter test_iter loss num_epochs updater",
    "train_ch6": "net train_iter test_iter num_epochs lr device",
    "predict_ch3": "net test_iter n",
}
DEFAULTS = {"plot": {"xscale": "linear", "fmts": ("-", "m--", "g-.", "r:"), "figsize": (3.5, 2.5)},
            "Animator": {"xlim": None, "nrows": 1, "ncols": 1, "figsize": (3.5, 2.5)},
            "set_figsize": {"figsize": (3.5, 2.5)}, "load_array": {"is_train": True},
            "show_images": {"titles": None, "scale": 1.5}, "predict_ch3": {"n": 6},
            "load_data_fashion_mnist": {"resize": None}, "try_gpu": {"i": 0}}
SAME_IN_TORCH = [
    "abs", "arange", "cos", "cosh", "exp", "eye", "float32", "int32", "int64", "linspace", "log",
    "matmul", "meshgrid", "normal", "ones", "ones_like", "rand", "randn", "sigmoid", "sin",
    "sinh", "stack", "tanh", "tensor", "zeros", "zeros_like"]


@pytest.fixture(autouse=True)
def clean_figures():
    with plt.rc_context():
        yield
    plt.close("all")


def batches(num_examples=7, batch_size=3, seed=0):
    """Ragged batches: the last one is shorter."""
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(num_examples, 4, generator=generator)
    y = torch.randint(3, (num_examples,), generator=generator)
    return list(zip(X.split(batch_size), y.split(batch_size), strict=True))


def images():
    return [(X.repeat(1, 196).reshape(-1, 1, 28, 28), y) for X, y in batches()]


def member(name):
    owner, _, attribute = name.partition(".")
    return getattr(getattr(d2l, owner), attribute) if attribute else getattr(d2l, owner)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments_are_the_course_s(name):
    assert " ".join(inspect.signature(member(name)).parameters) == ARGUMENTS[name]


@pytest.mark.parametrize("name", DEFAULTS)
def test_defaults_are_the_course_s(name):
    parameters = inspect.signature(member(name)).parameters
    assert {key: parameters[key].default for key in DEFAULTS[name]} == DEFAULTS[name]


def test_all_names_are_there_and_explained():
    explained = {name for name in ARGUMENTS if "." not in name} | {"numpy"}
    assert explained < set(d2l.__all__)
    assert all(getattr(d2l, name, None) is not None for name in d2l.__all__)
    assert all(inspect.getdoc(member(name)) for name in ARGUMENTS)


@pytest.mark.parametrize("name", SAME_IN_TORCH)
def test_alias_is_torch_s_own(name):
    assert getattr(d2l, name) is getattr(torch, name)


@pytest.mark.parametrize(("value", "expected"), [
    (lambda x: d2l.reduce_sum(x, 1, keepdim=True), [[3.0], [7.0]]),
    (lambda x: d2l.reduce_mean(x, 0), [2.0, 3.0]),
    (lambda x: d2l.argmax(x, axis=1), [1, 1]),
    (lambda x: d2l.astype(x, torch.int32).tolist(), [[1, 2], [3, 4]]),
    (lambda x: d2l.to(x, d2l.float32), [[1.0, 2.0], [3.0, 4.0]]),
    (lambda x: d2l.reshape(x, (-1,)), [1.0, 2.0, 3.0, 4.0]),
    (lambda x: d2l.transpose(x), [[1.0, 3.0], [2.0, 4.0]]),
    (lambda x: d2l.swapaxes(x, 0, 1), [[1.0, 3.0], [2.0, 4.0]]),
    (lambda x: d2l.concat((x, x), 1)[0], [1.0, 2.0, 1.0, 2.0]),
    (lambda x: d2l.batch_matmul(x[None], x[None])[0], [[7.0, 10.0], [15.0, 22.0]]),
    (lambda x: d2l.expand_dims(x, 0)[0], [[1.0, 2.0], [3.0, 4.0]]),
    (lambda x: d2l.repeat(x, 1, 2)[0], [1.0, 2.0, 1.0, 2.0]),
    (lambda x: d2l.numpy(x), [[1.0, 2.0], [3.0, 4.0]]),
    (lambda x: d2l.size(x), 4),
])
def test_alias_of_a_method(value, expected):
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    result = value(x)
    assert (result.tolist() if hasattr(result, "tolist") else result) == expected


def test_only_what_the_package_needs_is_imported():
    allowed = {"os", "sys", "time", "functools", "itertools", "matplotlib", "numpy", "torch",
               "d2lhelpers"}
    for module in (d2l, _d2l_animator, _d2l_figures, _d2l_metrics, _d2l_training):
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [alias.name for alias in node.names]
                top = {getattr(node, "module", names[0]).split(".")[0]}
                assert top <= allowed


# Data.

def test_synthetic_data_is_linear_with_noise_of_a_hundredth():
    torch.manual_seed(0)
    w = torch.tensor([2.0, -3.4])
    X, y = d2l.synthetic_data(w, 4.2, 2000)
    assert (X.shape, y.shape) == ((2000, 2), (2000, 1))
    assert (y[:, 0] - X @ w - 4.2).std().item() == pytest.approx(0.01, rel=0.1)


def test_load_array_keeps_the_order_of_test_data():
    X, y = torch.arange(5.0), torch.arange(5)
    loaded = [batch[1].tolist() for batch in d2l.load_array((X, y), 2, is_train=False)]
    assert loaded == [[0, 1], [2, 3], [4]]


def test_load_array_shuffles_training_data():
    torch.manual_seed(0)
    (X,) = next(iter(d2l.load_array((torch.arange(100),), 100)))
    assert sorted(X.tolist()) == list(range(100)) != X.tolist()


@pytest.mark.parametrize("arrays", [torch.zeros(3, 2), (torch.zeros(3), torch.zeros(2)), ()])
def test_load_array_refuses_what_is_no_set_of_examples(arrays):
    with pytest.raises(ValueError, match="of one length"):
        d2l.load_array(arrays, 2)


@pytest.mark.parametrize(("cores", "workers"), [(1, 1), (2, 2), (64, 4)])
def test_workers_are_as_many_as_cores_and_four_at_most(cores, workers, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    assert d2l.get_dataloader_workers() == workers


def test_workers_are_counted_where_cores_cannot_be_reserved(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert d2l.get_dataloader_workers() == 3


def test_fashion_mnist_comes_from_the_book_s_loader(monkeypatch):
    monkeypatch.setattr(data, "load_fashion_mnist", lambda *args: args)
    assert d2l.load_data_fashion_mnist(256, resize=64) == (256, 64)


def test_labels_are_written_as_the_course_writes_them():
    labels = d2l.get_fashion_mnist_labels(torch.tensor([0, 9, 1]))
    assert labels == ["t-shirt", "ankle boot", "trouser"]
    assert len(set(d2l.get_fashion_mnist_labels(range(10)))) == 10


@pytest.mark.parametrize("label", [10, -1])
def test_labels_without_a_name_are_refused(label):
    with pytest.raises(ValueError, match=f"got .{label}"):
        d2l.get_fashion_mnist_labels([label])


# Updates and measures.

def test_sgd_divides_the_gradient_of_the_sum_by_the_batch_size():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    (w * torch.tensor([4.0, 8.0])).sum().backward()
    d2l.sgd((parameter for parameter in [w]), lr=0.5, batch_size=4)
    assert w.tolist() == [0.5, 1.0]
    assert w.grad.tolist() == [0.0, 0.0]


def test_sgd_says_that_a_gradient_is_missing():
    with pytest.raises(ValueError, match="backward"):
        d2l.sgd([torch.zeros(1, requires_grad=True)], 0.1, 1)


def test_sgd_refuses_an_empty_batch():
    with pytest.raises(ValueError, match="batch_size is 0"):
        d2l.sgd([], 0.1, 0)


def test_timer_adds_up_its_times(monkeypatch):
    clock = iter([0.0, 2.0, 10.0, 11.0])
    monkeypatch.setattr(_d2l_metrics, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    timer = d2l.Timer()
    assert timer.stop() == 2.0
    timer.start()
    timer.stop()
    assert (timer.times, timer.sum(), timer.avg()) == ([2.0, 1.0], 3.0, 1.5)
    assert timer.cumsum() == [2.0, 3.0]


def test_timer_without_times_has_no_mean():
    with pytest.raises(ValueError, match="stop"):
        d2l.Timer().avg()


@pytest.mark.filterwarnings("error")
def test_accumulator_adds_and_begins_again():
    metric = d2l.Accumulator(2)
    metric.add(1, torch.tensor(2.5, requires_grad=True))
    metric.add(1, 1)
    assert (metric[0], metric[1]) == (2.0, 3.5)
    metric.reset()
    assert metric.data == [0.0, 0.0]


def test_accumulator_refuses_another_number_of_numbers():
    with pytest.raises(ValueError, match="1 numbers for 2 sums"):
        d2l.Accumulator(2).add(1)


@pytest.mark.parametrize("y_hat", [
    torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]), torch.tensor([2.0, 2.0]),
    torch.tensor([[2.0], [2.0]])], ids=["scores", "classes", "column"])
def test_accuracy_is_a_number_of_examples(y_hat):
    assert d2l.accuracy(y_hat, torch.tensor([1, 2])) == 1.0


def test_accuracy_refuses_another_number_of_labels():
    with pytest.raises(ValueError, match="2 predictions for 1 labels"):
        d2l.accuracy(torch.zeros(2, 3), torch.tensor([0]))


RAGGED = [(torch.eye(3), torch.tensor([0, 1, 2])), (torch.eye(3)[:1], torch.tensor([2]))]


@pytest.mark.parametrize("evaluate", [d2l.evaluate_accuracy, d2l.evaluate_accuracy_gpu])
@pytest.mark.parametrize("net", [nn.Identity(), lambda X: X], ids=["module", "function"])
def test_evaluation_weighs_each_example_the_same(evaluate, net):
    assert evaluate(net, RAGGED) == 3 / 4  # the mean of batches is 1/2


def test_evaluation_puts_a_module_into_evaluation_mode_and_builds_no_graph():
    seen = []
    net = nn.Linear(4, 3)
    net.register_forward_pre_hook(lambda *_: seen.append(torch.is_grad_enabled()))
    d2l.evaluate_accuracy(net, batches())
    assert not net.training
    assert set(seen) == {False}


def test_evaluation_says_that_there_were_no_examples():
    used_up = iter(())
    with pytest.raises(ValueError, match="no examples"):
        d2l.evaluate_accuracy(lambda X: X, used_up)


class Moved:
    """A tensor that notes where it is sent."""

    def __init__(self, value):
        self.value, self.to_devices = value, []

    def to(self, device):
        self.to_devices.append(device)
        return self.value


@pytest.mark.parametrize(("net", "device", "went"), [
    (nn.Linear(3, 3), None, [torch.device("cpu")]), (nn.Linear(3, 3), "cpu", ["cpu"]),
    (lambda X: X, "cpu", ["cpu"])], ids=["the module's", "given", "given to a function"])
def test_evaluation_sends_batches_to_the_device(net, device, went):
    X, y = (Moved(part) for part in RAGGED[0])
    d2l.evaluate_accuracy_gpu(net, [(X, y)], device)
    assert X.to_devices == y.to_devices == went


@pytest.mark.parametrize("reduction", ["none", "mean"])
def test_evaluate_loss_is_the_mean_over_all_examples(reduction):
    net = nn.Linear(4, 3)
    X, y = (torch.cat(parts) for parts in zip(*batches(), strict=True))
    expected = nn.functional.cross_entropy(net(X), y).item()
    loss = d2l.evaluate_loss(net, batches(), nn.CrossEntropyLoss(reduction=reduction))
    assert loss == pytest.approx(expected)


def test_evaluate_loss_gives_labels_the_shape_of_predictions():
    rows = [(torch.tensor([[1.0], [2.0], [6.0]]), torch.tensor([1.0, 2.0, 3.0]))]
    assert d2l.evaluate_loss(lambda X: X, rows, nn.MSELoss(reduction="none")) == 3


# Training.

def twins():
    torch.manual_seed(0)
    net, twin = nn.Linear(4, 3), nn.Linear(4, 3)
    twin.load_state_dict(net.state_dict())
    return net, twin


@pytest.mark.parametrize("reduction", ["none", "mean"])
@pytest.mark.parametrize("built_in", [True, False])
def test_an_epoch_takes_the_steps_of_a_plain_loop(built_in, reduction):
    net, twin = twins()
    updater = torch.optim.SGD(net.parameters(), 0.1) if built_in else (
        lambda batch_size: d2l.sgd(net.parameters(), 0.1, batch_size))
    loss = nn.CrossEntropyLoss(reduction=reduction)
    mean_loss, share = d2l.train_epoch_ch3(net, batches(), loss, updater)
    optimizer, total, correct = torch.optim.SGD(twin.parameters(), 0.1), 0.0, 0
    for X, y in batches():
        optimizer.zero_grad()
        y_hat = twin(X)
        nn.functional.cross_entropy(y_hat, y).backward()
        optimizer.step()
        total += nn.functional.cross_entropy(y_hat, y, reduction="sum").item()
        correct += (y_hat.argmax(1) == y).sum().item()
    assert_close(net.state_dict(), twin.state_dict())
    assert (mean_loss, share) == (pytest.approx(total / 7), correct / 7)


def test_an_epoch_trains_in_training_mode():
    net = nn.Linear(4, 3).eval()
    d2l.train_epoch_ch3(net, batches(), nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters()))
    assert net.training


def test_an_epoch_says_what_an_updater_is():
    with pytest.raises(TypeError, match=r"0\.1: expected an optimizer"):
        d2l.train_epoch_ch3(nn.Linear(4, 3), batches(), nn.CrossEntropyLoss(), 0.1)


def curves():
    (ax,) = plt.gcf().axes
    return [line.get_xydata().tolist() for line in ax.lines], ax


def train_ch3(num_epochs, lr=0.0):
    net = nn.Linear(4, 3)
    return d2l.train_ch3(net, batches(), batches(), nn.CrossEntropyLoss(reduction="none"),
                         num_epochs, torch.optim.SGD(net.parameters(), lr))


def test_train_ch3_draws_a_point_an_epoch_into_three_curves():
    assert train_ch3(3) is None
    lines, ax = curves()
    assert [[x for x, _ in line] for line in lines] == [[1, 2, 3]] * 3
    assert lines[1] == lines[2]  # nothing is learnt at lr 0: training and test accuracy
    assert [text.get_text() for text in ax.get_legend().texts] == [
        "train loss", "train acc", "test acc"]
    assert ax.get_ylim() == (0.3, 0.9)


def test_train_ch3_of_one_epoch_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train_ch3(1)


def test_training_for_no_epochs_is_refused():
    with pytest.raises(ValueError, match="one epoch at least"):
        train_ch3(0)
    assert plt.get_fignums() == []


def test_train_ch6_prints_and_draws_the_means_of_each_epoch(capsys):
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 3))
    d2l.train_ch6(net, images(), images(), 2, 0.0, torch.device("cpu"))
    first, second, third = capsys.readouterr().out.splitlines()
    share = d2l.evaluate_accuracy(net, images())
    loss = d2l.evaluate_loss(net, images(), nn.CrossEntropyLoss())
    assert first == "training on cpu"
    assert second == f"loss {loss:.3f}, train acc {share:.3f}, test acc {share:.3f}"
    assert third.endswith("examples/sec on cpu")
    lines, _ = curves()
    assert [x for x, _ in lines[0]] == pytest.approx([1 / 3, 2 / 3, 1, 4 / 3, 5 / 3, 2])
    assert lines[2] == [[1, share], [2, share]]


def test_train_ch6_begins_with_xavier_s_weights():
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 3))
    nn.init.zeros_(net[1].weight)
    nn.init.ones_(net[1].bias)
    d2l.train_ch6(net, images(), images(), 1, 0.0)
    bound = (6 / (784 + 3)) ** 0.5
    assert 0.9 * bound < net[1].weight.abs().max().item() <= bound
    assert net[1].bias.tolist() == [1.0, 1.0, 1.0]


def test_train_ch6_learns():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 3))
    d2l.train_ch6(net, images(), images(), 5, 0.001)
    losses = [y for x, y in curves()[0][0] if x == round(x)]
    assert len(losses) == 5
    assert losses == sorted(losses, reverse=True)


def test_train_ch6_refuses_a_function():
    with pytest.raises(TypeError, match="train_ch3 trains functions"):
        d2l.train_ch6(lambda X: X, images(), images(), 1, 0.1)


def test_predictions_stand_below_the_labels():
    X, y = torch.rand(4, 1, 28, 28), torch.tensor([0, 1, 2, 3])
    net = lambda X: nn.functional.one_hot(torch.tensor([9, 1, 2, 3]), 10)  # noqa: E731
    assert d2l.predict_ch3(net, [(X, y)], n=2) is None
    assert [ax.get_title() for ax in plt.gcf().axes] == ["t-shirt\nankle boot", "trouser\ntrouser"]


def test_predictions_of_a_small_batch_are_shown_whole():
    d2l.predict_ch3(nn.Flatten(), [(torch.rand(2, 1, 3, 3), torch.tensor([0, 1]))])
    assert len(plt.gcf().axes) == 2


def test_no_predictions_are_refused():
    with pytest.raises(ValueError, match="n is 0"):
        d2l.predict_ch3(None, [], n=0)


@pytest.mark.parametrize(("count", "first", "second", "everything"), [
    (0, "cpu", "cpu", ["cpu"]), (1, "cuda:0", "cpu", ["cuda:0"]),
    (2, "cuda:0", "cuda:1", ["cuda:0", "cuda:1"])])
def test_gpus_are_taken_where_there_are_any(count, first, second, everything, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
    assert (str(d2l.try_gpu()), str(d2l.try_gpu(1))) == (first, second)
    assert [str(device) for device in d2l.try_all_gpus()] == everything


def test_a_negative_gpu_is_refused():
    with pytest.raises(ValueError, match="no GPU number -1"):
        d2l.try_gpu(-1)


# Figures.

@pytest.mark.parametrize(("X", "Y", "lines"), [
    ([0, 1], [2, 3], [[[0, 2], [1, 3]]]),
    ([2, 3], None, [[[0, 2], [1, 3]]]),
    (np.array([0, 1]), [np.array([2, 3]), torch.tensor([4, 5])], [[[0, 2], [1, 3]],
                                                                 [[0, 4], [1, 5]]]),
    ([[0, 1], [5, 6]], [[2, 3], [4, 5]], [[[0, 2], [1, 3]], [[5, 4], [6, 5]]]),
    (torch.tensor([0.0, 1.0]), torch.tensor([[2.0, 3.0], [4.0, 5.0]], requires_grad=True),
     [[[0, 2], [1, 3]], [[0, 4], [1, 5]]]),
    ([torch.tensor(2.0), torch.tensor(3.0)], None, [[[0, 2], [1, 3]]]),
    ([0], [[i] for i in range(6)], [[[0, i]] for i in range(6)]),
], ids=["one", "no x", "one x", "an x each", "matrix", "list of scalars", "six"])
def test_plot_draws_one_curve_or_several(X, Y, lines):
    assert d2l.plot(X, Y) is None
    assert curves()[0] == lines


def test_plot_empties_the_axes_and_sets_them():
    _, ax = plt.subplots()
    for _ in range(2):
        d2l.plot([1, 10], [1, 100], "x", "y", ["f"], [1, 20], [1, 200], "log", "log", axes=ax)
    assert len(ax.lines) == 1
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_xscale()) == ("x", "y", "log")
    assert (ax.get_xlim(), ax.get_ylim()) == ((1, 20), (1, 200))
    assert ax.get_legend().texts[0].get_text() == "f"


def test_a_legend_of_one_curve_may_be_a_text():
    d2l.plot([1, 2], legend="loss")
    assert [text.get_text() for text in plt.gca().get_legend().texts] == ["loss"]


def test_plot_refuses_curves_that_do_not_fit():
    with pytest.raises(ValueError, match="2 curves in X, 1 in Y"):
        d2l.plot([[0, 1], [0, 1]], [2, 3])


def test_the_grid_is_there_whatever_the_style():
    use_book_style()
    d2l.plot([1, 2])
    assert all(line.get_visible() for line in plt.gca().get_xgridlines())


def test_figure_size_holds_for_later_figures():
    d2l.set_figsize((4, 1))
    assert plt.figure().get_size_inches().tolist() == [4, 1]


def test_show_images_returns_all_axes_in_a_row():
    pictures = [torch.zeros(2, 3), np.zeros((2, 3, 3)), torch.zeros(1, 2, 3)]
    axes = d2l.show_images(pictures, 2, 2, titles=["a", "b", "c"], scale=2)
    assert axes.shape == (4,)
    assert [ax.get_title() for ax in axes] == ["a", "b", "c", ""]
    assert [len(ax.images) for ax in axes] == [1, 1, 1, 0]
    assert plt.gcf().get_size_inches().tolist() == [4, 4]


def test_show_images_refuses_too_few_titles():
    with pytest.raises(ValueError, match="1 titles for 2 images"):
        d2l.show_images(torch.zeros(2, 3, 3), 1, 2, titles=["a"])


@pytest.mark.filterwarnings("error")
def test_animator_adds_points_to_its_curves():
    animator = d2l.Animator(xlabel="epoch", legend=["a", "b"], xlim=[0, 3])
    animator.add(1, (0.5, None))
    animator.add(2, (0.25, torch.tensor(1.0, requires_grad=True)))
    lines, ax = curves()
    assert lines == [[[1, 0.5], [2, 0.25]], [[2, 1.0]]]
    assert (ax.get_xlabel(), ax.get_xlim()) == ("epoch", (0, 3))


def test_animator_takes_a_number_and_an_x_for_each_curve():
    one, two = d2l.Animator(), d2l.Animator()
    one.add(torch.tensor(1), torch.tensor(2.0))
    two.add([1, 2], [3, 4])
    assert (one.X, one.Y) == ([[1.0]], [[2.0]])
    assert (two.X, two.Y) == ([[1.0], [2.0]], [[3.0], [4.0]])


@pytest.mark.parametrize(("x", "y"), [(2, (1, 2, 3)), (2, 1), ((1, 2), (1, 2, 3))])
def test_animator_says_that_values_do_not_fit_the_curves(x, y):
    animator = d2l.Animator()
    animator.add(1, (1, 2))
    with pytest.raises(ValueError, match="for 2 curves"):
        animator.add(x, y)


def test_animator_has_a_list_of_axes():
    assert len(d2l.Animator().axes) == 1
    assert len(d2l.Animator(nrows=2, ncols=2).axes) == 4


SCRIPT = """
import sys
sys.modules["IPython"] = sys.modules["pandas"] = sys.modules["scipy"] = None
from d2lhelpers import d2l
animator = d2l.Animator()
for i in range(3):
    animator.add(i, i)
assert d2l.plt.get_fignums() == [1]
d2l.plt.show()
animator.fig.savefig(sys.argv[1])
"""


def test_in_a_script_the_figure_is_shown_by_show_and_nothing_is_written(tmp_path):
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", SCRIPT, tmp_path / "figure.png"],
                          env={**os.environ, "MPLBACKEND": "pdf"}, capture_output=True, text=True,
                          check=False, cwd=os.getcwd())
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert (tmp_path / "figure.png").stat().st_size > 1000


# In notebooks: a kernel, in which a person watches or a program runs the cells.

START = """
from d2lhelpers import _d2l_animator as d2l
animator = d2l.Animator(legend=["loss"])
"""
ADD = "for i in range(1, 4): animator.add(i, 1 / i)\nprint('done')"
AT_ONCE, SELDOM = "d2l.REFRESH_EVERY = 0", "d2l.REFRESH_EVERY = 1e9"


@pytest.fixture(scope="module")
def kernel():
    manager = pytest.importorskip("jupyter_client.manager")
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MPLBACKEND", "D2LHELPERS_PROGRESS")}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    kernel_manager, client = manager.start_new_kernel(kernel_name="python3", env=environment)
    yield kernel_manager, client
    client.stop_channels()
    kernel_manager.shutdown_kernel(now=True)


def outputs(kernel, code, watched):
    """What a cell sends: ("stream" or "error", None), (kind of display, its id, its data)."""
    messages, sent = [], []
    kernel[1].execute_interactive(code, timeout=60, allow_stdin=watched,
                                  output_hook=messages.append)
    for message in messages:
        kind, content = message["msg_type"], message["content"]
        if kind.endswith("display_data"):
            sent.append((kind, content["transient"].get("display_id"), content["data"]))
        elif kind in ("stream", "error", "clear_output") and sent[-1:] != [(kind, None)]:
            sent.append((kind, None))  # one line of print may come in two pieces
    return sent


def test_a_watched_notebook_has_one_figure_that_changes_in_place(kernel):
    assert outputs(kernel, START, watched=True) == []
    sent = outputs(kernel, f"{AT_ONCE}\n{ADD}", watched=True)
    assert [output[0] for output in sent] == [
        "display_data", "update_display_data", "update_display_data", "stream"]
    assert len({output[1] for output in sent[:3]}) == 1
    assert len({output[2]["image/svg+xml"] for output in sent[:3]}) == 3
    later = outputs(kernel, "animator.add(4, 1)", watched=True)
    assert [output[:2] for output in later] == [("update_display_data", sent[0][1])]


def test_points_that_come_fast_are_drawn_together(kernel):
    sent = outputs(kernel, f"{SELDOM}\n{START}\n{ADD}", watched=True)
    assert [output[0] for output in sent] == ["display_data", "stream", "update_display_data"]


def test_a_notebook_that_a_program_runs_gets_one_picture_when_the_cell_ends(kernel):
    assert outputs(kernel, START, watched=False) == []
    sent = outputs(kernel, f"{AT_ONCE}\n{ADD}\nimport matplotlib.pyplot as plt; plt.show()",
                   watched=False)
    assert [output[0] for output in sent] == ["stream", "display_data"]
    forgotten = "assert animator._picture._finish not in get_ipython().events.callbacks"
    assert outputs(kernel, f"{forgotten}['post_execute']", watched=False) == []
    later = outputs(kernel, "animator.add(4, 1)", watched=False)
    assert [output[0] for output in later] == ["display_data"]


def test_equal_curves_give_equal_pictures(kernel):
    first, second = (outputs(kernel, f"{START}\n{ADD}", watched=False) for _ in range(2))
    assert first[-1][2] == second[-1][2]


def test_a_failing_cell_still_shows_its_figure(kernel):
    sent = outputs(kernel, f"{START}\n{ADD}\n1 / 0", watched=False)
    assert [output[0] for output in sent] == ["stream", "error", "display_data"]


def test_plot_in_a_notebook_is_one_svg(kernel):
    sent = outputs(kernel, "from d2lhelpers._d2l_figures import plot; plot([1, 2])", watched=False)
    assert [output[0] for output in sent] == ["display_data"]
    assert "image/svg+xml" in sent[0][2]


def test_a_run_by_nbclient_stores_one_picture(kernel):
    # The last test: nbclient stops the kernel that it is given.
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    cell = nbformat.v4.new_code_cell(f"{START}\n{ADD}")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbclient.NotebookClient(notebook, km=kernel[0], timeout=60).execute()
    assert [output.output_type for output in cell.outputs] == ["stream", "display_data"]
    assert "image/svg+xml" in cell.outputs[1].data
