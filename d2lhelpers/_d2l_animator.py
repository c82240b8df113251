"""The `Animator` of `d2lhelpers.d2l`: curves that grow while a network learns."""

import time
from functools import partial
from itertools import cycle

import matplotlib.pyplot as plt

from d2lhelpers._d2l_figures import FORMATS, as_array, inline_shell, set_axes, use_svg_display
from d2lhelpers.progress import Progress

__all__ = ["Animator"]

REFRESH_EVERY = 0.2  # seconds: to draw a picture takes longer than to train on a small batch


def _numbers(value) -> list:
    """A number, or several, or None in their place -> a list of floats and None."""
    value = as_array(value)
    one = not hasattr(value, "__len__") or getattr(value, "ndim", 1) == 0
    return [None if v is None else float(as_array(v)) for v in ([value] if one else value)]


class Animator:
    """Curves to which points are added: one figure, which changes in place.

    In a notebook that someone watches (Jupyter, Colab) the figure is updated where it stands,
    at most five times a second.  A program that runs notebooks gets one picture, when the cell
    has ended.  In a script nothing is shown: ``plt.show()`` or ``fig.savefig`` does it.
    ``fig`` is the figure, ``axes`` the list of its axes; the curves are drawn into the first.
    """

    def __init__(self, xlabel=None, ylabel=None, legend=None, xlim=None, ylim=None,
                 xscale="linear", yscale="linear", fmts=FORMATS, nrows=1, ncols=1,
                 figsize=(3.5, 2.5)):
        """Make an empty figure; the arguments are those of `plot` and of ``plt.subplots``."""
        layout = "constrained" if nrows * ncols == 1 else None  # more are placed by hand
        self.fig, axes = plt.subplots(nrows, ncols, figsize=figsize, squeeze=False, layout=layout)
        self.axes, self.fmts = list(axes.flat), fmts
        self.X, self.Y = None, None
        self.config_axes = partial(set_axes, self.axes[0], xlabel, ylabel, xlim, ylim,
                                   xscale, yscale, legend)
        use_svg_display()
        self._picture = _Picture(self.fig)

    def add(self, x, y):
        """Add the point (x, y), or one point to each curve: ``y`` a sequence, ``x`` too or not.

        None in place of a number adds nothing to its curve.  Raises ValueError if the numbers
        of values do not fit one another or the curves that were begun.
        """
        xs, ys = _numbers(x), _numbers(y)
        xs = xs * len(ys) if len(xs) == 1 else xs
        begun = ys if self.Y is None else self.Y
        if not len(xs) == len(ys) == len(begun):
            raise ValueError(f"{len(xs)} x and {len(ys)} y for {len(begun)} curves: give one y "
                             "for each curve, None where there is none")
        if self.Y is None:
            self.X, self.Y = [[] for _ in ys], [[] for _ in ys]
        for i, point in enumerate(zip(xs, ys, strict=True)):
            if None not in point:
                self.X[i].append(point[0])
                self.Y[i].append(point[1])
        self.axes[0].cla()
        for curve_x, curve_y, fmt in zip(self.X, self.Y, cycle(self.fmts), strict=False):
            self.axes[0].plot(curve_x, curve_y, fmt)
        self.config_axes()
        self._picture.change()


class _Picture:
    """A figure beneath a notebook's cell: shown when the cell ends, before that to who watches."""

    def __init__(self, fig):
        self.fig, self.shell, self.handle = fig, inline_shell(), None
        self.waits, self.stale, self.drawn = False, False, -REFRESH_EVERY
        if self.shell is not None:
            plt.close(fig)  # pyplot would show it a second time

    def change(self):
        """Note that the figure has changed."""
        if self.shell is None:
            return
        self.stale = True
        if not self.waits:
            self.waits = True
            self.shell.events.register("post_execute", self._finish)
        if self._watched() and time.monotonic() - self.drawn >= REFRESH_EVERY:
            self._draw()

    @staticmethod
    def _watched() -> bool:
        return Progress(None, "").mode == "notebook"

    def _finish(self):
        self.shell.events.unregister("post_execute", self._finish)
        self.waits = False
        if self.stale:
            self._draw()

    def _draw(self):
        from IPython.display import display

        if self.handle is not None and self._watched():
            self.handle.update(self.fig)
        else:
            self.handle = display(self.fig, display_id=True)
        self.stale, self.drawn = False, time.monotonic()
