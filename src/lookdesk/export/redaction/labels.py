"""Names of fields before numbers in a folded text: whose the number is, or that it is nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lookdesk.export.redaction.spans import Kind
from lookdesk.reading.fields import names_in

_KIND_OF_FIELD = {
    "phone": Kind.PHONE,
    "service_phone": Kind.PHONE,
    "fax": Kind.PHONE,
    "identity_number": Kind.IDENTITY,
    "card_number": Kind.CARD,
    "iban": Kind.CARD,
}
NUMBER_FIELDS = frozenset((*_KIND_OF_FIELD, "email"))
"""The fields whose values are private numbers or e-mail addresses."""
_FIELDS_OF_THINGS = frozenset(
    {"model", "serial", "batch", "licence", "approval", "barcode", "invoice_number", "invoice_code", "po_number"}
    | {"order_number", "tracking_number", "transaction_number", "terminal", "merchant_id", "check_number"}
    | {"tax_number", "container", "seal", "voyage", "standard", "version", "error_code", "pickup_code", "qr_code"}
)
_MORE_NAMES = {  # which pictures seldom print, and so ``fields.toml`` does not hold
    Kind.PHONE: r"拨打|致电|打电话给|来电|微信|whatsapp|wechat|\b(?:call|dial|text|ring|mob|ph)\b",
    Kind.IDENTITY: r"身份证|证件号?|护照|通行证|台胞证|军官证|驾驶证|社保号?|社会保障号码?|居留证"
    r"|passport|driver'?s? licen[cs]e"
    r"|social security|\bssn\b|\bid card\b|identity card|national id",
    Kind.CARD: r"银行卡|[行业]卡|信用卡|储蓄卡|借记卡|收款账户|credit card|debit card|bank card|bank account",
}
_MORE = {kind: re.compile(words, re.IGNORECASE | re.ASCII) for kind, words in _MORE_NAMES.items()}
_OF_THINGS = re.compile(
    r"工单|合同|案件|序号|流水|编[号码]|单号|\bno\.|№|\b(?:ticket|case|isbn|imei|iccid|sku|upc|ean|ref)\b",
    re.IGNORECASE | re.ASCII,
)
_FILLER = re.compile(
    r"(?:[\s:;.,=#(\"'-]|号码?|是|为|\b(?i:number|no\.?|is|was|at|on|me|us|him|her|them|card)\b|\([^()\d\n]{1,12}\)){0,12}",
    re.ASCII,
)
_THING = re.compile(r"[A-Za-z0-9][\w-]*", re.ASCII)


class Labelled(NamedTuple):
    """Where the value behind a name begins, and its kind."""

    start: int
    kind: Kind


def labelled(text: str) -> Iterator[Labelled]:
    """Yield where values of private number fields begin."""
    for start, kind in sorted({*_named(text)}, key=lambda place: place[0]):
        filler = _FILLER.match(text, start)
        yield Labelled(filler.end() if filler else start, kind)


def of_things(text: str) -> list[range]:
    """Return where numbers stand that a name gives to a thing: order, parcel, device."""
    ends = [span.end for span in names_in(text) if any(field.id in _FIELDS_OF_THINGS for field in span.fields)] + [
        match.end() for match in _OF_THINGS.finditer(text)
    ]
    places = []
    for end in ends:
        filler = _FILLER.match(text, end)
        if value := _THING.match(text, filler.end() if filler else end):
            places.append(range(*value.span()))
    return places


def _named(text: str) -> Iterator[tuple[int, Kind]]:
    for span in names_in(text):
        for field in span.fields:
            if field.id in _KIND_OF_FIELD:
                yield span.end, _KIND_OF_FIELD[field.id]
    for kind, pattern in _MORE.items():
        for match in pattern.finditer(text):
            yield match.end(), kind


@lru_cache(maxsize=1024)
def names_number(text: str) -> bool:
    """Tell whether a text holds the name of a private number field."""
    return any(True for _ in _named(text))
