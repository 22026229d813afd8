"""``/api/turns``: ask, follow, stop, ask again, and say what an answer was worth.

A turn belongs to the desk, not to a connection: a client that leaves can come back to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from lookdesk.api.callers import owner_of
from lookdesk.api.conversations import MISSING
from lookdesk.api.following import AnswerResponse, EventStreamResponse
from lookdesk.api.intake import Intake
from lookdesk.conversations import Asked, Asking, Conversations
from lookdesk.desk import MAX_PICTURES, MAX_QUESTION_CHARACTERS
from lookdesk.errors import InvalidInput
from lookdesk.records import TurnState
from lookdesk.types import Answer, Detail
from lookdesk.wire import AskedBody, ConversationBody, ErrorBody, FeedbackBody, RegenerateBody, TurnBody

MAX_KEY_CHARACTERS = 128
TEXTS = {"question": MAX_QUESTION_CHARACTERS, "detail": 16}
_FIELDS: dict[str, Any] = {
    "question": {"type": "string", "minLength": 1, "maxLength": MAX_QUESTION_CHARACTERS},
    "pictures": {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "description": f"files; together with picture_ids at most {MAX_PICTURES}",
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
}
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["question"],
                    "additionalProperties": False,
                    "properties": _FIELDS,
                }
            }
        },
    }
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "a field is missing, unknown or out of its bounds", "model": ErrorBody},
    404: {"description": "there is no such conversation or picture", "model": ErrorBody},
    413: {"description": "the body or a file is too large", "model": ErrorBody},
    422: {"description": "a file is no picture that we can show", "model": ErrorBody},
    502: {"description": "the engine failed", "model": ErrorBody},
    429: {"description": "as many questions wait as may; Retry-After says when to ask", "model": ErrorBody},
    503: {"description": "no engine, no store, or no room; Retry-After says when to ask", "model": ErrorBody},
}
STREAM = (
    "With `Accept: text/event-stream` the answer comes as events: `turn` (where the question went), `queued` {place}, "
    "`started` {}, `delta` {text}, and at the end `answer` or `error`. Whoever leaves can come back to "
    "`/api/turns/{id}/events`."
)
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=MAX_KEY_CHARACTERS)]


def turn_routes(conversations: Conversations, intake: Intake) -> APIRouter:
    """Make the routes that ask and follow."""
    router = APIRouter()

    @router.post(
        "/api/conversations/{conversation_id}/turns",
        summary="Ask in a conversation",
        description=STREAM,
        openapi_extra=FORM,
        response_class=Response,
        responses={200: {"description": "the turn with its answer", "model": AskedBody}, **REFUSALS},
    )
    async def ask(request: Request, conversation_id: str, key: Key = "") -> Response:
        owner = owner_of(request)
        await run_in_threadpool(conversations.visible, conversation_id, owner)
        form = await intake.read(request, TEXTS)
        asked = await run_in_threadpool(conversations.ask, asking(form.texts, form.ids, key), owner, conversation_id)
        return response(request, asked)

    @router.get("/api/turns/{turn_id}", summary="Read a turn", responses=MISSING)
    def read(request: Request, turn_id: str) -> TurnBody:
        return TurnBody.of(conversations.turn(turn_id, owner_of(request)))

    @router.get(
        "/api/turns/{turn_id}/events",
        summary="Follow a turn from any of its events on",
        description="Server-sent events with their numbers as ids; a browser's EventSource comes back by itself.",
        response_class=Response,
        responses={200: {"description": "the events", "content": {"text/event-stream": {}}}, **MISSING},
    )
    def events(
        request: Request,
        turn_id: str,
        after: Annotated[int, Query(ge=0)] = 0,
        last: Annotated[int, Header(alias="Last-Event-ID", ge=0)] = 0,
    ) -> Response:
        record = conversations.turn(turn_id, owner_of(request))
        return EventStreamResponse(conversations.live(turn_id) or record, after or last)

    @router.post("/api/turns/{turn_id}/stop", status_code=204, summary="End a turn at once", responses=MISSING)
    def stop(request: Request, turn_id: str) -> None:
        conversations.turn(turn_id, owner_of(request))
        conversations.stop(turn_id)

    @router.post(
        "/api/turns/{turn_id}/regenerate",
        summary="Ask a question once more, or an edited one in its place",
        description=f"The pictures stay; later turns of the conversation go. {STREAM}",
        response_class=Response,
        responses={200: {"description": "the turn with its answer", "model": AskedBody}, **REFUSALS},
    )
    def regenerate(request: Request, turn_id: str, body: RegenerateBody) -> Response:
        conversations.turn(turn_id, owner_of(request))
        return response(request, conversations.regenerate(turn_id, body.question))

    @router.put("/api/turns/{turn_id}/feedback", summary="Say what an answer was worth", responses=MISSING)
    def give_feedback(request: Request, turn_id: str, body: FeedbackBody) -> TurnBody:
        conversations.turn(turn_id, owner_of(request))
        conversations.give_feedback(turn_id, body.feedback())
        return TurnBody.of(conversations.turn(turn_id, owner_of(request)))

    @router.delete("/api/turns/{turn_id}/feedback", status_code=204, summary="Take feedback back", responses=MISSING)
    def take_feedback_back(request: Request, turn_id: str) -> None:
        conversations.turn(turn_id, owner_of(request))
        conversations.give_feedback(turn_id, None)

    def response(request: Request, asked: Asked) -> Response:
        if "text/event-stream" in request.headers.get("accept", ""):
            return EventStreamResponse(asked.live or asked.turn, where=asked_body(asked))
        if asked.turn is None:
            return JSONResponse(asked_body(asked).model_dump(mode="json"))
        turn = asked.turn

        def write(answer: Answer) -> AskedBody:
            body = asked_body(asked)
            ended = replace(turn, state=TurnState.ANSWERED, answer=answer, text=answer.text)
            return body.model_copy(update={"turn": TurnBody.of(ended)})

        return AnswerResponse(asked.live or turn, write)

    return router


def asked_body(asked: Asked) -> AskedBody:
    """Write where a question went."""
    return AskedBody(
        conversation=ConversationBody.of(asked.conversation), turn=TurnBody.of(asked.turn) if asked.turn else None
    )


def asking(texts: dict[str, str], picture_ids: list[str], key: str) -> Asking:
    """Return the question that a form asks.

    Raises:
        InvalidInput: there is none, or the detail is not known.
    """
    if "question" not in texts:
        raise InvalidInput("There is no question.", hint="Send it in the field 'question'.")
    detail = texts.get("detail")
    if detail is not None and detail not in list(Detail):
        raise InvalidInput(f"There is no detail {detail!r}.", hint=f"Accepted: {', '.join(Detail)}.")
    return Asking(texts["question"], picture_ids, Detail(detail) if detail else None, key)
