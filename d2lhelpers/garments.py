"""The drawings of the stand-in images: ten kinds of garment, 28 by 28 pixels.

Everything is computed from uniform random numbers with additions, multiplications, minima and
maxima of float32 numbers, which are the same on every machine.  A coordinate runs from 0 to 28:
x to the right, y down; a shape is a coverage in [0, 1] of each pixel, (n, 28, 28).
"""

from collections.abc import Callable

import numpy as np

__all__ = ["GARMENTS", "SIZE", "Uniform"]

SIZE = 28
CENTRES = np.arange(SIZE, dtype=np.float32) + np.float32(0.5)
X, Y = CENTRES[None, None, :], CENTRES[None, :, None]
Uniform = Callable[[float, float], np.ndarray]  # uniform(low, high) -> float32 (n, 1, 1)


def _clip(values):
    return np.clip(values, 0, 1)


def _ramp(values, start, end):
    """Rise from 0 at ``start`` to 1 at ``end``."""
    return _clip((values - start) / (end - start))


def _between(low, values, high):
    """Cover the pixels whose centre lies between ``low`` and ``high``, with soft edges."""
    return _clip(np.minimum(values - low, high - values) + np.float32(0.5))


def _either(uniform, share):
    return (uniform(0, 1) < share).astype(np.float32)


def _top(uniform, length, reach, width, hem, flare):
    """Draw what is worn on the upper body: its coverage, shading and distance to the middle.

    ``length`` of the sleeves in rows, ``reach`` of them to the side, half ``width`` of the
    body, row of the ``hem``, ``flare`` of the body below the waist.
    """
    middle = uniform(13.6, 14.4)
    side = np.abs(X - middle)
    top, neck = uniform(0.5, 2.5), uniform(2.2, 3.6)
    shoulder = neck + (width - neck) * _ramp(Y, top, top + 4)
    half = shoulder + flare * _ramp(Y, 10, 28) - uniform(0, 1) * _ramp(Y, 6, 12)
    body = _between(-half, side, half) * _between(top, Y, hem)
    outer = width + reach * _ramp(Y, top + 1, top + 1 + np.maximum(length, 8))
    inner = outer - uniform(3.6, 5.2)
    sleeve = _between(inner, side, outer) * _between(top + 2 + 0 * X, Y, top + 2 + length)
    sleeve *= _clip(shoulder + 6 - side)
    cover = np.maximum(body, sleeve)
    seam = 1 - uniform(0.1, 0.5) * _between(half - 0.6, side, half + 0.2) * (Y > 8)
    hole = _between(-neck, side, neck - 0.3) * _between(0, Y, top + uniform(1, 3.5))
    shade = seam * (1 - uniform(0.3, 1) * hole * (side < neck * (1 - _ramp(Y, top, top + 4))))
    return cover, shade, side


def _t_shirt(u):
    cover, shade, side = _top(u, u(5, 9), u(3, 5), u(6.5, 8.5), u(26, 28), u(-0.5, 0.5))
    x, y, print_ = u(2, 5), u(9, 13), _either(u, 0.4) * u(-0.5, 0.5)
    shade = shade * (1 + print_ * _between(-x, side, x) * _between(y, Y, y + u(3, 9)))
    return cover, shade


def _pullover(u):
    cover, shade, _ = _top(u, u(19, 25), u(3.5, 6), u(6, 8), u(24, 28), u(-0.5, 0.8))
    stripes = _either(u, 0.3) * u(0.1, 0.4)
    period = u(2, 5)
    wave = np.abs((Y / period) % 1 - np.float32(0.5)) * 2
    return cover, shade * (1 - stripes * wave)


def _coat(u):
    cover, shade, side = _top(u, u(19, 25), u(3.5, 5.5), u(6, 7.8), u(26, 28), u(0, 1.5))
    opening = u(0.3, 0.9) * _between(-1, side, u(0.3, 0.9)) * (Y > 4)
    lapel = u(0, 0.5) * _between(0, side - 4 * _ramp(Y, 12, 2), 0.8) * (Y < 12)
    return cover, shade * (1 - opening) * (1 - lapel)


def _shirt(u):
    long = _either(u, 0.55)
    length = long * u(17, 24) + (1 - long) * u(5, 12)
    cover, shade, side = _top(u, length, u(3, 5.5), u(6, 8.3), u(25, 28), u(-0.4, 0.8))
    buttons = _either(u, 0.6) * u(0.2, 0.6) * _between(-1, side, 0.4) * (Y > 3)
    checks = _either(u, 0.3) * u(0.1, 0.4) * (np.abs((Y / u(2, 4)) % 1 - np.float32(0.5)) * 2)
    collar = u(0, 0.4) * _between(1, side, 3) * (Y < 5)
    return cover, shade * (1 - buttons) * (1 - checks) * (1 + collar)


def _trouser(u):
    middle, hip, waist = u(13.5, 14.5), u(4.2, 6), u(3.2, 4.6)
    side = np.abs(X - middle)
    half = waist + (hip - waist) * _ramp(Y, 0, 7) + u(-1, 0.8) * _ramp(Y, 8, 28)
    crotch, gap = u(7, 11), u(0.3, 2.2)
    leg = gap * _ramp(Y, crotch, 28) + _ramp(Y, crotch, crotch + 1) * u(0, 0.7)
    cover = _between(leg, side, half) * _between(u(0, 1), Y, u(26.5, 28.5))
    cover = np.where(Y < crotch, _between(-half, side, half), cover) * _between(0, Y, 28)
    return cover, 1 - u(0, 0.4) * _between(-1, side, 0.5)


