"""The HTTP connection to a model server: one address, kept alive between questions, and left at once where asked."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpcore

from lookdesk.engines import failures
from lookdesk.engines.addresses import Address
from lookdesk.engines.sockets import Backend
from lookdesk.engines.watch import Watch, watched
from lookdesk.errors import EngineError, InvalidSetting

KEPT_ALIVE_S = 4.0
"""llama.cpp and uvicorn close a connection that was idle for five seconds; we close it a little earlier."""
MOST_ERROR_BYTES = 64 * 1024
MOST_JSON_BYTES = 4 * 1024 * 1024
"""A list of models is some kilobytes; a server that sends more than this is none."""
SHORT_S = 10.0
"""How long a short answer may take: it comes from the server's memory."""
BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, OSError)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds."""

    connect_s: float = 5.0
    first_token_s: float = 300.0
    token_s: float = 60.0
    """Between tokens; comments that a server sends to keep a connection open do not count."""


class Connection:
    """Sends requests to one address. Safe to use from several threads."""

    def __init__(self, address: Address, key: str, timeouts: Timeouts) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            InvalidSetting: the key cannot be sent in an HTTP header.
        """
        if not (key.isascii() and key.isprintable()):
            raise InvalidSetting("The engine's key cannot be sent.", hint="engine_key is printable ASCII text.")
        self.address = address
        self.closed = threading.Event()
        self._key = key
        self._timeouts = timeouts
        self._headers = address.headers(key)
        tls = ssl.create_default_context() if address.scheme == "https" else None  # the system's authorities
        self._pool = httpcore.ConnectionPool(
            tls, max_connections=None, keepalive_expiry=KEPT_ALIVE_S, network_backend=Backend()
        )
        self._fresh = httpcore.ConnectionPool(
            tls, max_connections=None, max_keepalive_connections=0, network_backend=Backend()
        )

    def watch(self, cancel: threading.Event) -> Watch:
        """Make the watch over a request whose answer is generated."""
        return Watch(cancel, self.closed, self._timeouts.first_token_s, "first_token_timeout_s")

    @contextmanager
    def sent(self, path: str, watch: Watch, body: Sequence[bytes] = ()) -> Iterator[httpcore.Response]:
        """Send a request, yield its response whatever the status, and leave it at the end.

        Args:
            path: on the server, so below the address's own path where it is part of the protocol.
            watch: ends the waiting.
            body: JSON in pieces, which are not copied; a GET where there is none.

        Raises:
            EngineUnavailable: the server cannot be reached.
            EngineError: it broke off, or a time-out is over.
        """
        response = self._response(path, watch, body)
        try:
            yield response
        except BROKEN as error:
            watch.check()
            raise failures.broken(watch.has_answer) from error
        finally:
            with suppress(*BROKEN):
                response.close()
            if self.closed.is_set():
                self._close_idle()

    def got(self, path: str) -> tuple[int, bytes]:
        """Return status and body of what the server knows by heart."""
        watch = Watch(self.closed, self.closed, min(SHORT_S, self._timeouts.first_token_s))
        with self.sent(path, watch) as response:
            return response.status, beginning(response, MOST_JSON_BYTES)

    def posted(self, path: str, body: dict[str, Any]) -> tuple[int, bytes]:
        """Return status and body of what the model has to work for."""
        with self.sent(path, self.watch(self.closed), (json.dumps(body).encode(),)) as response:
            return response.status, beginning(response, MOST_JSON_BYTES)

    def failure(self, response: httpcore.Response, said: bytes) -> EngineError:
        """Make the error of a response that is no success, of which ``said`` was read."""
        retry_after = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"")
        return self.refusal(response.status, said, retry_after.decode("latin-1"))

    def refusal(self, status: int, said: bytes, retry_after: str = "") -> EngineError:
        """Make the error of a status that is no success."""
        return failures.refused(status, said, str(self.address), key=self._key, retry_after=retry_after)

    def close(self) -> None:
        """End every request within ``SLICE_S`` and close the connections."""
        self.closed.set()
        self._close_idle()

    def _close_idle(self) -> None:
        for pool in (self._pool, self._fresh):
            for connection in pool.connections:
                if connection.is_idle():  # the others are closed by the threads that use them
                    connection.close()

    def _response(self, path: str, watch: Watch, body: Sequence[bytes]) -> httpcore.Response:
        try:
            return self._handled(self._pool, path, watch, body)
        except BROKEN as error:
            watch.check()
            # a server closes idle connections when it likes; one that was just being closed is no failure
            if not watch.is_reused or watch.has_answer:
                raise self._missing(watch, error) from error
        try:
            return self._handled(self._fresh, path, watch, body)
        except BROKEN as error:
            watch.check()
            raise self._missing(watch, error) from error

    def _handled(
        self, pool: httpcore.ConnectionPool, path: str, watch: Watch, body: Sequence[bytes]
    ) -> httpcore.Response:
        length = sum(map(len, body))
        request = httpcore.Request(
            b"POST" if body else b"GET",
            httpcore.URL(
                scheme=self.address.scheme.encode(),
                host=self.address.host.encode(),
                port=self.address.port,
                target=path.encode(),
            ),
            headers=[*self._headers, (b"Content-Length", str(length).encode())] if body else self._headers,
            content=iter(body),
        )
        watch.connecting(self._timeouts.connect_s)
        token = watched.set(watch)
        try:
            return pool.handle_request(request)
        finally:
            watched.reset(token)

    def _missing(self, watch: Watch, error: BaseException) -> EngineError:
        """Make the error of a request that got no response."""
        if isinstance(error, httpcore.ProtocolError) and watch.has_answer and not watch.has_ended:
            return failures.not_understood("it is not HTTP")
        if watch.is_connected:
            return failures.broken(watch.has_answer)
        return failures.unreachable(str(self.address), error)


def is_stream(response: httpcore.Response) -> bool:
    """Is this the answer that was asked for? An error may come with any status, but not as a stream of events."""
    kind = next((value for name, value in response.headers if name.lower() == b"content-type"), b"")
    return 200 <= response.status < 300 and not kind.lower().startswith((b"application/json", b"text/html"))


def beginning(response: httpcore.Response, most: int) -> bytes:
    """Return a body, or as much of it as may be."""
    received = bytearray()
    for chunk in response.iter_stream():
        received += chunk
        if len(received) > most:
            break
    return bytes(received[:most])
