"""What people see of a picture: thumbnails, crops with their box, and all boxes drawn. None carries metadata."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable

from PIL import Image, ImageDraw

from lookdesk.errors import InvalidInput
from lookdesk.pictures.containers import inspect
from lookdesk.pictures.rasters import decode, fitted
from lookdesk.types import Box, Picture, Size

_BOX_COLOUR = (230, 0, 90)
_CROP_WITHIN = Size(1600, 1600)
_LEAST_MARGIN = 24
"""Pixels of surroundings that a crop shows at least on each side, where the picture has them."""


def thumbnail(picture: Picture, side: int = 256) -> bytes:
    """Return a JPEG of at most ``side`` pixels a side, without metadata."""
    return _jpeg(decode(inspect(picture.content), fitted(picture.size, Size(side, side))))


def crop(picture: Picture, box: Box, margin: float = 1.0) -> bytes:
    """Return a JPEG of a box and its surroundings with the box's quadrilateral drawn, without metadata.

    Args:
        picture: the picture.
        box: in pixels of the upright picture; what lies outside is left out.
        margin: the surroundings on each side, in thicknesses of the box (its letters' height).

    Raises:
        InvalidInput: the box lies outside the picture.
    """
    if not all(math.isfinite(value) for point in box.points for value in point):
        raise InvalidInput("The box is not made of finite numbers.", hint=f"The picture has {picture.size} pixels.")
    if box.right <= 0 or box.bottom <= 0 or box.left >= picture.size.width or box.top >= picture.size.height:
        raise InvalidInput("The box lies outside the picture.", hint=f"The picture has {picture.size} pixels.")
    pad = max(_LEAST_MARGIN, margin * box.thickness)
    left, top = max(0, math.floor(box.left - pad)), max(0, math.floor(box.top - pad))
    right = min(picture.size.width, math.ceil(box.right + pad))
    bottom = min(picture.size.height, math.ceil(box.bottom + pad))
    part = decode(inspect(picture.content), picture.size).crop((left, top, right, bottom))
    size = fitted(Size(*part.size), _CROP_WITHIN)
    scale = size.width / part.width
    part = part.resize(size, Image.Resampling.LANCZOS)
    _draw(part, [Box.of([((x - left) * scale, (y - top) * scale) for x, y in box.points])])
    return _jpeg(part)


def drawn(picture: Picture, boxes: Iterable[Box]) -> bytes:
    """Return a PNG of the whole picture with all boxes drawn, without metadata."""
    image = decode(inspect(picture.content), picture.size)
    _draw(image, boxes)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _draw(image: Image.Image, boxes: Iterable[Box]) -> None:
    pen = ImageDraw.Draw(image)
    width = max(2, round(max(image.size) / 400))
    for box in boxes:
        pen.line([*box.points, box.points[0], box.points[1]], fill=_BOX_COLOUR, width=width, joint="curve")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
