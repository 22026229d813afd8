"""Looks one wanted value up on one page: under its name, beside what it belongs to, or as the only one of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from lookdesk import facts
from lookdesk.facts import FactKind
from lookdesk.reading import anchors, companies, displays, keys, parties, phrases, special, values
from lookdesk.reading.candidates import Candidate, candidates
from lookdesk.reading.fields import FIELDS, Field, Span, names_in
from lookdesk.reading.folding import plain
from lookdesk.reading.outcomes import ABSENT, LONGEST_VALUE, NEARBY, Outcome, State
from lookdesk.reading.page import Cell, Page, distance
from lookdesk.reading.question import OWNED, Wanted
from lookdesk.reading.reply import Found
from lookdesk.types import Certainty

MOST_LINES = 3
LEAST_SCORE = 0.5
"""The score from which an offered value is believed."""
NAMED = 0.85
"""The quality from which a name surely is the asked one's."""
_PERSON = re.compile(
    r"^[一-鿿]{2,4}(?:先生|女士|小姐)?(?=$|\s|[,，]|1\d{2})|^[A-Z][a-z]+(?: [A-Z][a-z]+){1,2}$|"
    r"^.{2,30}(?:店|公司|中心|厂)$"
)
_LONG = frozenset({"address", "ingredients", "warnings", "usage", "storage"})
"""Fields whose values run over several lines."""
Search = Callable[[Wanted, Page], Outcome]


def look_up(wanted: Wanted, page: Page) -> Outcome:
    """Return the wanted value, or how it is missing. The first search that knows the place decides."""
    outcome = ABSENT
    for meant in (wanted, *(replace(wanted, field=other) for other in wanted.others)):
        for search in _searches(meant, page):
            if outcome.state is State.BLANK and search is loose:
                break  # its place is there, and empty
            found = search(meant, page)
            if found.state is State.FOUND:
                return ABSENT if _is_another_price(wanted, found.found[0]) else found
            if outcome.state is State.ABSENT:
                outcome = found
    return outcome


def _is_another_price(wanted: Wanted, found: Found) -> bool:
    """Tell whether a former or paid price is asked for, and another one was found."""
    asks_former = wanted.field is not None and wanted.field.id == "price" and phrases.FORMER.search(wanted.text)
    return bool(asks_former) and not phrases.FORMER.search(found.label)


def _searches(wanted: Wanted, page: Page) -> list[Search]:
    if phrases.UNIT_ASKED.search(wanted.text):
        return [special.unit]
    if displays.is_asked(wanted, page):
        return [keyed, special.displays_search]
    name = wanted.field.id if wanted.field is not None else ""
    if anchors.is_item_question(wanted) and anchors.find(wanted, page):
        if name == "price_per_unit":
            return [special.per_unit, anchored]
        return [anchored, keyed] if name == "net_content" else [anchored]
    if wanted.party:
        return [keyed, own_name, in_block] if wanted.field and wanted.field.party else [keyed, in_block]
    if name in companies.FIELDS:
        return [special.named_company] if wanted.qualifiers else [keyed, special.named_company]
    if name == "address" and not wanted.qualifiers:
        return [keyed, special.letterhead_address]
    if name in ("barcode", "qr_code"):
        return [keyed, special.printed_barcode]
    if name == "brand":
        return [keyed, special.prominent_name]
    if name == "price_per_unit":
        return [keyed, special.per_unit, anchored]
    if wanted.field is None:
        return [keyed, anchored, special.alike]
    if wanted.qualifiers:
        return [keyed, anchored, loose]
    return [keyed, loose]


