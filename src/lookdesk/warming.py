"""Warming: while the agent is still typing, the engine takes in the pictures that the question will be about.

One thread, one warm-up at a time, and never in the way of an answer: a question about the same pictures joins the
warm-up that runs, any other goes before it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lookdesk.protocols import Engine
from lookdesk.types import EarlierRound, EngineState, Message, PicturePart

Prefix = tuple[PicturePart, ...]
"""The pictures that stand at a prompt's beginning, each in the size in which it is seen."""
History = Callable[[], Sequence[EarlierRound]]
"""Tells what was asked and answered before a question, when it is needed."""

QUICK_S = 2.0
"""A picture that is taken in within this time may be taken in beside an answer."""
MOST_WAITING = 8
"""Prefixes that may wait; of more the oldest are forgotten. An agent asks about the latest pictures."""
LOOK_AGAIN_S = 0.25
"""How often a prefix that waits for the engine to load, or for answers to end, is looked at."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A question that is being typed: the pictures that come with it, and the rounds before it."""

    pictures: tuple[tuple[int, str], ...]
    """Their numbers and ids."""
    history: History = tuple

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.pictures)


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a prompt, up to the end of its last picture."""

    prefix: Prefix
    messages: Sequence[Message]


@dataclass(frozen=True, slots=True)
class _WarmUp:
    """A warm-up that runs."""

    upcoming: Upcoming
    opening: Opening
    cancel: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)


class Warmer:
    """Fills an engine's prefix cache ahead of questions."""

    def __init__(
        self,
        engine: Engine,
        opening_of: Callable[[Upcoming], Opening | None],
        is_quiet: Callable[[], bool],
    ) -> None:
        """Make a warmer; its thread starts with the first picture.

        Args:
            engine: what is warmed.
            opening_of: what the prompt of a question begins with; None where one of its pictures is gone.
            is_quiet: whether no answer is running.
        """
        self._engine = engine
        self._opening_of = opening_of
        self._is_quiet = is_quiet
        self._changed = threading.Condition()
        self._wanted: list[Upcoming] = []
        self._current: _WarmUp | None = None
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def want(self, upcoming: Upcoming) -> None:
        """Ask for the pictures of a question to be taken in, as soon as that is in nobody's way."""
        with self._changed:
            if self._is_closed:
                return
            self._forget(upcoming.ids)  # a longer list takes the shorter ones that it begins with in as well
            self._wanted = [*self._wanted, upcoming][-MOST_WAITING:]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="lookdesk-warming", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def make_way(self, prefix: Prefix, own_ids: Sequence[str], cancel: threading.Event) -> None:
        """Let a question go first that has just started: wait for a warm-up of its own pictures, stop any other.

        Args:
            prefix: the pictures of its whole prompt.
            own_ids: those that came with the question itself.
            cancel: ends the waiting.
        """
        with self._changed:
            self._forget(tuple(own_ids))
            current = self._current
        if current is None:
            return
        if not _begins_with(prefix, current.opening.prefix):
            self._put_back(current)
            return
        while not current.done.wait(0.05) and not cancel.is_set():
            pass

    def close(self, timeout_s: float = 1.0) -> None:
        """Stop warming. A warm-up that runs is waited for no longer than ``timeout_s``."""
        with self._changed:
            self._is_closed = True
            if self._current is not None:
                self._current.cancel.set()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _put_back(self, current: _WarmUp) -> None:
        """Break a warm-up off; it begins again when there is time."""
        with self._changed:
            if self._current is current and not current.cancel.is_set():
                current.cancel.set()
                self._wanted.insert(0, current.upcoming)

    def _forget(self, ids: tuple[str, ...]) -> None:
        """Want no more what these pictures begin with (with the lock held)."""
        self._wanted = [other for other in self._wanted if other.ids != ids[: len(other.ids)]]

    # --- the warming thread ---

    def _work(self) -> None:
        while (current := self._next()) is not None:
            try:
                self._engine.warm(current.opening.messages, current.cancel)
            except Exception:
                _log.exception("Warming failed")
            with self._changed:
                self._current = None
            current.done.set()

    def _next(self) -> _WarmUp | None:
        """Wait for a prefix that may be warmed now."""
        with self._changed:
            while not self._is_closed:
                if not self._wanted or not self._may_begin(self._wanted[-1]):
                    self._changed.wait(LOOK_AGAIN_S if self._wanted else None)
                    continue
                upcoming = self._wanted.pop()
                if (opening := self._opening_of(upcoming)) is not None:
                    self._current = _WarmUp(upcoming, opening)
                    return self._current
            return None

    def _may_begin(self, upcoming: Upcoming) -> bool:
        status = self._engine.status()
        if status.state is not EngineState.READY:
            return False
        prefill_s = status.picture_prefill_s
        is_quick = prefill_s is not None and prefill_s * len(upcoming.ids) < QUICK_S
        return is_quick or self._is_quiet()


def _begins_with(prefix: Prefix, other: Prefix) -> bool:
    return _key(prefix[: len(other)]) == _key(other)


def _key(prefix: Prefix) -> list[object]:
    return [(part.picture.id, part.seen_size) for part in prefix]
