"""Values that stand in, beside or below the names of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lookdesk.facts import FactKind
from lookdesk.reading import values
from lookdesk.reading.fields import names_in
from lookdesk.reading.folding import plain
from lookdesk.reading.keys import Key, keys_of
from lookdesk.reading.page import Cell, Page
from lookdesk.reading.question import Wanted

SHORTEST_UNMARKED = 4
"""Letters that free text must have to be a value right behind a name without a colon: 收件人签名 is one word."""
LONGEST_REMARK = 24
"""Characters behind a total's name that may belong to it: (Inclusive of GST @ 6%)."""
LARGER = 1.3
"""How much higher than its name's letters a price must be to belong to the name below it. Figures of the same size
above a name end the entry before it."""

_FIGURES = frozenset({FactKind.PRICE, FactKind.QUANTITY})
"""What is set in large figures over its name: prices on tags, readings on panels."""

_INSTRUCTION = re.compile(
    r"请|必填|填写|本人|不得|不接受|非常重要|如有|是否|详见背面|\bplease\b|\bfill in\b|\bsee reverse\b", re.IGNORECASE
)
"""What a form tells who fills it in; never a value."""
_PLACEHOLDER = re.compile(r"[省市区县乡镇村街路号元角分年月日时]|区/县|乡/镇|M/F|男/女|(?:MRS?|MS|MISS|DR)\.?")
"""What a form prints where something is to be written."""


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


def candidates(wanted: Wanted, page: Page) -> Iterator[Candidate]:
    """Yield the values that a page offers for the wanted one, with how well each fits."""
    for key in keys_of(wanted, page):
        yield from _at(key, wanted, page)


def _at(key: Key, wanted: Wanted, page: Page) -> Iterator[Candidate]:
    """Yield what stands in, right of, below and (prices) above a name, the surest place first."""
    inside, is_marked = _rest(key)
    is_typed = values.is_typed(wanted)
    if inside:
        if is_typed and values.is_masked(inside):
            yield Candidate(key, key.cell, inside, key.quality)
            return
        value = _amount(values.fit(wanted, inside), wanted, page)
        is_long = key.start == 0 and len(plain(inside)) >= SHORTEST_UNMARKED and wanted.field is not None
        if value is not None and (is_marked or is_typed or is_long):
            yield Candidate(key, key.cell, value, key.quality * (1.0 if is_marked else 0.9))
            return
        if values.is_masked(inside):
            yield Candidate(key, key.cell, inside, key.quality)
            return
    price = bool(values.expected_kinds(wanted)[:1] == (FactKind.PRICE,))
    if not _is_heading(key, inside) and not (price and page.writes_decimals and _is_remark(inside)):
        return
    is_figure = bool(_FIGURES & set(values.expected_kinds(wanted)[:1]))
    above = [cell for cell in page.above(key.cell, 1.5) if is_figure and cell.height > LARGER * key.cell.height]
    below = page.below(key.cell)[: 1 if price else 2]
    for place, worth in ((page.right_of(key.cell)[:3], 0.95), (below, 0.8), (above, 0.75)):
        found = _first(place, place is below, key, wanted, page)
        if found is not None:
            cell, value = found
            far = 0.0 if is_typed else min(0.25, (cell.left - key.cell.right) / key.cell.height / 80)
            yield Candidate(key, cell, value, key.quality * (worth - max(0.0, far)) * (1.0 if cell.is_legible else 0.9))


def _amount(value: str | None, wanted: Wanted, page: Page) -> str | None:
    """Refuse a bare integer as an amount on a page that writes its amounts with decimals."""
    is_money = values.expected_kinds(wanted)[:1] == (FactKind.PRICE,)
    return None if value and is_money and page.writes_decimals and value.isdigit() else value


def _first(place: list[Cell], is_below: bool, key: Key, wanted: Wanted, page: Page) -> tuple[Cell, str] | None:
    """Return the first cell of a place that can be the value; None where another name comes before."""
    is_free = not values.is_typed(wanted)
    for cell in place:
        if cell.is_vertical and not key.cell.is_vertical:
            continue
        if values.is_label(cell.text) or _has_own_name(cell):
            return None
        if is_free and (names_in(cell.text) or _INSTRUCTION.search(cell.text)):
            return None
        if _PLACEHOLDER.fullmatch(cell.text) or values.is_blank(cell.text):
            return None
        if is_free and is_below and not _is_set_under(key.cell, cell):
            continue
        if values.is_masked(cell.text) and not is_free:
            return cell, cell.text
        value = _amount(values.fit(wanted, cell.text), wanted, page)
        if value is not None:
            return cell, value
    return None


def _has_own_name(cell: Cell) -> bool:
    """Tell whether a line gives its value a name of its own: 信用卡积分:50000."""
    match = re.match(r"([^:：\d]{2,24})[:：]\s*\S", cell.text)
    return bool(match) and not cell.text.lower().startswith(("http", "rm"))


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
    by_space = not key.name.isascii() or key.name.endswith(("of", "to", "by"))
    is_marked = bool(re.match(r"\s*[:：=]|\s+" if by_space else r"\s*[:：=#]", text)) or not text
    return values.clean(text) if not values.is_masked(text) else text.strip(" :："), is_marked


def _is_next_name(text: str, end: int, start: int) -> bool:
    before = text[start - 1 : start]
    is_short = end - start <= 4 and text[start:end].isascii()  # INV in INV-70418 is no name
    is_apart = before in (";", "；", " ", ",", "，") or before.isdigit()
    return text[end : end + 1] in (":", "：") or (is_apart and not is_short)


def _is_remark(inside: str) -> bool:
    """Tell whether what follows a total's name is part of it and no amount: (incl. 6% GST), misread or not."""
    return len(inside) <= LONGEST_REMARK and not re.search(r"\d[.,]\d{2}(?!\d)", inside)


def _is_heading(key: Key, inside: str) -> bool:
    """Tell whether a name stands alone, so that its value is beside or below: not a word in a sentence."""
    inside = re.sub(r"@?\s*\d{1,2}(?:[.,]\d+)?\s*%", "", inside)  # the rate in "Tax 8%:" is part of the name
    before = plain(key.cell.text[: key.start])
    is_latin = before.isascii() and key.name.isascii()
    is_short = len(plain(inside)) <= 4 and not any(character.isdigit() for character in inside.split("(")[0])
    return is_short and (len(before) <= 4 or is_latin or key.cell.text.rstrip().endswith((":", "：")))
