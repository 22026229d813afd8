"""Pictures are taken in ahead of the question, and never in the way of an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.events import Started
from lookdesk.ocr.fake import FakeOCR
from lookdesk.types import Detail, EngineState, EngineStatus, Message, Picture, PicturePart, Question, Role

Open = Callable[..., tuple[Desk, FakeEngine]]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open desks whose engine looks at pictures."""
    desks: list[Desk] = []

    def make(*script: object, **options: object) -> tuple[Desk, FakeEngine]:
        engine = FakeEngine(*script, images=True, **options)
        desks.append(Desk(engine, FakeOCR()))
        return desks[-1], engine

    yield make
    for desk in desks:
        desk.close()


def ids(messages: list[Message]) -> list[str]:
    return [part.picture.id for message in messages for part in message.parts if isinstance(part, PicturePart)]


def expect(desk: Desk, *contents: bytes) -> list[Picture]:
    pictures = [desk.receive(content) for content in contents]
    desk.expect(pictures)
    return pictures


def started(turn) -> None:
    next(event for event in turn.events() if event == Started())


def test_a_picture_is_taken_in_as_soon_as_it_arrives(opened: Open, draw, until) -> None:
    desk, engine = opened()
    (picture,) = expect(desk, draw())
    until(lambda: len(engine.warmed) == 1)
    assert ids(engine.warmed[0]) == [picture.id]


def test_what_is_taken_in_is_the_beginning_of_the_question_that_follows(opened: Open, draw, until) -> None:
    desk, engine = opened("a")
    pictures = expect(desk, draw("red"), draw("blue"))
    until(lambda: len(engine.warmed) == 1)
    desk.ask(Question("What?", tuple(pictures))).answer()
    asked, _ = engine.asked
    (*system, warmed), (*same_system, user) = engine.warmed[0], asked
    assert [message.parts for message in system] == [message.parts for message in same_system]
    assert [_seen(part) for part in warmed.parts] == [_seen(part) for part in user.parts[:-1]]
    assert user.role is Role.USER


def _seen(part: object) -> object:
    return (part.picture.id, part.seen_size) if isinstance(part, PicturePart) else part


def test_a_question_about_the_same_pictures_waits_for_their_warming(opened: Open, draw, until) -> None:
    gate = threading.Event()
    desk, engine = opened("a", hold_warming=gate)
    pictures = expect(desk, draw())
    until(lambda: len(engine.warmed) == 1)
    turn = desk.ask(Question("What?", tuple(pictures)))
    started(turn)
    assert engine.asked is None
    gate.set()
    assert turn.answer().text == "a"


def test_a_question_that_waits_for_a_warming_can_be_withdrawn(opened: Open, draw, until) -> None:
    desk, engine = opened("a", hold_warming=threading.Event())
    pictures = expect(desk, draw())
    until(lambda: len(engine.warmed) == 1)
    turn = desk.ask(Question("What?", tuple(pictures)))
    turn.cancel()
    until(lambda: turn.is_finished)


@pytest.mark.parametrize("detail", [Detail.NORMAL, Detail.LOW])
def test_any_other_question_goes_first_and_the_warming_begins_again_after_it(opened: Open, draw, until, detail) -> None:
    gate = threading.Event()
    desk, engine = opened("a", hold_warming=gate, picture_tokens=1024)
    (picture,) = expect(desk, draw("red", (1200, 1200)))
    until(lambda: len(engine.warmed) == 1)
    other = desk.receive(draw("blue")) if detail is Detail.NORMAL else picture
    assert desk.ask(Question("What?", (other,), detail)).answer().text == "a"
    gate.set()
    until(lambda: len(engine.warmed) == 2)
    assert ids(engine.warmed[1]) == [picture.id]


def test_nothing_is_taken_in_while_an_answer_is_running(opened: Open, draw, until) -> None:
    gate = threading.Event()
    desk, engine = opened(gate, "a")
    turn = desk.ask(Question("What?", (desk.receive(draw("blue")),)))
    started(turn)
    expect(desk, draw("red"))
    desk.ask(Question("And?", (desk.receive(draw("green")),))).cancel()
    assert engine.warmed == []
    gate.set()
    turn.answer()
    until(lambda: len(engine.warmed) == 1)


def test_what_is_quick_is_taken_in_beside_an_answer(opened: Open, draw, until) -> None:
    quick = EngineStatus(EngineState.READY, picture_prefill_s=0.5)
    desk, engine = opened(threading.Event(), status=quick)
    started(desk.ask(Question("What?", (desk.receive(draw("blue")),))))
    expect(desk, draw("red"))
    until(lambda: len(engine.warmed) == 1)


def test_pictures_that_were_asked_about_meanwhile_are_not_taken_in_again(opened: Open, draw, until) -> None:
    desk, engine = opened("a", hold_warming=(gate := threading.Event()))
    expect(desk, draw("red"))
    until(lambda: len(engine.warmed) == 1)
    (waiting,) = expect(desk, draw("blue"))
    desk.ask(Question("What?", (waiting,))).answer()
    gate.set()
    until(lambda: len(engine.warmed) == 2)  # the red one again, which had to make way
    assert waiting.id not in ids(engine.warmed[1])


def test_a_growing_row_of_pictures_is_taken_in_once_at_its_full_length(opened: Open, draw, until) -> None:
    gate = threading.Event()
    desk, engine = opened(gate, "a")
    turn = desk.ask(Question("What?", (desk.receive(draw("white")),)))
    row: list[Picture] = []
    for colour in ("red", "green", "blue"):
        row.append(desk.receive(draw(colour)))
        desk.expect(row)
    gate.set()
    turn.answer()
    until(lambda: len(engine.warmed) == 1)
    assert ids(engine.warmed[0]) == [picture.id for picture in row]
