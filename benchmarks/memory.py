"""How soon the server is ready, and the memory of all its processes when ready and after work."""

from __future__ import annotations

import time

from benchmarks.drawing import PICTURES
from benchmarks.report import Measurement
from benchmarks.serving import pss_mb, served
from lookdesk.client import Client

STARTS = 3
QUESTIONS = 10
REST_S = 60
MAX_READY_S = 5.0
MAX_READY_MB = 400.0
MAX_RESTED_MB = 600.0


def measure() -> list[Measurement]:
    """Measure; takes about two and a half minutes on two cores."""
    starts_s = []
    for _ in range(STARTS - 1):
        with served() as server:
            starts_s.append(server.ready_s)
    with served() as server:
        starts_s.append(server.ready_s)
        ready_mb = pss_mb(server.pid)
        peak_mb = _ask_ten(server.address, server.pid)
        time.sleep(REST_S)
        rested_mb = pss_mb(server.pid)
    seconds = ", ".join(f"{start:.1f}" for start in starts_s)
    return [
        Measurement("start until ready, slowest", max(starts_s), "s", MAX_READY_S, f"{STARTS} starts: {seconds} s"),
        Measurement("PSS of all processes when ready", ready_mb, "MB", MAX_READY_MB),
        Measurement(
            f"PSS {REST_S} s after {QUESTIONS} questions on 12-megapixel pictures",
            rested_mb,
            "MB",
            MAX_RESTED_MB,
            f"right after answers up to {peak_mb:.0f} MB",
        ),
    ]


def _ask_ten(address: str, pid: int) -> float:
    """Ask about ten different pictures; return the largest PSS right after an answer."""
    draws = list(PICTURES.values())
    largest_mb = 0.0
    with Client(address) as desk:
        for number in range(QUESTIONS):
            desk.ask_once("What is the model?", [draws[number % len(draws)](100 + number)])
            largest_mb = max(largest_mb, pss_mb(pid))
    return largest_mb
