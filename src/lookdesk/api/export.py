"""``/api/export``: conversations as a file, made while it is fetched."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from lookdesk.api.callers import owner_of
from lookdesk.api.conversations import MAX_SEARCH_CHARACTERS, MISSING
from lookdesk.conversations import Conversations
from lookdesk.export import MEDIA_TYPES, SCHEMA_FILE, Export, Format
from lookdesk.records import Selection, Verdict

AT_ONE_TIME = 2
"""Exports that are made at one time; more wait. Each keeps a thread busy, and one that redacts reads pictures."""
FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "the file", "content": {kind: {} for kind in dict.fromkeys(MEDIA_TYPES.values())}},
    **MISSING,
}
NAMES = {Format.JSONL: "jsonl", Format.ZIP: "zip", Format.CSV: "csv", Format.OPENAI: "openai.jsonl"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """How a file is to be."""

    format: Annotated[Format, Query()] = Format.JSONL
    redact: Annotated[bool, Query(description="mask what is private, in texts and pictures")] = False
    pictures: Annotated[bool, Query(description="with openai: whether pictures go along")] = True
    approved: Annotated[bool, Query(description="with openai: learn only what was found good or corrected")] = False


@dataclass(frozen=True, slots=True)
class _Filter:
    """Which conversations are meant."""

    since: Annotated[datetime | None, Query(description="asked in then or later")] = None
    until: Annotated[datetime | None, Query(description="asked in last before then")] = None
    search: Annotated[str, Query(max_length=MAX_SEARCH_CHARACTERS)] = ""
    feedback: Annotated[Verdict | None, Query(description="with an answer that was found so")] = None


def export_routes(conversations: Conversations) -> APIRouter:
    """Make the routes that give conversations out."""
    router = APIRouter()
    places = asyncio.Semaphore(AT_ONE_TIME)

    @router.get(
        "/api/export",
        summary="Fetch own conversations as a file",
        response_class=Response,
        responses=FILES,
    )
    def export(
        request: Request, which: Annotated[_Filter, Depends()], chosen: Annotated[_Chosen, Depends()]
    ) -> Response:
        owner = owner_of(request)
        return response(Selection(owner, "", which.since, which.until, which.search, which.feedback), chosen)

    @router.get(
        "/api/export/schema",
        summary="The JSON Schema of a line of JSON",
        response_class=FileResponse,
        responses={200: {"content": {"application/schema+json": {}}}},
    )
    def schema() -> FileResponse:
        return FileResponse(SCHEMA_FILE, media_type="application/schema+json")

    @router.get(
        "/api/conversations/{conversation_id}/export",
        summary="Fetch a conversation as a file",
        response_class=Response,
        responses=FILES,
    )
    def export_one(request: Request, conversation_id: str, chosen: Annotated[_Chosen, Depends()]) -> Response:
        owner = owner_of(request)
        return response(Selection(owner, conversations.owned(conversation_id, owner).id), chosen)

    def response(selection: Selection, chosen: _Chosen) -> Response:
        export = Export(conversations, chosen.format, chosen.redact, chosen.pictures, chosen.approved)
        return StreamingResponse(
            pieces(export, selection),
            media_type=MEDIA_TYPES[chosen.format],
            headers={
                "Content-Disposition": f'attachment; filename="lookdesk.{NAMES[chosen.format]}"',
                "Cache-Control": "no-store",
            },
        )

    async def pieces(export: Export, selection: Selection) -> AsyncIterator[bytes]:
        """Yield the file. All is taken and given back in here: a file that nobody fetches was never begun."""
        async with places:
            written = export.write(conversations.each(selection))
            while (piece := await run_in_threadpool(_next, written)) is not None:
                yield piece
        if export.left_out:
            _log.warning("%d pictures were left out of an export: they are gone, or could not be read", export.left_out)

    return router


def _next(written: Iterator[bytes]) -> bytes | None:
    return next(written, None)
