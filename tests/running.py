"""Desks that keep their conversations in memory, and apps on a free port of 127.0.0.1, in this process."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn

from lookdesk import server
from lookdesk.conversations import Conversations
from lookdesk.desk import Desk
from lookdesk.stores.blobs import MemoryBlobs
from lookdesk.stores.sql import SQLStore

WAIT_S = 60
"""What takes longer to start has failed."""


def keeping(desk: Desk) -> Conversations:
    """Keep a desk's conversations in memory."""
    return Conversations(desk, SQLStore("sqlite://"), MemoryBlobs(10**9))


@contextlib.contextmanager
def running(app: object, lifespan: str = "off") -> Iterator[str]:
    """Serve an ASGI app in a thread; yield its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    with serving(app, listener, lifespan):
        yield server.own_address(listener)


@contextlib.contextmanager
def serving(app: object, listener: socket.socket, lifespan: str) -> Iterator[None]:
    """Serve an ASGI app on a socket, in a thread."""
    config = uvicorn.Config(
        app, log_level="error", timeout_graceful_shutdown=1, lifespan=lifespan, ws="websockets-sansio"
    )
    running_server = uvicorn.Server(config)
    started = threading.Event()
    startup = running_server.startup

    async def tell_when_started(sockets: list[socket.socket] | None = None) -> None:
        await startup(sockets)
        started.set()

    running_server.startup = tell_when_started
    thread = threading.Thread(target=running_server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert started.wait(WAIT_S)
    yield
    running_server.should_exit = True
    thread.join(WAIT_S)
