"""What happens to a question on its way to an answer.

::

    Queued … ─▶ Started ─▶ TextDelta … ─▶ Answered
         └──────────┴────────────┴──────▶ Failed
"""

from __future__ import annotations

from dataclasses import dataclass

from lookdesk.errors import LookdeskError
from lookdesk.types import Answer, TokenLogprob


@dataclass(frozen=True, slots=True)
class Queued:
    """The turn waits; ``place`` 1 is next, 0 says that it starts at once."""

    place: int


@dataclass(frozen=True, slots=True)
class Started:
    """An engine works on the turn."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the answer's text."""

    text: str
    logprobs: tuple[TokenLogprob, ...] = ()
    """Of its tokens, where they were asked for."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The turn ended with an answer. Its text is the final one: checking may have changed what was streamed."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn ended without an answer. The text sent so far stands."""

    error: LookdeskError


Event = Queued | Started | TextDelta | Answered | Failed
