"""Bytes in, one upright RGB picture out; its thumbnails, crops and visual tokens.

A picture is hostile until it is decoded: ``containers`` walks its outer structure and applies the bounds before any
decoder runs, ``rasters`` decodes within a memory budget, ``views`` draws what people see of it, ``seeing`` makes the
pixels that a model sees.
"""

from __future__ import annotations

import hashlib

import numpy as np

from lookdesk.pictures.containers import (
    ACCEPTED,
    MAX_ASPECT,
    MAX_PIXELS,
    MAX_SIZE_BYTES,
    MIN_SIDE,
    inspect,
)
from lookdesk.pictures.rasters import Pixels, check, decode, fitted
from lookdesk.pictures.seeing import MOST_TOKENS, TOKEN_SIDE, seen, seen_size, visual_tokens
from lookdesk.pictures.views import crop, drawn, thumbnail
from lookdesk.types import Picture, Size

__all__ = [
    "ACCEPTED",
    "MAX_ASPECT",
    "MAX_PIXELS",
    "MAX_SIZE_BYTES",
    "MIN_SIDE",
    "MOST_TOKENS",
    "TOKEN_SIDE",
    "USED_WITHIN",
    "Pixels",
    "crop",
    "drawn",
    "load",
    "pixels",
    "seen",
    "seen_size",
    "thumbnail",
    "visual_tokens",
]

USED_WITHIN = Size(4000, 3000)
"""A picture is used at its own size up to this one, either way round; a larger one is scaled into it."""


def load(content: bytes) -> Picture:
    """Check that bytes are a picture that we can show upright, and measure it.

    The whole picture is decoded once, so that a truncated one is refused here and not when it is read. The pixels are
    not kept: a picture in our care costs what its bytes cost.

    Args:
        content: a JPEG, PNG, BMP, WebP, HEIC or GIF file, whatever its name said.

    Raises:
        TooLarge: over 20 MB or over 100 megapixels.
        InvalidPicture: empty, truncated, damaged, no picture, or of a shape that nothing can be read in.
    """
    container = inspect(content)
    size = _size_used(container.upright_size)
    check(container, size)
    return Picture(
        id=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type=container.media_type,
        original_size=container.upright_size,
        size=size,
        visual_tokens=visual_tokens(size),
    )


def pixels(picture: Picture) -> Pixels:
    """Decode a picture: upright, RGB, ``picture.size``."""
    return np.asarray(decode(inspect(picture.content), picture.size))


def _size_used(original: Size) -> Size:
    """Fit a size into the bound, which turns with the picture."""
    bound = USED_WITHIN if original.width >= original.height else Size(USED_WITHIN.height, USED_WITHIN.width)
    return fitted(original, bound)
