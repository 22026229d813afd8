"""Names of fields on a page, and the values that stand in, beside or below them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from lookdesk.reading import values
from lookdesk.reading.fields import Field, Span, names_in
from lookdesk.reading.folding import fold, plain
from lookdesk.reading.page import Cell, Page
from lookdesk.reading.question import Wanted

SHORTEST_UNMARKED = 4
"""Letters that free text must have to be a value right behind a Chinese name without a colon: 收件人签名 is one word."""

_COMPOUND = re.compile(r"(?:签名|签字|签收|盖章|类型|类别|说明|须知|确认|声明|网点|代收|明细|查询)")
"""What makes another word of the name before it: 收件人签名 is no recipient's name."""

_INSTRUCTION = re.compile(
    r"请|必填|填写|本人|不得|不接受|非常重要|如有|是否|详见背面|\bplease\b|\bfill in\b|\bsee reverse\b", re.IGNORECASE
)
"""What a form tells who fills it in; never a value."""

NEUTRAL_PREFIXES = frozenset(
    "产品 商品 设备 本机 机器 货物 物品 食品 公司 本公司 联系 您的 我的 客户 整机 原 本次 今日 当前".split()
)
"""What may stand before a name without changing what it names."""

FUZZY = 86
"""The likeness, 0–100, from which a name of five and more letters counts as misread by OCR (one letter in seven).
Measured on our drawn labels: 83 takes 保质期 for 保修期."""


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """The name of the wanted value on a page."""

    cell: Cell
    start: int
    end: int
    quality: float
    """How surely this names the wanted value, 0–1."""
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A value that may be the wanted one."""

    key: Key
    cell: Cell
    value: str
    score: float

    @property
    def is_masked(self) -> bool:
        return values.is_masked(self.value)


def keys_of(wanted: Wanted, page: Page) -> list[Key]:
    """Return where a page names the wanted value: by the question's own words, or by the field's names."""
    exact = list(_topic_keys(wanted, page))
    named = list(_field_keys(wanted.field, page, wanted)) if wanted.field else []
    taken = {id(key.cell) for key in exact}
    return exact + [key for key in named if id(key.cell) not in taken]


def candidates(wanted: Wanted, page: Page) -> Iterator[Candidate]:
    """Yield the values that a page offers for the wanted one, with how well each fits."""
    for key in keys_of(wanted, page):
        yield from _values_at(key, wanted, page)


def party_of(cell: Cell, page: Page) -> str:
    """Return whose a cell is on a waybill or a form: the party named last before it in its column; empty if none."""
    best: tuple[float, str] | None = None
    for other in page.written:
        party = _party_named(other)
        if not party:
            continue
        if other is cell:
            return party
        is_beside = abs(other.middle - cell.middle) < max(other.height, cell.height) and other.left < cell.left
        is_above = (
            other.middle < cell.middle and other.left < cell.right and other.left > cell.left - 0.45 * page.level_width
        )
        if other.is_vertical:
            is_beside = other.top - cell.height < cell.middle < other.bottom + cell.height and other.left < cell.left
        if is_beside or is_above:
            far = (cell.middle - other.middle if not other.is_vertical else 0) + 0.5 * abs(cell.left - other.left)
            if best is None or far < best[0]:
                best = (far, party)
    return best[1] if best else ""


def _party_named(cell: Cell) -> str:
    for span in names_in(cell.text):
        for field in span.fields:
            if field.party and len(span.name) > 1:
                follows = cell.text[span.end : span.end + 2].strip()
                if span.start <= 3 or not follows or follows[0] in ":：":
                    return field.party
    return ""


def _topic_keys(wanted: Wanted, page: Page) -> Iterator[Key]:
    topic = plain(re.sub(r"号码?|编号", "号", wanted.topic))
    if len(topic) < 2:
        return
    for cell in page.written:
        text = fold(cell.text)
        folded = re.sub(r"号码?|编号", "号", text.text)
        if folded == topic:
            yield Key(cell, 0, len(cell.text), 1.0, topic)
        elif folded.startswith(topic) and folded == text.text:
            end = text.original_end(len(topic))
            if not (
                cell.text[end - 1].isascii() and cell.text[end - 1].isalpha() and cell.text[end : end + 1].isalpha()
            ):
                yield Key(cell, 0, end, 0.95, topic)
        elif (at := text.text.find(topic)) > 0 and _is_bounded(
            cell.text, text.places[at], text.original_end(at + len(topic))
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
            quality = 0.9 - 0.3 * min(1.0, field.rank(span.name) / max(1, len(field.first))) if field.first else 0.9
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
    return span.start <= 2 and (not rest or rest[0] in ":.#=" or rest[0].isdigit() or text[: span.end].isupper())


def _names_a_party(text: str) -> bool:
    return any(field.party for span in names_in(text) for field in span.fields)


def _misread(field: Field, cell: Cell) -> Iterator[Key]:
    """Find a name of five and more letters of which OCR misread one."""
    text = fold(cell.text)
    for name in field.names:
        if len(name) >= 5 and len(text.text) >= len(name) - 1 and fuzz.ratio(text.text[: len(name)], name) >= FUZZY:
            yield Key(cell, 0, text.original_end(min(len(name), len(text.text))), 0.7, name)
            return


def _values_at(key: Key, wanted: Wanted, page: Page) -> Iterator[Candidate]:
    """Yield what stands in, right of, and below a name, the surest place first."""
    inside, is_marked = _rest(key)
    if inside:
        value = values.fit(wanted, inside)
        is_typed = bool(values.expected_kinds(wanted)) or (
            wanted.field is not None and wanted.field.pattern is not None
        )
        if value is not None and (
            is_marked or is_typed or (key.start == 0 and len(plain(inside)) >= SHORTEST_UNMARKED)
        ):
            yield Candidate(key, key.cell, value, key.quality * (1.0 if is_marked else 0.9))
            return
        if values.is_masked(inside):
            yield Candidate(key, key.cell, inside, key.quality)
            return
    if not _is_heading(key, inside):
        return
    beside, below = page.right_of(key.cell)[:3], page.below(key.cell)[:3]
    for place, worth in ((beside, 0.95), (below, 0.8)):
        for cell in place:
            if cell.is_vertical and not key.cell.is_vertical:
                continue
            if cell is not key.cell and values.is_label(cell.text):
                break
            is_free = not values.expected_kinds(wanted)
            if is_free and (names_in(cell.text) or _INSTRUCTION.search(cell.text)):
                break
            if is_free and place is below and not _is_set_under(key.cell, cell):
                continue
            value = values.fit(wanted, cell.text)
            if value is not None and not values.is_blank(cell.text):
                yield Candidate(key, cell, value, key.quality * worth * (1.0 if cell.is_legible else 0.9))
                break
            if values.is_masked(cell.text):
                yield Candidate(key, cell, cell.text, key.quality * worth)
                break


def _is_set_under(name: Cell, value: Cell) -> bool:
    """Tell whether free text stands right under a name: close, and flush left or centred."""
    is_close = value.top - name.bottom < 1.5 * max(name.height, value.height)
    is_centred = abs((value.left + value.right) - (name.left + name.right)) < 2 * name.height
    return is_close and (abs(value.left - name.left) < 1.5 * name.height or is_centred)


def _rest(key: Key) -> tuple[str, bool]:
    """Return what follows a name in its own line, up to the next name, and whether a colon or the like marks it."""
    text = key.cell.text[key.end :]
    for span in names_in(key.cell.text):
        if span.start - len(span.prefix) > key.end + 1 and _is_next_name(key.cell.text, span.end, span.start):
            text = key.cell.text[key.end : span.start - len(span.prefix)]
            break
    text = re.sub(r"^\s*\([^)\d]{1,24}\)(?=\s*[:：]|\s*$)", "", text)
    is_marked = bool(re.match(r"\s*[:：=]|\s+", text)) or not text
    return values.clean(text) if not values.is_masked(text) else text.strip(" :："), is_marked


def _is_next_name(text: str, end: int, start: int) -> bool:
    return (
        text[end : end + 1] in (":", "：")
        or text[start - 1 : start] in (";", "；", " ", ",", "，")
        or text[start - 1 : start].isdigit()
    )


def _is_heading(key: Key, inside: str) -> bool:
    """Tell whether a name stands alone, so that its value is beside or below: not a word in a sentence."""
    before = plain(key.cell.text[: key.start])
    is_latin = before.isascii() and key.name.isascii()
    return len(plain(inside)) <= 4 and (len(before) <= 4 or is_latin or key.cell.text.rstrip().endswith((":", "：")))


def _is_bounded(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() and before.isascii()) and (after in ("", " ", ":", "：", "(") or after.isdigit())
