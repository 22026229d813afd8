"""Sockets that can be left at once: wherever a request waits, it looks several times a second whether it still may.

httpcore waits in plain blocking calls, which nothing but their own time-out ends. A question that was taken back
would keep its connection, and with it the model server's slot, until the next token.
"""

from __future__ import annotations

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

from lookdesk.engines.watch import SLICE_S, Watch, watched

UNDER_WAY = frozenset({0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)})
"""What a connection that is being made answers with (the last on Windows)."""

_Address = tuple[Any, ...]


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
