"""Answers on their way to a client, who may leave and come back: the turn goes on meanwhile.

No thread waits for a turn: its events are handed to the event loop, and the client's leaving is watched from the very
beginning, so that it is noticed also before the first byte.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress

from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lookdesk.api.errors import error_response
from lookdesk.errors import Cancelled, EngineError, LookdeskError
from lookdesk.events import Answered, Event, Failed, TextDelta
from lookdesk.records import TurnRecord, TurnState
from lookdesk.turns import Turn
from lookdesk.types import Answer
from lookdesk.wire import error_kind, event_name_and_data

HEARTBEAT_S = 0.5
"""Seconds between signs of life: a client that wants to leave can do so when one comes."""

REST_S = 0.05
"""What comes within so many seconds after text was sent is sent together: quicker than anyone reads, and it leaves more
of the computing time to an engine on the same cores."""

Write = Callable[[Answer], BaseModel]
"""Makes the body of a response when the answer is there."""


class AnswerResponse(Response):
    """Sends what comes of a turn as JSON, when it is there."""

    media_type = "application/json"

    def __init__(self, turn: Turn | TurnRecord, write: Write) -> None:
        """Answer with what comes of ``turn``."""
        super().__init__(headers={"Cache-Control": "no-store", "Location": f"/api/turns/{turn.id}"})
        self._turn = turn
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value for name, value in self.headers.items() if name != "content-length"}
        async with aclosing(follow(self._turn, receive)) as events:
            async for event in (event async for batch in events for event in batch):
                if isinstance(event, Answered):
                    body = self._write(event.answer).model_dump_json()
                    await Response(body, 200, headers, self.media_type)(scope, receive, send)
                elif isinstance(event, Failed):
                    await error_response(event.error)(scope, receive, send)


class EventStreamResponse(Response):
    """Sends the events as they come, as server-sent events with a comment where nothing comes for a while."""

    media_type = "text/event-stream"

    def __init__(self, turn: Turn | TurnRecord | None, after: int = 0, where: BaseModel | None = None) -> None:
        """Answer with the events of a turn.

        Args:
            turn: it runs, or is kept; None: there are no events.
            after: how many of the first events the client has seen.
            where: where the question went; sent before the events.
        """
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(None, 200, headers)
        self._turn = turn
        self._after = after
        self._where = where

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]

        async def tell(frames: str, *, is_last: bool = False) -> None:
            await send({"type": "http.response.body", "body": frames.encode(), "more_body": not is_last})

        with suppress(OSError):  # how ASGI says that the client left while something was sent
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            where = f"event: turn\ndata: {self._where.model_dump_json()}\n\n" if self._where is not None else ""
            if self._turn is None:
                await tell(where, is_last=True)
                return
            number = self._after
            async with aclosing(follow(self._turn, receive, HEARTBEAT_S, self._after)) as events:
                async for batch in events:
                    frames = [_frame(event, number + place) for place, event in enumerate(batch, 1)]
                    number += len(batch)
                    await tell(where + ("".join(frames) or ": alive\n\n"))
                    where = ""
            await tell("", is_last=True)


def _frame(event: Event, number: int) -> str:
    name, data = event_name_and_data(event)
    return f"id: {number}\nevent: {name}\ndata: {data}\n\n"


async def follow(
    turn: Turn | TurnRecord, receive: Receive, heartbeat_s: float | None = None, after: int = 0
) -> AsyncGenerator[list[Event]]:
    """Yield the turn's events, those that came together in one list, and an empty list where a heartbeat is due.

    Ends with the turn, or when the client leaves.
    """
    if isinstance(turn, TurnRecord):
        yield _kept(turn, after)
        return
    loop, signal, coming = asyncio.get_running_loop(), asyncio.Event(), deque[Event]()
    is_resting = False

    def hand_over(event: Event) -> None:
        coming.append(event)
        if not signal.is_set() and (not is_resting or isinstance(event, Answered | Failed)):
            with suppress(RuntimeError):  # the loop has ended before the turn
                loop.call_soon_threadsafe(signal.set)

    leaving = asyncio.create_task(_left(receive))
    leaving.add_done_callback(lambda _: signal.set())
    stop = turn.listen(hand_over, after)
    try:
        while True:
            is_told = bool(coming) or await _wait(signal, heartbeat_s)
            signal.clear()
            if leaving.done():
                return
            batch = [coming.popleft() for _ in range(len(coming))]
            if is_told and not batch:  # of what was handed on before
                continue
            yield batch
            if batch and isinstance(batch[-1], Answered | Failed):
                return
            # set before what comes is looked for: it is then seen here or told there
            is_resting = any(isinstance(event, TextDelta) for event in batch)
            if is_resting:
                await _wait(signal, REST_S)
                is_resting = False
    finally:
        stop()
        leaving.cancel()


async def _wait(signal: asyncio.Event, most_s: float | None) -> bool:
    """Wait for a signal; tell whether it came in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(most_s):
            return await signal.wait()
    return False


def _kept(record: TurnRecord, after: int) -> list[Event]:
    """Return what is left to tell of a turn that does not run here any more."""
    text: list[Event] = [TextDelta(record.text)] if record.text and not after else []
    return [*text, Answered(record.answer) if record.answer else Failed(_why(record))]


def _why(record: TurnRecord) -> LookdeskError:
    if record.state is TurnState.INTERRUPTED:
        return Cancelled("The turn was stopped before its answer was complete.", hint="Ask again.")
    if record.state is TurnState.RUNNING:
        return EngineError("The turn runs at another desk.", hint="Follow it there, or read it when it has ended.")
    return error_kind(record.error)("The turn ended without an answer.", hint="Ask again.")


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
