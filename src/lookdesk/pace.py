"""How fast the desk is: what a question that is asked now may expect."""

from __future__ import annotations

WEIGHT = 0.2
"""How much the latest answer counts against those before it."""


class Pace:
    """A moving average of how long an answer takes."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._answer_s: float | None = None

    def add(self, answer_s: float) -> None:
        """Take in how long an answer took from its start, in seconds."""
        known = self._answer_s
        self._answer_s = answer_s if known is None else known + WEIGHT * (answer_s - known)

    def wait_s(self, ahead: int, slots: int, prefill_s: float | None = None) -> float | None:
        """Return the seconds to expect before an answer's first word; None where nothing is known.

        Args:
            ahead: answers that run or wait now.
            slots: answers at one time.
            prefill_s: what the engine takes before the first word; None where it is not known.
        """
        rounds = (max(0, ahead - slots + 1) + slots - 1) // slots
        if (rounds and self._answer_s is None) or (not rounds and prefill_s is None):
            return None
        return rounds * (self._answer_s or 0.0) + (prefill_s or 0.0)
