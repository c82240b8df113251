"""Where Fashion-MNIST comes from: the data folder, a mirror, the network, in this order.

========================  ==============================================================
``D2LHELPERS_DATA``       the data folder; unset: ``d2lhelpers`` in the user's cache folder
``D2LHELPERS_MIRROR``     a folder or a URL that has the four files; never written to
``D2LHELPERS_OFFLINE=1``  contact no public mirror
========================  ==============================================================

That no source on the network helped is believed for an hour, so that each chapter does not
wait for it again; a change of these settings or ``source="real"`` tries at once.
"""

import gzip
import http.client
import os
import struct
import sys
from pathlib import Path
from urllib.error import HTTPError

import numpy as np

from d2lhelpers import cache
from d2lhelpers.download import WrongFile, fetch, file_fault

__all__ = ["FILES", "SourceError", "read_idx", "real_arrays"]

FILES = {
    "train_images": "train-images-idx3-ubyte.gz",
    "train_labels": "train-labels-idx1-ubyte.gz",
    "test_images": "t10k-images-idx3-ubyte.gz",
    "test_labels": "t10k-labels-idx1-ubyte.gz",
}
AUTHORS = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"


class SourceError(RuntimeError):
    """Fashion-MNIST could not be had: what was tried, why each failed, what to do."""


def _torchvision():
    from torchvision.datasets import FashionMNIST  # 1.7 s: only where a file is to be checked

    return FashionMNIST


def read_idx(path: Path) -> np.ndarray:
    """Read a gzipped IDX file: 2 zeros, type 8 (uint8), rank, big-endian sizes, the bytes."""
    data = gzip.decompress(path.read_bytes())
    shape = struct.unpack_from(f">{data[3]}I", data, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape)


class _Search:
    """The files found so far, and what each source that lacked one answered."""

    def __init__(self):
        self.found: dict[str, Path] = {}
        self.reasons: list[str] = []  # each source that did not help, in order
        self.faults: list[str] = []  # those of them that somebody should put right

    def missing(self) -> list[str]:
        return [name for name in FILES.values() if name not in self.found]

    def blame(self, fault: str) -> None:
        self.reasons.append(fault)
        self.faults.append(fault)

    def look(self, folder: Path, what: str, ours: bool) -> None:
        """Take what is good in ``folder``, or below it where torchvision keeps it."""
        for name in self.missing():
            for path in (folder / name, folder / "FashionMNIST" / "raw" / name):
                if os.path.isfile(path) and name not in self.found:
                    self._examine(path, ours)
        lacks = f"has no {', '.join(self.missing())}"
        state = lacks if os.path.isdir(folder) else "does not exist"
        state = "is a file, not a folder" if os.path.isfile(folder) else state
        if self.missing():
            note = self.reasons.append if ours and not os.path.isfile(folder) else self.blame
            note(f"{what} {folder} {state}")

    def _examine(self, path: Path, ours: bool) -> None:
        try:
            fault = file_fault(path, dict(_torchvision().resources)[path.name])
            if fault is None:
                self.found[path.name] = path
                return
            self.blame(f"{path} {fault}")
            if ours:
                os.replace(path, path.with_name(f"{path.name}.refused"))
        except OSError as error:
            self.blame(f"{path}: {error.strerror or error}")

    def download(self, url: str, folder: Path) -> None:
        """Fetch from below ``url`` to ``folder`` what is missing; stop at the first failure."""
        try:
            for name in self.missing():
                fetch(f"{url.rstrip('/')}/{name}", folder / name,
                      dict(_torchvision().resources)[name])
                self.found[name] = folder / name
        except WrongFile as wrong:
            self.blame(str(wrong))
        except (OSError, ValueError, http.client.HTTPException) as error:
            why = error if isinstance(error, HTTPError) else getattr(error, "reason", error)
            note = self.blame if url == os.environ.get("D2LHELPERS_MIRROR") else self.reasons.append
            note(f"{url}: {why or type(error).__name__}")

    def download_all(self, mirror: str, folder: Path) -> None:
        """Ask the mirror, if it is a URL, and the public ones, until nothing is missing."""
        offline = os.environ.get("D2LHELPERS_OFFLINE", "0") not in ("", "0")
        urls = [mirror] if "://" in mirror else []
        urls += [] if offline else [*_torchvision().mirrors, AUTHORS]
        before = len(self.reasons)
        for url in urls:
            self.download(url, folder)
        if offline:
            self.reasons.append("public mirrors: not asked, because D2LHELPERS_OFFLINE is set")
        if urls and self.missing():
            cache.remember(folder, self.reasons[before:])


def _search(work: Path, insist: bool) -> _Search:
    search, mirror = _Search(), os.environ.get("D2LHELPERS_MIRROR", "")
    search.look(cache.data_folder(), "the data folder", ours=True)
    if work != cache.data_folder():
        search.look(work, "the folder that stands in for it", ours=True)
    if mirror and "://" not in mirror and search.missing():
        search.look(cache.folder_named(mirror), "D2LHELPERS_MIRROR", ours=False)
    recalled = None if insist else cache.recall(work)
    if recalled:
        search.reasons += recalled
    elif search.missing():
        search.download_all(mirror, work)
    return search


def _advice(reasons: list[str]) -> str:
    return "\n".join([
        "Fashion-MNIST could not be had from any source:",
        *(f"  - {reason}" for reason in reasons),
        "What to do: connect to the network and run this again; or put the four files",
        f"{', '.join(FILES.values())} into {cache.data_folder()};",
        "or set D2LHELPERS_MIRROR to a folder or URL that has them.",
    ])


def real_arrays(insist: bool = False) -> dict[str, np.ndarray]:
    """Return Fashion-MNIST under the keys of `FILES`: images (N, 28, 28), labels (N,), uint8.

    ``insist`` asks the network even if it did not help within the last hour.  Faults that
    somebody should put right (a wrong file, a mirror that is not there) are printed to
    stderr also when another source had the data.  Errors: SourceError if none has.
    """
    work = cache.work_folder()
    for folder in (cache.data_folder(), work):
        arrays = cache.parsed(folder, FILES)
        if arrays is not None:
            return arrays
    search = _search(work, insist)
    if search.missing():
        raise SourceError(_advice(search.reasons))
    for fault in search.faults:
        print(f"d2lhelpers: {fault}", file=sys.stderr)
    cache.forget(work)
    arrays = {key: read_idx(search.found[name]) for key, name in FILES.items()}
    cache.store(work, arrays)
    return arrays
