"""A real Chromium on the real page. A request to any other place than the page's own origin fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-default-apps",
    "--metrics-recording-only",
)
PATIENCE_MS = 60_000
"""The first answer waits for the OCR to load, on machines that are busy with other things."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"No browser: none of {', '.join(BROWSERS)} is on the PATH. `apt install chromium` brings one.")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, server_address: str) -> Iterator[Callable[..., Page]]:
    """Open the page: ``visit(width=390, locale="en-US", path="/")``."""
    contexts: list[BrowserContext] = []
    strange: list[str] = []
    own = urlsplit(server_address).netloc

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"data", "blob"} and parts.netloc != own:
            strange.append(address)

    def go(*, width: int = 1440, locale: str = "zh-CN", path: str = "/") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=locale)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        context.on("request", lambda request: note(request.url))
        page = context.new_page()
        page.on("websocket", lambda socket: note(socket.url))
        page.goto(server_address + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert strange == []
