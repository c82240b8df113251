"""Figures in the book's style.  A function takes the axes or makes them, and returns them."""

import math

import matplotlib.pyplot as plt
from cycler import cycler

__all__ = ["COLORS", "plot_graph", "plot_history", "show_images", "use_book_style"]

# Okabe and Ito's colours: told apart by colour-blind readers, and by their lightness in grey.
COLORS = {"blue": "#0072B2", "orange": "#D55E00", "green": "#009E73", "purple": "#CC79A7",
          "sky": "#56B4E9", "yellow": "#E69F00", "grey": "#6B6B6B", "black": "#1A1A1A"}

_STYLE = {
    "axes.prop_cycle": cycler(color=[COLORS[name] for name in
                                     ("blue", "orange", "green", "purple", "sky", "yellow")]),
    "axes.grid": True, "axes.axisbelow": True, "axes.titlesize": 11, "axes.labelsize": 10.5,
    "axes.spines.top": False, "axes.spines.right": False,
    "figure.constrained_layout.use": True, "figure.dpi": 100, "figure.figsize": (5.6, 3.3),
    "font.size": 10.5, "grid.color": "#DDDDDD", "image.cmap": "gray_r",
    "legend.fontsize": 10, "legend.frameon": False, "lines.linewidth": 1.8,
    "savefig.dpi": 100, "xtick.labelsize": 9.5, "ytick.labelsize": 9.5,
}


def use_book_style() -> None:
    """Set the book's colours, sizes and fonts; in a notebook, also sharp (2x) pictures."""
    plt.rcParams.update(_STYLE)
    if "inline" in plt.get_backend():
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("retina")


def show_images(images, titles=None, num_cols: int = 9, **imshow):
    """Draw images in a grid, row by row, and return the array of their axes.

    ``images``: (n, h, w) or (n, 1, h, w), tensor or array; ``titles``: n strings or None;
    further arguments go to ``Axes.imshow``.  Raises ValueError for no images, another shape,
    or a wrong number of titles.
    """
    if len(images) == 0:
        raise ValueError("there are no images to show")
    if images.ndim == 4 and images.shape[1] == 1:
        images = images[:, 0]
    if images.ndim != 3:
        raise ValueError(f"images have the shape {tuple(images.shape)}: expected (n, h, w)"
                         " or (n, 1, h, w)")
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"{len(titles)} titles for {len(images)} images")
    num_cols = min(num_cols, len(images))
    num_rows = math.ceil(len(images) / num_cols)
    height = 0.86 if titles is None else 1.06
    _, axes = plt.subplots(num_rows, num_cols, squeeze=False,
                           figsize=(0.84 * num_cols, height * num_rows))
    for ax in axes.flat:
        ax.set_axis_off()
    for i, (ax, image) in enumerate(zip(axes.flat, images, strict=False)):
        ax.imshow(image, **imshow)
        if titles is not None:
            ax.set_title(titles[i], fontsize=9)
    return axes


def plot_history(history, axes=None):
    """Draw a training record (``training.History``): the loss left, the accuracies right.

    ``axes``: two axes or None.  Returns the two axes.
    """
    if axes is None:
        _, axes = plt.subplots(1, 2, figsize=(6.6, 2.9))
    epochs = range(1, len(history.train_loss) + 1)
    loss_ax, accuracy_ax = axes
    loss_ax.plot(epochs, history.train_loss, "o-", markersize=4)
    loss_ax.set(xlabel="epoch", ylabel="training loss (nats)")
    accuracy_ax.plot(epochs, history.train_accuracy, "o-", markersize=4, label="training")
    accuracy_ax.plot(epochs, history.test_accuracy, "s--", markersize=4, label="test")
    accuracy_ax.set(xlabel="epoch", ylabel="accuracy")
    accuracy_ax.legend()
    for ax in axes:
        ax.xaxis.get_major_locator().set_params(integer=True)
    return axes


def plot_graph(output, names=None, ax=None):
    """Draw the graph that autograd recorded for the tensor ``output``, from left to right.

    Leaves are blue, operations round, with the shape of their results; dashed below an operation
    stand the tensors that it has saved for the backward pass.  ``names`` maps names to tensors,
    such as ``{"x": x}``; ``ax`` None: a new figure, as large as the graph needs.  Returns the
    axes.  Raises ValueError if nothing was recorded.  See `graphs.autograd_graph`.
    """
    from d2lhelpers.graphs import autograd_graph, draw_graph  # networkx is not needed before

    return draw_graph(autograd_graph(output, names), ax)
