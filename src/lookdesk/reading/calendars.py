"""Days in calendars: an entry gives the day, the heading above it the month."""

from __future__ import annotations

import re

from lookdesk.reading.folding import plain
from lookdesk.reading.page import Cell, Page

LIKENESS = 0.6
"""The share of the asked event's pairs of letters that an entry must hold: 中秋节放假 is asked of 中秋节(放假一日), and
第二学期开学 must not find 第一学期开始."""

_ENTRY = re.compile(r"^(\d{1,2})\s*日?\s*[:：]\s*(.{2,})$|^(\d{1,2})日\s*(.{2,})$")
_HEADING = re.compile(r"(?:(\d{2,4})年\s*)?(\d{1,2})月$")


_ASKING = re.compile(r"[几哪][一]?[天日号月]|什么时候|何时|日期|[是从到在的有这那吗呢??]|放到|第几")


def day_of(question: str, page: Page) -> tuple[str, Cell] | None:
    """Return the day of a named event as the calendar writes it, and the event's cell."""
    topic = _ASKING.sub("", question)
    best: tuple[float, Cell, str] | None = None
    for cell in page.written:
        entry = _ENTRY.match(cell.text)
        if entry is None or not cell.is_legible:
            continue
        event = entry.group(2) or entry.group(4)
        alike = _share(topic, event)
        if alike >= LIKENESS and (best is None or alike > best[0]):
            best = (alike, cell, entry.group(1) or entry.group(3))
    if best is None:
        return None
    _, cell, day = best
    above = [other for other in page.written if other.middle <= cell.middle and other.left < cell.left]
    headings = [(other.middle, month) for other in above if (month := _HEADING.search(other.text))]
    if not headings:
        return f"{int(day)}日", cell
    return f"{int(max(headings, key=lambda pair: pair[0])[1].group(2))}月{int(day)}日", cell


def _share(topic: str, event: str) -> float:
    """Return the share of a topic's pairs of letters that an event holds, 0–1; 0 for fewer than two letters."""
    wanted, seen = plain(topic), plain(event)
    pairs = {wanted[i : i + 2] for i in range(len(wanted) - 1)}
    return sum(pair in seen for pair in pairs) / len(pairs) if pairs else 0.0
