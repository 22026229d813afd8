"""Conversations into the desk, from JSON lines or a zip that ``export`` wrote.

A file is hostile until it is checked: a line has a bound, names in a zip are never used as paths, a picture is decoded
and its bytes compared with its id, and nothing of a conversation is kept before all of it was checked.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import ValidationError

from lookdesk import pictures
from lookdesk.errors import InvalidInput, InvalidPicture, NotFound, TooLarge
from lookdesk.export.archive import LINES, picture_name
from lookdesk.export.shapes import FORMAT, VERSION, ConversationLine, HeaderLine, line_of
from lookdesk.protocols import Blobs, Store
from lookdesk.records import NumberedPicture, PictureRecord, Whole

MAX_LINE_BYTES = 64 * 1024 * 1024
"""A conversation of some ten thousand turns."""
MAX_FILES = 1_000_000
"""In a zip."""
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A character that PostgreSQL does not keep."""
_NOT_OURS = InvalidInput(
    "This is no export of lookdesk.", hint="The first line of such a file names its format; a zip holds such files."
)


@dataclass(slots=True)
class Taken:
    """What came of an import."""

    added: int = 0
    """Conversations that are new."""
    known: int = 0
    """Conversations that were known, and stay as they are."""
    without_bytes: int = 0
    """Pictures of new conversations whose bytes are neither in the file nor here."""


def take_in(file: IO[bytes], store: Store, blobs: Blobs, told: Callable[[int], object] = lambda _read: None) -> Taken:
    """Keep the conversations of an export that are not known yet, with their ids, numbers, times and feedback.

    Args:
        file: JSON lines or a zip; it can be gone back in.
        store: keeps the conversations. A desk may have it open at the same time.
        blobs: keeps the pictures.
        told: is told after each conversation how many bytes of lines it had.

    Raises:
        InvalidInput: the file is no export, of a newer version, or broken; says where. What came before is kept.
        StoreUnavailable: there is no room.
    """
    is_zip = file.read(2) == b"PK"
    file.seek(0)
    taken = Taken()
    if not is_zip:
        _Reading(store, blobs, None, taken, told).lines(file, "line")
        return taken
    with _readable("The zip"), ZipFile(file) as archive:
        reading = _Reading(store, blobs, archive, taken, told)
        names = [name for name in archive.namelist() if name.startswith(LINES) and name.endswith(".jsonl")]
        if not names:
            raise _NOT_OURS
        for number, name in enumerate(names, 1):
            with archive.open(_checked(archive.getinfo(name))) as part:
                reading.lines(part, f"conversation file {number}, line")
    return taken


@dataclass(slots=True)
class _Reading:
    """An import that is under way."""

    store: Store
    blobs: Blobs
    archive: ZipFile | None
    taken: Taken
    told: Callable[[int], object]

    def lines(self, file: IO[bytes], place: str) -> None:
        """Take in the lines of a file."""
        first = file.readline(MAX_LINE_BYTES + 1)
        _check_header(first)
        number = 1
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            where = f"{place} {number}"
            self._take(_whole(line, where), where)
            self.told(len(line))

    def _take(self, whole: Whole, where: str) -> None:
        try:
            self.store.conversation(whole.conversation.id)
        except NotFound:
            pass
        else:
            self.taken.known += 1
            return
        checked = tuple(self._checked(numbered, where) for numbered in whole.pictures)
        whole = replace(whole, pictures=checked)
        self._keep(checked)
        try:
            is_new = self.store.add_whole(whole)
        except InvalidInput as error:
            raise InvalidInput(f"In {where}: {error.message}", hint=error.hint) from error
        if not is_new:
            self.taken.known += 1
            return
        self._keep(checked)  # once more: a purge may have come between
        self.taken.added += 1
        self.taken.without_bytes += sum(not self.blobs.has(each.picture.id) for each in checked)

    def _checked(self, numbered: NumberedPicture, where: str) -> NumberedPicture:
        """Return a picture as its bytes are, where they are in the file."""
        content = self._content(numbered.picture)
        if content is None:
            return numbered
        if hashlib.sha256(content).hexdigest() != numbered.picture.id:
            raise _broken(where, f"the bytes of picture {numbered.number} are not those that its id names")
        try:
            return replace(numbered, picture=PictureRecord.of(pictures.load(content)))
        except (InvalidPicture, TooLarge) as error:
            raise _broken(where, f"picture {numbered.number}: {error.message}") from error

    def _keep(self, checked: tuple[NumberedPicture, ...]) -> None:
        for numbered in checked:
            name = numbered.picture.id
            if not self.blobs.has(name) and (content := self._content(numbered.picture)) is not None:
                self.blobs.put(name, content)

    def _content(self, picture: PictureRecord) -> bytes | None:
        """Return the bytes that the zip has for a picture; None where it has none."""
        if self.archive is None:
            return None
        try:
            entry = self.archive.getinfo(picture_name(picture))
        except KeyError:
            return None
        with self.archive.open(_checked(entry)) as file:
            return file.read(pictures.MAX_SIZE_BYTES + 1)


def _check_header(line: bytes) -> None:
    """Refuse what is no export, or one that this lookdesk cannot read."""
    try:
        head = HeaderLine.model_validate_json(line)
    except ValidationError as error:
        raise _NOT_OURS from error
    if head.version != VERSION:
        raise InvalidInput(
            f"The file is of version {head.version} of {FORMAT}; this lookdesk reads version {VERSION}.",
            hint=f"It was written by lookdesk {head.lookdesk[:20]}: use that one or a newer one.",
        )


def _whole(line: bytes, where: str) -> Whole:
    if len(line) > MAX_LINE_BYTES:
        raise _broken(where, f"it has more than {MAX_LINE_BYTES // 1024**2} MB")
    if _NUL.search(line):
        raise _broken(where, "it has a NUL character")
    try:
        whole = ConversationLine.model_validate_json(line).conversation()
        ConversationLine.model_validate_json(line_of(whole))  # what is kept can be read again: no number is infinite
        return whole
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise _broken(where, f"{field}: {first['msg'].lower()}" if field else first["msg"].lower()) from error
    except (ValueError, OverflowError) as error:
        raise _broken(where, str(error)) from error


def _broken(where: str, why: str) -> InvalidInput:
    return InvalidInput(
        f"The import ends in {where}: {why}.",
        hint="Nothing of this conversation is kept; those before it are. Mend the file and import it again.",
    )


def _checked(entry: ZipInfo) -> ZipInfo:
    """Refuse a file that only somebody else's zip would have."""
    if entry.flag_bits & 1 or entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise InvalidInput("The zip is encrypted or packed in a way that lookdesk does not use.", hint=_NOT_OURS.hint)
    return entry


@contextmanager
def _readable(what: str) -> Iterator[None]:
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{what} is damaged: {error}.", hint="Conversations that came before are kept. Fetch the file again."
        ) from error
