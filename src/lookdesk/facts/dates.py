"""Dates in every order in which labels write them, and their one form after ISO 8601.

A month alone is ``2024-03``, a day without a year ``--03-05``, without a month ``---05``. Where a date can be read in
several ways (05/03/2024), its value holds all of them, joined by ``|``: choosing would be a guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from lookdesk.facts.fact import FactKind, Reading
from lookdesk.facts.numbers import of_chinese

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEARS = range(1950, 2100)
_ROC_YEARS = range(100, 140)
_ROC_EPOCH = 1911  # Source: 民國 1 is 1912
_CENTURY = 2000  # two digits on a label of today
_FIRST_SHORT_YEAR = 20  # nothing in use today expires before 2020

_FIRST = (  # a digit comes first, for speed; then a look at what stands before it
    r"\d(?:(?<![A-Za-z\d.]\d)|(?<=[^\d]\.\d)|(?<=EXP\d)|(?<=MFG\d)|(?<=MFD\d)|(?<=PRD\d)|(?<=ate\d)|(?<=ATE\d))"
)
_DAY_END = r"(?:(?![\dA-Za-z])(?!\.\d)|(?=T?\d\d:\d\d))"  # OCR drops the space before a time
_TRIPLE = re.compile(  # OCR doubles a dash
    rf"({_FIRST}\d{{0,3}})([ ]?([-./])\3?[ ]?)(\d{{1,2}})[ ]?\3\3?[ ]?(\d{{4}}(?!:)|\d{{1,2}}){_DAY_END}"
)
_YEAR_MONTH = re.compile(rf"({_FIRST}\d{{3}})[ ]?[-./]{{1,2}}[ ]?(\d{{1,2}})(?![\dA-Za-z]|[ ]?[-./]{{1,2}}[ ]?\d)")
_MONTH_YEAR = re.compile(rf"({_FIRST}\d?)(?:[ ]?[-/][ ]?|([ .]))(\d{{4}})(?![\dA-Za-z.])")
_PAIR = re.compile(rf"({_FIRST}\d?)(?<![-/]\d)(?<![-/]\d\d)/(\d\d?)(日)?(?![\d/A-Za-z%])")
_COMPACT = re.compile(
    rf"({_FIRST}(?:\d{{7}}|\d{{5}}))(?<!-\d{{8}})(?<!-\d{{6}})"
    r"(?:(?![\dA-Za-z.-])|(?=[-/]\d{8}(?!\d))|(?=\d\d:\d\d))"
)
_CHINESE = re.compile(
    r"(?<!\d)(?P<roc>(?:中?[華华])?民[國国])?[ ]?(?P<y>\d{2,4})[ ]?年"
    r"(?:[ ]?(?P<m>\d{1,2})[ ]?月份?(?:[ ]?(?P<d>\d{1,2})(?:[ ]?[日号曰]|(?!\d)))?)?"
)
_CHINESE_DAY = re.compile(r"(?<![\d年])(?<!年[ ])(\d{1,2})[ ]?月[ ]?(\d{1,2})[ ]?[日号]")
_CHINESE_MONTH = re.compile(r"(?<![\d年])(?<!年[ ])(\d{1,2})[ ]?月份?(?![ ]?\d)")
_CHINESE_DAY_ONLY = re.compile(r"(?<![\d月/~-])(?<!月[ ])(\d{1,2})[ ]?日(?=(:)?)")
_IN_CHINESE = re.compile(
    r"([二一][〇零○一二三四五六七八九]{3})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?)?"
)
_DAY_FIRST = re.compile(
    rf"(?<![A-Za-z\d])(\d\d?)(?:st|nd|rd|th)?[ ]?[-./]?[ ]?(?:of[ ])?({_MONTH})\.?(?![a-z])"
    r"(?:[ ]?[-./,]?[ ]?(\d{4}|'?\d\d)(?![\d:]))?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<![A-Za-z])({_MONTH})\.?(?![a-z])[ ]?[-./,]?[ ]?"
    r"(?:(\d\d?)(?:st|nd|rd|th)?(?![\d:])(?:[ ]?[-./,]?[ ]?(\d{4}|'\d\d)(?![\d:]))?|(\d{4})(?!\d))",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\d(?:[ ]?[-./]|[ ]\d{4})")
_FOUR = re.compile(r"\d{4}")
_MAYBE_NAMED = re.compile(r"[ADFJMNOSadfjmnos][AaCcEeOoPpUu][B-Zb-z]")
_EXPIRY = re.compile(r"exp|use by|best|valid|BB|有效|失效|到期|保质|过期", re.IGNORECASE)


def find_dates(text: str) -> Iterator[Reading]:
    """Read the dates of a folded text."""
    yield from _numeric(text)
    if "年" in text or "月" in text or "日" in text:
        yield from _chinese(text)
    if _MAYBE_NAMED.search(text):
        yield from _named(text)


def _numeric(text: str) -> Iterator[Reading]:
    if _JOINED.search(text):
        yield from _with_separators(text)
    for match in _COMPACT.finditer(text):
        digits = match[1]
        if len(digits) == 8:
            value = _iso(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        else:
            short = _iso(_CENTURY + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
            value = _joined({_iso(int(digits[:4]), int(digits[4:])), short})
        if value:
            yield Reading(FactKind.DATE, *match.span(), value, weak=len(digits) == 6)


def _with_separators(text: str) -> Iterator[Reading]:
    for match in _TRIPLE.finditer(text):
        first, second, third = match.group(1, 4, 5)
        if value := _of_triple(first, second, third, match[3]):
            is_sure = len(first) != 3 or len(second) == len(third) == 2
            yield Reading(FactKind.DATE, *match.span(), value, weak=not is_sure)
    if _FOUR.search(text):
        yield from _of_months(text)
    if "/" in text:
        yield from _pairs(text)


def _of_months(text: str) -> Iterator[Reading]:
    for match in _YEAR_MONTH.finditer(text):
        if value := _iso(int(match[1]), int(match[2])):
            yield Reading(FactKind.DATE, *match.span(), value)
    for match in _MONTH_YEAR.finditer(text):
        if value := _iso(int(match[3]), int(match[1])):
            yield Reading(FactKind.DATE, *match.span(), value, weak=match[2] is not None and not _EXPIRY.search(text))


def _pairs(text: str) -> Iterator[Reading]:
    """Read 03/26: month and year beside a word such as EXP, month and day before 日, else perhaps one of them."""
    is_expiry = _EXPIRY.search(text) is not None
    for match in _PAIR.finditer(text):
        first, second = int(match[1]), int(match[2])
        readings = {_iso(None, first, second)} if match[3] else set()
        if not match[3] and second >= _FIRST_SHORT_YEAR:
            readings.add(_iso(_CENTURY + second, first))
        if not match[3] and not is_expiry:
            readings |= {_iso(None, first, second), _iso(None, second, first)}
        if value := _joined(readings):
            yield Reading(FactKind.DATE, *match.span(), value, weak=not (is_expiry or match[3]))


def _of_triple(first: str, second: str, third: str, separator: str) -> str:
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        return _iso(a, b, c) if len(third) < 3 else ""
    if len(first) == 3:
        return _iso(a + _ROC_EPOCH, b, c) if a in _ROC_YEARS and len(third) < 3 else ""
    if len(third) == 4:
        return _joined({_iso(c, b, a), _iso(c, a, b)})
    if len(third) != 2:
        return ""
    if separator == "/" and (len(first) == 1 or len(second) == 1):
        return _joined({_iso(_CENTURY + c, b, a), _iso(_CENTURY + c, a, b)})
    if not len(first) == len(second) == 2:
        return ""
    return _joined({_iso(_CENTURY + c, b, a), _iso(_CENTURY + c, a, b), _iso(_CENTURY + a, b, c)})


def _chinese(text: str) -> Iterator[Reading]:
    for match in _CHINESE.finditer(text):
        year = int(match["y"])
        if match["roc"] or (year in _ROC_YEARS and match["m"]):
            year += _ROC_EPOCH
        elif len(match["y"]) == 2 and match["m"]:
            year += _CENTURY
        if value := _iso(year, _int(match["m"]), _int(match["d"])):
            start = match.start("y") if not match["roc"] else match.start()
            yield Reading(FactKind.DATE, start, match.end(), value)
    for match in _CHINESE_DAY.finditer(text):
        if value := _iso(None, int(match[1]), int(match[2])):
            yield Reading(FactKind.DATE, *match.span(), value)
    for match in _CHINESE_MONTH.finditer(text):
        if 1 <= int(match[1]) <= 12:
            yield Reading(FactKind.DATE, *match.span(), f"--{int(match[1]):02d}", weak=True)
    for match in _CHINESE_DAY_ONLY.finditer(text):
        if 1 <= int(match[1]) <= 31:
            yield Reading(FactKind.DATE, *match.span(), f"---{int(match[1]):02d}", weak=match[2] is None)
    for match in _IN_CHINESE.finditer(text):
        numbers = [int(of_chinese(part) or 0) for part in match.groups() if part]
        if value := _iso(*numbers):
            yield Reading(FactKind.DATE, *match.span(), value)


def _named(text: str) -> Iterator[Reading]:
    for match in _DAY_FIRST.finditer(text):
        month, year = _MONTHS[match[2].lower()], _year(match[3])
        if value := _iso(year, month, int(match[1])):
            yield Reading(FactKind.DATE, *match.span(), value)
    for match in _MONTH_FIRST.finditer(text):
        if value := _iso(_year(match[3] or match[4]), _MONTHS[match[1].lower()], _int(match[2])):
            yield Reading(FactKind.DATE, *match.span(), value)


def _year(written: str | None) -> int | None:
    if not written:
        return None
    year = int(written.lstrip("'"))
    return year if year >= 100 else year + _CENTURY


def _int(written: str | None) -> int | None:
    return int(written) if written else None


def _joined(readings: set[str]) -> str:
    return "|".join(sorted(readings - {""}))


def _iso(year: int | None, month: int | None = None, day: int | None = None) -> str:
    """Write a date as ISO 8601 does; empty where there is no such day."""
    if year is not None and year not in _YEARS:
        return ""
    if month is None:
        return f"{year:04d}" if year is not None else ""
    if not 1 <= month <= 12:
        return ""
    if day is None:
        return f"{year:04d}-{month:02d}" if year is not None else ""
    if not 1 <= day <= monthrange(2000 if year is None else year, month)[1]:
        return ""
    known_year = "-" if year is None else f"{year:04d}"
    return f"{known_year}-{month:02d}-{day:02d}"
