"""Every error leaves the API in the one shape of :meth:`LookdeskError.as_dict`, whatever raised it.

Under ``/v1`` it has the shape of the OpenAI protocol, for that protocol's own clients.
"""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from lookdesk.errors import InvalidInput, InvalidPicture, LookdeskError, NotFound, Unauthorized
from lookdesk.wire import ChatErrorBody, ChatErrorDetail

CHAT = "/v1/"
"""What begins the paths of the OpenAI protocol."""

_log = logging.getLogger(__name__)


def error_response(error: LookdeskError, path: str = "") -> JSONResponse:
    """Write an error as a response to a request for a path."""
    headers = {"Cache-Control": "no-store"}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    if error.status == Unauthorized.status:
        headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, section 11.6.1
    if not path.startswith(CHAT):
        return JSONResponse(error.as_dict(), error.status, headers)
    status = InvalidInput.status if isinstance(error, InvalidPicture) else error.status  # as OpenAI answers those
    return JSONResponse(chat_error(error).model_dump(), status, headers)


def chat_error(error: LookdeskError) -> ChatErrorBody:
    """Write an error as the OpenAI protocol has it; the hint is part of the message."""
    match error.status:
        case 429:
            kind = "rate_limit_error"
        case status if status >= 500:
            kind = "server_error"
        case _:
            kind = "invalid_request_error"
    message = " ".join(part for part in (error.message, error.hint) if part)
    return ChatErrorBody(error=ChatErrorDetail(message=message, type=kind, param=error.field or None, code=error.code))


def add_error_handlers(api: FastAPI) -> None:
    """Make the API answer every error in the one shape."""

    @api.exception_handler(LookdeskError)
    async def _ours(request: Request, error: LookdeskError) -> JSONResponse:
        return error_response(error, request.url.path)

    @api.exception_handler(RequestValidationError)
    async def _bad_parameter(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        name = str(first["loc"][-1])
        refusal = InvalidInput(f"{name}: {first['msg']}.", hint="GET /api/docs says what is accepted.")
        return error_response(refusal, request.url.path)

    @api.exception_handler(HTTPException)
    async def _no_route(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 405:
            response = error_response(
                InvalidInput(
                    f"{request.url.path} does not take {request.method}.", hint="GET /api/docs says what it takes."
                ),
                request.url.path,
            )
            response.status_code = 405
            response.headers.update(error.headers or {})
            return response
        return error_response(
            NotFound(f"There is nothing at {request.url.path[:200]}.", hint="GET /api/docs lists what there is."),
            request.url.path,
        )

    @api.exception_handler(Exception)
    async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        unforeseen = LookdeskError("Something failed that we did not foresee.", hint="The log has details.")
        return error_response(unforeseen, request.url.path)
