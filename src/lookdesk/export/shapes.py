"""The lines of JSON that an export is made of: one that heads it, and one for each conversation.

``schema.json`` is the JSON Schema of a line, as :func:`schema` makes it; a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter

from lookdesk import __version__
from lookdesk.records import (
    ConversationRecord,
    NumberedPicture,
    PictureRecord,
    TurnRecord,
    TurnState,
    Whole,
)
from lookdesk.wire import ConversationBody, NumberedPictureBody, TurnBody

FORMAT: Final = "lookdesk conversations"
VERSION = 1
"""Goes up where an older lookdesk could not read the lines."""
SCHEMA_FILE = Path(__file__).with_name("schema.json")
MOST_NUMBER = 2**31 - 1
"""Of a turn or a picture: what every database takes."""

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
PictureId = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the picture's bytes")]
Number = Annotated[int, Field(ge=1, le=MOST_NUMBER)]


class HeaderLine(BaseModel):
    """The first line: what follows, and in which version."""

    format: Literal["lookdesk conversations"]
    version: int = Field(ge=1)
    lookdesk: str = Field(description="the version of the lookdesk that wrote it")
    exported_at: datetime
    is_redacted: bool = Field(description="what is private was masked; pictures have black boxes")


class PictureLine(NumberedPictureBody):
    """A picture of a conversation; its bytes are ``pictures/ID.EXTENSION`` in a zip."""

    id: PictureId
    number: Number
    media_type: str = Field(max_length=32)


class TurnLine(TurnBody):
    """A question, the pictures that were sent with it, and what came of it."""

    id: Id
    conversation: Id
    number: Number
    error: str = Field(max_length=32, description="the code of the error that the turn failed with")
    asked_at: AwareDatetime
    ended_at: AwareDatetime | None

    def turn(self) -> TurnRecord:
        """Read it back. Nobody is answering it here: what was running is interrupted."""
        return TurnRecord(
            id=self.id,
            conversation=self.conversation,
            number=self.number,
            question=self.question,
            detail=self.detail,
            pictures=tuple(self.pictures),
            state=TurnState.INTERRUPTED if self.state is TurnState.RUNNING else self.state,
            asked_at=self.asked_at.astimezone(UTC),
            ended_at=self.ended_at.astimezone(UTC) if self.ended_at else None,
            answer=self.answer.answer() if self.answer else None,
            text=self.text,
            error=self.error,
            feedback=self.feedback.feedback() if self.feedback else None,
        )


class ConversationLine(ConversationBody):
    """A whole conversation."""

    id: Id
    owner: str = Field(max_length=64, description="whose it is")
    linked_from: str = Field(
        pattern=r"^(?:[0-9a-f]{32})?$",
        description="the conversation that this one goes on from with other pictures, or empty",
    )
    created_at: AwareDatetime
    updated_at: AwareDatetime = Field(description="when the latest question was asked")
    pictures: list[PictureLine]
    turns: list[TurnLine]

    def conversation(self) -> Whole:
        """Read it back.

        Raises:
            ValueError: its parts do not belong together.
        """
        record = ConversationRecord(
            id=self.id,
            owner=self.owner,
            title=self.title,
            linked_from=self.linked_from,
            settings=self.settings.settings(),
            created_at=self.created_at.astimezone(UTC),
            updated_at=self.updated_at.astimezone(UTC),
        )
        numbers = {line.number for line in self.pictures}
        if any(
            line.visual_tokens > MOST_NUMBER or max(line.original_size.as_size()) > MOST_NUMBER
            for line in self.pictures
        ):
            raise ValueError("a picture is larger than any")
        for line in self.turns:
            if line.conversation != self.id or not numbers.issuperset(line.pictures):
                raise ValueError(f"turn {line.number} belongs to another conversation or to pictures that are not here")
            if (line.answer is not None) is not (line.state is TurnState.ANSWERED):
                raise ValueError(f"turn {line.number} is answered without an answer, or the other way round")
        pictures = tuple(NumberedPicture(line.number, _picture(line)) for line in self.pictures)
        return Whole(record, pictures, tuple(line.turn() for line in self.turns))


def header(*, is_redacted: bool) -> bytes:
    """Write the first line."""
    line = HeaderLine(
        format=FORMAT,
        version=VERSION,
        lookdesk=__version__,
        exported_at=datetime.now(UTC),
        is_redacted=is_redacted,
    )
    return line.model_dump_json().encode() + b"\n"


def line_of(whole: Whole) -> bytes:
    """Write the line of a conversation."""
    line = ConversationLine(
        **ConversationBody.of(whole.conversation).model_dump(),
        owner=whole.conversation.owner,
        pictures=[PictureLine.numbered(numbered) for numbered in whole.pictures],
        turns=[TurnLine.of(turn) for turn in whole.turns],
    )
    return line.model_dump_json().encode() + b"\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a line."""
    lines: TypeAdapter[HeaderLine | ConversationLine] = TypeAdapter(HeaderLine | ConversationLine)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A line of {FORMAT}, version {VERSION}",
        **lines.json_schema(),
    }


def _picture(line: PictureLine) -> PictureRecord:
    return PictureRecord(
        line.id, line.media_type, line.original_size.as_size(), line.size.as_size(), line.visual_tokens
    )
