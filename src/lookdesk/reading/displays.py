"""Readings on displays, and the words that stand beside them."""

from __future__ import annotations

import re

from lookdesk.reading import keys
from lookdesk.reading.page import Cell, Page, distance
from lookdesk.reading.question import Wanted
from lookdesk.types import LineSource

_ASKED = re.compile(
    r"数码管|显示|读数|屏幕|示数|表盘|加油机|油表|水表|电表|气表|当前|现在|"
    r"\b(?:display|reading|readout|meter|pump|gauge|shows?|figure|right now)\b",
    re.IGNORECASE,
)
METERED = frozenset({"volume_dispensed"})


def of(page: Page) -> list[Cell]:
    """Return the display readings of a page, the largest first."""
    return sorted(
        (cell for cell in page.cells if cell.line.source is LineSource.DISPLAY),
        key=lambda cell: -cell.height * cell.width,
    )


def is_asked(wanted: Wanted, page: Page) -> bool:
    """Tell whether the value is to be taken from a display."""
    return bool(of(page)) and (
        (wanted.field is not None and wanted.field.id in METERED) or bool(_ASKED.search(wanted.text))
    )


def reading(wanted: Wanted, page: Page) -> tuple[Cell | None, str]:
    """Return the display that a question means, with the word beside it: the one at its name, else the only one."""
    shown = of(page)
    named = [key.cell for key in keys.keys_of(wanted, page)]
    if named and shown:
        label = named[0]
        return min(shown, key=lambda cell: distance(label, cell)), label.text
    legible = [cell for cell in shown if cell.is_legible]
    if len(legible) == 1:
        return legible[0], ""
    return (shown[0], "") if shown else (None, "")


def value_of(cell: Cell) -> str:
    """Return a reading as it is said: without the blanks of dark digits."""
    return re.sub(r"\s+", "", cell.text)
