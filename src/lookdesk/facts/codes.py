"""Names of things that are neither words nor numbers: models, error codes, order and serial numbers.

OCR takes O for 0 and l or I for 1 in them. ``key`` is blind to that; the value corrects it only where all the rest
are digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk.facts.fact import FactKind, Reading
from lookdesk.facts.units import unit_at

_TOKEN = re.compile(r"[A-Za-z0-9]++(?>(?:(?:[-/+&]|__?|(?<=\d)\.(?=\d))[A-Za-z0-9]++)*)")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|E(?:CONN|TIME|ADDR|NO|NOT|HOST|NET)[A-Z]{2,12}")
_EXCEPTION = re.compile(
    r"(?<![\w.])(?>(?:[A-Za-z_]\w{0,40}\.){0,6})[A-Z][A-Za-z0-9]{0,50}"
    r"(?:Error|Exception|Timeout|Warning|Fault|Interrupt|Refused|Failure)(?!\w|[ ]\d)"
)
_MAYBE_EXCEPTION = re.compile(r"[a-z](?:Error|Exception|Timeout|Warning|Fault|Interrupt|Refused|Failure)")
_HEX = re.compile(r"0[xX][0-9A-Fa-fOoIl]{1,16}h?")
_FAULT = re.compile(
    r"(?:(?:E|F|Er|ER|Err|ERR)-?[0-9OoIl]{1,4}|[HPCUL]-?[0-9]{1,2}|[PU][0-3][0-9A-F]{3})[A-F]?(?:-[0-9]{1,3})?"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HASH = re.compile(r"(?=[a-f]*\d)(?=\d*[a-f])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{7})")
_MAC = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![0-9A-Za-z:-])")
_IP = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\d)(?::\d{1,5})?")
_NOT_A_CODE = re.compile(  # 220V50Hz, EXP20260305, RMB500, 5th, 14Nuggets, 1e-6, 2-in-1
    r"(?i:(?:(?:AC|DC)?\d+(?:\.\d+)?(?:[-/]\d+(?:\.\d+)?)?"
    r"(?:[mk]?V(?:[AD]C?)?|[kMG]?Hz|m?Ah?|[mk]?W|k?VA|[mk]?L|[km]?g|[cmk]?m)[-/.]?)+)"
    r"|(?i:EXP|MFG|MFD|PRD|RMB|CNY|USD|HKD|NO)[.]?\d[\d.,/-]*|\d+(?:st|nd|rd|th)"
    r"|\d+(?:\.\d+)?(?:[xX]\d+(?:\.\d+)?){1,3}(?i:mm|cm|m|px|in)?|[2-9]?X*[LS](?:/[2-9]?X*[LS]){0,3}"
    r"|\d+(?:[A-Z]?[a-z]{3,}|e[-+]?\d+|h\d+min)|[\d-]{6,}(?:FAX|TEL|MOB)"
    r"|\d{4}-\d\d-\d\dT\d\d|(?i:\d{1,2}[ap]m)(?:-(?i:\d{1,2}[ap]m))?|\d{1,4}[-/](?:in|by|and|or|of|to|bit|day|year|month|way|pin)s?(?:-\d)?",
)
_MEASURED = re.compile(r"(\d+(?:\.\d+)?)([A-Za-z]{0,5}3?)")
_LIKE_A_DIGIT = str.maketrans("OoIl", "0011")
_FAULT_CONTEXT = re.compile(
    r"(?:(HTTP)(?:/\d(?:\.\d)?)?[\"']?[ ]?"
    r"|\[?(?:Errno|WinError)[ ]?[:=]?[ ]?"
    r"|(?:(?:错误|故障|异常|状态|返回|退出)(?:代码|编码|码|号)?|代码|报错)[ ]?[:是为]?[ ]?"
    r"|(?:exit|status|error|stop|fault|return|code)(?:ed)?(?:[ ](?:with|code|status|no\.?|number)){0,2}[ ]?[:=#(]?[ ]?)"
    r"(-?\d{1,10}(?:\.\d{1,2})?)(?!\.?\d|:\d|[A-Za-z%])",
    re.IGNORECASE,
)
_FAULT_WORDS = (
    "http", "errno", "error", "exit", "status", "stop", "fault", "return", "code", "代码", "报错", "错误", "故障",
    "异常", "状态", "返回", "退出", "bad ", "unauthorized", "forbidden", "found", "method", "request", "too many",
    "internal", "gateway", "service",
)  # fmt: skip
_DIGITS = re.compile(r"\d(?<![\dA-Za-z]\d)(?<!\d[.,]\d)\d{7,39}+(?![\dA-Za-z]|[.,]\d)")
_GROUPS = re.compile(r"\d(?<![\dA-Za-z-]\d)(?<!\d[./]\d)\d{0,19}+(?>(?:-\d{1,20}+){1,5})(?![\dA-Za-z:]|[-/.]\d)")
_SPACED = re.compile(
    r"\d(?<![\dA-Za-z-]\d)(?<!\d[.,/:]\d)(?:\d{3}(?: \d{4}){1,4}(?: \d{1,4})?| \d{6} \d{6})(?! ?\d|[-/:.]\d|[A-Za-z])"
)
_MASKED = re.compile(r"\d(?<![\dA-Za-z*]\d)\d{1,5}(?>(?:[ ]?\*{2,16}+){1,4})[ ]?\d{0,4}[\dXx](?![\dA-Za-z*])")
_PLATE = re.compile(  # Source: GA 36-2018, the signs of the provinces and the letters in use
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z][· .-]?"
    r"(?=[A-Z0-9]*\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"
)
_NOT_IN_PLATE = re.compile(r"[· .-]")
_REASON = re.compile(  # Source: RFC 9110, section 15
    r"[45](?<![\d.][45])\d\d(?=[ (-]{1,3}"
    r"(?i:bad|unauthorized|forbidden|not found|method|request|too many|internal|service|gateway))"
)
_LICENCE = re.compile(r"[QS](?<![A-Za-z][QS])[SC][ ]?\d{4}[ ]?\d{4}[ ]?\d{4,6}(?!\d)")
_SERIAL = re.compile(r"[A-Za-z]{1,5}-?\d{7,}[A-Za-z]{0,3}|\d{6,}[A-Za-z]{1,4}\d*|[A-Za-z0-9]{12,}")


def find_codes(text: str) -> Iterator[Reading]:
    """Read the models, codes, order and serial numbers of a folded text that may hold Latin letters."""
    for match in _TOKEN.finditer(text):
        yield from _token(match[0], match.start(), match.end())
    if _MAYBE_EXCEPTION.search(text):
        for match in _EXCEPTION.finditer(text):
            yield Reading(FactKind.CODE, *match.span(), match[0])


def find_digit_codes(text: str) -> Iterator[Reading]:
    """Read the codes of a folded text that may be digits alone: fault, order, serial and bar code numbers."""
    lower = text.lower()
    if any(word in lower for word in _FAULT_WORDS):
        for match in _FAULT_CONTEXT.finditer(text):
            start = match.start() if match[1] else match.start(2)
            yield Reading(FactKind.CODE, start, match.end(), match[2])
        for match in _REASON.finditer(text):
            yield Reading(FactKind.CODE, *match.span(), match[0])
    for match in _DIGITS.finditer(text):
        yield Reading(FactKind.CODE, *match.span(), match[0])
    for match in _GROUPS.finditer(text) if "-" in text else ():
        is_long = sum(map(str.isdigit, match[0])) >= 8
        yield Reading(FactKind.CODE, *match.span(), match[0], weak=not is_long)
    for match in _IP.finditer(text) if text.count(".") > 2 else ():
        yield Reading(FactKind.CODE, *match.span(), match[0])
        yield Reading(FactKind.URL, *match.span(), match[0], weak=True)
    for match in _MAC.finditer(text) if text.count(":") + text.count("-") > 4 else ():
        yield Reading(FactKind.CODE, *match.span(), match[0])
    for match in _SPACED.finditer(text) if " " in text else ():
        yield Reading(FactKind.CODE, *match.span(), match[0].replace(" ", ""), weak=len(match[0]) < len("1234 5678 9"))
    for match in _MASKED.finditer(text) if "**" in text else ():
        yield Reading(FactKind.CODE, *match.span(), match[0].replace(" ", ""))
    for match in _PLATE.finditer(text):
        yield Reading(FactKind.CODE, *match.span(), _NOT_IN_PLATE.sub("", match[0]))
    for match in _LICENCE.finditer(text):
        yield Reading(FactKind.CODE, *match.span(), match[0].replace(" ", ""))


def key(code: str) -> str:
    """Return what two readings of the same code have in common, whatever OCR made of O and 0, l, I and 1."""
    return re.sub(r"[^\w\u4e00-\u9fff]|_", "", code.translate(_LIKE_A_DIGIT)).upper()


def _token(token: str, start: int, end: int) -> Iterator[Reading]:
    digits = sum(map(str.isdigit, token))
    if digits == 0:
        if _CONSTANT.fullmatch(token):
            yield Reading(FactKind.CODE, start, end, token)
        return
    if digits == len(token):
        return
    if _HEX.fullmatch(token) or _UUID.fullmatch(token) or _HASH.fullmatch(token):
        yield Reading(FactKind.CODE, start, end, token)
        return
    if not any(map(str.isalpha, token)) or _NOT_A_CODE.fullmatch(token) or _is_measured(token):
        return
    if all(map(_FAULT.fullmatch, token.split("/"))):
        yield Reading(FactKind.CODE, start, end, (token[0] + token[1:].translate(_LIKE_A_DIGIT)).upper())
        yield Reading(FactKind.MODEL, start, end, token, weak=True)
        return
    if _CONSTANT.fullmatch(token):
        yield Reading(FactKind.CODE, start, end, token)
        return
    letters = [letter for letter in token if letter.isalpha()]
    if digits >= 4 and all(letter in "OoIl" for letter in letters):
        yield Reading(FactKind.CODE, start, end, token.translate(_LIKE_A_DIGIT))
        return
    is_serial = _SERIAL.fullmatch(token) is not None and digits > len(letters)
    likely, other = (FactKind.CODE, FactKind.MODEL) if is_serial else (FactKind.MODEL, FactKind.CODE)
    yield Reading(likely, start, end, token)
    yield Reading(other, start, end, token, weak=True)


def _is_measured(token: str) -> bool:
    """Tell 500KGS/1.5M3 and 120/80mmHg from a model: every part is a number, and there are units."""
    parts = [_MEASURED.fullmatch(part) for part in re.split(r"[/+-]", token)]
    return (
        parts[-1] is not None
        and parts[-1][2] != ""
        and all(part and (not part[2] or unit_at(part[0], part.end(1)) is not None) for part in parts)
    )
