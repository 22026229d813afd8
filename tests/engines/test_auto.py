"""The default engine chooses the model where it is ready and fast enough, and reads otherwise."""

from __future__ import annotations

import contextlib
import threading

import pytest

from lookdesk.engines import make_engine
from lookdesk.engines.auto import AutoEngine
from lookdesk.engines.fake import FakeEngine
from lookdesk.settings import load
from lookdesk.testing.engine_contract import EngineContract
from lookdesk.types import EngineState, EngineStatus, Message, Role, SamplingParams, TextPart
from qwen3vl import write_tiny

LOADING = EngineStatus(EngineState.LOADING, "the model is being loaded", "qwen")
DOWN = EngineStatus(EngineState.DOWN, "out of memory", "qwen")


def ready(prefill_s: float = 1.0) -> EngineStatus:
    return EngineStatus(EngineState.READY, model="qwen", device="CPU", picture_prefill_s=prefill_s)


class Model(FakeEngine):
    """A model whose state the test changes."""

    def __init__(self, now: EngineStatus) -> None:
        super().__init__("I see.", images=True)
        self.now = now

    def status(self) -> EngineStatus:
        return self.now


class TestAutoEngine(EngineContract):
    def make(self):
        return AutoEngine(None, why="there is no model")


def test_a_model_that_is_ready_answers() -> None:
    engine = AutoEngine(Model(ready()), slowest_s=10.0)
    assert (engine.name, engine.capabilities.images) == ("fake", True)
    asked = [Message(Role.USER, (TextPart("What?"),))]
    assert next(engine.generate(asked, SamplingParams(), threading.Event())).text == "I see."
    assert engine.status().model == "qwen"


@pytest.mark.parametrize("now", [LOADING, DOWN])
def test_text_is_read_until_the_model_is_there(now: EngineStatus) -> None:
    model = Model(now)
    engine = AutoEngine(model)
    assert (engine.name, engine.status().state) == ("reader", EngineState.READY)
    assert now.reason in engine.status().reason
    model.now = ready()
    assert engine.name == "fake"


def test_a_model_that_is_too_slow_is_given_up_with_the_figure(until) -> None:
    model = Model(ready(37.0))
    engine = AutoEngine(model, slowest_s=10.0)
    assert engine.name == "reader"
    assert "37 s" in engine.status().reason
    until(lambda: model.is_closed)


def test_who_chose_the_pixels_waits_for_them() -> None:
    assert AutoEngine(Model(ready(37.0)), slowest_s=None).name == "fake"


def test_closing_closes_the_model() -> None:
    model = Model(ready())
    engine = AutoEngine(model)
    engine.close()
    engine.close()
    assert model.is_closed


def test_without_a_model_in_its_folder_text_is_read_and_the_reason_told(tmp_path) -> None:
    with contextlib.closing(make_engine(load({"engine": "auto", "models_folder": tmp_path}, {}))) as engine:
        assert engine.name == "reader"
        assert "no model" in engine.status().reason


def test_a_damaged_model_is_told_and_text_is_read(tmp_path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"<html>")
    with contextlib.closing(make_engine(load({"engine": "auto", "models_folder": tmp_path}, {}))) as engine:
        assert engine.name == "reader"
        assert "broken.gguf" in engine.status().reason


def test_a_model_in_its_folder_takes_over_when_it_is_loaded(tmp_path, until) -> None:
    write_tiny(tmp_path)
    settings = load({"engine": "auto", "models_folder": tmp_path, "picture_tokens": 64}, {})
    with contextlib.closing(make_engine(settings)) as engine:
        assert engine.name == "reader"
        until(lambda: engine.name == "llamacpp")