def _dress(u):
    middle, shoulder, waist = u(13.5, 14.5), u(3, 5.2), u(2.6, 4.5)
    side = np.abs(X - middle)
    line = u(7, 14)
    skirt = u(0.5, 5) * _ramp(Y, line, 28)
    half = shoulder + (waist - shoulder) * _ramp(Y, 3, line) + skirt
    cover = _between(-half, side, half) * _between(u(0, 1), Y, u(26, 28.5))
    length = _either(u, 0.5) * u(3, 20)
    outer = shoulder + u(1, 3.5) * _ramp(Y, 2, 2 + np.maximum(length, 6))
    sleeve = _between(outer - u(1.5, 3), side, outer) * _between(1.5, Y, 1.5 + length)
    neck = u(1, 2.8)
    hole = _between(-neck, side, neck) * _between(-1, Y, u(1, 5))
    return np.maximum(cover * (1 - hole), sleeve), 1 - u(0, 0.4) * _between(line, Y, line + 1)


def _sole(u, bottom, low, high):
    """Cover the sole of a shoe whose toe is at the left; ``low``, ``high``: its ends in x."""
    return _between(low, X, high) * _between(bottom - u(1, 2.2), Y, bottom)


def _sneaker(u):
    bottom, toe = u(18.5, 21.5), u(3, 5)
    start, end = u(0, 1.5), u(26.5, 28)
    tongue, collar = u(12, 17), u(5, 9)
    height = toe * _ramp(X, start - 1, start + 2) + (collar - toe + 2) * _ramp(X, 6, tongue)
    height = height - u(0.5, 3) * _ramp(X, tongue, tongue + 5) + u(0, 2) * _ramp(X, 23, 27)
    cover = _between(start, X, end) * _between(bottom - height, Y, bottom)
    sole = _sole(u, bottom, start, end)
    x = u(9, 17)
    stripe = u(-0.6, 0.6) * _between(x, X + (Y - bottom) * u(-0.8, 0.8), x + u(2, 5)) * (1 - sole)
    return np.maximum(cover, sole), 1 + stripe + u(-0.7, 0.4) * sole


def _sandal(u):
    bottom, heel = u(19.5, 23.5), _either(u, 0.45) * u(2, 9)
    start, end = u(0, 1.5), u(26.5, 28)
    arch = bottom - heel * _ramp(X, 9, 24)
    cover = _between(start, X, end) * _between(arch - u(1, 2), Y, arch + 0.3)
    cover = np.maximum(cover, _between(end - u(1.5, 4), X, end) * _between(arch, Y, bottom))
    lean = (Y - arch) * u(-0.9, 0.9)
    for low, high in ((3, 8), (8, 14), (20, 25)):
        x, width = u(low, high), u(0.8, 3) * _either(u, 0.8)
        strap = _between(x, X + lean, x + width) * _between(arch - u(3, 9), Y, arch)
        cover = np.maximum(cover, strap * (width > 0))
    band, top = _either(u, 0.5), arch - u(5, 10)
    cover = np.maximum(cover, band * _between(20, X, 27) * _between(top, Y, top + u(1, 2)))
    return cover, 1 - u(0, 0.5) * _ramp(Y, bottom - 4, bottom)


def _ankle_boot(u):
    bottom, toe = u(24, 27), u(4, 7)
    start, end = u(0, 3), u(24, 27.5)
    shaft, top = u(11, 15), u(1, 8)
    height = toe * _ramp(X, start - 2, start + 4) + (bottom - top - toe) * _ramp(X, 6, shaft)
    back = end - u(0, 2) * _ramp(Y, 16, 8)
    cover = _between(start, X, back) * _between(bottom - height, Y, bottom)
    heel = _between(end - u(5, 9), X, end) * _between(bottom - 1, Y, bottom + u(0, 3))
    cover = np.maximum(cover, np.maximum(heel, _sole(u, bottom, start, end)))
    zip_ = u(0, 0.5) * _between(18, X, 19.5) * (Y < 16)
    return cover, (1 - zip_) * (1 + u(-0.6, 0.2) * _between(bottom - 1.5, Y, 28))


def _bag(u):
    top, bottom, half = u(8, 13), u(22, 27), u(9.5, 13.8)
    side = np.abs(X - u(13.7, 14.3))
    width = half - u(-1, 3) * _ramp(Y, bottom, top)
    cover = _between(-width, side, width) * _between(top, Y, bottom)
    reach, thick, rise = u(4, 9), u(0.8, 2), u(0.5, 6)
    bow = reach * _ramp(Y, rise - 1, rise + 3)
    handle = _between(bow - thick, side, bow) * _between(rise, Y, top)
    handle = np.maximum(handle, _between(-reach + 2, side, reach - 2) * _between(rise, Y, rise + 1))
    flap = top + u(3, 9)
    shade = 1 - u(0, 0.6) * _between(flap, Y, flap + u(0.5, 1.5)) + u(-0.3, 0.3) * (Y < flap)
    lock = u(-0.8, 0.8) * _between(-2, side, u(0.5, 2)) * _between(flap, Y, flap + 2)
    return np.maximum(cover, handle * _either(u, 0.85)), shade + lock


GARMENTS = (_t_shirt, _trouser, _pullover, _dress, _coat, _sandal, _shirt, _sneaker, _bag,
            _ankle_boot)
