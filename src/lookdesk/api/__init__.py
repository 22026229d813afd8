"""The HTTP API: ``/api/…`` and ``/healthz``."""

from __future__ import annotations

from fastapi import FastAPI

from lookdesk import __version__
from lookdesk.api.ask import ask_routes
from lookdesk.api.conversations import conversation_routes
from lookdesk.api.docs import docs_routes
from lookdesk.api.errors import add_error_handlers
from lookdesk.api.health import health_routes
from lookdesk.api.intake import Intake
from lookdesk.api.pictures import picture_routes
from lookdesk.api.status import status_routes
from lookdesk.api.turns import turn_routes
from lookdesk.api.uploads import UploadPlaces
from lookdesk.conversations import Conversations
from lookdesk.settings import Settings


def make_api(conversations: Conversations, settings: Settings, places: UploadPlaces | None = None) -> FastAPI:
    """Make the API of a desk.

    Args:
        conversations: what answers and keeps; the caller closes it.
        settings: the bounds.
        places: the bound on concurrent uploads where the API shares it with others.
    """
    api = FastAPI(
        title="lookdesk",
        version=__version__,
        description="Answers questions about customers' photos. 看图客服",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    intake = Intake(conversations, places or UploadPlaces(settings.max_uploads))
    add_error_handlers(api)
    for router in (
        ask_routes(conversations, intake),
        conversation_routes(conversations, intake),
        turn_routes(conversations, intake),
        picture_routes(conversations, intake),
        status_routes(conversations.desk),
        health_routes(conversations.desk),
        docs_routes(api),
    ):
        api.include_router(router)
    return api
