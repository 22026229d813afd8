"""The head of a bill: who issued it, and the address below, which stand there without names of their own."""

from __future__ import annotations

import re

from lookdesk.reading import vocabulary
from lookdesk.reading.fields import names_in
from lookdesk.reading.page import Cell, Page

BILL_FIELDS = frozenset({"total", "subtotal", "tax", "tax_number", "invoice_number", "cash", "change", "phone", "date"})
FEWEST_FIELDS = 3
"""Fields of bills that a page must name before its first line counts as the issuer's name."""
MOST_LINES = 4
"""Lines of an address on a bill; what follows is something else."""

_ADDRESS = re.compile(
    r"\b(?:jalan|jln|street|road|avenue|ave|lane|lot|suite|floor|level|taman|bandar|no)\b|\bst\b|\brd\b|\d{5}|"
    r"[路街道巷弄号区市省]",
    re.IGNORECASE,
)


def name(page: Page) -> Cell | None:
    """Return the first line of a bill that can be a name; None on other pages."""
    if not _is_bill(page):
        return None
    return next((cell for cell in page.written[:4] if _can_be_name(cell)), None)


def address(page: Page) -> list[Cell]:
    """Return the lines of the address below a bill's name; empty where there is none."""
    head = name(page)
    if head is None:
        return []
    lines: list[Cell] = []
    for cell in page.written[page.written.index(head) + 1 :]:
        if (names_in(cell.text) and not _ADDRESS.search(cell.text)) or len(lines) == MOST_LINES:
            break
        if _ADDRESS.search(cell.text) or lines:
            lines.append(cell)
        if re.search(r"[:：]|\d{1,2}/\d{1,2}/\d{2,4}", cell.text):
            return lines[:-1] if lines and lines[-1] is cell else lines
    return lines


def _is_bill(page: Page) -> bool:
    named = {field.id for cell in page.written for span in names_in(cell.text) for field in span.fields}
    return len(named & BILL_FIELDS) >= FEWEST_FIELDS


def _can_be_name(cell: Cell) -> bool:
    text = re.sub(r"\(.*?\)", "", cell.text).strip()
    letters = sum(character.isalpha() for character in text)
    words = re.findall(r"[A-Za-z]+", text)
    is_general = bool(words) and all(map(vocabulary.is_everyday, words))
    return (
        cell.is_legible and letters >= 5 and letters > 0.5 * len(text) and not is_general and not _ADDRESS.search(text)
    )
