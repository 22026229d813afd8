"""A second look where the first is poor: single lines at full size, dark or sparse pictures brightened and enlarged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from lookdesk.pictures import Pixels
from lookdesk.types import Box, Point, TextLine

Look = Callable[[Pixels], list[TextLine]]
Recognise = Callable[[list[Pixels]], list[tuple[str, float]]]

POOR_SCORE = 0.85
"""Lines below are read once more, enlarged from the original pixels."""
STRIP_HEIGHT = 64
"""Pixels of an enlarged strip; the recogniser works on 48, so that it shrinks them a little."""
MOST_STRIPS = 40
"""Lines read once more on one page; a page with more is no text, or hopeless."""

DARK = 110
"""The brightness, 0–255, that one pixel in 500 exceeds, below which a picture is dark: paper is brighter."""
FLAT = 90
"""The distance between the darkest and the brightest pixel in 500 below which a picture has little contrast."""
BLANK = 12
"""The same distance below which there is nothing to be seen but noise."""
FEW_LETTERS = 20
"""A page with fewer legible letters may hide more: its picture is looked at once more, brightened and enlarged."""
POOR_SHARE = 0.25
"""The share of letters in poor lines from which the whole page is looked at once more."""
ENLARGED_SIDE = 1600
"""The long side, in pixels, to which small pictures are enlarged; RapidOCR scales larger than 2,000 down."""
MOST_ENLARGED = 2.5
"""Enlarging further only blurs."""
BETTER = 0.05
"""How much surer a line of the second look must be to replace one of the first."""


def improve(pixels: Pixels, lines: list[TextLine], look: Look, recognise: Recognise) -> list[TextLine]:
    """Return the lines of the first look, bettered where they were poor.

    Args:
        pixels: the upright picture.
        lines: what the first look saw.
        look: finds and reads lines in any picture.
        recognise: reads strips that hold one line each.
    """
    if _needs_enhancing(pixels, lines):
        enhanced, scale = _enhanced(pixels)
        lines = _merged(lines, [_scaled(line, 1 / scale) for line in look(enhanced)])
    return _reread(pixels, lines, recognise)


def covers(outer: Box, inner: Box) -> bool:
    """Tell whether most of a box lies in another."""
    across = min(outer.right, inner.right) - max(outer.left, inner.left)
    down = min(outer.bottom, inner.bottom) - max(outer.top, inner.top)
    area = max(1.0, (inner.right - inner.left) * (inner.bottom - inner.top))
    return across > 0 and down > 0 and across * down > 0.5 * area


def _needs_enhancing(pixels: Pixels, lines: Sequence[TextLine]) -> bool:
    low, high = np.percentile(pixels[::16, ::16, 1], (0.2, 99.8))
    if not lines and high - low < BLANK:
        return False
    letters = sum(len(line.text) for line in lines)
    poor = sum(len(line.text) for line in lines if line.score < POOR_SCORE)
    if letters - poor < FEW_LETTERS or poor > POOR_SHARE * letters:
        return True
    return bool(high < DARK or high - low < FLAT)


def _enhanced(pixels: Pixels) -> tuple[Pixels, float]:
    """Return the picture with local contrast evened out, enlarged if small, and the enlargement."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    lab[:, :, 0] = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(lab[:, :, 0])
    even = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
    scale = min(MOST_ENLARGED, ENLARGED_SIDE / max(pixels.shape[:2]))
    if scale <= 1:
        return np.asarray(even, np.uint8), 1.0
    return np.asarray(cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8), scale


def _merged(first: Sequence[TextLine], second: Sequence[TextLine]) -> list[TextLine]:
    """Return the surer of the lines that stand at the same place, and all others."""
    kept = list(first)
    for line in second:
        same = [old for old in kept if covers(old.box, line.box) or covers(line.box, old.box)]
        seen, was = line.score * len(line.text), sum(old.score * len(old.text) for old in same)
        is_surer = not same or (line.score > max(old.score for old in same) + BETTER and seen > 0.7 * was)
        is_longer = bool(same) and line.score > POOR_SCORE and seen > 1.3 * was
        if is_surer or is_longer:
            at = min((kept.index(old) for old in same), default=len(kept))
            kept = [old for old in kept if old not in same]
            kept.insert(min(at, len(kept)), line)
    return kept


def _reread(pixels: Pixels, lines: Sequence[TextLine], recognise: Recognise) -> list[TextLine]:
    """Read poor lines once more, cut from the original pixels: the first look may have seen a reduced picture."""
    poor = [line for line in lines if line.score < POOR_SCORE and line.box.length > line.box.thickness][:MOST_STRIPS]
    if not poor:
        return list(lines)
    better = {}
    for line, (text, score) in zip(poor, recognise([_strip(pixels, line.box) for line in poor]), strict=True):
        if text.strip() and score > line.score + BETTER:
            better[line] = replace(line, text=text, score=score)
    return [better.get(line, line) for line in lines]


def _strip(pixels: Pixels, box: Box) -> Pixels:
    """Cut a line out, set it level and scale it to the strip's height, with a little air around."""
    air = 0.12 * box.thickness
    width = max(1, round((box.length + 2 * air) * STRIP_HEIGHT / (box.thickness + 2 * air)))
    corners = np.array(_widened(box, air), np.float32)
    target = np.array([(0, 0), (width, 0), (width, STRIP_HEIGHT), (0, STRIP_HEIGHT)], np.float32)
    turn = cv2.getPerspectiveTransform(corners, target)
    strip = cv2.warpPerspective(
        pixels, turn, (width, STRIP_HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(strip, np.uint8)


def _widened(box: Box, air: float) -> list[Point]:
    """Move each corner outwards along both sides of the box."""
    a, b, c, d = (np.array(point) for point in box.points)
    along = (b - a) / max(1e-6, float(np.linalg.norm(b - a))) * air
    across = (d - a) / max(1e-6, float(np.linalg.norm(d - a))) * air
    return [Point(*p) for p in (a - along - across, b + along - across, c + along + across, d - along + across)]


def _scaled(line: TextLine, by: float) -> TextLine:
    return replace(line, box=Box.of([(point.x * by, point.y * by) for point in line.box.points]))
