"""Draw digital displays, to train the reader of displays with.

Everything is made here from polygons, gradients and the fonts of this machine; no photo is used. A row is laid out in
its own frame, where digits are one unit high, and a 3 × 3 matrix carries it into the picture: size, tilt, perspective.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image, ImageDraw

from paint import (
    BUILT_IN,
    Array,
    Mask,
    Rng,
    blend,
    fonts,
    gradient,
    near,
    open_font,
    print_text,
    reflect,
)

# Which of the segments a-g (clockwise from the top, g in the middle) are lit.
SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abdeg", "3": "abcdg", "4": "bcfg", "5": "acdfg", "6": "acdefg", "7": "abc",
    "8": "abcdefg", "9": "abcdfg", "-": "g", "A": "abcefg", "C": "adef", "E": "adefg", "F": "aefg", "H": "bcefg",
    "L": "def", "P": "abefg", "U": "bcdef", "b": "cdefg", "d": "bcdeg", "n": "ceg", "o": "cdeg", "r": "eg", "t": "defg",
}  # fmt: skip
VARIANTS = {"6": "cdefg", "9": "abcfg", "7": "abcf"}
ALPHABET = "0123456789.:-ACEFHLPUbdnort"
LABELS = (
    "LITRES", "PRICE", "TOTAL", "rpm", "°C", "kWh", "m³", "kg", "V", "A", "Hz", "SET", "升", "元", "单价", "金额",
    "温度", "转速", "时间", "SYS", "DIA", "bpm", "%RH", "min", "MPa", "PUMP", "HOLD", "AC", "kPa", "功率",
)  # fmt: skip
LIT = ((255, 40, 25), (255, 60, 40), (70, 255, 90), (60, 130, 255), (255, 150, 30), (110, 255, 230), (245, 250, 255))
GLASS = (
    (165, 175, 160),
    (140, 160, 120),
    (185, 190, 190),
    (120, 125, 125),
    (70, 75, 70),
    (110, 150, 190),
    (200, 120, 60),
)


@dataclass
class Row:
    """A row of digits in a picture: its text and its quadrilateral, clockwise from the top left."""

    text: str
    quad: Array
    is_drum: bool = False


@dataclass
class Scene:
    """A drawn picture (float, 0–255, RGB) and the rows of digits in it."""

    pixels: Array
    rows: list[Row] = field(default_factory=list)


def random_text(rng: Rng) -> str:
    """Return what a display may show: a number, mostly; also a time, a negative number, a code."""
    kind = rng.random()
    digits = "".join(rng.choice(list(string.digits), int(rng.integers(1, 7))))
    if rng.random() < 0.3:
        digits = digits[: len(digits) // 2] + rng.choice(["0", "00", "8", "1", "11"]) + digits[len(digits) // 2 :]
    if kind < 0.55 and len(digits) > 1:
        place = len(digits) - int(rng.choice([1, 2, 2, 2, 3]))
        digits = digits[: max(place, 1)] + "." + digits[max(place, 1) :]
    elif kind < 0.67:
        digits = ":".join(f"{rng.integers(0, 60):02d}" for _ in range(int(rng.choice([2, 2, 3]))))
        digits = digits[1:] if digits[0] == "0" and rng.random() < 0.3 else digits
    elif kind < 0.72:
        digits = "-" + digits
    elif kind < 0.8:
        code = rng.choice(
            ["E", "E", "E", "Er", "Err", "F", "H", "L", "P", "C", "A", "d", "b", "U", "n", "t", "E-", "oFF", "on"]
        )
        digits = str(code) + digits[: int(rng.integers(0, 4))]
    return digits


@dataclass(frozen=True)
class _Shape:
    """The proportions of one maker's digits, in digit heights."""

    width: float
    pitch: float
    thick: float
    gap: float
    slant: float
    is_mitred: bool
    has_tails: bool
    dot: float
    is_round: bool

    @classmethod
    def random(cls, rng: Rng) -> _Shape:
        width = rng.uniform(0.42, 0.68)
        return cls(
            width=width, pitch=width + rng.choice([rng.uniform(0.13, 0.35), rng.uniform(0.3, 0.65)]),
            thick=rng.uniform(0.07, 0.2), gap=rng.choice([0.0, rng.uniform(0.0, 0.035)]),
            slant=rng.choice([0.0, rng.uniform(0.0, 0.22)]), is_mitred=rng.random() < 0.6,
            has_tails=rng.random() < 0.85, dot=rng.uniform(0.9, 1.5), is_round=rng.random() < 0.5,
        )  # fmt: skip

    def segment(self, name: str) -> Array:
        """Return the polygon of a segment, upright, from (0, 0) to (width, 1)."""
        w, t, g = self.width, self.thick, self.gap
        if name == "g":
            inset, tip = t * 0.75 + g, t / 4 + g
            upper = [(tip, 0.5), (inset, 0.5 - t / 2), (w - inset, 0.5 - t / 2)]
            return np.array([*upper, (w - tip, 0.5), (w - inset, 0.5 + t / 2), (inset, 0.5 + t / 2)], np.float32)
        cut = t if self.is_mitred else t * 0.35
        if name in "ad":
            points = np.array([(g, 0), (w - g, 0), (w - cut - g, t), (cut + g, t)], np.float32)
        else:
            points = np.array(
                [(0, g), (t, cut + g), (t, 0.5 - t / 2 - g), (t / 2, 0.5 - g), (0, 0.5 - t / 4 - g)], np.float32
            )
        if name in "bc":
            points[:, 0] = w - points[:, 0]
        if name in "cde":
            points[:, 1] = 1 - points[:, 1]
        return points

    def round_mark(self, x: float, y: float) -> Array:
        """Return the polygon of a dot around (x, y)."""
        r = self.thick * self.dot / 2
        if self.is_round:
            turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
            return np.stack([x + r * np.cos(turn), y + r * np.sin(turn)], 1).astype(np.float32)
        return np.array([(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)], np.float32)


