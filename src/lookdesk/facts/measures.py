"""Numbers and what stands around them: quantities, percentages, plain numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from lookdesk.facts.fact import FactKind, Reading
from lookdesk.facts.numbers import CHINESE, NUMBER, of_chinese, of_decimal, plain
from lookdesk.facts.prices import TWO_DECIMALS, price_around
from lookdesk.facts.units import Unit, unit_at

_SPAN = re.compile(rf"({NUMBER})(?:(-[ ]?|[ ]-[ ]|[ ]?[~/至][ ]?)([-+±]?{NUMBER}))?")
_PREFIX = re.compile(r"(?:AC|DC|RM|RMB|CNY|USD|EUR|GBP|HKD|[Nn][Ee][Tt]|\d[VvAW]|[Hh][Zz]|(?<![A-Za-z])[YyXx])$")
_SIGN = re.compile(r"(?:^|[^\w)\]°℃%-])([-+±])$")
_PERCENT = re.compile(r"[ ]?(?:%(?:[ ]?(?:vol|RH|ABV)\b)?|percent\b|pct\b)", re.IGNORECASE)
_CHINESE_PERCENT = re.compile(r"百分之(\d{1,3}(?:\.\d{1,4})?|[一二三四五六七八九十]{1,3})")
_MANY = re.compile(r"[ ]?([万亿千])(?![克瓦米伏卡帕焦赫欧像])")
_MANY_TIMES = {"千": 1_000, "万": 10_000, "亿": 100_000_000}
_CURRENT_BEFORE = re.compile(r"(?:(AC)|DC)[ ]?:?[ ]?$", re.IGNORECASE)
_CURRENT_AFTER = re.compile(r"[ ]?(?:(~|AC\b|a\.c\.|交流)|⎓|DC\b|d\.c\.|={1,3}|-{3}|直流)", re.IGNORECASE)
_POWER = re.compile(r"[ ]?[×xX*][ ]?10[\^*]?(3|6|9|12)[ ]?/[ ]?[Ll](?![A-Za-z])")  # blood counts
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}) $")  # 10 000
_DOSE_UNITS = frozenset(
    ("mg", "g", "ml", "μg", *"片粒支袋丸滴喷", "tab", "cap", "sachet", "drop", "puff", "tsp", "tbsp", "IU")
)
_HALVED = frozenset({"inch", "片", "粒", "杯", "tab", "tsp", "tbsp"})
_UP_TO = re.compile(r"-|[ ]-[ ]|[ ]?[~至][ ]?")
_EITHER_OR = frozenset({"voltage", "current", "power", "frequency", "rotation", "pressure", "sound"})
_NO_UNIT = frozenset("0123456789,.;:!?()[]{}<>=~/|+-_@#&'、。")
_IN_CHINESE = re.compile(f"[{CHINESE}]{{1,16}}+")
_WORDS_TOO = frozenset({"d", "m", "度", "匹", "m³", "m²", "两", "斤", "s", "IU", "px", "bpm"})
_LOOK_BACK = 5


def find_measures(text: str) -> Iterator[Reading]:
    """Read the numbers of a folded text, each with the sign or unit that stands at it."""
    previous = None
    for reading in _numbers(text):
        yield reading
        if previous and not reading.weak and _is_range(text, previous, reading):
            unit = max(previous.unit, reading.unit, key=len)
            yield reading._replace(start=previous.start, value=f"{previous.value}~{reading.value}", unit=unit)
        previous = previous if reading.weak else reading


def _is_range(text: str, low: Reading, high: Reading) -> bool:
    """Tell whether two readings are the ends of one range: 100V-240V~, -20℃~60℃."""
    return (
        low.kind is high.kind is not FactKind.NUMBER
        and low.unit.rstrip("~⎓") == high.unit.rstrip("~⎓")
        and "~" not in low.value + high.value
        and _UP_TO.fullmatch(text, low.end, high.start) is not None
    )


def _numbers(text: str) -> Iterator[Reading]:
    place = 0
    while match := _SPAN.search(text, place):
        place = match.end()
        start = _start(text, match.start())
        if start is None:
            place = match.end(1)
            continue
        low, join, high = text[start : match.end(1)], match[2], match[3]
        if high is None:
            yield from _read(text, start, match.end(1), plain(low))
            continue
        value = f"{plain(low)}{'/' if '/' in join else '~'}{plain(high)}"
        if whole := _marked(text, start, match.end(3), value):
            yield from whole
        else:
            yield from _read(text, start, match.end(1), plain(low))
            unsigned = high.lstrip("-+±")
            yield from _read(text, match.end(3) - len(unsigned), match.end(3), plain(unsigned))


def find_spoken_percentages(text: str) -> Iterator[Reading]:
    """Read 百分之五 and its like."""
    for match in _CHINESE_PERCENT.finditer(text):
        number = plain(match[1]) if match[1][0].isdigit() else of_chinese(match[1])
        yield Reading(FactKind.PERCENTAGE, *match.span(), number or match[1], "%")


def find_in_chinese_numbers(text: str) -> Iterator[Reading]:
    """Read 壹佰贰拾叁元, 三百毫升, 十二个月. Counted things are left out: 一个 is a word more often than a number."""
    for match in _IN_CHINESE.finditer(text):
        number = of_chinese(match[0])
        if number is None:
            continue
        if price := price_around(text, *match.span(), number):
            yield price
        elif found := unit_at(text, match.end()):
            unit, end = found
            if not unit.dimension.startswith("count") and unit.name not in _WORDS_TOO:
                yield Reading(FactKind.QUANTITY, match.start(), end, number, unit.name)


def _start(text: str, start: int) -> int | None:
    """Return where a number starts, its sign included; None if it is cut out of a word or of a longer number."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if not before:
        return start
    last = before[-1]
    if (last.isascii() and last.isalnum()) or last == "_":
        return start if _PREFIX.search(before) else None
    if last in ".,":
        return None if before[-2:-1].isdigit() else start
    return start - 1 if last in "-+±" and _SIGN.search(before) else start


