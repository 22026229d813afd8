"""A real ``lookdesk serve`` in a process of its own, for benchmarks over HTTP."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from lookdesk.settings import ENV_PREFIX

START_WITHIN_S = 600


class Served(NamedTuple):
    """A server that is ready."""

    address: str
    pid: int
    ready_s: float
    """Seconds from the start of the process until ``/healthz`` said ok."""


def start(command: str = "lookdesk", **settings: object) -> subprocess.Popen[str]:
    """Start the server on a free port.

    Args:
        command: the module that is run.
        settings: what is set, by name; all else is as where nothing is said. Without a ``data_folder`` nothing is kept
            on disk.
    """
    kept = {} if "data_folder" in settings else {f"{ENV_PREFIX}EPHEMERAL": "1"}
    environ = os.environ | kept | {f"{ENV_PREFIX}{name.upper()}": str(value) for name, value in settings.items()}
    arguments = [sys.executable, "-m", command, "serve", "--port", "0"]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environ)


@contextmanager
def served(command: str = "lookdesk", **settings: object) -> Iterator[Served]:
    """Start the server, wait until it is ready, and end it.

    Args:
        command: the module that is run.
        settings: as for :func:`start`.
    """
    began_at = time.perf_counter()
    with (
        start(command, **settings) as process,
        httpx.Client(trust_env=False) as client,  # one: making it takes a core for as long as many answers
    ):
        try:
            address = _address(process)
            while client.get(f"{address}/healthz").json()["status"] != "ok":
                if time.perf_counter() - began_at > START_WITHIN_S:
                    raise TimeoutError("the server is not ready")
                time.sleep(0.02)
            yield Served(address, process.pid, time.perf_counter() - began_at)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://[\w.]+:\d+", line):
            return found.group()
    raise RuntimeError(f"the server ended with exit code {process.wait()}")


def pss_mb(pid: int) -> float:
    """Return the proportional set size of a process and all of its descendants, in 10^6 bytes.

    Source: proc_pid_smaps(5); shared pages count in proportion to their sharers.
    """
    total_kb = 0
    for member in _family(pid):
        rollup = Path(f"/proc/{member}/smaps_rollup").read_text()
        total_kb += int(re.findall(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[0])
    return total_kb * 1024 / 1e6


def _family(pid: int) -> list[int]:
    children = [int(child) for path in Path(f"/proc/{pid}/task").iterdir() for child in _children(path)]
    return [pid, *(member for child in children for member in _family(child))]


def _children(thread: Path) -> list[str]:
    try:
        return (thread / "children").read_text().split()
    except OSError:  # the thread has ended meanwhile
        return []
