"""QR and bar codes."""

from __future__ import annotations

import zxingcpp

from lookdesk.pictures import Pixels
from lookdesk.types import Box, LineSource, TextLine


def read(pixels: Pixels) -> list[TextLine]:
    """Return the content of each code, with its box. A code has a check sum: what is read is right."""
    grey = pixels[:, :, 1].copy()  # green carries most of the brightness, and one channel is enough
    return [
        TextLine(text, _box(code.position), 1.0, LineSource.BARCODE)
        for code in zxingcpp.read_barcodes(grey)
        if (text := code.text.strip())
    ]


def _box(position: zxingcpp.Position) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return Box.of([(corner.x, corner.y) for corner in corners])
