"""Where private values stand in a picture: in its lines, beside and below the names of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from lookdesk.export.redaction import labels, people
from lookdesk.export.redaction.keys import NAME_FIELDS, keys_in
from lookdesk.export.redaction.spans import Kind
from lookdesk.export.redaction.text import find_private
from lookdesk.facts import FactKind, find
from lookdesk.reading import Page, parties, values
from lookdesk.reading.barcodes import is_valid as is_gtin
from lookdesk.reading.candidates import Candidate, candidates
from lookdesk.reading.fields import FIELDS, names_in
from lookdesk.reading.lookup import LEAST_SCORE
from lookdesk.reading.page import Cell
from lookdesk.reading.question import Wanted
from lookdesk.types import LineSource

_NAMED_KINDS = frozenset({Kind.NAME, Kind.ADDRESS})
_FIELDS = tuple(FIELDS[name] for name in sorted(NAME_FIELDS | {"address"} | labels.NUMBER_FIELDS))
_WIDE_GAP = 1.0
"""The gap between two cells, in heights of a line, from which they are two columns and no number goes on across it."""
_ROWS_BELOW = 60
_LINES_OF_ADDRESS = 4
_DOUBTFUL_SCORE = 0.5
"""Below it a line that shows this many letters like digits in a row is covered whole. Source: RapidOCR's own bound."""
_LIKE_DIGITS = re.compile(r"(?:[0-9OoIlSBZ*][ .()+-]{0,2}){7,}")
_MOBILE = re.compile(r"(?<!\d)1[3-9][\d* -]{9,13}(?!\d)")


class Place(NamedTuple):
    """A private part of a cell's text, as offsets."""

    cell: Cell
    start: int
    end: int
    kind: Kind

    @property
    def value(self) -> str:
        return self.cell.text[self.start : self.end]


def named_places(page: Page) -> list[Place]:
    """Return where values of name and address fields stand, by the fields' names and by what lies beside them."""
    found = [place for place in chain(_at_names(page), _in_blocks(page), _in_rows(page)) if place.kind in _NAMED_KINDS]
    found += _at_mobiles(page)
    return [*found, *(more for place in found for more in _below(place, page))]


def private_places(page: Page, private: Sequence[str]) -> list[Place]:
    """Return all that is private on a page; ``private`` are its names and addresses."""
    return [
        *named_places(page),
        *_at_names(page),
        *_in_rows(page, private),
        *_in_codes(page, private),
        *_over_two_lines(page),
        *_doubtful(page),
    ]


def _at_names(page: Page) -> Iterator[Place]:
    """Yield the values that reading finds in, beside and below the names of fields."""
    for field in _FIELDS:
        is_named = field.id not in labels.NUMBER_FIELDS
        kind = Kind.ADDRESS if field.id == "address" else Kind.NAME if is_named else Kind.PHONE
        for offer in candidates(Wanted("", field), page):
            if offer.score < LEAST_SCORE or (is_named and not _is_private(offer, kind)):
                continue
            start = offer.cell.text.find(offer.value)
            end = start + len(offer.value) if start >= 0 else len(offer.cell.text)
            place = Place(offer.cell, max(start, 0), end, kind)
            yield place
            if offer.cell is not offer.key.cell and offer.cell.top > offer.key.cell.middle:
                yield from _column(place, page)


def _is_private(offer: Candidate, kind: Kind) -> bool:
    """Tell whether what reading offers is a person's name or a postal address."""
    cell = offer.key.cell
    keys = [key for key in keys_in(cell.text) if key.start <= offer.key.start < key.end and key.kind is kind]
    if any(span.start == 0 for span in names_in(offer.value)):
        return False
    if not any(map(str.isalpha, offer.value)) or (not keys and len(offer.key.name) > 1):
        return False
    if kind is Kind.ADDRESS:
        return "@" not in offer.value and "://" not in offer.value
    is_weak = any(key.is_weak for key in keys) or not keys
    return not is_weak or people.is_person(offer.value) or bool(re.match(people.TITLED, offer.value))


def _column(place: Place, page: Page) -> Iterator[Place]:
    """Yield what stands further down in a table's column."""
    cell = place.cell
    for _ in range(_ROWS_BELOW):
        below = [other for other in page.below(cell, reach=2.0) if abs(other.left - cell.left) < 2 * cell.height][:1]
        if not below or names_in(below[0].text):
            return
        cell = below[0]
        if place.kind is Kind.NAME and not people.is_person(cell.text):
            return
        if place.kind is Kind.ADDRESS and not (people.is_address(cell.text) or people.is_address_abroad(cell.text)):
            return
        yield Place(cell, 0, len(cell.text), place.kind)


