"""``GET /api/status``: what answers, how it is, and how fast; told at once however much waits."""

from __future__ import annotations

from fastapi import APIRouter

from lookdesk.desk import Desk
from lookdesk.wire import StatusBody


def status_routes(desk: Desk) -> APIRouter:
    """Make the route that tells what the engine is at."""
    router = APIRouter()

    @router.get("/api/status", summary="Tell what answers, how it is, and how fast")
    async def status() -> StatusBody:
        now = desk.status()
        engine, capabilities = now.engine, now.capabilities
        return StatusBody(
            engine=now.engine_name,
            model=engine.model,
            device=engine.device,
            state=engine.state,
            reason=engine.reason,
            slots=capabilities.slots,
            slots_busy=now.running,
            queue_length=now.waiting,
            tokens_per_s=engine.tokens_per_s,
            picture_tokens=capabilities.picture_tokens if capabilities.images else None,
            picture_prefill_s=engine.picture_prefill_s,
            expected_wait_s=now.expected_wait_s,
        )

    return router
