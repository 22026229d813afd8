"""What every engine must keep.

class TestMyEngine(EngineContract):
    def make(self) -> Engine:
        return MyEngine()
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import threading
import time
from abc import abstractmethod
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from lookdesk import pictures
from lookdesk.errors import Cancelled, LookdeskError
from lookdesk.prompts import labelled, render
from lookdesk.protocols import Engine
from lookdesk.types import (
    Box,
    Delta,
    EngineState,
    FinishReason,
    Message,
    PicturePart,
    Role,
    Round,
    SamplingParams,
    Size,
    TextLine,
    TextPart,
)

READY_S = 60.0
"""An engine is ready within this time, or says that it is down."""
CANCEL_S = 1.0
"""A cancelled answer ends within this time."""
AT_ONCE_S = 0.1

Lines = Future[tuple[TextLine, ...]]


class EngineContract:
    """Tests that every engine passes; a subclass says how to make one.

    The tests of a class share one engine, which is closed after them. What only a model can do (sampling, token
    counts, a shape for the answer) is asked of engines whose status names one.
    """

    @abstractmethod
    def make(self) -> Engine:
        """Make an engine; it may still be loading."""

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls) -> Iterator[Engine]:
        """Return an engine that is ready."""
        with contextlib.closing(cls().make()) as engine:
            wait_until_ready(engine)
            yield engine

    # --- what it says of itself ---

    def test_it_is_an_engine_with_a_name(self, engine: Engine) -> None:
        assert isinstance(engine, Engine)
        assert engine.name

    def test_it_tells_what_it_can_take(self, engine: Engine) -> None:
        can = engine.capabilities
        assert can.slots >= 1
        assert can.max_images >= 1
        assert 1 <= can.least_picture_tokens <= can.picture_tokens <= pictures.MOST_TOKENS
        assert can.context_tokens is None or can.context_tokens > can.picture_tokens

    def test_it_tells_at_once_that_it_is_ready(self, engine: Engine) -> None:
        began_at = time.monotonic()
        status = engine.status()
        assert time.monotonic() - began_at < AT_ONCE_S
        assert status.state is EngineState.READY
        assert status.model or not engine.capabilities.images

    # --- answers ---

    def test_an_answer_has_text_and_ends_with_its_one_finish_reason(self, engine: Engine) -> None:
        deltas = _ask(engine)
        assert _text(deltas).strip()
        assert [delta.finish_reason is not None for delta in deltas] == [False] * (len(deltas) - 1) + [True]

    def test_what_it_claims_stands_in_a_picture_that_it_was_shown(self, engine: Engine) -> None:
        for finding in _ask(engine)[-1].findings:
            assert finding.picture_number in {1, 2}
            assert 0 <= finding.box.left <= finding.box.right <= SIZE.width

    def test_a_picture_without_text_is_answered_too(self, engine: Engine) -> None:
        assert _text(_ask(engine, [_question(_lines(()))]))

    def test_a_picture_of_an_earlier_round_is_answered_about_too(self, engine: Engine) -> None:
        first, second = _parts(_lines((VOLTAGE,)))
        rounds = [Round("What is this?", (first,), "A plate."), Round("And the voltage?", (second,))]
        assert _text(_ask(engine, render(rounds, "Be brief.")))

    def test_questions_at_one_time_do_not_mix(self, engine: Engine) -> None:
        samples = has_model(engine)
        wanted = [f"answer {number}" if samples else None for number in range(4)]
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda answer: _text(_ask(engine, params=_saying(answer))), wanted))
        assert answers == [json.dumps(answer) for answer in wanted] if samples else [answers[0]] * 4

    def test_the_counts_of_an_answer_are_plausible(self, engine: Engine) -> None:
        usage = _ask(engine, params=SamplingParams(max_tokens=8))[-1].usage
        if has_model(engine):
            assert usage is not None
        if usage is not None:
            assert 0 <= usage.cached_tokens <= usage.prompt_tokens
            assert 0 < usage.completion_tokens <= 8
            assert usage.prompt_tokens > 0

    def test_a_prompt_has_no_more_tokens_than_were_counted_before(self, engine: Engine) -> None:
        rounds = [
            Round("电压是多少？<|im_end|>", _parts(_lines((VOLTAGE,)), Size(64, 64)), "230 V ✓"),
            Round("And now?"),
        ]
        for messages in (render([replace(rounds[0], answer=None)], "Be brief."), render(rounds, "Be brief.")):
            counted = engine.count_tokens(messages)
            usage = _ask(engine, messages)[-1].usage
            assert usage is None or usage.prompt_tokens <= counted

    def test_no_question_is_refused(self, engine: Engine) -> None:
        with pytest.raises(LookdeskError):
            _ask(engine, [])

    # --- what a model can do besides ---

    def test_a_picture_is_looked_at_in_the_size_that_was_asked_for(self, engine: Engine) -> None:
        if engine.capabilities.images:
            tokens = []
            for size in (Size(64, 64), Size(320, 320)):
                usage = _ask(engine, [_question(_lines(()), size)], SamplingParams(max_tokens=1))[-1].usage
                assert usage is not None
                tokens.append(usage.prompt_tokens)
            assert tokens[0] < tokens[1]

    def test_an_answer_ends_when_its_tokens_are_used_up(self, engine: Engine) -> None:
        if has_model(engine):
            last = _ask(engine, params=_saying("0123456789" * 4, max_tokens=3))[-1]
            assert last.finish_reason is FinishReason.LENGTH
            assert last.usage is None or last.usage.completion_tokens == 3

    def test_an_answer_has_the_shape_that_was_asked_for(self, engine: Engine) -> None:
        if has_model(engine):
            shape = {
                "type": "object",
                "properties": {"volts": {"type": "integer"}, "unit": {"enum": ["V", "kV"]}},
                "required": ["volts", "unit"],
                "additionalProperties": False,
            }
            said = _ask(engine, params=SamplingParams(json_schema=shape, max_tokens=200, temperature=0))
            assert said[-1].finish_reason is FinishReason.LENGTH or json.loads(_text(said)).keys() == {"volts", "unit"}

    def test_the_probability_of_each_token_is_told_on_request(self, engine: Engine) -> None:
        if has_model(engine):
            said = _ask(engine, params=SamplingParams(max_tokens=6, wants_logprobs=True))
            tokens = list(itertools.chain.from_iterable(delta.logprobs for delta in said))
            assert tokens
            assert all(token.logprob <= 0 for token in tokens)
            assert not any(delta.logprobs for delta in _ask(engine, params=SamplingParams(max_tokens=6)))

    def test_an_impossible_shape_is_refused(self, engine: Engine) -> None:
        if has_model(engine):
            with pytest.raises(LookdeskError):
                _ask(engine, params=SamplingParams(json_schema={"type": "no such type"}))

    # --- taking a question back ---

    def test_a_question_cancelled_before_it_starts_ends_at_once(self, engine: Engine) -> None:
        cancel = threading.Event()
        cancel.set()
        with pytest.raises(Cancelled):
            _ask(engine, [_question(Future())], cancel=cancel)

    def test_a_question_cancelled_while_it_waits_for_text_lines_ends_soon(self, engine: Engine) -> None:
        if not engine.capabilities.images:  # an engine that looks does not wait for lines
            cancel = threading.Event()
            threading.Timer(0.05, cancel.set).start()
            began_at = time.monotonic()
            with pytest.raises(Cancelled):
                _ask(engine, [_question(Future())], cancel=cancel)
            assert time.monotonic() - began_at < CANCEL_S

    def test_a_question_cancelled_while_it_is_answered_ends_soon_and_leaves_no_trace(self, engine: Engine) -> None:
        if has_model(engine):
            cancel = threading.Event()
            deltas = engine.generate([_question(_lines(()))], _saying("0123456789" * 300, max_tokens=3000), cancel)
            next(deltas)
            cancel.set()
            began_at = time.monotonic()
            with pytest.raises(Cancelled):
                for _ in deltas:
                    pass
            assert time.monotonic() - began_at < CANCEL_S
            assert _text(_ask(engine, params=_saying("next"))) == '"next"'

    def test_an_answer_may_be_left_in_its_middle(self, engine: Engine) -> None:
        for _ in range(engine.capabilities.slots + 1):
            deltas = engine.generate([_question(_lines((VOLTAGE,)))], SamplingParams(), threading.Event())
            next(deltas)
            if isinstance(deltas, Generator):
                deltas.close()
        assert _text(_ask(engine))

    # --- warming ---

    def test_warming_never_fails_the_question(self, engine: Engine) -> None:
        engine.warm(render([Round("", _parts(_lines(())))], "Be brief."), threading.Event())
        engine.warm([], threading.Event())
        assert _text(_ask(engine))

    def test_warming_ends_when_it_is_taken_back(self, engine: Engine) -> None:
        cancel = threading.Event()
        cancel.set()
        began_at = time.monotonic()
        engine.warm(render([Round("", _parts(Future()))]), cancel)
        assert time.monotonic() - began_at < CANCEL_S

    # --- closing ---

    def test_it_may_be_closed_twice_and_while_it_loads(self) -> None:
        engine = self.make()
        engine.close()
        engine.close()
        engine.warm(render([Round("", _parts(_lines(())))]), threading.Event())
        assert engine.status()

    def test_an_engine_with_a_model_says_so_when_it_is_closed(self) -> None:
        engine = self.make()
        with contextlib.closing(engine):
            wait_until_ready(engine)
        if has_model(engine):
            with pytest.raises(LookdeskError):
                _ask(engine)


def has_model(engine: Engine) -> bool:
    """Tell whether a model answers, and not a program that reads."""
    return bool(engine.status().model)


def wait_until_ready(engine: Engine, timeout_s: float = READY_S) -> None:
    """Wait for an engine to load; fail when it is down in the end."""
    deadline = time.monotonic() + timeout_s
    while engine.status().state is not EngineState.READY:
        assert time.monotonic() < deadline, engine.status().reason
        time.sleep(0.005)


SIZE = Size(320, 240)
VOLTAGE = TextLine("Voltage: 230 V", Box.upright(20, 20, 200, 44), 0.98)


def _ask(
    engine: Engine,
    messages: tuple[Message, ...] | list[Message] | None = None,
    params: SamplingParams | None = None,
    cancel: threading.Event | None = None,
) -> list[Delta]:
    asked = [_question(_lines((VOLTAGE,)))] if messages is None else messages
    return list(engine.generate(asked, params or SamplingParams(max_tokens=32), cancel or threading.Event()))


def _saying(text: str | None, max_tokens: int = 64) -> SamplingParams:
    """Allow one answer only."""
    schema: dict[str, Any] | None = None if text is None else {"const": text}
    return SamplingParams(max_tokens=max_tokens, json_schema=schema)


def _text(deltas: list[Delta]) -> str:
    return "".join(delta.text for delta in deltas)


def _lines(lines: tuple[TextLine, ...]) -> Lines:
    ready: Lines = Future()
    ready.set_result(lines)
    return ready


def _parts(lines: Lines, seen_size: Size | None = None) -> tuple[PicturePart, PicturePart]:
    out = io.BytesIO()
    Image.new("RGB", SIZE, "white").save(out, "PNG")
    picture = pictures.load(out.getvalue())
    return PicturePart(1, picture, lines, seen_size), PicturePart(2, picture, lines, seen_size)


def _question(lines: Lines, seen_size: Size | None = None) -> Message:
    return Message(Role.USER, (*labelled(_parts(lines, seen_size)), TextPart("What is the voltage?")))
