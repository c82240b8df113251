"""The drawings of the stand-in images: ten kinds of garment, 28 by 28 pixels.

Everything is computed from uniform random numbers with additions, multiplications, minima and
maxima of float32 numbers, which are the same on every machine.  A coordinate runs from 0 to 28:
x to the right, y down; a shape is a coverage in [0, 1] of each pixel, (n, 28, 28).
"""

import numpy as np

__all__ = ["GARMENTS", "SIZE", "fabric"]

SIZE = 28
CENTRES = np.arange(SIZE, dtype=np.float32) + np.float32(0.5)
X, Y = CENTRES[None, None, :], CENTRES[None, :, None]


def _clip(values):
    return np.clip(values, 0, 1)


def _ramp(values, start, end):
    """Rise from 0 at ``start`` to 1 at ``end``."""
    return _clip((values - start) / (end - start))


def _between(low, values, high):
    """Cover the pixels whose centre lies between ``low`` and ``high``, with soft edges."""
    cover = np.minimum(values - low, high - values)
    cover += np.float32(0.5)
    np.maximum(cover, np.float32(0), out=cover)
    return np.minimum(cover, np.float32(1), out=cover)


def _either(uniform, share):
    return (uniform(0, 1) < share).astype(np.float32)


def _wave(values, period, phase):
    """Swing between 0 and 1, in straight lines."""
    turns = values / period + phase
    return np.abs(turns - np.floor(turns) - np.float32(0.5)) * 2


def _upper(u, sleeve, hem):
    """Draw what is worn on the upper body: coverage, shading, distance to the middle.

    ``sleeve``: its length in rows, less than 2 for none; ``hem``: the last row.
    """
    width, top, neck = u(5.6, 8.4), u(0, 2), u(2.2, 3.8)
    side = np.abs(X - u(13.2, 14.8))
    slope = neck + (width - neck) * _ramp(Y, top, top + 4)
    half = slope - u(0, 1.6) * _ramp(Y, 6, 12) + u(-0.5, 2) * _ramp(Y, 14, 28)
    body = _between(-half, side, half) * _between(top, Y, hem)
    outer = width + u(2.2, 5) * _ramp(Y, top + 1, top + u(6, 12)) + u(-0.5, 1) * _ramp(Y, 12, 28)
    inner = outer - u(3.6, 5.4)
    arm = _between(inner, side, outer) * _between(top + 1, Y, top + sleeve) * (sleeve > 2)
    arm = arm * _clip(slope + u(4, 6) - side)
    seam = u(0.1, 0.6) * _between(half - 0.6, side, half + 0.3) * (Y > 7)
    collar = neck * (1 - _ramp(Y, top, top + u(1.5, 6)))
    hole = u(0.3, 1) * _between(-collar, side, collar - 0.5) * (top + 6 > Y)
    return np.maximum(body, arm), (1 - seam) * (1 - hole), side


def _closing(u, side, share):
    """Draw a row of buttons or a zip on ``share`` of the garments, as a factor on the ink."""
    line = _between(-1, side, u(0.2, 0.8)) * (u(2, 5) < Y) * (1 - u(0, 0.5) * _wave(Y, 4, 0))
    return 1 - _either(u, share) * u(0.1, 0.8) * line


def _t_shirt(u):
    sleeve = _either(u, 0.78) * u(4, 13) + _either(u, 0.16) * u(6, 14)
    cover, shade, side = _upper(u, sleeve, u(25, 28))
    x, y, ink = u(2, 5), u(8, 13), _either(u, 0.4) * u(-0.8, 0.5)
    return cover, shade * (1 + ink * _between(-x, side, x) * _between(y, Y, y + u(2, 9)))


def _pullover(u):
    cover, shade, _ = _upper(u, u(18, 27), u(22, 28))
    return cover, shade * (1 - _either(u, 0.5) * u(0.1, 0.7) * (u(21, 25) < Y))


def _coat(u):
    cover, shade, side = _upper(u, u(18, 27), u(24, 28.5))
    lapel = _either(u, 0.3) * u(0, 0.8) * _between(0, side - 4 * _ramp(Y, 12, 2), 1) * (Y < 12)
    return cover, shade * (1 - lapel) * _closing(u, side, 0.75)