@dataclass
class _Layout:
    """A row in its own frame: what is lit, what is a ghost, and where the lit part begins and ends."""

    lit: list[Array]
    ghosts: list[Array]
    left: float
    right: float
    length: float


def _lay_out(text: str, shape: _Shape, rng: Rng) -> _Layout:
    """Set the text in segments, with blank cells before it now and then."""
    lit: list[Array] = []
    ghosts: list[Array] = []
    x = 0.0
    for _ in range(int(rng.choice([0, 0, 1, 2, 3]))):
        ghosts += [shape.segment(s) + np.float32([x, 0]) for s in "abcdefg"]
        x += shape.pitch
    colon_room = rng.uniform(0.0, 0.3)
    dot_room = rng.choice([0.0, 0.0, rng.uniform(0.0, 0.25)])
    for char in text:
        start = x - (shape.pitch - shape.width)
        if char == ".":
            middle = start + (shape.pitch - shape.width) * rng.uniform(0.4, 0.55) + dot_room / 2
            lit.append(shape.round_mark(max(middle, start + shape.thick * 0.75), 1 - shape.thick / 2))
            x += dot_room
        elif char == ":":
            x += colon_room + shape.thick
            middle = (start + x) / 2
            lit += [shape.round_mark(middle, y) for y in (0.3, 0.7)]
        else:
            names = SEGMENTS[char] if shape.has_tails or char not in VARIANTS else VARIANTS[char]
            for name in "abcdefg":
                (lit if name in names else ghosts).append(shape.segment(name) + np.float32([x, 0]))
            x += shape.pitch
    for polygon in lit + ghosts:
        polygon[:, 0] += shape.slant * (0.5 - polygon[:, 1])
    xs = np.concatenate(lit)[:, 0]
    return _Layout(lit, ghosts, float(xs.min()), float(xs.max()), x - (shape.pitch - shape.width))


def _carry(matrix: Array, points: Array) -> Array:
    """Carry points of the row's frame into the picture."""
    return cv2.perspectiveTransform(points.reshape(1, -1, 2).astype(np.float32), matrix)[0]


def _fill(mask: Mask, polygons: Sequence[Array], matrix: Array, value: Callable[[], float]) -> None:
    """Draw convex polygons of the row's frame into a mask."""
    for polygon in polygons:
        points = np.round(_carry(matrix, polygon) * 16).astype(np.int32)
        cv2.fillConvexPoly(mask, points, value(), cv2.LINE_AA, 4)


