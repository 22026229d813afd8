"""What can stand as the value of a field: typed, patterned or free text; masked and blank ones known as such."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lookdesk import facts
from lookdesk.facts import FactKind
from lookdesk.reading.fields import names_in
from lookdesk.reading.folding import plain
from lookdesk.reading.question import Wanted

CODE_KINDS = frozenset({FactKind.CODE, FactKind.MODEL, FactKind.STANDARD})

_REFERENCE = re.compile(r"^(?:详?见|请见)\S{2,16}$|^(?:see|refer to) .{3,40}$", re.IGNORECASE)
"""What stands where a value is printed elsewhere: 见瓶身喷码."""
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9\-/.#()+_]*(?: (?=[A-Z0-9\-/]*\d)[A-Z0-9\-/.]+)*")
_NO_CODE = re.compile(r"\d{1,4}\.\d{1,2}|\d{1,2}:\d{2}.*")
"""Amounts and times: no number of a document looks like 8.00 or 18:00."""
_MASK = re.compile(r"[*×■█●•]{2,}|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])|[xX]{4,}|[□_]{3,}|\.{5,}")
_AMOUNT = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:[,\d]\d*)?)(?:[.,]\d{1,3})?")
"""A bare number that can be money: not 000381399040."""
_DIALLED = re.compile(r"(?<!\d)\+?\d[\d ()-]{5,}\d(?!\d)")
"""Digits that are a telephone number only because their name says so: 1300-13-1300."""
_BLANK = re.compile(r"^[\s年月日时分秒:：/\-—_.·,，()（）]*$")
_EDGE = " \t:：=|-—–_.,，。;；、~*#"


def is_masked(text: str) -> bool:
    """Tell whether a value is hidden: 138****1234, ■■■."""
    return bool(_MASK.search(text))


def is_blank(text: str) -> bool:
    """Tell whether a form's place was left empty: nothing, or 年 月 日."""
    return bool(_BLANK.match(text))


def fit(wanted: Wanted, text: str) -> str | None:
    """Return the part of a text that can be the wanted value, or None."""
    field = wanted.field
    kinds = expected_kinds(wanted)
    if field is not None and field.pattern is not None:
        match = field.pattern.search(text)
        if match:
            return clean(match.group(match.lastindex or 0))
        if not kinds:
            return None
    if not kinds:
        return _free(text)
    if _REFERENCE.match(clean(text)):
        return clean(text)
    if CODE_KINDS & set(kinds):
        return _code(text, is_model=kinds[0] in (FactKind.MODEL, FactKind.STANDARD))
    return _fact(text, kinds, wanted.unit)


def is_typed(wanted: Wanted) -> bool:
    """Tell whether a value must look a certain way; else any text will do."""
    return bool(expected_kinds(wanted)) or (wanted.field is not None and wanted.field.pattern is not None)


def expected_kinds(wanted: Wanted) -> tuple[FactKind, ...]:
    """Return the kinds of fact that a value must hold: the field's own, else what the question's form says."""
    if wanted.field is None:
        return wanted.kinds
    if wanted.kinds and wanted.kinds[0] in (FactKind.DATE, FactKind.TIME):  # of date and time the one that is asked for
        return tuple(kind for kind in wanted.kinds if kind in wanted.field.kinds) or wanted.field.kinds
    return wanted.field.kinds


def clean(text: str) -> str:
    """Strip what separates a value from its name and from its neighbours."""
    text = text.strip(_EDGE)
    if text.count("(") > text.count(")"):
        text = f"{text})" if not text.endswith("(") else text[:-1]
    elif text.count(")") > text.count("(") and text.endswith(")"):
        text = text[:-1]
    return text.strip()


def _free(text: str) -> str | None:
    text = clean(text)
    return text if any(character.isalnum() for character in text) else None


def _code(text: str, *, is_model: bool) -> str | None:
    """Return a run of letters and digits that holds a digit; of models also all capitals (XPS, PRO)."""
    for match in _CODE.finditer(text):
        run = match.group().rstrip("-/.#(+")
        if _NO_CODE.fullmatch(run):
            continue
        if any(character.isdigit() for character in run) or (is_model and run.isupper() and len(run) > 1):
            return clean(run) if run.count("(") == run.count(")") else clean(run.split("(")[0])
    return None


def _fact(text: str, kinds: Sequence[FactKind], unit: str) -> str | None:
    found = facts.find(text, tuple(kinds))
    if unit:
        found = [
            fact for fact in found if not fact.unit or plain(unit) in plain(fact.text) or _is_unit(unit, fact.unit)
        ]
    if kinds[0] is FactKind.PRICE:
        found = [fact for fact in found if fact.kind is not FactKind.NUMBER or _AMOUNT.fullmatch(fact.text)]
        found.sort(key=lambda fact: (fact.kind is FactKind.NUMBER, not re.search(r"[.,]\d", fact.text), fact.start))
    if kinds[0] is FactKind.PHONE and not found and (digits := _DIALLED.search(text)):
        return digits.group().strip()
    if not found:
        return None
    if kinds[0] is FactKind.PRICE:
        return found[0].text.strip()
    return min(found, key=lambda fact: (kinds.index(fact.kind), fact.start)).text.strip()


def _is_unit(asked: str, unit: str) -> bool:
    """Tell whether a fact's unit is the asked one or one that it is counted in (克 and kg)."""
    probe = facts.find(f"1{asked}", (FactKind.QUANTITY,))
    other = facts.find(f"1{unit}", (FactKind.QUANTITY,))
    return bool(probe and other and facts.difference(probe[0], other[0]) is not None)


def strict_fact(text: str, kind: FactKind, unit: str = "") -> str | None:
    """Return a fact of just this kind, with the unit where one is asked for; a bare number does not do."""
    return _fact(text, (kind,), unit)


def is_label(text: str) -> bool:
    """Tell whether a text is only the name of a field: 电话：, Gross weight."""
    spans = names_in(text)
    if not spans:
        return False
    rest = text
    for span in reversed(spans):
        rest = rest[: span.start - len(span.prefix)] + rest[span.end :]
    rest = re.sub(r"\([^)\d]*\)?", "", rest)
    return not any(character.isalnum() for character in rest) or text.rstrip().endswith((":", "："))
