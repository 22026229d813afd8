"""Readings on displays, and the words that stand beside them."""

from __future__ import annotations

import re

from lookdesk.facts import FactKind
from lookdesk.reading import keys
from lookdesk.reading.page import Cell, Page, distance
from lookdesk.reading.question import Wanted
from lookdesk.types import LineSource

_ASKED = re.compile(
    r"数码管|显示|读数|屏幕|示数|表盘|加油机|油表|水表|电表|气表|当前|现在|"
    r"\b(?:display|reading|readout|meter|pump|gauge|shows?|figure|right now)\b",
    re.IGNORECASE,
)
LEGIBLE_AT_LABEL = 0.35
"""The score from which a reading counts where a printed word names it (LITRES below the figures): there is no doubt
then that figures stand there, and only which ones. Measured on photos of eleven fuel pumps: all seven readings from
0.35 were right; on pictures without displays the same score is mostly texture, hence the higher bound elsewhere."""
MOST_WORDS = 6
"""Lines beside a display up to which a picture is a close-up of it, so that its reading is what is asked for."""
REACH = 2.0
"""How far a word may stand from the figures that it names, in heights of the larger of the two."""
_FIGURE = re.compile(r"数字|读数|数值|示数|的数|\b(?:reading|readout|figure|number|value)\b", re.IGNORECASE)
_NUMERIC = frozenset({FactKind.NUMBER, FactKind.QUANTITY, FactKind.TIME})
METERED = frozenset({"volume_dispensed"})


def of(page: Page) -> list[Cell]:
    """Return the display readings of a page, the largest first."""
    return sorted(
        (cell for cell in page.cells if cell.line.source is LineSource.DISPLAY),
        key=lambda cell: -cell.height * cell.width,
    )


def is_asked(wanted: Wanted, page: Page) -> bool:
    """Tell whether the value is to be taken from a display."""
    if not of(page):
        return False
    if wanted.field is None:
        return bool(_ASKED.search(wanted.text)) and bool(_NUMERIC & set(wanted.kinds) or _FIGURE.search(wanted.text))
    if wanted.field.id in METERED:
        return True
    return bool(_ASKED.search(wanted.text)) and bool(_NUMERIC & set(wanted.field.kinds[:1]))


def reading(wanted: Wanted, page: Page) -> tuple[Cell | None, str]:
    """Return the display that a question means, with the word beside it: the one at its name, else the only one."""
    shown = of(page)
    named = [key.cell for key in keys.keys_of(wanted, page)]
    if named and shown:
        label = named[0]
        nearest = min(shown, key=lambda cell: distance(label, cell))
        if distance(label, nearest) < REACH * max(nearest.height, label.height):
            return nearest, label.text
    legible = [cell for cell in shown if cell.is_legible]
    words = [cell for cell in page.written if cell.is_legible and cell not in shown]
    if len(words) > MOST_WORDS:
        return None, ""  # a panel: which of its figures is meant, only a word beside it can say
    if len(legible) == 1:
        return legible[0], ""
    return (shown[0], "") if shown else (None, "")


def is_legible(cell: Cell, label: str) -> bool:
    """Tell whether a reading can be given, with the word that stands beside it or without one."""
    return cell.line.score >= LEGIBLE_AT_LABEL if label else cell.is_legible


def value_of(cell: Cell) -> str:
    """Return a reading as it is said: without the blanks of dark digits."""
    return re.sub(r"\s+", "", cell.text)
