"""Pictures inside JSON, taken out of it as it arrives.

A chat request carries its pictures as data URLs, ten times 27 MB at most. Read as JSON in one piece, it would be in
memory three times over; here every data URL leaves the text as soon as its string ends, and what is left is small.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass

from lookdesk.api.uploads import MAX_FILE_BYTES
from lookdesk.desk import MAX_PICTURES
from lookdesk.errors import InvalidInput, InvalidPicture, TooLarge

MAX_JSON_BYTES = 256 * 1024
"""What is left without the pictures: over 100,000 characters, at most a few seconds' work for the reader."""
MAX_ENCODED_BYTES = MAX_FILE_BYTES * 3 // 2
"""Base64 makes four bytes of three; the rest is for the backslashes of writers that escape ``/`` and ``+``."""
MAX_BODY_BYTES = MAX_PICTURES * MAX_ENCODED_BYTES + MAX_JSON_BYTES
MARK = "data:image;base64,:"
"""Stands, with a number from 0 behind it, where a picture was. Nobody can send it: it would be taken out itself."""

_INSIDE = re.compile(rb'[^"\\]*+(?>(?:\\.[^"\\]*+)*)', re.DOTALL)
"""The rest of a string, up to its quote or to where the chunk ends."""
_DATA_URL = re.compile(rb"data:[^,\s]{0,100};base64,", re.IGNORECASE)
_LONGEST_HEAD = 120
"""By so many bytes a string has shown whether it is a data URL."""
_ESCAPED = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DataURL:
    """The base64 of a picture, as it stood in the JSON."""

    encoded: bytes

    def decoded(self) -> bytes:
        """Return the picture's bytes.

        Raises:
            InvalidPicture: this is no base64.
        """
        plain = _ESCAPED.sub(_unescaped, self.encoded) if b"\\" in self.encoded else self.encoded
        try:
            return b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
        except binascii.Error as error:
            raise InvalidPicture(
                "The picture's data URL is not base64.", hint="Send data:image/jpeg;base64,… with the file's bytes."
            ) from error


def _unescaped(found: re.Match[bytes]) -> bytes:
    code, other = found.groups()
    if code is None:
        return b"" if other in b"nr" else bytes(other)  # many encoders break their lines
    return chr(int(code, 16)).encode("utf-8", "replace")


class JSONReader:
    """Splits JSON that comes in chunks into its text and the data URLs in it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._text = bytearray()
        self._is_inside = False
        """Inside a string?"""
        self._head: bytearray | None = None
        """The beginning of a string that may still become a data URL."""
        self._encoded: bytearray | None = None
        """The base64 of the string that is a data URL."""
        self._rest = b""
        """A backslash whose letter comes with the next chunk."""
        self._count = 0

    def read(self, chunk: bytes) -> Iterator[DataURL]:
        """Take in more, yield the data URLs that end in it.

        Raises:
            TooLarge: a data URL, or what is left without them, is over its bound.
        """
        chunk, self._rest = self._rest + chunk, b""
        at = 0
        while at < len(chunk):
            if not self._is_inside:
                quote = chunk.find(b'"', at)
                end = len(chunk) if quote < 0 else quote + 1
                self._keep(chunk[at:end])
                if quote >= 0:
                    self._is_inside, self._head = True, bytearray()
                at = end
                continue
            found = _INSIDE.match(chunk, at)
            assert found
            at = found.end()
            self._take(found[0])
            if chunk[at : at + 1] == b'"':
                if (url := self._end_string()) is not None:
                    yield url
                at += 1
            else:
                self._rest = chunk[at:]
                return

    def end(self) -> bytes:
        """Return the JSON with a mark (``MARK``) in place of each data URL.

        Raises:
            InvalidInput: it breaks off.
        """
        if self._is_inside:
            raise InvalidInput("The JSON breaks off.", hint="Send the whole body.")
        return bytes(self._text)

    def _take(self, piece: bytes) -> None:
        """Take in a piece of a string."""
        if self._encoded is not None:
            self._encoded += piece
            if len(self._encoded) > MAX_ENCODED_BYTES:
                raise TooLarge("A picture is too large.", hint=f"At most {MAX_FILE_BYTES // 1024**2} MB are accepted.")
            return
        if self._head is None:
            self._keep(piece)
            return
        self._head += piece
        beginning = self._head[: 2 * _LONGEST_HEAD].replace(b"\\/", b"/")
        if _DATA_URL.match(beginning):
            self._encoded = self._head[self._head.index(b",") + 1 :]
            self._head = None
        elif len(self._head) > _LONGEST_HEAD:
            self._keep(self._head)
            self._head = None

    def _end_string(self) -> DataURL | None:
        encoded, head = self._encoded, self._head
        self._is_inside, self._encoded, self._head = False, None, None
        if encoded is None:
            self._keep((head or b"") + b'"')
            return None
        self._keep(f'{MARK}{self._count}"'.encode())
        self._count += 1
        return DataURL(bytes(encoded))

    def _keep(self, text: bytes | bytearray) -> None:
        self._text += text
        if len(self._text) > MAX_JSON_BYTES:
            raise TooLarge(
                "The text of the messages is too large.",
                hint=f"At most {MAX_JSON_BYTES // 1024} KB of JSON are accepted, not counting the pictures.",
            )
