"""The JSON that the API speaks: one model for each thing, made from the vocabulary and turned back into it.

``api/`` writes these and ``client.py`` reads them, so that both ends and the OpenAPI page say the same.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lookdesk import errors
from lookdesk.errors import EngineError, LookdeskError
from lookdesk.events import Answered, Event, Failed, Queued, Started, TextDelta
from lookdesk.records import (
    ConversationRecord,
    ConversationSettings,
    Feedback,
    NumberedPicture,
    PictureRecord,
    TurnRecord,
    TurnState,
    Verdict,
)
from lookdesk.types import (
    Action,
    Answer,
    Box,
    Certainty,
    Detail,
    EngineState,
    Evidence,
    FinishReason,
    Picture,
    SeenPicture,
    Size,
    Timings,
    Usage,
)

Corner = tuple[float, float]


class SizeBody(BaseModel):
    """Width and height in pixels."""

    width: int
    height: int

    @classmethod
    def of(cls, size: Size) -> SizeBody:
        """Write a size."""
        return cls(width=size.width, height=size.height)

    def as_size(self) -> Size:
        """Read it back."""
        return Size(self.width, self.height)


class PictureBody(BaseModel):
    """A picture that was received."""

    id: str = Field(description="SHA-256 of the picture's bytes")
    media_type: str
    original_size: SizeBody = Field(description="as sent, upright")
    size: SizeBody = Field(description="as used")
    is_scaled: bool
    visual_tokens: int

    @classmethod
    def of(cls, picture: Picture | PictureRecord) -> PictureBody:
        """Write a picture, without its bytes."""
        return cls(
            id=picture.id,
            media_type=picture.media_type,
            original_size=SizeBody.of(picture.original_size),
            size=SizeBody.of(picture.size),
            is_scaled=picture.size != picture.original_size,
            visual_tokens=picture.visual_tokens,
        )


class PicturesBody(BaseModel):
    """The pictures of one upload, in its order."""

    pictures: list[PictureBody]


class EvidenceBody(BaseModel):
    """Where a value of the answer stands."""

    value: str
    picture_number: int = Field(description="from 1")
    picture_id: str
    box: tuple[Corner, Corner, Corner, Corner] = Field(
        description="corners [x, y] in pixels of the upright picture, clockwise from the text's own top left"
    )
    text: str = Field(description="the text line that holds the value; empty where the place cannot be read")
    score: float = Field(description="how sure the reading is, 0–1")

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceBody:
        """Write a piece of evidence."""
        a, b, c, d = ((point.x, point.y) for point in evidence.box.points)
        return cls(
            value=evidence.value,
            picture_number=evidence.picture_number,
            picture_id=evidence.picture_id,
            box=(a, b, c, d),
            text=evidence.text,
            score=evidence.score,
        )

    def evidence(self) -> Evidence:
        """Read it back."""
        return Evidence(self.value, self.picture_number, self.picture_id, Box.of(self.box), self.text, self.score)


class UsageBody(BaseModel):
    """What an answer took, in tokens."""

    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int


class SeenBody(BaseModel):
    """A picture as the model saw it: everything is scaled once, here, and nothing is hidden."""

    number: int = Field(description="from 1")
    size: SizeBody
    visual_tokens: int

    @classmethod
    def of(cls, seen: SeenPicture) -> SeenBody:
        """Write what was seen."""
        return cls(number=seen.number, size=SizeBody.of(seen.size), visual_tokens=seen.visual_tokens)

    def seen(self) -> SeenPicture:
        """Read it back."""
        return SeenPicture(self.number, self.size.as_size(), self.visual_tokens)


class TimingsBody(BaseModel):
    """Seconds from the question's arrival."""

    queued_s: float
    first_text_s: float
    total_s: float


