"""A zip of JSON lines and pictures, written from its beginning to its end without going back.

``conversations/00001.jsonl``, ``00002`` and so on are each a whole export of some conversations; the pictures stand
before the lines that name them, as ``pictures/ID.EXTENSION``. So nothing but the list of the files stays in memory.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lookdesk.export import shapes
from lookdesk.export.masking import Leaving
from lookdesk.records import PictureRecord

PART_BYTES = 1_000_000
"""Lines that are collected before they are written."""
LINES = "conversations/"


def write(leaving: Iterable[Leaving], *, is_redacted: bool) -> Iterator[bytes]:
    """Yield the zip, piece by piece."""
    out, moment = _Pieces(), time.localtime()[:6]
    with ZipFile(out, "w") as archive:
        part, lines = 1, bytearray(shapes.header(is_redacted=is_redacted))
        for one in leaving:
            for numbered, content in one.pictures():
                name = picture_name(numbered.picture)
                if name not in archive.NameToInfo:
                    archive.writestr(_entry(name, moment), content, ZIP_STORED)  # a picture does not get smaller
                    yield out.taken()
            lines += shapes.line_of(one.conversation())
            if len(lines) >= PART_BYTES:
                archive.writestr(_entry(f"{LINES}{part:05}.jsonl", moment), bytes(lines), ZIP_DEFLATED)
                yield out.taken()
                part, lines = part + 1, bytearray(shapes.header(is_redacted=is_redacted))
        archive.writestr(_entry(f"{LINES}{part:05}.jsonl", moment), bytes(lines), ZIP_DEFLATED)
    yield out.taken()


def picture_name(picture: PictureRecord) -> str:
    """Return the name of a picture's file in the zip."""
    extension = picture.media_type.rpartition("/")[2].replace("jpeg", "jpg")
    return f"pictures/{picture.id}.{extension}"


def _entry(name: str, moment: tuple[int, int, int, int, int, int]) -> ZipInfo:
    entry = ZipInfo(name, moment)  # one moment for all: an entry stays in memory to the end
    entry.external_attr = 0o600 << 16  # readable for whoever unpacks it
    return entry


class _Pieces:
    """Collects what is written until it is taken; a file that cannot go back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, piece: bytes, /) -> int:
        self._written += piece
        return len(piece)

    def flush(self) -> None:
        """There is nothing to wait for."""

    def close(self) -> None:
        """There is nothing to give back."""

    def taken(self) -> bytes:
        taken, self._written = self._written, bytearray()
        return bytes(taken)
