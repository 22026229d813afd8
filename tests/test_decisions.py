"""What the decisions in ``docs/decisions`` promise, where no other test says it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lookdesk import settings
from lookdesk.desk import Desk
from lookdesk.engines import make_engine
from lookdesk.ocr.fake import FakeOCR
from lookdesk.types import Answer, Box, Certainty, EngineState, Question, TextLine

NAME = TextLine("产品名称：酱油", Box.upright(40, 40, 200, 70), 0.99)
DATE_BOX = Box.upright(40, 100, 360, 130)


def answer(content: bytes, lines: list[TextLine]) -> Answer:
    desk = Desk(make_engine(settings.load({"models_folder": "no/such/folder"}, {})), FakeOCR(lines))
    try:
        return desk.ask(Question("生产日期是哪天？", (desk.receive(content),))).answer()
    finally:
        desk.close()


def test_the_default_engine_is_ready_at_once_and_needs_no_model() -> None:
    engine = make_engine(settings.load({"models_folder": "no/such/folder"}, {}))
    assert engine.status().state is EngineState.READY
    assert not engine.capabilities.images


@pytest.mark.parametrize(("score", "certainty"), [(0.99, Certainty.READ), (0.3, Certainty.UNREADABLE)])
def test_a_line_with_a_low_score_is_there_but_illegible(
    draw: Callable[[], bytes], score: float, certainty: Certainty
) -> None:
    told = answer(draw(), [NAME, TextLine("生产日期：2025.03.04", DATE_BOX, score)])
    assert told.certainty is certainty
    assert told.evidence[0].box == DATE_BOX
    assert ("2025" in told.text) == (certainty is Certainty.READ)


def test_what_has_no_line_is_absent(draw: Callable[[], bytes]) -> None:
    assert answer(draw(), [NAME]).certainty is Certainty.ABSENT
