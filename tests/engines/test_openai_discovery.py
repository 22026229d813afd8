"""What is found out about a model server, and what is said while it is not there."""

import contextlib
import threading

import pytest
from hostile import ANSWER, ask, plain, question, serving, text_of

from lookdesk.engines.openai import OpenAIEngine, make
from lookdesk.errors import EngineUnavailable
from lookdesk.settings import load
from lookdesk.testing.engine_contract import wait_until_ready
from lookdesk.types import EngineState

MODELS = {"data": [{"id": "qwen", "max_model_len": 32768}, {"id": "/srv/other.gguf"}]}


LISTED, NOT_FOUND = plain(200, MODELS), plain(404)


def model_server(models=LISTED, props=NOT_FOUND, counted=(9, 75), looking=None):
    """Return a play of a server: its answers to each route, and the prompt tokens without and with a picture."""

    def play(caller):
        while request := caller.request():
            path, _, body = request
            has_picture = "image_url" in str(body)
            if path == "/v1/models":
                caller.send(models() if callable(models) else models)
            elif path == "/props":
                caller.send(props)
            elif body.get("stream"):
                caller.send(*ANSWER)
            elif has_picture and looking:
                caller.send(looking)
            else:
                caller.send(plain(200, {"choices": [], "usage": {"prompt_tokens": counted[has_picture]}}))

    return play


@contextlib.contextmanager
def discovered(play, **settings):
    with (
        serving(play) as address,
        contextlib.closing(make(load({"engine": address, **settings}, {}))) as engine,
    ):
        yield engine


def reason_of(engine, until, state=EngineState.DOWN):
    until(lambda: engine.status().state is state and not engine.status().reason.startswith("asking"))
    return engine.status().reason


def test_a_server_is_asked_for_its_first_model_and_its_context():
    with discovered(model_server()) as engine:
        wait_until_ready(engine)
        assert engine.status().model == "qwen"
        can = engine.capabilities
    assert (can.images, can.context_tokens, can.slots, can.max_images, can.picture_tokens) == (True, 32768, 8, 10, 2048)


def test_the_settings_say_which_model_how_many_slots_and_how_many_tokens_a_picture_has():
    with discovered(model_server(), engine_model="other.gguf", slots=3, picture_tokens=512) as engine:
        wait_until_ready(engine)
        assert engine.status().model == "other.gguf"
        assert (engine.capabilities.slots, engine.capabilities.picture_tokens) == (3, 512)


def test_llama_cpp_tells_slots_context_and_vision():
    props = {"total_slots": 5, "default_generation_settings": {"n_ctx": 4096}, "modalities": {"vision": False}}
    with discovered(model_server(props=plain(200, props))) as engine:
        wait_until_ready(engine)
        can = engine.capabilities
    assert (can.images, can.context_tokens, can.slots) == (False, 4096, 5)


@pytest.mark.parametrize("status", [400, 415, 422, 500])
def test_a_model_that_refuses_a_picture_reads_instead(status):
    with discovered(model_server(looking=plain(status, {"error": "image input is not supported"}))) as engine:
        wait_until_ready(engine)
        assert not engine.capabilities.images


def test_a_model_that_ignores_a_picture_reads_instead():
    with discovered(model_server(counted=(9, 9))) as engine:
        wait_until_ready(engine)
        assert not engine.capabilities.images


@pytest.mark.parametrize(
    ("models", "told"),
    [
        (plain(401), "LOOKDESK_ENGINE_KEY"),
        (plain(404), "/v1"),
        (plain(200, b"<html>"), "OpenAI"),
        (plain(200, [1]), "OpenAI"),
        (plain(200, {"data": []}), "no model"),
        (plain(302), "really is"),
        (plain(500, b"oops"), "oops"),
        (b"nonsense\r\n\r\n", "not HTTP"),
    ],
)
def test_a_server_that_cannot_be_used_says_what_to_do(models, told, until):
    with discovered(model_server(models)) as engine:
        assert told in reason_of(engine, until)
        with pytest.raises(EngineUnavailable):
            ask(engine)


def test_a_model_that_is_not_there_is_answered_with_those_that_are(until):
    with discovered(model_server(), engine_model="gemma") as engine:
        assert "qwen, /srv/other.gguf" in reason_of(engine, until)


def test_a_server_that_loads_its_model_is_loading_until_it_is_ready(until):
    answers = iter([plain(503), plain(200, MODELS)])
    with discovered(model_server(lambda: next(answers))) as engine:
        assert "loading" in reason_of(engine, until, EngineState.LOADING)
        wait_until_ready(engine)


def test_a_server_that_went_away_is_found_again(until):
    with serving(model_server()) as address:
        engine = OpenAIEngine(address)
        wait_until_ready(engine)
    with contextlib.closing(engine):
        with pytest.raises(EngineUnavailable):
            ask(engine)
        assert "refuses the connection" in reason_of(engine, until)
        with serving(model_server(), port=int(address[:-3].rpartition(":")[2])):
            wait_until_ready(engine)
            assert text_of(ask(engine)) == "230 V"


def test_nothing_is_warmed_while_the_server_is_away(until):
    with contextlib.closing(OpenAIEngine("http://127.0.0.1:9/v1")) as engine:
        reason_of(engine, until)
        engine.warm(question(), threading.Event())


def test_closing_ends_the_looking_at_once():
    held = threading.Event()
    with discovered(lambda caller: held.wait(5)) as engine:
        engine.close()
        held.set()
        assert not any(thread.name == "lookdesk-engine-search" for thread in threading.enumerate())
        assert engine.status().reason == "closed"
