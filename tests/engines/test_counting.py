"""How many tokens a prompt has, counted before it is sent, on a real llama.cpp server."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from lookdesk.engines.openai import OpenAIEngine
from lookdesk.prompts import render
from lookdesk.testing.engine_contract import wait_until_ready
from lookdesk.types import Capabilities, Round, SamplingParams
from model_servers import KEY, looking_server

ROUND = Round("What is the voltage?")


@pytest.fixture
def engine() -> Iterator[OpenAIEngine]:
    with contextlib.closing(OpenAIEngine(looking_server() + "/v1", key=KEY)) as engine:
        wait_until_ready(engine)
        yield engine


def tokens(engine: OpenAIEngine, rounds: list[Round]) -> int:
    messages = render(rounds)
    return list(engine.generate(messages, SamplingParams(max_tokens=1), threading.Event()))[-1].usage.prompt_tokens


def test_what_was_asked_before_is_counted_exactly(engine: OpenAIEngine) -> None:
    exact = tokens(engine, [ROUND])
    assert engine.count_tokens(render([ROUND])) == exact
    longer = [replace(ROUND, answer="230 V"), Round("And now?")]
    assert exact < tokens(engine, longer) <= engine.count_tokens(render(longer))


def test_the_server_is_asked_where_the_bound_is_over_the_context(engine: OpenAIEngine) -> None:
    rounds = [Round("电压" * 200)]
    bound = engine.count_tokens(render(rounds))
    found = engine._search.found
    engine._search.found = replace(found, capabilities=replace(found.capabilities, context_tokens=bound - 1))
    assert tokens(engine, rounds) <= engine.count_tokens(render(rounds)) <= bound


def test_a_server_that_is_away_is_counted_by_its_bound() -> None:
    known = Capabilities(images=True, max_images=10, context_tokens=10, slots=1)
    with contextlib.closing(OpenAIEngine("http://127.0.0.1:9/v1", capabilities=known)) as engine:
        assert engine.count_tokens(render([ROUND])) >= len(ROUND.question)
