"""What a fact is: a typed hard value and the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class FactKind(StrEnum):
    """The kinds of hard value that text can hold."""

    QUANTITY = "quantity"
    PRICE = "price"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    MODEL = "model"
    CODE = "code"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    DOSE = "dose"
    STANDARD = "standard"
    SIZE = "size"
    ADDRESS = "address"
    EMAIL = "email"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed hard value in a text."""

    kind: FactKind
    text: str
    """As it stands: ``source[start:end]``."""
    start: int
    end: int
    value: str
    """Normalised. Where the text can be read in several ways (05/03/2024), all of them, sorted, joined by ``|``."""
    unit: str
    """Normalised (``ml``, ``CNY``, ``V~``); empty where there is none."""


class Reading(NamedTuple):
    """One way to read a place, before the readings of all kinds compete for it."""

    kind: FactKind
    start: int
    end: int
    value: str
    unit: str = ""
    weak: bool = False
    """Believed only where this kind is asked for by name: 202403 is a number, and a date for who looks for one."""
