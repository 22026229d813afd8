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
from lookdesk.types import EngineState, Message, PicturePart

Prefix = tuple[PicturePart, ...]
"""The pictures that stand at a prompt's beginning, each in the size in which it is seen."""

QUICK_S = 2.0
"""A picture that is taken in within this time may be taken in beside an answer."""
MOST_WAITING = 8
"""Prefixes that may wait; of more the oldest are forgotten. An agent asks about the latest pictures."""
LOOK_AGAIN_S = 0.25
"""How often a prefix that waits for the engine to load, or for answers to end, is looked at."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _WarmUp:
    """A warm-up that runs."""

    prefix: Prefix
    cancel: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)


class Warmer:
    """Fills an engine's prefix cache ahead of questions."""

    def __init__(
        self,
        engine: Engine,
        prefix_of: Callable[[Sequence[str]], Prefix | None],
        opening_of: Callable[[Prefix], Sequence[Message]],
        is_quiet: Callable[[], bool],
    ) -> None:
        """Make a warmer; its thread starts with the first picture.

        Args:
            engine: what is warmed.
            prefix_of: the pictures of these ids as the engine would see them; None where one is gone.
            opening_of: the messages that a prompt about these pictures begins with.
            is_quiet: whether no answer is running.
        """
        self._engine = engine
        self._prefix_of = prefix_of
        self._opening_of = opening_of
        self._is_quiet = is_quiet
        self._changed = threading.Condition()
        self._wanted: list[tuple[str, ...]] = []
        self._current: _WarmUp | None = None
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def want(self, picture_ids: Sequence[str]) -> None:
        """Ask for the pictures of these ids to be taken in, as soon as that is in nobody's way."""
        ids = tuple(picture_ids)
        with self._changed:
            if self._is_closed:
                return
            # a longer list that begins with a shorter one takes that one in as well
            self._wanted = [other for other in self._wanted if other != ids[: len(other)]]
            self._wanted = [*self._wanted, ids][-MOST_WAITING:]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="lookdesk-warming", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def make_way(self, prefix: Prefix, cancel: threading.Event) -> None:
        """Let a question go first that has just started: wait for a warm-up of its own pictures, stop any other.

        Args:
            prefix: the question's pictures.
            cancel: ends the waiting.
        """
        ids = tuple(part.picture.id for part in prefix)
        with self._changed:
            self._wanted = [other for other in self._wanted if other != ids[: len(other)]]
            current = self._current
        if current is None:
            return
        if not _begins_with(prefix, current.prefix):
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
        ids = tuple(part.picture.id for part in current.prefix)
        with self._changed:
            if self._current is current and not current.cancel.is_set():
                current.cancel.set()
                self._wanted.insert(0, ids)

    # --- the warming thread ---

    def _work(self) -> None:
        while (current := self._next()) is not None:
            try:
                self._engine.warm(self._opening_of(current.prefix), current.cancel)
            except Exception:
                _log.exception("Warming failed")
            with self._changed:
                self._current = None
            current.done.set()

    def _next(self) -> _WarmUp | None:
        """Wait for a prefix that may be warmed now."""
        with self._changed:
            while not self._is_closed:
                if self._wanted and (prefix := self._prefix_of(self._wanted[-1])) is None:
                    self._wanted.pop()
                elif self._wanted and prefix and self._may_begin(prefix):
                    self._wanted.pop()
                    self._current = _WarmUp(prefix)
                    return self._current
                else:
                    self._changed.wait(LOOK_AGAIN_S if self._wanted else None)
            return None

    def _may_begin(self, prefix: Prefix) -> bool:
        status = self._engine.status()
        if status.state is not EngineState.READY:
            return False
        is_quick = status.picture_prefill_s is not None and status.picture_prefill_s * len(prefix) < QUICK_S
        return is_quick or self._is_quiet()


def _begins_with(prefix: Prefix, other: Prefix) -> bool:
    return _key(prefix[: len(other)]) == _key(other)


def _key(prefix: Prefix) -> list[object]:
    return [(part.picture.id, part.seen_size) for part in prefix]
