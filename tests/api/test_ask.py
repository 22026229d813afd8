import json
import socket
import threading

import httpx
import pytest

from lookdesk.client import Client
from lookdesk.errors import (
    Cancelled,
    EngineError,
    EngineUnavailable,
    InvalidInput,
    InvalidPicture,
    NotFound,
    QueueFull,
)
from lookdesk.events import Answered, Failed, Queued, Started, TextDelta
from lookdesk.types import Certainty

WAIT_S = 10


def post(address, accept="application/json", **form):
    fields = [(name, value) for name, values in form.items() for value in values]
    return httpx.post(f"{address}/api/ask", files=fields, headers={"Accept": accept}, trust_env=False)


def leave_after_asking(address, jpeg, accept):
    """Send a question over a bare connection; return it, to be closed in mid-air."""
    host, port = address.removeprefix("http://").split(":")
    request = httpx.Request(
        "POST",
        f"{address}/api/ask",
        files=[("question", (None, b"What?")), ("pictures", ("a.jpg", jpeg))],
        headers={"Accept": accept},
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    connection = socket.create_connection((host, int(port)))
    connection.sendall(f"POST /api/ask HTTP/1.1\r\n{head}\r\n".encode() + request.read())
    return connection


def test_a_question_is_answered_as_json_with_its_evidence(plain_address, draw):
    response = post(plain_address, question=[(None, "What?")], pictures=[("a.jpg", draw())])
    answer = response.json()
    assert response.status_code == 200
    assert (answer["text"], answer["certainty"], answer["engine"]) == ("Picture 1 says: 64 × 48", "read", "fake")
    assert answer["evidence"][0]["box"] == [[0, 0], [64, 0], [64, 48], [0, 48]]
    assert answer["usage"] is None
    assert set(answer["timings"]) == {"queued_s", "first_text_s", "total_s"}


def test_a_question_is_answered_as_events(serve_api, open_desk, draw):
    with Client(serve_api(open_desk("230", " V"))) as client:
        *events, last = client.ask("What?", [draw()])
    assert events == [Queued(0), Started(), TextDelta("230"), TextDelta(" V")]
    assert isinstance(last, Answered)
    assert last.answer.text == "230 V"


def test_text_with_strange_line_ends_arrives_whole(serve_api, open_desk, draw):
    text = "a\u2028b\x85c\r\n\nd"
    with Client(serve_api(open_desk(text))) as client:
        assert TextDelta(text) in list(client.ask("What?", [draw()]))


def test_pictures_that_were_sent_before_are_asked_about_by_their_ids(plain_address, draw):
    with Client(plain_address) as client:
        (picture,) = client.send_pictures([draw()])
        answer = client.ask_once("What?", picture_ids=[picture.id])
    assert answer.certainty is Certainty.READ
    assert answer.evidence[0].picture_id == picture.id


def test_pictures_are_numbered_as_the_form_has_them(plain_address, draw):
    with Client(plain_address) as client:
        (first,) = client.send_pictures([draw(size=(32, 32))])
        form = {"picture_ids": [(None, first.id)], "pictures": [("b", draw())], "question": [(None, "What?")]}
        assert post(str(client.base_url), **form).json()["text"] == "Picture 1 says: 32 × 32"


def test_an_engine_that_fails_is_told_with_its_status(serve_api, open_desk, draw):
    with Client(serve_api(open_desk("half", EngineError("It crashed.")))) as client:
        with pytest.raises(EngineError, match="It crashed"):
            client.ask_once("What?", [draw()])
        *_, delta, last = client.ask("What?", [draw()])
    assert delta == TextDelta("half")
    assert isinstance(last, Failed)
    assert isinstance(last.error, EngineError)


def test_a_full_queue_answers_429_with_retry_after(serve_api, open_desk, draw):
    desk = open_desk(threading.Event(), slots=1, max_queue=1)
    address = serve_api(desk)
    waiting = [leave_after_asking(address, draw(), "application/json") for _ in range(2)]
    response = None
    while response is None or response.status_code != 429:
        response = httpx.post(
            f"{address}/api/ask",
            files=[("question", (None, b"What?")), ("pictures", ("a", draw()))],
            headers={"Accept": "text/event-stream"},
            trust_env=False,
        ) if desk.status().waiting else None  # fmt: skip
    assert response.json()["error"]["code"] == QueueFull.code
    assert int(response.headers["Retry-After"]) > 0
    for connection in waiting:
        connection.close()


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_place_is_free_when_nobody_has_listened_for_a_while(serve_api, open_desk, draw, until, accept):
    desk = open_desk(threading.Event(), slots=1, listener_timeout_s=0.2)
    address = serve_api(desk)
    connections = []
    for expected in ((1, 0), (1, 1)):
        connections.append(leave_after_asking(address, draw(), accept))
        until(lambda expected=expected: (desk.status().running, desk.status().waiting) == expected)
    running, waiting = connections
    waiting.close()
    until(lambda: desk.status().waiting == 0)
    running.close()
    until(lambda: desk.status().running == 0)


def test_a_client_can_withdraw_its_question(serve_api, open_desk, draw, until):
    desk = open_desk(threading.Event())
    cancel = threading.Event()
    with Client(serve_api(desk)) as client:
        events = client.ask("What?", [draw()], cancel=cancel)
        next(events)
        cancel.set()
        with pytest.raises(Cancelled):
            list(events)
    until(lambda: desk.status().running == 0)


def test_health_is_told_while_the_queue_is_full(serve_api, open_desk, draw, until):
    desk = open_desk(threading.Event(), slots=1, max_queue=64)
    address = serve_api(desk)
    connections = [leave_after_asking(address, draw(), "text/event-stream") for _ in range(65)]
    until(lambda: desk.status().waiting == 64)
    with Client(address) as client:
        health = client.health()
    assert (health.status, health.running, health.waiting) == ("ok", 1, 64)
    for connection in connections:
        connection.close()


def test_a_desk_that_is_not_there_is_told_as_such():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Client(f"http://127.0.0.1:{port}") as client, pytest.raises(EngineUnavailable, match="reached"):
        client.health()


@pytest.mark.parametrize(
    ("form", "error", "word"),
    [
        ({"question": [(None, "")]}, InvalidInput, "no question"),
        ({"question": [(None, "x" * 2001)]}, InvalidInput, "2001"),
        ({"question": [(None, b"\xff")]}, InvalidInput, "UTF-8"),
        ({"question": [(None, "a"), (None, "b")]}, InvalidInput, "twice"),
        ({"question": []}, InvalidInput, "no question"),
        ({"question": [(None, "a")], "detail": [(None, "huge")]}, InvalidInput, "'huge'"),
        ({"question": [(None, "a")], "detail": [(None, "x" * 17)]}, InvalidInput, "17 characters"),
        ({"question": [(None, "a")], "colour": [(None, "red")]}, InvalidInput, "'colour'"),
        ({"question": [(None, "a")], "picture_ids": [(None, "no such id")]}, NotFound, "no such picture"),
        ({"question": [(None, "a")], "pictures": [("a.jpg", b"hello")]}, InvalidPicture, ""),
    ],
)
def test_a_form_out_of_bounds_is_refused_with_the_one_shape(plain_address, draw, form, error, word):
    response = post(plain_address, **{"pictures": [("a.jpg", draw())], **form})
    body = response.json()["error"]
    assert response.status_code == error.status
    assert body["code"] == error.code
    assert word in body["message"]
    assert body["hint"]


def test_eleven_pictures_are_refused(plain_address, draw):
    with Client(plain_address) as client, pytest.raises(InvalidInput, match="too many pictures"):
        client.ask_once("What?", [draw((n, 0, 0)) for n in range(11)])


def test_a_question_without_a_picture_is_refused(plain_address):
    with Client(plain_address) as client, pytest.raises(InvalidInput, match="0 pictures"):
        client.ask_once("What?")


def test_an_error_in_the_stream_has_the_one_shape_too(serve_api, open_desk, draw):
    response = post(
        serve_api(open_desk(EngineError("It crashed.", hint="Ask again."))),
        "text/event-stream",
        question=[(None, "What?")],
        pictures=[("a", draw())],
    )
    data = json.loads(response.text.split("event: error\ndata: ")[1])
    assert data == EngineError("It crashed.", hint="Ask again.").as_dict()
