"""The stand-in: the same images everywhere, in the shape of the real set, and never unsaid."""

import hashlib

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib import rcParams

from d2lhelpers import data, sources, standin
from d2lhelpers.garments import GARMENTS
from d2lhelpers.standin import HOOK, NOTE, announce, draw, stand_in_arrays, withdraw

# Of the bytes of stand_in_arrays((40, 10)): the same on every system, processor and numpy.
DIGEST = "5ac6f853c36344f5fc5e51bf285213aea2a95233698ae0aa4013def2df55038e"


@pytest.fixture(scope="module")
def some():
    return stand_in_arrays((300, 100))


@pytest.fixture
def silent(monkeypatch):
    """Begin like a fresh process, and leave matplotlib as it was."""
    monkeypatch.setattr(standin, "_announced", set())
    monkeypatch.setitem(rcParams, "figure.hooks", [])
    yield
    plt.close("all")


def test_the_shape_of_the_real_set(some):
    assert list(some) == list(sources.FILES)
    assert {key: array.shape for key, array in some.items()} == {
        "train_images": (3000, 28, 28), "train_labels": (3000,),
        "test_images": (1000, 28, 28), "test_labels": (1000,)}
    assert all(array.dtype == np.uint8 for array in some.values())
    assert np.bincount(some["train_labels"]).tolist() == [300] * 10
    assert np.bincount(some["test_labels"]).tolist() == [100] * 10


def test_the_full_size_is_that_of_the_real_set(monkeypatch):
    monkeypatch.setattr(standin, "draw", lambda label, n, seed: np.zeros((n, 28, 28), np.uint8))
    arrays = stand_in_arrays()
    assert arrays["train_images"].shape == (60_000, 28, 28)
    assert np.bincount(arrays["test_labels"]).tolist() == [1000] * 10


@pytest.mark.parametrize("n", [1, 250, 251, 600])
def test_any_number_of_images_a_class(n):
    assert stand_in_arrays((n, 1))["train_images"].shape == (10 * n, 28, 28)


def test_the_same_bytes_everywhere():
    arrays = stand_in_arrays((40, 10))
    digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays.values()))
    assert digest.hexdigest() == DIGEST


def test_the_labels_are_mixed(some):
    labels = some["train_labels"].astype(int)
    assert abs(np.corrcoef(labels, np.arange(len(labels)))[0, 1]) < 0.1
    assert (np.diff(labels) == 0).mean() < 0.2


def test_no_image_is_empty_or_comes_twice(some):
    images = np.concatenate([some["train_images"], some["test_images"]])
    assert (images.reshape(len(images), -1).mean(1) > 3).all()
    assert len({image.tobytes() for image in images}) == len(images)


def test_the_pixels_are_about_as_bright_as_the_real_ones(some):
    pixels = some["train_images"] / 255
    assert pixels.mean() == pytest.approx(0.286, abs=0.02)
    assert pixels.std() == pytest.approx(0.353, abs=0.02)


def test_it_is_about_as_hard_as_the_real_set(some):
    X, X_test = (some[f"{split}_images"].reshape(-1, 784) / 255.0 for split in ("train", "test"))
    y, y_test = some["train_labels"], some["test_labels"]
    means = np.stack([X[y == k].mean(0) for k in range(10)])
    nearest = ((X_test[:, None] - means) ** 2).sum(2).argmin(1)
    assert 0.6 < (nearest == y_test).mean() < 0.72  # the real set: 0.677
    tops = np.isin(y_test, [0, 2, 4, 6])
    assert (nearest == y_test)[tops].mean() < (nearest == y_test)[~tops].mean()


@pytest.mark.parametrize("label", range(len(GARMENTS)))
def test_each_garment_stands_upright_in_the_middle(label):
    mean = draw(label, 250, 0).mean(0)
    assert mean[:, :7].sum() + mean[:, 21:].sum() > 0
    across = (mean.sum(0) * np.arange(28)).sum() / mean.sum()
    assert 11 < across < 17.5
    assert mean[0].mean() < mean.mean() and mean[:, 0].mean() < mean.mean()


def test_the_notice_is_printed_once(silent, capsys):
    announce("because of this")
    announce("because of that")
    said = capsys.readouterr().out
    assert said.count(NOTE) == 1 and "because of this" in said and "because of that" not in said


def texts(figure):
    return [text.get_text() for text in figure.texts]


def test_every_later_figure_is_marked_once(silent):
    before, _ = plt.subplots()
    announce("")
    announce("")
    figure, _ = plt.subplots()
    assert texts(before) == [] and texts(figure) == [NOTE]
    figure.canvas.draw()
    box = figure.texts[0].get_window_extent()
    assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 and box.height > 5


def test_other_hooks_stay(silent):
    rcParams["figure.hooks"] = ["module:hook"]
    announce("")
    assert rcParams["figure.hooks"] == ["module:hook", HOOK]
    withdraw()
    assert rcParams["figure.hooks"] == ["module:hook"]


def test_real_images_are_not_marked(silent, monkeypatch):
    arrays = {key: torch.tensor(value) for key, value in stand_in_arrays((1, 1)).items()}
    monkeypatch.setattr(data, "_held", {"real": arrays, "stand-in": arrays})
    data.load_fashion_mnist(1, source="stand-in")
    assert texts(plt.figure()) == [NOTE]
    data.load_fashion_mnist(1, source="real")
    assert texts(plt.figure()) == []


def test_the_hook_is_what_it_is_called():
    module, name = HOOK.split(":")
    assert module == standin.__name__ and getattr(standin, name) is standin.stamp_figure
