"""What a conversation's next turn costs: three conversations of twelve turns share an engine of two slots.

A turn is served well where the engine re-processes only what is new since the turn before: its answer and the next
question. The rest must come from the engine's cache, although a third conversation has used the slot meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

from benchmarks.models import small
from benchmarks.report import Measurement
from lookdesk import context, pictures, prompts, settings
from lookdesk.engines import make_engine
from lookdesk.evals import speed
from lookdesk.protocols import Engine
from lookdesk.types import Detail, EngineState, Message, PicturePart, Round, SamplingParams, Usage

CONVERSATIONS, TURNS, SLOTS = 3, 12, 2
PICTURE_TOKENS = 300
ANSWER = SamplingParams(max_tokens=48)
LEAST_SHARE = 0.8


@dataclass(slots=True)
class Conversation:
    """A conversation and what its turns have cost."""

    parts: tuple[PicturePart, ...]
    rounds: list[Round] = field(default_factory=list)
    usages: list[Usage] = field(default_factory=list)

    def take_turn(self, engine: Engine) -> None:
        """Ask the next question, with all that was said before."""
        number = len(self.rounds)
        question = f"Question {number + 1}: what stands in line {number % 8 + 1}?"
        asked = Round(question, () if self.rounds else self.parts)
        text, usage = _answer(engine, prompts.render([*self.rounds, asked], prompts.SYSTEM_TEXT))
        self.rounds.append(Round(asked.question, asked.pictures, text))
        self.usages.append(usage)


def measure() -> list[Measurement]:
    """Measure; takes about a minute on two cores."""
    files = small()
    chosen = settings.load({"engine": str(files.model), "slots": SLOTS, "picture_tokens": PICTURE_TOKENS}, {})
    found = []
    with closing(make_engine(chosen)) as engine:
        while engine.status().state is EngineState.LOADING:
            time.sleep(0.05)
        for name, run in (("one after the other", _in_turn), ("at one time", _at_once)):
            conversations = [_conversation(engine, len(found) * CONVERSATIONS + n) for n in range(CONVERSATIONS)]
            run(engine, conversations)
            found.append(_share(name, conversations))
    return found


def _in_turn(engine: Engine, conversations: Sequence[Conversation]) -> None:
    for _ in range(TURNS):
        for conversation in conversations:
            conversation.take_turn(engine)


def _at_once(engine: Engine, conversations: Sequence[Conversation]) -> None:
    slots = threading.Semaphore(SLOTS)  # as the desk does: nobody waits inside the engine

    def run(conversation: Conversation) -> None:
        for _ in range(TURNS):
            with slots:
                conversation.take_turn(engine)

    with ThreadPoolExecutor(len(conversations)) as pool:
        list(pool.map(run, conversations))


def _conversation(engine: Engine, seed: int) -> Conversation:
    part = PicturePart(1, pictures.load(speed.draw(seed)), Future())
    return Conversation(context.sized([part], engine.capabilities, Detail.NORMAL))


def _answer(engine: Engine, messages: Sequence[Message]) -> tuple[str, Usage]:
    deltas = list(engine.generate(messages, ANSWER, threading.Event()))
    usage = deltas[-1].usage
    if usage is None:
        raise RuntimeError("The engine tells no usage.")
    return "".join(delta.text for delta in deltas), usage


def _share(name: str, conversations: Sequence[Conversation]) -> Measurement:
    """Count the turns, from the second on, whose cache reached as far as the prompt of the turn before."""
    pairs = [pair for each in conversations for pair in zip(each.usages, each.usages[1:], strict=False)]
    kept = [later.cached_tokens >= earlier.prompt_tokens - 1 for earlier, later in pairs]
    detail = " | ".join(
        ", ".join(f"{usage.prompt_tokens - usage.cached_tokens}/{usage.prompt_tokens}" for usage in each.usages)
        for each in conversations
    )
    return Measurement(
        f"{CONVERSATIONS} conversations × {TURNS} turns, {SLOTS} slots, {name}: turns that re-process only what is new",
        sum(kept) / len(kept),
        "of 1",
        LEAST_SHARE,
        f"{sum(kept)} of {len(kept)} turns that have one before",
        is_least=True,
        more=(f"Tokens re-processed / prompt, {name}: {detail}",),
    )
