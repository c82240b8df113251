"""Figures: what is drawn, on which axes, and what is refused."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest
import torch

from d2lhelpers.animation import animate
from d2lhelpers.plotting import COLORS, plot_history, show_images, use_book_style
from d2lhelpers.training import History


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize("shape", [(5, 28, 28), (5, 1, 28, 28)])
def test_images_fill_a_grid_row_by_row(shape):
    images = torch.rand(shape)
    axes = show_images(images, titles=list("abcde"), num_cols=3)
    assert axes.shape == (2, 3)
    assert [ax.get_title() for ax in axes.flat] == [*"abcde", ""]
    assert torch.equal(torch.from_numpy(axes[1, 0].images[0].get_array().data),
                       images.reshape(5, 28, 28)[3])
    assert not axes[1, 2].images


@pytest.mark.parametrize(("images", "titles", "message"), [
    (torch.rand(0, 28, 28), None, "no images"),
    (torch.rand(2, 3, 28, 28), None, r"\(2, 3, 28, 28\)"),
    (torch.rand(28, 28), None, "expected"),
    (torch.rand(2, 28, 28), ["one"], "1 titles for 2 images"),
])
def test_images_that_cannot_be_shown_are_refused(images, titles, message):
    with pytest.raises(ValueError, match=message):
        show_images(images, titles)


def test_a_history_is_drawn_on_given_axes():
    history = History([1.0, 0.5, 0.4], [0.6, 0.7, 0.8], [0.5, 0.6, 0.7])
    _, axes = plt.subplots(1, 2)
    assert plot_history(history, axes) is axes
    drawn = [list(line.get_ydata()) for ax in axes for line in ax.lines]
    assert drawn == [history.train_loss, history.train_accuracy, history.test_accuracy]
    assert list(axes[0].lines[0].get_xdata()) == [1, 2, 3]
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in axes)


def test_the_style_uses_the_books_colours():
    use_book_style()
    _, ax = plt.subplots()
    assert ax.plot([1, 2])[0].get_color() == COLORS["blue"]


def one_dot(ax):
    def draw(i):
        ax.clear()
        ax.plot(i, 0, "o")
    return draw


def test_an_animation_is_one_piece_of_html_without_another_host():
    fig, ax = plt.subplots(figsize=(2, 1))
    html = animate(one_dot(ax), 3, fig)._repr_html_()
    assert html.count("data:image/png;base64,") == 4  # three frames and the still
    assert "http" not in html
    assert all(f'aria-label="{name}"' in html
               for name in ("previous frame", "play", "next frame", "frame"))
    assert not plt.fignum_exists(fig.number)


def test_an_animation_has_different_frames():
    fig, ax = plt.subplots(figsize=(2, 1))
    animation = animate(one_dot(ax), 3, fig)
    assert len(animation) == 3 == len(set(animation.frames))
    assert repr(animation) == "<Animation of 3 frames>"


def test_an_animation_of_no_frames_is_refused():
    with pytest.raises(ValueError, match="one frame at least"):
        animate(lambda i: None, 0, plt.figure())


def test_an_animation_too_large_for_a_phone_is_refused():
    fig, ax = plt.subplots()
    noise = torch.rand(200, 200, generator=torch.Generator().manual_seed(0))
    with pytest.raises(ValueError, match=r"the animation takes \d+ kB"):
        animate(lambda i: ax.imshow(noise), 5, fig)
