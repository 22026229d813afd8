"""How a search on a page ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lookdesk.reading.page import Cell
from lookdesk.reading.reply import Found


class State(StrEnum):
    """How a search ended."""

    FOUND = "found"
    MASKED = "masked"
    """The value is there, but hidden: 138****1234."""
    BLANK = "blank"
    """The place for it is there, but empty."""
    ILLEGIBLE = "illegible"
    """Something is there that cannot be read."""
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search found, or where it would have to stand."""

    state: State
    found: tuple[Found, ...] = ()
    place: Cell | None = None


ABSENT = Outcome(State.ABSENT)
LONGEST_VALUE = 100
"""Characters of a value that runs over several lines; an answer is one or two sentences."""
NEARBY = 6
"""How far an unnamed value may stand from what it belongs to, in heights of a line."""