def _placement(rng: Rng, digit: float, middle: tuple[float, float], centre: tuple[float, float]) -> Array:
    """Return the matrix that puts ``middle`` of the row's frame at ``centre``, with some tilt and perspective."""
    turn, shear = rng.normal(0, 0.04), rng.normal(0, 0.03)
    tall = digit * rng.uniform(0.9, 1.1)
    wide = digit * rng.uniform(0.8, 1.15)
    matrix = np.array([[wide * np.cos(turn), -tall * np.sin(turn + shear), 0],
                       [wide * np.sin(turn), tall * np.cos(turn), 0],
                       [rng.normal(0, 0.008), rng.normal(0, 0.02), 1]], np.float64)  # fmt: skip
    before = np.array([[1, 0, -middle[0]], [0, 1, -middle[1]], [0, 0, 1]], np.float64)
    after = np.array([[1, 0, centre[0]], [0, 1, centre[1]], [0, 0, 1]], np.float64)
    return after @ matrix @ before


def _rect(left: float, top: float, right: float, bottom: float) -> Array:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def draw_segments(rng: Rng, scene: Scene, digit: float, centre: tuple[float, float], is_on: bool = True) -> None:
    """Draw a display of one to three rows, lit or dark, with its glass, frame and labels; or one that is off."""
    pixels = scene.pixels
    height, width = pixels.shape[:2]
    count = int(rng.choice([1, 1, 1, 1, 2, 3]))
    shape = _Shape.random(rng)
    texts = [random_text(rng) for _ in range(count)]
    layouts = [_lay_out(text, shape, rng) for text in texts]
    scales = [1.0] + [float(rng.choice([1.0, rng.uniform(0.5, 1.0)])) for _ in range(count - 1)]
    spacing = rng.choice([rng.uniform(0.1, 0.3), rng.uniform(0.25, 0.8)])
    tops = np.concatenate([[0.0], np.cumsum([s + spacing for s in scales])])
    longest = max(layout.length * scale for layout, scale in zip(layouts, scales, strict=True))
    left, right = -rng.uniform(0.15, 1.5), longest + rng.uniform(0.12, 0.9)
    above, below = rng.uniform(0.12, 0.6, 2)
    if rng.random() < 0.3:
        left, right, above, below = -0.08, longest + 0.1, 0.08, 0.08
    matrix = _placement(rng, digit, ((left + right) / 2, tops[-1] / 2), centre)
    window = np.zeros((height, width), np.uint8)
    frame = _rect(left, -above, right, tops[-1] - spacing + below)
    _fill(window, [frame], matrix, lambda: 255)
    is_lit = rng.random() < 0.45
    glass = near(rng, rng.choice(GLASS), 18) * rng.uniform(0.25, 1.25)
    ink = glass * rng.uniform(0.0, 0.3)
    if is_lit:
        ink = near(rng, rng.choice(LIT), 12)
        glass = near(rng, (18, 15, 16), 10) * rng.uniform(0.3, 4) + ink * rng.choice([0, rng.uniform(0, 0.5)])
    _lay_glass(rng, pixels, window, glass, digit, is_lit)
    mask, faint = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    uneven = rng.uniform(0.6, 1)
    unit_ink = ink if rng.random() < 0.6 else rng.uniform(0, 255, 3)
    right_aligned = rng.random() < 0.7
    for text, layout, scale, top in zip(texts, layouts, scales, tops, strict=False):
        if not is_on:
            break
        start = longest - layout.length * scale if right_aligned else 0.0
        local = matrix @ np.array([[scale, 0, start], [0, scale, top], [0, 0, 1]])
        _fill(mask, layout.lit, local, lambda: 255 * rng.uniform(uneven, 1))
        _fill(faint, layout.ghosts, local, lambda: 255)
        scene.rows.append(Row(text, _carry(local, _rect(layout.left, 0, layout.right, 1))))
        if rng.random() < 0.25:
            place = np.array([layout.right + rng.uniform(0.08, 0.3), rng.uniform(0.5, 0.75)], np.float32)
            x, y = _carry(local, place)[0]
            unit, size = str(rng.choice(LABELS)), int(digit * scale * rng.uniform(0.15, 0.35))
            print_text(rng, pixels, unit, (x, y), size, unit_ink)
    _lay_ink(rng, pixels, (mask, faint), ink, digit, is_lit)
    reflect(rng, pixels, window)
    _print_labels(rng, pixels, matrix, window, _rect(left, 0, right, tops[-1]))


