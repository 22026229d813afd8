"""Doses: how much at a time (每次2片) and how often (每日三次, bid). Parts that stand together are one dose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk.facts.fact import FactKind, Reading
from lookdesk.facts.numbers import of_chinese, plain
from lookdesk.facts.units import unit_at

_N = (
    r"\d{1,4}(?:\.\d{1,3})?(?:[ ]?[-~至][ ]?\d{1,4}(?:\.\d{1,3})?)?"
    r"|[一二两三四五六七八九十半]{1,3}(?:至[一二三四五六七八九十])?|½|¼"
)
_CHINESE_UNIT = r"毫克|微克|毫升|单位|mg|ml|mL|ML|μg|g|克|片|粒|支|袋|包|丸|滴|喷|枚|瓶|贴|揿|吸|勺|匙|IU"
_ENGLISH_UNIT = (
    r"tab(?:let)?s?|cap(?:sule)?s?|pills?|drops?|gtts?|puffs?|sprays?|sachets?|tsp|tbsp|ml|mL|mg|mcg|g|units?|IU"
)
_LATIN_TIMES = {"qd": 1, "od": 1, "bid": 2, "tid": 3, "qid": 4, "qn": 1, "qhs": 1, "hs": 1, "qam": 1}
_WORD_TIMES = {
    "once": 1,
    "twice": 2,
    "three times": 3,
    "3 times": 3,
    "four times": 4,
    "4 times": 4,
    "one time": 1,
    "two times": 2,
    "2 times": 2,
}
_PART = re.compile(
    rf"""
      (?:每|一|1)[ ]?次[ ]?(?:服用?|用量?|口服)?[ ]?:?[ ]?(?P<amount>{_N})[ ]?(?P<unit>{_CHINESE_UNIT})
        (?:[ ]?\([^()]{{1,10}}\))?
    | (?:每|一|1)[ ]?[日天][ ]?(?:服用?|用)?[ ]?:?[ ]?(?P<times>{_N})[ ]?次
    | 日[ ]?(?P<daily>{_N})[ ]?次
    | 每[ ]?(?:隔[ ]?)?(?P<hours>{_N})[ ]?(?:个)?小时(?:[ ]?(?:1|一)?[ ]?次)?
    | (?:每晚|睡前)(?P<night>1|一)次
    | (?<![A-Za-z\d])(?P<number>\d{{1,3}}(?:\.\d{{1,2}})?(?:[ ]?-[ ]?\d{{1,3}})?|one|two|half|½)
        [ ]?(?P<form>{_ENGLISH_UNIT})(?![A-Za-z\d])
    | (?<![A-Za-z\d])(?P<latin>(?i:q\.?d|od|[btq]\.?i\.?d|qn|qhs|hs|qam))\.?(?![A-Za-z\d])
    | (?<![A-Za-z\d])[qQ](?P<every>\d{{1,2}})[hH](?![A-Za-z\d])
    | \b(?P<words>once|twice|(?:three|four|two|one|[2-4])[ ]times)[ ](?:daily|a[ ]day|per[ ]day|each[ ]day)
    | \bevery[ ](?P<interval>\d{{1,2}})(?:[ ]?-[ ]?\d{{1,2}})?[ ]hours?
    """,
    re.VERBOSE,
)
_HINT = re.compile(r"次|每|[bBtTqQoO]\.?[iI]?\.?[dD]|[qQ][nN\d]|[hH][sS]|\bday|daily|hour")
_BETWEEN = re.compile(
    r"[ ]?(?:[,;、。./x×]{1,2}[ ]?)?"
    r"(?:(?:口服|[饭餐][前后]|外用|温水送服|即|by mouth|orally|po|p\.o\.|PO|taken?|every|with food)[ ]?[,;]?[ ]?)?"
)
_ENGLISH_NUMBERS = {"one": "1", "two": "2", "half": "0.5", "½": "0.5", "¼": "0.25"}


def find_doses(text: str) -> Iterator[Reading]:
    """Read the doses of a folded text."""
    if not _HINT.search(text):
        return
    start, end, parts = 0, 0, list[str]()
    is_sure = False
    for match in _PART.finditer(text):
        if parts and _BETWEEN.fullmatch(text, end, match.start()) is None:
            yield from _dose(start, end, parts, is_sure)
            parts = []
        if not parts:
            start, is_sure = match.start(), False
        end = match.end()
        parts.append(_part(match))
        is_sure = is_sure or not (match["number"] or (match["latin"] or "").lower() in {"od", "hs"})
    yield from _dose(start, end, parts, is_sure)


def _dose(start: int, end: int, parts: list[str], is_sure: bool) -> Iterator[Reading]:
    if parts and is_sure:
        yield Reading(FactKind.DOSE, start, end, "; ".join(sorted(parts)))


def _part(match: re.Match[str]) -> str:
    """Write one part of a dose in its one form: ``2 片/次``, ``3 次/日``."""
    if amount := match["amount"] or match["number"]:
        found = unit_at(match["unit"] or match["form"], 0)
        unit = found[0].name if found else match["unit"] or match["form"]
        return f"{_number(amount)} {unit}/次"
    if hours := match["hours"] or match["every"] or match["interval"]:
        return f"1 次/{_number(hours)}h"
    if latin := match["latin"]:
        return f"{_LATIN_TIMES[latin.lower().replace('.', '')]} 次/日"
    if words := match["words"]:
        return f"{_WORD_TIMES[words]} 次/日"
    return f"{_number(match['times'] or match['daily'] or match['night'])} 次/日"


def _number(written: str) -> str:
    if written in _ENGLISH_NUMBERS:
        return _ENGLISH_NUMBERS[written]
    parts = [part for part in re.split(r"[ ]?[-~至][ ]?", written) if part]
    return "~".join(plain(part) if part[0].isdigit() else of_chinese(part) or part for part in parts)
