"""What happens where the disk is full: nothing is half written, and what could not be kept is kept later."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kept_questions import ask, begin
from sqlalchemy import Engine, event

from lookdesk.conversations import Asking, Conversations
from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.errors import StoreUnavailable
from lookdesk.ocr.fake import FakeOCR
from lookdesk.records import TurnState
from lookdesk.stores.blobs import MemoryBlobs
from lookdesk.stores.sql import SQLStore

LONG = "保修几年？" * 400


class Disk:
    """Bounds the pages that every SQLite database may have."""

    pages = 2**31

    def bound(self, connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {self.pages}")


@pytest.fixture
def disk() -> Iterator[Disk]:
    bounded = Disk()
    event.listen(Engine, "checkout", bounded.bound)
    yield bounded
    event.remove(Engine, "checkout", bounded.bound)


def fill(store: SQLStore, conversation_id: str) -> None:
    for _ in range(1000):
        ask(store, conversation_id, LONG)


def test_on_a_full_disk_a_question_is_refused_and_nothing_is_half_written(tmp_path: Path, disk: Disk) -> None:
    with closing(SQLStore(f"sqlite:///{tmp_path}/desk.db")) as store:
        conversation_id = begin(store)
        disk.pages = 100
        with pytest.raises(StoreUnavailable, match="full"):
            fill(store, conversation_id)
        kept = store.whole(conversation_id).turns
        assert all(turn.question == LONG for turn in kept)
        with closing(sqlite3.connect(tmp_path / "desk.db")) as looking:
            (found,) = looking.execute("SELECT count(*) FROM search WHERE search MATCH '保修'").fetchone()
            assert found == len(kept)
            assert looking.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        disk.pages = 200
        assert ask(store, conversation_id).number == len(kept) + 1


class FullStore(SQLStore):
    """Has no room for turns, or for what came of them, while somebody says so."""

    is_full_for_questions = is_full_for_answers = False

    def add_turn(self, turn, opening=None):
        if self.is_full_for_questions:
            raise StoreUnavailable("There is no room.")
        return super().add_turn(turn, opening)

    def end_turn(self, turn_id, state, **came):
        if self.is_full_for_answers:
            raise StoreUnavailable("There is no room.")
        super().end_turn(turn_id, state, **came)


@pytest.fixture
def store(tmp_path: Path) -> FullStore:
    return FullStore(f"sqlite:///{tmp_path}/desk.db")


@pytest.fixture
def conversations(store: FullStore) -> Iterator[Conversations]:
    with closing(Conversations(Desk(FakeEngine(), FakeOCR()), store, MemoryBlobs(10**9))) as opened:
        yield opened


def asking(conversations: Conversations, draw: Callable[[], bytes]) -> Asking:
    return Asking("保修几年？", [conversations.receive(draw(), "local").id])


def test_a_question_that_cannot_be_kept_is_not_asked(
    conversations: Conversations, store: FullStore, draw: Callable[[], bytes]
) -> None:
    store.is_full_for_questions = True
    with pytest.raises(StoreUnavailable):
        conversations.ask(asking(conversations, draw), "local")
    assert conversations.listing("local").conversations == ()
    assert conversations.desk.status().running == 0


def test_a_refused_question_may_be_asked_again_with_its_key(
    conversations: Conversations, store: FullStore, draw: Callable[[], bytes]
) -> None:
    key = uuid.uuid4().hex
    keyed = Asking("保修几年？", asking(conversations, draw).picture_ids, key=key)
    store.is_full_for_questions = True
    with pytest.raises(StoreUnavailable):
        conversations.ask(keyed, "local")
    store.is_full_for_questions = False
    assert conversations.ask(keyed, "local").live is not None


def test_an_answer_that_cannot_be_kept_is_told_and_kept_when_there_is_room_again(
    conversations: Conversations,
    store: FullStore,
    draw: Callable[[], bytes],
    until: Callable[[Callable[[], bool]], None],
) -> None:
    store.is_full_for_answers = True
    asked = conversations.ask(asking(conversations, draw), "local")
    answer = asked.live.answer()
    assert conversations.turn(asked.turn.id, "local").state is TurnState.RUNNING
    store.is_full_for_answers = False
    until(lambda: conversations.turn(asked.turn.id, "local").state is TurnState.ANSWERED)
    assert conversations.turn(asked.turn.id, "local").text == answer.text


def test_an_answer_that_could_not_be_kept_is_kept_at_the_end(
    store: FullStore, draw: Callable[[], bytes], tmp_path: Path
) -> None:
    conversations = Conversations(Desk(FakeEngine(), FakeOCR()), store, MemoryBlobs(10**9))
    store.is_full_for_answers = True
    asked = conversations.ask(asking(conversations, draw), "local")
    asked.live.answer()
    store.is_full_for_answers = False
    conversations.close()
    with closing(SQLStore(f"sqlite:///{tmp_path}/desk.db")) as opened:
        assert opened.turn(asked.turn.id).state is TurnState.ANSWERED


class AwayBlobs(MemoryBlobs):
    """Cannot be reached while somebody says so."""

    is_away = False

    def remove(self, names):
        if self.is_away:
            raise StoreUnavailable("It is away.")
        super().remove(names)


def test_a_picture_that_could_not_be_removed_is_removed_later(store: FullStore, draw: Callable[[], bytes]) -> None:
    blobs = AwayBlobs(10**9)
    with closing(Conversations(Desk(FakeEngine(), FakeOCR()), store, blobs)) as conversations:
        asked = conversations.ask(asking(conversations, draw), "local")
        asked.live.answer()
        (numbered,) = conversations.whole(asked.conversation.id, "local").pictures
        blobs.is_away = True
        with pytest.raises(StoreUnavailable):
            conversations.delete(asked.conversation.id, is_final=True)
        assert blobs.has(numbered.picture.id)
        blobs.is_away = False
        conversations.purge()
        assert not blobs.has(numbered.picture.id)