def _in_blocks(page: Page) -> Iterator[Place]:
    """Yield the names and addresses in the block of a party that only a sign marks: 收 in a circle."""
    for party in ("recipient", "sender"):
        if not parties.is_compact(party, page):
            continue
        for cell, text in parties.block(party, page):
            start = len(cell.text) - len(text)
            if person := re.match(rf"{people.PERSON.pattern}(?=$|[\s,，\d])", text):
                yield Place(cell, start, start + person.end(), Kind.NAME)
            elif people.is_address(text) and not names_in(text):
                yield Place(cell, start, len(cell.text), Kind.ADDRESS)
        for cell, text in islice(parties.block(party, page), 1):  # a shop or a company
            if not re.search(r"\d", text) and not names_in(text) and any(map(str.isalpha, text)):
                yield Place(cell, len(cell.text) - len(text), len(cell.text), Kind.NAME)


def _in_rows(page: Page, private: Sequence[str] = ()) -> Iterator[Place]:
    """Yield what the text of each row shows as private, also where OCR cut it into several cells."""
    for row in _rows(page):
        text, starts = "", []
        for cell in row:
            starts.append(len(text))
            text += cell.text + " "
            after = row[len(starts)] if len(starts) < len(row) else None
            if after is not None and after.left - cell.right > _WIDE_GAP * cell.height:
                text = f"{text[:-1]}\t"
        for start, end, kind in find_private(text, private):
            for cell, at in zip(row, starts, strict=True):
                inside = max(start, at), min(end, at + len(cell.text))
                if inside[0] < inside[1]:
                    yield Place(cell, inside[0] - at, inside[1] - at, kind)


def _rows(page: Page) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    row_of: dict[int, list[Cell]] = {}
    for cell in sorted(page.written, key=lambda cell: cell.left):
        before = page.before(cell)
        row = row_of.get(id(before[0])) if before else None
        if row is None:
            row = []
            rows.append(row)
        row.append(cell)
        row_of[id(cell)] = row
    return rows


def _in_codes(page: Page, private: Sequence[str]) -> Iterator[Place]:
    """Yield the bar codes that hold anything private; an article's number is none, though it may look like a card's."""
    for cell in page.cells:
        if cell.line.source is not LineSource.BARCODE or (cell.text.isdigit() and is_gtin(cell.text)):
            continue
        for span in find_private(cell.line.text, private):
            yield Place(cell, 0, len(cell.text), span.kind)


def _over_two_lines(page: Page) -> Iterator[Place]:
    """Yield numbers that go on in the line below."""
    for cell in page.written:
        below = page.below(cell, reach=1.2)[:1]
        is_cut = below and cell.text[-1:].isdigit() and re.match(r"\d[\d -]*$", below[0].text)
        if not is_cut or not labels.names_number(cell.text):
            continue
        for start, end, kind in find_private(cell.text + below[0].text):
            if start < len(cell.text) < end:
                yield Place(cell, start, len(cell.text), kind)
                yield Place(below[0], 0, end - len(cell.text), kind)


def _doubtful(page: Page) -> Iterator[Place]:
    for cell in page.cells:
        if cell.line.score < _DOUBTFUL_SCORE and _LIKE_DIGITS.search(cell.text):
            yield Place(cell, 0, len(cell.text), Kind.PHONE)


def _at_mobiles(page: Page) -> list[Place]:
    """Return the addresses right above and below a mobile number: nobody names them on a parcel."""
    found = []
    for cell in page.written:
        if not _MOBILE.search(cell.text):
            continue
        row = [*page.left_of(cell)[:1], cell]
        for near in chain.from_iterable((*page.below(each, 1.5)[:1], *page.above(each, 1.5)[:1]) for each in row):
            if find(near.text, (FactKind.ADDRESS,)) and not names_in(near.text):
                found.append(Place(near, 0, len(near.text), Kind.ADDRESS))
    return found


def _below(place: Place, page: Page) -> Iterator[Place]:
    """Yield the lines that go on with an address, or that give a party's below its name."""
    cell = place.cell
    is_place = place.kind is Kind.ADDRESS
    for _ in range(_LINES_OF_ADDRESS):
        below = [other for other in page.below(cell, reach=1.2) if other.height < 1.5 * cell.height][:1]
        if not below or below[0] is cell or names_in(below[0].text) or re.match(r"[^:：]{1,12}[:：]", below[0].text):
            return
        cell = below[0]
        text = cell.text
        is_abroad = people.is_address_abroad(text) and (is_place or any(map(str.isdigit, text)))
        is_like = people.is_address(text) or is_abroad
        if not is_like and not _MOBILE.search(text):
            return
        if is_like and not values.is_blank(text):
            is_place = True
            for each in (cell, *_touching(cell, page)):
                yield Place(each, 0, len(each.text), Kind.ADDRESS)


def _touching(cell: Cell, page: Page) -> list[Cell]:
    """Return the cells that OCR cut off the end of a line."""
    found: list[Cell] = []
    for other in page.right_of(cell):
        if other.left - (found or [cell])[-1].right > _WIDE_GAP * cell.height or names_in(other.text):
            break
        found.append(other)
    return found
