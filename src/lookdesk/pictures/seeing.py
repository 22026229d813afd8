"""The pixels that a model sees: resized once, here, so that every engine sees the same and nothing is hidden."""

from __future__ import annotations

import io
import math

from PIL import Image

from lookdesk.pictures.containers import inspect
from lookdesk.pictures.rasters import decode
from lookdesk.types import Picture, Size

TOKEN_SIDE = 32
"""Pixels a side of one visual token: patch 16, merge 2 (Qwen3-VL technical report, arXiv 2511.21631)."""

MOST_TOKENS = 4096
"""llama.cpp takes no more visual tokens for one picture."""


def visual_tokens(size: Size) -> int:
    """Count the visual tokens that a picture of this size takes.

    Source: ``smart_resize`` of Qwen's processor: each side goes to the nearest multiple of 32, at least one.
    """
    return max(1, round(size.width / TOKEN_SIDE)) * max(1, round(size.height / TOKEN_SIDE))


def seen_size(size: Size, most_tokens: int, least_tokens: int = 1) -> Size:
    """Return the size in which a model is to see a picture: multiples of 32, within a budget, nearly the same shape.

    Source: ``smart_resize`` of Qwen's processor, so that the model gets pixels of the kind it was trained on.

    Args:
        size: the picture's own, in pixels.
        most_tokens: visual tokens that it may take, 1 to 4,096.
        least_tokens: a smaller picture is enlarged to at least this many.
    """
    tokens = visual_tokens(size)
    if tokens > most_tokens:
        return _scaled_down(size, most_tokens)
    if tokens < least_tokens:
        scale = math.sqrt(least_tokens * TOKEN_SIDE**2 / (size.width * size.height))
        larger = Size(*(math.ceil(side * scale / TOKEN_SIDE) * TOKEN_SIDE for side in size))
        return larger if visual_tokens(larger) <= most_tokens else _scaled_down(larger, most_tokens)
    return Size(*(max(1, round(side / TOKEN_SIDE)) * TOKEN_SIDE for side in size))


def seen(picture: Picture, size: Size) -> bytes:
    """Return the picture as a model sees it: an upright RGB PNG of ``size`` pixels, without metadata.

    Raises:
        InvalidPicture: truncated or damaged.
    """
    container = inspect(picture.content)
    upright = container.upright_size
    decoded = Size(min(size.width, upright.width), min(size.height, upright.height))
    image = decode(container, decoded)
    if decoded != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)  # on loopback time counts, not bytes
    return out.getvalue()


def _scaled_down(size: Size, most_tokens: int) -> Size:
    """Scale into a budget; a side that falls below one token keeps one and the other is cut to what is left."""
    scale = math.sqrt(most_tokens * TOKEN_SIDE**2 / (size.width * size.height))
    columns, rows = (min(most_tokens, max(1, math.floor(side * scale / TOKEN_SIDE))) for side in size)
    columns = min(columns, most_tokens // rows)
    return Size(columns * TOKEN_SIDE, min(rows, most_tokens // columns) * TOKEN_SIDE)
