"""Times of day, as ``15:30`` or ``15:30:05``; a span of two as ``08:00/17:30`` (ISO 8601)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk.facts.fact import FactKind, Reading
from lookdesk.facts.numbers import of_chinese

_AFTERNOON = ("下午", "晚上", "傍晚", "晚")
_HALF_DAY = 12

_CLOCK = (
    r"(?:(上午|下午|早上|早|晚上|晚|中午|凌晨|傍晚)[ ]?)?"
    r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?:[ ]?([AaPp])\.?[Mm]\b\.?)?"
)
_TIME = re.compile(
    rf"(?:(?<![\d.A-SU-Za-z])(?<!\d:)|(?<=[-./]\d\d)){_CLOCK}(?![\d:])"
    rf"(?:[ ]?(?:[-~至到]|to|-{{2}})[ ]?{_CLOCK}(?![\d:]))?"
)
_HOUR_ONLY = re.compile(
    r"(?<![\d:.$])(1[0-2]|[1-9])[ ]?([AaPp])\.?[Mm]\b"
    r"(?:\.?[ ]?(?:[-~]|to)[ ]?(1[0-2]|[1-9])[ ]?([AaPp])\.?[Mm]\b)?"
)
_SPOKEN = re.compile(
    r"(上午|下午|早上|晚上|中午|凌晨|傍晚)?[ ]?(?<!\d)(\d{1,2}|[一二两三四五六七八九十]{1,3})[点點时時]"
    r"(?:(半)|整|([0-5]?\d|[一二三四五六七八九十]{1,3})分?|钟)?(?:([0-5]?\d)秒)?"
)


def find_times(text: str) -> Iterator[Reading]:
    """Read the times of a folded text."""
    if ":" in text:
        for match in _TIME.finditer(text):
            first = _clock(match[1], match[2], match[3], match[4], match[5])
            last = _clock(*match.group(6, 7, 8, 9, 10)) if match[7] else ""
            if first and (last or not match[7]):
                yield Reading(FactKind.TIME, *match.span(), f"{first}/{last}" if last else first)
    for match in _HOUR_ONLY.finditer(text):
        first = _clock("", match[1], "0", None, match[2])
        last = _clock("", match[3], "0", None, match[4]) if match[3] else ""
        yield Reading(FactKind.TIME, *match.span(), f"{first}/{last}" if last else first)
    if "点" in text or "點" in text or "时" in text or "時" in text:
        for match in _SPOKEN.finditer(text):
            yield from _spoken(match)


def _spoken(match: re.Match[str]) -> Iterator[Reading]:
    part, hour, half, minute, second = match.groups()
    if match[0][-1] in "时時" and not part:
        return  # a duration
    hours = hour if hour.isdigit() else of_chinese(hour)
    minutes = "30" if half else minute if not minute or minute.isdigit() else of_chinese(minute)
    if hours and (value := _clock(part, hours, minutes or "0", second, None)):
        yield Reading(FactKind.TIME, *match.span(), value, weak=not (part or half or minute))


def _clock(part: str | None, hour: str, minute: str, second: str | None, half: str | None) -> str:
    """Write a time of day on 24 hours; empty where there is none such."""
    hours = int(hour)
    afternoon = half in {"P", "p"} or part in _AFTERNOON
    if half and hours > _HALF_DAY:
        half = None
    if (afternoon and hours < _HALF_DAY) or (part == "中午" and hours < 3):
        hours += _HALF_DAY
    elif (half in {"A", "a"} or part == "凌晨") and hours == _HALF_DAY:
        hours = 0
    if hours > 24 or int(minute) > 59:
        return ""
    return f"{hours:02d}:{int(minute):02d}" + (f":{int(second):02d}" if second else "")
