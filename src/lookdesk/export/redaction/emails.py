"""E-mail addresses in a folded text, also as people write them to hide from robots."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk.export.redaction.spans import Kind, Span

_USER = r"[A-Za-z0-9._%+-]{1,64}"
_LABEL = r"[A-Za-z0-9一-鿿-]{1,63}"
_DOT = r"(?:\.|,(?=com|cn|net|org|edu)| ?[\[(]dot[\])] ?)"
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-]){_USER}(?: ?@ ?| ?[\[(]at[\])] ?){_LABEL}(?:{_DOT}{_LABEL}){{0,6}}{_DOT}"
    r"(?:[A-Za-z]{2,24}|[一-鿿]{2,4})"
    r"|(?<![\w.])[A-Za-z0-9._%+-]{1,64} at [A-Za-z0-9-]{1,63}(?: dot [A-Za-z0-9-]{1,63}){1,4}(?![A-Za-z])",
    re.IGNORECASE,
)


def find_emails(text: str) -> Iterator[Span]:
    """Yield the e-mail addresses of a folded text."""
    for match in _EMAIL.finditer(text):
        yield Span(*match.span(), Kind.EMAIL)
