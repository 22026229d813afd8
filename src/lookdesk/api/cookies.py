"""The cookie by which a visitor's browser is known again."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from lookdesk.access import Access, Visitor
from lookdesk.wire import COOKIE

YEAR_S = 365 * 24 * 3600


def visitor_of(scope: Scope, access: Access, code: str = "") -> Visitor | None:
    """Return the visitor that a request's cookie names; None where there is none of ours.

    Args:
        scope: of the request.
        access: what signed the cookie.
        code: the access code in force.
    """
    cookies = HTTPConnection(scope).cookies
    found = (access.visitor(value, code) for name, value in cookies.items() if name.startswith(COOKIE))
    return next((visitor for visitor in found if visitor is not None), None)


def cookie(scope: Scope, signed: str) -> str:
    """Return the header that gives a browser its cookie.

    Its name has the port that the browser called, as a browser does not tell apart the desks on one host.
    """
    connection = HTTPConnection(scope)
    port = connection.headers.get("host", "").rpartition("]")[2].partition(":")[2]
    response = Response()
    response.set_cookie(
        f"{COOKIE}_{port}" if port else COOKIE,
        signed,
        max_age=YEAR_S,
        httponly=True,
        samesite="lax",
        secure=scope["scheme"] == "https",
    )
    return response.headers["set-cookie"]
