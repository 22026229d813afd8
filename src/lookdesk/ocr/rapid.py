"""Reads text lines with RapidOCR and the PP-OCRv6 models of its wheel."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lookdesk import pictures
from lookdesk.ocr import barcodes, direction, displays, second_look
from lookdesk.pictures import Pixels
from lookdesk.types import Box, Picture, TextLine

if TYPE_CHECKING:
    from rapidocr import RapidOCR

LOWEST_SCORE = 0.05
"""Lines below are noise. Those between here and 0.6 are kept: they say that there is text which cannot be read."""
MAX_ASPECT = 8
"""Height : width of the narrowest picture that is read as it is; the same bound that RapidOCR has for wide ones."""
SURE = 0.6
"""The score from which a reading of a display can be relied on. Source: ``displays.read_displays``."""


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
        """Return the text lines of a picture: printed and written text, displays, and the content of bar codes."""
        with self._lock:
            pixels = pictures.pixels(picture)
            with ThreadPoolExecutor(1, "lookdesk-barcodes") as beside:  # one core is idle while boxes are drawn
                codes = beside.submit(barcodes.read, pixels)
                lines = second_look.improve(pixels, self._look(pixels), self._look, self._recognise)
                return (*_with_displays(lines, displays.read_displays(pixels, lines)), *codes.result())

    def _look(self, pixels: Pixels) -> list[TextLine]:
        """Find and read the text lines of a picture."""
        from rapidocr.utils.process_img import map_boxes_to_original  # noqa: PLC0415 - loads with the engine

        engine = self._loaded()
        image, scaling = engine.preprocess_img(_widened(pixels))
        found, turned, read, _ = engine.run_ocr_steps(np.ascontiguousarray(image[:, :, ::-1]), scaling)
        if found.boxes is None or read.txts is None or turned.cls_res is None:
            return []
        boxes = map_boxes_to_original(found.boxes, scaling, *pixels.shape[:2])
        lines = [
            direction.Seen(TextLine(text, Box.of(box), float(score)), is_turned=label == "180")
            for box, text, score, (label, _) in zip(boxes, read.txts, read.scores, turned.cls_res, strict=True)
            if text.strip() and score >= LOWEST_SCORE
        ]
        return direction.set_upright(lines)

    def _recognise(self, strips: list[Pixels]) -> list[tuple[str, float]]:
        """Read strips that hold one line each."""
        read = self._loaded().recognize_txt([np.ascontiguousarray(strip[:, :, ::-1]) for strip in strips])
        return [(text, float(score)) for text, score in zip(read.txts or (), read.scores or (), strict=True)]

    def _loaded(self) -> RapidOCR:
        if self._engine is None:
            from rapidocr import RapidOCR  # noqa: PLC0415 - a second to import

            engine = RapidOCR(params={"Global.log_level": "error", "Global.text_score": LOWEST_SCORE})
            blank = np.full((32, 32, 3), 255, np.uint8)
            engine(blank)  # each model loads when it is first used
            engine.cls_and_rotate([blank])
            engine.recognize_txt([blank])
            self._engine = engine
        return self._engine


def _widened(image: Pixels) -> Pixels:
    """Give a tall and narrow picture an edge on its right.

    RapidOCR enlarges the shorter side to 736 pixels: of 16 × 800 it would make 736 × 36,800. It pads low and wide ones.
    """
    height, width = image.shape[:2]
    more = max(0, height // MAX_ASPECT - width)
    return np.pad(image, ((0, 0), (0, more), (0, 0)), mode="edge") if more else image


def _with_displays(lines: list[TextLine], shown: list[TextLine]) -> list[TextLine]:
    """Put displays in the place of the text lines that they are surer of, or that read nothing there."""
    kept = []
    for display in shown:
        held = [line for line in lines if second_look.covers(display.box, line.box)]
        read = [line for line in held if line.score >= SURE and any(map(str.isdigit, line.text))]
        if any(line.text.strip() == display.text for line in read):
            kept.append(replace(display, score=max(line.score for line in read)))  # two readers agree
        elif display.score >= SURE or all(line.text.strip() in display.text for line in read):  # nothing, or a part
            kept.append(display)
    return [line for line in lines if not any(second_look.covers(each.box, line.box) for each in kept)] + kept
