"""What is deleted, or kept long enough, is gone: its rows, its pictures' files, and what memory holds of them."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest

from lookdesk import conversations as module
from lookdesk.conversations import Asking, Conversations
from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.errors import NotFound
from lookdesk.ocr.fake import FakeOCR
from lookdesk.pictures import load
from lookdesk.records import ConversationRecord, ConversationSettings, NumberedPicture, PictureRecord, Whole
from lookdesk.stores.blobs import FolderBlobs
from lookdesk.stores.sql import SQLStore


@pytest.fixture
def keep(tmp_path):
    with contextlib.ExitStack() as stack:

        def kept(store=None, engine=None, **options):
            desk = Desk(engine or FakeEngine(), FakeOCR())
            blobs = FolderBlobs(tmp_path / "pictures")
            opened = Conversations(desk, store or SQLStore("sqlite://"), blobs, **options)
            return stack.enter_context(contextlib.closing(opened))

        yield kept


def files(tmp_path):
    return {path.name for path in (tmp_path / "pictures").rglob("*") if path.is_file()}


def test_deleting_for_good_removes_the_pictures_that_nobody_else_uses(keep, draw, tmp_path):
    engine = FakeEngine()
    desk = keep(engine=engine)
    own, shared = (desk.receive(draw(colour), "local").id for colour in ("red", "blue"))
    gone, stays = desk.ask(Asking("两张？", [own, shared]), "local"), desk.ask(Asking("一张？", [shared]), "local")
    for asked in (gone, stays):
        asked.live.answer()
    assert files(tmp_path) == {own, shared}
    desk.delete(gone.conversation.id, is_final=True)
    assert files(tmp_path) == {shared}
    for look in (desk.picture, desk.content, desk.desk.picture, lambda name: desk.owned_picture(name, "local")):
        with pytest.raises(NotFound):
            look(own)
    assert engine.forgotten == [own]
    assert desk.owned_picture(shared, "local").id == shared


def test_a_conversation_that_can_be_brought_back_keeps_its_pictures(keep, draw, tmp_path):
    desk = keep()
    asked = desk.ask(Asking("几个？", [desk.receive(draw(), "local").id]), "local")
    asked.live.answer()
    desk.delete(asked.conversation.id)
    assert len(files(tmp_path)) == 1
    desk.restore(asked.conversation.id, "local")
    assert desk.whole(asked.conversation.id, None).pictures[0].number == 1


@pytest.fixture
def aged(draw, tmp_path):
    """Keep conversations of 40 and of 20 days ago, with a picture each; return the store and the pictures."""
    store, blobs, names = SQLStore("sqlite://"), FolderBlobs(tmp_path / "pictures"), []
    for days, colour in ((40, "red"), (20, "blue")):
        asked_at = datetime.now(UTC) - timedelta(days=days)
        picture = load(draw(colour))
        blobs.put(picture.id, picture.content)
        record = ConversationRecord(f"{days:032x}", "local", "", "", ConversationSettings(), asked_at, asked_at)
        store.add_whole(Whole(record, (NumberedPicture(1, PictureRecord.of(picture)),), ()))
        names.append(picture.id)
    return store, names


def test_what_is_older_than_may_be_kept_is_removed_by_itself(keep, aged, tmp_path, monkeypatch, until):
    store, (_, young) = aged
    monkeypatch.setattr(module, "LOOK_S", 0.005)
    monkeypatch.setattr(module, "TIDY_S", 0.0)
    desk = keep(store, keep_days=30)
    until(lambda: files(tmp_path) == {young})
    assert [record.id for record in desk.listing(None).conversations] == [f"{20:032x}"]


def test_everything_is_kept_where_nothing_is_said(keep, aged, tmp_path, monkeypatch, until):
    store, names = aged
    monkeypatch.setattr(module, "LOOK_S", 0.005)
    monkeypatch.setattr(module, "TIDY_S", 0.0)
    rounds = []
    remove = store.remove
    monkeypatch.setattr(store, "remove", lambda **what: rounds.append(what) or remove(**what))
    keep(store)
    until(lambda: len(rounds) > 2)
    assert files(tmp_path) == set(names)
