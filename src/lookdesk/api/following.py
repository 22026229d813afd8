"""Answers on their way to a client: the turn is followed as long as the client listens, and cancelled when it leaves.

No thread waits for a turn: its events are handed to the event loop, and the client's leaving is watched from the very
beginning, so that it is noticed also before the first byte.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lookdesk.api.errors import error_response
from lookdesk.events import Answered, Event, Failed
from lookdesk.turns import Turn
from lookdesk.wire import AnswerBody, event_name_and_data

HEARTBEAT_S = 0.5
"""Seconds between signs of life: a client that wants to leave can do so when one comes."""


class AnswerResponse(Response):
    """Sends the answer as JSON when it is there."""

    media_type = "application/json"

    def __init__(self, turn: Turn) -> None:
        """Answer with what comes of ``turn``."""
        super().__init__()
        self._turn = turn

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(_follow(self._turn, receive)) as events:
            async for event in events:
                if isinstance(event, Answered):
                    body = AnswerBody.of(event.answer).model_dump_json()
                    await Response(body, 200, {"Cache-Control": "no-store"}, self.media_type)(scope, receive, send)
                elif isinstance(event, Failed):
                    await error_response(event.error)(scope, receive, send)


class EventStreamResponse(Response):
    """Sends the events as they come, as server-sent events with a comment where nothing comes for a while."""

    media_type = "text/event-stream"

    def __init__(self, turn: Turn) -> None:
        """Answer with the events of ``turn``."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(None, 200, headers)
        self._turn = turn

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
        async with aclosing(_follow(self._turn, receive, HEARTBEAT_S)) as events:
            with suppress(OSError):  # how ASGI says that the client left while something was sent
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                async for event in events:
                    await send({"type": "http.response.body", "body": _frame(event), "more_body": True})
                await send({"type": "http.response.body", "body": b""})


def _frame(event: Event | None) -> bytes:
    if event is None:
        return b": alive\n\n"
    name, data = event_name_and_data(event)
    return f"event: {name}\ndata: {data}\n\n".encode()


async def _follow(turn: Turn, receive: Receive, heartbeat_s: float | None = None) -> AsyncGenerator[Event | None]:
    """Yield the turn's events, and None where a heartbeat is due. Ends with the turn, or when the client leaves.

    However it ends, a turn that is unfinished then is cancelled.
    """
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[Event]()

    def hand_over(event: Event) -> None:
        with suppress(RuntimeError):  # the loop has ended before the turn
            loop.call_soon_threadsafe(queue.put_nowait, event)

    stop = turn.listen(hand_over)
    leaving = asyncio.create_task(_left(receive))
    coming = asyncio.create_task(queue.get())
    try:
        while True:
            await asyncio.wait((coming, leaving), timeout=heartbeat_s, return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                return
            if not coming.done():
                yield None
                continue
            event = coming.result()
            yield event
            if isinstance(event, Answered | Failed):
                return
            coming = asyncio.create_task(queue.get())
    finally:
        stop()
        leaving.cancel()
        coming.cancel()
        turn.cancel()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