class AnswerBody(BaseModel):
    """What the desk says, how sure it is, where it stands, and what to do next."""

    text: str
    certainty: Certainty = Field(
        description="read: it stands in the picture; inferred: it does not stand there in so many words; "
        "unreadable: it is there but cannot be read; absent: it is not there"
    )
    action: Action = Field(description="what to do next: nothing, take another photo, hand over to a person")
    advice: str = Field(description="what to photograph again, or why to hand over")
    engine: str
    model: str = Field(description="the model's name; empty where the engine has none")
    finish_reason: FinishReason = Field(description="stop: the answer is whole; length: it was cut at max_tokens")
    seen: list[SeenBody] = Field(description="the pictures as the model saw them; empty where the engine reads")
    in_context: list[int] = Field(
        default=[], description="the numbers of the conversation's pictures that the engine had before it"
    )
    evidence: list[EvidenceBody]
    usage: UsageBody | None
    timings: TimingsBody

    @classmethod
    def of(cls, answer: Answer) -> AnswerBody:
        """Write an answer."""
        usage, timings = answer.usage, answer.timings
        return cls(
            text=answer.text,
            certainty=answer.certainty,
            action=answer.action,
            advice=answer.advice,
            engine=answer.engine,
            model=answer.model,
            finish_reason=answer.finish_reason,
            seen=[SeenBody.of(seen) for seen in answer.seen],
            in_context=list(answer.in_context),
            evidence=[EvidenceBody.of(evidence) for evidence in answer.evidence],
            usage=UsageBody(
                prompt_tokens=usage.prompt_tokens,
                completion_tokens=usage.completion_tokens,
                cached_tokens=usage.cached_tokens,
            )
            if usage
            else None,
            timings=TimingsBody(
                queued_s=round(timings.queued_s, 4),
                first_text_s=round(timings.first_text_s, 4),
                total_s=round(timings.total_s, 4),
            ),
        )

    def answer(self) -> Answer:
        """Read it back."""
        return Answer(
            text=self.text,
            certainty=self.certainty,
            engine=self.engine,
            model=self.model,
            finish_reason=self.finish_reason,
            seen=tuple(body.seen() for body in self.seen),
            in_context=tuple(self.in_context),
            evidence=tuple(body.evidence() for body in self.evidence),
            action=self.action,
            advice=self.advice,
            usage=Usage(**self.usage.model_dump()) if self.usage else None,
            timings=Timings(**self.timings.model_dump()),
        )


class NumberedPictureBody(PictureBody):
    """A picture of a conversation."""

    number: int = Field(description="its number through the whole conversation, from 1")

    @classmethod
    def numbered(cls, found: NumberedPicture) -> NumberedPictureBody:
        """Write a picture with its number."""
        return cls(number=found.number, **PictureBody.of(found.picture).model_dump())


class NumberedPicturesBody(BaseModel):
    """Pictures of a conversation."""

    pictures: list[NumberedPictureBody]


class FeedbackBody(BaseModel):
    """What somebody thought of an answer."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    reason: str = Field("", max_length=2000, description="why")
    correction: str = Field("", max_length=10_000, description="what the answer should have been")

    @classmethod
    def of(cls, feedback: Feedback) -> FeedbackBody:
        """Write it."""
        return cls(verdict=feedback.verdict, reason=feedback.reason, correction=feedback.correction)

    def feedback(self) -> Feedback:
        """Read it back."""
        return Feedback(self.verdict, self.reason, self.correction)


class TurnBody(BaseModel):
    """A question, the pictures that were sent with it, and what came of it."""

    id: str
    conversation: str
    number: int = Field(description="from 1, in the order of asking")
    question: str
    detail: Detail
    pictures: list[int] = Field(description="the numbers of the pictures that were sent, or brought back, with it")
    state: TurnState = Field(
        description="running; answered; failed: there is no answer; interrupted: stopped, left by everyone, or its "
        "desk was killed"
    )
    text: str = Field(description="the answer's text, or what came of it")
    answer: AnswerBody | None
    error: str = Field(description="the code of the error that the turn failed with")
    feedback: FeedbackBody | None
    asked_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, record: TurnRecord) -> TurnBody:
        """Write a turn."""
        return cls(
            id=record.id,
            conversation=record.conversation,
            number=record.number,
            question=record.question,
            detail=record.detail,
            pictures=list(record.pictures),
            state=record.state,
            text=record.text,
            answer=AnswerBody.of(record.answer) if record.answer else None,
            error=record.error,
            feedback=FeedbackBody.of(record.feedback) if record.feedback else None,
            asked_at=record.asked_at,
            ended_at=record.ended_at,
        )


class SettingsBody(BaseModel):
    """What was chosen for a conversation; null: as the desk is set."""

    model_config = ConfigDict(extra="forbid")

    temperature: float | None = Field(None, ge=0, le=2)
    max_tokens: int | None = Field(None, ge=1, le=4096)
    detail: Detail | None = None

    @classmethod
    def of(cls, settings: ConversationSettings) -> SettingsBody:
        """Write them."""
        return cls(temperature=settings.temperature, max_tokens=settings.max_tokens, detail=settings.detail)

    def settings(self) -> ConversationSettings:
        """Read them back."""
        return ConversationSettings(self.temperature, self.max_tokens, self.detail)


class ConversationBody(BaseModel):
    """A conversation without its turns."""

    id: str
    title: str
    linked_from: str = Field(description="the conversation that this one goes on from with other pictures, or empty")
    settings: SettingsBody
    created_at: datetime
    updated_at: datetime = Field(description="when the latest question was asked")

    @classmethod
    def of(cls, record: ConversationRecord) -> ConversationBody:
        """Write a conversation."""
        return cls(
            id=record.id,
            title=record.title,
            linked_from=record.linked_from,
            settings=SettingsBody.of(record.settings),
            created_at=record.created_at,
            updated_at=record.updated_at,
        )


class WholeConversationBody(ConversationBody):
    """A conversation with its pictures and turns."""

    pictures: list[NumberedPictureBody]
    turns: list[TurnBody]


class ConversationsBody(BaseModel):
    """A page of conversations, the latest first."""

    conversations: list[ConversationBody]
    cursor: str = Field(description="where the next page begins; empty at the end")


class NewConversationBody(BaseModel):
    """What opens a conversation."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field("", max_length=200)
    linked_from: str = Field("", max_length=32)


