"""What every engine must keep.

class TestMyEngine(EngineContract):
    def make(self) -> Engine:
        return MyEngine()
"""

from __future__ import annotations

import io
import threading
import time
from abc import abstractmethod
from concurrent.futures import Future, ThreadPoolExecutor

from PIL import Image

from lookdesk import pictures
from lookdesk.errors import Cancelled
from lookdesk.protocols import Engine
from lookdesk.types import (
    Box,
    Delta,
    EngineState,
    Message,
    PicturePart,
    Role,
    SamplingParams,
    TextLine,
    TextPart,
)

CANCEL_S = 1.0
"""A cancelled answer ends within this time."""


class EngineContract:
    """Tests that every engine passes; a subclass says how to make one that is ready."""

    @abstractmethod
    def make(self) -> Engine:
        """Make an engine."""

    def test_it_is_an_engine(self) -> None:
        assert isinstance(self.make(), Engine)

    def test_it_tells_what_it_can_take(self) -> None:
        engine = self.make()
        assert engine.name
        assert engine.capabilities.slots >= 1
        assert engine.capabilities.max_images >= 1

    def test_an_answer_has_text_and_ends_with_its_one_finish_reason(self) -> None:
        deltas = _ask(self.make(), "What is the voltage?")
        assert "".join(delta.text for delta in deltas).strip()
        assert [delta.finish_reason is not None for delta in deltas] == [False] * (len(deltas) - 1) + [True]

    def test_what_it_claims_stands_in_a_picture_that_it_was_shown(self) -> None:
        last = _ask(self.make(), "What is the voltage?")[-1]
        for finding in last.findings:
            assert finding.picture_number in {1, 2}
            assert 0 <= finding.box.left <= finding.box.right <= 320

    def test_questions_at_one_time_do_not_mix(self) -> None:
        engine = self.make()
        with ThreadPoolExecutor(4) as pool:
            both = list(pool.map(lambda _: _text(_ask(engine, "What is the voltage?")), range(4)))
        assert set(both) == {both[0]}

    def test_a_picture_without_text_is_answered_too(self) -> None:
        assert _text(_ask(self.make(), "What is the voltage?", lines=()))

    def test_a_question_cancelled_before_it_starts_ends_at_once(self) -> None:
        cancel = threading.Event()
        cancel.set()
        assert isinstance(_end_of(self.make(), _lines_that_never_come(), cancel), Cancelled)

    def test_a_question_cancelled_while_it_waits_for_text_lines_ends_soon(self) -> None:
        engine, cancel = self.make(), threading.Event()
        threading.Timer(0.05, cancel.set).start()
        if not engine.capabilities.images:  # an engine that looks does not wait for lines
            began_at = time.monotonic()
            assert isinstance(_end_of(engine, _lines_that_never_come(), cancel), Cancelled)
            assert time.monotonic() - began_at < CANCEL_S

    def test_warming_never_fails_the_question(self) -> None:
        engine = self.make()
        engine.warm([_message("", _lines(()))], threading.Event())
        assert _text(_ask(engine, "What is the voltage?"))

    def test_it_tells_at_once_that_it_is_ready(self) -> None:
        began_at = time.monotonic()
        assert self.make().status().state is EngineState.READY
        assert time.monotonic() - began_at < 1

    def test_it_may_be_closed_twice(self) -> None:
        engine = self.make()
        engine.close()
        engine.close()


VOLTAGE = TextLine("Voltage: 230 V", Box.upright(20, 20, 200, 44), 0.98)


def _ask(engine: Engine, question: str, lines: tuple[TextLine, ...] = (VOLTAGE,)) -> list[Delta]:
    return list(engine.generate([_message(question, _lines(lines))], SamplingParams(), threading.Event()))


def _text(deltas: list[Delta]) -> str:
    return "".join(delta.text for delta in deltas)


def _end_of(engine: Engine, lines: Future[tuple[TextLine, ...]], cancel: threading.Event) -> Exception | None:
    try:
        list(engine.generate([_message("What is the voltage?", lines)], SamplingParams(), cancel))
    except Cancelled as error:
        return error
    return None


def _lines(lines: tuple[TextLine, ...]) -> Future[tuple[TextLine, ...]]:
    ready: Future[tuple[TextLine, ...]] = Future()
    ready.set_result(lines)
    return ready


def _lines_that_never_come() -> Future[tuple[TextLine, ...]]:
    return Future()


def _message(question: str, lines: Future[tuple[TextLine, ...]]) -> Message:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(out, "PNG")
    picture = pictures.load(out.getvalue())
    labelled = [part for number in (1, 2) for part in _labelled(PicturePart(number, picture, lines))]
    return Message(Role.USER, (*labelled, TextPart(question)))


def _labelled(part: PicturePart) -> tuple[TextPart, PicturePart]:
    return TextPart(f"Picture {part.number}:"), part
