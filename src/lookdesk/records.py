"""What is kept of conversations: their turns, their pictures, and what people thought of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lookdesk.types import Answer, Detail, Picture, Size


class TurnState(StrEnum):
    """How far a kept turn has come."""

    RUNNING = "running"
    ANSWERED = "answered"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """Stopped, left by everyone, or its desk was killed. What came until then is kept."""


class Verdict(StrEnum):
    """What somebody thought of an answer."""

    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer, why, and what it should have been."""

    verdict: Verdict
    reason: str = ""
    correction: str = ""


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """What is known of a picture without its bytes, which lie elsewhere."""

    id: str
    """SHA-256 of the bytes, in hexadecimal."""
    media_type: str
    original_size: Size
    size: Size
    visual_tokens: int

    @classmethod
    def of(cls, picture: Picture) -> PictureRecord:
        """Leave the bytes out."""
        return cls(picture.id, picture.media_type, picture.original_size, picture.size, picture.visual_tokens)

    def picture(self, content: bytes) -> Picture:
        """Join it with its bytes again."""
        return Picture(self.id, content, self.media_type, self.original_size, self.size, self.visual_tokens)


@dataclass(frozen=True, slots=True)
class NumberedPicture:
    """A picture with the number that it has through the whole conversation."""

    number: int
    picture: PictureRecord


@dataclass(frozen=True, slots=True)
class ConversationSettings:
    """What was chosen for one conversation; None: as the desk is set."""

    temperature: float | None = None
    max_tokens: int | None = None
    detail: Detail | None = None


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation without its turns."""

    id: str
    owner: str
    title: str
    """Of the first question, until somebody gives another; empty before the first question."""
    linked_from: str
    """The conversation that this one goes on from with other pictures; empty where there is none."""
    settings: ConversationSettings
    created_at: datetime
    updated_at: datetime
    """When the latest question was asked."""
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A question, the pictures that were sent with it, and what came of it."""

    id: str
    conversation: str
    number: int
    """From 1, in the order of asking; a turn that replaces another one has that one's number."""
    question: str
    detail: Detail
    pictures: tuple[int, ...]
    """The numbers of the pictures that were sent, or brought back, with the question."""
    state: TurnState
    asked_at: datetime
    ended_at: datetime | None = None
    answer: Answer | None = None
    text: str = ""
    """The answer's text, or what came of it."""
    error: str = ""
    """Why there is no answer: the error's code."""
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A question as it is kept before an engine is asked."""

    id: str
    conversation: str
    question: str
    detail: Detail
    picture_ids: Sequence[str] = ()
    """The pictures that go with it; those that are new to the conversation get its next numbers."""
    replaces: str = ""
    """The turn that this one is asked instead of; with it go all later ones."""
    key: str = ""
    """What makes a repeated request the same one; empty: nothing does."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A conversation with its pictures, by their numbers, and its turns, without those that were replaced."""

    conversation: ConversationRecord
    pictures: tuple[NumberedPicture, ...]
    turns: tuple[TurnRecord, ...]

    @property
    def unasked(self) -> tuple[NumberedPicture, ...]:
        """The pictures that no turn has yet."""
        asked = {number for record in self.turns for number in record.pictures}
        return tuple(each for each in self.pictures if each.number not in asked)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of conversations, the latest first."""

    conversations: tuple[ConversationRecord, ...]
    cursor: str
    """Where the next page begins; empty at the end."""
