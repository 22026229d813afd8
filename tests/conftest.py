"""What tests share: pictures drawn on the spot, and desks that run on a free port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from PIL import Image

from lookdesk import server
from lookdesk.api import make_api
from lookdesk.client import Client
from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.factory import make_desk
from lookdesk.ocr.fake import FakeOCR
from lookdesk.settings import Settings
from lookdesk.types import Question

WAIT_S = 10
"""A test that waits longer for something has failed."""


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


@pytest.fixture(scope="session")
def server_address() -> Iterator[str]:
    """Serve page and API with the real reader engine; one server for all tests, as Streamlit has one runtime."""
    settings = Settings()
    listener = server.listen("127.0.0.1", 0)
    address = server.own_address(listener)
    with (
        contextlib.closing(make_desk(settings)) as desk,
        serving(server.make_app(desk, settings, address), listener, "on"),
    ):
        yield address


@pytest.fixture
def jpeg() -> bytes:
    """A small picture."""
    return draw()


def draw(size: tuple[int, int] = (64, 48), color: object = "white", kind: str = "JPEG") -> bytes:
    """Draw a picture of one colour; different colours have different ids."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind)
    return out.getvalue()


@pytest.fixture
def open_desk() -> Iterator[Callable[..., Desk]]:
    """Open desks with a scripted engine, closed at the end: ``open_desk("2", " V", slots=1)``."""
    with contextlib.ExitStack() as stack:

        def make(*script: object, ocr: FakeOCR | None = None, max_queue: int = 256, **engine: object) -> Desk:
            desk = Desk(FakeEngine(*script, **engine), ocr or FakeOCR(), max_queue=max_queue)
            stack.callback(desk.close)
            return desk

        yield make


@pytest.fixture
def question(jpeg: bytes) -> Callable[[Desk], Question]:
    """Make a question about one picture that the desk has received."""
    return lambda desk: Question("What is it?", (desk.receive(jpeg),))


@pytest.fixture
def serve_api(open_desk: Callable[..., Desk]) -> Iterator[Callable[..., Client]]:
    """Serve a desk's API on a free port, with settings as keywords; return a client of it."""
    with contextlib.ExitStack() as stack:

        def serve(desk: Desk | None = None, **settings: object) -> Client:
            address = stack.enter_context(running(make_api(desk or open_desk(), Settings(**settings))))
            return stack.enter_context(Client(address))

        yield serve
