"""Conversations and turns over HTTP."""

from __future__ import annotations

import json
import threading

import httpx
import pytest

from lookdesk.client import Client
from lookdesk.errors import Cancelled, InvalidInput, NotFound
from lookdesk.events import Answered, Failed, Queued, Started, TextDelta
from lookdesk.records import Feedback, TurnState, Verdict
from lookdesk.wire import AskedBody


@pytest.fixture
def client(plain_address):
    with Client(plain_address) as client:
        yield client


def begin(client: Client, *pictures: bytes) -> str:
    conversation = client.start().id
    client.add_pictures(conversation, pictures)
    return conversation


def ask(client: Client, conversation: str, question: str, picture_ids=(), **asking):
    """Ask, and return where it went and the events."""
    asked, *events = client.ask_in(conversation, question, picture_ids, **asking)
    assert isinstance(asked, AskedBody)
    return asked, events


def test_a_conversation_is_asked_in_and_read_again(client, draw):
    conversation = begin(client, draw("red"), draw("blue"))
    ids = [picture.id for picture in client.conversation(conversation).pictures]
    asked, events = ask(client, conversation, "What is it?", ids)
    assert isinstance(events[-1], Answered)
    whole = client.conversation(conversation)
    assert [(turn.id, turn.state, turn.question) for turn in whole.turns] == [
        (asked.turn.id, TurnState.ANSWERED, "What is it?")
    ]
    assert whole.turns[0].answer.text == events[-1].answer.text
    assert (whole.title, [picture.number for picture in whole.pictures]) == ("What is it?", [1, 2])


def test_conversations_are_listed_searched_renamed_deleted_and_restored(client, draw):
    conversation = begin(client, draw("red"))
    ids = [picture.id for picture in client.conversation(conversation).pictures]
    ask(client, conversation, "这台独角兽保修几年？", ids)
    assert [each.id for each in client.conversations(search="独角兽").conversations] == [conversation]
    client.rename(conversation, "蓝色奶瓶")
    assert client.conversations(search="奶瓶").conversations[0].title == "蓝色奶瓶"
    client.delete(conversation)
    with pytest.raises(NotFound):
        client.conversation(conversation)
    client.restore(conversation)
    assert client.conversation(conversation).title == "蓝色奶瓶"


def test_as_json_the_answer_comes_with_where_it_went(plain_address, client, draw):
    conversation = begin(client, draw())
    ids = [picture.id for picture in client.conversation(conversation).pictures]
    form = {"question": (None, "What?"), "picture_ids": (None, ids[0])}
    url = f"{plain_address}/api/conversations/{conversation}/turns"
    response = httpx.post(url, files=form, trust_env=False)
    body = response.json()
    assert body["conversation"]["id"] == conversation
    assert (body["turn"]["state"], body["turn"]["answer"]["in_context"]) == ("answered", [1])
    assert client.turn(body["turn"]["id"]).answer.text == body["turn"]["text"]
    assert response.headers["Location"] == f"/api/turns/{body['turn']['id']}"


def test_another_picture_opens_a_new_conversation(client, draw):
    conversation = begin(client, draw())
    ids = [picture.id for picture in client.conversation(conversation).pictures]
    ask(client, conversation, "What?", ids)
    asked, events = ask(client, conversation, "换一张图")
    assert (asked.turn, events, asked.conversation.linked_from) == (None, [], conversation)
    assert client.start(linked_from=conversation).linked_from == conversation


def test_a_client_that_left_comes_back_to_the_rest(serve_api, open_desk, draw, until):
    gate = threading.Event()
    with Client(serve_api(open_desk("half ", gate, "done"))) as client:
        conversation = begin(client, draw())
        events = client.ask_in(conversation, "What?", [client.conversation(conversation).pictures[0].id])
        asked = next(events)
        assert [next(events) for _ in range(3)] == [Queued(0), Started(), TextDelta("half ")]
        events.close()
        gate.set()
        rest = list(client.follow(asked.turn.id, after=3))
        assert rest[0] == TextDelta("done")
        assert rest[-1].answer.text == "half done"
        assert list(client.follow(asked.turn.id, after=4)) == rest[1:]


