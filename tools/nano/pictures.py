"""Draws the pictures: three digits on a coloured ground, one in each square of 32 pixels.

Only with what lookdesk itself installs (Pillow's built-in typeface and OpenCV's), so that every machine draws the same.
"""

from __future__ import annotations

import colorsys
import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

CELL = 32
DIGITS = 3
COLOURS = {
    "red": ("红色", (0.0, 0.85, 0.85)),
    "orange": ("橙色", (0.085, 0.95, 0.97)),
    "yellow": ("黄色", (0.155, 0.85, 0.97)),
    "green": ("绿色", (0.34, 0.75, 0.65)),
    "blue": ("蓝色", (0.61, 0.80, 0.80)),
    "purple": ("紫色", (0.79, 0.65, 0.65)),
    "white": ("白色", (0.0, 0.02, 0.96)),
    "black": ("黑色", (0.0, 0.05, 0.10)),
}
"""English name → Chinese name, and hue, saturation, value (0–1) around which the ground varies."""

_HERSHEY = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_COMPLEX_SMALL,
)
_BIG = 96
"""Digits are drawn at this size, then brought to a cell's by one affine map."""


def draw(number: str, colour: str, seed: int) -> bytes:
    """Return a PNG of 96 × 32 pixels that shows ``number`` on a ground of ``colour``.

    Args:
        number: three digits.
        colour: one of :data:`COLOURS`.
        seed: of typefaces, sizes, slants, places, shades and noise.
    """
    out = io.BytesIO()
    Image.fromarray(pixels(number, colour, np.random.default_rng(seed))).save(out, "PNG")
    return out.getvalue()


def pixels(number: str, colour: str, generator: np.random.Generator) -> NDArray[np.uint8]:
    """Return the picture as 32 × 96 × 3 RGB."""
    ground = _shade(colour, generator)
    is_dark = ground @ (0.299, 0.587, 0.114) < 120
    ink = generator.uniform(200, 255, 3) if is_dark else generator.uniform(0, 50, 3)
    face, weight = int(generator.integers(len(_HERSHEY) + 1)), int(generator.integers(3))
    size, slant = generator.uniform(0.20, 0.27), generator.uniform(-0.25, 0.25)
    cells = [_cell(_glyph(digit, face, weight), size, slant, generator) for digit in number]
    cover = np.concatenate(cells, axis=1)[..., None]
    image = ground + cover * (ink - ground) + generator.normal(0, generator.uniform(0, 6), (CELL, CELL * DIGITS, 3))
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def _shade(colour: str, generator: np.random.Generator) -> NDArray[np.float64]:
    hue, saturation, value = COLOURS[colour][1]
    hue = (hue + generator.uniform(-0.02, 0.02)) % 1
    saturation = np.clip(saturation + generator.uniform(-0.08, 0.08) * (saturation > 0.3), 0, 1)
    value = np.clip(value + generator.uniform(-0.06, 0.04), 0, 1)
    return np.array(colorsys.hsv_to_rgb(hue, float(saturation), float(value))) * 255


def _cell(glyph: NDArray[np.uint8], size: float, slant: float, generator: np.random.Generator) -> NDArray[np.float64]:
    """Return how far ink covers each pixel of a cell, 0–1."""
    turn, stretch = generator.uniform(-0.12, 0.12), generator.uniform(0.85, 1.15)
    across = size * stretch * np.cos(turn), size * (slant - np.sin(turn))
    down = size * np.sin(turn), size * np.cos(turn)
    x, y = CELL / 2 + generator.uniform(-2.5, 2.5), CELL / 2 + generator.uniform(-2.5, 2.5)
    centre = _BIG / 2
    matrix = np.array(
        [
            [across[0], across[1], x - centre * (across[0] + across[1])],
            [down[0], down[1], y - centre * (down[0] + down[1])],
        ]
    )
    cell = cv2.warpAffine(glyph, matrix, (CELL, CELL), flags=cv2.INTER_AREA)
    return np.asarray(cell, np.float64) / 255


_glyphs: dict[tuple[str, int, int], NDArray[np.uint8]] = {}


def _glyph(digit: str, face: int, weight: int) -> NDArray[np.uint8]:
    """Return a digit in white on black, about 80 pixels high in the middle of a square of 96, softened for scaling."""
    key = (digit, face, weight)
    if key not in _glyphs:
        image = _built_in(digit, weight) if face == len(_HERSHEY) else _hershey(digit, _HERSHEY[face], weight)
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        ink = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        scale = 80 / ink.shape[0]
        ink = cv2.resize(ink, (max(1, min(_BIG, round(ink.shape[1] * scale))), 80), interpolation=cv2.INTER_AREA)
        top, left = (_BIG - ink.shape[0]) // 2, (_BIG - ink.shape[1]) // 2
        square = np.zeros((_BIG, _BIG), np.uint8)
        square[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
        _glyphs[key] = np.asarray(cv2.GaussianBlur(square, (0, 0), 1.2), np.uint8)
    return _glyphs[key]


def _hershey(digit: str, face: int, weight: int) -> NDArray[np.uint8]:
    image = np.zeros((300, 300), np.uint8)
    cv2.putText(image, digit, (60, 220), face, 6.0, 255, 10 + 6 * weight, cv2.LINE_AA)
    return image


def _built_in(digit: str, weight: int) -> NDArray[np.uint8]:
    image = Image.new("L", (300, 300))
    ImageDraw.Draw(image).text((60, 20), digit, 255, ImageFont.load_default(200), stroke_width=4 * weight)
    return np.asarray(image)
