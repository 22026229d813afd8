"""Reads text lines with RapidOCR and the PP-OCRv6 models of its wheel."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from lookdesk import pictures
from lookdesk.types import Box, Picture, TextLine

if TYPE_CHECKING:
    from rapidocr import RapidOCR

LOWEST_SCORE = 0.05
"""Lines below are noise. Those between here and 0.6 are kept: they say that there is text which cannot be read."""


class RapidOCRReader:
    """PP-OCRv6 small, on the CPU; loaded once and shared by all threads."""

    name = "rapidocr"

    def __init__(self) -> None:
        self._lock = threading.Lock()  # one read at a time: it takes all cores, and two would double the peak memory
        self._engine: RapidOCR | None = None

    def load(self) -> None:
        """Load the models; the second time at once."""
        with self._lock:
            self._loaded()

    def read(self, picture: Picture) -> tuple[TextLine, ...]:
        """Return the text lines of a picture in reading order."""
        with self._lock:
            return tuple(self._look(pictures.pixels(picture)))

    def _look(self, pixels: pictures.Pixels) -> list[TextLine]:
        seen = self._loaded()(np.ascontiguousarray(pixels[:, :, ::-1]))
        if seen.boxes is None:
            return []
        return [
            TextLine(text, Box.of(box), float(score))
            for box, text, score in zip(seen.boxes, seen.txts, seen.scores, strict=True)
        ]

    def _loaded(self) -> RapidOCR:
        if self._engine is None:
            from rapidocr import RapidOCR  # noqa: PLC0415 - a second to import

            self._engine = RapidOCR(params={"Global.log_level": "error", "Global.text_score": LOWEST_SCORE})
        return self._engine
