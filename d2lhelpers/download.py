"""Fetch one file over the network: resumed where possible, checked before it counts."""

import contextlib
import errno
import gzip
import hashlib
import http.client
import os
import threading
import time
import urllib.error
import urllib.request
import uuid
import zlib
from pathlib import Path

from d2lhelpers.progress import Progress

__all__ = ["WrongFile", "fetch", "file_fault"]

TIMEOUT = 4.0  # seconds to wait for an answer, and for the next piece of the file
ATTEMPTS = 4  # connections for one file, as long as each brings something
ABANDONED = 60.0  # seconds after which nobody is still writing to a partial file
PIECE = 1 << 16  # bytes
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))  # no room, or none for you
GZIP = b"\x1f\x8b"  # the first two bytes of every gzip file


class WrongFile(ValueError):
    """What came is not the file that was wanted: its address, what it is, both MD5 sums."""


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _known_files() -> dict[str, str]:
    """Return MD5 sum -> description of the files that some mirrors and networks mix up."""
    from torchvision.datasets import KMNIST, MNIST, FashionMNIST

    return {
        md5: f"{kind.__name__}'s {name}"
        for kind in (MNIST, KMNIST, FashionMNIST)
        for name, md5 in kind.resources
    }


def file_fault(path: Path, md5: str) -> str | None:
    """Say what is wrong with the gzip file at ``path``, or None if its MD5 sum is ``md5``.

    Errors: OSError if the file cannot be read.
    """
    data = path.read_bytes()
    found = _md5(data)
    if found == md5:
        return None
    sums = f"MD5 {found}, expected {md5}"
    if found in _known_files():
        return f"is {_known_files()[found]} ({sums})"
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        return f"is a web page, perhaps the log-in page of the network ({sums})"
    if not data.startswith(GZIP):
        return f"is not a gzip file: {len(data)} bytes, beginning with {data[:16]!r} ({sums})"
    try:
        gzip.decompress(data)
    except (EOFError, OSError, zlib.error):
        return f"is truncated or damaged: {len(data)} bytes ({sums})"
    return f"is another file of that name ({sums})"


def _claim(target: Path) -> Path:
    """Give this process a partial file of its own, begun by an earlier one if possible.

    No lock is held, so none can be left behind: each process writes to its own name, and
    takes over another's part by renaming it, which only one can do, once that process has
    released it or has written nothing for a minute.
    """
    mine = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
    for part in sorted(target.parent.glob(f"{target.name}*.part")):
        with contextlib.suppress(OSError):
            released = part.name == f"{target.name}.part"
            if released or time.time() - part.stat().st_mtime > ABANDONED:
                os.replace(part, mine)
                return mine
    mine.touch()
    return mine


def _open(url: str, start: int) -> http.client.HTTPResponse:
    """Ask for ``url`` from byte ``start`` on; TimeoutError after ``TIMEOUT`` seconds.

    The time covers the name look-up and every address of the host, which the timeout of
    urllib does not: it asks in a thread, and stops waiting.
    """
    headers = {"User-Agent": "d2lhelpers"} | ({"Range": f"bytes={start}-"} if start else {})
    request = urllib.request.Request(url, headers=headers)
    result: list = []

    def ask():
        try:
            result.append(urllib.request.urlopen(request, timeout=TIMEOUT))
        except Exception as error:
            result.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(TIMEOUT)
    if not result:
        raise TimeoutError(f"no answer within {TIMEOUT:.0f} s")
    if isinstance(result[0], Exception):
        raise result[0]
    return result[0]


def _receive(url: str, part: Path) -> bool:
    """Append to ``part`` what is missing; True when all that was promised has come."""
    start = part.stat().st_size
    with _open(url, start) as response:
        resumed = getattr(response, "status", None) == 206  # file: addresses have none
        length = getattr(response, "length", None)
        total = length and length + (start if resumed else 0)
        name = url.rsplit("/", 1)[-1]
        bar = Progress(total and total / 1e6, f"downloading {name}", "MB")
        with bar, part.open("ab" if resumed else "wb") as file:
            bar.update(file.tell() / 1e6)
            while piece := response.read(PIECE):
                first = file.tell() == 0
                file.write(piece)
                bar.update(len(piece) / 1e6)
                if first and not piece.startswith(GZIP):
                    return True  # a web page or the like: file_fault will name it
    return total is None or part.stat().st_size >= total


def _complete(url: str, part: Path) -> None:
    """Fill ``part`` from ``url``, taking a broken connection up again where it broke."""
    for attempt in range(ATTEMPTS):
        before = part.stat().st_size
        try:
            if _receive(url, part):
                return
            error = ConnectionError("the connection ended before the file did")
        except urllib.error.HTTPError as refused:
            if refused.code != 416 or not before:  # 416: nothing beyond what we have
                raise
            part.write_bytes(b"")
            continue
        except (OSError, http.client.HTTPException) as broken:
            error = broken
        if getattr(error, "errno", None) in FULL:
            part.write_bytes(b"")  # leave the disk no fuller than it was
            raise OSError(error.errno, f"no room on the disk for 90 MB in {part.parent}")
        if attempt + 1 == ATTEMPTS or part.stat().st_size <= before:
            raise error


def _put(part: Path, target: Path, md5: str) -> None:
    try:
        os.replace(part, target)
    except PermissionError:  # Windows: another process has just put it there and reads it
        if not target.is_file() or file_fault(target, md5):
            raise


def _release(part: Path, target: Path) -> None:
    """Leave what has come for the next call; a file that is not begun is no use."""
    with contextlib.suppress(OSError):
        if part.stat().st_size == 0:
            part.unlink()
        else:
            os.replace(part, target.with_name(f"{target.name}.part"))


def fetch(url: str, target: Path, md5: str) -> None:
    """Download ``url`` to ``target``, which appears whole and with the sum ``md5``, or not.

    What has come when the work is interrupted stays beside it as ``<name>.part`` and is
    taken up again by the next call, from any mirror.  Errors: OSError (no answer in
    ``TIMEOUT`` seconds, no network, no room on the disk), ValueError (no address), `WrongFile`.
    """
    part = _claim(target)
    try:
        resumed = part.stat().st_size > 0
        if not resumed or _md5(part.read_bytes()) != md5:
            _complete(url, part)
        if resumed and _md5(part.read_bytes()) != md5:  # begun from another file, perhaps
            part.write_bytes(b"")
            _complete(url, part)
        fault = file_fault(part, md5)
        if fault:
            part.unlink()
            raise WrongFile(f"{url} {fault}")
        _put(part, target, md5)
    finally:
        _release(part, target)
