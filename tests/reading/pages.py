"""Pages for tests, built of a few lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from lookdesk.reading import Page
from lookdesk.types import Box, LineSource, TextLine

Placed = tuple[str, float, float, float, float]
"""A text and its place: left, top, width, height in pixels."""

SIZE = (1000, 1400)
SURE = 0.98
HEIGHT = 30.0
PITCH = 50.0
LEFT = 40.0


def page(*lines: Placed | TextLine, number: int = 1, score: float = SURE, size: tuple[int, int] = SIZE) -> Page:
    """Make a page of lines that were placed by hand."""
    made = (each if isinstance(each, TextLine) else line(*each, score=score) for each in lines)
    return Page(number, *size, tuple(made))


def line(
    text: str,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    score: float = SURE,
    source: LineSource = LineSource.TEXT,
) -> TextLine:
    """Make one line of text."""
    return TextLine(text, Box.upright(x, y, x + width, y + height), score, source)


def display(text: str, x: float, y: float, width: float, height: float, *, score: float = SURE) -> TextLine:
    """Make a reading of a display."""
    return line(text, x, y, width, height, score=score, source=LineSource.DISPLAY)


def listing(*texts: str | tuple[str, float], number: int = 1, left: float = LEFT, top: float = 60.0) -> Page:
    """Make a page with one line below the other; a line may come with its score."""
    pairs = [(each, SURE) if isinstance(each, str) else each for each in texts]
    lines = [
        line(text, left, top + PITCH * row, _width(text), HEIGHT, score=score)
        for row, (text, score) in enumerate(pairs)
    ]
    return page(*lines, number=number)


def table(*rows: Sequence[str], columns: Sequence[float], number: int = 1, top: float = 60.0) -> Page:
    """Make a page of rows whose cells begin at the left edges given; an empty cell holds nothing."""
    lines = [
        line(text, left, top + PITCH * row, _width(text), HEIGHT)
        for row, texts in enumerate(rows)
        for text, left in zip(texts, columns, strict=False)
        if text
    ]
    return page(*lines, number=number)


def joined(*pages: Page) -> Page:
    """Put the lines of several pages on one."""
    first = pages[0]
    return Page(first.number, first.width, first.height, tuple(line for each in pages for line in each.lines))


def turned(upright: Page, quarters: int) -> Page:
    """Turn a page clockwise by quarters; its boxes begin where the text begins, as OCR gives them."""
    if quarters == 0:
        return upright
    lines = tuple(
        TextLine(each.text, Box.of([(upright.height - p.y, p.x) for p in each.box.points]), each.score, each.source)
        for each in upright.lines
    )
    return turned(Page(upright.number, upright.height, upright.width, lines), quarters - 1)


def _width(text: str) -> float:
    """Return how wide a text is at the usual height: Chinese letters are square, Latin ones half as wide."""
    return sum(0.55 * HEIGHT if character.isascii() else HEIGHT for character in text) or HEIGHT
