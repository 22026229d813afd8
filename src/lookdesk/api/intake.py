"""Takes in a form with pictures: each goes to the desk as soon as it has arrived, so that reading starts at once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from fastapi import Request

from lookdesk.api.uploads import Part, UploadPlaces, parts
from lookdesk.desk import MAX_PICTURES, Desk
from lookdesk.errors import InvalidInput
from lookdesk.types import Picture


@dataclass(slots=True)
class Form:
    """What a form held, pictures in its order."""

    question: str | None = None
    pictures: list[Picture] = field(default_factory=list)


class Intake:
    """Reads forms for one desk, within the bound of concurrent uploads."""

    def __init__(self, desk: Desk, places: UploadPlaces) -> None:
        """Make an intake with one checking thread: a picture that is decoded takes twenty times its file's size."""
        self._desk = desk
        self._places = places
        self._checking = ThreadPoolExecutor(1, thread_name_prefix="lookdesk-checking")

    async def read(self, request: Request, fields: frozenset[str]) -> Form:
        """Read a form.

        Args:
            request: what carries it.
            fields: the fields that are accepted, out of ``question``, ``pictures`` and ``picture_ids``.

        Raises:
            LookdeskError: something in it is refused, see :func:`parts` and :meth:`Desk.receive`.
        """
        form = Form()
        async with self._places.one():
            async for part in parts(request.scope, request.receive):
                if part.name not in fields:
                    raise InvalidInput(
                        f"There is no field {part.name[:40]!r} here.", hint=f"Accepted: {', '.join(sorted(fields))}."
                    )
                if part.name == "question":
                    self._take_question(form, part)
                else:
                    await self._take_picture(form, part)
        return form

    def _take_question(self, form: Form, part: Part) -> None:
        if form.question is not None:
            raise InvalidInput("There are two questions.", hint="Send one question at a time.")
        try:
            form.question = part.content.decode()
        except UnicodeDecodeError:
            raise InvalidInput("The question is not UTF-8.", hint="Send the question as UTF-8 text.") from None

    async def _take_picture(self, form: Form, part: Part) -> None:
        if len(form.pictures) == MAX_PICTURES:
            raise InvalidInput("There are too many pictures.", hint=f"At most {MAX_PICTURES} are accepted.")
        if part.name == "picture_ids":
            form.pictures.append(self._desk.picture(part.content.decode("ascii", "replace")))
            return
        loop = asyncio.get_running_loop()
        form.pictures.append(await loop.run_in_executor(self._checking, self._desk.receive, part.content))
