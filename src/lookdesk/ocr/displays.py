"""Digital displays: seven-segment digits, LED or LCD, and the drums of meters, which text OCR hardly reads.

Two small networks of our own, trained on drawn digits by ``tools/train_digits.py``. The first looks at the whole
picture, reduced, for rows of display digits; a page without any costs no more than that look. The second reads each row
at full size, several times in slightly different cuts: only a text that stays the same scores high.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lookdesk.types import Box, LineSource, TextLine

if TYPE_CHECKING:
    import onnxruntime

Pixels = NDArray[np.uint8]
Array = NDArray[np.float32]

LOOK_SIDE = 640
"""Long side in pixels of the reduced picture that the first network sees."""
CELL = 4
"""Pixels of that picture for each value of the network's map, along either side."""
SHRINK = 0.2
"""The part of the digits' height that the map leaves out on all four sides, so that rows stay apart."""
DIGIT_ROWS = 32
"""Height in pixels of the strip that the second network reads."""
ABOVE = 0.25
"""What the strip shows above and below the digits, in digit heights."""
STEP = 4
"""Columns of the strip for each step of the second network."""
ALPHABET = "0123456789.:-ACEFHLPUbdnort"
MIN_HEAT = 0.4
MIN_ROW_HEAT = 0.55
SURE_HEAT = 0.75
MAX_ROWS = 12
MARGIN = 0.35
"""What a row's box keeps left and right of the first and the last character, in digit heights."""
HEIGHTS = (1.0, 0.8, 0.65, 0.52)
"""How high the digits may be against the box that the first network gives: it often takes in the whole pane."""
WIDE = 1.0
"""What the first cuts show left and right of a row, in digit heights, to find digits that the box left out."""
MAX_STEPS = 4
MIN_LOOK = 0.45
"""Heat times the chance of one character, below which a row is taken for no display."""
HEIGHTS_AGAIN = (0.65, 0.8, 1.0, 1.2)
BESIDE = (0.45, 0.8)
"""The cuts that vote on the text: their height against the best of the first, and what they show left and right."""
CALIBRATION = 0.7
"""Carries the agreement of the cuts to a score; 0.6 is then right in nine of ten. Source: ``tools/check_digits.py``."""
UNSURE = 0.3
"""What a reading can score at most if it is cut off, a single character, no number or code, or not what OCR reads."""
SURE_WORD = 0.8
_WORD = re.compile(r"[^\W\d_]{2}")
_NUMBER = re.compile(r"[-\d.:,\s]{2,10}")
_READING = re.compile(r"-?\d+([.:]\d+)*|[A-Zb-t]{1,3}-?\d{0,4}")


@dataclass(frozen=True)
class _Row:
    """A place that looks like a row of display digits: its box in the picture, and how much so (0–1)."""

    quad: Array
    heat: float
    figures: str = ""
    """What text OCR read there, where it read figures: digits only."""


@dataclass(frozen=True)
class _Reading:
    """What one cut says: the text, its probability, and where in the strip (0–1) the characters begin and end."""

    text: str
    chance: float
    begin: float
    end: float

    @property
    def chance_each(self) -> float:
        """The probability of one character, on average; 0 where none was seen."""
        return float(self.chance ** (1 / len(self.text))) if self.text else 0.0


def read_displays(pixels: Pixels, lines: Sequence[TextLine]) -> list[TextLine]:
    """Read the digital displays in a picture.

    Args:
        pixels: height × width × 3, RGB, upright.
        lines: what text OCR found; words that it is sure of are not looked at again.

    Returns:
        One line for each row of digits, top to bottom. A score of 0.6 or more means that the text can be relied on; a
        lower one that digits stand there, but may well be others.
    """
    words = [line for line in lines if line.score >= SURE_WORD and _WORD.search(line.text)]
    numbers = [line for line in lines if line.score >= SURE_WORD and _NUMBER.fullmatch(line.text.strip())]
    found: list[TextLine] = []
    for row in _find_rows(pixels, numbers):
        if any(_holds(_floats(word.box.points), row.quad) for word in words):
            continue
        line = _read_row(pixels, row)
        if line and not any(_holds(_floats(other.box.points), _floats(line.box.points)) for other in found):
            found.append(line)
    return found


