"""What is kept, written out, taken in and removed on the command line, beside a desk that runs."""

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from lookdesk import settings
from lookdesk.cli import main
from lookdesk.conversations import Asking
from lookdesk.factory import make_conversations
from lookdesk.records import ConversationRecord, ConversationSettings, Selection
from lookdesk.stores import make_store


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("LOOKDESK_ENGINE", "fake")
    monkeypatch.setenv("LOOKDESK_OCR", "fake")
    monkeypatch.setenv("LOOKDESK_DATA_FOLDER", str(tmp_path / "kept"))
    return tmp_path


@pytest.fixture
def desk(folder):
    """A desk that runs all the while."""
    with contextlib.closing(make_conversations(settings.load())) as conversations:
        yield conversations


@pytest.fixture
def ask(desk, draw):
    def asked(question, colour="white"):
        found = desk.ask(Asking(question, [desk.receive(draw(colour), "local").id]), "local")
        found.live.answer()
        return found.conversation.id

    return asked


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def all_kept():
    with contextlib.closing(make_store(settings.load(), is_desk=False)) as store:
        return list(store.each(Selection()))


def test_what_is_exported_can_be_imported_elsewhere_and_beside_a_running_desk(ask, desk, folder, monkeypatch):
    ask("保修几年？")
    ask("多少钱？", "red")
    kept, file = all_kept(), folder / "all.zip"
    result = run("export", "--format", "zip", "--out", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2/2" in result.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["all.zip", "kept"]
    assert "0 conversations are new, 2 were known." in run("import", file).stdout
    desk.delete(kept[0].conversation.id, is_final=True)
    assert "1 conversations are new, 1 were known." in run("import", file).stdout
    assert desk.picture(kept[0].pictures[0].picture.id).size == (64, 48)
    assert desk.whole(kept[0].conversation.id, None).turns == kept[0].turns
    monkeypatch.setenv("LOOKDESK_DATA_FOLDER", str(folder / "elsewhere"))
    assert "2 conversations are new" in run("import", file).stdout
    assert all_kept() == kept


def test_text_goes_to_standard_output(ask):
    name, other = ask("保修几年？电话 13912345678"), ask("多少钱？", "red")
    for choice in (["--conversation", name], ["--search", "保修"], ["--until", "2100-01-01", "--search", "电话"]):
        _, line = run("export", *choice).stdout.splitlines()
        assert json.loads(line)["id"] == name
    assert other not in run("export", "--redact", "--conversation", name).stdout
    assert "13912345678" not in run("export", "--redact").stdout
    assert run("export", "--since", "2100-01-01", "--format", "csv").stdout.count("\n") == 1
    assert run("export", "--feedback", "bad", "--format", "openai").stdout == ""
    assert '"messages"' in run("export", "--format", "openai", "--no-pictures").stdout
    assert run("export", "--format", "openai", "--approved").stdout == ""


def test_what_cannot_be_done_is_told(desk, folder, monkeypatch):
    (folder / "note.txt").write_text("hello")
    for arguments, said in (
        (["export", "--conversation", "0" * 32], "no such conversation"),
        (["export", "--out", folder / "nowhere" / "a.jsonl"], "cannot be written"),
        (["import", folder / "nothing"], "cannot be read"),
        (["import", folder / "note.txt"], "no export of lookdesk"),
    ):
        result = run(*arguments)
        assert (result.exit_code, "Traceback" in result.output) == (2, False)
        assert said in result.stderr
    monkeypatch.setenv("LOOKDESK_EPHEMERAL", "1")
    assert "Nothing is kept" in run("export").stderr


def test_a_picture_that_cannot_be_read_is_told_of(ask, monkeypatch):
    ask("保修几年？")

    def fail(*_):
        raise settings.InvalidSetting("tired")

    monkeypatch.setattr("lookdesk.ocr.fake.FakeOCR.read", fail)
    assert "1 pictures were left out" in run("export", "--redact").stderr


def old(desk_store, days):
    asked_at = datetime.now(UTC) - timedelta(days=days)
    name = f"{days:032x}"
    desk_store.add_conversation(ConversationRecord(name, "local", "", "", ConversationSettings(), asked_at, asked_at))
    return name


def test_purging_removes_what_is_old_and_what_was_deleted_beside_a_running_desk(ask, desk, monkeypatch):
    deleted, stays = ask("保修几年？"), ask("多少钱？", "red")
    picture = desk.whole(deleted, None).pictures[0].picture.id
    desk.delete(deleted)
    with contextlib.closing(make_store(settings.load(), is_desk=False)) as store:
        old(store, 40)
        assert "1 conversations would be" in run("purge", "--older-than", 30, "--dry-run").stdout
        assert store.count(Selection()) == 2
        assert "0 old conversations were removed" in run("purge").stdout
        monkeypatch.setenv("LOOKDESK_KEEP_DAYS", "30")
        assert "1 old conversations were removed" in run("purge").stdout
        assert [whole.conversation.id for whole in store.each(Selection())] == [stays]
    assert not list((settings.load().data_folder / "pictures").rglob(picture))
