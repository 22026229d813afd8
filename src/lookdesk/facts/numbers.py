"""Numbers as they are written: 1,234.50, 1.234,50, 0.5, 三, 半."""

from __future__ import annotations

import re
from decimal import Decimal

NUMBER = (
    r"\d(?:\d{0,2}(?:,\d{3})++(?:\.\d{1,8}+)?"  # 1,234.50
    r"|\d{0,2}(?:\.\d{3})++,\d{1,2}"  # 1.234,50
    r"|(?<=0),\d{1,8}"  # 0,125
    r"|\d{0,11}+(?:\.\d{1,8}+|,\d{1,2}(?![\d,.]))?)"  # 1234.50 and 1234,50
    r"(?!\.?\d|,\d{3})"
)
"""A number without sign that goes on to its last digit. Bounded, and a digit comes first: both make it fast."""

CHINESE_NUMBER = r"[一二两三四五六七八九十半]{1,3}"

_CHINESE = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
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
    """Return the digits of a small Chinese number (up to 99) or of a row of Chinese digits; None if it is neither."""
    if text == "半":
        return "0.5"
    if "十" in text:
        tens, _, ones = text.partition("十")
        if any(part and part not in _CHINESE for part in (tens, ones)):
            return None
        return str(_CHINESE.get(tens, 1) * 10 + _CHINESE.get(ones, 0))
    digits = [_CHINESE.get(character) for character in text]
    if not digits or None in digits:
        return None
    return "".join(map(str, digits)).lstrip("0") or "0"
