"""Who may speak to the desk: checks Host and Origin, and sets the security headers of every response.

A page of a strange site can send requests to 127.0.0.1 through its visitor's browser, and after DNS rebinding even read
the answers. Both show in the headers: the Host is not one of ours, or the Origin is not the Host.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookdesk.api.errors import error_response
from lookdesk.errors import Forbidden
from lookdesk.settings import is_loopback

API_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
"""Streamlit's page evaluates inline scripts; but whatever runs in it reaches no other host."""


class Guard:
    """Lets requests through to an app that are meant for this desk and do not come from a strange page."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        """Guard an app.

        Args:
            app: what is guarded.
            names: host names that the desk goes by; its addresses need no names.
        """
        self._app = app
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, _with_headers(scope, send))
        elif scope["type"] == "http":
            await error_response(refusal, scope["path"])(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": refusal.message})

    def _refusal(self, scope: Scope) -> Forbidden | None:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not self._is_ours(hosts[0], scope):
            return Forbidden(
                f"This desk does not go by the name {', '.join(hosts)[:80]!r}.",
                hint="Use its address, or name it with LOOKDESK_ALLOWED_HOSTS.",
            )
        if any(origin_host(origin) != hosts[0].lower() for origin in origins):
            return Forbidden("The request comes from the page of another site.", hint="Open the desk's own page.")
        return None

    def _is_ours(self, host: str, scope: Scope) -> bool:
        """Tell whether a Host header names this desk: by a known name, or by the very address that was called."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        called = scope.get("server") or ("", None)
        return address.is_loopback or str(address) == called[0]


def origin_host(origin: str) -> str:
    """Return host and port of an Origin header; empty where it has none (``null``)."""
    return urlsplit(origin).netloc.lower()


def own_names(host: str, allowed: Iterable[str]) -> set[str]:
    """Return the names that the desk goes by.

    Args:
        host: the address that it listens on.
        allowed: further names from the settings.
    """
    names = {"localhost", *allowed}
    if not is_loopback(host):
        machine = socket.gethostname()
        names |= {machine, f"{machine}.local"}
    return names


def _with_headers(scope: Scope, send: Send) -> Send:
    is_api = scope["path"].startswith(("/api/", "/v1/"))

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = API_POLICY if is_api else PAGE_POLICY
            headers["X-Content-Type-Options"] = "nosniff"
            headers.setdefault("Referrer-Policy", "no-referrer")
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
        await send(message)

    return wrapped
