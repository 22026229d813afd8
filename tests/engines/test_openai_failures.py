"""A model server that fails, in every way that we know, and what is said about it."""

import contextlib
import socket
import threading
import time

import pytest
from hostile import (
    ANSWER,
    DONE,
    LOOKS,
    STREAM,
    always,
    ask,
    chunk,
    engine_for,
    event,
    plain,
    question,
    serving,
    text_of,
)

from lookdesk.engines import answers
from lookdesk.engines.openai import OpenAIEngine, Timeouts
from lookdesk.errors import Cancelled, EngineError, EngineUnavailable
from lookdesk.types import SamplingParams

SHORT = Timeouts(0.2, 0.2, 0.2)
AT_ONCE_S = 0.5


def failure_of(play, **options):
    with engine_for(play, **options) as engine, pytest.raises(EngineError) as failed:
        ask(engine)
    return failed.value


def after_cancel(engine, cancel, asked=None):
    """Cancel a little later; return how long the question took to end after that."""
    cancelled_at = []

    def withdraw():
        cancelled_at.append(time.monotonic())
        cancel.set()

    threading.Timer(0.1, withdraw).start()
    with pytest.raises(Cancelled):
        ask(engine, asked, cancel)
    return time.monotonic() - cancelled_at[0]


@contextlib.contextmanager
def full_listener():
    """Listen on a port whose queue is full: connections to it are neither taken nor refused."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(2):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


# --- connections ---


def test_a_connection_closed_while_idle_is_made_again():
    def play(caller):
        caller.request()
        caller.send(*ANSWER)
        caller.request()  # the second question arrives, and the connection is closed on it

    with engine_for(play) as engine:
        assert text_of(ask(engine)) == text_of(ask(engine)) == "230 V"


def test_a_connection_that_breaks_twice_is_given_up():
    seen = []

    def play(caller):
        caller.request()
        seen.append(caller.number)
        if caller.number == 0:
            caller.send(*ANSWER)
            caller.request()

    with engine_for(play) as engine:
        ask(engine)
        with pytest.raises(EngineUnavailable, match="without an answer"):
            ask(engine)
    assert seen == [0, 1]


def test_a_question_is_not_asked_twice_once_its_answer_began():
    seen = []

    def play(caller):
        while caller.request():
            seen.append(caller.number)
            if len(seen) == 2:
                caller.send(STREAM[:20])
                return
            caller.send(*ANSWER)

    with engine_for(play) as engine:
        ask(engine)
        with pytest.raises(EngineError, match="broke off"):
            ask(engine)
    assert seen == [0, 0]


def test_a_refused_connection_says_what_to_do():
    with (
        contextlib.closing(OpenAIEngine("http://127.0.0.1:9/v1", capabilities=LOOKS)) as engine,
        pytest.raises(EngineUnavailable, match="refuses the connection") as failed,
    ):
        ask(engine)
    assert "running" in failed.value.hint


def test_a_connection_that_is_not_taken_ends_with_its_time_out():
    with (
        full_listener() as address,
        contextlib.closing(OpenAIEngine(address, capabilities=LOOKS, timeouts=SHORT)) as engine,
        pytest.raises(EngineUnavailable) as failed,
    ):
        ask(engine)
    assert "connect_timeout_s" in failed.value.hint


def test_an_address_that_does_not_speak_tls_is_told():
    def play(caller):
        caller.sock.recv(64)
        caller.send(plain(400))

    with (
        serving(play) as address,
        contextlib.closing(OpenAIEngine(address.replace("http:", "https:"), capabilities=LOOKS)) as engine,
        pytest.raises(EngineUnavailable, match="TLS"),
    ):
        ask(engine)


def test_a_server_that_never_ends_its_tls_handshake_is_left():
    with (
        serving(lambda caller: caller.sock.recv(4096) and caller.wait_until_left()) as address,
        contextlib.closing(
            OpenAIEngine(address.replace("http:", "https:"), capabilities=LOOKS, timeouts=SHORT)
        ) as engine,
        pytest.raises(EngineUnavailable) as failed,
    ):
        ask(engine)
    assert "connect_timeout_s" in failed.value.hint


# --- time-outs and taking back ---


def test_no_first_token_in_time_names_its_setting():
    failed = failure_of(lambda caller: caller.request() and caller.wait_until_left(), timeouts=SHORT)
    assert "first_token_timeout_s" in failed.hint


@pytest.mark.parametrize(("begin", "setting"), [((), "first_token_timeout_s"), ((event("a"),), "token_timeout_s")])
def test_signs_of_life_are_no_tokens(begin, setting):
    def play(caller):
        caller.request()
        caller.send(STREAM, *begin)
        while True:
            caller.send(chunk(b": ping\n\n"), event(""))
            time.sleep(0.01)

    assert setting in failure_of(play, timeouts=SHORT).hint


def test_a_question_taken_back_while_connecting_ends_at_once():
    with (
        full_listener() as address,
        contextlib.closing(OpenAIEngine(address, capabilities=LOOKS)) as engine,
    ):
        assert after_cancel(engine, threading.Event()) < AT_ONCE_S


@pytest.mark.parametrize("begin", [(), (STREAM,), (STREAM, event("a"))])
def test_a_question_taken_back_closes_its_connection_wherever_it_waits(begin):
    left = threading.Event()

    def play(caller):
        caller.request()
        caller.send(*begin)
        if caller.wait_until_left():
            left.set()

    with engine_for(play) as engine:
        assert after_cancel(engine, threading.Event()) < AT_ONCE_S
        assert left.wait(AT_ONCE_S)


def test_a_question_taken_back_while_it_is_sent_ends_at_once():
    with engine_for(lambda caller: threading.Event().wait(0.6)) as engine:
        long = question(text="word " * 4_000_000)
        assert after_cancel(engine, threading.Event(), long) < AT_ONCE_S


def test_an_answer_that_is_left_closes_its_connection():
    left = threading.Event()

    def play(caller):
        caller.request()
        caller.send(STREAM, event("a"))
        if caller.wait_until_left():
            left.set()

    with engine_for(play) as engine:
        deltas = engine.generate(question(), SamplingParams(), threading.Event())
        next(deltas)
        deltas.close()
        assert left.wait(AT_ONCE_S)


def test_closing_the_engine_ends_its_answers():
    asked = threading.Event()

    def play(caller):
        caller.request()
        asked.set()
        caller.wait_until_left()

    with engine_for(play) as engine:
        threading.Thread(target=lambda: asked.wait(5) and engine.close()).start()
        with pytest.raises(EngineUnavailable, match="closed"):
            ask(engine)
        with pytest.raises(EngineUnavailable, match="closed"):
            ask(engine)


# --- what a server says ---


@pytest.mark.parametrize(
    ("status", "said", "kind", "told"),
    [
        (401, {"error": {"message": "bad"}}, EngineError, "LOOKDESK_ENGINE_KEY"),
        (403, "no", EngineError, "LOOKDESK_ENGINE_KEY"),
        (404, {"error": {"message": "model m not found"}}, EngineError, "model m not found"),
        (404, b"<html>nginx</html>", EngineError, "/v1"),
        (
            400,
            {"error": {"message": "This model's maximum context length is 4096 tokens"}},
            EngineError,
            "fewer pictures",
        ),
        (400, {"error": {"message": "too many", "type": "exceed_context_size_error"}}, EngineError, "fewer pictures"),
        (400, {"detail": [{"msg": "bad temperature"}]}, EngineError, "bad temperature"),
        (422, {"error": "bad"}, EngineError, "bad"),
        (429, {"error": {"message": "slow down"}}, EngineUnavailable, "slow down"),
        (500, b"\xff\x00oops", EngineError, "oops"),
        (503, {"error": {"message": "Loading model"}}, EngineUnavailable, "Loading model"),
        (200, {"error": "went wrong"}, EngineError, "went wrong"),
    ],
)
def test_a_refusal_says_what_happened_and_what_to_do(status, said, kind, told):
    failed = failure_of(always(plain(status, said, "Content-Type: application/json\r\n")))
    assert type(failed) is kind
    assert told in f"{failed} {failed.hint}"
    assert failed.hint


def test_a_busy_server_may_say_when_to_ask_again():
    assert failure_of(always(plain(429, b"", "Retry-After: 7\r\n"))).retry_after_s == 7
    assert failure_of(always(plain(429, b"", "Retry-After: 999999\r\n"))).retry_after_s == 60


def test_a_redirect_is_not_followed():
    failed = failure_of(always(plain(307, b"", "Location: http://127.0.0.1:9/v1/chat/completions\r\n")))
    assert "another address" in str(failed)


THOUGHT = b'data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}\n\n'


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ((event("a"),), "broke off"),
        ((event("a"), chunk(b"data: [DONE]\n\n"), b"0\r\n\r\n"), "broke off"),
        ((event("a"), event(error={"message": "out of memory"})), "out of memory"),
        ((chunk(b'data: {"error": "exceeds the available context size"}\n\n'),), "longer than the model's context"),
        ((chunk(b"data: {oops\n\n"),), "understood"),
        ((chunk(b"data: [1]\n\n"),), "understood"),
        ((chunk(b'data: {"choices": 3}\n\n'),), "understood"),
        ((chunk(b"data: " + b"[" * 100_000 + b"\n\n"),), "understood"),
        ((event("a"), event(finish="content_filter")), "content filter"),
        ((event("a"), event(finish="tool_calls")), "tool"),
        ((event("a"), event(finish="abort")), "abort"),
        ((b"nonsense\r\n",), "broke off"),
        (
            (chunk(b'data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}\n\n'), event(finish="length"), DONE),
            "thought",
        ),
    ],
)
def test_a_stream_that_is_no_answer_fails(pieces, told):
    def play(caller):
        caller.request()
        caller.send(STREAM, *pieces)

    assert told in str(failure_of(play))


@pytest.mark.parametrize("ending", [(), (b"nonsense\r\n",)])
def test_an_answer_whose_stream_breaks_after_its_finish_reason_is_complete(ending):
    def play(caller):
        caller.request()
        caller.send(STREAM, event("a"), event(finish="stop"), *ending)

    with engine_for(play) as engine:
        assert text_of(ask(engine)) == "a"


SOCKET_BUFFERS_BYTES = 16 * 2**20
"""What the system takes on either side although nobody reads it: Linux has up to 6 MB to receive and 4 MB to send."""


@pytest.mark.parametrize(
    "begin", [b"", STREAM, STREAM + chunk(b"data: "), plain(500)[:-19] + b"\r\nContent-Length: 99999999\r\n\r\n"]
)
def test_a_server_that_never_ends_a_line_does_not_fill_the_memory(begin):
    piece = b"x" * 65536
    sent = []

    def play(caller):
        caller.request()
        caller.send(begin)
        for _ in range(4000):
            caller.send(chunk(piece) if begin.startswith(STREAM) else piece)
            sent.append(1)

    failure_of(play)
    assert len(sent) * len(piece) < answers.MOST_LINE_BYTES + SOCKET_BUFFERS_BYTES
