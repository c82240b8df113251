"""What is kept between two runs: the data folder, the parsed set, and "there is no network"."""

import contextlib
import json
import os
import sys
import tempfile
import time
import uuid
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

import numpy as np

__all__ = ["data_folder", "folder_named", "forget", "parsed", "recall", "remember", "store",
           "work_folder"]

PARSED, MARKER = "fashion-mnist.npz", "no-network.json"
REMEMBER = 3600.0  # seconds for which "no network" is believed
ROOT = Path(__file__).resolve().parents[1]


def folder_named(name: str) -> Path:
    """Return the folder that an environment variable names.

    A relative one is taken from the working folder or, where it does not exist there, from
    the root of the checkout that this package runs from: notebooks run in their own folders.
    """
    path = Path(os.path.expanduser(name))
    beside = ROOT / path
    return beside if not os.path.exists(path) and os.path.exists(beside) else Path.cwd() / path


def data_folder() -> Path:
    """Return the folder that keeps downloaded data; it may not exist yet.

    It is ``D2LHELPERS_DATA`` if that is set, else ``d2lhelpers`` in the user's cache folder.
    """
    if os.environ.get("D2LHELPERS_DATA"):
        return folder_named(os.environ["D2LHELPERS_DATA"])
    usual = {"win32": "~/AppData/Local", "darwin": "~/Library/Caches"}
    cache = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return Path(os.path.expanduser(cache or usual.get(sys.platform, "~/.cache"))) / "d2lhelpers"


def work_folder() -> Path:
    """Return the data folder, or one for temporary files if nothing can be written there."""
    user = os.path.basename(os.path.expanduser("~"))
    for folder in (data_folder(), Path(tempfile.gettempdir()) / f"d2lhelpers-{user}"):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
            return folder
    return data_folder()


def _write(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file whole or not at all; that it cannot be kept is no reason to stop."""
    with contextlib.suppress(OSError):
        part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
        try:
            with part.open("xb") as file:
                write(file)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)


def store(folder: Path, arrays: dict[str, np.ndarray]) -> None:
    """Keep the parsed ``arrays`` in ``folder``, if there is room."""
    _write(folder / PARSED, lambda file: np.savez(file, **arrays))


def parsed(folder: Path, keys: Iterable[str]) -> dict[str, np.ndarray] | None:
    """Return the arrays that `store` kept, or None if they are not there or damaged.

    The file's own CRC-32 sums are checked as it is read.
    """
    try:
        with np.load(folder / PARSED) as arrays:
            return {key: arrays[key] for key in keys}
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def _settings() -> list[str]:
    return [os.environ.get(f"D2LHELPERS_{name}", "") for name in ("MIRROR", "OFFLINE")]


def remember(folder: Path, reasons: list[str]) -> None:
    """Note in ``folder`` that no source on the network helped, and why."""
    note = {"settings": _settings(), "time": time.time(), "reasons": reasons}
    _write(folder / MARKER, lambda file: file.write(json.dumps(note).encode()))


def recall(folder: Path) -> list[str] | None:
    """Return the reasons noted within the last hour under the same settings, else None."""
    try:
        note = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        age = time.time() - note["time"]
        if not 0 <= age < REMEMBER or note["settings"] != _settings():
            return None
        again = (f"(tried {age / 60:.0f} min ago; tried again in {(REMEMBER - age) / 60:.0f} min,"
                 ' or at once with source="real")')
        return [*note["reasons"], again]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(folder: Path) -> None:
    """Remove the note: a source has helped."""
    with contextlib.suppress(OSError):
        (folder / MARKER).unlink()