def _lay_glass(  # noqa: PLR0917
    rng: Rng, pixels: Array, window: Mask, glass: Array, digit: float, is_lit: bool
) -> None:
    """Put the pane of a display into the picture, with a frame mostly; a lit one may have none."""
    height, width = window.shape
    if rng.random() < 0.7:
        edge = cv2.dilate(window, np.ones((3, 3), np.uint8), iterations=int(rng.integers(1, 2 + int(digit / 8))))
        blend(pixels, edge, rng.uniform(0, 255, 3) * rng.uniform(0.1, 1))
    if rng.random() < 0.93:
        blend(pixels, window, glass)
        lit_from = gradient(rng, height, width, rng.uniform(0, 0.4))
        np.multiply(pixels, lit_from, out=pixels, where=window[..., None] > 0)
        np.clip(pixels, 0, 255, out=pixels)
    elif is_lit:
        pixels *= 0.25


def _lay_ink(  # noqa: PLR0917
    rng: Rng, pixels: Array, masks: tuple[Mask, Mask], ink: Array, digit: float, is_lit: bool
) -> None:
    """Colour the segments: those that are on, and faintly those that are off."""
    mask, faint = masks
    contrast = rng.uniform(0.5, 1) if is_lit else rng.choice([rng.uniform(0.25, 0.6), rng.uniform(0.5, 1)])
    ghost = rng.choice([0, rng.uniform(0, 0.12)]) * contrast
    blend(pixels, faint, ink, float(ghost))
    if is_lit and rng.random() < 0.7:
        _glow(rng, pixels, mask, ink, digit)
    blend(pixels, mask, ink, float(contrast))
    if is_lit and rng.random() < 0.4:
        blend(pixels, cv2.erode(mask, np.ones((3, 3), np.uint8)), (255, 250, 240), rng.uniform(0.2, 0.9))


def _print_labels(rng: Rng, pixels: Array, matrix: Array, window: Mask, area: Array) -> None:
    """Print names and units around a display, and now and then on its glass."""
    height, width = window.shape
    (left, _), (right, bottom) = area[0], area[2]
    digit = float(np.linalg.norm(np.diff(_carry(matrix, _rect(0, 0, 0, 1))[1:3], axis=0)))
    for _ in range(int(rng.choice([0, 1, 1, 2, 3]))):
        y = rng.choice([-1.1, bottom + 0.3, rng.uniform(-1, bottom)])
        place = _carry(matrix, np.array([rng.uniform(left, right), y], np.float32))[0]
        is_outside = not window[int(np.clip(place[1], 0, height - 1)), int(np.clip(place[0], 0, width - 1))]
        if is_outside or rng.random() < 0.2:
            size = int(digit * rng.uniform(0.2, 1.2))
            print_text(rng, pixels, str(rng.choice(LABELS)), (place[0], place[1]), size, rng.uniform(0, 255, 3))


def _glow(rng: Rng, pixels: Array, mask: Mask, ink: Array, digit: float) -> None:
    """Let lit segments shine on what is around them."""
    blurred = cv2.GaussianBlur(mask, (0, 0), max(digit * rng.uniform(0.03, 0.15), 0.5))
    pixels += blurred[..., None].astype(np.float32) / 255 * ink * np.float32(rng.uniform(0.2, 0.9))
    np.clip(pixels, 0, 255, out=pixels)


