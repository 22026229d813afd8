"""Names that stand out without a label: the brand on a device, the title on a package."""

from __future__ import annotations

import re

from lookdesk.reading import vocabulary
from lookdesk.reading.fields import names_in
from lookdesk.reading.folding import plain
from lookdesk.reading.page import Cell, Page

MOST_LINES = 40
"""On a page with more lines a word in capitals is a heading, not a brand."""
SUREST = 0.9
"""The score from which a single word is believed: there is no second line to check it by."""

_WORD = re.compile(r"[A-Z][A-Za-z]{3,15}[®™]?(?: [A-Z][A-Za-z]{2,15})?[®™]?")


def brand(page: Page) -> Cell | None:
    """Return the one word in capitals that names neither a field nor a thing; None where there is none, or several."""
    if len(page.cells) > MOST_LINES:
        return None
    hits: dict[str, Cell] = {}
    for cell in page.written:
        text = cell.text.strip()
        is_name = _WORD.fullmatch(text) and cell.line.score >= SUREST and text.isupper()
        if is_name and not names_in(text) and not any(map(vocabulary.is_everyday, text.split())):
            hits.setdefault(plain(text), cell)
    return next(iter(hits.values())) if len(hits) == 1 else None


def latin_title(page: Page) -> Cell | None:
    """Return the largest text in Latin letters: a device's English name."""
    cells = [
        cell for cell in page.written if cell.is_legible and re.fullmatch(r"[A-Za-z][A-Za-z &.-]{3,40}", cell.text)
    ]
    return max(cells, key=lambda cell: cell.height, default=None)


def title(page: Page) -> Cell | None:
    """Return the largest line in the upper third of a page, where shops have their names."""
    top = min((cell.top for cell in page.written), default=0.0)
    reach = max((cell.bottom for cell in page.written), default=0.0) - top
    cells = [
        cell
        for cell in page.written
        if cell.is_legible
        and cell.middle < top + reach / 3
        and len(plain(cell.text)) > 3
        and not _is_general(cell.text)
    ]
    return max(cells, key=lambda cell: cell.height, default=None)


def _is_general(text: str) -> bool:
    """Tell whether a line names a field, or a kind of shop or paper (TAX INVOICE, Coffee Shop) and no shop."""
    words = re.findall(r"[A-Za-z]+", text)
    return bool(names_in(text)) or (bool(words) and all(map(vocabulary.is_everyday, words)))
