"""Stand-in images, for where Fashion-MNIST cannot be had: garments drawn by a small program.

They have the shapes, types, splits and labels of the real set and are the same each time.
What is learnt from them says nothing about the real set, and every figure says so.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from d2lhelpers.garments import GARMENTS, SIZE, fabric

__all__ = ["NOTE", "announce", "draw", "stamp_figure", "stand_in_arrays", "withdraw"]

NOTE = "stand-in images, not Fashion-MNIST"
HOOK = "d2lhelpers.standin:stamp_figure"
PIECE = 250  # images drawn at a time: they fit into the processor's cache
_announced: set[str] = set()


def _uniforms(bits: np.random.PCG64, n: int):
    """Return a function (low, high) -> n uniform float32 numbers, the same on every machine."""

    def uniform(low: float, high: float) -> np.ndarray:
        raw = bits.random_raw(n) >> np.uint64(40)  # 24 bits: what a float32 holds exactly
        unit = raw.astype(np.float32) * np.float32(2.0**-24)
        return (np.float32(low) + unit * np.float32(high - low))[:, None, None]

    return uniform


def _noise(bits: np.random.PCG64, n: int) -> np.ndarray:
    """Return (n, 28, 28) numbers in [-1, 1), nearly bell-shaped: the mean of two uniform ones."""
    raw = bits.random_raw(n * SIZE * SIZE // 4).astype("<u8").view(np.int8)
    pairs = raw.reshape(2, n, SIZE, SIZE).astype(np.float32)
    return (pairs[0] + pairs[1]) * np.float32(1 / 256)


def draw(label: int, n: int, seed: int) -> np.ndarray:
    """Draw ``n`` images of the garment ``label``: uint8 (n, 28, 28)."""
    bits = np.random.PCG64([seed, label, n])
    uniform = _uniforms(bits, n)
    cover, shade = GARMENTS[label](uniform)
    ink = np.float32(1.02) - uniform(0, 0.75) * uniform(0, 1)
    image = cover * ink * shade * fabric(uniform, _noise(bits, n))
    return (np.clip(image, 0, 1) * 255 + np.float32(0.5)).astype(np.uint8)


def _split(per_class: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw ``per_class`` images of each garment, in a random order."""
    labels = np.repeat(np.arange(len(GARMENTS), dtype=np.uint8), per_class)
    pieces = [(label, min(PIECE, per_class - start), seed + start)
              for label in range(len(GARMENTS)) for start in range(0, per_class, PIECE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        images = np.concatenate(list(pool.map(lambda piece: draw(*piece), pieces)))
    order = np.random.PCG64(seed).random_raw(len(labels)).argsort(kind="stable")
    return images[order], labels[order]


def stand_in_arrays(per_class: tuple[int, int] = (6000, 1000)) -> dict[str, np.ndarray]:
    """Return the stand-in under the keys of the real set: images (N, 28, 28), labels (N,), uint8.

    ``per_class``: images of each garment in the training and in the test set.
    """
    arrays = {}
    for seed, (split, n) in enumerate(zip(("train", "test"), per_class, strict=True)):
        arrays[f"{split}_images"], arrays[f"{split}_labels"] = _split(n, seed * 1_000_000)
    return arrays


def announce(why: str) -> None:
    """Say once that the images are stand-ins, and let every later figure say it too."""
    from matplotlib import rcParams

    if HOOK not in rcParams["figure.hooks"]:
        rcParams["figure.hooks"] = [*rcParams["figure.hooks"], HOOK]
    if NOTE not in _announced:
        _announced.add(NOTE)
        line = "*" * 88
        print(f"{line}\nNOTE: {NOTE}.\nThey are drawn by a program; accuracies and pictures "
              f"differ from the book's.\n{why}\n{line}")


def withdraw() -> None:
    """Let later figures be unmarked again: the real images have been loaded."""
    from matplotlib import rcParams

    rcParams["figure.hooks"] = [hook for hook in rcParams["figure.hooks"] if hook != HOOK]


def stamp_figure(figure) -> None:
    """Write the note into a corner of ``figure``: a hook for matplotlib's ``figure.hooks``."""
    figure.text(0.995, 0.005, NOTE, ha="right", va="bottom", fontsize=7, color="firebrick")
