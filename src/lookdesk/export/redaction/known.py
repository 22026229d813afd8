"""Values that are known to be private, wherever a text repeats them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lookdesk.export.redaction import people
from lookdesk.export.redaction.spans import Kind, Span
from lookdesk.reading.folding import Folded, fold, is_chinese

_SHARED_CHINESE = 5
_SHARED_LATIN = 9
"""Letters that a text must share with an address to repeat a part of it: more than 朝阳区 and 有限公司."""
_CHINESE_NAME = re.compile(rf"({people.CHINESE_NAME})(?:{people.TITLES})?")
_LATIN_WORD = re.compile(r"[A-Za-z][\w'’-]+")


def find_known(text: str, private: Collection[str]) -> Iterator[Span]:
    """Yield where a text repeats private values, in any width, case and spacing; of addresses also parts."""
    page = fold(text)
    for value in private:
        if not any(map(str.isalpha, value)):
            continue
        is_place = any(map(str.isdigit, value)) or people.is_address(value)
        kind = Kind.ADDRESS if is_place else Kind.NAME
        yield from _repeated(text, page, fold(value).text, kind)
        if is_place:
            yield from _shared(page, fold(value).text)
        else:
            for pattern in _other_forms(value):
                yield from (Span(*match.span(), Kind.NAME) for match in pattern.finditer(text))


def _repeated(text: str, page: Folded, value: str, kind: Kind) -> Iterator[Span]:
    at = page.text.find(value) if len(value) >= (2 if is_chinese(value) else 3) else -1
    while at >= 0:
        start, end = page.places[at], page.original_end(at + len(value))
        if _is_bounded(text, start, end):
            yield Span(start, end, kind)
        at = page.text.find(value, at + 1)


def _shared(page: Folded, value: str) -> Iterator[Span]:
    length = _SHARED_CHINESE if is_chinese(value) else _SHARED_LATIN
    pieces = {value[at : at + length] for at in range(len(value) - length + 1)}
    for at in range(len(page.text) - length + 1):
        if page.text[at : at + length] in pieces:
            yield Span(page.places[at], page.original_end(at + length), Kind.ADDRESS)


def _other_forms(name: str) -> Iterator[re.Pattern[str]]:
    """Yield how else somebody is called: 李先生 for 李雷; Mr Voss, VOSS, Clara for Clara Voss."""
    if chinese := _CHINESE_NAME.fullmatch(name.strip()):
        surname = chinese[1][: 2 if len(chinese[1]) == 4 else 1]
        yield re.compile(rf"{surname}[一-鿿]?(?:{people.TITLES})")
    words = [word for word in _LATIN_WORD.findall(name) if not re.fullmatch(r"(?i:mrs?|ms|miss|dr|mx)", word)]
    if not is_chinese(name) and len(words) <= 4:
        for word in words:
            yield re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s*{re.escape(word)}\b", re.IGNORECASE)
        if len(words) == 2:
            yield re.compile(rf"\b{re.escape(words[1])},?\s*{re.escape(words[0])}\b", re.IGNORECASE)


def _is_bounded(text: str, start: int, end: int) -> bool:
    """Refuse Latin values in the middle of a word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    is_cut = before.isascii() and before.isalpha() and text[start].isascii() and text[start].isalpha()
    return not is_cut and not (
        after.isascii() and after.isalpha() and text[end - 1].isascii() and text[end - 1].isalpha()
    )
