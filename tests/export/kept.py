"""Conversations as they may be kept, with pictures that are drawn on the spot."""

from __future__ import annotations

import io
import itertools
import random
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PIL import Image

from lookdesk import pictures
from lookdesk.export import Export, Format, KeptPictures, take_in
from lookdesk.ocr.fake import FakeOCR
from lookdesk.records import (
    ConversationRecord,
    ConversationSettings,
    Feedback,
    NumberedPicture,
    PictureRecord,
    Selection,
    TurnRecord,
    TurnState,
    Verdict,
    Whole,
)
from lookdesk.stores.blobs import MemoryBlobs
from lookdesk.stores.sql import SQLStore
from lookdesk.types import Answer, Box, Certainty, Detail, Evidence, SeenPicture, Size, TextLine, Timings, Usage

NOW = datetime(2026, 11, 1, 12, 30, 15, 123456, UTC)
_colours = itertools.count()


class Place:
    """A store with its pictures."""

    def __init__(self) -> None:
        self.store = SQLStore("sqlite://")
        self.blobs = MemoryBlobs(10**9)

    def add(self, *turns: TurnRecord, title: str = "保修", pictures: Sequence[bytes] = ()) -> Whole:
        """Keep a conversation."""
        name = uuid.uuid4().hex
        chosen = ConversationSettings(0.5, 64, Detail.HIGH)
        record = ConversationRecord(name, "local", title, uuid.uuid4().hex, chosen, NOW, NOW + timedelta(hours=1))
        numbered = tuple(NumberedPicture(number, self.keep(content)) for number, content in enumerate(pictures, 1))
        whole = Whole(record, numbered, tuple(belonging(turn, name, numbered) for turn in turns))
        assert self.store.add_whole(whole)
        return whole

    def keep(self, content: bytes) -> PictureRecord:
        """Keep a picture's bytes."""
        picture = pictures.load(content)
        self.blobs.put(picture.id, content)
        return PictureRecord.of(picture)

    def all(self) -> list[Whole]:
        """Return what is kept."""
        return list(self.store.each(Selection()))

    def export(self, kind: Format, lines: Sequence[TextLine] = (), **options: bool) -> bytes:
        """Export everything; ``lines`` stand in every picture."""
        source = KeptPictures(self.blobs, FakeOCR(lines))
        return b"".join(Export(source, kind, **options).write(self.store.each(Selection())))

    def take(self, content: bytes) -> tuple[int, int, int]:
        """Import a file."""
        taken = take_in(io.BytesIO(content), self.store, self.blobs)
        return taken.added, taken.known, taken.without_bytes


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """Draw a picture that no other one is like."""
    out, number = io.BytesIO(), next(_colours)
    image = Image.new("RGB", size, (0, 120, 200))
    image.paste(Image.frombytes("RGB", (16, 16), random.Random(number).randbytes(3 * 16 * 16)))
    image.save(out, kind)
    return out.getvalue()


def asked(
    number: int = 1,
    question: str = "保修几年？",
    answer: str = "保修三年。",
    *,
    evidence: str = "保修三年",
    feedback: Feedback | None = None,
    shown: tuple[int, ...] = (),
) -> TurnRecord:
    """Make an answered turn."""
    said = Answer(
        answer,
        Certainty.READ,
        "reader",
        tuple(Evidence(evidence, each, "", Box.upright(1, 2, 60.5, 20), evidence, 0.93) for each in shown),
        advice="请重拍。",
        usage=Usage(7, 5, 3),
        timings=Timings(0.1, 0.2, 0.3),
        model="tiny",
        seen=tuple(SeenPicture(each, Size(96, 32), 3) for each in shown),
        in_context=shown,
    )
    return TurnRecord(
        uuid.uuid4().hex,
        "",
        number,
        question,
        Detail.LOW,
        shown,
        TurnState.ANSWERED,
        NOW,
        NOW + timedelta(seconds=3, microseconds=7),
        said,
        answer,
        feedback=feedback,
    )


def unanswered(number: int, state: TurnState = TurnState.FAILED) -> TurnRecord:
    """Make a turn without an answer."""
    error = "engine_failed" if state is TurnState.FAILED else ""
    return TurnRecord(uuid.uuid4().hex, "", number, "还有吗？", Detail.NORMAL, (), state, NOW, error=error, text="半")


def belonging(turn: TurnRecord, conversation: str, numbered: Sequence[NumberedPicture]) -> TurnRecord:
    """Give a turn its place."""
    ids = {each.number: each.picture.id for each in numbered}
    answer = turn.answer and replace(
        turn.answer,
        evidence=tuple(replace(each, picture_id=ids[each.picture_number]) for each in turn.answer.evidence),
    )
    return replace(turn, conversation=conversation, answer=answer)


def several(place: Place) -> None:
    """Keep conversations of every kind."""
    bad = Feedback(Verdict.BAD, "不对", "保修两年。")
    shared = picture()
    place.add(asked(1, shown=(1, 2)), asked(2, feedback=bad), unanswered(3), pictures=[shared, picture("PNG")])
    place.add(asked(feedback=Feedback(Verdict.GOOD), shown=(1,)), pictures=[shared])
    place.add(unanswered(1, TurnState.INTERRUPTED), title="")
    place.add(title="没有问题")
