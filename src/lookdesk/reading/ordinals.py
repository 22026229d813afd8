"""Picture numbers in words: as a question writes them, and as a reply says them."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = (
    *("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", *(f"{each}teenth" for each in ("thir", "four", "fif", "six", "seven", "eigh", "nine"))),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENTHS = ("", "", *(f"{ten[:-1]}ieth" for ten in _TENS[2:]))
LARGEST = 99
"""The last number that has words; a conversation with more pictures counts on in digits."""

UNITS = "|".join(_UNITS)
NTHS = "|".join(sorted(_ORDINALS[1:], key=len, reverse=True))
"""How English questions write small numbers: alternatives of a pattern."""


def ordinal(number: int, chinese: bool) -> str:
    """Say a picture's number in words: numerals would read like one more value."""
    if not 0 < number <= LARGEST:
        return f"第{number}张" if chinese else f"picture {number}"
    return f"第{_chinese(number)}张" if chinese else f"the {_english(number)}"


def number_of(word: str) -> int:
    """Return the number that 3, 三, 十二, three or third stands for.

    Raises:
        ValueError: the word is none of them.
    """
    word = word.lower()
    if word.isdecimal():
        return int(word)
    if word in _UNITS:
        return _UNITS.index(word) + 1
    if word in _ORDINALS:
        return _ORDINALS.index(word)
    tens, ten, ones = word.replace("两", "二").rpartition("十")
    return 10 * (_DIGITS.index(tens) if tens else 1 if ten else 0) + (_DIGITS.index(ones) if ones else 0)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    said = f"{_DIGITS[tens] if tens > 1 else ''}十" if tens else ""
    return said + (_DIGITS[ones] if ones else "")


def _english(number: int) -> str:
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]}-{_ORDINALS[ones]}" if ones else _TENTHS[tens]
