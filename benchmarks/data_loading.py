"""How much faster the loader is than the usual one: two ratios, measured in turn in one run.

    python benchmarks/data_loading.py [--rounds 5] [--source real]

The usual one is torchvision's FashionMNIST with ToTensor behind a DataLoader with four workers,
as the course has it.  Both run the same maths on the same images with the same number of
threads; each round times one and then the other, and the ratio of the medians is printed,
and that of each round.  Other work on the machine spoils it: the load is printed too.
"""

import argparse
import math
import os
import platform
import statistics
import time
import warnings
from collections.abc import Callable

import torch
import torchvision
from torch.utils.data import DataLoader
from torchvision.datasets import FashionMNIST
from torchvision.transforms import ToTensor

from d2lhelpers.data import load_fashion_mnist
from d2lhelpers.functional import cross_entropy, sgd, softmax

BATCH_SIZE = 256


def torchvisions(image_set) -> FashionMNIST:
    """Return torchvision's own data set, with ToTensor, around the images of ``image_set``."""
    usual = FashionMNIST.__new__(FashionMNIST)  # without a folder: the images are there
    usual.data, usual.targets = image_set.images[:, 0], image_set.labels
    usual.transform, usual.target_transform = ToTensor(), None
    return usual


def seconds(work: Callable[[], object]) -> float:
    """Return the wall-clock seconds that ``work()`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def one_epoch(loader) -> int:
    """Go through the loader once and do nothing with it."""
    return sum(len(y) for _, y in loader)


def softmax_regression(loader, num_epochs: int = 10) -> torch.Tensor:
    """Train softmax regression from scratch, as the chapter does."""
    torch.manual_seed(0)
    W = torch.normal(0, 0.01, (784, 10), requires_grad=True)
    b = torch.zeros(10, requires_grad=True)
    for _ in range(num_epochs):
        for X, y in loader:
            y_hat = softmax(X.reshape(-1, 784) @ W + b)
            cross_entropy(y_hat, y).mean().backward()
            sgd([W, b], 0.1)
    return W


def compare(name: str, work: Callable, ours, usual, rounds: int) -> None:
    """Time ``work`` on both loaders in turn and print the ratio."""
    work(ours)  # the first run pays for allocating memory
    times = [(seconds(lambda: work(ours)), seconds(lambda: work(usual))) for _ in range(rounds)]
    fast, slow = (statistics.median(column) for column in zip(*times, strict=True))
    ratios = sorted(b / a for a, b in times)
    print(f"{name}: {slow:.3f} s against {fast:.4f} s, {slow / fast:.0f} times faster "
          f"(rounds: {', '.join(f'{ratio:.0f}' for ratio in ratios)})", flush=True)


def assert_equal_images(ours, usual, count: int = 1000) -> None:
    """Stop unless the two loaders' images are equal to the bit."""
    for i in range(count):
        if not torch.equal(ours.dataset[i][0], usual.dataset[i][0]):
            raise AssertionError(f"image {i} differs")


def main() -> None:
    """Print the machine and the two ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--source", default="auto", choices=["auto", "real", "stand-in"])
    options = parser.parse_args()
    ours, _ = load_fashion_mnist(BATCH_SIZE, source=options.source)
    warnings.filterwarnings("ignore", "This DataLoader will create 4 worker processes")
    usual = DataLoader(torchvisions(ours.dataset), BATCH_SIZE, shuffle=True, num_workers=4)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else math.nan
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
          f"{torch.get_num_threads()} threads, load {load:.1f}; {platform.system()}, "
          f"Python {platform.python_version()}, torch {torch.__version__}, "
          f"torchvision {torchvision.__version__}; {ours.dataset.source} images")
    assert_equal_images(ours, usual)
    compare("one epoch", one_epoch, ours, usual, options.rounds)
    compare("ten epochs of softmax regression", softmax_regression, ours, usual,
            max(options.rounds // 2, 1))


if __name__ == "__main__":
    main()
