"""Animations as one self-contained piece of HTML: no other host, no library, no video codec."""

import base64
import io
import json
from collections.abc import Callable

import matplotlib.pyplot as plt
from PIL import Image

__all__ = ["Animation", "animate"]

MAX_KILOBYTES = 300  # phones and slow networks: a page may hold several

_PLAYER = """<div class="animation">
<img alt="an animation of {count} frames; shown is the last" width="{width}"
 style="max-width:100%;height:auto;background:#fff" src="{still}">
<div class="animation-controls" role="group" aria-label="animation" hidden>
<button type="button" aria-label="previous frame" title="previous frame">&#9664;&#xFE0E;|</button>
<button type="button" aria-label="play" title="play">&#9654;&#xFE0E;</button>
<button type="button" aria-label="next frame" title="next frame">|&#9654;&#xFE0E;</button>
<input type="range" min="0" max="{last}" value="{last}" aria-label="frame">
</div>
<script type="application/json">{frames}</script>
<script>
document.querySelectorAll(".animation:not([data-ready])").forEach((player) => {{
  const data = player.querySelector('script[type="application/json"]');
  if (!data) return;
  player.dataset.ready = "";
  const frames = JSON.parse(data.textContent);
  const image = player.querySelector("img");
  const slider = player.querySelector("input");
  const [back, play, next] = player.querySelectorAll("button");
  let timer = null;
  const show = (i) => {{
    slider.value = (i + frames.length) % frames.length;
    image.src = frames[slider.value];
  }};
  const stop = () => {{
    clearInterval(timer);
    timer = null;
    play.innerHTML = "&#9654;&#xFE0E;";
    play.title = "play";
    play.setAttribute("aria-label", "play");
  }};
  const step = (by) => {{ stop(); show(+slider.value + by); }};
  back.onclick = () => step(-1);
  next.onclick = () => step(1);
  slider.oninput = () => {{ stop(); show(+slider.value); }};
  play.onclick = () => {{
    if (timer) return stop();
    play.innerHTML = "&#10074;&#10074;";
    play.title = "pause";
    play.setAttribute("aria-label", "pause");
    if (+slider.value === frames.length - 1) show(0);
    timer = setInterval(() => {{
      if (+slider.value === frames.length - 1) return stop();
      show(+slider.value + 1);
    }}, {interval});
  }};
  player.querySelector(".animation-controls").hidden = false;
}});
</script>
</div>"""


class Animation:
    """Frames (PNG bytes) and their player, as a notebook's output.

    Without scripts the last frame stands as a still picture.  Buttons and slider work from
    the keyboard; nothing moves before play is pressed.  What the pictures show is told by the
    cell's alternative text, which the site writes into the player.
    """

    def __init__(self, frames: list[bytes], width: int, interval: int):
        """Keep ``frames``; ``width`` in CSS pixels, ``interval`` between frames in ms."""
        self.frames, self.width, self.interval = frames, width, interval

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.frames)

    def __repr__(self) -> str:
        """Tell the number of frames."""
        return f"<Animation of {len(self)} frames>"

    def _repr_html_(self) -> str:
        urls = ["data:image/png;base64," + base64.b64encode(frame).decode()
                for frame in self.frames]
        return _PLAYER.format(width=self.width, still=urls[-1], count=len(urls),
                              last=len(urls) - 1, frames=json.dumps(urls), interval=self.interval)


def animate(draw: Callable[[int], object], num_frames: int, fig, interval: int = 150) -> Animation:
    """Call ``draw(i)`` for i = 0 … num_frames - 1, which redraws ``fig``, and keep each picture.

    ``interval``: ms between frames.  The figure is closed.  Raises ValueError for no frames and
    for an animation above 300 kB, with its size.
    """
    if num_frames < 1:
        raise ValueError(f"num_frames is {num_frames}: an animation has one frame at least")
    frames = []
    for i in range(num_frames):
        draw(i)
        frames.append(_png(fig))
    width = round(fig.get_figwidth() * 100)
    plt.close(fig)
    animation = Animation(frames, width, interval)
    kilobytes = len(animation._repr_html_()) / 1000
    if kilobytes > MAX_KILOBYTES:
        raise ValueError(f"the animation takes {kilobytes:.0f} kB, more than {MAX_KILOBYTES}:"
                         " draw fewer frames, a smaller figure, or fewer colours")
    return animation


def _png(fig) -> bytes:
    """The figure as a small PNG: 32 colours are enough for lines and text."""
    raw, small = io.BytesIO(), io.BytesIO()
    fig.savefig(raw, format="png", dpi=120)
    image = Image.open(raw).convert("RGB").quantize(32, dither=Image.Dither.NONE)
    image.save(small, format="png", optimize=True)
    return small.getvalue()
