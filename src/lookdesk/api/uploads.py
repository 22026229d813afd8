"""Multipart bodies, read part by part in memory and within bounds; nothing is ever spooled to a file.

A body is hostile until proven otherwise: bytes are counted as they arrive, a sender must keep up a pace, and only so
many bodies are read at one time.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.types import Receive, Scope

from lookdesk.desk import MAX_PICTURES
from lookdesk.errors import Busy, Cancelled, InvalidInput, TooLarge

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_FIELD_BYTES = 16 * 1024
MAX_BODY_BYTES = MAX_PICTURES * MAX_FILE_BYTES + 1024 * 1024
"""Ten files, and what frames them."""
MAX_PARTS = 2 * MAX_PICTURES + 3
"""Enough to count one picture too many and to say so; what goes on beyond that is no question."""

GRACE_S = 10.0
SLOWEST_BYTES_PER_S = 64 * 1024
"""A sender may take ``GRACE_S`` and what its bytes take at this pace: a phone on a poor line still manages."""
PATIENCE_S = 5.0
"""How long an upload waits for a place before it is refused: a browser sends the files of one drop all at once."""

ACCEPTED = "Send multipart/form-data with a boundary."


@dataclass(slots=True)
class Part:
    """One field of a form: its name, its bytes, and whether it came as a file."""

    name: str
    content: bytes
    is_file: bool


class UploadPlaces:
    """The bound on bodies that are read at one time."""

    def __init__(self, places: int, patience_s: float | None = None) -> None:
        """Make that many places, each waited for at most ``patience_s`` (5 s where not given)."""
        self._places = asyncio.Semaphore(places)
        self._patience_s = PATIENCE_S if patience_s is None else patience_s

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Hold a place.

        Raises:
            Busy: none became free in time.
        """
        try:
            await asyncio.wait_for(self._places.acquire(), self._patience_s)
        except TimeoutError:
            raise Busy("Every upload place is taken.", hint="Try again in a few seconds.") from None
        try:
            yield
        finally:
            self._places.release()


async def body_chunks(receive: Receive, most: int = MAX_BODY_BYTES) -> AsyncIterator[bytes]:
    """Yield a body as it arrives.

    Args:
        receive: the ASGI channel.
        most: bytes that the body may have.

    Raises:
        TooLarge: there are more.
        InvalidInput: the sender is too slow.
        Cancelled: the sender has left.
    """
    began_at, size = time.monotonic(), 0
    while True:
        left_s = GRACE_S + size / SLOWEST_BYTES_PER_S - (time.monotonic() - began_at)
        try:
            message = await asyncio.wait_for(receive(), max(0.0, left_s))
        except TimeoutError:
            raise InvalidInput(
                f"After {time.monotonic() - began_at:.0f} seconds {size} bytes had arrived.",
                hint=f"Send at least {SLOWEST_BYTES_PER_S // 1024} KB a second.",
            ) from None
        if message["type"] == "http.disconnect":
            raise Cancelled("The sender left before the end of the body.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > most:
            raise TooLarge("The body is too large.", hint=f"At most {most // 1024**2} MB are accepted.")
        if chunk:
            yield chunk
        if not message.get("more_body", False):
            return


async def parts(scope: Scope, receive: Receive) -> AsyncIterator[Part]:
    """Yield the parts of a multipart body, each as soon as it is complete.

    Raises:
        InvalidInput: it is no multipart body, or a broken one.
        TooLarge: the body, a file or a field is over its bound, or there are too many parts.
        Cancelled: the sender has left.
    """
    headers = {name.lower(): value for name, value in scope["headers"]}
    _check_length(headers.get(b"content-length", b""))
    reader = _PartReader(_boundary(headers.get(b"content-type", b"")))
    async for chunk in body_chunks(receive):
        for part in reader.read(chunk):
            yield part
    reader.end()


def _check_length(announced: bytes) -> None:
    if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
        raise TooLarge("The body is too large.", hint=f"At most {MAX_BODY_BYTES // 1024**2} MB are accepted.")


def _boundary(content_type: bytes) -> bytes:
    kind, options = parse_options_header(content_type)
    if kind.lower() != b"multipart/form-data" or not options.get(b"boundary"):
        raise InvalidInput("The body is not a form with files.", hint=ACCEPTED)
    return options[b"boundary"]


class _PartReader:
    """Collects parts from python-multipart's callbacks, which bounds the headers of a part itself."""

    def __init__(self, boundary: bytes) -> None:
        self._complete: deque[Part] = deque()
        self._count = 0
        self._is_ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": self._data,
                    "on_part_end": self._end,
                    "on_end": self._finish,
                },
            )
        except FormParserError as error:
            raise InvalidInput("The form's boundary cannot be used.", hint=ACCEPTED) from error

    def read(self, chunk: bytes) -> list[Part]:
        """Take in more of the body, return the parts that it completed."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise InvalidInput("The form is broken.", hint=ACCEPTED) from error
        complete, self._complete = list(self._complete), deque()
        return complete

    def end(self) -> None:
        """Check that the body was all there."""
        if not self._is_ended:
            raise InvalidInput("The form breaks off.", hint="Its last boundary is missing.")

    def _begin(self) -> None:
        self._count += 1
        if self._count > MAX_PARTS:
            raise TooLarge("The form has too many parts.", hint=f"At most {MAX_PICTURES} pictures and one question.")
        self._name, self._is_file = "", False
        self._header, self._value = bytearray(), bytearray()
        self._content = bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self._name = options.get(b"name", b"").decode("utf-8", "replace")
            self._is_file = b"filename" in options
        self._header, self._value = bytearray(), bytearray()

    def _headers_finished(self) -> None:
        if not self._name:
            raise InvalidInput("A part of the form has no name.", hint=ACCEPTED)

    def _data(self, data: bytes, start: int, end: int) -> None:
        most = MAX_FILE_BYTES if self._is_file else MAX_FIELD_BYTES
        if len(self._content) + end - start > most:
            size = f"{most // 1024**2} MB" if self._is_file else f"{most // 1024} KB"
            raise TooLarge(f"The part {self._name[:40]!r} is too large.", hint=f"At most {size} are accepted.")
        self._content += data[start:end]

    def _end(self) -> None:
        self._complete.append(Part(self._name, bytes(self._content), self._is_file))
        self._content = bytearray()

    def _finish(self) -> None:
        self._is_ended = True
