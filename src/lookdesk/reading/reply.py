"""What the reading says: text, certainty, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from lookdesk.reading.page import Cell, Page
from lookdesk.types import Action, Certainty


@dataclass(frozen=True, slots=True)
class Found:
    """A value on a page: the words that answer, and the cell that holds them."""

    value: str
    page: Page
    cell: Cell
    label: str = ""
    """The page's own words for what this is."""
    certainty: Certainty = Certainty.READ
    owner: str = ""
    """The party whose value this is, where the page has one for each of several and the question names none."""
    quote: str = ""
    """What the cell itself holds of the value, where the value is more than the cell."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in the question's language, one or two sentences."""

    text: str
    certainty: Certainty
    found: tuple[Found, ...] = ()
    action: Action = Action.NONE
    advice: str = ""
