"""Numbers of ID cards and bank cards in a folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lookdesk.export.redaction import labels
from lookdesk.export.redaction.spans import Kind, Span
from lookdesk.reading.barcodes import is_valid as is_gtin

_RESIDENT = re.compile(
    r"(?<![\dA-Za-z])(?<!\d[.-])"
    r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"  # Source: GB/T 2260, and 83 for Taiwan's residents
)
_LONG = re.compile(r"(?:[ -]{0,2}\d){17}[ -]{0,2}[\dXx](?!\d)")
_SHORT = re.compile(r"\d{15}(?![\dA-Za-z])(?![.-]\d)")
_IDENTITY = re.compile(r"[A-Za-z]{0,3}(?:[ -]?[\d*]){5,20}(?:[ -]?\([\dA-Za-z]\)|[A-Za-z](?![A-Za-z]))?")

_C = r"[ -]{1,2}"
_CARD = re.compile(
    rf"(?<![\dA-Za-z])(?<!\d[.,-])(?:\d{{4}}(?:{_C}\d{{4}}){{3}}(?:(?:{_C})?\d{{1,3}})?|\d{{4}}{_C}\d{{6}}{_C}\d{{4,5}}"
    rf"|\d{{6}}{_C}\d{{7,13}}|\d{{13,19}}|\d(?:{_C}\d){{12,18}})(?!\d)(?!\.\d)(?!-\d)"
)
_ISSUERS = re.compile(
    r"4\d{12}|3(?:0[0-5]|[689]\d)\d{11}|3[47]\d{13}"  # Visa's old 13 digits, Diners, American Express
    r"|(?:[456]\d|35|81|2[2-7])\d{14}|(?:6\d|81|95)\d{15,16}|(?:[46]\d|81|95|10)\d{17}"
)
"""How the numbers of each length begin. Source: ISO/IEC 7812 issuers; UnionPay and the older Chinese banks 16 to 19."""
_ACCOUNT = re.compile(r"(?:[A-Z]{2}\d\d(?:[ ]?[A-Z]{4})?)?(?:[ -]{0,2}[\d*]){8,30}(?!\d)")


def find_cards(text: str) -> Iterator[Span]:
    """Yield the numbers of ID cards, passports and bank cards of a folded text."""
    things = labels.of_things(text)
    for match in _RESIDENT.finditer(text):
        start = match.start()
        if (long := _LONG.match(text, start)) and _is_birthday(_compact(long[0])[6:14]):
            yield Span(*long.span(), Kind.IDENTITY)
        is_thing = any(start in each for each in things)
        if not is_thing and (short := _SHORT.match(text, start)) and _is_birthday(f"19{short[0][6:12]}"):
            yield Span(*short.span(), Kind.IDENTITY)
    for match in _CARD.finditer(text):
        number = _compact(match[0])
        is_thing = match[0] == number and any(match.start() in each for each in things)
        if _ISSUERS.fullmatch(number) and passes_luhn(number) and not is_thing and not _is_barcode(number):
            yield Span(*match.span(), Kind.CARD)
    for start, kind in labels.labelled(text):
        pattern = {Kind.IDENTITY: _IDENTITY, Kind.CARD: _ACCOUNT}.get(kind)
        if pattern and (value := pattern.match(text, start)):
            yield Span(*value.span(), kind)


def passes_luhn(number: str) -> bool:
    """Tell whether the last digit checks the others. Source: ISO/IEC 7812-1, annex B."""
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def _compact(number: str) -> str:
    return re.sub(r"[ -]", "", number)


def _is_barcode(number: str) -> bool:
    """Tell an article's number from a Visa card's of 13 digits, which no bank has issued for decades."""
    return len(number) == 13 and is_gtin(number)


def _is_birthday(digits: str) -> bool:
    """Tell whether eight digits are a day on which somebody may have been born.

    The check digit is not asked for: region and day leave one number in six thousand, and a number of which OCR has
    misread a digit is as private as the right one.
    """
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False
