"""The player by itself, as Colab and Jupyter show it: in a frame, without the site's help."""

import matplotlib

matplotlib.use("Agg")

from html import escape

import matplotlib.pyplot as plt
import pytest

from d2lhelpers.animation import animate
from tests.site import browser

FRAME = '<iframe sandbox="allow-scripts" width="500" height="300" srcdoc="{}"></iframe>'


@pytest.fixture(scope="module")
def chromium():
    with browser() as running:
        yield running


def player(count=4, interval=30):
    fig, ax = plt.subplots(figsize=(3, 1))

    def draw(i):
        ax.clear()
        ax.plot(i, 0, "o")

    return animate(draw, count, fig, interval=interval)._repr_html_()


def opened(chromium, html, **options):
    """A page that holds ``html``, in a context that reaches nothing; notes what is asked for."""
    context = chromium.new_context(**options)
    context.asked = []
    context.route("**/*", lambda route: (context.asked.append(route.request.url), route.abort()))
    page = context.new_page()
    page.set_content(html)
    return context, page


def test_buttons_and_slider_work_from_the_keyboard_in_a_closed_frame(chromium):
    context, page = opened(chromium, FRAME.format(escape(player())))
    frame = page.frame_locator("iframe")
    image, slider = frame.locator("img"), frame.locator("input")
    frames = [image.get_attribute("src")]
    for name in ("previous frame", "next frame", "next frame"):
        frame.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        frames.append(image.get_attribute("src"))
    assert len(set(frames)) == 3 and frames[2] == frames[0]  # back, forth, and round to the first
    assert slider.input_value() == "0"
    slider.focus()
    page.keyboard.press("End")
    assert image.get_attribute("src") == frames[0]
    assert context.asked == []
    context.close()


def test_play_runs_to_the_end_and_pause_stops(chromium):
    context, page = opened(chromium, player(count=12, interval=150))
    slider = page.locator("input")
    play = page.get_by_role("button", name="play")
    play.focus()
    page.keyboard.press("Enter")
    pause = page.get_by_role("button", name="pause")
    page.wait_for_function("+document.querySelector('input').value >= 2")
    pause.focus()
    page.keyboard.press("Enter")
    stopped = slider.input_value()
    assert 2 <= int(stopped) < 11
    page.wait_for_timeout(400)
    assert slider.input_value() == stopped
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('input').value === '11'")
    page.get_by_role("button", name="play").wait_for()  # it is at the end and says so
    context.close()


def test_two_players_do_not_disturb_one_another(chromium):
    context, page = opened(chromium, player(3) + player(5))
    first, second = page.locator(".animation").all()
    second.get_by_role("button", name="previous frame").click()
    assert (first.locator("input").input_value(), second.locator("input").input_value()) == (
        "2", "3")
    context.close()


def test_without_scripts_a_described_picture_stands_and_no_dead_buttons(chromium):
    context, page = opened(chromium, player(), java_script_enabled=False)
    assert page.locator("img").is_visible()
    assert "4 frames" in page.locator("img").get_attribute("alt")
    assert not page.locator("button").first.is_visible()
    context.close()
