"""Fashion-MNIST in memory, in batches; data drawn from a known linear model."""

import numbers
from collections.abc import Iterator

import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

from d2lhelpers import sources, standin

__all__ = ["FASHION_MNIST_LABELS", "ImageSet", "load_fashion_mnist", "synthetic_regression"]

FASHION_MNIST_LABELS = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
SOURCES = ("auto", "real", "stand-in")
_held: dict[str, dict[str, torch.Tensor]] = {}  # the sets this process has loaded


class ImageSet(Dataset):
    """Grey images and their labels, held as integers; an item is an image of floats.

    ``images`` is uint8 of shape (N, 1, H, W), ``labels`` int64 of shape (N,), ``source`` says
    where they come from.  ``dataset[i]`` is (image / 255 as float32 (1, H, W), label as int);
    with ``resize`` the image is scaled to (1, resize, resize): see `load_fashion_mnist`.
    Errors: ValueError if there are no images, or not one label for each.
    """

    def __init__(self, images: torch.Tensor, labels: torch.Tensor, source: str,
                 resize: int | None = None):
        """Hold the tensors; nothing is copied."""
        if len(images) == 0 or len(images) != len(labels):
            raise ValueError("an image set needs at least one image, and a label for each: "
                             f"got {len(images)} images and {len(labels)} labels")
        self.images, self.labels, self.source, self.resize = images, labels, source, resize

    def __len__(self) -> int:
        """Count the images."""
        return len(self.images)

    def __getitem__(self, index: int | torch.Tensor) -> tuple[torch.Tensor, int | torch.Tensor]:
        """Return the image at ``index`` and its label, or the batch at a tensor of indices.

        A batch is X (batch, 1, H, W) in [0, 1] and y (batch,), put together in one go.
        """
        if not isinstance(index, torch.Tensor) or index.dim() == 0:
            X, y = self[torch.tensor([range(len(self))[int(index)]])]
            return X[0], int(y)
        # numpy: a batch is too little work for torch's threads, which wait for one another.
        pixels = self.images.numpy().take(index.numpy(), axis=0)
        if self.resize is not None:
            size = (self.resize, self.resize)
            pixels = F.interpolate(torch.from_numpy(pixels), size=size, mode="bilinear",
                                   antialias=True).numpy()
        X = np.divide(pixels, np.float32(255), dtype=np.float32)
        return torch.from_numpy(X), self.labels.index_select(0, index)


class _Batches:
    """Yield the indices of one epoch in pieces of ``batch_size``, shuffled or in order."""

    def __init__(self, num_examples: int, batch_size: int, shuffle: bool):
        self.num_examples, self.batch_size, self.shuffle = num_examples, batch_size, shuffle

    def __len__(self) -> int:
        return -(-self.num_examples // self.batch_size)

    def __iter__(self) -> Iterator[torch.Tensor]:
        order = torch.randperm if self.shuffle else torch.arange
        return iter(order(self.num_examples).split(self.batch_size))


class _InMemoryLoader(DataLoader):
    """A DataLoader without the machinery for worker processes: it took a fifth of the time."""

    def __iter__(self):
        batches = iter(self.sampler)
        torch.empty((), dtype=torch.int64).random_()  # as DataLoader: equal seeds, equal orders
        return (self.dataset[indices] for indices in batches)


def _loader(dataset: ImageSet, batch_size: int, shuffle: bool) -> DataLoader:
    # batch_size=None: what the sampler yields, a tensor of indices, goes to the data set whole.
    batches = _Batches(len(dataset), batch_size, shuffle)
    return _InMemoryLoader(dataset, sampler=batches, batch_size=None)


def _count(name: str, value: object, unit: str) -> int:
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or value < 1:
        raise ValueError(f"{name} must be a whole number of {unit}, at least 1: got {value!r}")
    return int(value)


def _tensors(arrays: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
    tensors = {key: torch.tensor(array) for key, array in arrays.items()}
    return {key: value.long() if value.dim() == 1 else value.unsqueeze(1)
            for key, value in tensors.items()}


def _real(insist: bool) -> dict[str, torch.Tensor]:
    if "real" not in _held:
        _held["real"] = _tensors(sources.real_arrays(insist))
    standin.withdraw()
    return _held["real"]


def _stand_in(why: str) -> dict[str, torch.Tensor]:
    if "stand-in" not in _held:
        _held["stand-in"] = _tensors(standin.stand_in_arrays())
    standin.announce(why)
    return _held["stand-in"]


def _load(source: str) -> tuple[str, dict[str, torch.Tensor]]:
    if source == "stand-in":
        return "stand-in", _stand_in('source="stand-in" was asked for')
    try:
        return "real", _real(insist=source == "real")
    except sources.SourceError as error:
        if source == "real":
            raise
        return "stand-in", _stand_in(str(error))


def load_fashion_mnist(batch_size: int, resize: int | None = None,
                       source: str = "auto") -> tuple[DataLoader, DataLoader]:
    """Return (train_loader, test_loader) over the 60,000 and 10,000 images of Fashion-MNIST.

    A loader yields (X, y): X float32 (batch, 1, 28, 28) in [0, 1], y int64 (batch,); the last
    batch may be short.  ``len(loader)`` counts batches, ``loader.dataset`` is an `ImageSet`.
    The training loader shuffles anew in each epoch, from torch's global generator.

    - ``batch_size``: examples in a batch, at least 1.
    - ``resize``: height and width in pixels to scale to, at least 1.  Bilinear with antialias,
      as torchvision's ``v2.Resize``; PIL's result at 32, 56, 64, 96, 112, 128, 224 and 256 pixels,
      and within 2/255 of it at any other size.
    - ``source``: "real" images only; the drawn "stand-in" only; or "auto": the real ones, and
      the stand-in, with a notice, where no source has them (`d2lhelpers.sources`).

    Errors: ValueError for a bad argument, before anything is loaded; `SourceError` with
    "real" if no source has the data.  Taught in the chapter fashion-mnist; data: Xiao et al.
    (2017), https://arxiv.org/abs/1708.07747.
    """
    batch_size = _count("batch_size", batch_size, "examples")
    resize = None if resize is None else _count("resize", resize, "pixels")
    if source not in SOURCES:
        raise ValueError(f"source must be one of {', '.join(SOURCES)}: got {source!r}")
    kind, data = _load(source)
    train = ImageSet(data["train_images"], data["train_labels"], kind, resize)
    test = ImageSet(data["test_images"], data["test_labels"], kind, resize)
    return _loader(train, batch_size, shuffle=True), _loader(test, batch_size, shuffle=False)


def synthetic_regression(w: torch.Tensor, b: float, num_examples: int,
                         noise: float = 0.01) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw (features, labels) from a linear model that is known: y = Xw + b + noise * eps.

    The features X (num_examples, d) and eps are independent standard normal numbers, so
    ``noise`` is a standard deviation.  Shapes: w (d,) or (d, 1), float32; the labels are
    (num_examples, 1).  From torch's global generator.  Raises ValueError for no examples or
    a negative noise.  Taught in linear-regression-scratch.
    """
    if num_examples < 1 or noise < 0:
        raise ValueError(f"{num_examples} examples with noise {noise}:"
                         " draw at least one, with noise 0 or more")
    X = torch.randn(num_examples, w.numel())
    y = X @ w.reshape(-1, 1) + b
    return X, y + noise * torch.randn(y.shape)
