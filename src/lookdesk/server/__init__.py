"""Page and API on one port, in one process.

::

    browser ──▶ Guard ──┬─ /api/…, /v1/…, /healthz ──▶ api ──▶ desk
                        └─ everything else ──────────▶ Gate ──▶ Streamlit ──▶ ui.SCRIPT ──client──▶ ui.api_address

The page's Python finds the API at ``lookdesk.ui.api_address``, which is set here when the port is known.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from lookdesk import ui
from lookdesk.api import make_api
from lookdesk.api.uploads import UploadPlaces
from lookdesk.conversations import Conversations
from lookdesk.errors import InvalidSetting
from lookdesk.server.gate import Gate
from lookdesk.server.guard import Guard, own_names
from lookdesk.server.page import make_page
from lookdesk.settings import Settings, is_private

GRACE_S = 1
"""Seconds that open connections have to end when the server does."""


def listen(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises:
        InvalidSetting: it is taken, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InvalidSetting(
                f"Port {port} is taken: something listens there already, perhaps another lookdesk.",
                hint=f"Choose another one, for example --port {port + 1}, or --port 0 for any.",
            ) from error
        raise InvalidSetting(
            f"Cannot listen on {host}:{port}: {error.strerror or error}.",
            hint="--host takes an address of this machine; 127.0.0.1 serves this machine alone, 0.0.0.0 the LAN.",
        ) from error


def own_address(listener: socket.socket) -> str:
    """Return the address at which this process reaches its own server."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_app(conversations: Conversations, settings: Settings, address: str) -> ASGIApp:
    """Make the whole app; once in a process, as Streamlit has one runtime.

    Args:
        conversations: what answers and keeps; the caller closes it.
        settings: the bounds, and the names that the desk goes by.
        address: where this process reaches its own API.
    """
    code = settings.access_code.get_secret_value()
    ui.api_address = address
    ui.is_open_to_all = not (code or is_private(settings))
    places = UploadPlaces(settings.max_uploads)
    page = Gate(make_page(places), conversations.access, code)
    front = _Front(make_api(conversations, settings, places), page)
    return Guard(front, own_names(settings.host, settings.allowed_hosts))


def run(
    settings: Settings, conversations: Conversations, listener: socket.socket, on_ready: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; then end every turn and close the desk.

    Args:
        settings: the bounds, and the names that the desk goes by.
        conversations: what answers and keeps; it is closed at the end.
        listener: see :func:`listen`; it is closed at the end.
        on_ready: called with the server's own address when it answers.
    """
    address = own_address(listener)
    config = uvicorn.Config(
        make_app(conversations, settings, address),
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        ws="websockets-sansio",
        ws_max_size=32 * 1024**2,
    )
    with listener:
        Server(config, conversations, lambda: on_ready(address)).run([listener])


class Server(uvicorn.Server):
    """A server that tells when it is ready, and that ends the desk's turns before it waits for connections."""

    def __init__(self, config: uvicorn.Config, conversations: Conversations, on_ready: Callable[[], None]) -> None:
        """Serve the app of ``config``."""
        super().__init__(config)
        self._conversations = conversations
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell so."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the turns, then the connections."""
        await asyncio.get_running_loop().run_in_executor(None, self._conversations.close)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        """End cleanly; a second signal does not wait for connections."""
        self.force_exit = self.should_exit
        self.should_exit = True


class _Front:
    """Hands each request to the API or to the page."""

    def __init__(self, api: ASGIApp, page: ASGIApp) -> None:
        self._api = api
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_api = scope["type"] == "http" and scope["path"].startswith(("/api/", "/v1/", "/healthz"))
        await (self._api if is_api else self._page)(scope, receive, send)
