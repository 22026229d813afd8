"""Looks one wanted value up on one page: under its name, beside what it belongs to, or as the only one of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from lookdesk import facts
from lookdesk.facts import FactKind
from lookdesk.reading import anchors, companies, displays, keys, names, values
from lookdesk.reading.fields import Field, Span, names_in
from lookdesk.reading.folding import plain
from lookdesk.reading.keys import Candidate
from lookdesk.reading.page import Cell, Page
from lookdesk.reading.question import Wanted
from lookdesk.reading.reply import Found
from lookdesk.types import Certainty


class State(StrEnum):
    """How a search ended."""

    FOUND = "found"
    MASKED = "masked"
    """The value is there, but hidden: 138****1234."""
    BLANK = "blank"
    """The place for it is there, but empty."""
    ILLEGIBLE = "illegible"
    """Something is there that cannot be read."""
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search found, or where it would have to stand."""

    state: State
    found: tuple[Found, ...] = ()
    place: Cell | None = None


_MULTIPLIED = re.compile(
    r"\d(?:[\d.,]*\d)?\s*(?:l|L|kg|Kg|KG|lt|ltr|litres?|升|公斤|斤|gal|m3)?\s*[*×xX@]\s*((?:€|\$|£|¥|￥|RM)?\s*\d+[.,]\d{2,3})"
)
ABSENT = Outcome(State.ABSENT)
Search = Callable[[Wanted, Page], Outcome]


def look_up(wanted: Wanted, page: Page) -> Outcome:
    """Return the wanted value, or how it is missing. The first search that knows the place decides."""
    outcome = ABSENT
    for search in _searches(wanted, page):
        found = search(wanted, page)
        if found.state is State.FOUND:
            return found
        if outcome.state is State.ABSENT:
            outcome = found
    return outcome


def _searches(wanted: Wanted, page: Page) -> list[Search]:
    if displays.is_asked(wanted, page):
        return [displays_search]
    if wanted.qualifiers and anchors.is_item_question(wanted):
        return [keyed, anchored]
    if wanted.field is not None and wanted.field.id in companies.FIELDS:
        return [named_company] if wanted.qualifiers else [keyed, named_company]
    if wanted.field is not None and wanted.field.id == "brand":
        return [keyed, prominent_name]
    if wanted.field is not None and wanted.field.id == "price_per_unit":
        return [keyed, per_unit, anchored]
    if wanted.qualifiers or wanted.field is None:
        return [keyed, anchored, loose]
    return [keyed, loose]


def keyed(wanted: Wanted, page: Page) -> Outcome:
    """Search under the value's name."""
    offers = list(keys.candidates(wanted, page))
    party = wanted.party if wanted.field is None or wanted.field.party != wanted.party else ""
    if party:
        offers = [offer for offer in offers if keys.party_of(offer.key.cell, page) == party]
    offers = anchors.near(wanted, page, offers)
    if not offers:
        return _empty_place(wanted, page, party)
    best = max(offer.score for offer in offers)
    chosen = next(offer for offer in offers if offer.score > best - 0.01)
    if best < 0.5:
        return ABSENT
    if chosen.is_masked:
        return Outcome(State.MASKED, place=chosen.cell)
    if not chosen.cell.is_legible:
        return Outcome(State.ILLEGIBLE, place=chosen.cell)
    return Outcome(State.FOUND, (_found(chosen, page),))


def anchored(wanted: Wanted, page: Page) -> Outcome:
    """Search beside what the value belongs to: the price at the article's name."""
    hit = anchors.value_at(wanted, page)
    if hit is None:
        return ABSENT
    anchor, cell, value = hit
    if not cell.is_legible:
        return Outcome(State.ILLEGIBLE, place=cell)
    found = [Found(value, page, cell, label=anchor.text)]
    return Outcome(State.FOUND, tuple(found))


def loose(wanted: Wanted, page: Page) -> Outcome:
    """Take the only value of its kind where no name is printed."""
    if wanted.field is None or not wanted.field.is_loose or wanted.party:
        return ABSENT
    hits: dict[str, Found] = {}
    for cell in page.written:
        if not cell.is_legible or _belongs_to_another(cell, wanted, page):
            continue
        value = _patterned(wanted.field, cell.text) if wanted.field.pattern else _typed(wanted, cell.text)
        if value is not None:
            hits.setdefault(_same(wanted, value), Found(value, page, cell, certainty=Certainty.INFERRED))
    if len(hits) == 1 or (hits and wanted.field.pattern):
        return Outcome(State.FOUND, tuple(hits.values())[:1])
    return ABSENT


