"""Sixty-four questions wait: how soon ``/healthz`` answers, and how soon one who leaves has freed the place."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

from benchmarks.drawing import PICTURES
from benchmarks.report import Measurement
from benchmarks.serving import served
from lookdesk.client import Client

WAITING = 64
CALLS = 50
PICTURES_ASKED = 10
MAX_HEALTH_S = 0.1
MAX_LEAVE_S = 1.0
PATIENCE_S = 20.0

BOUNDARY = "lookdesk-benchmark"


def measure() -> list[Measurement]:
    """Measure while the server reads ten pictures that every question asks about; takes under a minute."""
    draws = list(PICTURES.values())
    contents = [draws[number % len(draws)](200 + number) for number in range(PICTURES_ASKED)]
    with served() as server, Client(server.address) as desk:
        ids = [picture.id for content in contents for picture in desk.send_pictures([content])]
        waiting_clients = _fill(desk, server.address, ids)
        health_s = [_seconds_of_health(desk) for _ in range(CALLS)]
        before = desk.health().waiting
        waiting_clients.pop().close()
        left_s = _seconds_until(desk, before - 1)
        is_still_full = desk.health().waiting == before - 1
        for client in waiting_clients:
            client.close()
        emptied_s = _seconds_until(desk, 0)
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
        Measurement("a client that leaves before its first token frees its place after", left_s, "s", MAX_LEAVE_S),
        Measurement(f"the other {WAITING - 1} leave at once: the queue is empty after", emptied_s, "s", MAX_LEAVE_S),
    ]


def _fill(desk: Client, address: str, ids: list[str]) -> list[http.client.HTTPConnection]:
    """Ask until exactly 64 wait. The connections of those that wait are returned, those that run stay open, too."""
    connections = []
    while (waiting := desk.health().waiting) < WAITING:
        if waiting == 0:
            connections.append(_asked(address, ids))
            time.sleep(0.1)
            continue
        for _ in range(WAITING - waiting):
            connections.append(_asked(address, ids))
        _seconds_until(desk, WAITING)
    return connections


def _asked(address: str, ids: list[str]) -> http.client.HTTPConnection:
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
    return connection


def _seconds_of_health(desk: Client) -> float:
    began_at = time.perf_counter()
    desk.health()
    return time.perf_counter() - began_at


def _seconds_until(desk: Client, waiting: int) -> float:
    began_at = time.perf_counter()
    while desk.health().waiting != waiting:
        if time.perf_counter() - began_at > PATIENCE_S:
            raise TimeoutError(f"{desk.health().waiting} questions wait, not {waiting}")
        time.sleep(0.005)
    return time.perf_counter() - began_at
