"""Numbers as they are written: 1,234.50, 1.234,50, 0.5, 三, 半."""

from __future__ import annotations

import re
from decimal import Decimal

NUMBER = (
    r"\d(?:\d{0,2}(?>(?:,\d{3})+)(?:\.\d{1,8}+)?"  # 1,234.50
    r"|\d{0,2}(?>(?:\.\d{3})+),\d{1,2}"  # 1.234,50
    r"|(?<=0),\d{1,8}"  # 0,125
    r"|\d{0,11}+(?:\.\d{1,8}+|,\d{1,2}(?![\d,.]))?)"  # 1234.50 and 1234,50
    r"(?!\.?\d|,\d{3})"
)
"""A number without sign that goes on to its last digit. Bounded, and a digit comes first: both make it fast."""

_DIGITS = {"〇": 0, "零": 0, "○": 0, "两": 2} | {
    digit: value for row in ("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖") for value, digit in enumerate(row, start=1)
}
_TENS = {"十": 10, "百": 100, "千": 1_000, "拾": 10, "佰": 100, "仟": 1_000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000, "萬": 10_000, "億": 100_000_000}
CHINESE = "".join((*_DIGITS, *_TENS, *_MYRIADS))
"""The characters of numbers written in Chinese, also of those on cheques."""

_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})*,\d{1,2}")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def plain(number: str) -> str:
    """Return a written number in its one form: no separators, no needless zeros, a point.

    A single comma with three digits behind it parts thousands, with one or two it is a decimal comma.
    """
    sign = "-" if number.startswith("-") else ""
    number = number.lstrip("+-±")
    if _ENGLISH.fullmatch(number):
        number = number.replace(",", "")
    elif _EUROPEAN.fullmatch(number) or "," in number:
        number = number.replace(".", "").replace(",", ".")
    whole, _, fraction = number.partition(".")
    fraction = fraction.rstrip("0")
    number = (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
    return number if number == "0" else sign + number


def of_decimal(number: Decimal) -> str:
    """Return a decimal as ``plain`` would write it."""
    return plain(format(number, "f"))


def of_chinese(text: str) -> str | None:
    """Return the digits of a number written in Chinese, 一百二十, 二〇二四 or 半; None if it is none."""
    if text == "半":
        return "0.5"
    if all(digit in _DIGITS for digit in text):
        return "".join(str(_DIGITS[digit]) for digit in text).lstrip("0") or "0"
    total = section = digit = 0
    for character in text:
        if character in _TENS:
            section += (digit or 1) * _TENS[character]
            digit = 0
        elif character in _MYRIADS:
            total = (total + section + digit) * _MYRIADS[character]
            section = digit = 0
        elif character in _DIGITS:
            digit = _DIGITS[character]
        else:
            return None
    return str(total + section + digit)
