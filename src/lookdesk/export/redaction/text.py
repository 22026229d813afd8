"""Everything private in a text, and its masks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lookdesk import facts
from lookdesk.export.redaction import people
from lookdesk.export.redaction.cards import find_cards
from lookdesk.export.redaction.emails import find_emails
from lookdesk.export.redaction.known import find_known
from lookdesk.export.redaction.phones import find_phones
from lookdesk.export.redaction.spans import Kind, Span, fold, merged
from lookdesk.export.redaction.stated import find_stated
from lookdesk.facts import FactKind
from lookdesk.reading.folding import is_chinese

_BEFORE = re.compile(
    rf"(?:^|[\s,;、:|(])({people.PERSON.pattern}|[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}})[\s,、:|()-]{{0,3}}$"
)
_BEHIND = re.compile(rf"[\s,、|()-]{{1,3}}({people.PERSON.pattern})(?=$|[\s,;。、|()\d])")


def redact_text(text: str, private: Collection[str] = ()) -> str:
    """Mask phone numbers, ID card and bank card numbers, e-mail addresses, and the given private values.

    A mask says what stood there, in the text's language: [电话], [phone]. What a text itself states as the value of a
    name or address field is masked too. Masking once more changes nothing.

    Args:
        text: any text, one line or several.
        private: names and addresses known from a conversation's pictures (``private_values``).
    """
    language = 0 if is_chinese(text) else 1
    while spans := list(find_private(text, private)):  # what a mask parts may be recognised only then
        for start, end, kind in reversed(spans):
            text = f"{text[:start]}{kind.value[language]}{text[end:]}"
    return text


def find_private(text: str, private: Collection[str] = ()) -> Iterator[Span]:
    """Yield all that is private in a text, in order of place; nothing overlaps."""
    folded = fold(text)
    return merged(folded.original(span) for span in _find(folded.text, private) if span.start < span.end)


def _find(text: str, private: Collection[str]) -> Iterator[Span]:
    phones = list(find_phones(text))
    yield from phones
    yield from find_cards(text)
    yield from find_emails(text)
    yield from find_stated(text)
    yield from find_known(text, private)
    for phone in phones:
        yield from _beside(text, phone)


def _beside(text: str, phone: Span) -> Iterator[Span]:
    """Yield the name and address that stand at a telephone number: 李雷，139…，北京市朝阳区…."""
    start = text.rfind("\n", 0, phone.start) + 1
    end = len(text) if (at := text.find("\n", phone.end)) < 0 else at
    if (before := _BEFORE.search(text[start : phone.start])) and people.is_person(before[1]):
        yield Span(start + before.start(1), start + before.end(1), Kind.NAME)
    if behind := _BEHIND.match(text[phone.end : end]):
        yield Span(phone.end + behind.start(1), phone.end + behind.end(1), Kind.NAME)
    for fact in facts.find(text[start:end], (FactKind.ADDRESS,)):
        yield Span(start + fact.start, start + fact.end, Kind.ADDRESS)
