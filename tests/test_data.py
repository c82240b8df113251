"""The loader: batches, types, sizes, bad input.  Images are small fakes; nothing is loaded."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from torch.testing import assert_close
from torch.utils.data import DataLoader

from d2lhelpers import data, sources, standin
from d2lhelpers.data import (
    FASHION_MNIST_LABELS,
    ImageSet,
    load_fashion_mnist,
    synthetic_regression,
)


def numbered(n, size=2):
    """Return n images whose pixels and labels are their number."""
    numbers = torch.arange(n)
    return ImageSet(numbers.view(n, 1, 1, 1).expand(n, 1, size, size).byte(), numbers, "fake")


def grey(n=40, seed=0):
    torch.manual_seed(seed)
    images = torch.randint(256, (n, 1, 28, 28), dtype=torch.uint8)
    return ImageSet(images, torch.arange(n) % 10, "fake")


@pytest.fixture
def held(monkeypatch):
    """Put small fakes where a process keeps the sets, so that nothing is loaded or drawn."""
    train, test = grey(40), grey(20, seed=1)
    tensors = dict(train_images=train.images, train_labels=train.labels,
                   test_images=test.images, test_labels=test.labels)
    monkeypatch.setattr(data, "_held", {"real": tensors, "stand-in": tensors})
    monkeypatch.setattr(standin, "announce", lambda why: None)
    return tensors


@pytest.fixture
def nothing_loads(monkeypatch):
    def fail(*args):
        raise AssertionError("something was loaded")

    monkeypatch.setattr(data, "_held", {})
    monkeypatch.setattr(sources, "real_arrays", fail)
    monkeypatch.setattr(standin, "stand_in_arrays", fail)


sizes = st.integers(1, 70)


@given(n=sizes, batch_size=sizes, shuffle=st.booleans())
@settings(deadline=None)
def test_each_example_comes_once_and_only_the_last_batch_is_short(n, batch_size, shuffle):
    loader = data._loader(numbered(n), batch_size, shuffle)
    batches = list(loader)
    assert len(loader) == len(batches)
    assert all(len(y) == batch_size for _, y in batches[:-1])
    assert 1 <= len(batches[-1][1]) <= batch_size
    X, y = (torch.cat(parts) for parts in zip(*batches, strict=True))
    assert sorted(y.tolist()) == list(range(n))
    assert_close(X[:, 0, 0, 0] * 255, y.float())  # each image beside its own label
    assert shuffle or y.tolist() == list(range(n))


def test_types_and_shapes(held):
    train_loader, test_loader = load_fashion_mnist(16)
    assert isinstance(train_loader, DataLoader)
    X, y = next(iter(train_loader))
    assert (X.dtype, X.shape, y.dtype, y.shape) == (
        torch.float32, (16, 1, 28, 28), torch.int64, (16,))
    assert (len(train_loader), len(test_loader)) == (3, 2)
    assert (len(train_loader.dataset), len(test_loader.dataset)) == (40, 20)
    assert train_loader.dataset.source == "real"
    assert train_loader.dataset.images.dtype == torch.uint8
    assert train_loader.dataset.labels.dtype == torch.int64


def test_the_seed_decides_the_order_of_training_and_each_epoch_has_its_own(held):
    train_loader, test_loader = load_fashion_mnist(8)

    def order(loader):
        return torch.cat([y for _, y in loader]).tolist()

    torch.manual_seed(3)
    first, second = order(train_loader), order(train_loader)
    torch.manual_seed(3)
    assert order(train_loader) == first != second
    assert order(test_loader) == held["test_labels"].tolist()


def test_every_byte_is_bit_equal_to_ToTensor():
    from torchvision.transforms import ToTensor

    every_byte = np.arange(256, dtype=np.uint8).reshape(16, 16)
    image_set = ImageSet(torch.tensor(every_byte)[None, None], torch.tensor([0]), "fake")
    assert torch.equal(image_set[0][0], ToTensor()(Image.fromarray(every_byte)))
    batch, _ = next(iter(data._loader(image_set, 1, shuffle=False)))
    assert torch.equal(batch[0], image_set[0][0])


def resized(size, seed):
    """Return the loader's images scaled to ``size``, and PIL's."""
    from torchvision.transforms import Compose, Resize, ToTensor

    small = grey(3, seed)
    X, _ = next(iter(data._loader(ImageSet(small.images, small.labels, "fake", size), 3, False)))
    transform = Compose([Resize((size, size)), ToTensor()])
    return X, torch.stack([transform(Image.fromarray(i.numpy())) for i in small.images[:, 0]])


@given(size=st.integers(1, 260), seed=st.integers(0, 99))
@settings(deadline=None, max_examples=40)
def test_resizing_is_what_PIL_does(size, seed):
    ours, pil = resized(size, seed)
    assert_close(ours, pil, rtol=0, atol=2.01 / 255)


@given(size=st.integers(1, 80))
@settings(deadline=None, max_examples=20)
def test_resizing_is_bit_equal_to_torchvision(size):
    from torchvision.transforms.v2 import Resize

    images = grey(3).images
    ours = ImageSet(images, torch.arange(3), "fake", size)
    assert torch.equal(ours[1][0], Resize((size, size))(images)[1] / 255)


@pytest.mark.skipif(not torch.backends.cpu.get_cpu_capability().startswith("AVX"),
                    reason="other processors round other bits")
@pytest.mark.parametrize("size", [14, 28, 32, 56, 64, 96, 112, 128, 224, 256])
def test_resizing_to_the_usual_sizes_is_bit_equal_to_PIL(size):
    ours, pil = resized(size, seed=0)
    assert torch.equal(ours, pil)


def test_resize_reaches_the_batches_and_holds_no_second_copy(held):
    train_loader, _ = load_fashion_mnist(4, resize=9)
    X, _ = next(iter(train_loader))
    assert X.shape == (4, 1, 9, 9)
    assert train_loader.dataset.images.data_ptr() == held["train_images"].data_ptr()


def test_one_example():
    image_set = numbered(5)
    image, label = image_set[3]
    assert (label, type(label), image.shape, image.dtype) == (3, int, (1, 2, 2), torch.float32)
    assert image_set[-1][1] == 4
    assert [label for _, label in image_set] == [0, 1, 2, 3, 4]
    with pytest.raises(IndexError):
        image_set[5]


def test_an_ordinary_loader_accepts_the_data_set():
    from torch.utils.data import DataLoader, Subset

    (X, y), (X_last, y_last) = DataLoader(numbered(5), batch_size=3)
    assert X.shape == (3, 1, 2, 2) and y.tolist() == [0, 1, 2]
    assert X_last.shape == (2, 1, 2, 2) and y_last.tolist() == [3, 4]
    (_, y), = DataLoader(Subset(numbered(5), [4, 2]), batch_size=2)
    assert y.tolist() == [4, 2]


@pytest.mark.parametrize("batch_size", [0, -1, 2.5, "256", None, True])
def test_bad_batch_size(batch_size, nothing_loads):
    with pytest.raises(ValueError, match="batch_size must be a whole number of examples"):
        load_fashion_mnist(batch_size)


@pytest.mark.parametrize("resize", [0, -3, 0.5, (28, 28), False])
def test_bad_resize(resize, nothing_loads):
    with pytest.raises(ValueError, match="resize must be a whole number of pixels"):
        load_fashion_mnist(8, resize=resize)


@pytest.mark.parametrize("source", ["", "Real", "standin", None, []])
def test_bad_source(source, nothing_loads):
    with pytest.raises(ValueError, match="source must be one of auto, real, stand-in"):
        load_fashion_mnist(8, source=source)


def test_whole_numbers_of_numpy_are_accepted(held):
    train_loader, _ = load_fashion_mnist(np.int64(7), resize=np.int32(4))
    assert next(iter(train_loader))[0].shape == (7, 1, 4, 4)


@pytest.mark.parametrize("images, labels", [(0, 0), (3, 2)])
def test_an_image_set_has_images_and_a_label_for_each(images, labels):
    with pytest.raises(ValueError, match=f"got {images} images and {labels} labels"):
        ImageSet(torch.zeros(images, 1, 2, 2).byte(), torch.zeros(labels).long(), "fake")


def test_a_process_loads_each_set_once(monkeypatch):
    calls = []

    def arrays(*args):
        calls.append(args)
        return {"train_images": np.zeros((3, 28, 28), np.uint8),
                "train_labels": np.zeros(3, np.uint8),
                "test_images": np.zeros((2, 28, 28), np.uint8),
                "test_labels": np.zeros(2, np.uint8)}

    monkeypatch.setattr(data, "_held", {})
    monkeypatch.setattr(sources, "real_arrays", arrays)
    first, _ = load_fashion_mnist(1)
    second, _ = load_fashion_mnist(2, source="real")
    assert len(calls) == 1
    assert first.dataset.images.data_ptr() == second.dataset.images.data_ptr()


def test_without_a_source_auto_draws_and_real_refuses(held, monkeypatch):
    def none(insist):
        raise sources.SourceError("no source has it")

    del data._held["real"]
    monkeypatch.setattr(sources, "real_arrays", none)
    reasons = []
    monkeypatch.setattr(standin, "announce", reasons.append)
    assert load_fashion_mnist(4)[0].dataset.source == "stand-in"
    assert reasons == ["no source has it"]
    with pytest.raises(sources.SourceError, match="no source has it"):
        load_fashion_mnist(4, source="real")


def test_the_stand_in_asks_no_source(held, monkeypatch):
    monkeypatch.setattr(sources, "real_arrays", None)
    assert load_fashion_mnist(4, source="stand-in")[1].dataset.source == "stand-in"


def test_labels_are_those_of_torchvision():
    from torchvision.datasets import FashionMNIST

    assert list(FASHION_MNIST_LABELS) == FashionMNIST.classes


@given(n=sizes, d=st.integers(1, 9), column=st.booleans())
@settings(deadline=None)
def test_without_noise_the_labels_are_the_linear_model(n, d, column):
    w = torch.arange(1.0, d + 1)
    X, y = synthetic_regression(w[:, None] if column else w, 4.2, n, noise=0)
    assert (X.shape, y.shape, X.dtype, y.dtype) == ((n, d), (n, 1), torch.float32, torch.float32)
    assert_close(y[:, 0], X @ w + 4.2)


def test_noise_is_a_standard_deviation_and_independent_of_the_features():
    torch.manual_seed(0)
    w = torch.tensor([2.0, -3.4])
    X, y = synthetic_regression(w, 4.2, 20_000, noise=0.1)
    residual = y[:, 0] - X @ w - 4.2
    assert abs(residual.std() - 0.1) < 0.003 and abs(residual.mean()) < 0.003
    assert_close(X.T.cov(), torch.eye(2), rtol=0, atol=0.05)
    assert (X.T @ residual / len(X)).abs().max() < 0.003


def test_the_seed_decides_the_data():
    def draw():
        torch.manual_seed(5)
        return torch.cat(synthetic_regression(torch.ones(3), 0, 4), dim=1)

    assert torch.equal(draw(), draw())
    assert not torch.equal(draw(), torch.cat(synthetic_regression(torch.ones(3), 0, 4), dim=1))


@pytest.mark.parametrize("num_examples, noise", [(0, 0.01), (-3, 0.01), (5, -0.1)])
def test_bad_arguments_of_synthetic_regression(num_examples, noise):
    with pytest.raises(ValueError, match="draw at least one, with noise 0 or more"):
        synthetic_regression(torch.ones(2), 0, num_examples, noise)
