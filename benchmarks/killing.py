"""The server is killed (SIGKILL) at random moments while clients ask; what it had told them must be there after.

Every client notes which pictures were taken, which turns it was told of (the event ``turn``), and which answers. After
each kill the server starts again on the same folder, and all that was noted is compared with what is kept.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import signal
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from benchmarks.report import Measurement
from benchmarks.serving import served, start
from benchmarks.slow_desk import is_whole
from lookdesk.client import Client
from lookdesk.errors import LookdeskError
from lookdesk.events import Answered
from lookdesk.records import TurnState
from lookdesk.wire import AnswerBody, AskedBody

SEED = 20261124
KILLS = int(os.environ.get("KILLS", "200"))
CLIENTS = 6
LATEST_S = 1.5
"""A kill comes so long after the first question, at most."""
EARLY = 10
"""Every so many kills one comes while the server is starting."""
STARTING_S = 4.0
PATIENCE_S = 60.0
MAX_READY_S = 15.0


@dataclass(slots=True)
class Noted:
    """What the clients were told."""

    turns: dict[str, str] = field(default_factory=dict)
    """Their questions."""
    answers: dict[str, str] = field(default_factory=dict)
    """The answers' texts, by their turns."""
    pictures: set[str] = field(default_factory=set)
    has_begun: threading.Event = field(default_factory=threading.Event)
    """Set when there is a turn since the server has started."""


@dataclass(slots=True)
class Outcome:
    """What was found after the kills."""

    kills: int = 0
    kills_while_starting: int = 0
    ready_s: list[float] = field(default_factory=list)
    noted: Noted = field(default_factory=Noted)
    states: Counter[str] = field(default_factory=Counter)
    """Of all turns that are kept, at the end."""
    failures: list[str] = field(default_factory=list)


