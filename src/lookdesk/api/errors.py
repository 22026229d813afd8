"""Every error leaves the API in the one shape of :meth:`LookdeskError.as_dict`, whatever raised it."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from lookdesk.errors import InvalidInput, LookdeskError, NotFound, Unauthorized

_log = logging.getLogger(__name__)


def error_response(error: LookdeskError) -> JSONResponse:
    """Write an error as a response."""
    headers = {"Cache-Control": "no-store"}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    if error.status == Unauthorized.status:
        headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, section 11.6.1
    return JSONResponse(error.as_dict(), error.status, headers)


def add_error_handlers(api: FastAPI) -> None:
    """Make the API answer every error in the one shape."""

    @api.exception_handler(LookdeskError)
    async def _ours(_request: Request, error: LookdeskError) -> JSONResponse:
        return error_response(error)

    @api.exception_handler(RequestValidationError)
    async def _bad_parameter(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        name = str(first["loc"][-1])
        return error_response(InvalidInput(f"{name}: {first['msg']}.", hint="GET /api/docs says what is accepted."))

    @api.exception_handler(HTTPException)
    async def _no_route(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 405:
            response = error_response(
                InvalidInput(
                    f"{request.url.path} does not take {request.method}.", hint="GET /api/docs says what it takes."
                )
            )
            response.status_code = 405
            response.headers.update(error.headers or {})
            return response
        return error_response(
            NotFound(f"There is nothing at {request.url.path[:200]}.", hint="GET /api/docs lists what there is.")
        )

    @api.exception_handler(Exception)
    async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return error_response(LookdeskError("Something failed that we did not foresee.", hint="The log has details."))
