"""What tests share: pictures drawn on the spot, and desks that run on a free port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from lookdesk import server
from lookdesk.api import make_api
from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine, Step
from lookdesk.factory import make_conversations
from lookdesk.ocr.fake import FakeOCR
from lookdesk.settings import load
from running import keeping, running, serving

Draw = Callable[..., bytes]
OpenDesk = Callable[..., Desk]
ServeAPI = Callable[..., str]
Until = Callable[[Callable[[], bool]], None]

WAIT_S = 60
"""A test that waits longer for something has failed."""


@pytest.fixture(scope="session")
def server_address() -> Iterator[str]:
    """Serve page and API with the real reader engine; one server for all tests, as Streamlit has one runtime."""
    settings = load({"ephemeral": True}, {})
    listener = server.listen("127.0.0.1", 0)
    address = server.own_address(listener)
    with (
        contextlib.closing(make_conversations(settings)) as conversations,
        serving(server.make_app(conversations, settings, address), listener, "on"),
    ):
        yield address


@pytest.fixture
def draw() -> Draw:
    """Draw a picture of one colour; different colours have different ids."""

    def drawn(color: object = "white", size: tuple[int, int] = (64, 48), kind: str = "JPEG") -> bytes:
        out = io.BytesIO()
        Image.new("RGB", size, color).save(out, kind)
        return out.getvalue()

    return drawn


@pytest.fixture
def open_desk() -> Iterator[OpenDesk]:
    """Open desks with a scripted engine, closed at the end: ``open_desk("2", " V", slots=1)``."""
    with contextlib.ExitStack() as stack:

        def opened(
            *script: Step,
            ocr: FakeOCR | None = None,
            max_queue: int = 256,
            memory_mb: int = 128,
            listener_timeout_s: float = WAIT_S,
            **engine: Any,
        ) -> Desk:
            desk = Desk(
                FakeEngine(*script, **engine),
                ocr or FakeOCR(),
                max_queue=max_queue,
                picture_memory_mb=memory_mb,
                listener_timeout_s=listener_timeout_s,
            )
            stack.callback(desk.close)
            return desk

        yield opened


@pytest.fixture
def serve_api() -> Iterator[ServeAPI]:
    """Serve a desk's API on a free port, with settings as keywords; return its address."""
    with contextlib.ExitStack() as stack:

        def served(desk: Desk, **settings: Any) -> str:
            conversations = stack.enter_context(contextlib.closing(keeping(desk)))
            return stack.enter_context(running(make_api(conversations, load(settings, {}))))

        yield served


@pytest.fixture(scope="session")
def plain_address() -> Iterator[str]:
    """Serve one API with an unscripted engine, for all tests that only look at what goes in and out."""
    with (
        contextlib.closing(keeping(Desk(FakeEngine(), FakeOCR()))) as conversations,
        running(make_api(conversations, load({}, {}))) as address,
    ):
        yield address


@pytest.fixture
def until() -> Until:
    """Wait for a condition that another thread brings about; fail when it does not come."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not condition():
            assert time.monotonic() < deadline, "it did not come"
            time.sleep(0.002)

    return wait
