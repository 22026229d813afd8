"""Whose a telephone or an address is: the parties of waybills and forms."""

from __future__ import annotations

import re
from functools import lru_cache

from lookdesk.reading.fields import names_in
from lookdesk.reading.page import Cell, Page

_SIGN = re.compile(r"(?:[收寄][件方]?|from|to)\s*[:：]?\s+", re.IGNORECASE)
"""What marks a party on compact waybills."""


def owner(cell: Cell, page: Page) -> tuple[str, float]:
    """Return whose a cell is, and how far off that party is named, in pixels.

    That is the party named last before the cell in its row or column; empty, and infinity, where there is none.
    """
    best = ("", float("inf"))
    for other, party in _named(page):
        if other is cell:
            return party, 0.0
        is_beside = abs(other.middle - cell.middle) < max(other.height, cell.height) and other.left < cell.left
        is_above = (
            other.middle < cell.middle and other.left < cell.right and other.left > cell.left - 0.45 * page.level_width
        )
        if other.is_vertical:
            is_beside = other.top - cell.height < cell.middle < other.bottom + cell.height and other.left < cell.left
        if is_beside or is_above:
            far = (cell.middle - other.middle if not other.is_vertical else 0) + 0.5 * abs(cell.left - other.left)
            if far < best[1]:
                best = (party, far)
    return best


@lru_cache(maxsize=16)
def _named(page: Page) -> tuple[tuple[Cell, str], ...]:
    return tuple((cell, party) for cell in page.written if (party := named_in(cell)))


def named_in(cell: Cell) -> str:
    """Return the party that a cell names at its start or before a colon; empty where none."""
    for span in names_in(cell.text):
        for field in span.fields:
            if field.party and (len(span.name) > 1 or _SIGN.match(f"{cell.text} ")):
                follows = cell.text[span.end : span.end + 2].strip()
                if span.start <= 3 or not follows or follows[0] in ":：":
                    return field.party
    return ""


def block(party: str, page: Page) -> list[tuple[Cell, str]]:
    """Return the cells that belong to a party with what they say, in reading order; of its sign only what follows."""
    return [
        (cell, _SIGN.sub("", cell.text))
        for cell in page.written
        if owner(cell, page)[0] == party and (not named_in(cell) or _SIGN.match(cell.text))
    ]


def is_compact(party: str, page: Page) -> bool:
    """Tell whether a party is marked by a sign alone (收 in a circle), and not by names for each of its fields."""
    return any(_SIGN.match(f"{cell.text} ") and named_in(cell) == party for cell in page.written)
