"""Searches for values that have ways of their own: companies, brands, bar codes, units, displays."""

from __future__ import annotations

import re
from dataclasses import replace

from lookdesk.reading import anchors, barcodes, companies, displays, keys, letterheads, names, phrases, values
from lookdesk.reading.folding import plain
from lookdesk.reading.outcomes import ABSENT, LONGEST_VALUE, NEARBY, Outcome, State
from lookdesk.reading.page import Page, distance
from lookdesk.reading.question import Wanted
from lookdesk.reading.reply import Found
from lookdesk.types import Certainty

_MULTIPLIED = re.compile(
    r"\d(?:[\d.,]*\d)?\s*(?:l|L|kg|Kg|KG|lt|ltr|litres?|升|公斤|斤|gal|m3)?\s*[*×xX@]\s*((?:€|\$|£|¥|￥|"
    r"RM)?\s*\d+[.,]\d{2,3})"
)
FEWEST_SHARED = 3
"""Pairs of neighbouring characters that a line must share with a question before it can be the one that is meant."""
_UNIT = re.compile(
    r"m[³3²2]|m\^3|LIT(?:RE|ER)S?|lit(?:re|er)s?|r/min|rpm|kg|KG|g|mg|ml|mL|L|kWh|℃|°C|°F|kPa|MPa|bar|psi|mm|"
    r"cm|m|Hz|W|kW|V|A|mPa·s|cP|%"
    r"|升|毫升|千克|公斤|克|立方米|元|美元|转|秒|分钟|小时|度"
)


def named_company(wanted: Wanted, page: Page) -> Outcome:
    """Search for a company's name by its ending."""
    cell = None
    if wanted.field is not None and wanted.field.id == "carrier":
        cell = companies.carrier(page)
        return Outcome(State.FOUND, (Found(companies.name_in(cell.text), page, cell),)) if cell else ABSENT
    if wanted.qualifiers:
        places = anchors.find(wanted, page)
        cell = companies.near(places[0], page) if places else None
    head = letterheads.name(page)
    cell = cell or companies.issuer(page)
    if cell is not None and (head is None or cell in page.written[: page.written.index(head) + 3]):
        return Outcome(State.FOUND, (Found(companies.name_in(cell.text), page, cell),))
    title = head or (names.title(page) if phrases.SHOP.search(wanted.text) else None)
    return Outcome(State.FOUND, (Found(title.text, page, title, certainty=Certainty.INFERRED),)) if title else ABSENT


def letterhead_address(wanted: Wanted, page: Page) -> Outcome:  # noqa: ARG001 - all searches look alike
    """Take the address that stands below the name on top of a bill."""
    lines = letterheads.address(page)
    if not lines:
        return ABSENT
    found = [Found(line.text, page, line, certainty=Certainty.INFERRED) for line in lines]
    whole = " ".join(line.text for line in lines)[:LONGEST_VALUE]
    return Outcome(State.FOUND, (replace(found[0], value=whole, quote=lines[0].text), *found[1:]))


def printed_barcode(wanted: Wanted, page: Page) -> Outcome:
    """Take the number of the page's bar code."""
    hit = barcodes.number(page) if wanted.field is None or wanted.field.id == "barcode" else barcodes.content(page)
    return Outcome(State.FOUND, (Found(hit[0], page, hit[1]),)) if hit else ABSENT


def prominent_name(wanted: Wanted, page: Page) -> Outcome:  # noqa: ARG001 - all searches look alike
    """Take the one word in capitals that is set off on a device or a package for its brand."""
    cell = names.brand(page)
    return Outcome(State.FOUND, (Found(cell.text, page, cell, certainty=Certainty.INFERRED),)) if cell else ABSENT


def per_unit(wanted: Wanted, page: Page) -> Outcome:
    """Take the price of one unit from a line that multiplies (13.77 l × 1.579), at the article where one is named."""
    places = anchors.find(wanted, page) if wanted.qualifiers else []
    lines = [cell for place in places for cell in (place, *page.below(place)[:1])] if places else page.written
    for cell in lines:
        match = _MULTIPLIED.search(cell.text)
        if match and cell.is_legible:
            return Outcome(State.FOUND, (Found(match.group(1).strip(), page, cell),))
    return ABSENT


def unit(wanted: Wanted, page: Page) -> Outcome:
    """Search the unit of a value: behind the value, or alone beside it."""
    hits = [cell for cell in page.written if cell.is_legible and _UNIT.fullmatch(cell.text.strip("()"))]
    named = [key.cell for key in keys.keys_of(wanted, page)] or anchors.find(wanted, page)
    if named:
        hits.sort(key=lambda cell: distance(named[0], cell))
    if hits and (not named or distance(named[0], hits[0]) < NEARBY * page.text_height):
        return Outcome(State.FOUND, (Found(hits[0].text.strip("()"), page, hits[0]),))
    return ABSENT


def alike(wanted: Wanted, page: Page) -> Outcome:
    """Search the one line that shares most words with the question and holds a value of the asked kind."""
    if not phrases.COUNTED.search(wanted.text):
        return ABSENT
    asked = plain(re.sub(r"没有?|不", "未", wanted.text))
    hits = []
    for cell in page.written:
        value = values.fit(wanted, cell.text) if wanted.kinds and cell.is_legible else None
        if value is not None:
            said = plain(cell.text.replace(value, " "))
            shared = sum(said[i : i + 2] in asked for i in range(len(said) - 1))
            hits.append((shared, value, cell))
    hits.sort(key=lambda hit: -hit[0])
    if not hits or hits[0][0] < FEWEST_SHARED or (len(hits) > 1 and hits[1][0] == hits[0][0]):
        return ABSENT
    _, value, cell = hits[0]
    return Outcome(State.FOUND, (Found(value, page, cell, certainty=Certainty.INFERRED),))


def displays_search(wanted: Wanted, page: Page) -> Outcome:
    """Search the readings of displays."""
    cell, label = displays.reading(wanted, page)
    if cell is None:
        return ABSENT
    if not displays.is_legible(cell, label):
        return Outcome(State.ILLEGIBLE, place=cell)
    return Outcome(State.FOUND, (Found(displays.value_of(cell), page, cell, label),))