def measure() -> list[Measurement]:
    """Kill as often as the environment variable KILLS says, or 200 times; takes about 15 minutes on two cores."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_often(Path(folder), KILLS)
    states = ", ".join(f"{count:,} {state}" for state, count in sorted(outcome.states.items()))
    detail = (
        f"{len(outcome.noted.turns):,} turns, {len(outcome.noted.answers):,} answers and "
        f"{len(outcome.noted.pictures):,} pictures were told of; kept at the end: {states}"
    )
    return [
        Measurement(
            f"SIGKILLs while {CLIENTS} clients ask",
            outcome.kills,
            "kills",
            KILLS,
            f"{outcome.kills_while_starting} of them while the server was starting; seed {SEED}",
            is_least=True,
        ),
        Measurement(
            "lost, changed or half written (turns, answers, pictures, index; integrity checked after each kill)",
            len(outcome.failures),
            "failures",
            0,
            detail,
            more=tuple(outcome.failures[:20]),
        ),
        Measurement(
            f"ready again after a kill, slowest of {len(outcome.ready_s)}", max(outcome.ready_s), "s", MAX_READY_S
        ),
    ]


def kill_often(folder: Path, kills: int) -> Outcome:
    """Kill a server again and again; it keeps all in ``folder``."""
    chance = random.Random(SEED)
    outcome = Outcome()
    settings = {"ephemeral": 0, "data_folder": folder, "engine": "slow", "ocr": "fake"}
    while outcome.kills < kills:
        if outcome.kills % EARLY == EARLY - 1:
            with start("benchmarks.slow_desk", **settings) as process:
                time.sleep(chance.uniform(0, STARTING_S))
                process.kill()
            outcome.kills += 1
            outcome.kills_while_starting += 1
        with served("benchmarks.slow_desk", **settings) as server, Client(server.address) as desk:
            outcome.ready_s.append(server.ready_s)
            _compare(folder, desk, outcome)
            if outcome.kills < kills:
                _ask_until_killed(server.pid, desk, outcome.noted, chance)
                outcome.kills += 1
    with served("benchmarks.slow_desk", **settings) as server, Client(server.address) as desk:
        outcome.ready_s.append(server.ready_s)
        _compare(folder, desk, outcome)
    return outcome


# --- asking ---


def _ask_until_killed(pid: int, desk: Client, noted: Noted, chance: random.Random) -> None:
    is_over = threading.Event()
    noted.has_begun.clear()
    seeds = [chance.getrandbits(32) for _ in range(CLIENTS)]
    clients = [threading.Thread(target=_ask, args=(desk, noted, random.Random(seed), is_over)) for seed in seeds]
    for client in clients:
        client.start()
    if not noted.has_begun.wait(PATIENCE_S):
        raise TimeoutError("no question is taken")
    time.sleep(chance.uniform(0, LATEST_S))
    os.kill(pid, signal.SIGKILL)
    is_over.set()
    for client in clients:
        client.join()


def _ask(desk: Client, noted: Noted, chance: random.Random, is_over: threading.Event) -> None:
    """Ask, now in a new conversation, now in one that goes on, until the server is gone."""
    conversation = ""
    while not is_over.is_set():
        try:
            if not conversation or chance.random() < 0.4:
                conversation = desk.start().id
                picture_ids = [picture.id for picture in desk.send_pictures([_drawn(chance)])]
                noted.pictures.update(picture_ids)
            else:
                picture_ids = []
            _follow(desk, noted, conversation, f"保修几年？{chance.getrandbits(64):x}", picture_ids)
        except LookdeskError:
            conversation = ""  # the server is gone, or its conversation has no turn yet


def _follow(desk: Client, noted: Noted, conversation: str, question: str, picture_ids: list[str]) -> None:
    turn_id = ""
    for event in desk.ask_in(conversation, question, picture_ids):
        if isinstance(event, AskedBody) and event.turn is not None:
            turn_id = event.turn.id
            noted.turns[turn_id] = question
            noted.has_begun.set()
        elif isinstance(event, Answered):
            noted.answers[turn_id] = event.answer.text


def _drawn(chance: random.Random) -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (32, 32), chance.randbytes(3 * 32 * 32)).save(out, "PNG")
    return out.getvalue()


# --- comparing ---


def _compare(folder: Path, desk: Client, outcome: Outcome) -> None:
    """Compare what is kept with what was told; the server has started and nobody asks."""
    fail = outcome.failures.append
    when = f"after kill {outcome.kills}"
    with closing(sqlite3.connect(folder / "desk.db", timeout=10)) as database:
        if (said := database.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            fail(f"{when}: integrity: {said}")
        database.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        database.rollback()
        kept = {
            row[0]: row[1:] for row in database.execute("SELECT id, question, state, text, answer, desk FROM turns")
        }
        (indexed,) = database.execute("SELECT count(*) FROM search JOIN turns ON turns.seq = search.rowid").fetchone()
        asked_about = {name for (name,) in database.execute("SELECT picture FROM conversation_pictures")}
    outcome.states = Counter(state for _, state, *_ in kept.values())
    if indexed != len(kept):
        fail(f"{when}: {len(kept)} turns, {indexed} in the index")
    for turn_id, (question, state, text, answer, _) in kept.items():
        if not _is_sound(state, text, answer):
            fail(f"{when}: turn {turn_id} ({question}) is {state}: {text!r}")
    for turn_id, question in outcome.noted.turns.items():
        if kept.get(turn_id, ("",))[0] != question:
            fail(f"{when}: turn {turn_id} ({question}) is lost")
    for turn_id, answer_text in outcome.noted.answers.items():
        _, state, text, *_ = kept.get(turn_id, ("", "", ""))
        if (state, text) != (TurnState.ANSWERED, answer_text):
            fail(f"{when}: turn {turn_id} was answered {answer_text!r}, and is {state}: {text!r}")
    for picture_id in outcome.noted.pictures | asked_about:
        path = folder / "pictures" / picture_id[:2] / picture_id
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != picture_id:
            fail(f"{when}: picture {picture_id} is lost")
    if outcome.noted.turns:
        latest = next(reversed(outcome.noted.turns))
        if desk.turn(latest).question != outcome.noted.turns[latest]:
            fail(f"{when}: turn {latest} is not to be had over HTTP")


def _is_sound(state: str, text: str, answer: str | None) -> bool:
    if state == TurnState.ANSWERED:
        return is_whole(text) and answer is not None and AnswerBody.model_validate_json(answer).text == text
    return state in {TurnState.INTERRUPTED, TurnState.FAILED} and answer is None
