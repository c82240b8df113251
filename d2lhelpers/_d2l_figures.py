"""The figures of `d2lhelpers.d2l`: curves and images."""

import sys
from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np

__all__ = ["plot", "set_axes", "set_figsize", "show_images", "use_svg_display"]

FORMATS = ("-", "m--", "g-.", "r:")


def inline_shell():
    """The shell of a notebook that puts figures beneath its cells, else None."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module else None
    inline = "inline" in plt.get_backend().lower()
    return shell if inline and getattr(shell, "kernel", None) is not None else None


def use_svg_display():
    """Show a notebook's figures as SVG; elsewhere nothing is done.

    Equal curves give equal bytes: the SVG names no date, and its ids are no random numbers.
    """
    if inline_shell() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        plt.rcParams["svg.hashsalt"] = "d2lhelpers"
        set_matplotlib_formats("svg", metadata={"Date": None})


def set_figsize(figsize=(3.5, 2.5)):
    """Let new figures be ``figsize`` = (width, height) inches, in a notebook as SVG."""
    use_svg_display()
    plt.rcParams["figure.figsize"] = figsize


def set_axes(axes, xlabel, ylabel, xlim, ylim, xscale, yscale, legend):
    """Set labels, limits, scales, legend and grid of ``axes``; a limit that is None stays free."""
    axes.set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale)
    if xlim is not None:
        axes.set_xlim(xlim)
    if ylim is not None:
        axes.set_ylim(ylim)
    if legend:
        axes.legend([legend] if isinstance(legend, str) else legend)
    axes.grid(True)


def as_array(values):
    """A tensor, which may need gradients, as an array; anything else as it is."""
    return values.detach().cpu().numpy() if hasattr(values, "detach") else values


def _curves(values) -> list:
    """One curve (numbers) or several (rows, or a list of curves) -> a list of curves."""
    values = as_array(values)
    if getattr(values, "ndim", None) == 1:
        return [values]
    curves = [np.asarray(as_array(curve)) for curve in values]
    return [np.stack(curves)] if curves and all(curve.ndim == 0 for curve in curves) else curves


def plot(X, Y=None, xlabel=None, ylabel=None, legend=None, xlim=None, ylim=None,
         xscale="linear", yscale="linear", fmts=FORMATS, figsize=(3.5, 2.5), axes=None):
    """Draw one curve or several into ``axes`` (None: the current ones), which are emptied first.

    ``X`` and ``Y`` are each one curve (numbers) or several (a matrix's rows, or a list); X is
    given once, or once for each curve; ``Y`` None: X holds the curves, over 0, 1, 2, ...
    Tensors may need gradients.  Unlike the course's, it draws more curves than ``fmts`` has
    formats.  Raises ValueError for numbers of curves that do not fit.
    """
    xs, ys = (_curves(X), _curves(Y)) if Y is not None else ([], _curves(X))
    if Y is None:
        xs = [range(len(y)) for y in ys]
    elif len(xs) == 1:
        xs = xs * len(ys)
    if len(xs) != len(ys):
        raise ValueError(f"{len(xs)} curves in X, {len(ys)} in Y: give X once, or for each curve")
    set_figsize(figsize)
    if axes is None:
        axes = plt.gca() if plt.get_fignums() else plt.figure(layout="constrained").gca()
    axes.cla()
    for x, y, fmt in zip(xs, ys, cycle(fmts), strict=False):
        axes.plot(x, y, fmt)
    set_axes(axes, xlabel, ylabel, xlim, ylim, xscale, yscale, legend)


def show_images(imgs, num_rows, num_cols, titles=None, scale=1.5):
    """Draw images in a grid of ``num_rows`` x ``num_cols``; return the axes, (rows * cols,).

    ``imgs`` holds tensors or arrays, (h, w), (1, h, w) or (h, w, 3), or PIL images; what does
    not fit into the grid is left out.  ``scale`` is the side of one place in inches.  Raises
    ValueError if there are titles, but not one for each image.  `plotting.show_images` counts
    the rows itself.
    """
    num_shown = min(len(imgs), num_rows * num_cols)
    titled = titles is not None and len(titles) > 0
    if titled and len(titles) < num_shown:
        raise ValueError(f"{len(titles)} titles for {num_shown} images")
    _, axes = plt.subplots(num_rows, num_cols, squeeze=False, layout="constrained",
                           figsize=(num_cols * scale, num_rows * scale))
    axes = axes.flatten()
    for ax in axes:
        ax.set_axis_off()
    for i in range(num_shown):
        image = np.asarray(as_array(imgs[i]))
        axes[i].imshow(image[0] if image.ndim == 3 and len(image) == 1 else image)
        if titled:
            axes[i].set_title(titles[i])
    return axes
