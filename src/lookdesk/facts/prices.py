"""Currencies: their names and signs, before a number and behind it."""

from __future__ import annotations

import re

from lookdesk.facts.fact import FactKind, Reading
from lookdesk.facts.numbers import plain

_CURRENCIES = {
    "CNY": "¥ RMB CNY CN¥ 人民币 元 圆 块 块钱 元整 人民币元",
    "USD": "$ US$ USD 美元 美金",
    "EUR": "€ EUR 欧元",
    "GBP": "£ GBP 英镑",
    "HKD": "HK$ HKD 港币 港元 港幣",
    "TWD": "NT$ TWD NTD 新台币 新臺幣 台币",
    "MOP": "MOP$ MOP 澳门元",
    "JPY": "JPY JP¥ 日元 日圆 円",
    "KRW": "₩ KRW 韩元",
    "SGD": "S$ SGD 新加坡元",
    "AUD": "A$ AU$ AUD 澳元",
    "CAD": "C$ CA$ CAD 加元",
    "THB": "฿ THB 泰铢",
    "INR": "₹ INR 卢比",
    "RUB": "₽ RUB 卢布",
    "MYR": "RM MYR 林吉特",
    "CHF": "CHF",
}
_CURRENCY = {written.upper(): code for code, names in _CURRENCIES.items() for written in names.split()}
_LONGEST_FIRST = sorted(_CURRENCY, key=len, reverse=True)
_LETTERS = "|".join(re.escape(name) for name in _LONGEST_FIRST if name.isascii() and name.isalpha())
_SYMBOLS = "|".join(re.escape(name) for name in _LONGEST_FIRST if not name.isalpha())
_NAMES = "|".join(name for name in _LONGEST_FIRST if name.isalpha() and not name.isascii())
_BEFORE = re.compile(rf"(?:({_SYMBOLS}|人民币|港币)|(?<![A-Za-z])({_LETTERS}))[ ]?$", re.IGNORECASE)
_BEFORE_ENDS = frozenset(name[-1] for name in _CURRENCY) | {" "}
_AFTER = re.compile(rf"[ ]?(?:({_NAMES}|€(?!\d))|({_LETTERS})(?![A-Za-z]))", re.IGNORECASE)
_AFTER_STARTS = frozenset(name[0] for name in _CURRENCY) | {" "}
_TENTHS = re.compile(r"(\d)角")
_ENDS_A_WORD = re.compile(r"[A-Za-z\d元圆块]")
TWO_DECIMALS = re.compile(r"-?\d{1,3}(?:,?\d{3}){0,3}\.\d{2}")
"""How receipts write an amount: what makes a number without a currency look like a price."""
_LOOK_BACK = 5


def price_around(text: str, start: int, end: int, value: str) -> Reading | None:
    """Return the price that a number of a folded text is, with its currency; None if no currency stands at it."""
    before = text[max(0, start - _LOOK_BACK) : start]
    currency = ""
    if before[-1:].upper() in _BEFORE_ENDS and (mark := _BEFORE.search(before)):
        start -= len(before) - mark.start()
        currency = _CURRENCY[(mark[1] or mark[2]).upper()]
    elif before[-1:] in {"Y", "y"} and not before[-2:-1].isalpha() and TWO_DECIMALS.fullmatch(text, start, end):
        return Reading(FactKind.PRICE, start - 1, end, value, "CNY")  # OCR reads ¥ as Y
    mark = _AFTER.match(text, end) if text[end : end + 1].upper() in _AFTER_STARTS else None
    if mark and currency in {"", written := _CURRENCY[(mark[1] or mark[2]).upper()]}:
        end, currency = mark.end(), written
        if (tenths := _TENTHS.match(text, end)) and "." not in value:
            end, value = tenths.end(), f"{value}.{tenths[1]}"
    if not currency:
        return None
    if text[start - 1 : start] == "-" and not _ENDS_A_WORD.match(text[max(0, start - 2) : start - 1]):
        start, value = start - 1, f"-{value.lstrip('-')}"
    return Reading(FactKind.PRICE, start, end, plain(value) if "~" not in value else value, currency)
