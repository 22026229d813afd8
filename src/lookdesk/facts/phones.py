"""Telephone numbers, also masked ones. The value holds the digits alone, without 86; an extension follows a dash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk.facts.fact import FactKind, Reading

_L = r"(?<![\dA-Za-z.])(?<!\d[-*])"
_R = r"(?!\d|[-.]\d|\*|(?!(?i:fax|tel|mob))[A-Za-z])"
_CHINA = r"(?:(?:\+[ ]?86|0086|\(86\)|\(\+86\)|86(?=[- ]|1[3-9]\d{9}))[- ]?)?"
_EXTENSION = r"(?:[ ]?(?:-|转|分机|ext\.?)[ ]?(\d{1,6}))?"

_SURE = (
    re.compile(rf"{_L}{_CHINA}(1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}){_EXTENSION}{_R}"),
    re.compile(rf"{_L}{_CHINA}([48]00(?:[- ]?\d{{3}}[- ]?\d{{4}}|[- ]?\d{{4}}[- ]?\d{{3}})){_EXTENSION}{_R}"),
    re.compile(rf"{_L}{_CHINA}(\(0?(?:10|2\d|[3-9]\d\d)\)[- ]?\d{{3,4}}[- ]?\d{{4}}){_EXTENSION}{_R}"),
    re.compile(rf"{_L}{_CHINA}(0(?:10|2\d|[3-9]\d\d)-{{0,2}}[ ]?[1-9]\d{{2,3}}[ ]?\d{{4}}){_EXTENSION}{_R}"),
    re.compile(rf"{_L}(?:\+86|0086|86)[- ]?((?:10|2\d|[3-9]\d\d)[- ]\d{{3,4}}[- ]?\d{{4}}){_EXTENSION}{_R}"),
    re.compile(rf"{_L}(\+(?!86)\d{{1,3}}[- ]?(?:\(\d{{1,4}}\)[- ]?)?\d{{1,4}}(?:[- ]?\d{{2,4}}){{1,4}}){_R}"),
    re.compile(
        rf"{_L}(?:1[-. ])?(\([2-9]\d\d\)[ ]?\d{{3}}[-. ]\d{{4}}"
        rf"|[2-9]\d\d([-.])\d{{3}}\2\d{{4}}|(?<=1-)[2-9]\d\d-\d{{7}}){_R}"
    ),
)
_MASKED = re.compile(
    rf"(?<![\dA-Za-z.*]){_CHINA}(1[3-9]\d[- ]?[*xX·#]{{3,8}}[- ]?\d{{2,4}}|1[3-9]\d{{2,5}}[*xX·#]{{2,6}}\d{{0,4}}"
    r"|1[3-9][*xX·#]{4,9}\d{1,4}|0\d{2,3}-?\d{0,4}[*xX·#]{3,8}\d{0,4})(?![\dA-Za-z*])"
)
_WORDS = r"电话|電話|手机|手機|热线|熱線|专线|联系方式|传真|傳真|telephone|tel|phone|fax|mobile|hotline|call"
_LABELLED = re.compile(
    rf"(?:{_WORDS})(?:[ ]?(?:号码|No\.?|号))?[ ]?[:.;]{{0,2}}[ ]?"
    rf"(\+?(?:\(\d{{1,4}}\)[ ]?)?\d{{1,12}}+(?:(?:-[ ]?|[ ])\d{{2,11}}+){{0,4}}|\d\d(?:\.\d\d){{4}}){_EXTENSION}{_R}",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(rf"{_WORDS}|客服|联系", re.IGNORECASE)
_SHORT = re.compile(rf"{_L}([2-9]\d{{2,3}}[- ]?\d{{4}}|9[56]\d{{3,4}}|12\d{{3}}|10\d{{3}}){_EXTENSION}{_R}")
_LOCAL = re.compile(rf"{_L}(\(?0\d{{1,3}}\)?[- ]?\d{{3,4}}[- ]?\d{{3,4}}){_EXTENSION}{_R}")
_LENGTHS = range(6, 16)  # Source: ITU-T E.164 allows 15 digits; no service here has fewer than 6 and a label
_NEEDS_ZERO = re.compile(r"(?!0|1[3-9]\d{9}$|[48]00)")
_COUNTRY = re.compile(r"(?:00)?86(?=\d{9,12}$)")
_LONG_ENOUGH = re.compile(r"\d[\d() *xX·#.-]{3,}\d")
_MASK = re.compile(r"[*xX·#]+")
_NO_DIGIT = re.compile(r"[^\d*]")


def find_phones(text: str) -> Iterator[Reading]:
    """Read the telephone numbers of a folded text; odd ones surely only behind a word that says phone."""
    if not _LONG_ENOUGH.search(text):
        return
    sure = [_phone(text, match) for pattern in _SURE for match in pattern.finditer(text)]
    yield from sure
    for match in _MASKED.finditer(text):
        yield Reading(FactKind.PHONE, *match.span(), _NO_DIGIT.sub("", _MASK.sub("****", match[1])))
    is_spoken_of = _SPOKEN_OF.search(text) is not None
    for match in _LABELLED.finditer(text) if is_spoken_of else ():
        start, end = match.span(1)
        if len(_NO_DIGIT.sub("", match[1])) in _LENGTHS and not any(p.start < end and start < p.end for p in sure):
            yield _phone(text, match)._replace(start=start)
    for match in _SHORT.finditer(text):
        yield _phone(text, match)._replace(weak=not is_spoken_of)
    for match in _LOCAL.finditer(text):
        yield _phone(text, match)._replace(weak=True)


def _phone(text: str, match: re.Match[str]) -> Reading:
    """Write a number as it is dialled inside China, or with + and its country's code."""
    number = match[1]
    digits = _NO_DIGIT.sub("", number)
    home = _COUNTRY.sub("", digits)
    has_country = home != digits or "86" in text[match.start() : match.start(1)]
    has_area_alone = number[0] == "(" and (number[3] == ")" or len(digits) == len("75588888888"))
    if (has_country or has_area_alone) and _NEEDS_ZERO.match(home):
        home = "0" + home
    elif number[0] == "+" and not has_country:
        home = "+" + home
    extension = match[2] if match.re.groups > 1 and (match[2] or "").isdigit() else None
    return Reading(FactKind.PHONE, *match.span(), f"{home}-{extension}" if extension else home)
