"""What a value belongs to: the article, the row, the column that a question names."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from lookdesk.facts import FactKind
from lookdesk.reading import values
from lookdesk.reading.fields import names_in
from lookdesk.reading.folding import is_chinese, plain
from lookdesk.reading.keys import Candidate
from lookdesk.reading.page import Cell, Page
from lookdesk.reading.question import Wanted
from lookdesk.reading.vocabulary import translations

ITEM_FIELDS = frozenset({"price", "quantity", "net_content", "price_per_unit"})
LIKENESS = 80
"""How like a name on the page is to the question's, 0–100: one Chinese character in five may be misread or left out."""

LARGER = 1.3
"""How much higher than its name's letters a figure must be to belong to the name below it: a price above 今日活动价.
Figures of the same size above a name end the entry before it."""


def is_item_question(wanted: Wanted) -> bool:
    """Tell whether the value belongs to one of many articles: then only what stands at that article answers."""
    return wanted.field is not None and wanted.field.id in ITEM_FIELDS


def find(wanted: Wanted, page: Page) -> list[Cell]:
    """Return the cells that name what the value belongs to, the likeliest first."""
    names = wanted.qualifiers or ((wanted.topic,) if wanted.topic else ())
    hits: list[tuple[float, Cell]] = []
    for cell in page.written:
        alike = max((likeness(name, cell.text) for name in names), default=0.0)
        if alike >= LIKENESS:
            hits.append((alike - 0.1 * len(cell.text), cell))
    return [cell for _, cell in sorted(hits, key=lambda hit: -hit[0])]


def near(wanted: Wanted, page: Page, offers: Sequence[Candidate]) -> list[Candidate]:
    """Return the offers that stand with what the value belongs to; all, where the page does not name it."""
    if len(offers) < 2 or not wanted.qualifiers:
        return list(offers)
    cells = find(wanted, page)[:2]
    if not cells:
        return list(offers)
    return [min(offers, key=lambda offer: min(_cost(cell, offer.key.cell) for cell in cells))]


def value_at(wanted: Wanted, page: Page) -> tuple[Cell, Cell, str] | None:
    """Return the nearest fitting value at what it belongs to: the name's cell, the value's cell, the value."""
    for anchor in find(wanted, page):
        inside = _inside(wanted, anchor)
        if inside:
            return anchor, anchor, inside
        if not values.expected_kinds(wanted) and not (wanted.field and wanted.field.pattern):
            continue
        large = [cell for cell in page.above(anchor, reach=2.0) if cell.height > LARGER * anchor.height]
        places = page.right_of(anchor) + page.below(anchor, reach=4.0) + large
        for cell in sorted(places, key=lambda cell: _cost(anchor, cell)):
            if _cost(anchor, cell) > 0.8 * page.level_width:
                break
            value = values.fit(wanted, cell.text)
            if value is not None and not _is_anothers(cell, wanted):
                return anchor, cell, value
    return None


def _is_anothers(cell: Cell, wanted: Wanted) -> bool:
    """Tell whether a printed name gives the value in a cell to another field: 合计：¥0 is no article's price."""
    return any(wanted.field not in span.fields for span in names_in(cell.text) if len(span.name) > 1)


def _inside(wanted: Wanted, anchor: Cell) -> str | None:
    """Return a fitting value in the anchor's own line, outside of the name itself."""
    kinds = values.expected_kinds(wanted)
    text = anchor.text
    for name in wanted.qualifiers:
        text = text.replace(name, " ")
    if not kinds:
        return values.fit(wanted, text) if wanted.field is not None and wanted.field.pattern else None
    strict = kinds[0] in (FactKind.PRICE, FactKind.QUANTITY, FactKind.DATE, FactKind.TIME, FactKind.PHONE)
    if strict:
        return values.strict_fact(text, kinds[0], wanted.unit)
    return values.fit(wanted, text)


def likeness(name: str, text: str) -> float:
    """Return how like a name on the page is to the question's, 0–100."""
    wanted, seen = plain(name), plain(text)
    if not wanted or not seen:
        return 0.0
    if wanted in seen:
        return 100.0
    for word in translations(name):
        if plain(word) in seen:
            return 95.0
    if len(wanted) < 3 or len(seen) < 0.6 * len(wanted) or is_chinese(name) != is_chinese(text):
        return 0.0
    return fuzz.partial_ratio(wanted, seen) if len(seen) >= len(wanted) else fuzz.ratio(wanted, seen)


def _cost(a: Cell, b: Cell) -> float:
    """Return how far a value stands from a name: rows bind more than columns, and below more than above."""
    across = max(b.left - a.right, a.left - b.right, 0.0)
    down = b.middle - a.middle
    if abs(down) < 0.55 * min(a.height, b.height):
        return across * (1.0 if b.left >= a.left else 3.0)
    return across * 1.5 + (1.5 * down if down > 0 else -3.0 * down)
