"""A page: the text lines of one picture, levelled, with their neighbours."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from lookdesk.types import LineSource, TextLine

LEGIBLE_SCORE = 0.6
"""Below this score a line's text is not to be relied on. Chosen a little above the 0.5
below which RapidOCR drops lines by default."""
FEWEST_SLOPES = 6
"""Neighbours on rows that it takes to tell how the rows of a page slope."""
LEAST_SLOPE = 0.015
"""The slope (down : across) below which rows count as level: a third of a letter's height over 20 letters."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A text line on the levelled page: its text with width folded, and where it stands, in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    line: TextLine = field(repr=False)

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        """The vertical centre."""
        return (self.top + self.bottom) / 2

    @property
    def is_legible(self) -> bool:
        return self.line.score >= LEGIBLE_SCORE

    @property
    def is_vertical(self) -> bool:
        """Whether the text runs from top to bottom."""
        return self.height > 1.8 * self.width and len(self.text) > 1


@dataclass(frozen=True, eq=False)
class Page:
    """The cells of one picture, and how they stand to each other."""

    number: int
    width: int
    height: int
    lines: tuple[TextLine, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All cells in reading order."""
        cells = _settled([_level(line, self._angle, self._shift) for line in self.lines if line.text.strip()])
        return tuple(cell for row in _rows(cells) for cell in row)

    @property
    def level_width(self) -> int:
        """The page's width as its text runs, in pixels: the picture's height where it lies on its side."""
        return self.height if _quarters(self._angle) % 2 else self.width

    @property
    def level_height(self) -> int:
        """The page's height as its text runs, in pixels."""
        return self.width if _quarters(self._angle) % 2 else self.height

    @cached_property
    def _angle(self) -> float:
        return _direction(self.lines)

    @property
    def _shift(self) -> tuple[float, float]:
        """What brings the turned page's top left corner back to (0, 0)."""
        return ((0, 0), (0, self.width), (self.width, self.height), (self.height, 0))[_quarters(self._angle) % 4]

    @cached_property
    def written(self) -> tuple[Cell, ...]:
        """The cells without those that repeat a bar code's content."""
        return tuple(cell for cell in self.cells if cell.line.source is not LineSource.BARCODE)

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The legible text by rows, top to bottom, each from left to right."""
        return tuple(tuple(row) for row in _rows([cell for cell in self.written if cell.is_legible]))

    @cached_property
    def text_height(self) -> float:
        """The usual height of a line, in pixels."""
        return median(cell.height for cell in self.cells) if self.cells else 1.0

    @cached_property
    def stacked(self) -> tuple[Cell, ...]:
        """Names set in two lines, one above the other (发票 / 号码), as one cell each."""
        short = [cell for cell in self.written if re.fullmatch(r"[一-鿿]{2,4}", cell.text)]
        return tuple(
            Cell(
                upper.text + lower.text, upper.left, upper.top, max(upper.right, lower.right), lower.bottom, upper.line
            )
            for upper in short
            for lower in short
            if abs(upper.left - lower.left) < 0.5 * upper.height
            and 0 < lower.middle - upper.middle < 1.3 * upper.height
        )

    @cached_property
    def writes_decimals(self) -> bool:
        """Are amounts written with decimals here? Then a bare integer is none."""
        return sum(bool(re.search(r"\d[.,]\d{2}(?!\d)", cell.text)) for cell in self.written) >= 3

    def right_of(self, cell: Cell) -> list[Cell]:
        """Return the cells on the same row to the right, nearest first."""
        return sorted(
            (
                other
                for other in self.written
                if other is not cell and _same_row(cell, other) and other.left > cell.right - 0.6 * cell.height
            ),
            key=lambda other: other.left,
        )

    def left_of(self, cell: Cell) -> list[Cell]:
        """Return the cells on the same row to the left, nearest first."""
        return sorted(
            (
                other
                for other in self.written
                if other is not cell and _same_row(cell, other) and other.right < cell.left + 0.6 * cell.height
            ),
            key=lambda other: -other.right,
        )

    def before(self, cell: Cell) -> tuple[Cell, ...]:
        """Return the cell right before a cell on its row; empty where it is the first."""
        return self._before.get(id(cell), ())

    @cached_property
    def _before(self) -> dict[int, tuple[Cell, ...]]:
        rows = _rows(self.written)
        return {id(cell): (left,) for row in rows for left, cell in pairwise(row)}

    def below(self, cell: Cell, reach: float = 3.0) -> list[Cell]:
        """Return the cells in the same column below, nearest first.

        Args:
            cell: where to start.
            reach: how far to look, in heights of the larger of the two cells.
        """
        return sorted(
            (
                other
                for other in self.written
                if other.middle > cell.bottom - 0.2 * cell.height
                and other.top - cell.bottom < reach * max(cell.height, other.height)
                and _same_column(cell, other)
            ),
            key=lambda other: other.top - cell.bottom + 0.2 * abs(other.left - cell.left),
        )

    def above(self, cell: Cell, reach: float = 3.0) -> list[Cell]:
        """Return the cells in the same column above, nearest first."""
        return sorted(
            (
                other
                for other in self.written
                if other.middle < cell.top + 0.2 * cell.height
                and cell.top - other.bottom < reach * max(cell.height, other.height)
                and _same_column(cell, other)
            ),
            key=lambda other: cell.top - other.bottom + 0.2 * abs(other.left - cell.left),
        )


def distance(a: Cell, b: Cell) -> float:
    """Return the gap between two cells in pixels: 0 where they touch."""
    across = max(a.left - b.right, b.left - a.right, 0)
    down = max(a.top - b.bottom, b.top - a.bottom, 0)
    return math.hypot(across, down)


def _quarters(angle: float) -> int:
    """Return how many quarter turns clockwise an angle in degrees is nearest to."""
    return round(angle / 90)


def _direction(lines: Sequence[TextLine]) -> float:
    """Return the direction of most text in degrees: the median in the quarter where most letters run."""
    running = [line for line in lines if line.box.length > 2 * line.box.thickness]
    letters = Counter[int]()
    for line in running:
        letters[_quarters(line.box.angle) % 4] += len(line.text)
    if not letters:
        return 0.0
    quarter = letters.most_common(1)[0][0]
    turned = [(line.box.angle - 90 * quarter + 180) % 360 - 180 for line in running]
    return 90 * quarter + median(angle for angle in turned if abs(angle) <= 45)


def _level(line: TextLine, angle: float, shift: tuple[float, float]) -> Cell:
    """Turn a line by ``-angle`` about the picture's corner, and lay a rectangle of its own measures there."""
    box, turn = line.box, math.radians(-angle)
    x = box.center.x * math.cos(turn) - box.center.y * math.sin(turn) + shift[0]
    y = box.center.x * math.sin(turn) + box.center.y * math.cos(turn) + shift[1]
    across, down = box.length / 2, box.thickness / 2
    if _quarters(box.angle - angle) % 2:
        across, down = down, across
    text = " ".join(unicodedata.normalize("NFKC", line.text).split())
    return Cell(text, x - across, y - down, x + across, y + down, line)


def _settled(cells: Sequence[Cell]) -> list[Cell]:
    """Undo the slope that rows keep after levelling: boxes of short words lie flat even where their rows do not."""
    slopes = []
    ordered = sorted(cells, key=lambda cell: cell.middle)
    middles = [cell.middle for cell in ordered]
    for cell in cells:
        near = ordered[
            bisect_left(middles, cell.middle - cell.height) : bisect_right(middles, cell.middle + cell.height)
        ]
        beside = [
            b for b in near if b.left > cell.right and abs(b.middle - cell.middle) < 0.6 * min(b.height, cell.height)
        ]
        if beside:
            next_one = min(beside, key=lambda b: b.left)
            slopes.append(
                (next_one.middle - cell.middle) * 2 / (next_one.left + next_one.right - cell.left - cell.right)
            )
    slope = median(slopes) if len(slopes) >= FEWEST_SLOPES else 0.0
    if abs(slope) < LEAST_SLOPE:
        return list(cells)
    return [_lowered(cell, -slope * (cell.left + cell.right) / 2) for cell in cells]


def _lowered(cell: Cell, by: float) -> Cell:
    return replace(cell, top=cell.top + by, bottom=cell.bottom + by)


def _same_row(a: Cell, b: Cell) -> bool:
    return abs(a.middle - b.middle) < 0.55 * min(a.height, b.height)


def _same_column(a: Cell, b: Cell) -> bool:
    shared = min(a.right, b.right) - max(a.left, b.left)
    return shared > 0.3 * min(a.width, b.width) or abs(a.left - b.left) < a.height


def _rows(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Group cells that stand side by side."""
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell.middle):
        fitting = [row for row in rows[-4:] if _same_row(row[-1], cell)]
        if fitting:
            fitting[-1].append(cell)
        else:
            rows.append([cell])
    for row in rows:
        row.sort(key=lambda cell: cell.left)
    return rows
