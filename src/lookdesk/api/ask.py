"""``POST /api/ask``: a question about pictures, answered as JSON or as server-sent events."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from lookdesk.api.following import AnswerResponse, EventStreamResponse
from lookdesk.api.intake import Intake
from lookdesk.desk import MAX_PICTURES, MAX_QUESTION_CHARACTERS, Desk
from lookdesk.errors import InvalidInput
from lookdesk.types import Detail, Question
from lookdesk.wire import AnswerBody, ErrorBody

MAX_CONVERSATION_CHARACTERS = 64

_TEXTS = {"question": MAX_QUESTION_CHARACTERS, "detail": 16, "conversation": MAX_CONVERSATION_CHARACTERS}

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["question"],
                    "additionalProperties": False,
                    "properties": {
                        "question": {"type": "string", "minLength": 1, "maxLength": MAX_QUESTION_CHARACTERS},
                        "pictures": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": f"files; together with picture_ids 1 to {MAX_PICTURES}",
                        },
                        "picture_ids": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "ids of pictures that were sent before",
                        },
                        "detail": {
                            "type": "string",
                            "enum": [*Detail],
                            "default": Detail.NORMAL,
                            "description": "how many of the pictures' pixels a model looks at; high takes longer",
                        },
                        "conversation": {
                            "type": "string",
                            "maxLength": MAX_CONVERSATION_CHARACTERS,
                            "description": "whose question it is: places are shared fairly between conversations",
                        },
                    },
                }
            }
        },
    }
}

_STREAM = (
    "With `Accept: text/event-stream` the answer comes as events: `queued` {place}, `started` {}, `delta` {text}, "
    "and at the end `answer` (the JSON below) or `error`. The client's leaving ends the question."
)


def ask_routes(desk: Desk, intake: Intake) -> APIRouter:
    """Make the route that asks."""
    router = APIRouter()

    @router.post(
        "/api/ask",
        summary="Ask a question about pictures",
        description=_STREAM,
        openapi_extra=_FORM,
        response_class=Response,
        responses={
            200: {
                "description": "the answer",
                "model": AnswerBody,
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            400: {"description": "a field is missing, unknown or out of its bounds", "model": ErrorBody},
            404: {"description": "a picture is not kept any more", "model": ErrorBody},
            413: {"description": "the body or a file is too large", "model": ErrorBody},
            422: {"description": "a file is no picture that we can show", "model": ErrorBody},
            502: {"description": "the engine failed", "model": ErrorBody},
            429: {"description": "as many questions wait as may; Retry-After says when to ask", "model": ErrorBody},
            503: {
                "description": "no engine, or no room for pictures; Retry-After says when to ask",
                "model": ErrorBody,
            },
        },
    )
    async def ask(request: Request) -> Response:
        form = await intake.read(request, _TEXTS)
        if "question" not in form.texts:
            raise InvalidInput("There is no question.", hint="Send it in the field 'question'.")
        question = Question(
            form.texts["question"],
            tuple(form.pictures),
            _detail(form.texts.get("detail", Detail.NORMAL)),
            form.texts.get("conversation", ""),
        )
        turn = desk.ask(question)
        if "text/event-stream" in request.headers.get("accept", ""):
            return EventStreamResponse(turn)
        return AnswerResponse(turn)

    return router


def _detail(name: str) -> Detail:
    try:
        return Detail(name)
    except ValueError:
        raise InvalidInput(f"There is no detail {name!r}.", hint=f"Accepted: {', '.join(Detail)}.") from None
