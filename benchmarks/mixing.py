"""Two pictures and the same question, back to back and at one time: no answer may be the other picture's.

The model is the nano model of the tests, which really looks; each of the two conversations has a number of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.report import Measurement
from benchmarks.serving import served
from lookdesk.client import Client
from nano.pictures import COLOURS, draw

MODEL = Path(__file__).parents[1] / "tests" / "nano" / "model" / "nano.gguf"
PAIRS = 500
QUESTION = "数字是多少？"

Ask = Callable[[bytes], str]


def measure() -> list[Measurement]:
    """Measure; takes about two minutes on two cores."""
    generator = np.random.default_rng(500)
    with served(engine=MODEL, picture_tokens=64, ocr="fake") as server, Client(server.address) as client:

        def ask(picture: bytes) -> str:
            return client.ask_once(QUESTION, [picture]).text

        with ThreadPoolExecutor(2) as pool:
            return [
                _measured("back to back", lambda pair: [ask(picture) for picture in pair], generator),
                _measured("at one time", lambda pair: list(pool.map(ask, pair)), generator),
            ]


def _measured(
    name: str, ask_both: Callable[[tuple[bytes, bytes]], list[str]], generator: np.random.Generator
) -> Measurement:
    mixed = right = 0
    for _ in range(PAIRS):
        numbers = [f"{number:03}" for number in generator.choice(1000, 2, replace=False)]
        colours = generator.choice(list(COLOURS), 2)
        first, second = (
            draw(number, str(colour), int(generator.integers(2**31)))
            for number, colour in zip(numbers, colours, strict=True)
        )
        said = ask_both((first, second))
        mixed += (said[0] == numbers[1]) + (said[1] == numbers[0])
        right += (said[0] == numbers[0]) + (said[1] == numbers[1])
    return Measurement(
        f"{PAIRS} pairs of pictures asked the same, {name}: answers from the other's picture",
        mixed,
        "answers",
        0,
        f"{right} of {2 * PAIRS} answers right",
    )
