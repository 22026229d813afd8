"""``POST /api/ask``: a question about pictures in a new conversation, answered as JSON or as server-sent events."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from lookdesk.api.callers import owner_of
from lookdesk.api.following import AnswerResponse, EventStreamResponse
from lookdesk.api.intake import Intake
from lookdesk.api.turns import FORM, REFUSALS, STREAM, TEXTS, Key, asked_body, asking
from lookdesk.conversations import Conversations
from lookdesk.wire import AnswerBody


def ask_routes(conversations: Conversations, intake: Intake) -> APIRouter:
    """Make the route that asks."""
    router = APIRouter()

    @router.post(
        "/api/ask",
        summary="Ask a question about pictures",
        description=f"{STREAM} The header `Location` says where the turn is kept.",
        openapi_extra=FORM,
        response_class=Response,
        responses={
            200: {
                "description": "the answer",
                "model": AnswerBody,
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            **REFUSALS,
        },
    )
    async def ask(request: Request, key: Key = "") -> Response:
        owner = owner_of(request)
        form = await intake.read(request, TEXTS)
        asked = await run_in_threadpool(conversations.ask, asking(form.texts, form.ids, key), owner)
        assert asked.turn
        turn = asked.live or asked.turn
        if "text/event-stream" in request.headers.get("accept", ""):
            return EventStreamResponse(turn, where=asked_body(asked))
        return AnswerResponse(turn, AnswerBody.of)

    return router
