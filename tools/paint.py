"""Paint what photos are made of: surfaces, light, reflections, print, and the camera's own faults."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Array = NDArray[np.float32]
Mask = NDArray[np.uint8]
Rng = np.random.Generator


def blend(pixels: Array, mask: Mask, colour: Sequence[float] | Array, strength: float = 1.0) -> None:
    """Lay a colour (or picture) over the pixels where the mask (0–255) says."""
    x, y, width, height = cv2.boundingRect(mask)
    part = pixels[y : y + height, x : x + width]
    alpha = (mask[y : y + height, x : x + width].astype(np.float32) * (strength / 255))[..., None]
    part += (np.asarray(colour, np.float32) - part) * alpha


def gradient(rng: Rng, height: int, width: int, depth: float) -> Array:
    """Return a slow change of brightness over a picture, around 1."""
    coarse = rng.uniform(1 - depth, 1 + depth, (3, 4)).astype(np.float32)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]


def near(rng: Rng, colour: Sequence[float], spread: float) -> Array:
    """Return a colour near another."""
    return np.clip(np.asarray(colour, np.float32) + rng.normal(0, spread, 3), 0, 255).astype(np.float32)


def reflect(rng: Rng, pixels: Array, window: Mask) -> None:
    """Lay over the glass what it mirrors: patches with hard and soft edges, bright and dark."""
    height, width = window.shape
    for _ in range(int(rng.choice([0, 0, 1, 2, 4, 7]))):
        patch = np.zeros((height, width), np.uint8)
        middle = rng.uniform(0, 1, 2) * (width, height)
        reach = rng.uniform(0.05, 0.6) * max(width, height)
        points = middle + rng.normal(0, reach / 2, (int(rng.integers(3, 7)), 2))
        cv2.fillConvexPoly(patch, cv2.convexHull(points.astype(np.float32)).astype(np.int32), 255, cv2.LINE_AA)
        if rng.random() < 0.5:
            patch = cv2.blur(patch, (int(rng.integers(3, 40)),) * 2)
        blend(pixels, cv2.min(patch, window), rng.uniform(0, 255, 3) * rng.uniform(0.2, 1), rng.uniform(0.1, 0.6))


FONT_FOLDERS = ["/usr/share/fonts", "/Library/Fonts", "C:/Windows/Fonts"]
BUILT_IN = "Pillow's own Sans"
"""The same on every machine."""


@lru_cache(maxsize=512)
def open_font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font at a size."""
    font = ImageFont.load_default(size) if path == BUILT_IN else ImageFont.truetype(path, size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


@lru_cache(maxsize=1)
def fonts() -> tuple[str, ...]:
    """Return the paths of this machine's text fonts, in a fixed order; Pillow's own where there are none."""
    found = [
        str(path)
        for root in map(Path, FONT_FOLDERS)
        if root.is_dir()
        for path in sorted(root.rglob("*"))
        if path.suffix in {".ttf", ".ttc", ".otf"}
    ]
    usable = (path for path in found if not any(word in path for word in ("Emoji", "Math", "Symbol", "Icon")))
    return tuple(usable) or (BUILT_IN,)


def chinese(rng: Rng, length: int) -> str:
    """Return that many Chinese characters at random."""
    return "".join(chr(int(c)) for c in rng.integers(0x4E00, 0x9000, length))


def print_text(  # noqa: PLR0917
    rng: Rng, pixels: Array, text: str, place: tuple[float, float], size: int, colour: Sequence[float] | Array
) -> None:
    """Print text in one of the machine's fonts with its top left corner at a place."""
    names = fonts()
    if not text.isascii():
        names = tuple(name for name in names if "CJK" in name) or names
    font = open_font(str(rng.choice(names)), max(size, 6))
    left, top, right, bottom = (int(v) for v in font.getbbox(text))
    canvas = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(canvas).text((-left, -top), text, fill=255, font=font)
    paste(pixels, np.asarray(canvas), int(place[0]), int(place[1]), colour)


def paste(pixels: Array, mask: Mask, x: int, y: int, colour: Sequence[float] | Array) -> None:
    """Lay a small mask at a place, cut at the picture's edges."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + mask.shape[1], width), min(y + mask.shape[0], height)
    if x1 > x0 and y1 > y0:
        blend(pixels[y0:y1, x0:x1], mask[y0 - y : y1 - y, x0 - x : x1 - x], colour)


def draw_ground(rng: Rng, width: int, height: int) -> Array:
    """Draw what is behind and around: a surface with light, patches, boxes and lines."""
    base = rng.uniform(0, 255) + rng.normal(0, 22, 3)
    if rng.random() < 0.4:
        base = rng.uniform(190, 250) + rng.normal(0, 6, 3)
    pixels = np.clip(base, 0, 255).astype(np.float32) * gradient(rng, height, width, rng.uniform(0, 0.35))
    for _ in range(int(rng.choice([0, 0, 2, 5, 10]))):
        mask = np.zeros((height, width), np.uint8)
        a, b = (rng.uniform(-0.1, 1.1, 2) * (width, height) for _ in range(2))
        if rng.random() < 0.5:
            cv2.rectangle(mask, a.astype(int).tolist(), b.astype(int).tolist(), 255, int(rng.choice([-1, 1, 3])))
        else:
            cv2.ellipse(mask, a.astype(int).tolist(), (rng.uniform(0.02, 0.3, 2) * width).astype(int).tolist(),
                        rng.uniform(0, 180), 0, 360, 255, int(rng.choice([-1, 2, 5])), cv2.LINE_AA)  # fmt: skip
        blend(pixels, mask, rng.uniform(0, 255, 3), rng.uniform(0.3, 1))
    if rng.random() < 0.25:
        _draw_stripes(rng, pixels)
    if rng.random() < 0.3:
        grain = rng.normal(0, rng.uniform(5, 40), (height // 3 + 1, width // 3 + 1)).astype(np.float32)
        pixels += cv2.resize(grain, (width, height))[..., None]
    return np.clip(pixels, 0, 255, out=pixels)


def _draw_stripes(rng: Rng, pixels: Array) -> None:
    """Draw something that repeats: a grille, a shelf, a heat sink."""
    height, width = pixels.shape[:2]
    turn, period = rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)]), rng.uniform(5, 50)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    wave = np.sin((x * np.cos(turn) + y * np.sin(turn)) * (2 * np.pi / period)) * rng.uniform(0.6, 4)
    area = np.zeros((height, width), np.uint8)
    corners = rng.uniform(-0.2, 1.2, (4, 2)) * (width, height)
    cv2.fillConvexPoly(area, cv2.convexHull(corners.astype(np.float32)).astype(np.int32), 255, cv2.LINE_AA)
    stripes = (np.clip(wave, -0.5, 0.5) + 0.5) * (area > 0) * 255
    blend(pixels, stripes.astype(np.uint8), rng.uniform(0, 255, 3), rng.uniform(0.3, 1))


def photograph(rng: Rng, pixels: Array, digit: float) -> Mask:
    """Take the photo: blur, motion, noise, exposure, colour, compression."""
    if rng.random() < 0.6:
        pixels = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.3, 0.8 + digit * 0.035))
    if rng.random() < 0.15:
        length = int(rng.integers(2, 4 + int(digit / 8)))
        kernel = (np.eye(length), np.ones((1, length)), np.ones((length, 1)))[int(rng.integers(3))]
        pixels = cv2.filter2D(pixels, -1, kernel / length)
    pixels = pixels * near(rng, (1, 1, 1), 0.06) * np.float32(rng.choice([1.0, rng.uniform(0.35, 1.3)]))
    noise = cv2.randn(np.empty(pixels.shape, np.float32), 0, float(rng.choice([rng.uniform(0, 3), rng.uniform(2, 12)])))
    image = cv2.convertScaleAbs(np.maximum(pixels + noise, 0))
    if rng.random() < 0.3:
        image = cv2.LUT(image, np.uint8(255 * np.linspace(0, 1, 256) ** rng.uniform(0.6, 1.6)))
    if rng.random() < 0.4:
        _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 95))])
        image = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return image


def recolour(rng: Rng, image: Mask) -> Mask:
    """Return the same picture in other colours: channels exchanged, bright and dark turned round now and then."""
    image = np.ascontiguousarray(image[..., rng.permutation(3)])
    return 255 - image if rng.random() < 0.5 else image