class ConversationChangeBody(BaseModel):
    """What is to be changed of a conversation; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, min_length=1, max_length=200)
    settings: SettingsBody | None = None


class RegenerateBody(BaseModel):
    """How a question is asked once more."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field("", max_length=2000, description="edited; as it was where empty")


class AskedBody(BaseModel):
    """Where a question went."""

    conversation: ConversationBody = Field(
        description="another one than it was asked in, where it asked for a new one (“换一张图”)"
    )
    turn: TurnBody | None = Field(description="null: there was nothing to ask, only a new conversation to open")


class ErrorDetail(BaseModel):
    """What happened, what is accepted, and whether the same call may succeed later."""

    code: str
    message: str
    hint: str
    retryable: bool


class ErrorBody(BaseModel):
    """The one shape of every error."""

    error: ErrorDetail


class HealthBody(BaseModel):
    """Whether the desk answers, and what it is at."""

    status: Literal["ok", "loading", "down"]
    engine: str
    engine_state: str
    reason: str = Field(description="why the status is not ok")
    running: int
    waiting: int
    version: str


class StatusBody(BaseModel):
    """What answers, how it is, and how fast."""

    engine: str
    model: str = Field(description="the model's name; empty where the engine has none")
    device: str = Field(description="where the model runs: the GPU's name, CPU or an address")
    state: EngineState
    reason: str = Field(description="why the state is not ready, or why this engine answers")
    slots: int = Field(description="answers at one time")
    slots_busy: int
    queue_length: int = Field(description="questions that wait")
    tokens_per_s: float | None = Field(description="tokens that one answer gets in a second; null: not known yet")
    picture_tokens: int | None = Field(description="visual tokens of a picture at normal detail; null: it is read")
    picture_prefill_s: float | None = Field(description="seconds that such a picture takes; null: not known")
    expected_wait_s: float | None = Field(
        description="seconds to the first word of a question that is asked now about a new picture; null: not known"
    )


def error_of(body: Any, status: int) -> LookdeskError:
    """Turn the JSON of an error back into the error that was raised at the other end.

    Args:
        body: the parsed JSON, or anything that came in its place.
        status: the HTTP status that it came with.
    """
    detail = body.get("error") if isinstance(body, dict) else None
    if not isinstance(detail, dict):
        return EngineError(f"The desk answered with status {status}.", hint="Is this the address of a lookdesk?")
    kind = error_kind(str(detail.get("code")))
    return kind(str(detail.get("message", "")), hint=str(detail.get("hint", "")))


def event_name_and_data(event: Event) -> tuple[str, str]:
    """Write an event as the name and the JSON of a server-sent event."""
    match event:
        case Queued(place):
            return "queued", json.dumps({"place": place})
        case Started():
            return "started", "{}"
        case TextDelta(text):
            return "delta", json.dumps({"text": text}, ensure_ascii=False)
        case Answered(answer):
            return "answer", AnswerBody.of(answer).model_dump_json()
        case Failed(error):
            return "error", json.dumps(error.as_dict(), ensure_ascii=False)


def event_of(name: str, data: str) -> Event:
    """Read back what :func:`event_name_and_data` wrote.

    Raises:
        ValueError: the name or the JSON is not one of ours.
    """
    match name:
        case "queued":
            return Queued(json.loads(data)["place"])
        case "started":
            return Started()
        case "delta":
            return TextDelta(json.loads(data)["text"])
        case "answer":
            return Answered(AnswerBody.model_validate_json(data).answer())
        case "error":
            return Failed(error_of(json.loads(data), 200))
    raise ValueError(f"unknown event {name!r}")


def error_kind(code: str) -> type[LookdeskError]:
    """Return the class of errors with a code; the root of all where there is none."""
    kinds = (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, LookdeskError))
    return next((kind for kind in kinds if kind.code == code), LookdeskError)
