"""A model that really looks: what it answers depends on the picture, the question and the conversation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lookdesk.api import make_api
from lookdesk.client import Client
from lookdesk.conversations import Conversations
from lookdesk.desk import Desk
from lookdesk.engines import make_engine
from lookdesk.events import TextDelta
from lookdesk.ocr.fake import FakeOCR
from lookdesk.protocols import Engine
from lookdesk.settings import load
from lookdesk.testing.engine_contract import wait_until_ready
from lookdesk.types import Question
from nano.conversations import FORMS, Form, make
from nano.measuring import rights
from nano.pictures import draw
from running import keeping, running

pytestmark = pytest.mark.process

MODEL = Path(__file__).parent / "model" / "nano.gguf"
COUNT = 20
LEAST = 0.85
"""The accuracies on 400 questions of each form stand in ``model/README.md``; here a few are enough."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with contextlib.closing(make_engine(load({"engine": str(MODEL), "picture_tokens": 64, "slots": 2}, {}))) as engine:
        wait_until_ready(engine)
        yield engine


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_it_reads_numbers_and_names_colours_that_it_has_not_seen(engine: Engine, form: Form) -> None:
    generator = np.random.default_rng(len(form.name))
    conversations = [make(form, generator) for _ in range(COUNT)]
    assert sum(rights(engine, conversations)) >= LEAST * COUNT


@pytest.fixture(scope="module")
def conversations(engine: Engine) -> Iterator[Conversations]:
    with contextlib.closing(keeping(Desk(engine, FakeOCR()))) as conversations:
        yield conversations


@pytest.fixture(scope="module")
def desk(conversations: Conversations) -> Desk:
    return conversations.desk


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("数字是多少？", "482"),
        ("What is the number?", "482"),
        ("背景是什么颜色？", "蓝色"),
        ("What colour is it?", "blue"),
    ],
)
def test_the_desk_answers_what_was_asked_about_the_picture(desk: Desk, question: str, answer: str) -> None:
    turn = desk.ask(Question(question, (desk.receive(draw("482", "blue", 1)),)))
    assert turn.answer().text == answer


def test_pictures_are_told_apart_by_their_numbers(desk: Desk) -> None:
    pictures = tuple(desk.receive(draw(number, colour, 5)) for number, colour in (("305", "green"), ("917", "white")))
    answers = [desk.ask(Question(f"图{n}的数字是多少？", pictures)).answer().text for n in (1, 2)]
    assert answers == ["305", "917"]


def test_over_http_the_answer_streams_and_tells_model_and_size(conversations: Conversations) -> None:
    with running(make_api(conversations, load({}, {}))) as address, Client(address) as client:
        (picture,) = client.send_pictures([draw("640", "red", 3)])
        *events, last = client.ask("数字是多少？", picture_ids=[picture.id])
        assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "640"
        assert (last.answer.engine, last.answer.model) == ("llamacpp", "nano")
        assert [(seen.size, seen.visual_tokens) for seen in last.answer.seen] == [((96, 32), 3)]
        assert last.answer.usage.prompt_tokens > 40
        assert client.status().model == "nano"


def test_what_was_taken_in_at_upload_is_not_taken_in_again(desk: Desk, until) -> None:
    picture = desk.receive(draw("733", "purple", 8))
    desk.expect([picture])
    until(lambda: desk._warmer._wanted == [] and desk._warmer._current is None)
    usage = desk.ask(Question("数字是多少？", (picture,))).answer().usage
    assert usage.cached_tokens >= usage.prompt_tokens - len("数字是多少？<|im_end|><|im_start|>assistant  ".encode())
