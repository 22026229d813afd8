"""The engine that needs no model: it answers from the text lines of the pictures."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import wait

from lookdesk import reading
from lookdesk.errors import Cancelled, EngineError
from lookdesk.protocols import Engine
from lookdesk.settings import Settings
from lookdesk.types import (
    Capabilities,
    Delta,
    EngineState,
    EngineStatus,
    Finding,
    FinishReason,
    Message,
    PicturePart,
    Role,
    SamplingParams,
    TextPart,
)

POLL_S = 0.05
"""How often a wait for text lines looks whether the turn was cancelled, in seconds."""

SLOTS = 4
"""Answers at one time: a reading takes milliseconds, what they wait for is the text lines."""


def make(settings: Settings) -> Engine:
    """Make a reader; it needs nothing but the slots that it may have."""
    return ReaderEngine(slots=settings.slots or SLOTS)


class ReaderEngine:
    """Answers by reading: layout, field names and facts; never by guessing."""

    name = "reader"

    def __init__(self, slots: int = SLOTS) -> None:
        """Make a reader that answers ``slots`` questions at one time."""
        self.capabilities = Capabilities(images=False, max_images=10, context_tokens=None, slots=slots, is_model=False)

    def generate(
        self,
        messages: Sequence[Message],
        params: SamplingParams,  # noqa: ARG002 - a reading has nothing to sample
        cancel: threading.Event,
    ) -> Iterator[Delta]:
        """Answer the last message's question, which may lean on the rounds before it."""
        *earlier, now = _rounds(messages)
        pages = [_page(part, cancel) for part in _pictures(messages)]
        reply = reading.answer(now.question, pages, earlier)
        yield Delta(text=reply.text)
        yield Delta(
            finish_reason=FinishReason.STOP,
            findings=tuple(_finding(found) for found in reply.found),
            certainty=reply.certainty,
            action=reply.action,
            advice=reply.advice,
        )

    def warm(self, messages: Sequence[Message], cancel: threading.Event) -> None:
        """Do nothing: reading begins when a picture arrives."""

    def count_tokens(self, messages: Sequence[Message]) -> int:  # noqa: ARG002 - a reading has no tokens
        """Return 0: text is read whatever its length."""
        return 0

    def forget(self, picture_ids: Collection[str]) -> None:
        """Nothing is kept."""

    def status(self) -> EngineStatus:
        """Say ready: there is nothing to load."""
        return EngineStatus(EngineState.READY)

    def close(self) -> None:
        """Hold nothing, give nothing back."""


def _finding(found: reading.Found) -> Finding:
    return Finding(found.quote or found.value, found.page.number, found.cell.line.box, found.certainty)


def _rounds(messages: Sequence[Message]) -> list[reading.Earlier]:
    """Return what the user asked, round by round, with the numbers of the pictures that came with each question."""
    if not messages or messages[-1].role is not Role.USER:
        raise EngineError("There is no question.", hint="The last message is the user's and holds the question.")
    asked = [message for message in messages if message.role is Role.USER]
    return [reading.Earlier(_question(each), tuple(part.number for part in _pictures([each]))) for each in asked]


def _question(message: Message) -> str:
    """Return the text that a message ends with; a text before a picture is its label."""
    last = message.parts[-1] if message.parts else None
    return last.text if isinstance(last, TextPart) else ""


def _pictures(messages: Sequence[Message]) -> list[PicturePart]:
    return [part for message in messages for part in message.parts if isinstance(part, PicturePart)]


def _page(part: PicturePart, cancel: threading.Event) -> reading.Page:
    """Wait for a picture's lines."""
    while not cancel.is_set():
        if wait([part.lines], timeout=POLL_S).done:
            return _read(part)
    raise Cancelled.withdrawn()


def _read(part: PicturePart) -> reading.Page:
    if part.lines.cancelled():
        raise Cancelled("The reading of the picture was cancelled.")
    return reading.Page(part.number, part.picture.size.width, part.picture.size.height, part.lines.result())