def _shirt(u):
    long = _either(u, 0.6)
    cover, shade, side = _upper(u, long * u(15, 27) + (1 - long) * u(0, 14), u(23, 28))
    collar = u(-0.5, 0.3) * _between(1, side, 3.5) * (Y < 4.5)
    return cover, shade * (1 + collar) * _closing(u, side, 0.5)


def _trouser(u):
    hip, waist, crotch = u(3.6, 7), u(2.6, 6), u(6, 13)
    side = np.abs(X - u(13.2, 14.8))
    half = waist + (hip - waist) * _ramp(Y, 0, 7) + u(-1.2, 1) * _ramp(Y, 8, 28)
    gap = u(0, 2) * _ramp(Y, crotch, 28) + u(0, 0.8) * _ramp(Y, crotch, crotch + 1)
    cover = _between(-half, side, half) * _between(u(-0.5, 1), Y, u(26, 28.5))
    cover = cover * (1 - _between(-gap, side, gap - 0.5) * _ramp(Y, crotch - 1, crotch))
    return cover, 1 - u(0, 0.5) * _between(-1, side, 0.5)


def _dress(u):
    shoulder, waist, line = u(2.6, 7), u(2.6, 6.5), u(7, 16)
    side = np.abs(X - u(13.2, 14.8))
    half = shoulder + (waist - shoulder) * _ramp(Y, 3, line) + u(0, 6) * _ramp(Y, line, 28)
    cover = _between(-half, side, half) * _between(u(-0.5, 1), Y, u(25, 28.5))
    length, neck = _either(u, 0.6) * u(3, 20), u(1, 3.4)
    outer = shoulder + u(1, 4.2) * _ramp(Y, 1, u(6, 16))
    sleeve = _between(outer - u(1.5, 3.6), side, outer) * _between(1, Y, 1 + length)
    cover = cover * (1 - _between(-neck, side, neck) * _between(-1, Y, u(1, 5)))
    belt = 1 - _either(u, 0.4) * u(0, 0.7) * _between(line, Y, line + 1)
    return np.maximum(cover, sleeve * (length > 2)), belt


def _sneaker(u):
    bottom, toe, start, end = u(18.5, 22.5), u(3, 6.5), u(0, 1.5), u(26.5, 28)
    tongue, collar = u(10, 18), u(6, 11.5) + _either(u, 0.25) * u(1, 7)
    height = toe * _ramp(X, start - 1.5, start + 2.5) + (collar - toe) * _ramp(X, 4, tongue)
    height = height - u(-0.5, 3) * _ramp(X, tongue, tongue + 5) + u(0, 2.5) * _ramp(X, 22, 27)
    cover = _between(start, X, end) * _between(bottom - height, Y, bottom)
    sole = _between(start, X, end) * _between(bottom - u(1, 2.5), Y, bottom)
    x = u(8, 17)
    band = _between(x, X + (Y - bottom) * u(-0.8, 0.8), x + u(1.5, 5)) * (1 - sole)
    laces = _between(tongue - 6, X, tongue) * _wave(Y + X, 3, 0) * (bottom - height + 3 > Y)
    return np.maximum(cover, sole), (
        (1 + u(-0.8, 0.6) * band) * (1 + u(-0.9, 0.4) * sole) * (1 - u(0, 0.6) * laces))