def test_two_clients_hear_the_same_answer(serve_api, open_desk, draw):
    gate = threading.Event()
    with Client(serve_api(open_desk(gate, "done"))) as client:
        conversation = begin(client, draw())
        events = client.ask_in(conversation, "What?", [client.conversation(conversation).pictures[0].id])
        asked, other = next(events), []
        second = threading.Thread(target=lambda: other.extend(client.follow(asked.turn.id)))
        second.start()
        gate.set()
        mine = list(events)
        second.join(10)
        assert other == mine


def test_events_have_numbers_from_which_a_browser_goes_on(plain_address, client, draw):
    conversation = begin(client, draw())
    asked, events = ask(client, conversation, "What?", [client.conversation(conversation).pictures[0].id])
    url = f"{plain_address}/api/turns/{asked.turn.id}/events"
    told = httpx.get(url, headers={"Last-Event-ID": str(len(events) - 1)}, trust_env=False).text
    lines = told.strip().split("\n")
    assert lines[:2] == [f"id: {len(events)}", "event: answer"]
    assert json.loads(lines[2].removeprefix("data: "))["text"] == events[-1].answer.text


def test_a_retried_question_is_answered_once(client, draw):
    conversation = begin(client, draw())
    ids = [client.conversation(conversation).pictures[0].id]
    turns = {ask(client, conversation, "What?", ids, key="k")[0].turn.id for _ in range(3)}
    assert len(turns) == 1


def test_a_stopped_turn_ends_at_once_for_everyone(serve_api, open_desk, draw, until):
    desk = open_desk("half", threading.Event())
    with Client(serve_api(desk)) as client:
        conversation = begin(client, draw())
        events = client.ask_in(conversation, "What?", [client.conversation(conversation).pictures[0].id])
        asked = next(events)
        until(lambda: desk.status().running == 1)
        client.stop(asked.turn.id)
        *_, last = events
        assert isinstance(last, Failed)
        assert isinstance(last.error, Cancelled)
        assert client.turn(asked.turn.id).state is TurnState.INTERRUPTED
        assert desk.status().running == 0


def test_an_edited_question_takes_the_place_of_the_old_one(client, draw):
    conversation = begin(client, draw())
    asked, _ = ask(client, conversation, "What?", [client.conversation(conversation).pictures[0].id])
    again, *_ = client.regenerate(asked.turn.id, "Which?")
    assert [turn.question for turn in client.conversation(conversation).turns] == ["Which?"]
    assert again.turn.pictures == [1]


def test_feedback_is_given_and_taken_back(plain_address, client, draw):
    conversation = begin(client, draw())
    asked, _ = ask(client, conversation, "What?", [client.conversation(conversation).pictures[0].id])
    client.give_feedback(asked.turn.id, Feedback(Verdict.BAD, "wrong", "230 V"))
    assert client.turn(asked.turn.id).feedback.correction == "230 V"
    httpx.delete(f"{plain_address}/api/turns/{asked.turn.id}/feedback", trust_env=False)
    assert client.turn(asked.turn.id).feedback is None


def test_only_an_unasked_picture_can_be_taken_out(client, draw):
    conversation = begin(client, draw("red"), draw("blue"))
    ids = [picture.id for picture in client.conversation(conversation).pictures]
    ask(client, conversation, "What?", ids[:1])
    client.remove_picture(conversation, 2)
    with pytest.raises(InvalidInput):
        client.remove_picture(conversation, 1)
    assert [picture.number for picture in client.conversation(conversation).pictures] == [1]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/conversations", {"colour": "red"}),
        ("POST", "/api/conversations", {"title": "x" * 201}),
        ("GET", "/api/conversations?limit=0", None),
        ("GET", "/api/conversations?cursor=x", None),
        ("PATCH", "/api/conversations/CONVERSATION", {"title": ""}),
        ("PATCH", "/api/conversations/CONVERSATION", {"settings": {"temperature": 9}}),
        ("PATCH", "/api/conversations/CONVERSATION", {"settings": {"heat": 1}}),
        ("PUT", "/api/turns/x/feedback", {"verdict": "fine"}),
    ],
)
def test_what_is_unknown_or_out_of_bounds_is_refused(plain_address, client, method, path, body):
    path = path.replace("CONVERSATION", client.start().id)
    response = httpx.request(method, plain_address + path, json=body, trust_env=False)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid_input"
