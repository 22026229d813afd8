"""Asks over raw sockets and times the streamed answers: the same few lines for every server, so none is favoured."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

WITHIN_S = 120.0
END = b"\r\n0\r\n\r\n"
"""What ends a chunked body (RFC 9112, section 7.1)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and how its answer's first text is known."""

    address: str
    path: str
    headers: tuple[str, ...]
    body: bytes
    mark: bytes
    """Stands in the stream with the first piece of text, and not before."""

    def payload(self) -> bytes:
        """Return the request as it is sent."""
        lines = [f"POST {self.path} HTTP/1.1", f"Host: {urlsplit(self.address).netloc}", "Connection: close"]
        lines += [*self.headers, f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode() + self.body


@dataclass(slots=True)
class Heard:
    """An answer and when it came, in seconds from the request."""

    stream: bytearray
    first_s: float = 0.0
    total_s: float = 0.0

    def tokens(self, kind: str) -> int:
        """Return what the answer says of its usage: ``completion``, ``prompt`` or ``cached`` tokens.

        Raises:
            RuntimeError: it says nothing, as it is an error.
        """
        found = re.findall(rb'"%s_tokens":\s?(\d+)' % kind.encode(), self.stream)
        if not found:
            raise RuntimeError(f"This is no answer: {bytes(self.stream[-500:])!r}")
        return int(found[-1])


def hear(asked: Sequence[Asked]) -> list[Heard]:
    """Ask everything at once and listen to the end of the last answer.

    Raises:
        TimeoutError: nothing comes any more.
    """
    heard = [Heard(bytearray()) for _ in asked]
    payloads = [one.payload() for one in asked]
    began_at = []
    with selectors.DefaultSelector() as selector:
        for one, payload, answer in zip(asked, payloads, heard, strict=True):
            url = urlsplit(one.address)
            began_at.append(time.perf_counter())
            connection = socket.create_connection((url.hostname, url.port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(payload)
            selector.register(connection, selectors.EVENT_READ, (one, answer, began_at[-1]))
        while selector.get_map():
            if not (ready := selector.select(WITHIN_S)):
                raise TimeoutError("nothing comes any more")
            for key, _ in ready:
                _listen(selector, key)
    return heard


def _listen(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    one, answer, began_at = key.data
    connection = key.fileobj
    assert isinstance(connection, socket.socket)
    chunk = connection.recv(65536)
    answer.stream += chunk
    if not answer.first_s and one.mark in answer.stream:
        answer.first_s = time.perf_counter() - began_at
    if not chunk or answer.stream.endswith(END):
        answer.total_s = time.perf_counter() - began_at
        selector.unregister(connection)
        connection.close()
