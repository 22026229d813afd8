"""``GET /healthz``: whether the desk answers, told at once however much waits."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from lookdesk import __version__
from lookdesk.desk import Desk
from lookdesk.types import EngineState
from lookdesk.wire import HealthBody

_WORDS: dict[EngineState, Literal["ok", "loading", "down"]] = {
    EngineState.READY: "ok",
    EngineState.LOADING: "loading",
    EngineState.DOWN: "down",
}


def health_routes(desk: Desk) -> APIRouter:
    """Make the route that tells how the desk is."""
    router = APIRouter()

    @router.get("/healthz", summary="Tell whether the desk answers")
    async def health() -> HealthBody:
        status = desk.status()
        return HealthBody(
            status=_WORDS[status.engine.state],
            engine=status.engine_name,
            engine_state=status.engine.state,
            reason=status.engine.reason,
            running=status.running,
            waiting=status.waiting,
            version=__version__,
        )

    return router