def draw_drum(rng: Rng, scene: Scene, digit: float, centre: tuple[float, float]) -> None:
    """Draw the drum counter of a meter: printed digits in windows, the decimals red."""
    pixels = scene.pixels
    height, width = pixels.shape[:2]
    count = int(rng.integers(4, 9))
    decimals = int(rng.choice([0, 1, 2, 3])) if count > 4 else 0
    digits = "".join(rng.choice(list("00123456789"), count))
    pitch, tall, wide = rng.uniform(0.75, 1.5), rng.uniform(1.15, 2.1), rng.uniform(0.62, 0.95)
    wide = min(wide, pitch * rng.uniform(0.75, 1.0))
    matrix = _placement(rng, digit, (pitch * count / 2, 0.5), centre)
    is_dark = rng.random() < 0.6
    ground = near(rng, (25, 25, 28) if is_dark else (215, 215, 205), 12) * rng.uniform(0.5, 1.15)
    ink = near(rng, (225, 225, 220) if is_dark else (25, 25, 30), 15)
    red = near(rng, (190, 25, 30), 20)
    loose, has_marks = rng.uniform(0.02, 0.14), not is_dark and rng.random() < 0.3
    red_ground = rng.random() < (0.5 if is_dark else 0.25)
    strip = np.zeros((height, width), np.uint8)
    if rng.random() < 0.6:
        _fill(
            strip,
            [_rect(-pitch * 0.3, 0.5 - tall * 0.65, pitch * (count + 0.1), 0.5 + tall * 0.65)],
            matrix,
            lambda: 255,
        )
        blend(pixels, strip, rng.uniform(0, 255, 3) * rng.uniform(0.1, 1))
    names = [
        name
        for name in fonts()
        if "Sans" in name and "CJK" not in name and "Oblique" not in name and "Italic" not in name
    ] or [BUILT_IN]
    font = open_font(str(rng.choice(names)), 64)
    box = font.getbbox("0")
    for place, char in enumerate(digits):
        is_red = place >= count - decimals
        cell = np.zeros((height, width), np.uint8)
        x = place * pitch + (pitch - wide) / 2
        _fill(cell, [_rect(x, 0.5 - tall / 2, x + wide, 0.5 + tall / 2)], matrix, lambda: 255)
        blend(pixels, cell, red if is_red and red_ground else ground)
        roll = rng.normal(0, loose) if place < count - 1 else rng.uniform(-0.3, 0.3)
        for step in (-1, 0, 1):
            canvas = Image.new("L", (96, 96))
            value = str((int(char) + step) % 10)
            ImageDraw.Draw(canvas).text(
                (48 - (box[0] + box[2]) / 2, 48 - (box[1] + box[3]) / 2), value, fill=255, font=font
            )
            size = 96 / (box[3] - box[1])
            corners = _rect(x + wide / 2 - size / 2, 0, x + wide / 2 + size / 2, 0) + np.float32(
                [[0, 0.5 - size / 2]] * 2 + [[0, 0.5 + size / 2]] * 2
            )
            corners[:, 0] = x + wide / 2 + (corners[:, 0] - x - wide / 2) * min(1.0, wide / 0.62)
            corners[:, 1] += roll + step * tall * 0.8
            warp = cv2.getPerspectiveTransform(_rect(0, 0, 96, 96), _carry(matrix, corners))
            glyph = cv2.warpPerspective(np.asarray(canvas), warp, (width, height), flags=cv2.INTER_AREA)
            blend(pixels, cv2.min(glyph, cell), red if is_red and not red_ground else ink)
        if has_marks:
            marks = np.zeros((height, width), np.uint8)
            ticks = [
                _rect(x + wide * 0.88, y, x + wide, y + 0.18) for y in np.arange(0.5 - tall / 2, 0.5 + tall / 2, 0.36)
            ]
            _fill(marks, ticks, matrix, lambda: 255)
            blend(pixels, cv2.min(marks, cell), (25, 25, 28))
    text = digits if not decimals else f"{digits[:-decimals]}.{digits[-decimals:]}"
    whole = np.zeros((height, width), np.uint8)
    _fill(whole, [_rect(-0.2, -0.4, pitch * count, 1.4)], matrix, lambda: 255)
    reflect(rng, pixels, whole)
    scene.rows.append(
        Row(text, _carry(matrix, _rect((pitch - wide) / 2, 0, pitch * count - (pitch - wide) / 2, 1)), is_drum=True)
    )
