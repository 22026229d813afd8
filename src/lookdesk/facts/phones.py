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
        rf"{_L}(?:1[-. ])?(\([2-9]\d\d\)[ ]?\d{{3}}[-. ]\d{{4}}|[2-9]\d\d([-.])\d{{3}}\2\d{{4}}|(?<=1-)[2-9]\d\d-\d{{7}}){_R}"
    ),
)
_MASKED = re.compile(
    rf"(?<![\dA-Za-z.*]){_CHINA}(1[3-9]\d[- ]?[*xX·#]{{3,8}}[- ]?\d{{2,4}}|1[3-9]\d{{2,5}}[*xX·#]{{2,6}}\d{{0,4}}"
    r"|1[3-9][*xX·#]{4,9}\d{1,4}|0\d{2,3}-?\d{0,4}[*xX·#]{3,8}\d{0,4})(?![\dA-Za-z*])"
)
_WORDS = r"电话|電話|手机|手機|热线|熱線|专线|联系方式|传真|傳真|telephone|tel|phone|fax|mobile|hotline|call"
_LABELLED = re.compile(
    rf"(?:{_WORDS})(?:[ ]?(?:号码|No\.?|号))?[ ]?[:.;]{{0,2}}[ ]?"
    rf"(\+?[(]?\d[\d() -]{{5,20}}\d|\d\d(?:\.\d\d){{4}}){_EXTENSION}{_R}",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(rf"{_WORDS}|客服|联系", re.IGNORECASE)
_SHORT = re.compile(rf"{_L}([2-9]\d{{2,3}}[- ]?\d{{4}}|9[56]\d{{3,4}}|12\d{{3}}|10\d{{3}}){_EXTENSION}{_R}")
_LONG_ENOUGH = re.compile(r"\d[\d() *xX·#.-]{3,}\d")
_MASK = re.compile(r"[*xX·#]+")
_NO_DIGIT = re.compile(r"[^\d*]")


def find_phones(text: str) -> Iterator[Reading]:
    """Read the telephone numbers of a folded text; short ones surely only beside a word that says phone."""
    if not _LONG_ENOUGH.search(text):
        return
    for pattern in _SURE:
        for match in pattern.finditer(text):
            yield _phone(match, match.start())
    for match in _MASKED.finditer(text):
        yield Reading(FactKind.PHONE, *match.span(), _NO_DIGIT.sub("", _MASK.sub("****", match[1])))
    is_spoken_of = _SPOKEN_OF.search(text) is not None
    if is_spoken_of:
        for match in _LABELLED.finditer(text):
            yield _phone(match, match.start(1))
    for match in _SHORT.finditer(text):
        yield _phone(match, match.start())._replace(weak=not is_spoken_of)


def _phone(match: re.Match[str], start: int) -> Reading:
    digits = _NO_DIGIT.sub("", match[1])
    if match[1].startswith("(") and not digits.startswith("0") and len(digits) != 10:
        digits = "0" + digits
    if match[1].startswith("+"):
        digits = "+" + digits
    extension = match[2] if match.re.groups > 1 and (match[2] or "").isdigit() else None
    return Reading(FactKind.PHONE, start, match.end(), f"{digits}-{extension}" if extension else digits)
