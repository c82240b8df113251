"""A progress bar that is there where someone watches, and leaves nothing behind."""

import os
import sys
import time
from collections.abc import Iterable, Iterator

__all__ = ["Progress", "progress"]

SHOW_AFTER = 0.5  # seconds: short work needs no bar
REFRESH_EVERY = 0.1  # seconds


def _notebook():
    """The running notebook kernel if a person sits in front of it, else None.

    A front end (Jupyter, Colab, VS Code) lets a cell ask for input; a program that runs
    notebooks (nbclient, nbval, nbconvert) does not.
    """
    kernel = getattr(sys.modules.get("IPython") and sys.modules["IPython"].get_ipython(),
                     "kernel", None)
    return kernel if getattr(kernel, "_allow_stdin", kernel is not None) else None


class Progress:
    """A bar over ``total`` steps (None: unknown), used as a context manager.

    In a notebook it is one display, updated in place and emptied at the end; in a terminal
    one line of stderr, erased at the end.  Elsewhere (a pipe, a test, a stored run, or with
    ``D2LHELPERS_PROGRESS=off`` in the environment) nothing is written at all.
    """

    def __init__(self, total: int | None, label: str, unit: str = ""):
        """Prepare a bar; ``unit`` is written behind the numbers, as in ``3/26 MB``."""
        self.total, self.label, self.unit = total, label, unit
        self.done = 0.0
        self.started = self.drawn = time.monotonic()
        self.handle = None
        self.mode = self._mode()

    @staticmethod
    def _mode() -> str:
        if os.environ.get("D2LHELPERS_PROGRESS", "").lower() in ("off", "0", "no"):
            return "off"
        if _notebook() is not None:
            return "notebook"
        return "terminal" if sys.stderr and sys.stderr.isatty() else "off"

    def __enter__(self):
        """Start."""
        return self

    def __exit__(self, *exception):
        """Erase the bar, also when the work failed."""
        self._erase()

    def update(self, steps: float = 1) -> None:
        """Count ``steps`` as done and redraw, at most ten times a second."""
        self.done += steps
        now = time.monotonic()
        if self.mode == "off" or now - self.started < SHOW_AFTER:
            return
        if now - self.drawn >= REFRESH_EVERY:
            self.drawn = now
            self._draw(now - self.started)

    def text(self, seconds: float) -> str:
        """The line that is shown after ``seconds``: label, share, steps and time left."""
        if not self.total:
            return f"{self.label}: {self.done:.0f} {self.unit}".rstrip()
        left = seconds * (self.total - self.done) / max(self.done, 1e-9)
        share = f"{100 * self.done / self.total:.0f}%"
        steps = f"{self.done:.0f}/{self.total:.0f} {self.unit}".rstrip()
        return f"{self.label}: {share} ({steps}, {max(left, 0):.0f} s left)"

    def _draw(self, seconds):
        text = self.text(seconds)
        if self.mode == "terminal":
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
            return
        from IPython.display import HTML, display

        value = f'value="{self.done}" max="{self.total}"' if self.total else ""
        html = HTML(f'<progress {value} aria-label="{self.label}"></progress> {text}')
        if self.handle is None:
            self.handle = display(html, display_id=True)
        else:
            self.handle.update(html)

    def _erase(self):
        if self.mode == "terminal" and self.drawn > self.started:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        elif self.handle is not None:
            from IPython.display import HTML

            self.handle.update(HTML(""))


def progress(iterable: Iterable, label: str) -> Iterator:
    """Yield the items of ``iterable`` and show how far it is."""
    total = len(iterable) if hasattr(iterable, "__len__") else None
    with Progress(total, label) as bar:
        for item in iterable:
            yield item
            bar.update()
