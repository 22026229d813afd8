"""Draw pictures that hold displays, or only look like it, as a camera sees them.

python tools/draw_pages.py sheet.png     # a sheet of examples, to look at
"""

from __future__ import annotations

import argparse
import string
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from draw_digits import Row, Scene, draw_drum, draw_segments, random_text
from paint import Array, Mask, Rng, chinese, draw_ground, paste, photograph, print_text


def draw_clutter(rng: Rng, pixels: Array) -> None:
    """Print what is no display: lines of text and figures, tables, bar codes, buttons."""
    height, width = pixels.shape[:2]
    size = int(rng.choice([rng.uniform(8, 16), rng.uniform(12, 40), rng.uniform(30, 120)]))
    for _ in range(int(rng.integers(1, 14))):
        x, y = rng.uniform(-0.1, 0.9) * width, rng.uniform(0, 1) * height
        kind = rng.random()
        colour = rng.uniform(0, 255, 3) if rng.random() < 0.4 else rng.choice([0, 255]) + np.zeros(3)
        if kind < 0.12:
            print_text(rng, pixels, _word(rng), (x, y), int(rng.uniform(20, 90)), colour)
        elif kind < 0.45:
            words = "".join(
                rng.choice(list(string.ascii_letters + string.digits + "  .,:-/"), int(rng.integers(2, 24)))
            )
            print_text(rng, pixels, words, (x, y), size, colour)
        elif kind < 0.65:
            print_text(rng, pixels, random_text(rng), (x, y), size, colour)
        elif kind < 0.8:
            print_text(rng, pixels, chinese(rng, int(rng.integers(1, 12))), (x, y), size, colour)
        elif kind < 0.9:
            _draw_bars(rng, pixels, int(x), int(y), size)
        else:
            step = max(int(size * rng.uniform(0.8, 3)), 6)
            for cell in range(int(rng.integers(2, 8))):
                left = int(x) + cell * step
                cv2.rectangle(pixels, (left, int(y)), (left + step, int(y) + int(size * 1.4)), colour.tolist(), 1)
                print_text(rng, pixels, str(rng.integers(0, 10)), (left + step // 4, y + size * 0.2), size, colour)


def _draw_bars(rng: Rng, pixels: Array, x: int, y: int, size: int) -> None:
    """Draw a bar code, or a grille."""
    unit = int(rng.integers(1, 4))
    bars = np.repeat(rng.integers(0, 2, int(rng.integers(10, 70))), unit) * 255
    paste(pixels, np.tile(bars.astype(np.uint8), (size * 2, 1)), x, y, rng.uniform(0, 60, 3))


def draw_page(rng: Rng, width: int, height: int) -> tuple[Mask, list[Row]]:
    """Draw a picture as a camera sees it, with displays in three of four, and return the rows of digits in it."""
    scene = Scene(draw_ground(rng, width, height))
    digit = 10.0
    if rng.random() < 0.75:
        draw_clutter(rng, scene.pixels)
    if rng.random() < 0.8:
        digit = float(np.exp(rng.uniform(np.log(9), np.log(height * 0.45))))
        centre = (width * rng.uniform(0.2, 0.8), height * rng.uniform(0.2, 0.8))
        kind = rng.random()
        if kind < 0.25:
            draw_drum(rng, scene, digit, centre)
        else:
            draw_segments(rng, scene, digit, centre, is_on=kind < 0.85)
        if kind > 0.92:
            place = (centre[0] - digit * rng.uniform(1, 3), centre[1] - digit / 2)
            print_text(rng, scene.pixels, _word(rng), place, int(digit), rng.uniform(0, 255, 3))
    return photograph(rng, scene.pixels, digit), scene.rows


def _word(rng: Rng) -> str:
    """Return what is no word, but looks like one in capitals."""
    return "".join(rng.choice(list(string.ascii_uppercase), int(rng.integers(3, 9))))


def draw_close(rng: Rng, digit: float) -> tuple[Mask, list[Row]]:
    """Draw one display that fills the picture, its digits ``digit`` pixels high."""
    width, height = int(digit * rng.uniform(8, 10)), int(digit * rng.uniform(2.6, 4))
    scene = Scene(draw_ground(rng, width, height))
    (draw_drum if rng.random() < 0.22 else draw_segments)(rng, scene, digit, (width / 2, height / 2))
    return photograph(rng, scene.pixels, digit), scene.rows


def draw_nothing(rng: Rng, digit: float) -> Mask:
    """Draw print and surfaces without any display."""
    width, height = int(digit * rng.uniform(4, 9)), int(digit * rng.uniform(2, 3))
    pixels = draw_ground(rng, width, height)
    if rng.random() < 0.7:
        words = "".join(rng.choice(list(string.ascii_letters), int(rng.integers(3, 12))))
        words = chinese(rng, len(words)) if rng.random() < 0.3 else words
        print_text(rng, pixels, words, (digit, digit * 0.8), int(digit), rng.uniform(0, 255, 3))
    return photograph(rng, pixels, digit)


def main() -> None:
    """Draw a sheet of examples."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("sheet", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    sheet = np.zeros((4 * 320, 4 * 416, 3), np.uint8)
    for place in range(16):
        image, rows = draw_page(rng, 416, 320)
        for row in rows:
            cv2.polylines(image, [row.quad.astype(np.int32)], True, (255, 0, 255), 1)
        y, x = place // 4 * 320, place % 4 * 416
        sheet[y : y + 320, x : x + 416] = image
    Image.fromarray(sheet).save(arguments.sheet)


if __name__ == "__main__":
    main()
