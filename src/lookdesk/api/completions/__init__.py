"""``/v1``: what clients of the OpenAI protocol need. The messages they send are the whole context; nothing is kept."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from lookdesk.api.callers import owner_of
from lookdesk.api.completions.accepted import ChatRequest, chat_request
from lookdesk.api.completions.responding import ChunksResponse, CompletionResponse, Wanted
from lookdesk.api.completions.rounds import params_of, question_of
from lookdesk.api.completions.written import CompletionBody, ModelBody, ModelsBody
from lookdesk.api.intake import Intake
from lookdesk.desk import Desk
from lookdesk.errors import ModelNotFound
from lookdesk.wire import ChatErrorBody

OWN_NAME = "lookdesk"
"""The model name that always works, whatever answers."""
_REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "a field is unknown, not supported or out of its bounds", "model": ChatErrorBody},
    "5XX": {"description": "the engine failed, or there is no room", "model": ChatErrorBody},
}


def completion_routes(desk: Desk, intake: Intake) -> APIRouter:
    """Make the routes of the OpenAI protocol."""
    router = APIRouter()
    started_at = int(time.time())

    def names() -> list[str]:
        return list(dict.fromkeys(filter(None, (OWN_NAME, desk.status().engine.model))))

    def model(name: str) -> ModelBody:
        if name not in names():
            raise ModelNotFound(f"There is no model {name[:100]!r}.", hint=f"Accepted: {', '.join(names())}.")
        return ModelBody(id=name, created=started_at)

    @router.post(
        "/v1/chat/completions",
        summary="Ask as clients of the OpenAI protocol do",
        description="Pictures come as data URLs. The messages are the whole context, and nothing is kept. What the "
        "protocol has no field for stands under `lookdesk`; in a stream, in the chunk with the finish reason. A client "
        "that leaves ends its question.",
        openapi_extra={
            "requestBody": {"required": True, "content": {"application/json": {"schema": _schema(ChatRequest)}}}
        },
        response_class=Response,
        responses={
            200: {
                "description": "the answer; with `stream` in chunks",
                "model": CompletionBody,
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            **_REFUSALS,
        },
    )
    async def complete(request: Request) -> Response:
        body, pictures = await intake.read_json(request)
        asked = chat_request(body)
        model(asked.model)
        status = desk.status()
        question, given = question_of(asked, pictures, owner_of(request))
        params = params_of(asked, desk.params, status.capabilities)
        turn = await run_in_threadpool(desk.ask, question, params=params, given=given)
        options = asked.stream_options
        wanted = Wanted(
            status.engine.model or OWN_NAME,
            has_logprobs=params.wants_logprobs,
            has_usage=options is not None and bool(options.include_usage),
        )
        return ChunksResponse(turn, wanted) if asked.stream else CompletionResponse(turn, wanted)

    @router.get("/v1/models", summary="List the models that may be named", responses=_REFUSALS)
    def models() -> ModelsBody:
        return ModelsBody(data=[model(name) for name in names()])

    @router.get("/v1/models/{model_id:path}", summary="Look a model up", responses=_REFUSALS)
    def one_model(model_id: str) -> ModelBody:
        return model(model_id)

    return router


def _schema(shape: type[ChatRequest]) -> dict[str, Any]:
    """Return a shape as JSON Schema, in itself: FastAPI knows only the shapes that its routes name."""
    whole = shape.model_json_schema()
    inner = whole.pop("$defs")

    def written(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                return written(inner[value["$ref"].rpartition("/")[2]])
            return {name: written(each) for name, each in value.items() if name != "discriminator"}
        return [written(each) for each in value] if isinstance(value, list) else value

    schema: dict[str, Any] = written(whole)
    return schema