def _sandal(u):
    bottom, heel = u(18.5, 24), _either(u, 0.45) * u(2, 11)
    start, end = u(0, 2), u(26, 28)
    arch = bottom - heel * _ramp(X, 8, 24)
    cover = _between(start, X, end) * _between(arch - u(1.2, 3.5), Y, arch + 0.5)
    cover = np.maximum(cover, _between(end - u(2, 7), X, end) * _between(arch, Y, bottom))
    toe, knot, back = u(3, 8), u(8, 16), u(3.5, 10)
    for x, wide, solid in ((toe, u(4, 7), 0.6), (knot, u(4, 9), 0.3)):
        high = u(3, 9) * _clip(1 - np.abs(X - x) / wide)
        inner = np.maximum(high - u(1.4, 4) - 9 * _either(u, solid), 0)
        cover = np.maximum(cover, _between(arch - high, Y, arch - inner) * _either(u, 0.8))
    line = arch - u(2, 6) * _ramp(X, toe, knot) - back * _ramp(X, knot, 26)
    strap = _between(toe, X, end) * _between(line, Y, line + u(1.4, 3.6)) * _either(u, 0.7)
    counter = _between(end - u(1.5, 4), X, end) * _between(arch - back, Y, arch) * _either(u, 0.6)
    cover = np.maximum(cover, np.maximum(strap, counter))
    return cover, 1 - u(0, 0.6) * _ramp(Y, bottom - 4, bottom)


def _ankle_boot(u):
    bottom, toe, start, end = u(22, 28), u(4, 8), u(0, 2), u(24, 28)
    heel, shaft, top = _either(u, 0.4) * u(1, 8), u(9, 16), u(0, 13)
    arch = bottom - heel * _ramp(X, 7, 20)
    rise = toe * _ramp(X, start - 2, start + 3) + u(1, 6) * _ramp(X, 4, shaft - 1)
    rise = np.maximum(rise, (arch - top) * _ramp(X, shaft - u(2, 6), shaft))
    back = end - u(0, 2.5) * _ramp(Y, 18, 8)
    cover = _between(start, X, back) * _between(arch - rise, Y, arch + 0.3)
    block = _between(end - u(2, 8), X, end) * _between(arch - 1, Y, bottom + u(0, 1.5))
    zip_ = u(0, 0.6) * _between(18, X, 19.5) * (Y < 17)
    return np.maximum(cover, block), (1 - zip_) * (1 + u(-0.7, 0.3) * _between(arch - 1.5, Y, 28))


def _bag(u):
    top, bottom, wide = u(2, 12), u(22, 28), u(8, 14.5)
    side = np.abs(X - u(13.4, 14.6))
    half = wide - u(-1.5, 3.5) * _ramp(Y, bottom, top) - u(0, 2) * _ramp(Y, top + 2, top)
    cover = _between(-half, side, half) * _between(top, Y, bottom)
    reach, thick, rise = u(3, 10), u(0.8, 2), top * u(0, 0.7)
    bow = reach * _ramp(Y, rise - 1.5, rise + 3)
    handle = _between(bow - thick, side, bow) * _between(rise, Y, top)
    handle = np.maximum(handle, _between(-reach + 2, side, reach - 2) * _between(rise, Y, rise + 1))
    cover = np.maximum(cover, handle * _either(u, 0.7))
    flap = top + u(2, 10)
    shade = 1 - u(0, 0.7) * _between(flap, Y, flap + u(0.5, 1.5)) + u(-0.5, 0.3) * (flap > Y)
    lock = u(-0.8, 0.8) * _between(-2, side, u(0.5, 2)) * _between(flap, Y, flap + 2)
    return cover, shade + lock


def fabric(u, noise: np.ndarray) -> np.ndarray:
    """Return the weave of the cloth as a factor on the ink: folds, stripes, checks, speckle."""
    stripes = _either(u, 0.14) * u(0.2, 0.8) * (_wave(Y, u(2.5, 9), u(0, 1)) > u(0.3, 0.6))
    bars = _either(u, 0.08) * u(0.2, 0.7) * (_wave(X, u(2.5, 7), u(0, 1)) > u(0.3, 0.6))
    block = _either(u, 0.12) * u(0.2, 0.8) * _ramp(Y, u(7, 20), u(21, 21.5))
    folds = u(0, 0.35) * _wave(X + Y * u(-0.3, 0.3), u(5, 14), u(0, 1))
    grain = u(0.02, 0.12) + _either(u, 0.15) * u(0.2, 0.9)
    return (1 - stripes) * (1 - bars) * (1 - block) * (1 - folds) * (1 + grain * noise)


GARMENTS = (_t_shirt, _trouser, _pullover, _dress, _coat, _sandal, _shirt, _sneaker, _bag,
            _ankle_boot)
