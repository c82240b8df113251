"""What the tests of the site share: the built site, its pages, a server and a browser."""

import atexit
import functools
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
_TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf8"))
DOCUMENTS = [_TOC["root"], *(chapter["file"] for part in _TOC["parts"]
                             for chapter in part["chapters"])]
CHAPTERS = [name for name in DOCUMENTS if (ROOT / f"{name}.ipynb").exists()]
PAGES = [f"{name}.html" for name in DOCUMENTS] + ["search.html", "genindex.html"]

JUPYTER_BOOK = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
CHROMIUM = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync"]
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]


def run_build(source, output):
    """Build the book in ``source`` into ``output``, warnings being errors."""
    return subprocess.run([*JUPYTER_BOOK, "build", str(source), "--path-output", str(output),
                           "-W", "--keep-going", "-q"],
                          capture_output=True, text=True, encoding="utf8", timeout=600)


@functools.cache
def build():
    """The built site: BOOK_SITE where that is set, else built once, into a temporary folder."""
    if os.environ.get("BOOK_SITE"):
        return Path(os.environ["BOOK_SITE"]).resolve()
    output = Path(tempfile.mkdtemp(prefix="book-site-")).resolve()
    atexit.register(shutil.rmtree, output, ignore_errors=True)
    done = run_build(ROOT, output)
    assert done.returncode == 0, f"the book does not build without a warning:\n{done.stderr}"
    return output / "_build" / "html"


@contextmanager
def served(folder):
    """Serve ``folder`` on this machine; yields its address."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def browser():
    """A running Chromium; skips without one, or fails where REQUIRE_BROWSER says so."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = next(filter(None, map(shutil.which, BROWSERS)), own if Path(own).exists() else None)
        if path is None:
            reason = "no Chromium on this machine (apt install chromium, or playwright install)"
            if os.environ.get("REQUIRE_BROWSER"):
                pytest.fail(reason)
            pytest.skip(reason)
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield chromium
        chromium.close()