def look_at(pixels: Pixels) -> tuple[Array, float]:
    """Return what the first network sees, 1 × 4 × height × width, and the scale of it to the picture."""
    height, width = pixels.shape[:2]
    scale = min(1.0, LOOK_SIDE / max(height, width))
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    step = max(1, max(height, width) // (2 * LOOK_SIDE))  # skipping pixels first costs a third at 12 megapixels
    small = cv2.resize(pixels[::step, ::step], size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    padded = np.zeros((-(-size[1] // 32) * 32, -(-size[0] // 32) * 32, 4), np.float32)
    padded[: size[1], : size[0], :3] = small - 0.5
    padded[: size[1], : size[0], 3] = _evened(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), 31)
    return padded.transpose(2, 0, 1)[None], scale


def cut_strip(pixels: Pixels, quad: Array, beside: float) -> Array:
    """Return what the second network reads of a row: 4 × 32 × width.

    Args:
        pixels: the picture.
        quad: the corners of the row, clockwise from the top left, in pixels.
        beside: how much to show left and right of the row, in digit heights.
    """
    a, b, c, d = quad.astype(np.float32)
    digit = max(float(np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2, 4.0)
    along = (b - a + c - d) / 2
    length = max(float(np.linalg.norm(along)), 1.0)
    along *= beside * digit / length
    up, down = (a - d) * ABOVE, (c - b) * ABOVE
    corners = np.stack([a - along + up, b + along - down, c + along + down, d - along - up])
    left, top = np.maximum(np.floor(corners.min(0)).astype(int) - 2, 0)
    right, bottom = np.minimum(np.ceil(corners.max(0)).astype(int) + 3, pixels.shape[1::-1])
    part: NDArray[Any] = pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    corners = corners - _floats([left, top])
    tall = DIGIT_ROWS / (1 + 2 * ABOVE)
    scale = 1.5 * tall / digit
    if scale < 1:
        size = (max(round(part.shape[1] * scale), 1), max(round(part.shape[0] * scale), 1))
        corners *= _floats([size[0] / part.shape[1], size[1] / part.shape[0]])
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    width = int(np.clip(round((length / digit + 2 * beside) * tall / 8) * 8, 24, 640))
    target = _floats([(0, 0), (width, 0), (width, DIGIT_ROWS), (0, DIGIT_ROWS)])
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    strip = (
        cv2.warpPerspective(part, warp, (width, DIGIT_ROWS), borderMode=cv2.BORDER_REPLICATE).astype(np.float32) / 255
    )
    luma = cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY)
    colour = (strip - strip.mean()) / (float(luma.std()) + 0.02)
    return np.concatenate([colour, _evened(luma, 25)[..., None]], 2).transpose(2, 0, 1)


def _floats(values: Sequence[Any]) -> Array:
    return np.array(values, np.float32)


def _evened(luma: NDArray[Any], window: int) -> Array:
    """Return brightness relative to its surroundings, so that shade and reflections matter less."""
    mean = cv2.blur(luma, (window, window))
    spread = cv2.blur(luma * luma, (window, window)) - mean * mean
    return np.asarray((luma - mean) / (np.sqrt(np.maximum(spread, 0)) + 0.02), np.float32)


def _find_rows(pixels: Pixels, numbers: Sequence[TextLine]) -> list[_Row]:
    """Find places that look like rows of display digits, from the warmest down to ``MAX_ROWS``, in order from the top.

    Args:
        pixels: the picture.
        numbers: where text OCR is sure of figures; less heat will do there.
    """
    seen, scale = look_at(pixels)
    heat = _session("display_rows.onnx").run(None, {"picture": seen})[0][0].max(0)
    rows = []
    boxes = [_floats(line.box.points) for line in numbers]
    for line, quad in zip(numbers, boxes, strict=True):
        inside = np.zeros(heat.shape, np.uint8)
        cv2.fillConvexPoly(inside, np.round(quad * (scale / CELL)).astype(np.int32), 1)
        warmth = float(heat[inside > 0].max(initial=0.0))
        if warmth >= MIN_HEAT:
            rows.append(_Row(quad, warmth, re.sub(r"\D", "", line.text)))
    outlines, _ = cv2.findContours((heat > MIN_HEAT).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        inside = np.zeros(heat.shape, np.uint8)
        cv2.drawContours(inside, [outline], 0, 1, -1)
        warmth = float(heat[inside > 0].mean())
        quad = _row_box(outline.reshape(-1, 2)) * (CELL / scale)
        if warmth >= MIN_ROW_HEAT and not any(_holds(box, quad) for box in boxes):
            rows.append(_Row(quad, warmth))
    rows.sort(key=lambda row: -row.heat)
    return sorted(rows[:MAX_ROWS], key=lambda row: float(row.quad[:, 1].min()))


def _row_box(outline: NDArray[np.int32]) -> Array:
    """Return the box of the digits whose shrunken row has this outline, clockwise from the top left."""
    (x, y), (length, digit), turn = cv2.minAreaRect(outline.astype(np.float32))
    if turn > 45:
        length, digit, turn = digit, length, turn - 90
    length, digit = length + 1, digit + 1
    if length < digit * 1.5 or abs(turn) > 30:
        left, top, wide, tall = cv2.boundingRect(outline)
        x, y, length, digit, turn = left + (wide - 1) / 2, top + (tall - 1) / 2, wide, tall, 0.0
    digit /= 1 - 2 * SHRINK
    length += 2 * SHRINK * digit
    along = _floats([np.cos(np.radians(turn)), np.sin(np.radians(turn))]) * length / 2
    down = _floats([-np.sin(np.radians(turn)), np.cos(np.radians(turn))]) * digit / 2
    middle = _floats([x + 0.5, y + 0.5])
    return np.stack([middle - along - down, middle + along - down, middle + along + down, middle - along + down])


def _read_row(pixels: Pixels, row: _Row) -> TextLine | None:
    """Read a row in several cuts; return the text that most agree on, if any, and how sure that is."""
    starts = [_taller(row.quad, tall) for tall in HEIGHTS]
    looks = [_recognise(cut_strip(pixels, quad, WIDE)) for quad in starts]
    best = max(range(len(looks)), key=lambda place: looks[place].chance_each)
    quad, look = starts[best], looks[best]
    if look.chance_each * row.heat < MIN_LOOK:
        return None
    for _ in range(MAX_STEPS):
        if not look.text:
            return None
        quad, before = _between(quad, look), look.text
        look = _recognise(cut_strip(pixels, quad, WIDE))
        if look.text == before:
            break
    cuts = [(_taller(quad, tall), beside) for tall in HEIGHTS_AGAIN for beside in BESIDE]
    readings = [_recognise(cut_strip(pixels, cut, beside)) for cut, beside in cuts]
    chances: dict[str, list[float]] = {}
    for reading in readings:
        chances.setdefault(reading.text, []).append(reading.chance)
    text = max(chances, key=lambda text: sum(chances[text]))
    if not text:
        return None
    quad = max(zip(readings, cuts, strict=True), key=lambda pair: (pair[0].text == text) * pair[0].chance)[1][0]
    score = (_agreement(chances, text) * min(1.0, row.heat / SURE_HEAT)) ** CALIBRATION
    differs = bool(row.figures) and re.sub(r"\D", "", text) != row.figures
    if not _READING.fullmatch(text) or len(text) == 1 or differs or _is_cut_off(quad, pixels.shape[1]):
        score = min(score, UNSURE)
    return TextLine(text, Box.of(quad.tolist()), round(score, 3), LineSource.DISPLAY)


def _agreement(chances: dict[str, list[float]], text: str) -> float:
    """Return how sure the better half of the cuts is of a text, less what speaks for others."""
    everything = sum(sum(of_text) for of_text in chances.values())
    half = len(HEIGHTS_AGAIN) * len(BESIDE) // 2
    return sum(sorted(chances[text])[-half:]) / half * sum(chances[text]) / everything


def _is_cut_off(quad: Array, width: int) -> bool:
    """Tell whether a row's characters reach the picture's left or right edge: there may be more than are seen."""
    margin = MARGIN * float(np.linalg.norm(quad[3] - quad[0]))
    return bool(quad[:, 0].min() < -margin or quad[:, 0].max() > width + margin)


def _taller(quad: Array, factor: float) -> Array:
    """Return the quadrilateral with its height changed around its middle line."""
    a, b, c, d = quad
    left, right = (a + d) / 2, (b + c) / 2
    return np.stack(
        [
            left + (a - left) * factor,
            right + (b - right) * factor,
            right + (c - right) * factor,
            left + (d - left) * factor,
        ]
    )


def _between(quad: Array, reading: _Reading) -> Array:
    """Return where in a quadrilateral and its ``WIDE`` surroundings the characters were seen."""
    a, b, c, d = quad
    digit = float(np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2
    length = max(float(np.linalg.norm(b - a)), 1.0)
    begin, end = (
        (place * (length + 2 * WIDE * digit) - WIDE * digit) / length for place in (reading.begin, reading.end)
    )
    return np.stack([a + (b - a) * begin, a + (b - a) * end, d + (c - d) * end, d + (c - d) * begin])


def _recognise(strip: Array) -> _Reading:
    """Read a strip: its best text, the probability of the path that says so, and where it begins and ends."""
    chances = _session("display_digits.onnx").run(None, {"strip": strip[None]})[0][0]
    best = chances.argmax(1)
    steps = [step for step, name in enumerate(best) if name and (step == 0 or name != best[step - 1])]
    text = "".join(ALPHABET[best[step] - 1] for step in steps)
    chance = float(np.exp(np.log(np.maximum(chances.max(1), 1e-6)).sum()))
    seen = np.flatnonzero(best)
    margin = MARGIN * DIGIT_ROWS / (1 + 2 * ABOVE) / STEP
    begin, end = (seen[0] - margin, seen[-1] + 1 + margin) if len(seen) else (0, len(best))
    return _Reading(text, chance, max(float(begin) / len(best), 0.0), min(float(end) / len(best), 1.0))


def _holds(outer: Array, inner: Array) -> bool:
    """Tell whether a quadrilateral holds the middle of another one that is not much larger."""
    x, y = inner.mean(0)
    is_inside = cv2.pointPolygonTest(outer, (float(x), float(y)), False) >= 0
    return bool(is_inside and cv2.contourArea(outer) > 0.4 * cv2.contourArea(inner))


@lru_cache(maxsize=2)
def _session(name: str) -> onnxruntime.InferenceSession:
    """Return a network, loaded once; its runs may overlap."""
    import onnxruntime  # noqa: PLC0415 - heavy; only whoever reads pictures pays for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        files("lookdesk.ocr").joinpath("models", name).read_bytes(), options, providers=["CPUExecutionProvider"]
    )
