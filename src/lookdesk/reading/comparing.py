"""Two and more pictures compared on a field: dearer, later, the same, and by how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from lookdesk import facts
from lookdesk.facts import Fact
from lookdesk.reading import lookup
from lookdesk.reading.fields import FIELDS
from lookdesk.reading.folding import plain
from lookdesk.reading.ordinals import ordinal
from lookdesk.reading.outcomes import State
from lookdesk.reading.page import Page
from lookdesk.reading.question import Asked, Wanted
from lookdesk.reading.reply import Found, Reply
from lookdesk.types import Certainty

_SMALLER = re.compile(
    r"便宜|最少|最低|更少|更低|更早|更小|更轻|更旧|更短|\b(?:cheaper|less|lower|earlier|smaller|lighter|older|shorter|"
    r"least|lowest|cheapest)\b",
    re.I,
)
SAME = re.compile(r"一样|相同|同一|是否一致|\b(?:same|equal|identical)\b", re.I)
_DIFFERENCE = re.compile(
    r"相差|差多少|多多少|少多少|便宜多少|贵多少|早几天|晚几天|隔了?几?|\b(?:difference|how much (?:more|less|"
    r"cheaper)|how many (?:more|fewer|days))\b",
    re.I,
)
_DEFAULTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (
        re.compile(r"便宜|贵|价|多少钱|\b(?:cheaper|cheapest|expensive|dearer|price|cost)", re.I),
        ("price", "total", "fare"),
    ),
    (
        re.compile(r"早|晚|日期|天|新鲜|\b(?:earlier|later|date|days|newer|older)\b", re.I),
        ("date", "production_date", "expiry", "print_time"),
    ),
    (re.compile(r"升|加油|\blit(?:re|er)s?\b", re.I), ("volume_dispensed",)),
    (re.compile(r"重|\b(?:heavier|lighter|weigh)", re.I), ("weight", "net_content", "gross_weight")),
    (re.compile(r"多|少|大|\b(?:more|less|larger|bigger)\b", re.I), ("net_content", "total", "quantity")),
)


def compare(text: str, asked: Sequence[Asked], pages: Sequence[Page]) -> Reply | None:
    """Compare the pages on the field that the question names; None where it names none, or not two have it."""
    chinese = asked[0].chinese
    for wanted in fields_of(text, asked):
        found = [hit for page in pages if (hit := _value(wanted, page)) is not None]
        if len(found) == len(pages):
            return _say(text, chinese, found)
        if len(found) > 1:
            return _without_some(_say(text, chinese, found), wanted, pages, chinese)
    return None


def _without_some(reply: Reply, wanted: Wanted, pages: Sequence[Page], chinese: bool) -> Reply:
    """Say which pictures could not be compared with the others."""
    shown = {hit.page.number for hit in reply.found}
    others = [ordinal(page.number, chinese) for page in pages if page.number not in shown]
    label = wanted.label(chinese)
    left_out = f"{'、'.join(others)}没有{label}。" if chinese else f" No {label.lower()} on {', '.join(others)}."
    return replace(reply, text=reply.text + left_out)


def fields_of(text: str, asked: Sequence[Asked]) -> list[Wanted]:
    """Return what a comparison may be on, the likeliest first: what it names, then what its words go with."""
    named = [
        replace(wanted, qualifiers=(), party=wanted.party)
        for each in asked
        for wanted in each.wanted
        if wanted.field is not None and wanted.field.id not in ("quantity", "company")
    ]
    defaults = next((ids for pattern, ids in _DEFAULTS if pattern.search(text)), ())
    return named + [Wanted("", FIELDS[field_id]) for field_id in defaults]


def _value(wanted: Wanted, page: Page) -> Found | None:
    outcome = lookup.look_up(wanted, page)
    if outcome.state is not State.FOUND:
        return None
    hit = outcome.found[0]
    return replace(hit, label=wanted.field.chinese if wanted.field else hit.label)


def _say(text: str, chinese: bool, found: Sequence[Found]) -> Reply:
    read = [_fact(hit.value) for hit in found]
    certainty = Certainty.INFERRED
    if len(found) == 2 and read[0] is not None and read[1] is not None:
        return Reply(_say_two(text, chinese, found, read[0], read[1]), certainty, tuple(found))
    same = len({plain(hit.value) for hit in found}) == 1
    if same:
        said = f"一样，都是{found[0].value}。" if chinese else f"The same: {found[0].value}."
    elif SAME.search(text) or any(fact is None for fact in read):
        listed = "；".join(f"{ordinal(hit.page.number, True)}：{hit.value}" for hit in found)
        listed_english = "; ".join(f"{ordinal(hit.page.number, False)}: {hit.value}" for hit in found)
        said = f"不一样：{listed}。" if chinese else f"Not the same: {listed_english}."
    else:
        said = _rank(text, chinese, found, [fact for fact in read if fact is not None])
    return Reply(said, certainty, tuple(found))


def _say_two(text: str, chinese: bool, found: Sequence[Found], a: Fact, b: Fact) -> str:
    difference = facts.difference(a, b)
    if facts.is_same(a, b) or not difference:
        if difference is None and not facts.is_same(a, b):
            listed = [f"{ordinal(hit.page.number, chinese)}{'：' if chinese else ': '}{hit.value}" for hit in found]
            return f"不一样：{'；'.join(listed)}。" if chinese else f"Not the same: {'; '.join(listed)}."
        return f"一样，都是{found[0].value}。" if chinese else f"The same: {found[0].value}."
    first_is_larger = _is_positive(difference)
    smaller_asked = bool(_SMALLER.search(text))
    chosen, other = (0, 1) if first_is_larger != smaller_asked else (1, 0)
    amount = _amount(difference, found[0].value, chinese)  # a difference is counted in the first one's unit
    who = ordinal(found[chosen].page.number, chinese)
    if SAME.search(text) and not isinstance(difference, timedelta):
        return (
            f"不一样：{found[0].value}、{found[1].value}，相差{amount}。"
            if chinese
            else f"Not the same: {found[0].value} and {found[1].value}, a difference of {amount}."
        )
    if isinstance(difference, timedelta):
        later = ordinal(found[0 if first_is_larger else 1].page.number, chinese)
        return f"相差{amount}，{later}较晚。" if chinese else f"They are {amount} apart; {later} is later."
    more = ("更便宜" if _money(a) else "更少") if smaller_asked else ("更贵" if _money(a) and "贵" in text else "更多")
    if chinese:
        return f"{who}{more}：{found[chosen].value}，另一张是{found[other].value}，相差{amount}。"
    word = "less" if smaller_asked else "more"
    pair = f"{found[chosen].value} against {found[other].value}"
    return f"{who[:1].upper()}{who[1:]} has {word}: {pair}, a difference of {amount}."


def _rank(text: str, chinese: bool, found: Sequence[Found], read: Sequence[Fact]) -> str:
    """Name the largest, or smallest, of three and more."""

    def beats(i: int, j: int) -> bool:
        difference = facts.difference(read[i], read[j])
        return difference is not None and _is_positive(difference) != bool(_SMALLER.search(text))

    best = 0
    for i in range(1, len(read)):
        if beats(i, best):
            best = i
    who = ordinal(found[best].page.number, chinese)
    return f"{who}：{found[best].value}。" if chinese else f"{who[:1].upper()}{who[1:]}: {found[best].value}."


def _fact(value: str) -> Fact | None:
    found = facts.find(value)
    return found[0] if found and len(plain(found[0].text)) > 0.6 * len(plain(value)) else None


def _is_positive(difference: Decimal | timedelta) -> bool:
    return difference > timedelta(0) if isinstance(difference, timedelta) else difference > 0


def _amount(difference: Decimal | timedelta, value: str, chinese: bool) -> str:
    if isinstance(difference, timedelta):
        days = abs(difference.days)
        return f"{days}天" if chinese else f"{days} days"
    unit = re.sub(r"[\d.,\s]", "", value)
    number = f"{abs(difference.normalize()):f}"
    return f"{unit}{number}" if value.startswith(unit) and unit else f"{number}{unit}"


def _money(fact: Fact) -> bool:
    return fact.kind is facts.FactKind.PRICE
