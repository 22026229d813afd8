"""``/api/pictures``: send pictures ahead of a question; look at them and at places in them."""

from __future__ import annotations

import math
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from lookdesk import pictures
from lookdesk.api.callers import owner_of
from lookdesk.api.intake import PICTURES_FORM, Intake
from lookdesk.conversations import Conversations
from lookdesk.errors import InvalidInput
from lookdesk.types import Box
from lookdesk.wire import ErrorBody, PictureBody, PicturesBody

_JPEG: dict[int | str, dict[str, Any]] = {
    200: {"description": "a JPEG without metadata", "content": {"image/jpeg": {}}},
    "4XX": {"description": "a bad side or box, or the picture is not kept any more", "model": ErrorBody},
}
IMMUTABLE = "private, max-age=31536000, immutable"
"""What is made of a picture never changes, as the picture's id is made of its bytes."""
BoxText = Annotated[str, Query(description="corners x1,y1,x2,y2,x3,y3,x4,y4 in pixels of the upright picture")]


def picture_routes(conversations: Conversations, intake: Intake) -> APIRouter:
    """Make the routes that take and show pictures."""
    router = APIRouter()

    @router.post(
        "/api/pictures",
        status_code=201,
        summary="Send pictures; they are taken in while the question is typed",
        openapi_extra=PICTURES_FORM,
        responses={
            404: {"description": "a picture of picture_ids is not kept any more", "model": ErrorBody},
            413: {"description": "the body or a file is too large", "model": ErrorBody},
            422: {"description": "a file is no picture that we can show", "model": ErrorBody},
            503: {"description": "every upload place is taken", "model": ErrorBody},
        },
    )
    async def send(request: Request) -> PicturesBody:
        form = await intake.read(request, {})
        if not form.received:
            raise InvalidInput("There is no picture.", hint="Send files in the field 'pictures'.")
        await run_in_threadpool(conversations.expect, form.ids, owner_of(request))
        return PicturesBody(pictures=[PictureBody.of(picture) for picture in form.received])

    @router.get("/api/pictures/{picture_id}/thumbnail", response_class=Response, responses=_JPEG)
    def thumbnail(request: Request, picture_id: str, side: Annotated[int, Query(ge=16, le=2048)] = 256) -> Response:
        """Show a picture upright, at most ``side`` pixels wide and high."""
        return _jpeg(pictures.thumbnail(conversations.owned_picture(picture_id, owner_of(request)), side))

    @router.get("/api/pictures/{picture_id}/crop", response_class=Response, responses=_JPEG)
    def crop(request: Request, picture_id: str, box: BoxText) -> Response:
        """Show a place in a picture, with the box drawn."""
        picture = conversations.owned_picture(picture_id, owner_of(request))
        return _jpeg(pictures.crop(picture, _box(box)))

    return router


def _jpeg(content: bytes) -> Response:
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": IMMUTABLE})


def _box(text: str) -> Box:
    try:
        numbers = [float(number) for number in text.split(",")]
        if len(numbers) != 8 or not all(math.isfinite(number) for number in numbers):
            raise ValueError(text)
    except ValueError:
        raise InvalidInput(f"{text[:80]!r} is no box.", hint="box=x1,y1,x2,y2,x3,y3,x4,y4 in pixels.") from None
    return Box.of([numbers[i : i + 2] for i in range(0, 8, 2)])
