"""Rows of the tables as records, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from lookdesk.records import (
    ConversationRecord,
    ConversationSettings,
    Feedback,
    PictureRecord,
    TurnRecord,
    TurnState,
    Verdict,
)
from lookdesk.types import Answer, Detail, Size
from lookdesk.wire import AnswerBody


def conversation(row: Row[Any]) -> ConversationRecord:
    """Read a row of ``conversations``."""
    return ConversationRecord(
        id=row.id,
        owner=row.owner,
        title=row.title,
        linked_from=row.linked_from,
        settings=_settings(row.settings),
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
    )


def conversation_values(record: ConversationRecord) -> dict[str, Any]:
    """Write a row of ``conversations``."""
    return {
        "id": record.id,
        "owner": record.owner,
        "title": record.title,
        "linked_from": record.linked_from,
        "settings": settings_text(record.settings),
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def settings_text(settings: ConversationSettings) -> str:
    """Write what was chosen; what was not is left out."""
    return json.dumps({name: value for name, value in asdict(settings).items() if value is not None})


def _settings(said: str) -> ConversationSettings:
    values = json.loads(said)
    if "detail" in values:
        values["detail"] = Detail(values["detail"])
    return ConversationSettings(**values)


def picture(row: Row[Any]) -> PictureRecord:
    """Read a row of ``pictures``."""
    return PictureRecord(
        id=row.id,
        media_type=row.media_type,
        original_size=Size(row.original_width, row.original_height),
        size=Size(row.width, row.height),
        visual_tokens=row.visual_tokens,
    )


def picture_values(record: PictureRecord) -> dict[str, Any]:
    """Write a row of ``pictures``."""
    return {
        "id": record.id,
        "media_type": record.media_type,
        "original_width": record.original_size.width,
        "original_height": record.original_size.height,
        "width": record.size.width,
        "height": record.size.height,
        "visual_tokens": record.visual_tokens,
    }


def turn(row: Row[Any]) -> TurnRecord:
    """Read a row of ``turns``."""
    return TurnRecord(
        id=row.id,
        conversation=row.conversation,
        number=row.number,
        question=row.question,
        detail=Detail(row.detail),
        pictures=tuple(json.loads(row.pictures)),
        state=TurnState(row.state),
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        answer=AnswerBody.model_validate_json(row.answer).answer() if row.answer else None,
        text=row.text,
        error=row.error,
        feedback=Feedback(Verdict(row.verdict), row.reason, row.correction) if row.verdict else None,
    )


def turn_values(record: TurnRecord) -> dict[str, Any]:
    """Write a row of ``turns`` for a turn that has ended."""
    feedback = record.feedback
    return {
        "id": record.id,
        "conversation": record.conversation,
        "number": record.number,
        "question": record.question,
        "detail": record.detail,
        "pictures": json.dumps(list(record.pictures)),
        "state": record.state,
        "is_replaced": False,
        "asked_at": record.asked_at,
        "ended_at": record.ended_at,
        "text": record.text,
        "answer": answer_text(record.answer),
        "error": record.error,
        "verdict": feedback.verdict if feedback else None,
        "reason": feedback.reason if feedback else "",
        "correction": feedback.correction if feedback else "",
    }


def answer_text(answer: Answer | None) -> str | None:
    """Write an answer."""
    return AnswerBody.of(answer).model_dump_json() if answer else None
