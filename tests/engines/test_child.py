"""A server process is started, restarted, and never left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from lookdesk.engines import child as supervision
from lookdesk.engines.child import Child
from lookdesk.types import EngineState

pytestmark = pytest.mark.process

HERE = Path(__file__).parent
Start = Callable[..., tuple[Child, list[dict[str, Any]]]]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start children that do as told; return each with the handshakes that it has given so far."""
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    monkeypatch.setattr(supervision, "FIRST_PAUSE_S", 0.01)
    with contextlib.ExitStack() as stack:

        def started(do: str, **options: Any) -> tuple[Child, list[dict[str, Any]]]:
            handshakes: list[dict[str, Any]] = []
            child = Child("children", {"do": do, **options}, on_handshake=handshakes.append)
            stack.callback(child.close)
            return child, handshakes

        yield started


def test_a_child_is_ready_when_it_has_said_where_it_is(start: Start, until) -> None:
    child, handshakes = start("serve")
    assert child.status().state is EngineState.LOADING
    until(lambda: child.status().state is EngineState.READY)
    assert handshakes[0]["address"] == "here"


def test_its_options_stand_neither_in_its_command_line_nor_in_its_environment(start: Start, until) -> None:
    _, handshakes = start("serve", key="a-secret-key")
    until(lambda: bool(handshakes))
    process = psutil.Process(handshakes[0]["pid"])
    assert handshakes[0]["key"] == "a-secret-key"
    assert "a-secret-key" not in f"{process.cmdline()} {process.environ()}"


def test_a_killed_child_is_noticed_at_once_and_started_again(start: Start, until) -> None:
    child, handshakes = start("serve")
    until(lambda: child.status().state is EngineState.READY)
    ended_runs = child.ended_runs
    os.kill(handshakes[0]["pid"], signal.SIGKILL)
    assert child.has_ended_since(ended_runs, 1.0)
    until(lambda: len(handshakes) == 2 and child.status().state is EngineState.READY)


def test_a_child_that_refuses_is_down_with_its_reason_and_not_tried_again(start: Start, until) -> None:
    child, _ = start("refuse")
    until(lambda: child.status().state is EngineState.DOWN)
    assert child.status().reason == "the file is broken"
    assert child.ended_runs == 1


@pytest.mark.parametrize("do", ["crash", "crash late"])
def test_a_child_that_crashes_again_and_again_is_down_with_its_last_words(start: Start, until, do: str) -> None:
    child, _ = start(do)
    until(lambda: child.status().state is EngineState.DOWN)
    assert "these are the last words" in child.status().reason
    until(lambda: child.ended_runs > supervision.QUICK_CRASHES)  # and it is still tried


def test_a_child_whose_handshake_cannot_be_used_is_started_again(start: Start, until, monkeypatch) -> None:
    used: list[bool] = []

    def use(_handshake: object) -> None:
        used.append(True)
        if len(used) == 1:
            raise RuntimeError("not reachable")

    child = Child("children", {"do": "serve"}, on_handshake=use)
    until(lambda: child.status().state is EngineState.READY)
    child.close()
    assert len(used) == 2


def test_closing_ends_the_child_and_may_come_twice_and_early(start: Start, until) -> None:
    early, _ = start("serve")
    early.close()
    child, handshakes = start("serve")
    until(lambda: bool(handshakes))
    child.close()
    child.close()
    assert not psutil.pid_exists(handshakes[0]["pid"])
    assert child.status().state is EngineState.DOWN


PARENT = """
import sys, threading
from lookdesk.engines.child import Child
Child("children", {"do": "serve"}, on_handshake=lambda said: print(said["pid"], flush=True))
threading.Event().wait()
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_no_child_is_left_when_the_parent_is_killed(until, ending: signal.Signals) -> None:
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(ending)
        _, alive = psutil.wait_procs([child], timeout=5)
    assert alive == []


def test_the_process_dies_with_the_thread_that_started_it_only_when_that_is_the_supervisor(start: Start, until) -> None:
    made: list[Child] = []
    starting = threading.Thread(target=lambda: made.append(start("serve")[0]))
    starting.start()
    starting.join()
    until(lambda: made[0].status().state is EngineState.READY)
    assert made[0].ended_runs == 0
