"""A first question through the desk against RapidOCR alone, and a second question on the same picture.

Each side has a process of its own, set up as it is in use, so that neither gains from the other's allocator or caches.
They take turns, and every round has bytes that neither has seen.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from statistics import median

from benchmarks.drawing import PICTURES, renamed
from benchmarks.report import Measurement
from lookdesk import memory, settings
from lookdesk.factory import make_desk
from lookdesk.types import Question

PAIRS = 7
MAX_RATIO = 1.15
MAX_SECOND_S = 0.05
FIRST, SECOND = "What is the model?", "What is the net weight?"

Ask = Callable[[bytes], tuple[float, ...]]


def measure() -> list[Measurement]:
    """Measure; takes about two minutes on two cores."""
    found: list[Measurement] = []
    second_s: list[float] = []
    with _worker(_desk) as ask_desk, _worker(_rapidocr) as ask_rapidocr:
        for name, draw in PICTURES.items():
            content = draw(len(name))
            pairs: list[tuple[float, float]] = []
            for number in range(PAIRS + 1):
                sides = (ask_desk, ask_rapidocr) if number % 2 else (ask_rapidocr, ask_desk)
                times = {side: side(renamed(content, number)) for side in sides}
                if number:  # the first round warms up
                    pairs.append((times[ask_desk][0], times[ask_rapidocr][0]))
                    second_s.append(times[ask_desk][1])
            found.append(_ratio(name, pairs))
    found.append(
        Measurement(
            "second question on the same picture, slowest",
            max(second_s) * 1000,
            "ms",
            MAX_SECOND_S * 1000,
            f"median {median(second_s) * 1000:.1f} ms of {len(second_s)}",
        )
    )
    return found


def _ratio(name: str, pairs: list[tuple[float, float]]) -> Measurement:
    desk_s, rapidocr_s = median(desk for desk, _ in pairs), median(alone for _, alone in pairs)
    return Measurement(
        f"{name}: the desk's first answer against RapidOCR alone, median of {len(pairs)} pairs",
        median(desk / alone for desk, alone in pairs),
        "×",
        MAX_RATIO,
        f"{desk_s:.2f} s against {rapidocr_s:.2f} s (medians)",
    )


@contextmanager
def _worker(target: Callable[[Connection], None]) -> Iterator[Ask]:
    """Run a side in a process of its own; yield a function that sends it a picture and returns its seconds."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(there,), daemon=True)
    process.start()

    def ask(content: bytes) -> tuple[float, ...]:
        here.send_bytes(content)
        seconds: tuple[float, ...] = here.recv()
        return seconds

    try:
        yield ask
    finally:
        here.send_bytes(b"")
        process.join(10)


def _desk(pipe: Connection) -> None:
    memory.keep_small()  # as `lookdesk serve` does
    with closing(make_desk(settings.load({}, {}))) as desk:

        def answer_once(content: bytes) -> tuple[float, float]:
            began_at = time.perf_counter()
            picture = desk.receive(content)
            desk.ask(Question(FIRST, (picture,))).answer()
            answered_at = time.perf_counter()
            desk.ask(Question(SECOND, (picture,))).answer()
            return answered_at - began_at, time.perf_counter() - answered_at

        while content := pipe.recv_bytes():
            pipe.send(answer_once(content))


def _rapidocr(pipe: Connection) -> None:
    from rapidocr import RapidOCR  # noqa: PLC0415 - a second to import, and only in this process

    read = RapidOCR(params={"Global.log_level": "error"})
    while content := pipe.recv_bytes():
        began_at = time.perf_counter()
        read(content)
        pipe.send((time.perf_counter() - began_at,))