def named_company(wanted: Wanted, page: Page) -> Outcome:
    """Search for a company's name by its ending."""
    cell = None
    if wanted.field is not None and wanted.field.id == "carrier":
        cell = companies.carrier(page)
        return Outcome(State.FOUND, (Found(companies.name_in(cell.text), page, cell),)) if cell else ABSENT
    elif wanted.qualifiers:
        places = anchors.find(wanted, page)
        cell = companies.near(places[0], page) if places else None
    cell = cell or companies.issuer(page)
    return Outcome(State.FOUND, (Found(companies.name_in(cell.text), page, cell),)) if cell else ABSENT


def prominent_name(wanted: Wanted, page: Page) -> Outcome:  # noqa: ARG001 - all searches look alike
    """Take the one word in capitals that is set off on a device or a package for its brand."""
    cell = names.brand(page)
    return Outcome(State.FOUND, (Found(cell.text, page, cell, certainty=Certainty.INFERRED),)) if cell else ABSENT


def per_unit(wanted: Wanted, page: Page) -> Outcome:  # noqa: ARG001 - all searches look alike
    """Take the price of one unit from a line that multiplies: 13.77 l × 1.579."""
    for cell in page.written:
        match = _MULTIPLIED.search(cell.text)
        if match and cell.is_legible:
            return Outcome(State.FOUND, (Found(match.group(1).strip(), page, cell),))
    return ABSENT


def displays_search(wanted: Wanted, page: Page) -> Outcome:
    """Search the readings of displays."""
    cell, label = displays.reading(wanted, page)
    if cell is None:
        return ABSENT
    if not cell.is_legible:
        return Outcome(State.ILLEGIBLE, place=cell)
    return Outcome(State.FOUND, (Found(displays.value_of(cell), page, cell, label),))


def _typed(wanted: Wanted, text: str) -> str | None:
    """Return the one strict fact of the field's first kind; a bare number says nothing without its name."""
    assert wanted.field is not None
    found = facts.find(text, wanted.field.kinds[:1])
    return found[0].text if len(found) == 1 else None


def _patterned(field: Field, text: str) -> str | None:
    assert field.pattern is not None
    match = field.pattern.search(text)
    return values.clean(match.group()) if match else None


def _same(wanted: Wanted, value: str) -> str:
    """Return what makes two ways of writing a value one."""
    assert wanted.field is not None
    kinds = wanted.field.kinds[:1]
    found = facts.find(value, kinds) if kinds and kinds[0] in (FactKind.DATE, FactKind.PRICE, FactKind.PHONE) else []
    return found[0].value if found else plain(value)


def _belongs_to_another(cell: Cell, wanted: Wanted, page: Page) -> bool:
    """Tell whether a printed name gives the value in this cell to another field."""
    assert wanted.field is not None
    if any(_competes(span, wanted.field) for span in names_in(cell.text) if len(span.name) > 2):
        return True
    return any(
        values.is_label(other.text) and any(_competes(span, wanted.field) for span in names_in(other.text))
        for other in page.left_of(cell)[:1]
    )


def _competes(span: Span, field: Field) -> bool:
    """Tell whether a name claims the same kind of value for another field: 生产日期 beside 日期, not ORD # beside it."""
    return field not in span.fields and any(
        set(other.kinds) & set(field.kinds[:1]) or (not other.kinds and not field.kinds) for other in span.fields
    )


def _empty_place(wanted: Wanted, page: Page, party: str) -> Outcome:
    """Tell an empty place of a form from a field that is not there at all."""
    for key in keys.keys_of(wanted, page):
        if party and keys.party_of(key.cell, page) != party:
            continue
        if key.quality >= 0.85 and values.is_label(key.cell.text):
            return Outcome(State.BLANK, place=key.cell)
    return ABSENT


def _found(offer: Candidate, page: Page) -> Found:
    label = offer.key.cell.text[offer.key.start : offer.key.end]
    return Found(offer.value, page, offer.cell, label=values.clean(label))
