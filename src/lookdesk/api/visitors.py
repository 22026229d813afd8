"""``/api/visitor``: the code that makes another browser the same visitor."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from lookdesk.access import Access
from lookdesk.api.callers import owner_of
from lookdesk.api.cookies import cookie
from lookdesk.api.tries import Tries
from lookdesk.settings import Settings
from lookdesk.wire import ErrorBody, RecoveryBody

_FORBIDDEN: dict[int | str, dict[str, Any]] = {
    403: {"description": "the caller is no visitor of the page", "model": ErrorBody}
}
_WRONG: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "the code is nobody's, or too many were wrong: Retry-After says when the next is looked at",
        "model": ErrorBody,
    }
}


def visitor_routes(access: Access, settings: Settings) -> APIRouter:
    """Make the routes that carry a visitor over to another browser."""
    router = APIRouter()
    tries = Tries()
    access_code = settings.access_code.get_secret_value()

    @router.post(
        "/api/visitor/recovery",
        summary="Make a recovery code",
        description="It is shown this once, and replaces the one before.",
        responses=_FORBIDDEN,
    )
    def make_code(request: Request) -> RecoveryBody:
        return RecoveryBody(code=access.new_recovery_code(owner_of(request)))

    @router.post(
        "/api/visitor/recover",
        status_code=204,
        summary="Become the visitor whose recovery code it is, in this browser",
        description="The answer sets the cookie.",
        responses=_WRONG,
    )
    def recover(request: Request, body: RecoveryBody) -> Response:
        with tries.one(request.client.host if request.client else ""):
            owner = access.recovered(body.code)
        signed = access.signed(owner, access_code)
        return Response(status_code=204, headers={"Set-Cookie": cookie(request.scope, signed)})

    return router
