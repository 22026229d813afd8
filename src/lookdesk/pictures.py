"""Bytes in, one upright RGB picture out; its thumbnails, crops and visual tokens."""

from __future__ import annotations

import hashlib
import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from lookdesk.types import Box, Picture, Size

Pixels = NDArray[np.uint8]
"""Height × width × 3, RGB, 0–255."""

TOKEN_SIDE = 32
"""Pixels a side of one visual token: patch 16, merge 2 (Qwen3-VL technical report, arXiv 2511.21631)."""


def load(content: bytes) -> Picture:
    """Check that bytes are a picture that we can show upright, and measure it."""
    image = _decode(content)
    size = Size(*image.size)
    return Picture(
        id=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type="image/jpeg",
        original_size=size,
        size=size,
        visual_tokens=visual_tokens(size),
    )


def pixels(picture: Picture) -> Pixels:
    """Decode a picture: upright, RGB, ``picture.size``."""
    return np.asarray(_decode(picture.content))


def visual_tokens(size: Size) -> int:
    """Count the visual tokens that a picture of this size takes."""
    return math.ceil(size.width / TOKEN_SIDE) * math.ceil(size.height / TOKEN_SIDE)


def _decode(content: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")


def thumbnail(picture: Picture, side: int = 256) -> bytes:
    """Return a JPEG of at most ``side`` pixels a side, without metadata."""
    image = _decode(picture.content)
    image.thumbnail((side, side))
    return _jpeg(image)


def crop(picture: Picture, box: Box, margin: float = 0.5) -> bytes:
    """Return a JPEG of the box and its surroundings, without metadata."""
    image = _decode(picture.content)
    pad = margin * box.thickness
    return _jpeg(image.crop((int(box.left - pad), int(box.top - pad), int(box.right + pad), int(box.bottom + pad))))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
