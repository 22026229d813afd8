"""Measures the nano model through lookdesk's embedded engine, on pictures and conversations that it has not seen."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from lookdesk.engines import make_engine
from lookdesk.protocols import Engine
from lookdesk.settings import load
from lookdesk.types import EngineState, SamplingParams
from nano.conversations import FORMS, Conversation, make

UNSEEN = 777
"""The seed of what is measured: training draws from another one, and no two draws are alike."""
SLOTS = 2
ANSWER = SamplingParams(max_tokens=16, temperature=0.0)


@dataclass(frozen=True, slots=True)
class Score:
    """How many answers of one form are right to the letter."""

    form: str
    asked: int
    right: int

    @property
    def accuracy(self) -> float:
        """The share, 0-1."""
        return self.right / self.asked


def measure(model: Path, count: int) -> Iterator[Score]:
    """Ask ``count`` questions of each form."""
    with closing(make_engine(load({"engine": str(model), "slots": SLOTS, "picture_tokens": 64}, {}))) as engine:
        while engine.status().state is EngineState.LOADING:
            time.sleep(0.1)
        for number, form in enumerate(FORMS):
            generator = np.random.default_rng((UNSEEN, number))
            conversations = [make(form, generator) for _ in range(count)]
            yield Score(form.name, count, sum(rights(engine, conversations)))


def rights(engine: Engine, conversations: Sequence[Conversation]) -> list[bool]:
    """Tell of each conversation whether its last answer is right."""

    def is_right(conversation: Conversation) -> bool:
        deltas = engine.generate(conversation.asked(), ANSWER, threading.Event())
        return "".join(delta.text for delta in deltas) == conversation.answer

    with ThreadPoolExecutor(SLOTS) as pool:
        return list(pool.map(is_right, conversations))


def save(scores: Sequence[Score], path: Path) -> None:
    """Write the scores as JSON."""
    path.write_text(json.dumps([asdict(score) | {"accuracy": score.accuracy} for score in scores], indent=2) + "\n")
