"""Small fakes of the four files, and a server on 127.0.0.1 that serves or spoils them."""

import gzip
import hashlib
import json
import re
import struct
import sys
import threading
import time
import types
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from d2lhelpers import sources
from d2lhelpers.sources import FILES


def idx(array):
    """Return ``array`` (uint8) as a gzipped IDX file."""
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return gzip.compress(head + array.tobytes(), mtime=0)


def fake_arrays(seed=0, train=60, test=20):
    """Return random images and labels under the keys of the real set."""
    draw = np.random.default_rng(seed).integers
    arrays = {}
    for split, n in (("train", train), ("test", test)):
        arrays[f"{split}_images"] = draw(256, size=(n, 28, 28), dtype=np.uint8)
        arrays[f"{split}_labels"] = draw(10, size=n, dtype=np.uint8)
    return arrays


def fake_files(seed=0):
    """Return file name -> bytes."""
    arrays = fake_arrays(seed)
    return {name: idx(arrays[key]) for key, name in FILES.items()}


def md5(data):
    """Return the sum as torchvision writes it."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def resources(files):
    """Return the sums of ``files`` as torchvision keeps them."""
    return [(name, md5(data)) for name, data in files.items()]


class Mirror:
    """Serves ``files`` in the manner ``fault``; ``log`` holds (file name, Range asked for).

    Faults: "" none; "missing" 404; "page" a log-in page; "short" half a file that claims to be
    whole; "cut" the connection ends after half of what was promised (``times`` times, or
    always); "silent" no answer; "stall" no more after half; "slow" in small pieces.
    """

    def __init__(self, files, fault="", ranges=True, times=10**6):
        self.files, self.fault, self.ranges, self.times = files, fault, ranges, times
        self.log, self.patience = [], 60.0
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                mirror.answer(self)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.closing = threading.Event()
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def close(self):
        """Stop serving, and let whoever is being kept waiting go."""
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        """Answer one request."""
        name, asked = request.path.strip("/"), request.headers.get("Range")
        self.log.append((name, asked))
        if self.fault == "silent":
            self.closing.wait(self.patience)
            return
        if self.fault == "missing" or name not in self.files:
            request.send_error(404)
            return
        data = b"<!DOCTYPE html><p>Please log in" if self.fault == "page" else self.files[name]
        data = data[:len(data) // 2] if self.fault == "short" else data
        self.send(request, data, asked)

    def send(self, request, data, asked):
        """Send ``data`` from the byte that was asked for."""
        start = int(re.match(r"bytes=(\d+)-$", asked)[1]) if asked and self.ranges else 0
        if start >= len(data):
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        rest = data[start:]
        broken = self.fault in ("cut", "stall") and self.times > 0
        self.times -= broken
        if self.fault == "slow":
            for i in range(0, len(rest), 2000):
                request.wfile.write(rest[i:i + 2000])
                time.sleep(0.01)
            return
        request.wfile.write(rest[:len(rest) // 2] if broken else rest)
        if broken and self.fault == "stall":
            self.closing.wait(self.patience)


def point_at(files, public, authors):
    """Make torchvision's table and the public addresses those of the fakes."""
    from torchvision.datasets import FashionMNIST

    FashionMNIST.resources = resources(files)
    FashionMNIST.mirrors = list(public)
    sources.AUTHORS = authors


def other_process(url):
    """Load in a process of its own, as a notebook does; print the sum of the pixels.

    Of torchvision there is only the table, so that the process starts quickly.
    """
    kind = type("Kind", (), {"resources": [], "mirrors": []})
    tables = {name: type(name, (kind,), {}) for name in ("MNIST", "KMNIST", "FashionMNIST")}
    sys.modules["torchvision"] = types.ModuleType("torchvision")
    sys.modules["torchvision.datasets"] = types.SimpleNamespace(**tables)
    point_at(fake_files(), [url], "")
    print(json.dumps(int(sources.real_arrays()["train_images"].astype(int).sum())))
