"""``/api/conversations``: open, list, search, read, change and delete them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from lookdesk.api.callers import owner_of
from lookdesk.api.intake import PICTURES_FORM, Intake
from lookdesk.conversations import Conversations
from lookdesk.errors import InvalidInput
from lookdesk.wire import (
    ConversationBody,
    ConversationChangeBody,
    ConversationsBody,
    ErrorBody,
    NewConversationBody,
    NumberedPictureBody,
    NumberedPicturesBody,
    TurnBody,
    WholeConversationBody,
)

MAX_SEARCH_CHARACTERS = 200
MISSING: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "there is none, it is somebody else's, or a field is out of its bounds", "model": ErrorBody}
}


def conversation_routes(conversations: Conversations, intake: Intake) -> APIRouter:
    """Make the routes that keep conversations."""
    router = APIRouter()

    @router.post("/api/conversations", status_code=201, summary="Open a conversation", responses=MISSING)
    def start(request: Request, body: NewConversationBody) -> ConversationBody:
        return ConversationBody.of(conversations.start(owner_of(request), body.linked_from, body.title))

    @router.get("/api/conversations", summary="List or search conversations, the latest first", responses=MISSING)
    def listing(
        request: Request,
        search: Annotated[str, Query(max_length=MAX_SEARCH_CHARACTERS)] = "",
        cursor: Annotated[str, Query(max_length=64)] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> ConversationsBody:
        found = conversations.listing(owner_of(request), search, cursor, limit)
        return ConversationsBody(
            conversations=[ConversationBody.of(record) for record in found.conversations], cursor=found.cursor
        )

    @router.get("/api/conversations/{conversation_id}", summary="Read a conversation", responses=MISSING)
    def read(request: Request, conversation_id: str) -> WholeConversationBody:
        whole = conversations.whole(conversation_id, owner_of(request))
        return WholeConversationBody(
            **ConversationBody.of(whole.conversation).model_dump(),
            pictures=[NumberedPictureBody.numbered(each) for each in whole.pictures],
            turns=[TurnBody.of(turn) for turn in whole.turns],
        )

    @router.post(
        "/api/conversations/{conversation_id}/pictures",
        status_code=201,
        summary="Send pictures into a conversation; they are taken in while the question is typed",
        openapi_extra=PICTURES_FORM,
        responses=MISSING,
    )
    async def add_pictures(request: Request, conversation_id: str) -> NumberedPicturesBody:
        owner = owner_of(request)
        await run_in_threadpool(conversations.owned, conversation_id, owner)
        form = await intake.read(request, {})
        if not form.ids:
            raise InvalidInput("There is no picture.", hint="Send files in 'pictures', or ids in 'picture_ids'.")
        numbered = await run_in_threadpool(conversations.add_pictures, conversation_id, form.ids, owner)
        return NumberedPicturesBody(pictures=[NumberedPictureBody.numbered(each) for each in numbered])

    @router.delete(
        "/api/conversations/{conversation_id}/pictures/{number}",
        status_code=204,
        summary="Take a picture out that was not asked about yet",
        responses=MISSING,
    )
    def remove_picture(request: Request, conversation_id: str, number: int) -> None:
        conversations.owned(conversation_id, owner_of(request))
        conversations.remove_picture(conversation_id, number)

    @router.patch(
        "/api/conversations/{conversation_id}", summary="Rename a conversation, or choose for it", responses=MISSING
    )
    def change(request: Request, conversation_id: str, body: ConversationChangeBody) -> ConversationBody:
        conversations.owned(conversation_id, owner_of(request))
        if body.title is not None:
            conversations.rename(conversation_id, body.title)
        if body.settings is not None:
            conversations.choose(conversation_id, body.settings.settings())
        return ConversationBody.of(conversations.owned(conversation_id, owner_of(request)))

    @router.delete(
        "/api/conversations/{conversation_id}",
        status_code=204,
        summary="Delete a conversation",
        description="It can be brought back for ten minutes; with `final` it is gone at once, and so are the pictures "
        "that no other conversation has.",
        responses=MISSING,
    )
    def remove(request: Request, conversation_id: str, *, final: bool = False) -> None:
        conversations.owned(conversation_id, owner_of(request))
        conversations.delete(conversation_id, is_final=final)

    @router.post(
        "/api/conversations/{conversation_id}/restore", summary="Bring a deleted conversation back", responses=MISSING
    )
    def restore(request: Request, conversation_id: str) -> ConversationBody:
        return ConversationBody.of(conversations.restore(conversation_id, owner_of(request)))

    return router
