"""The model client on a real model server."""

import contextlib
import json
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from hostile import ask, picture, question, text_of

from lookdesk.engines.openai import OpenAIEngine
from lookdesk.errors import Cancelled, EngineError
from lookdesk.prompts import render
from lookdesk.testing.engine_contract import wait_until_ready
from lookdesk.types import Round, SamplingParams, Size
from model_servers import KEY, looking_server, text_server


@pytest.fixture(scope="module")
def engine():
    with contextlib.closing(OpenAIEngine(looking_server() + "/v1", key=KEY)) as made:
        wait_until_ready(made)
        yield made


def busy_slots():
    request = urllib.request.Request(looking_server() + "/slots", headers={"Authorization": f"Bearer {KEY}"})
    with urllib.request.urlopen(request) as response:
        return sum(slot["is_processing"] for slot in json.load(response))


def test_the_server_tells_what_it_is(engine):
    can = engine.capabilities
    assert (can.images, can.slots, can.context_tokens) == (True, 2, 8192)
    assert engine.status().model == "tiny.gguf"


def test_a_model_without_vision_is_recognised():
    with contextlib.closing(OpenAIEngine(text_server() + "/v1", key=KEY)) as engine:
        wait_until_ready(engine)
        assert not engine.capabilities.images
        assert text_of(ask(engine, question(picture(lines=("230 V",)))))


def test_a_wrong_key_is_told(until):
    with contextlib.closing(OpenAIEngine(looking_server() + "/v1", key="wrong")) as engine:
        until(lambda: "LOOKDESK_ENGINE_KEY" in engine.status().reason)


def test_a_picture_takes_a_token_for_every_32_by_32_pixels(engine):
    tokens = [
        ask(engine, question(picture(seen_size=size)), max_tokens=1)[-1].usage.prompt_tokens
        for size in (Size(32, 32), Size(320, 256))
    ]
    assert tokens[1] - tokens[0] == 80 - 1


def test_a_model_may_choose_from_all_tokens(engine):
    assert text_of(ask(engine, top_k=0, max_tokens=4))


def test_an_answer_taken_back_frees_its_slot_within_a_second(engine, until):
    cancel = threading.Event()
    long = SamplingParams(max_tokens=6000, json_schema={"const": "0123456789" * 500})
    deltas = engine.generate(question(picture()), long, cancel)
    next(deltas)
    assert busy_slots() == 1
    cancel.set()
    began_at = time.monotonic()
    with pytest.raises(Cancelled):
        list(deltas)
    until(lambda: busy_slots() == 0)
    assert time.monotonic() - began_at < 1


def test_a_warmed_picture_is_found_in_the_cache(engine):
    part = picture("green", seen_size=Size(320, 320))
    engine.warm(render([Round("", (part,))], "Be brief."), threading.Event())
    usage = ask(engine, render([Round("What is this?", (part,))], "Be brief."), max_tokens=1)[-1].usage
    assert usage.cached_tokens > 100


def test_a_question_that_is_too_long_says_how_to_shorten_it(engine):
    with pytest.raises(EngineError, match="context") as failed:
        ask(engine, question(text="word " * 9000))
    assert "fewer pictures" in failed.value.hint


def test_more_questions_than_slots_are_all_answered(engine):
    shapes = [{"const": f"number {number}"} for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda shape: text_of(ask(engine, question(picture()), json_schema=shape)), shapes))
    assert said == [f'"number {number}"' for number in range(8)]
