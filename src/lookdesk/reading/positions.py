"""Places that a question describes: the last line, the lower right corner, what stands after "…"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from rapidfuzz import fuzz

from lookdesk.facts import FactKind
from lookdesk.reading import values
from lookdesk.reading.folding import fold, is_chinese, plain
from lookdesk.reading.page import Cell, Page
from lookdesk.reading.question import Wanted
from lookdesk.reading.transcription import STRAY_HEIGHT

LIKENESS = 75
"""How like a quoted text the one on the page must be, 0–100: chosen low, for quoted handwriting."""

MOST_CELLS = 6
"""Lines on one side of a picture that still answer a question; more would recite the page."""

_QUOTED = re.compile(r"[“”\"「『‘]([^“”\"」』’]{2,})[“”\"」』’]")
_AFTER = re.compile(r"后面|后边|之后|旁边|右边(?!上)|\b(?:after|following|next to|beside|right of)\b", re.I)
_BEFORE = re.compile(r"前面|前边|之前|\b(?:before|in front of|left of)\b", re.I)
_ABOVE = re.compile(r"上面写|上方|的上面|上一行|\b(?:above|over)\b", re.I)
_BELOW = re.compile(r"下面|下方|下边|下一行|\b(?:below|under|underneath|beneath)\b", re.I)
_BRACKETS = re.compile(r"括号|\bbrackets?\b|\bparenthes[ei]s\b", re.I)
_VERTICAL = re.compile(r"竖排|竖行|竖着|竖写|竖向|\bvertical", re.I)
_LAST = re.compile(r"最后一(?:行|句|排)|最下面(?:一行)?|最底下|最末|\b(?:last|bottom) (?:line|row)\b", re.I)
_FIRST = re.compile(r"第一(?:行|句|排)|最上面(?:一行)?|首行|\b(?:first|top) (?:line|row)\b", re.I)
_NTH = re.compile(r"第([二三四五六七八九十]|\d{1,2})(?:行|句|排)|\b(second|third|fourth|fifth) line\b", re.I)
_LEFT = re.compile(r"左(?:边|侧|半)|\b(?:left|left-hand) (?:side|half|part)\b", re.I)
_RIGHT = re.compile(r"右(?:边|侧|半)|\b(?:right|right-hand) (?:side|half|part)\b", re.I)
_CORNERS: tuple[tuple[re.Pattern[str], float, float], ...] = (
    (re.compile(r"左上|\b(?:upper|top) left\b", re.I), 0.0, 0.0),
    (re.compile(r"右上|\b(?:upper|top) right\b", re.I), 1.0, 0.0),
    (re.compile(r"左下|\b(?:lower|bottom) left\b", re.I), 0.0, 1.0),
    (re.compile(r"右下|\b(?:lower|bottom) right\b", re.I), 1.0, 1.0),
    (re.compile(r"顶部|上方|\bat the top\b", re.I), 0.5, 0.0),
    (re.compile(r"底部|下方|\bat the bottom\b", re.I), 0.5, 1.0),
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A text at the place that a question describes."""

    text: str
    cells: tuple[Cell, ...]


def find(question: str, wanted: Wanted, page: Page) -> Placed | None:
    """Return what stands at the described place; None where the question describes none, or nothing stands there."""
    for search in (_beside_text, _line, _vertical, _side, _corner):
        placed = search(question, wanted, page)
        if placed is not None:
            return placed
    return None


def is_described(question: str) -> bool:
    """Tell whether a question says where to look."""
    patterns = (_LAST, _FIRST, _NTH, _VERTICAL, _BRACKETS, _LEFT, _RIGHT, *(corner for corner, _, _ in _CORNERS))
    return any(pattern.search(question) for pattern in patterns) or (
        bool(_anchor_text(question)) and any(p.search(question) for p in (_AFTER, _BEFORE, _ABOVE, _BELOW, _BRACKETS))
    )


def _anchor_text(question: str) -> str:
    """Return the text that the question quotes, or names before 后面 or behind "after"."""
    quoted = _QUOTED.search(question)
    if quoted:
        return quoted.group(1)
    named = re.search(
        r"\b(?:after|before|above|below|under|beneath|next to|beside|following)\s+(?:the\s+)?(?:word\s+|"
        r"text\s+|name\s+)?([^?]{2,60})",
        question,
        re.I,
    ) or re.search(
        r"([A-Za-z][A-Za-z0-9 .&'-]{1,40}?|[一-鿿]{2,12}?)(?:的)?\s*(?:后面|后边|之后|前面|前边|旁边|下面|"
        r"下方|上方|上面写|括号)",
        question,
    )
    return named.group(1).strip(" ?的") if named else ""


