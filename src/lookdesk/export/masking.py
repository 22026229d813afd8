"""A conversation on its way out: as it is, or without what is private in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from lookdesk.errors import LookdeskError, NotFound
from lookdesk.export.redaction import private_values, redact_picture, redact_text
from lookdesk.export.sources import PictureSource
from lookdesk.records import Feedback, NumberedPicture, PictureRecord, TurnRecord, Whole
from lookdesk.types import Answer, Evidence, TextLine


class Leaving(Protocol):
    """A conversation on its way out."""

    left_out: int
    """Pictures that could not go along."""

    def pictures(self) -> Iterator[tuple[NumberedPicture, bytes]]:
        """Yield its pictures with their bytes; to be gone through at most once."""
        ...

    def conversation(self) -> Whole:
        """Return the conversation that these pictures belong to."""
        ...


class Plain:
    """A conversation as it is."""

    def __init__(self, whole: Whole, source: PictureSource) -> None:
        """Take a conversation."""
        self.left_out = 0
        self._whole = whole
        self._source = source

    def pictures(self) -> Iterator[tuple[NumberedPicture, bytes]]:
        """Yield the pictures whose bytes are kept."""
        for numbered in self._whole.pictures:
            try:
                content = self._source.content(numbered.picture.id)
            except NotFound:
                self.left_out += 1
                continue
            yield numbered, content

    def conversation(self) -> Whole:
        """Return it as it is."""
        return self._whole


class Redacted:
    """A conversation without what is private in it.

    A picture gets black boxes, and with its bytes another id. One that cannot be read is left out, as nobody knows
    what is private in it.
    """

    def __init__(self, whole: Whole, source: PictureSource) -> None:
        """Take a conversation."""
        self.left_out = 0
        self._whole = whole
        self._source = source
        self._private: set[str] = set()
        self._kept: dict[int, PictureRecord] | None = None

    def pictures(self) -> Iterator[tuple[NumberedPicture, bytes]]:
        """Yield the pictures with black boxes, and remember what was private in them."""
        self._kept = {}
        for number, record in ((each.number, each.picture) for each in self._whole.pictures):
            # what the answers quote of it, where it cannot be read itself
            self._private |= private_values(_quoted(self._whole, number), record.size)
            try:
                picture = record.picture(self._source.content(record.id))
                lines = self._source.read(picture)
                content = redact_picture(picture, lines)
            except LookdeskError:
                self.left_out += 1
                continue
            self._private |= private_values(lines, record.size)
            name = hashlib.sha256(content).hexdigest()
            self._kept[number] = PictureRecord(name, "image/jpeg", record.size, record.size, record.visual_tokens)
            yield NumberedPicture(number, self._kept[number]), content

    def conversation(self) -> Whole:
        """Return the conversation with masks in its texts."""
        if self._kept is None:
            for _ in self.pictures():
                pass
        kept, record = self._kept or {}, self._whole.conversation
        return Whole(
            replace(record, title=self._masked(record.title), owner=self._masked(record.owner)),
            tuple(NumberedPicture(number, picture) for number, picture in kept.items()),
            tuple(self._turn(turn, kept) for turn in self._whole.turns),
        )

    def _turn(self, turn: TurnRecord, kept: dict[int, PictureRecord]) -> TurnRecord:
        feedback = turn.feedback
        return replace(
            turn,
            question=self._masked(turn.question),
            text=self._masked(turn.text),
            pictures=_those(turn.pictures, kept),
            answer=self._answer(turn.answer, kept) if turn.answer else None,
            feedback=Feedback(feedback.verdict, self._masked(feedback.reason), self._masked(feedback.correction))
            if feedback
            else None,
        )

    def _answer(self, answer: Answer, kept: dict[int, PictureRecord]) -> Answer:
        return replace(
            answer,
            text=self._masked(answer.text),
            advice=self._masked(answer.advice),
            evidence=tuple(
                self._evidence(each, kept[each.picture_number])
                for each in answer.evidence
                if each.picture_number in kept
            ),
            seen=tuple(seen for seen in answer.seen if seen.number in kept),
            in_context=_those(answer.in_context, kept),
        )

    def _evidence(self, evidence: Evidence, picture: PictureRecord) -> Evidence:
        """Mask evidence; a value in a line that says what it is private by is private itself."""
        text = self._masked(evidence.text)
        value = self._masked(evidence.value)
        if evidence.value in evidence.text and evidence.value not in text:
            value = text if value == evidence.value else value
        return replace(evidence, value=value, text=text, picture_id=picture.id)

    def _masked(self, text: str) -> str:
        return redact_text(text, self._private)


def _quoted(whole: Whole, number: int) -> list[TextLine]:
    """Return the lines that answers quote from a picture."""
    found = {
        evidence.text: TextLine(evidence.text, evidence.box, evidence.score)
        for turn in whole.turns
        if turn.answer
        for evidence in turn.answer.evidence
        if evidence.picture_number == number
    }
    return list(found.values())


def _those(numbers: tuple[int, ...], kept: dict[int, PictureRecord]) -> tuple[int, ...]:
    return tuple(number for number in numbers if number in kept)