def keyed(wanted: Wanted, page: Page) -> Outcome:
    """Search under the value's name."""
    offers = [offer for offer in candidates(wanted, page) if offer.score >= LEAST_SCORE]
    party = wanted.party if wanted.field is None or wanted.field.party != wanted.party else ""
    if party:
        owned = [(parties.owner(offer.key.cell, page), offer) for offer in offers]
        offers = [offer for (owner, _), offer in sorted(owned, key=lambda pair: pair[0][1]) if owner == party]
    if wanted.field is not None and wanted.field.id in OWNED and not party and wanted.qualifiers:
        offers = [offer for offer in offers if not parties.owner(offer.key.cell, page)[0]]
    offers = anchors.near(wanted, page, offers)
    if not offers:
        return _empty_place(wanted, page, party)
    best = max(offer.score for offer in offers)
    chosen = next(offer for offer in offers if offer.score > best - 0.01)
    if chosen.is_masked:
        return Outcome(State.MASKED, place=chosen.cell)
    if not chosen.cell.is_legible:
        return Outcome(State.ILLEGIBLE, place=chosen.cell)
    of_each = _of_each_party(wanted, offers, page) if not party else ()
    if len(of_each) > 1:
        return Outcome(State.FOUND, of_each)
    is_long = wanted.field is not None and wanted.field.id in _LONG
    return Outcome(State.FOUND, _continued(chosen, page) if is_long else (_found(chosen, page),))


def _of_each_party(wanted: Wanted, offers: Sequence[Candidate], page: Page) -> tuple[Found, ...]:
    """Return one value for each party that has one, where the question does not say whose it wants."""
    if wanted.field is None or wanted.field.id not in OWNED:
        return ()
    found: dict[str, Found] = {}
    for offer in offers:
        party = parties.owner(offer.key.cell, page)[0]
        if party and offer.cell.is_legible and not offer.is_masked:
            found.setdefault(party, replace(_found(offer, page), owner=party))
    return tuple(found.values())


def _continued(offer: Candidate, page: Page) -> tuple[Found, ...]:
    """Return a value and the lines below that go on with it, up to the next name."""
    found, cell, value = [_found(offer, page)], offer.cell, offer.value
    while len(value) < LONGEST_VALUE:
        below = [other for other in page.below(cell, reach=1.2) if other.height < 1.5 * cell.height][:1]
        if not below or names_in(below[0].text) or re.match(r"[^:：]{1,12}[:：]", below[0].text):
            break
        cell = below[0]
        value = f"{value} {cell.text}"
        found.append(Found(cell.text, page, cell))
        if len(found) == MOST_LINES:
            break
    return (replace(found[0], value=value[:LONGEST_VALUE], quote=offer.value), *found[1:])


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


def own_name(wanted: Wanted, page: Page) -> Outcome:
    """Search the name in a party's column: 收件人 above 姓名：孙佳宁."""
    return keyed(replace(wanted, field=FIELDS["name"], topic="", said=""), page)


def _names_another_article(wanted: Wanted, hits: Iterable[Found]) -> bool:
    """Tell whether the only price stands in one line with an article that was not asked for."""
    rest = [plain(hit.cell.text.replace(hit.value, "")) for hit in hits]
    return bool(wanted.qualifiers) and any(len(words) > 1 and words not in plain(wanted.text) for words in rest)


def in_block(wanted: Wanted, page: Page) -> Outcome:
    """Search a party's block on a waybill, where name, telephone and address stand without names of their own."""
    is_name = wanted.field is not None and bool(wanted.field.party)
    if not parties.is_compact(wanted.party, page) and (is_name or keys.keys_of(replace(wanted, topic=""), page)):
        return ABSENT
    for cell, text in parties.block(wanted.party, page):
        value = _of_party(wanted, text)
        if value is None or names_in(text) or _belongs_to_another(cell, wanted, page):
            continue
        if values.is_masked(value):
            return Outcome(State.MASKED, place=cell)
        if not cell.is_legible:
            return Outcome(State.ILLEGIBLE, place=cell)
        return Outcome(State.FOUND, (Found(value, page, cell),))
    return ABSENT


def _of_party(wanted: Wanted, text: str) -> str | None:
    """Return what a line of a party's block says on the wanted point; None where it says nothing."""
    assert wanted.field is not None
    if wanted.field.id == "address":
        return text if facts.find(text, (FactKind.ADDRESS,)) else None
    if wanted.field.kinds:
        return values.strict_fact(text, wanted.field.kinds[0])
    match = _PERSON.match(text) if wanted.field.party == wanted.party or wanted.field.id == "name" else None
    return match.group() if match else None


