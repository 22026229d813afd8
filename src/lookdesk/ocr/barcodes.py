"""QR and bar codes."""

from __future__ import annotations

import cv2
import numpy as np
import zxingcpp

from lookdesk.pictures import Pixels
from lookdesk.types import Box, LineSource, TextLine

LARGEST_SIDE = 2048
"""Pixels to which a larger picture is reduced: zxing searches 12 megapixels of noise for most of a second, and a code
of that size still has several pixels a module."""


def read(pixels: Pixels) -> list[TextLine]:
    """Return the content of each code, with its box. A code has a check sum: what is read is right."""
    step = -(-max(pixels.shape[:2]) // LARGEST_SIDE)
    grey = pixels[:, :, 1]  # green carries most of the brightness, and one channel is enough
    if step > 1:
        grey = np.asarray(cv2.resize(grey, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA), np.uint8)
    return [
        TextLine(text, _box(code.position, step), 1.0, LineSource.BARCODE)
        for code in zxingcpp.read_barcodes(np.ascontiguousarray(grey))
        if (text := code.text.strip())
    ]


def _box(position: zxingcpp.Position, scale: int) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return Box.of([(corner.x * scale, corner.y * scale) for corner in corners])
