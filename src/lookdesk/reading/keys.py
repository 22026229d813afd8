"""Names of fields on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from lookdesk.reading.fields import Field, Span, names_in
from lookdesk.reading.folding import fold, plain
from lookdesk.reading.page import Cell, Page
from lookdesk.reading.question import Wanted

_COMPOUND = re.compile(r"(?:签名|签字|签收|盖章|类型|类别|说明|须知|确认|声明|网点|代收|明细|查询)")
"""What makes another word of the name before it: 收件人签名 is no recipient's name."""

NEUTRAL_PREFIXES = frozenset(
    {"产品", "商品", "设备", "本机", "机器", "货物", "物品", "食品", "公司", "本公司", "联系", "您的", "我的", "客户"}
    | {"整机", "原", "本次", "今日", "当前"}
)
"""What may stand before a name without changing what it names."""

FUZZY = 86
"""The likeness, 0–100, from which a name of five and more letters counts as misread by OCR: one letter in seven."""


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """The name of the wanted value on a page."""

    cell: Cell
    start: int
    end: int
    quality: float
    """How surely this names the wanted value, 0–1."""
    name: str


def keys_of(wanted: Wanted, page: Page) -> list[Key]:
    """Return where a page names the wanted value: by the question's own words, or by the field's names."""
    exact = list(_topic_keys(wanted, page))
    named = list(_field_keys(wanted.field, page, wanted)) if wanted.field else []
    taken = {id(key.cell) for key in exact}
    return exact + [key for key in named if id(key.cell) not in taken]


def _topic_keys(wanted: Wanted, page: Page) -> Iterator[Key]:
    topic = plain(re.sub(r"号码?|编号", "号", wanted.topic))
    if len(topic) < 2 or not any(map(str.isalpha, topic)):
        return
    for cell in page.written:
        text = fold(cell.text)
        folded = re.sub(r"号码?|编号", "号", text.text)
        if folded == topic:
            yield Key(cell, 0, text.original_end(len(text.text)), 1.0, topic)
        elif folded.startswith(topic) and folded == text.text:
            end = text.original_end(len(topic))
            if not (
                cell.text[end - 1].isascii() and cell.text[end - 1].isalpha() and cell.text[end : end + 1].isalpha()
            ):
                yield Key(cell, 0, end, 0.95, topic)
        elif (
            wanted.field is not None
            and (at := text.text.find(topic)) > 0
            and _is_bounded(cell.text, text.places[at], text.original_end(at + len(topic)))
        ):
            yield Key(cell, text.places[at], text.original_end(at + len(topic)), 0.85, topic)
        elif len(topic) >= 5 and not re.search(r"\d", topic) and fuzz.ratio(folded[: len(topic) + 1], topic) >= FUZZY:
            end = text.original_end(min(len(topic), len(text.text)))
            yield Key(cell, 0, end, 0.75, topic)


def _field_keys(field: Field, page: Page, wanted: Wanted) -> Iterator[Key]:
    modifiers = plain(" ".join((wanted.topic, *wanted.qualifiers)))
    for cell in (*page.written, *page.stacked):
        spans = names_in(cell.text)
        for span in spans:
            if field not in span.fields:
                continue
            if not _stands_as_name(span, cell.text):
                continue
            quality = 0.9 - 0.2 * min(1.0, field.rank(span.name) / max(1, len(field.first))) if field.first else 0.9
            if wanted.said:
                quality = 0.95 if span.name == plain(wanted.said) else quality - 0.05
            if span.prefix and plain(span.prefix) not in modifiers:
                is_harmless = span.prefix in NEUTRAL_PREFIXES or _names_a_party(span.prefix)
                quality -= 0.05 if is_harmless else 0.5
            yield Key(cell, span.start, span.end, quality, span.name)
            break
        else:
            if not spans and len(cell.text) < 40:
                yield from _misread(field, cell)


def _stands_as_name(span: Span, text: str) -> bool:
    """Refuse short Latin names inside a sentence: "to" is a name in "To: Li Lei" and alone, not in "down to earth"."""
    if not span.name.isascii():
        return not _COMPOUND.match(text[span.end :])
    if len(span.name) > 4:
        return True
    rest = text[span.end :].strip()
    is_marked = rest[:1] in (":", "：", "#", "=")
    return is_marked or (span.start <= 2 and (not rest or rest[0] in ".(%$€£¥" or rest[0].isdigit()))


def _names_a_party(text: str) -> bool:
    return any(field.party for span in names_in(text) for field in span.fields)


def _misread(field: Field, cell: Cell) -> Iterator[Key]:
    """Find a name of five and more letters of which OCR misread one."""
    text = fold(cell.text)
    for name in field.names:
        if len(name) >= 5 and len(text.text) >= len(name) - 1 and fuzz.ratio(text.text[: len(name)], name) >= FUZZY:
            yield Key(cell, 0, text.original_end(min(len(name), len(text.text))), 0.7, name)
            return


def _is_bounded(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() and before.isascii()) and (after in ("", " ", ":", "：", "(") or after.isdigit())
