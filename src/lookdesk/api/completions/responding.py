"""Completions on their way to a client, whose leaving ends the turn: nobody else could take it up.

The first answer of a stream goes out with its first text, its failure, or the first sign of life, whichever comes
first: what fails at once is told with its own status, and who waits long hears that the desk is alive.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lookdesk.api.completions.written import (
    ChunkBody,
    ChunkChoiceBody,
    ChunkDeltaBody,
    CompletionBody,
    CompletionChoiceBody,
    CompletionMessageBody,
    CompletionUsageBody,
    LogprobsBody,
    LookdeskBody,
)
from lookdesk.api.errors import chat_error, error_response
from lookdesk.api.following import HEARTBEAT_S, follow
from lookdesk.errors import Cancelled, EngineUnavailable, LookdeskError
from lookdesk.events import Answered, Event, Failed, Queued, TextDelta
from lookdesk.turns import Turn
from lookdesk.types import Answer, FinishReason, TokenLogprob

_ALIVE = ": alive\n\n"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request wants of its answer."""

    model: str
    """What answers."""
    has_logprobs: bool = False
    has_usage: bool = False
    """Does the stream end with a chunk for the usage?"""
    created: int = field(default_factory=lambda: int(time.time()))


class CompletionResponse(Response):
    """Sends the whole answer when it is there."""

    media_type = "application/json"

    def __init__(self, turn: Turn, wanted: Wanted) -> None:
        """Answer with what comes of ``turn``."""
        super().__init__()
        self._turn = turn
        self._wanted = wanted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tokens: list[TokenLogprob] = []
        try:
            async with aclosing(follow(self._turn, receive)) as events:
                async for event in (event async for batch in events for event in batch):
                    if isinstance(event, TextDelta):
                        tokens += event.logprobs
                    elif isinstance(event, Answered):
                        body = self._completion(event.answer, tokens).model_dump_json()
                        await Response(body, 200, _headers(self._turn), self.media_type)(scope, receive, send)
                    elif isinstance(event, Failed):
                        await error_response(_told(event.error), scope["path"])(scope, receive, send)
        finally:
            self._turn.cancel()

    def _completion(self, answer: Answer, tokens: Sequence[TokenLogprob]) -> CompletionBody:
        return CompletionBody(
            id=_id(self._turn),
            created=self._wanted.created,
            model=self._wanted.model,
            choices=[
                CompletionChoiceBody(
                    message=CompletionMessageBody(content=answer.text),
                    logprobs=LogprobsBody.of(tokens) if self._wanted.has_logprobs else None,
                    finish_reason=answer.finish_reason,
                )
            ],
            usage=CompletionUsageBody.of(answer.usage),
            lookdesk=LookdeskBody.of(answer),
        )


class ChunksResponse(Response):
    """Sends the answer in chunks as it comes, as server-sent events."""

    media_type = "text/event-stream"

    def __init__(self, turn: Turn, wanted: Wanted) -> None:
        """Answer with what comes of ``turn``."""
        super().__init__(headers={**_headers(turn), "X-Accel-Buffering": "no"})
        self._turn = turn
        self._wanted = wanted
        self._text = Trimmed()
        self._has_begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with suppress(OSError):  # how ASGI says that the client left while something was sent
                async with aclosing(follow(self._turn, receive, HEARTBEAT_S)) as events:
                    async for batch in events:
                        frames = [frame for event in batch for frame in self._frames(event)]
                        last = batch[-1] if batch else None
                        if isinstance(last, Failed) and not self._has_begun and len(frames) == 1:
                            await error_response(_told(last.error), scope["path"])(scope, receive, send)
                        elif frames or not batch:
                            await self._tell("".join(frames) or _ALIVE, isinstance(last, Answered | Failed), send)
        finally:
            self._turn.cancel()

    async def _tell(self, frames: str, is_last: bool, send: Send) -> None:
        if not self._has_begun:
            self._has_begun = True
            headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            frames = self._chunk(_choice(ChunkDeltaBody(role="assistant", content=""))) + frames
        await send({"type": "http.response.body", "body": frames.encode(), "more_body": not is_last})

    def _frames(self, event: Event) -> Iterator[str]:
        match event:
            case Queued(place) if place:  # it comes again and again, so that no other sign of life does
                yield _ALIVE
            case TextDelta(text, tokens):
                text = self._text.more(text)
                logprobs = LogprobsBody.of(tokens) if self._wanted.has_logprobs else None
                if text or logprobs:
                    yield self._chunk(_choice(ChunkDeltaBody(content=text), logprobs))
            case Failed(error):
                yield f"data: {chat_error(_told(error)).model_dump_json()}\n\n"
            case Answered(answer):
                end = _choice(ChunkDeltaBody(), finish_reason=answer.finish_reason)
                yield self._chunk(end, lookdesk=LookdeskBody.of(answer))
                if self._wanted.has_usage:
                    yield self._chunk(usage=CompletionUsageBody.of(answer.usage))
                yield "data: [DONE]\n\n"

    def _chunk(
        self, *choices: ChunkChoiceBody, usage: CompletionUsageBody | None = None, lookdesk: LookdeskBody | None = None
    ) -> str:
        """Write a chunk. With ``include_usage`` each has a usage, which is null in all but the last."""
        chunk = ChunkBody(
            id=_id(self._turn),
            object="chat.completion.chunk",
            created=self._wanted.created,
            model=self._wanted.model,
            choices=list(choices),
        )
        if self._wanted.has_usage:
            chunk.usage = usage
        if lookdesk is not None:
            chunk.lookdesk = lookdesk
        return f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n"


class Trimmed:
    """Text without the white space around it, in pieces: as the whole answer is."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._held = ""
        self._has_begun = False

    def more(self, piece: str) -> str:
        """Take in a piece, return what is certain to be inside."""
        text = self._held + piece
        if not self._has_begun:
            text = text.lstrip()
        inside = text.rstrip()
        self._has_begun = self._has_begun or bool(inside)
        self._held = text[len(inside) :]
        return inside


def _choice(
    delta: ChunkDeltaBody, logprobs: LogprobsBody | None = None, finish_reason: FinishReason | None = None
) -> ChunkChoiceBody:
    return ChunkChoiceBody(index=0, delta=delta, logprobs=logprobs, finish_reason=finish_reason)


def _id(turn: Turn) -> str:
    return f"chatcmpl-{turn.id}"


def _headers(turn: Turn) -> dict[str, str]:
    return {"Cache-Control": "no-store", "X-Request-Id": turn.id}


def _told(error: LookdeskError) -> LookdeskError:
    """Return an error as the client is to hear it: that its own turn was ended it hears only where the desk closes."""
    if isinstance(error, Cancelled):
        return EngineUnavailable("The desk is closing.", hint="Try again when it has started again.")
    return error