def _beside_text(question: str, wanted: Wanted, page: Page) -> Placed | None:
    anchor = _anchor_text(question)
    if not anchor:
        return _bracketed(("", page.written[0]), page.written) if _BRACKETS.search(question) and page.written else None
    hit = _locate(anchor, page)
    if hit is None:
        return None
    cell, start, end = hit
    before, after = cell.text[:start], cell.text[end:]
    rest = _reading_order(page, cell)
    if _BRACKETS.search(question):
        return _bracketed((after, cell), rest[1])
    if _BEFORE.search(question):
        return _first_fitting(wanted, [(before, cell)], page.left_of(cell)[:1] + rest[0])
    if _ABOVE.search(question):
        return _first_fitting(wanted, [], page.above(cell, 6.0) + rest[0])
    if _BELOW.search(question):
        return _first_fitting(wanted, [], page.below(cell, 6.0) + rest[1])
    return _first_fitting(wanted, [(after, cell)], page.right_of(cell)[:1] + rest[1])


def _locate(anchor: str, page: Page) -> tuple[Cell, int, int] | None:
    """Return the cell that holds a quoted text best, and the text's place in it."""
    inner = re.search(r"\(([^)]{3,})\)", anchor)
    names = [anchor, *([inner.group(1)] if inner else [])]
    best: tuple[float, Cell, int, int] | None = None
    for name in map(plain, names):
        for cell in page.written:
            text = fold(cell.text)
            if len(text.text) < 0.7 * len(name) or not name:
                continue
            hit = fuzz.partial_ratio_alignment(name, text.text)
            if hit is None or hit.score < LIKENESS or hit.dest_end <= hit.dest_start or len(name) < 2:
                continue
            if best is None or hit.score > best[0]:
                best = (hit.score, cell, text.places[hit.dest_start], text.original_end(hit.dest_end))
    return best[1:] if best else None


def _reading_order(page: Page, cell: Cell) -> tuple[list[Cell], list[Cell]]:
    """Return the cells before (nearest first) and behind a cell in reading order."""
    cells = list(page.written)
    at = cells.index(cell)
    return cells[:at][::-1], cells[at + 1 :]


def _bracketed(inside: tuple[str, Cell], following: Sequence[Cell]) -> Placed | None:
    for text, cell in (inside, *((other.text, other) for other in following)):
        match = re.search(r"[(\[（【]([^)\]）】]{1,40})[)\]）】]?", text)
        if match:
            return Placed(values.clean(match.group(1)), (cell,))
    return None


def _first_fitting(wanted: Wanted, inside: Sequence[tuple[str, Cell]], cells: Sequence[Cell]) -> Placed | None:
    """Return the first text that fits what is asked for, near enough to be meant."""
    for text, cell in (*inside, *((cell.text, cell) for cell in cells[:2])):
        value = _fitting(wanted, text)
        if value and cell.is_legible:
            return Placed(value, (cell,))
    return None


def _fitting(wanted: Wanted, text: str) -> str | None:
    if wanted.kinds:
        return values.fit(replace(wanted, field=None), text)
    text = values.clean(text).strip("《》<>“”\"' ")
    return text if len(plain(text)) > (0 if is_chinese(text) else 1) else None


def _line(question: str, wanted: Wanted, page: Page) -> Placed | None:
    least = STRAY_HEIGHT * _usual(page)
    rows = [[cell for cell in row if cell.height > least] for row in page.rows]
    if is_chinese(question) and _is_mostly_chinese(page):
        rows = [[cell for cell in row if is_chinese(cell.text)] for row in rows]
    rows = [row for row in rows if _has_words(row)]
    if wanted.kinds and wanted.kinds[0] in (FactKind.TIME, FactKind.DATE, FactKind.PRICE):
        rows = [row for row in rows if any(values.fit(wanted, cell.text) for cell in row)]
    nth = _NTH.search(question)
    if _LAST.search(question):
        row: Sequence[Cell] | None = rows[-1] if rows else None
    elif _FIRST.search(question):
        row = rows[0] if rows else None
    elif nth:
        number = _count(nth.group(1) or nth.group(2))
        row = rows[number - 1] if 0 < number <= len(rows) else None
    else:
        return None
    if not row:
        return None
    if wanted.kinds:
        fitting = [(value, cell) for cell in row if (value := values.fit(wanted, cell.text))]
        return Placed(fitting[0][0], (fitting[0][1],)) if fitting else None
    if re.search(r"谁|哪(?:个|家)|who|which", question, re.IGNORECASE):
        row = [cell for cell in row if not re.fullmatch(r"[\d.,%¥$ -]+", cell.text)][:1] or row
    return Placed(" ".join(cell.text for cell in row), tuple(row))


