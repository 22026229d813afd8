"""What a value belongs to: the article, the row, the column that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from lookdesk.facts import FactKind
from lookdesk.reading import values
from lookdesk.reading.candidates import LARGER, Candidate
from lookdesk.reading.fields import names_in
from lookdesk.reading.folding import is_chinese, plain
from lookdesk.reading.page import Cell, Page
from lookdesk.reading.question import Wanted
from lookdesk.reading.vocabulary import translations

ITEM_FIELDS = frozenset({"price", "price_per_unit", "quantity", "net_content", "total", "subtotal"})
LIKENESS = 80
"""How like a name on the page is to the question's, 0–100: one Chinese character in five may be misread or left out."""


def is_item_question(wanted: Wanted) -> bool:
    """Tell whether the value belongs to one of many articles: then only what stands at that article answers."""
    return bool(wanted.qualifiers) and wanted.field is not None and wanted.field.id in ITEM_FIELDS


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
        if not values.is_typed(wanted):
            continue
        under = [cell for cell in page.below(anchor, reach=1.0)[:1] if not _has_words(cell)]
        hit = (
            _on_row(wanted, anchor, page)
            or _in_column(wanted, anchor, page)
            or (_on_row(wanted, under[0], page) if under else None)
        )
        if hit is not None:
            return anchor, *hit
    return None


def _on_row(wanted: Wanted, anchor: Cell, page: Page) -> tuple[Cell, str] | None:
    """Return the value on the anchor's row: under the heading that names it, else by its form and its place."""
    fitting = [
        (cell, value)
        for cell in page.right_of(anchor)
        if not _is_anothers(cell, wanted) and (value := _fit(wanted, cell, page)) is not None
    ]
    if not fitting:
        return None
    headings = [heading for heading in page.written if _names(heading, wanted) and heading.middle < anchor.middle]
    for heading in sorted(headings, key=lambda heading: -heading.middle):
        under = [hit for hit in fitting if hit[0].left < heading.right and hit[0].right > heading.left]
        if under:
            return under[0]
    if values.expected_kinds(wanted)[:1] == (FactKind.PRICE,):
        money = [hit for hit in fitting if re.search(r"[.,]\d|[^\d\s.,-]", hit[1])] or fitting
        return money[-1] if wanted.field is not None and wanted.field.id == "total" else money[0]
    whole = [hit for hit in fitting if hit[1].isdigit()]
    return whole[0] if wanted.field is not None and wanted.field.id == "quantity" and whole else fitting[0]


def _in_column(wanted: Wanted, anchor: Cell, page: Page) -> tuple[Cell, str] | None:
    """Return the value below the anchor, or a larger one above it."""
    large = [cell for cell in page.above(anchor, reach=2.0) if cell.height > LARGER * anchor.height]
    for cell in (*page.below(anchor, reach=3.0), *large):
        value = _fit(wanted, cell, page)
        is_entry = (
            anchor.middle < cell.middle and _has_words(cell) and value is not None and len(value) < 0.5 * len(cell.text)
        )
        if value is not None and not is_entry and not _is_anothers(cell, wanted):
            return cell, value
        if anchor.middle < cell.middle and _has_words(cell):
            return None  # the next entry begins
    return None


def _fit(wanted: Wanted, cell: Cell, page: Page) -> str | None:
    """Return the value in a cell; of amounts only what is written like one."""
    value = values.fit(wanted, cell.text)
    is_money = values.expected_kinds(wanted)[:1] == (FactKind.PRICE,)
    if value is None or not is_money or not value.isdigit():
        return value
    return None if page.writes_decimals or not cell.text.strip().isdigit() else value


def _has_words(cell: Cell) -> bool:
    """Tell whether a cell says something, and is no mere number or code."""
    return bool(re.search(r"[A-Za-z]{3,}|[一-鿿]{2,}", cell.text))


def _names(cell: Cell, wanted: Wanted) -> bool:
    """Tell whether a cell is a heading for the wanted field."""
    return values.is_label(cell.text) and any(wanted.field in span.fields for span in names_in(cell.text))


def _is_anothers(cell: Cell, wanted: Wanted) -> bool:
    """Tell whether a printed name gives the value in a cell to another field: 合计：¥0 is no article's price."""
    return any(wanted.field not in span.fields for span in names_in(cell.text) if len(span.name) > 1)


def _inside(wanted: Wanted, anchor: Cell) -> str | None:
    """Return a fitting value in the anchor's own line, outside of the name itself."""
    for name in wanted.qualifiers:
        entry = re.match(rf"{re.escape(name)}\s*[:：]\s*(\S.{{0,30}})$", anchor.text, re.IGNORECASE)
        if entry:
            return values.clean(entry.group(1))
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
    if not seen or not any(map(str.isalpha, wanted)):
        return 0.0
    if len(wanted) == 1:
        return 100.0 if wanted == seen else 0.0
    if wanted in seen:
        return 100.0
    for word in translations(name):
        if plain(word) in seen:
            return 95.0
    if len(wanted) < 3 or is_chinese(name) != is_chinese(text):
        return 0.0
    if not is_chinese(name) and " " in name and _shares_words(name, text):
        return fuzz.token_set_ratio(name.casefold(), text.casefold())
    if len(seen) < 0.6 * len(wanted):
        return 0.0
    return fuzz.partial_ratio(wanted, seen) if len(seen) >= len(wanted) else fuzz.ratio(wanted, seen)


def _shares_words(name: str, text: str) -> bool:
    """Tell whether a line holds all words of a name but plurals and one in three."""
    seen = {word.rstrip("s") for word in re.findall(r"[a-z0-9']{2,}", text.casefold())}
    wanted = {word.rstrip("s") for word in re.findall(r"[a-z0-9']{2,}", name.casefold())}
    return bool(wanted) and len(wanted & seen) >= max(1, 2 * len(wanted) // 3)


def _cost(a: Cell, b: Cell) -> float:
    """Return how far a value stands from a name: rows bind more than columns, and below more than above."""
    across = max(b.left - a.right, a.left - b.right, 0.0)
    down = b.middle - a.middle
    if abs(down) < 0.55 * min(a.height, b.height):
        return across * (1.0 if b.left >= a.left else 3.0)
    return across * 1.5 + (1.5 * down if down > 0 else -3.0 * down)
