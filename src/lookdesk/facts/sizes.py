"""Sizes: of clothes (170/88A, XL, 42码) and of things (10×20×30cm)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk.facts.fact import FactKind, Reading
from lookdesk.facts.numbers import plain
from lookdesk.facts.units import unit_at

_BODY = re.compile(r"(\d(?<![\d.]\d)\d{1,2})/(\d{2,3})[ ]?(?:([ABCYE])|\(([ABCYE])\))(?![A-Za-z\d])")
_BODY_PLAIN = re.compile(r"(\d(?<![\d./]\d)\d{1,2})/(\d{2,3})(?![\d/.]|[ ]?[A-Za-z%])")
_LETTER = re.compile(r"([2-9X](?<![A-Za-z\d-][2-9X])X{0,4}[LS])(?![A-Za-z\d-])")
_ONE_LETTER = re.compile(r"([SML](?<![A-Za-z\d'/-][SML]))(?:码|号)?(?![A-Za-z\d'/-])")
_NAMED = re.compile(r"(?:尺码|号型|(?i:size))[ ]?:?[ ]?([SML])(?![A-Za-z\d'/-])")
_NUMBERED = re.compile(
    r"(\d(?<![\d.]\d)\d{1,2}(?:\.5)?)[ ]?(?:码|碼)|(?:EUR?|UK|US|CN)[ ]?(?<![\d.])(\d{1,2}(?:\.5)?)(?![\d.A-Za-z])"
)
_DIGIT = re.compile(r"\d")
_FREE = re.compile(r"均码|one size|free size", re.IGNORECASE)
_SIDE = r"\d{0,5}(?:\.\d{1,4})?)(?:[ ]?((?i:mm|cm|m|px|in)|毫米|厘米|米|寸|\"))?"
_NEXT = r"[ ]?[×xX*][ ]?[宽高厚深WHD]?[:]?[ ]?"
_SIDES = re.compile(
    rf"(\d(?<![\dA-Za-z.]\d){_SIDE}{_NEXT}(\d{_SIDE}(?:{_NEXT}(\d{_SIDE})?(?:[ ]?\(((?i:mm|cm|m))\))?(?![\dA-Za-z])"
)
_TYRE = re.compile(r"\d(?<![\d/]\d)\d{2}/\d{2}[ ]?Z?R[ ]?\d{2}[A-Z]?(?![A-Za-z\d])")


def find_sizes(text: str) -> Iterator[Reading]:
    """Read the sizes of a folded text."""
    if _DIGIT.search(text):
        yield from _in_numbers(text)
    for match in _LETTER.finditer(text):
        yield Reading(FactKind.SIZE, *match.span(), _letters(match[1]))
    for match in _ONE_LETTER.finditer(text):
        yield Reading(FactKind.SIZE, *match.span(), match[1], weak=match[0] == match[1])
    lower = text.lower()
    for match in _NAMED.finditer(text) if "size" in lower or "尺码" in text or "号型" in text else ():
        yield Reading(FactKind.SIZE, *match.span(1), match[1])
    for match in _FREE.finditer(text) if "size" in lower or "均码" in text else ():
        yield Reading(FactKind.SIZE, *match.span(), "均码")


def _in_numbers(text: str) -> Iterator[Reading]:
    if "/" in text:
        yield from _with_slash(text)
    for match in _NUMBERED.finditer(text):
        yield Reading(FactKind.SIZE, *match.span(), match[1] or re.sub(r"([A-Z])[ ]?(\d)", r"\1 \2", match[0]), "")
    for match in _SIDES.finditer(text):
        yield _sides(match)


def _with_slash(text: str) -> Iterator[Reading]:
    for match in _BODY.finditer(text):
        yield Reading(FactKind.SIZE, *match.span(), f"{match[1]}/{match[2]}{match[3] or match[4]}")
    for match in _BODY_PLAIN.finditer(text):
        yield Reading(FactKind.SIZE, *match.span(), match[0], weak=True)
    for match in _TYRE.finditer(text):
        yield Reading(FactKind.SIZE, *match.span(), match[0].replace(" ", ""))


def _letters(size: str) -> str:
    """Write XXL as 2XL does: with the number of X in front."""
    if size[0].isdigit():
        return size if "X" in size else f"{size[0]}X{size[1]}"
    count = size.count("X")
    return f"{count}X{size[-1]}" if count > 1 else size


def _sides(match: re.Match[str]) -> Reading:
    units = [unit for unit in match.group(2, 4, 6, 7) if unit]
    name = ""
    if units and (found := unit_at(units[-1], 0)):
        name = found[0].name
    sides = "×".join(plain(side) for side in match.group(1, 3, 5) if side)
    is_sum = not name and match[5] is None and "×" not in match[0] and (" " in match[0] or "." in match[0])
    return Reading(FactKind.SIZE, *match.span(), sides, name, weak=is_sum)  # 2 x 3.00 on a receipt
