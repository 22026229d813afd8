"""Numbers of standards (GB/T 1234-2008, ISO 9001:2015) and of official registrations (国药准字Z20050001)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk.facts.fact import FactKind, Reading

# Source: the codes of China's national (GB), industry and local (DB and a region) standards, 标准代号.
_INDUSTRY = (
    "FZ|QB|SB|NY|YY|JB|HG|SJ|YD|JT|WS|GA|CJ|LY|SN|DL|TB|QC|YC|YS|SY|HJ|MT|DZ|BB|GH|SC|XF|JG|CY|WB|YZ|JR|LS|TY|YB|JC|NB"
)
_NUMBER = r"[ ]?\d{1,6}(?:\.\d{1,3}){0,2}"
_OF_YEAR = r"[ ]?-{1,2}[ ]?(?:19|20)?\d{2}"
_BODIES = "ISO|IEC|EN|IEEE|ANSI|ASTM|UL|JIS|DIN|BS|RFC|CISPR|AS/NZS|CSA|NFPA|ETSI"
_STANDARD = re.compile(
    rf"""(?<![A-Za-z])(?:
      GB[ ]?/?[ ]?[TZ]?{_NUMBER}(?:{_OF_YEAR})?(?![\dA-Za-z])
    | (?:{_INDUSTRY})(?:[ ]?/?[ ]?[TZ]{_NUMBER}(?:{_OF_YEAR})?|{_NUMBER}{_OF_YEAR})(?![\dA-Za-z])
    | DBS?[ ]?\d{{2,4}}[ ]?/[ ]?T?{_NUMBER}(?:{_OF_YEAR})?(?![\dA-Za-z])
    | [QT]/[0-9A-Z]{{2,12}}[ ]?[0-9A-Z]{{0,8}}(?:[ ]?[./-][ ]?[0-9A-Z]{{1,6}}){{0,3}}(?![0-9A-Za-z])
    | (?:JJG|JJF|CNCA|CAS|CQC)[ -]?\d{{1,5}}(?:-\d{{1,4}}){{0,3}}
    | (?:(?:BS|DIN|NF)[ ])?(?:{_BODIES})(?:[ /](?:ISO|IEC|EN|TS|TR|IEC/IEEE)){{0,2}}[ -]?(?:[A-Z][ ]?)?\d{{2,6}}
        (?:[-.:/]\d{{1,5}}){{0,4}}(?:[ ]?:[ ]?\d{{4}})?(?![\dA-Za-z])
    )
    |[国國](?:药|藥|食健|食|妆|卫食健)[ ]?(?:[准備备注][ ]?特?字?|特?字)[ ]?[A-Z]{{0,2}}[ ]?\d{{6,12}}
    |卫食健字[ ]?\(\d{{4}}\)[ ]?第?\d{{3,5}}号
    |食健[备字注]?[ ]?[GJ]?\d{{6,16}}
    |[\u4e00-\u9fff][械妆药藥][\u4e00-\u9fff]{{0,6}}[ ]?[A-Z]?(?:\d{{6,16}}|\d{{4}}第?\d{{4,8}}号?)(?!\d)
    """,
    re.VERBOSE,
)
_NATIONAL = re.compile(r"(DBS?[ ]?\d{2,4}(?=/)|[A-Z]{2})[ ]?/?[ ]?([TZ](?=[ \d/]))?[ ]?(\d.*)")
_SEPARATOR = re.compile(r"[ ]?(-)-?[ ]?|[ ]?(/)[ ]?")


def find_standards(text: str) -> Iterator[Reading]:
    """Read the standards and registration numbers of a folded text."""
    for match in _STANDARD.finditer(text):
        if any(map(str.isdigit, match[0])):
            yield Reading(FactKind.STANDARD, *match.span(), _written(match[0]))


def _written(standard: str) -> str:
    """Write a standard number in its one form."""
    standard = _SEPARATOR.sub(lambda sep: sep[1] or sep[2], standard)
    if national := _NATIONAL.fullmatch(standard):
        is_local = len(national[1]) > 2
        kind = f"/{national[2] or ''}" if national[2] or is_local else ""
        return f"{national[1].replace(' ', '')}{kind} {national[3].strip()}"
    if not standard[0].isascii():
        return standard.replace(" ", "")
    return re.sub(r"^([A-Z/]{2,})[ -]?(?=\d)", r"\1 ", " ".join(standard.split()))