def loose(wanted: Wanted, page: Page) -> Outcome:
    """Take the only value of its kind where no name is printed."""
    if wanted.field is None or not wanted.field.is_loose:
        return ABSENT
    party = wanted.party if wanted.field.party != wanted.party else ""
    places = anchors.find(wanted, page) if wanted.qualifiers else []
    hits: dict[str, Found] = {}
    count = 0
    for cell in page.written:
        if not cell.is_legible or _belongs_to_another(cell, wanted, page):
            continue
        if wanted.field.id in OWNED and parties.owner(cell, page)[0] != party and (party or wanted.qualifiers):
            continue
        value = _patterned(wanted.field, cell.text) if wanted.field.pattern else _typed(wanted, cell.text)
        is_far = bool(places) and min(distance(place, cell) for place in places) > NEARBY * page.text_height
        if value is not None and not is_far:
            hits.setdefault(_same(wanted, value), Found(value, page, cell, certainty=Certainty.INFERRED))
            count += 1
    if wanted.field.id == "price" and (count > 1 or _names_another_article(wanted, hits.values())):
        return ABSENT
    if len(hits) == 1 or (hits and wanted.field.pattern):
        return Outcome(State.FOUND, tuple(hits.values())[:1])
    return ABSENT


def _typed(wanted: Wanted, text: str) -> str | None:
    """Return the one strict fact of the field's first kind; a bare number says nothing without its name."""
    assert wanted.field is not None
    found = [fact for fact in facts.find(text) if fact.kind in wanted.field.kinds[:1]]
    return found[0].text if len(found) == 1 else None


def _patterned(field: Field, text: str) -> str | None:
    assert field.pattern is not None
    match = field.pattern.search(text)
    return values.clean(match.group(match.lastindex or 0)) if match else None


def _same(wanted: Wanted, value: str) -> str:
    """Return what makes two ways of writing a value one."""
    assert wanted.field is not None
    kinds = wanted.field.kinds[:1]
    found = facts.find(value, kinds) if kinds and kinds[0] in (FactKind.DATE, FactKind.PRICE, FactKind.PHONE) else []
    return found[0].value if found else plain(value)


def _belongs_to_another(cell: Cell, wanted: Wanted, page: Page) -> bool:
    """Tell whether a printed name gives the value in this cell to another field."""
    assert wanted.field is not None
    spans = names_in(cell.text)
    if any(_competes(span, wanted.field) for span in spans if len(span.name) > 2):
        return True
    if any(wanted.field in span.fields for span in spans):
        named = [key for key in keys.keys_of(wanted, page) if key.cell is cell]
        if named and named[0].quality < LEAST_SCORE:
            return True  # 备用电话 is not the 联系电话
    return any(
        values.is_label(other.text) and any(_competes(span, wanted.field) for span in names_in(other.text))
        for other in page.before(cell)
    )


def _competes(span: Span, field: Field) -> bool:
    """Tell whether a name claims the same kind of value for another field: 生产日期 beside 日期."""
    return field not in span.fields and any(
        set(other.kinds) & set(field.kinds[:1]) or (not other.kinds and not field.kinds) for other in span.fields
    )


def _empty_place(wanted: Wanted, page: Page, party: str) -> Outcome:
    """Tell an empty place of a form, and one that cannot be read, from a field that is not there at all."""
    for key in keys.keys_of(wanted, page):
        if party and parties.owner(key.cell, page)[0] != party:
            continue
        if key.quality < NAMED:
            continue
        beside = [
            cell for cell in (*page.right_of(key.cell)[:1], *page.below(key.cell, 1.5)[:1]) if not cell.is_legible
        ]
        is_cut = not key.cell.is_legible and key.end < len(key.cell.text.rstrip(" :："))
        if is_cut or beside:
            return Outcome(State.ILLEGIBLE, place=key.cell if is_cut else beside[0])
        if values.is_label(key.cell.text):
            return Outcome(State.BLANK, place=key.cell)
    return ABSENT


def _found(offer: Candidate, page: Page) -> Found:
    label = offer.key.cell.text[offer.key.start : offer.key.end]
    return Found(offer.value[:LONGEST_VALUE], page, offer.cell, label=values.clean(label))
