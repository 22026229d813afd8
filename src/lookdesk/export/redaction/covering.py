"""Black boxes over parts of text lines."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Iterable

from PIL import Image, ImageDraw

from lookdesk import pictures
from lookdesk.reading.page import Cell
from lookdesk.types import Box, Picture, Point

_LATIN_WIDTHS = (0.4, 0.7)
"""How wide a Latin letter may be, in widths of a Chinese one: narrow type and wide. Both are reckoned with."""
_MARGIN = 1.0
"""Letters (Chinese ones) that are covered on either side beyond the reckoned place."""
_USUAL_LENGTHS = (0.4, 1.25)
"""Lengths of a line in letters and heights within which its letters stand evenly. Outside there are gaps: nobody can
tell where in the line a letter stands."""
_ENLARGED = 0.15
"""What a box grows by on each side, in heights of the line: OCR's boxes are tight."""
_QUALITY = 90


def box_of(cell: Cell, start: int, end: int) -> Box:
    """Return the quadrilateral that surely holds a part of a cell's text; the whole line's where it cannot be told."""
    box, text = cell.line.box, cell.text
    if cell.is_vertical or not _is_even(box, text):
        return _part(box, 0.0, 1.0)
    shares = [_shares(text, start, end, width) for width in _LATIN_WIDTHS]
    return _part(box, min(first for first, _ in shares), max(last for _, last in shares))


def covered(picture: Picture, boxes: Iterable[Box]) -> bytes:
    """Return the picture as an upright JPEG with opaque black over the boxes, without metadata."""
    image = Image.fromarray(pictures.pixels(picture)).copy()
    pen = ImageDraw.Draw(image)
    for box in boxes:
        pen.polygon(list(box.points), fill=(0, 0, 0), outline=(0, 0, 0), width=2)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, subsampling=0)  # no box bleeds into its surroundings
    return out.getvalue()


def _is_even(box: Box, text: str) -> bool:
    if box.thickness <= 0 or box.length < box.thickness:
        return False
    low, high = (sum(_widths(text, width)) * box.thickness for width in _LATIN_WIDTHS)
    return _USUAL_LENGTHS[0] * low < box.length < _USUAL_LENGTHS[1] * high


def _shares(text: str, start: int, end: int, latin: float) -> tuple[float, float]:
    widths = _widths(text, latin)
    whole = sum(widths)
    return (sum(widths[:start]) - _MARGIN) / whole, (sum(widths[:end]) + _MARGIN) / whole


def _widths(text: str, latin: float) -> list[float]:
    return [1.0 if unicodedata.east_asian_width(character) in "WF" else latin for character in text]


def _part(box: Box, first: float, last: float) -> Box:
    """Return the part of a box between two shares of its length, slightly enlarged."""
    a, b, c, d = box.points
    along, across = max(box.length, 1.0), max(box.thickness, 1.0)
    more = max(2.0, _ENLARGED * across)
    first, last = max(first, 0.0) - more / along, min(last, 1.0) + more / along
    up, down = -more / across, 1 + more / across

    def at(along_share: float, across_share: float) -> Point:
        top = Point(a.x + (b.x - a.x) * along_share, a.y + (b.y - a.y) * along_share)
        foot = Point(d.x + (c.x - d.x) * along_share, d.y + (c.y - d.y) * along_share)
        x, y = top.x + (foot.x - top.x) * across_share, top.y + (foot.y - top.y) * across_share
        return Point(x if math.isfinite(x) else 0.0, y if math.isfinite(y) else 0.0)

    return Box((at(first, up), at(last, up), at(last, down), at(first, down)))
