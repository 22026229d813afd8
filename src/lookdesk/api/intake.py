"""Takes in a form with pictures: each goes to the desk as soon as it has arrived, so that reading starts at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from lookdesk.api.callers import owner_of
from lookdesk.api.uploads import Part, UploadPlaces, parts
from lookdesk.conversations import Conversations
from lookdesk.desk import MAX_PICTURES
from lookdesk.errors import InvalidInput
from lookdesk.types import Picture

PICTURES = frozenset({"pictures", "picture_ids"})
"""The fields of a form that bring pictures: files, and ids of those that were sent before."""


PICTURES_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "pictures": {
                            "type": "array",
                            "maxItems": MAX_PICTURES,
                            "items": {"type": "string", "format": "binary"},
                        },
                        "picture_ids": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "pictures that were sent before and stand before these in the question",
                        },
                    },
                }
            }
        },
    }
}


@dataclass(slots=True)
class Form:
    """What a form held, pictures in its order."""

    texts: dict[str, str] = field(default_factory=dict)
    """The text fields by their names."""
    ids: list[str] = field(default_factory=list)
    """All pictures by their ids; whether those that were named are there, and the caller's, was not looked at."""
    received: list[Picture] = field(default_factory=list)
    """Those that came as files."""


class Intake:
    """Reads forms for the conversations of one desk, within the bound of concurrent uploads."""

    def __init__(self, conversations: Conversations, places: UploadPlaces) -> None:
        """Make an intake with one checking thread: a picture that is decoded takes twenty times its file's size."""
        self._conversations = conversations
        self._places = places
        self._checking = ThreadPoolExecutor(1, thread_name_prefix="lookdesk-checking")

    async def read(self, request: Request, texts: Mapping[str, int]) -> Form:
        """Read a form of pictures and text fields.

        Args:
            request: what carries it.
            texts: the text fields that are accepted, each with the most characters that it may have.

        Raises:
            LookdeskError: something in it is refused, see :func:`parts` and :meth:`Conversations.receive`.
        """
        form, owner = Form(), owner_of(request)
        async with self._places.one():
            async for part in parts(request.scope, request.receive):
                if part.name in texts:
                    _take_text(form, part, texts[part.name])
                elif part.name in PICTURES:
                    await self._take_picture(form, part, owner)
                else:
                    raise InvalidInput(
                        f"There is no field {part.name[:40]!r} here.",
                        hint=f"Accepted: {', '.join(sorted({*texts, *PICTURES}))}.",
                    )
        return form

    async def _take_picture(self, form: Form, part: Part, owner: str) -> None:
        if len(form.ids) == MAX_PICTURES:
            raise InvalidInput("There are too many pictures.", hint=f"At most {MAX_PICTURES} are accepted.")
        if part.name == "picture_ids":
            form.ids.append(part.content.decode("ascii", "replace"))
            return
        loop = asyncio.get_running_loop()
        picture = await loop.run_in_executor(self._checking, self._conversations.receive, part.content, owner)
        form.ids.append(picture.id)
        form.received.append(picture)


def _take_text(form: Form, part: Part, most_characters: int) -> None:
    if part.name in form.texts:
        raise InvalidInput(f"The field {part.name!r} is there twice.", hint="Send one question at a time.")
    try:
        text = part.content.decode()
    except UnicodeDecodeError:
        raise InvalidInput(f"The field {part.name!r} is not UTF-8.", hint="Send it as UTF-8 text.") from None
    if len(text) > most_characters:
        raise InvalidInput(
            f"The field {part.name!r} has {len(text)} characters.", hint=f"At most {most_characters} are accepted."
        )
    form.texts[part.name] = text
