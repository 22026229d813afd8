"""Sockets that can be left at once: wherever a request waits, it looks several times a second whether it still may.

httpcore waits in plain blocking calls, which nothing but their own time-out ends. A question that was taken back
would keep its connection, and with it the model server's slot, until the next token.
"""

from __future__ import annotations

import contextvars
import errno
import os
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, wait
from contextlib import suppress
from typing import Any

import httpcore

from lookdesk.engines import failures
from lookdesk.errors import Cancelled

SLICE_S = 0.05
"""How long a request waits before it looks whether it still may."""
UNDER_WAY = frozenset({0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)})
"""What a connection that is being made answers with (the last on Windows)."""

_Address = tuple[Any, ...]


class Watch:
    """What ends the waiting of one request: its cancel event, the engine's closing, or the time-out in force."""

    __slots__ = (
        *("_answer_s", "_answer_setting", "_cancel", "_closed", "_deadline", "_seconds", "_setting"),
        *("has_answer", "has_ended", "is_connected", "is_reused", "renewed_at"),
    )

    def __init__(self, cancel: threading.Event, closed: threading.Event, answer_s: float, setting: str = "") -> None:
        """Watch two events.

        Args:
            cancel: the question was taken back.
            closed: the engine was closed.
            answer_s: how long the answer may take to begin once there is a connection.
            setting: what sets ``answer_s``.
        """
        self._cancel = cancel
        self._closed = closed
        self._answer_s = answer_s
        self._answer_setting = setting
        self._deadline = float("inf")
        self._seconds = 0.0
        self._setting = ""
        self.is_connected = False
        self.renewed_at = 0.0
        """When the time-out was last renewed, on the monotonic clock."""
        self.is_reused = False
        """Is the request sent on a connection that already carried another one?"""
        self.has_answer = False
        """Did a byte of the response arrive?"""
        self.has_ended = False
        """Did the server close the connection?"""

    def allow(self, seconds: float, setting: str) -> None:
        """Let the next step take this many seconds; ``setting`` is what sets them."""
        self.renewed_at = time.monotonic()
        self._deadline = self.renewed_at + seconds
        self._seconds = seconds
        self._setting = setting

    def connecting(self, seconds: float) -> None:
        """Let a connection take this many seconds."""
        self.is_connected = self.is_reused = self.has_ended = False
        self.allow(seconds, "connect_timeout_s")

    def connected(self, is_reused: bool) -> None:
        """Go on to the next step: there is a connection, an answer is waited for."""
        self.is_connected = True
        self.is_reused = is_reused
        self.allow(self._answer_s, self._answer_setting)

    def left_s(self) -> float:
        """Return the seconds that the current step still has."""
        return self._deadline - time.monotonic()

    def check(self) -> None:
        """Raise where waiting must end.

        Raises:
            Cancelled: the question was taken back.
            EngineUnavailable: the engine was closed, or its server takes no connection in time.
            EngineError: the time-out is over.
        """
        if self._closed.is_set():
            raise failures.closed()
        if self._cancel.is_set():
            raise Cancelled.withdrawn()
        if time.monotonic() > self._deadline:
            raise failures.timed_out(self._setting, self._seconds)


watched: contextvars.ContextVar[Watch] = contextvars.ContextVar("watched")
"""The watch over the request that is being sent. A connection outlives requests: it asks here whose it is now."""


class Stream(httpcore.NetworkStream):
    """A connected socket; the latest request that wrote to it is watched while it is read."""

    def __init__(self, sock: socket.socket) -> None:
        """Take over a socket whose time-out is ``SLICE_S``."""
        self._sock = sock
        self._watch: Watch | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the watch has its own
        """Return the next bytes; empty at the end."""
        watch = self._watch or watched.get()
        while True:
            watch.check()
            try:
                received = self._sock.recv(max_bytes)
            except TimeoutError:
                continue
            except OSError as error:
                watch.check()
                raise httpcore.ReadError(str(error)) from error
            if received:
                watch.has_answer = True
            else:
                watch.has_ended = True
            return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Send all of it."""
        watch = watched.get()
        if watch is not self._watch:
            watch.connected(is_reused=self._watch is not None)
            self._watch = watch
        left = memoryview(buffer)
        while left:
            watch.check()
            try:
                left = left[self._sock.send(left) :]
            except TimeoutError:
                continue
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> Stream:
        """Speak TLS from here on."""
        watch = watched.get()
        try:
            secured = ssl_context.wrap_socket(
                self._sock, server_hostname=server_hostname, do_handshake_on_connect=False
            )
        except BaseException:
            self.close()
            raise
        try:
            while True:
                watch.check()
                with suppress(TimeoutError):
                    secured.do_handshake()
                    return Stream(secured)
        except BaseException:
            secured.close()
            raise

    def get_extra_info(self, info: str) -> Any:
        """Tell httpcore whether an idle connection was closed by the other side (it is readable then)."""
        if info == "is_readable":
            return _is_readable(self._sock)
        return self._sock if info == "socket" else None


class Backend(httpcore.NetworkBackend):
    """Makes connections that can be left while they are made."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> Stream:
        """Connect to the first of a host's addresses that takes it.

        Raises:
            OSError: none does.
        """
        watch = watched.get()
        addresses = _resolved(host, port, watch)
        for index, address in enumerate(addresses):
            try:
                return Stream(_connected(address, watch, watch.left_s() / (len(addresses) - index)))
            except OSError:
                if index == len(addresses) - 1:
                    raise
        raise OSError(f"{host} has no address")


def _resolved(host: str, port: int, watch: Watch) -> list[_Address]:
    with suppress(OSError):
        return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
    found: Future[list[_Address]] = Future()

    def look_up() -> None:
        try:
            found.set_result(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    threading.Thread(target=look_up, name="lookdesk-name-lookup", daemon=True).start()
    while not wait([found], timeout=SLICE_S).done:
        watch.check()
    return found.result()


def _connected(address: _Address, watch: Watch, seconds: float) -> socket.socket:
    family, kind, protocol, _, where = address
    give_up_at = time.monotonic() + seconds
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setblocking(False)
        code = sock.connect_ex(where)
        if code in UNDER_WAY:
            _wait_until_connected(sock, watch, give_up_at)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(SLICE_S)
    except BaseException:
        sock.close()
        raise
    return sock


def _wait_until_connected(sock: socket.socket, watch: Watch, give_up_at: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_WRITE)
        while not selector.select(SLICE_S):
            watch.check()
            if time.monotonic() > give_up_at:
                raise TimeoutError("timed out")


def _is_readable(sock: socket.socket) -> bool:
    if sock.fileno() < 0:
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        return bool(selector.select(0))
