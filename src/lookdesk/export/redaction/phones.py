"""Telephone numbers in a folded text, however they are grouped, dialled or half hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk import facts
from lookdesk.export.redaction import labels
from lookdesk.export.redaction.spans import Kind, Span
from lookdesk.facts import FactKind
from lookdesk.facts.phones import find_phones as find_facts

FEWEST_DIGITS = 7
"""Digits of the shortest number that is somebody's: 12315 and 95588 are everybody's."""
MOST_DIGITS = 15
"""Source: ITU-T E.164."""
_SURE_DIGITS = 10
"""Digits from which a number without a name is believed: a Chinese landline and its area code, 400 numbers."""

_S = r"[ .·_/()-]{1,3}"
_COUNTRY = r"(?:\(?(?:\+ ?|00)?86\)?[ .-]{0,3})?"
_EXTENSION = r"(?:[ ]?(?:-|转|分机|ext\.?|x|#)[ ]?\d{1,6})?"
_END = r"(?!\d)(?!\.\d)"
_MOBILE = re.compile(  # a word that ends in letters may stand before it (tel139…), a code's letters not (SF139…)
    r"(?<!\d)(?<!\d\.)(?:(?<![A-Za-z])|(?<=tel)|(?<=phone)|(?<=mobile)|(?<=mob)|(?<=cell)|(?<=wx)|(?<=vx)|(?<=chat))"
    rf"{_COUNTRY}(?!\d{{5,}}\.\d)(?:1[3-9]\d(?:{_S})?\d{{4}}(?:{_S})?\d{{4}}|1[3-9]\d\d{_S}\d{{3}}{_S}\d{{4}}"
    rf"|1[3-9]\d{_S}\d{{3}}{_S}\d{{5}}|1[3-9]\d\d{_S}\d{{4}}{_S}\d{{3}}|1[3-9]\d{{3}}{_S}\d{{6}}"
    rf"|1[3-9]\d{{4}}{_S}\d{{5}}|1[3-9](?:{_S}\d{{3}}){{3}}|1{_S}[3-9](?:{_S}\d){{9}}){_EXTENSION}{_END}",
    re.IGNORECASE,
)
_LANDLINE = re.compile(  # with an area code; in groups also as other countries write theirs: 0161 496 0155
    rf"(?<![\dA-Za-z])(?<!\d[.-])(?:{_COUNTRY}\(?0(?:10|2\d|[3-9]\d\d)\)?(?:{_S})?[2-9]\d{{2,3}}(?:{_S})?\d{{4}}"
    rf"|(?<!\d )\(?0[1-9]\d{{1,3}}\)?[ -]{{1,3}}(?:\d{{3,4}}[ -]\d{{3,4}}|\d{{6}})){_EXTENSION}{_END}",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"(?<![\dA-Za-z])(?:\+ ?\d{1,3}|(?<!\d )00(?=[1-9]\d{0,3}[ .()-])\d{1,4}|85[23](?=[ -])|886(?=[ -]))"
    r"(?:[ .()/-]{0,3}\d){7,12}(?!\d)"
)
_GROUP = re.compile(r"\d+\)?")
_NEXT_GROUP = re.compile(r"[ .·_/()-]{1,3}(?=\d\d)")
_ALSO = re.compile(r"\s?(?:[/、,;或和及&]|or|and)\s?(?=\+?\(?\d{2})")
_HIDDEN = re.compile(
    r"(?<![\dA-Za-z*])(?=[^\d]{0,30}\d)[\d*×●■█○xX][\d*×●■█○xX -]{5,38}[\d*×●■█○xX](?![.,]?\d)(?![A-Za-z*])"
)
_HIDES = re.compile(  # a pair of stars alone sets bold type
    r"(?<=\d)[*×●■█○]{2,}(?=\d)|(?<![*×●■█○])(?:[*×●■█○]{4,}|(?<=\d[ -])[*×●■█○]{3,}|(?<=\d)[*×●■█○]{3,})"
    r"|^1[3-9]\d{1,2}[ -]?[xX]{3,}"
)
_LONG_HIDDEN = 13
"""Characters from which a half hidden number is one of a card."""


def find_phones(text: str) -> Iterator[Span]:
    """Yield the telephone numbers of a folded text."""
    things = labels.of_things(text)
    for pattern in (_MOBILE, _LANDLINE, _ABROAD):
        for match in pattern.finditer(text):
            if not (match[0].isdigit() and _is_in(match.start(), things)):
                yield Span(*match.span(), Kind.PHONE)
    for reading in find_facts(text):
        is_long = sum(map(str.isdigit, reading.value)) >= _SURE_DIGITS or "*" in reading.value
        if is_long and not reading.weak and not _is_in(reading.start, things):
            yield Span(reading.start, reading.end, Kind.PHONE)
    for start, kind in labels.labelled(text):
        if kind is Kind.PHONE:
            yield from _dialled(text, start)
    yield from _hidden(text)


def _is_in(place: int, ranges: list[range]) -> bool:
    return any(place in each for each in ranges)


def _dialled(text: str, start: int) -> Iterator[Span]:
    """Yield the numbers that stand behind a telephone's name: 0755-82345678/82345679."""
    is_first = True
    while (end := _dialled_end(text, start)) and (is_first or end > start):
        digits = sum(map(str.isdigit, text[start:end]))
        if is_first and (digits < FEWEST_DIGITS or facts.find(text[start:end], (FactKind.DATE,))):
            return
        yield Span(start, end, Kind.PHONE)
        also = _ALSO.match(text, end)
        if not also:
            return
        is_first, start = False, also.end()


def _dialled_end(text: str, start: int) -> int:
    """Return where a number that begins at a place ends: as many groups as a number can have; 0 where none begins."""
    at = start + len(text[start : start + 2]) - len(text[start : start + 2].lstrip("+("))
    digits, end = 0, 0
    while group := _GROUP.match(text, at):
        digits += len(group[0].rstrip(")"))
        if digits > MOST_DIGITS:
            break
        end = group.end()
        gap = _NEXT_GROUP.match(text, end)
        if not gap:
            break
        at = gap.end()
    return end


def _hidden(text: str) -> Iterator[Span]:
    """Yield numbers that are half hidden already: what they still show is private too."""
    for match in _HIDDEN.finditer(text):
        compact = re.sub(r"[ -]", "", match[0])
        is_tail = len(compact) >= 8 and compact[0] in "*×●■█○" and 3 <= sum(map(str.isdigit, compact)) <= 4
        if _HIDES.search(match[0]) and (len(compact) >= 9 or is_tail):
            yield Span(*match.span(), Kind.CARD if len(compact) >= _LONG_HIDDEN else Kind.PHONE)