def _read(text: str, start: int, end: int, value: str) -> list[Reading]:
    """Read one number: marked by what stands at it, else plain."""
    if marked := _marked(text, start, end, value):
        return marked
    written = text[start:end]
    if _is_glued(text, end):
        return []
    if "," in written and "." in value and "." not in written and written.lstrip("+-")[0] != "0":
        # 3,4 without a unit is two numbers
        return []
    number = Reading(FactKind.NUMBER, start, end, value)
    return [number, number._replace(kind=FactKind.PRICE, weak=True)] if TWO_DECIMALS.fullmatch(written) else [number]


def _is_glued(text: str, end: int) -> bool:
    return end < len(text) and text[end].isascii() and text[end].isalpha()


def _marked(text: str, start: int, end: int, value: str) -> list[Reading]:
    """Read a number, or a range of two, as what its surroundings make of it; nothing if they say nothing."""
    before = text[max(0, start - _LOOK_BACK) : start]
    many = _MANY.match(text, end)
    if many:
        end = many.end()
        value = "~".join(of_decimal(Decimal(part) * _MANY_TIMES[many[1]]) for part in value.split("~"))
    is_either = "/" in value  # 50/60 Hz
    if not is_either and (price := price_around(text, start, end, value)):
        return [price]
    following = text[end : end + 2].lstrip()[:1]
    if not following or following in _NO_UNIT:
        return [Reading(FactKind.NUMBER, start, end, value)] if many else []
    if not is_either and (percent := _PERCENT.match(text, end)):
        return [Reading(FactKind.PERCENTAGE, start, percent.end(), value, "%")]
    if power := _POWER.match(text, end):
        return [Reading(FactKind.QUANTITY, start, power.end(), value, f"10^{power[1]}/L")]
    if found := unit_at(text, end):
        unit, end = found
        name = unit.name
        if is_either and name in _HALVED:
            value = _quotient(value)
        if _is_misread(text, start, end, unit, value):
            return []
        if unit.dimension in {"voltage", "current"}:
            name, start, end = _with_current(text, start, end, name, before)
        if text.startswith("000", start) and (thousands := _THOUSANDS.search(before)):
            start -= len(before) - thousands.start()
            value = f"{thousands[1]}000"
        quantity = Reading(FactKind.QUANTITY, start, end, value, name)
        return [quantity, quantity._replace(kind=FactKind.DOSE, weak=True)] if name in _DOSE_UNITS else [quantity]
    return [Reading(FactKind.NUMBER, start, end, value)] if many else []


def _is_misread(text: str, start: int, end: int, unit: Unit, value: str) -> bool:
    """Tell whether what looks like a unit behind a number is something else."""
    if unit.name == "K":
        return len(value) < len("1000")  # 4K is a picture size, 6500K a colour temperature
    if text[end - 2 : end] == "5G":
        return len(value) == 1  # a mobile network
    if text[end - 1] == '"':
        return text[start] == "0" or '"' in text[: end - 1]  # a closing quotation mark
    return "/" in value and unit.dimension not in _EITHER_OR  # 39.9/500g is a price per quantity


def _quotient(fraction: str) -> str:
    """Write 3/8 as 0.375; a fraction that has no short decimal stays."""
    above, below = (Decimal(part) for part in fraction.split("/"))
    return of_decimal(above / below) if below in {2, 4, 8, 16} else fraction


def _with_current(text: str, start: int, end: int, name: str, before: str) -> tuple[str, int, int]:
    """Add ``~`` or ``⎓`` to a unit of voltage or current that is marked as alternating or direct."""
    if mark := _CURRENT_AFTER.match(text, end):
        return name + ("~" if mark[1] else "⎓"), start, mark.end()
    if mark := _CURRENT_BEFORE.search(before):
        return name + ("~" if mark[1] else "⎓"), start - (len(before) - mark.start()), end
    return name, start, end
