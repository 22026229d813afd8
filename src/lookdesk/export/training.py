"""Fine-tuning examples as OpenAI's API takes them: one conversation a line, as chat messages with pictures.

Source: OpenAI's guides to supervised and to vision fine-tuning: ``messages``, pictures as data URLs in the user's
messages, and ``weight`` 0 for an answer that is context but not to be learned.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

from lookdesk import pictures, prompts
from lookdesk.export.masking import Leaving
from lookdesk.records import TurnRecord, Verdict
from lookdesk.types import Picture

SIDE = 2048
"""Pixels that a picture has at most. Source: OpenAI's guide to vision: at high detail a picture is fitted into a
square of 2,048 pixels."""


def write(leaving: Iterable[Leaving], *, has_pictures: bool, is_approved: bool) -> Iterator[bytes]:
    """Yield an example for each conversation in which there is an answer to learn.

    Args:
        leaving: the conversations.
        has_pictures: whether pictures go along; else the questions stand alone.
        is_approved: whether only answers are learned that somebody found good or corrected; else all but bad ones.
    """
    for one in leaving:
        urls = (
            {each.number: _url(each.picture.picture(content)) for each, content in one.pictures()}
            if has_pictures
            else {}
        )
        turns = [turn for turn in one.conversation().turns if turn.answer is not None]
        weights = [_weight(turn, is_approved=is_approved) for turn in turns]
        if any(weights):
            messages: list[dict[str, Any]] = [{"role": "system", "content": prompts.SYSTEM_TEXT}]
            for turn, weight in zip(turns, weights, strict=True):
                messages.append({"role": "user", "content": _content(turn, urls)})
                messages.append({"role": "assistant", "content": _answer(turn), "weight": weight})
            yield json.dumps({"messages": messages}, ensure_ascii=False).encode() + b"\n"


def _weight(turn: TurnRecord, *, is_approved: bool) -> int:
    feedback = turn.feedback
    if feedback is None:
        return 0 if is_approved else 1
    return 1 if feedback.verdict is Verdict.GOOD or feedback.correction else 0


def _answer(turn: TurnRecord) -> str:
    return (turn.feedback.correction if turn.feedback else "") or turn.text


def _content(turn: TurnRecord, urls: dict[int, str]) -> str | list[dict[str, Any]]:
    """Write a question as an engine gets it: each picture with its label, then the text."""
    parts: list[dict[str, Any]] = []
    for number in turn.pictures:
        if number in urls:
            parts.append({"type": "text", "text": prompts.label(number)})
            parts.append({"type": "image_url", "image_url": {"url": urls[number]}})
    return [*parts, {"type": "text", "text": turn.question}] if parts else turn.question


def _url(picture: Picture) -> str:
    shown = pictures.thumbnail(picture, SIDE)
    return f"data:image/jpeg;base64,{base64.b64encode(shown).decode()}"
