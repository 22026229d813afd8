"""A turn: one question on its way to an answer, told as events that anyone may listen to.

A turn belongs to the desk, not to a connection: listeners come, go and come back, and each sees every event.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial

from lookdesk.events import Answered, Event, Failed, TextDelta
from lookdesk.types import Answer


class Turn:
    """A question that the desk has taken. The desk writes its events, everyone else reads them."""

    def __init__(self, on_cancel: Callable[[Turn], None], turn_id: str = "") -> None:
        """Make a turn without events.

        Args:
            on_cancel: what ends the turn where it stands; called at the first :meth:`cancel` of an unfinished turn.
            turn_id: its id; a new one where not given.
        """
        self.id = turn_id or uuid.uuid4().hex
        self.cancelled = threading.Event()
        self._on_cancel = on_cancel
        self._events: list[Event] = []
        self._listeners: dict[object, Callable[[Event], None]] = {}
        self._changed = threading.Condition()
        self._waiting = 0
        """Threads that wait for events."""
        self._unheard_since = time.monotonic()

    @property
    def is_finished(self) -> bool:
        with self._changed:
            return self._ending is not None

    @property
    def text(self) -> str:
        """What has come of the answer's text."""
        with self._changed:
            return "".join(event.text for event in self._events if isinstance(event, TextDelta))

    def unheard_s(self) -> float:
        """Return for how many seconds nobody has listened; 0 where somebody does."""
        with self._changed:
            is_heard = self._listeners or self._waiting or self._ending is not None
            return 0.0 if is_heard else time.monotonic() - self._unheard_since

    def events(self, after: int = 0) -> Iterator[Event]:
        """Yield every event as it comes, up to the turn's end.

        Args:
            after: how many of the first events to leave out; a listener that comes back gives how many it has seen.
        """
        while True:
            with self._changed:
                self._wait_for(partial(self._has_more, after))
                batch = self._events[after:]
                is_last = self._ending is not None
            yield from batch
            if is_last:
                return
            after += len(batch)

    def listen(self, callback: Callable[[Event], None], after: int = 0) -> Callable[[], None]:
        """Call back with every event, those of the past first, without a thread that waits.

        Args:
            callback: called in the order of the events, from the turn's thread (for past events from the caller's). It
                must return at once, not raise, and not call the turn.
            after: how many of the first events to leave out.

        Returns:
            A function that ends the calls; it may be called more than once.
        """
        key = object()
        with self._changed:
            for event in self._events[after:]:
                callback(event)
            self._listeners[key] = callback

        def stop() -> None:
            with self._changed:
                self._listeners.pop(key, None)
                self._unheard_since = time.monotonic()

        return stop

    def cancel(self) -> None:
        """End the turn: at once where it waits, within a second where it runs. A finished turn stays as it is."""
        with self._changed:
            if self._ending is not None or self.cancelled.is_set():
                return
            self.cancelled.set()
        self._on_cancel(self)

    def answer(self) -> Answer:
        """Wait for the answer.

        Raises:
            LookdeskError: what the turn ended with instead of an answer.
        """
        with self._changed:
            self._wait_for(lambda: self._ending is not None)
            ending = self._ending
        if isinstance(ending, Failed):
            raise ending.error
        assert isinstance(ending, Answered)
        return ending.answer

    def publish(self, event: Event) -> None:
        """Add an event (for the desk). After the turn's end nothing is added."""
        with self._changed:
            if self._ending is not None:
                return
            self._events.append(event)
            for callback in list(self._listeners.values()):
                callback(event)
            self._changed.notify_all()

    def _has_more(self, after: int) -> bool:
        return len(self._events) > after or self._ending is not None

    def _wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait, with the lock held, as one who listens."""
        self._waiting += 1
        try:
            self._changed.wait_for(condition)
        finally:
            self._waiting -= 1
            self._unheard_since = time.monotonic()

    @property
    def _ending(self) -> Answered | Failed | None:
        last = self._events[-1] if self._events else None
        return last if isinstance(last, Answered | Failed) else None
