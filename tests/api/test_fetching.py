"""Conversations fetched over HTTP."""

import contextlib
import csv
import io
import json
import zipfile

import httpx
import pytest

from lookdesk.api import make_api
from lookdesk.conversations import Asking
from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.export import SCHEMA_FILE
from lookdesk.ocr.fake import FakeOCR
from lookdesk.records import Feedback, Verdict
from lookdesk.settings import load
from running import keeping, running


@pytest.fixture
def conversations():
    with contextlib.closing(keeping(Desk(FakeEngine(), FakeOCR()))) as kept:
        yield kept


@pytest.fixture
def fetch(conversations):
    with running(make_api(conversations, load({}, {}))) as address, httpx.Client(base_url=address) as client:

        def fetched(path, **query):
            return client.get(path, params=query)

        yield fetched


@pytest.fixture
def ask(conversations, draw):
    def asked(question, owner="local", colour="white"):
        name = conversations.receive(draw(colour), owner).id
        found = conversations.ask(Asking(question, [name]), owner)
        found.live.answer()
        return found

    return asked


def ids(answer):
    return [json.loads(line)["id"] for line in answer.text.splitlines()[1:]]


def test_everybody_fetches_what_is_theirs(fetch, ask):
    own = ask("打给 13912345678 吗？").conversation.id
    theirs = ask("别人的", owner="somebody else").conversation.id
    answer = fetch("/api/export")
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["content-disposition"] == 'attachment; filename="lookdesk.jsonl"'
    assert ids(answer) == ids(fetch(f"/api/conversations/{own}/export")) == [own]
    assert fetch(f"/api/conversations/{theirs}/export").status_code == 404
    assert "13912345678" in answer.text
    assert "13912345678" not in fetch("/api/export", redact=True).text


def test_every_format_can_be_fetched(fetch, ask):
    ask("保修几年？")
    names = zipfile.ZipFile(io.BytesIO(fetch("/api/export", format="zip").content)).namelist()
    assert [name.partition("/")[0] for name in names] == ["pictures", "conversations"]
    (row,) = csv.DictReader(io.StringIO(fetch("/api/export", format="csv").text.lstrip("\ufeff")))
    assert row["question"] == "保修几年？"
    assert "image_url" in fetch("/api/export", format="openai").text
    assert "image_url" not in fetch("/api/export", format="openai", pictures=False).text
    assert fetch("/api/export", format="openai", approved=True).text == ""
    assert fetch("/api/export", format="xml").status_code == 400


def test_a_file_has_what_is_asked_for(fetch, ask, conversations):
    first, second = ask("保修几年？"), ask("多少钱？", colour="red")
    conversations.give_feedback(first.turn.id, Feedback(Verdict.GOOD))
    name, other = first.conversation.id, second.conversation.id
    between = conversations.owned(other, None).updated_at.isoformat()
    assert ids(fetch("/api/export", search="保修")) == ids(fetch("/api/export", feedback="good")) == [name]
    assert ids(fetch("/api/export", until=between)) == [name]
    assert ids(fetch("/api/export", since=between)) == [other]
    assert fetch("/api/export", since="yesterday").status_code == 400


def test_an_export_takes_no_picture_from_those_that_are_asked_about(fetch, ask, conversations):
    name = ask("保修几年？").turn
    picture = conversations.whole(name.conversation, None).pictures[0].picture.id
    conversations.desk.forget([picture])
    assert fetch("/api/export", format="zip", redact=True).status_code == 200
    with pytest.raises(Exception, match="no such picture"):
        conversations.desk.picture(picture)


def test_the_schema_is_published(fetch):
    assert fetch("/api/export/schema").json() == json.loads(SCHEMA_FILE.read_text())
