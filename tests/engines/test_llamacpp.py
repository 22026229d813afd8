"""The embedded engine, for real: llama.cpp in a process of its own, with a tiny model."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image

from lookdesk.desk import Desk
from lookdesk.engines import make_engine
from lookdesk.errors import EngineError
from lookdesk.events import Answered, Failed, TextDelta
from lookdesk.ocr.fake import FakeOCR
from lookdesk.settings import load
from lookdesk.testing.engine_contract import EngineContract, wait_until_ready
from lookdesk.types import EngineState, Question, SamplingParams
from qwen3vl import TINY, write_tiny

pytestmark = pytest.mark.process


def engine_of(model: Path, **settings):
    return make_engine(load({"engine": str(model), "picture_tokens": 64, "slots": 2, **settings}, {}))


def processes() -> list[psutil.Process]:
    found = psutil.Process().children(recursive=True)
    return [process for process in found if "lookdesk.engines.llamacpp_server" in process.cmdline()]


def server_of(engine) -> psutil.Process:
    """Return the engine's process: the newest of ours."""
    return max(processes(), key=lambda process: process.create_time())


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("models")).model


@pytest.fixture
def ready(model) -> Iterator:
    """Open an engine that is ready."""
    with contextlib.closing(engine_of(model)) as engine:
        wait_until_ready(engine)
        yield engine


class TestLlamaCppEngine(EngineContract):
    def make(self):
        folder = Path(os.environ["PYTEST_CONTRACT_MODELS"])
        return engine_of(write_tiny(folder).model)

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def folder(cls, tmp_path_factory):
        os.environ["PYTEST_CONTRACT_MODELS"] = str(tmp_path_factory.mktemp("contract"))
        yield
        del os.environ["PYTEST_CONTRACT_MODELS"]


def picture(colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "PNG")
    return out.getvalue()


def test_it_is_measured_while_it_loads_and_says_what_it_is(ready) -> None:
    status = ready.status()
    assert (status.state, status.model, status.device) == (EngineState.READY, "tiny", "CPU")
    assert status.picture_prefill_s > 0
    can = ready.capabilities
    assert (can.images, can.slots, can.picture_tokens) == (True, 2, 64)
    assert can.context_tokens > 8 * can.picture_tokens


def test_a_process_killed_in_mid_answer_is_told_within_two_seconds_and_the_next_question_is_answered(model) -> None:
    engine = engine_of(model, max_tokens=4096)
    wait_until_ready(engine)
    desk = Desk(engine, FakeOCR(), params=SamplingParams(max_tokens=30_000))
    with contextlib.closing(desk):
        question = Question("What?", (desk.receive(picture()),))
        events = desk.ask(question).events()
        next(event for event in events if isinstance(event, TextDelta))
        os.kill(server_of(engine).pid, signal.SIGKILL)
        killed_at = time.monotonic()
        ending = next(event for event in events if isinstance(event, Failed | Answered))
        assert time.monotonic() - killed_at < 2
        assert isinstance(ending.error, EngineError)
        assert "started again" in ending.error.message
        desk.params = dataclasses.replace(desk.params, max_tokens=8)
        assert desk.ask(question).answer().text


def test_the_server_takes_no_request_without_its_key(ready) -> None:
    (connection,) = [c for c in server_of(ready).net_connections() if c.status == psutil.CONN_LISTEN]
    assert connection.laddr.ip == "127.0.0.1"
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"http://127.0.0.1:{connection.laddr.port}/v1/models/x", data=b"{}")


def test_a_read_only_folder_is_enough(model, tmp_path) -> None:
    folder = tmp_path / "models"
    files = write_tiny(folder)
    before = sorted(path.name for path in folder.iterdir())
    for path in (files.model, files.mmproj, folder):
        path.chmod(0o555)
    with contextlib.closing(engine_of(files.model)) as engine:
        wait_until_ready(engine)
    assert sorted(path.name for path in folder.iterdir()) == before
    folder.chmod(0o755)


def test_a_model_that_llama_cpp_cannot_load_is_down_with_a_reason(tmp_path, until) -> None:
    files = write_tiny(tmp_path)
    files.model.write_bytes(files.model.read_bytes()[:300_000])
    with contextlib.closing(engine_of(files.model)) as engine:
        until(lambda: engine.status().state is EngineState.DOWN)
        assert engine.status().reason


def test_closing_leaves_no_process(model) -> None:
    engine = engine_of(model)
    wait_until_ready(engine)
    process = server_of(engine)
    engine.close()
    engine.close()
    assert not process.is_running()


def test_a_model_of_another_shape_runs_as_well(tmp_path) -> None:
    shape = dataclasses.replace(TINY, layers=3, vision_layers=3, deepstack=(0, 2))
    with contextlib.closing(engine_of(write_tiny(tmp_path, shape=shape).model)) as engine:
        wait_until_ready(engine)
