"""Find the facts of a text: every kind reads it, then the readings compete for their places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from lookdesk.facts.codes import find_codes, find_digit_codes
from lookdesk.facts.dates import find_dates
from lookdesk.facts.doses import find_doses
from lookdesk.facts.fact import Fact, FactKind, Reading
from lookdesk.facts.folding import fold
from lookdesk.facts.measures import find_in_chinese_numbers, find_measures, find_spoken_percentages
from lookdesk.facts.phones import find_phones
from lookdesk.facts.places import find_addresses, find_online
from lookdesk.facts.sizes import find_sizes
from lookdesk.facts.standards import find_standards
from lookdesk.facts.times import find_times

_MOST_SPECIFIC_FIRST = (
    FactKind.EMAIL,
    FactKind.URL,
    FactKind.STANDARD,
    FactKind.DATE,
    FactKind.TIME,
    FactKind.PHONE,
    FactKind.PRICE,
    FactKind.DOSE,
    FactKind.PERCENTAGE,
    FactKind.SIZE,
    FactKind.QUANTITY,
    FactKind.ADDRESS,
    FactKind.CODE,
    FactKind.MODEL,
    FactKind.NUMBER,
)
_RANK = {kind: rank for rank, kind in enumerate(_MOST_SPECIFIC_FIRST)}
_LINES_KEPT = 4096  # a dozen crowded pages: the same lines are read for every question
_LONGEST_KEPT = 500  # characters; a hostile line of thousands would hold thousands of readings

_DIGIT = re.compile(r"[0-9]")
_LATIN = re.compile(r"[A-Za-z]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def find(text: str, kinds: Collection[FactKind] | None = None) -> list[Fact]:
    """Return the facts of a text in order of place; a place yields one.

    Where a place can be read in several ways (20240305: a date, a number), a reading of a kind that is asked for wins;
    else the most specific one. A part of something larger is no fact of its own: 500 ml holds no number 500.

    Args:
        text: one line, as OCR gave it.
        kinds: what to look for; None for everything.
    """
    readings = _kept_readings(text) if len(text) <= _LONGEST_KEPT else _readings(text)
    asked = _RANK if kinds is None else frozenset(kinds)
    rivals = [
        (reading.start - reading.end, reading.kind not in asked, reading.weak, _RANK[reading.kind], reading)
        for reading in readings
        if not reading.weak or (kinds is not None and reading.kind in asked)
    ]
    rivals.sort()
    taken = bytearray(len(text))
    facts = []
    for *_, (kind, start, end, value, unit, _weak) in rivals:
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        if kind in asked:
            facts.append(Fact(kind, text[start:end], start, end, value, unit))
    facts.sort(key=lambda fact: fact.start)
    return facts


def _readings(text: str) -> tuple[Reading, ...]:
    return tuple(_read(fold(text)))


_kept_readings = lru_cache(maxsize=_LINES_KEPT)(_readings)


def _read(text: str) -> Iterator[Reading]:
    has_digits, has_latin, has_chinese = (pattern.search(text) for pattern in (_DIGIT, _LATIN, _CHINESE))
    if has_latin:
        yield from find_online(text)
        yield from find_codes(text)
    if has_digits:
        yield from find_measures(text)
        yield from find_dates(text)
        yield from find_times(text)
        yield from find_phones(text)
        yield from find_digit_codes(text)
        yield from find_standards(text)
    elif has_chinese:
        yield from find_dates(text)
        yield from find_times(text)
    if has_chinese:
        yield from find_in_chinese_numbers(text)
    if "百分之" in text:
        yield from find_spoken_percentages(text)
    yield from find_sizes(text)
    yield from find_doses(text)
    if has_chinese or (has_digits and has_latin):
        yield from find_addresses(text)
