"""What warming at upload wins: the first token of a first question, asked with the upload or when the agent has typed.

The model has the real 2B shape and random weights. Nothing else works meanwhile (the text is not read), so that the
cold side is as fast as it can be.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.models import real_2b
from benchmarks.report import Measurement
from benchmarks.serving import served
from lookdesk.client import Client
from lookdesk.evals import speed
from lookdesk.events import TextDelta

QUESTION, OTHER_QUESTION = "What is the model?", "When was it made?"
PAIRS = {None: 5, 1024: 3}
"""By the visual tokens of a picture: as many as it gets on this machine by itself, and half of what it gets on a GPU,
which would take minutes here. The more tokens, the more is won."""
TYPING = 1.3
"""How long the agent types, against the cold side's time to the first token: until the picture is taken in."""
MAX_RATIO = 0.03


def measure() -> list[Measurement]:
    """Measure; takes about ten minutes on two cores, and some more where the model is not there yet."""
    model = real_2b().model
    return [_measured(model, tokens, pairs) for tokens, pairs in PAIRS.items()]


def _measured(model: Path, picture_tokens: int | None, pairs: int) -> Measurement:
    chosen = {"picture_tokens": picture_tokens} if picture_tokens else {}
    with served(engine=model, ocr="fake", max_tokens=4, **chosen) as server, Client(server.address) as client:
        while client.status().state == "loading":
            time.sleep(0.1)
        cold_s = _cold_s(client, 1000)  # the instructions are in the cache from here on, for both sides
        times = []
        for number in range(pairs):
            warm_s, follow_up_s = _warm_s(client, 2 * number, TYPING * cold_s)
            times.append((_cold_s(client, 2 * number + 1), warm_s, follow_up_s))
        tokens = client.status().picture_tokens
    cold, warm, follow_up = (median(column) * 1000 for column in zip(*times, strict=True))
    return Measurement(
        f"pictures of {tokens} visual tokens: first token of the first question, warmed at upload against cold",
        warm / cold,
        "×",
        MAX_RATIO,
        f"{warm:.0f} ms against {cold:.0f} ms (medians of {pairs} pairs); a follow-up: {follow_up:.0f} ms",
    )


def _cold_s(client: Client, seed: int) -> float:
    """Ask with the upload."""
    return _first_s(client, QUESTION, pictures=[speed.draw(seed)])


def _warm_s(client: Client, seed: int, typing_s: float) -> tuple[float, float]:
    """Upload, let the agent type, then ask; and ask once more."""
    (sent,) = client.send_pictures([speed.draw(seed)])
    time.sleep(typing_s)
    return tuple(_first_s(client, question, picture_ids=[sent.id]) for question in (QUESTION, OTHER_QUESTION))


def _first_s(client: Client, question: str, pictures: Sequence[bytes] = (), picture_ids: Sequence[str] = ()) -> float:
    """Return the seconds to the first text."""
    began_at = time.perf_counter()
    found = [
        time.perf_counter() - began_at
        for event in client.ask(question, pictures, picture_ids)
        if isinstance(event, TextDelta)
    ]
    return found[0]
