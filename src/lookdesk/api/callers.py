"""Who calls: found out before any route is reached, so that no route can forget to ask."""

from __future__ import annotations

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from lookdesk.access import KEY_PREFIX, LOCAL, Access
from lookdesk.api.cookies import visitor_of
from lookdesk.api.errors import error_response
from lookdesk.errors import LookdeskError, Unauthorized
from lookdesk.settings import Settings, is_private

OPEN = "/healthz"
"""Needs no caller: whoever watches the desk holds no key."""


def owner_of(request: Request) -> str:
    """Return whose conversations a request is about."""
    return str(request.state.owner)


class Callers:
    """Lets requests through to an app with the owner that calls in their state; refuses those that are nobody's."""

    def __init__(self, app: ASGIApp, access: Access, settings: Settings) -> None:
        """Find out who calls ``app``."""
        self._app = app
        self._access = access
        self._code = settings.access_code.get_secret_value()
        self._is_private = is_private(settings) and not self._code

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == OPEN:
            await self._app(scope, receive, send)
            return
        try:
            owner = await self._owner(scope)
        except LookdeskError as error:
            await error_response(error, scope["path"])(scope, receive, send)
            return
        scope["state"] = {**scope.get("state", {}), "owner": owner}
        await self._app(scope, receive, send)

    async def _owner(self, scope: Scope) -> str:
        """Return the owner of the key, else of the cookie.

        Where nobody needs a key, one that is none of ours counts as none: the clients of other APIs always send one.
        """
        kind, _, key = Headers(scope=scope).get("authorization", "").partition(" ")
        key = key.strip()
        if kind.lower() == "bearer" and (key.startswith(KEY_PREFIX) or not self._is_private):
            return await run_in_threadpool(self._access.key_owner, key)
        visitor = visitor_of(scope, self._access, self._code)
        if visitor is not None and visitor.has_code:
            return visitor.owner
        if self._is_private:
            return LOCAL
        raise Unauthorized(
            "It is not known who calls.",
            hint="Send a key as 'Authorization: Bearer …'; `lookdesk keys add NAME` makes one. "
            "A browser opens the page first, and must take its cookie.",
        )
