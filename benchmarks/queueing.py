"""Sixty-four questions wait: how soon ``/healthz`` answers, and how soon one that is stopped has freed its place."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks.drawing import PICTURES
from benchmarks.report import Measurement
from benchmarks.serving import served
from lookdesk.client import Client

WAITING = 64
CALLS = 50
PICTURES_ASKED = 10
MAX_HEALTH_S = 0.1
MAX_STOP_S = 1.0
PATIENCE_S = 20.0

BOUNDARY = "lookdesk-benchmark"


def measure() -> list[Measurement]:
    """Measure while the server reads ten pictures that every question asks about; takes under a minute."""
    draws = list(PICTURES.values())
    contents = [draws[number % len(draws)](200 + number) for number in range(PICTURES_ASKED)]
    with served() as server, Client(server.address) as desk:
        ids = [picture.id for content in contents for picture in desk.send_pictures([content])]
        turns = _fill(desk, server.address, ids)
        health_s = [_seconds(desk.health) for _ in range(CALLS)]
        before = desk.health().waiting
        stopped_s = _seconds(lambda: desk.stop(turns[-1].id), lambda: _wait_until(desk, before - 1))
        is_still_full = desk.health().waiting == before - 1
        for turn in turns[:-1]:
            desk.stop(turn.id)
        _wait_until(desk, 0)
        for turn in turns:
            turn.connection.close()
    if before < WAITING or not is_still_full:
        raise RuntimeError("The pictures were read before the measurement ended: ask about more of them.")
    return [
        Measurement(
            f"GET /healthz while {WAITING} questions wait, slowest of {CALLS}",
            max(health_s) * 1000,
            "ms",
            MAX_HEALTH_S * 1000,
            f"median {sorted(health_s)[CALLS // 2] * 1000:.1f} ms",
        ),
        Measurement("a stopped question frees its place before its first token after", stopped_s, "s", MAX_STOP_S),
    ]


class Waiting(NamedTuple):
    """A question on its connection."""

    id: str
    connection: http.client.HTTPConnection


def _fill(desk: Client, address: str, ids: list[str]) -> list[Waiting]:
    """Ask until exactly 64 wait; return all questions, the latest last."""
    turns = []
    while (waiting := desk.health().waiting) < WAITING:
        if waiting == 0:
            turns.append(_asked(address, ids))
            time.sleep(0.1)
            continue
        for _ in range(WAITING - waiting):
            turns.append(_asked(address, ids))
        _wait_until(desk, WAITING)
    return turns


def _asked(address: str, ids: list[str]) -> Waiting:
    """Send a question, do not wait for its answer."""
    fields = [("question", "What is the model?"), *(("picture_ids", picture_id) for picture_id in ids)]
    body = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    )
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    connection.request(
        "POST",
        "/api/ask",
        f"{body}--{BOUNDARY}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Accept": "text/event-stream"},
    )
    response = connection.getresponse()
    told = next(line for line in iter(response.readline, b"") if line.startswith(b"data: "))
    return Waiting(json.loads(told[6:])["turn"]["id"], connection)


def _seconds(*steps: Callable[[], object]) -> float:
    began_at = time.perf_counter()
    for step in steps:
        step()
    return time.perf_counter() - began_at


def _wait_until(desk: Client, waiting: int) -> None:
    began_at = time.perf_counter()
    while desk.health().waiting != waiting:
        if time.perf_counter() - began_at > PATIENCE_S:
            raise TimeoutError(f"{desk.health().waiting} questions wait, not {waiting}")
        time.sleep(0.005)
