"""What ends the waiting of a request: it is taken back, the engine is closed, or its time is over."""

from __future__ import annotations

import contextvars
import threading
import time

from lookdesk.engines import failures
from lookdesk.errors import Cancelled

SLICE_S = 0.05
"""How long a request waits before it looks whether it still may."""


class Watch:
    """What ends the waiting of one request: its cancel event, the engine's closing, or the time-out in force."""

    __slots__ = (
        *("_answer_s", "_answer_setting", "_cancel", "_closed", "_deadline", "_seconds", "_setting"),
        *("has_answer", "has_ended", "is_connected", "is_reused", "renewed_at"),
    )

    def __init__(self, cancel: threading.Event, closed: threading.Event, answer_s: float, setting: str = "") -> None:
        """Watch two events.

        Args:
            cancel: the question was taken back.
            closed: the engine was closed.
            answer_s: how long the answer may take to begin once there is a connection.
            setting: what sets ``answer_s``.
        """
        self._cancel = cancel
        self._closed = closed
        self._answer_s = answer_s
        self._answer_setting = setting
        self._deadline = float("inf")
        self._seconds = 0.0
        self._setting = ""
        self.is_connected = False
        self.renewed_at = 0.0
        """When the time-out was last renewed, on the monotonic clock."""
        self.is_reused = False
        """Is the request sent on a connection that already carried another one?"""
        self.has_answer = False
        """Did a byte of the response arrive?"""
        self.has_ended = False
        """Did the server close the connection?"""

    def allow(self, seconds: float, setting: str) -> None:
        """Let the next step take this many seconds; ``setting`` is what sets them."""
        self.renewed_at = time.monotonic()
        self._deadline = self.renewed_at + seconds
        self._seconds = seconds
        self._setting = setting

    def connecting(self, seconds: float) -> None:
        """Let a connection take this many seconds."""
        self.is_connected = self.is_reused = self.has_ended = False
        self.allow(seconds, "connect_timeout_s")

    def connected(self, is_reused: bool) -> None:
        """Go on to the next step: there is a connection, an answer is waited for."""
        self.is_connected = True
        self.is_reused = is_reused
        self.allow(self._answer_s, self._answer_setting)

    def left_s(self) -> float:
        """Return the seconds that the current step still has."""
        return self._deadline - time.monotonic()

    def check(self) -> None:
        """Raise where waiting must end.

        Raises:
            Cancelled: the question was taken back.
            EngineUnavailable: the engine was closed, or its server takes no connection in time.
            EngineError: the time-out is over.
        """
        if self._closed.is_set():
            raise failures.closed()
        if self._cancel.is_set():
            raise Cancelled.withdrawn()
        if time.monotonic() > self._deadline:
            raise failures.timed_out(self._setting, self._seconds)


watched: contextvars.ContextVar[Watch] = contextvars.ContextVar("watched")
"""The watch over the request that is being sent. A connection outlives requests: it asks here whose it is now."""
