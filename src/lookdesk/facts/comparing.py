"""Compare facts: are they the same, and by how much do they differ."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from lookdesk.facts.codes import key
from lookdesk.facts.fact import Fact, FactKind
from lookdesk.facts.folding import normalise
from lookdesk.facts.units import Unit, unit_of

_CODES = frozenset({FactKind.MODEL, FactKind.CODE, FactKind.STANDARD})
_AMOUNTS = frozenset({FactKind.QUANTITY, FactKind.PRICE, FactKind.NUMBER, FactKind.PERCENTAGE, FactKind.SIZE})
_CURRENT = "~⎓"
_NOT_LETTERS = re.compile(r"[^\w]")


def is_same(a: Fact, b: Fact) -> bool:
    """Tell whether two facts say the same: the same text, or the same value in other units, orders or signs.

    Nothing is guessed: a masked number is not the whole one, a month not one of its days, a price without currency not
    one in yuan. O and 0, l, I and 1 are taken for each other in models, codes and standards only.
    """
    if _bare(a.text) == _bare(b.text):
        return True
    if "*" in a.value or "*" in b.value:
        return False  # masked
    if a.kind in _CODES and b.kind in _CODES:
        return a.value.casefold() == b.value.casefold() or key(a.value) == key(b.value)
    if a.kind is not b.kind:
        return False
    if a.kind in _AMOUNTS:
        return _is_same_amount(a, b)
    if a.kind is FactKind.ADDRESS:
        return _NOT_LETTERS.sub("", a.value).casefold() == _NOT_LETTERS.sub("", b.value).casefold()
    return a.value == b.value and "|" not in a.value


def difference(a: Fact, b: Fact) -> Decimal | timedelta | None:
    """Return ``a`` minus ``b``: in the unit of ``a``, or as a span of time.

    Months and years without a day count from their first day: take the sign of such a difference, not its size.

    Returns:
        None where the two cannot be subtracted: other kinds or dimensions, ranges, dates of unequal precision.
    """
    if a.kind is not b.kind:
        return None
    if a.kind is FactKind.DATE:
        days = _day(a.value), _day(b.value)
        return days[0] - days[1] if days[0] and days[1] and len(a.value) == len(b.value) else None
    if a.kind is FactKind.TIME:
        times = _time(a.value), _time(b.value)
        return times[0] - times[1] if times[0] and times[1] else None
    if a.kind not in _AMOUNTS - {FactKind.SIZE}:
        return None
    one, other = _decimal(a.value), _decimal(b.value)
    if one is None or other is None:
        return None
    if a.unit == b.unit:
        return one - other
    units = _units(a, b)
    if units is None:
        return None
    return (one * units[0].factor - other * units[1].factor) / units[0].factor


def _bare(text: str) -> str:
    return "".join(normalise(text).split())


def _is_same_amount(a: Fact, b: Fact) -> bool:
    if a.unit == b.unit and a.value == b.value:
        return True
    units = _units(a, b)
    if units is None:
        return False
    ours, theirs = re.split(r"([~/×])", a.value), re.split(r"([~/×])", b.value)
    if len(ours) != len(theirs) or ours[1::2] != theirs[1::2]:
        return False
    return all(
        one is not None and other is not None and one * units[0].factor == other * units[1].factor
        for one, other in zip(map(_decimal, ours[::2]), map(_decimal, theirs[::2]), strict=True)
    )


def _units(a: Fact, b: Fact) -> tuple[Unit, Unit] | None:
    """Return the units of two quantities or sizes of one dimension."""
    currents = {a.unit[-1:], b.unit[-1:]} & set(_CURRENT)
    if len(currents) == len(_CURRENT):
        return None  # alternating is not direct current
    ours, theirs = unit_of(a.unit.rstrip(_CURRENT)), unit_of(b.unit.rstrip(_CURRENT))
    if a.kind in {FactKind.PRICE, FactKind.NUMBER} or not ours or not theirs or ours.dimension != theirs.dimension:
        return None
    return ours, theirs


def _decimal(value: str) -> Decimal | None:
    return Decimal(value) if re.fullmatch(r"-?\d+(?:\.\d+)?", value) else None


def _day(value: str) -> date | None:
    """Return the day of a date, the first one of a month or a year; None without a year or with several readings."""
    parts = value.split("-")
    if "|" in value or not parts[0]:
        return None
    year, month, day = (*map(int, parts), 1, 1)[:3]
    return date(year, month, day)


def _time(value: str) -> datetime | None:
    """Return a time of day on some day; None for a span of two."""
    if "/" in value or value.startswith("24"):
        return None
    return datetime.combine(date.min, datetime.strptime(value, "%H:%M:%S" if value.count(":") > 1 else "%H:%M").time())
