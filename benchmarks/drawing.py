"""Three 12-megapixel pictures, drawn alike on every machine: with Pillow's own font and fixed seeds."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = (4000, 3000)
QUALITY = 90
"""JPEG quality of a phone's camera, about."""

WORDS = (
    "net",
    "weight",
    "model",
    "voltage",
    "power",
    "rated",
    "current",
    "frequency",
    "battery",
    "adapter",
    "material",
    "origin",
    "ingredients",
    "sugar",
    "salt",
    "water",
    "storage",
    "keep",
    "dry",
    "cool",
    "place",
    "batch",
    "number",
    "standard",
    "warranty",
    "service",
    "address",
    "manufacturer",
    "license",
    "color",
)


def label(seed: int = 1) -> bytes:
    """Draw a dense product label: 3 columns of 36 lines."""
    random, (image, draw) = Random(seed), _sheet("#f7f5ee")
    draw.rectangle((40, 40, 3960, 2960), outline="#202020", width=8)
    for column in range(3):
        for row in range(36):
            text = f"{' '.join(random.sample(WORDS, 2)).capitalize()}: {_value(random)}"
            draw.text((110 + column * 1290, 100 + row * 78), text, fill="#151515", font=_font(46))
    return _jpeg(image, seed)


def waybill(seed: int = 2) -> bytes:
    """Draw a photo of a waybill: a sheet on a table, 14 lines, uneven light and the camera's noise."""
    random, (image, draw) = Random(seed), _sheet("#b99b76")
    draw.rectangle((600, 250, 3400, 2750), fill="#fbfbf8")
    for row in range(14):
        text = f"{random.choice(WORDS).capitalize()}: {_value(random)}"
        draw.text((760, 380 + row * 165), text, fill="#101010", font=_font(84))
    light = np.linspace(0.82, 1.0, SIZE[0])[None, :, None]
    noise = np.random.default_rng(seed).normal(0, 4, (SIZE[1], SIZE[0], 1))
    pixels = np.clip(np.asarray(image) * light + noise, 0, 255).astype(np.uint8)
    return _jpeg(Image.fromarray(pixels), seed)


def screenshot(seed: int = 3) -> bytes:
    """Draw a large screen: a title bar, a menu at the side, and rows of settings."""
    random, (image, draw) = Random(seed), _sheet("#ffffff")
    draw.rectangle((0, 0, 4000, 150), fill="#1f4e8c")
    draw.text((80, 38), f"Device settings {_value(random)}", fill="#ffffff", font=_font(72))
    draw.rectangle((0, 150, 800, 3000), fill="#eef1f5")
    for row in range(20):
        y = 240 + row * 135
        draw.text((80, y), random.choice(WORDS).capitalize(), fill="#223344", font=_font(58))
        draw.text((960, y), " ".join(random.sample(WORDS, 3)).capitalize(), fill="#223344", font=_font(58))
        draw.text((3000, y), _value(random), fill="#0b5d1e", font=_font(58))
        draw.line((900, y + 100, 3900, y + 100), fill="#d5dbe2", width=3)
    return _jpeg(image, seed)


PICTURES: dict[str, Callable[[int], bytes]] = {"label": label, "waybill": waybill, "screenshot": screenshot}


def renamed(content: bytes, number: int) -> bytes:
    """Return the same JPEG as other bytes (with a comment), so that nothing can be remembered of it."""
    comment = f"copy {number}".encode()
    return content[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + content[2:]


def _sheet(color: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE, color)
    return image, ImageDraw.Draw(image)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _value(random: Random) -> str:
    return f"{random.choice('ABCDEFGH')}{random.randrange(100, 999)}-{random.randrange(1000, 9999)}"


def _jpeg(image: Image.Image, seed: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, comment=f"seed {seed}".encode())
    return out.getvalue()