def _vertical(question: str, wanted: Wanted, page: Page) -> Placed | None:  # noqa: ARG001 - all searches look alike
    if not _VERTICAL.search(question):
        return None
    cells = [cell for cell in page.written if cell.is_vertical and cell.is_legible]
    if re.search(r"右|right", question):
        cells = [cell for cell in cells if cell.left > page.level_width / 2]
    elif re.search(r"左|left", question):
        cells = [cell for cell in cells if cell.right < page.level_width / 2]
    if re.search(r"谁|who", question):
        cells = sorted(cells, key=lambda cell: not re.search(r"作者|手写|书|by", cell.text))[:1]
    if not cells:
        return None
    return Placed(" ".join(cell.text for cell in cells), tuple(cells))


def _side(question: str, wanted: Wanted, page: Page) -> Placed | None:
    """Return what stands in the left or right half of the text; of it the line with the question's last word."""
    is_left = bool(_LEFT.search(question))
    if (not is_left and not _RIGHT.search(question)) or wanted.field is not None:
        return None
    cells = [cell for cell in page.written if cell.is_legible]
    if not cells:
        return None
    middle = (min(cell.left for cell in cells) + max(cell.right for cell in cells)) / 2
    half = [cell for cell in cells if ((cell.left + cell.right) / 2 < middle) == is_left]
    words = [word for word in re.findall(r"[a-z]{4,}", question.lower()) if word not in ("side", "left", "right")]
    told = [cell for cell in half if words and words[-1] in cell.text.lower()]
    chosen = told or half
    return Placed(" ".join(cell.text for cell in chosen), tuple(chosen)) if 0 < len(chosen) <= MOST_CELLS else None


def _corner(question: str, wanted: Wanted, page: Page) -> Placed | None:
    for pattern, x, y in _CORNERS:
        if not pattern.search(question) or not page.cells:
            continue
        cells = [cell for cell in page.written if cell.is_legible and _in_corner(cell, x, y, page)]
        far = _distance_to(x, y, page)
        for cell in sorted(cells, key=far):
            value = values.fit(wanted, cell.text) if wanted.kinds else values.clean(cell.text)
            if value and len(plain(value)) > 1:
                return Placed(value, (cell,))
    return None


def _in_corner(cell: Cell, x: float, y: float, page: Page) -> bool:
    left, right = min(c.left for c in page.written), max(c.right for c in page.written)
    top, bottom = min(c.top for c in page.written), max(c.bottom for c in page.written)
    across = ((cell.left + cell.right) / 2 - left) / max(1.0, right - left)
    down = (cell.middle - top) / max(1.0, bottom - top)
    return (x == 0.5 or abs(across - x) < 0.5) and abs(down - y) < 0.4


def _distance_to(x: float, y: float, page: Page) -> Callable[[Cell], float]:
    def far(cell: Cell) -> float:
        across = 0.0 if x == 0.5 else abs((cell.left + cell.right) / 2 - x * page.level_width)
        return across + abs(cell.middle - y * page.level_height)

    return far


def _usual(page: Page) -> float:
    """Return the height of most of the page's letters, in pixels."""
    return median([cell.height for cell in page.written for _ in cell.text] or [0.0])


def _is_mostly_chinese(page: Page) -> bool:
    text = "".join(cell.text for cell in page.written)
    return sum(map(is_chinese, text)) > 0.2 * len(text)


def _count(said: str) -> int:
    """Return the number that an ordinal says: 二, 12, third."""
    if said.isdigit():
        return int(said)
    return _NUMERALS.index(said) + 1 if said in _NUMERALS else _ORDINALS.index(said.casefold()) + 1


def _has_words(row: Sequence[Cell]) -> bool:
    return len(plain("".join(cell.text for cell in row))) > 1
