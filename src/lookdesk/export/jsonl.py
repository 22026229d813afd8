"""JSON lines: one that heads the file, then one for each conversation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lookdesk.export import shapes
from lookdesk.export.masking import Leaving


def write(leaving: Iterable[Leaving], *, is_redacted: bool) -> Iterator[bytes]:
    """Yield the lines."""
    yield shapes.header(is_redacted=is_redacted)
    for one in leaving:
        yield shapes.line_of(one.conversation())
