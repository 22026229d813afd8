"""An engine that does as it is told: for tests, and for trying a client without reading anything."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence

from lookdesk import pictures
from lookdesk.errors import Cancelled, EngineError
from lookdesk.protocols import Engine
from lookdesk.settings import Settings
from lookdesk.types import (
    Capabilities,
    Certainty,
    Delta,
    EngineState,
    EngineStatus,
    Finding,
    FinishReason,
    Message,
    PicturePart,
    SamplingParams,
    TextPart,
    Usage,
)

Step = str | threading.Event | Exception
"""Text to send, an event to wait for, or an error to raise."""

LOOK_AGAIN_S = 0.01


def make(settings: Settings) -> Engine:
    """Make an engine without a script."""
    return FakeEngine(slots=settings.slots or 2)


class FakeEngine:
    """Plays a script; without one it answers with the first text line of the first picture, or with what it sees."""

    name = "fake"

    def __init__(
        self,
        *script: Step,
        last: Delta | None = None,
        slots: int = 2,
        max_images: int = 10,
        images: bool = False,
        context_tokens: int | None = None,
        picture_tokens: int = 2048,
        system_text: str | None = None,
        hold_warming: threading.Event | None = None,
        status: EngineStatus | None = None,
    ) -> None:
        """Make an engine that plays ``script`` for every question.

        Args:
            script: what happens, in this order.
            last: the delta that ends the answer; a plain stop where not given.
            slots: answers at one time.
            max_images: pictures that one question may have.
            images: does it look at pictures?
            context_tokens: what an answer and its prompt may have together; None: no bound.
            picture_tokens: visual tokens that a picture may take.
            system_text: its own instructions; None: those of lookdesk.
            hold_warming: what every warm-up waits for; at once where not given.
            status: what the engine says of itself; ready where not given.
        """
        self.capabilities = Capabilities(
            images, max_images, context_tokens, slots, picture_tokens=picture_tokens, system_text=system_text
        )
        self.asked: tuple[Sequence[Message], SamplingParams] | None = None
        """The latest call."""
        self.warmed: list[Sequence[Message]] = []
        """What was to be warmed, the latest last; noted when the warm-up begins."""
        self.forgotten: list[str] = []
        """The pictures that were to be forgotten, by their ids."""
        self.is_closed = False
        self._script = script
        self._last = last or Delta(finish_reason=FinishReason.STOP)
        self._hold_warming = hold_warming
        self._status = status or EngineStatus(EngineState.READY)

    def generate(self, messages: Sequence[Message], params: SamplingParams, cancel: threading.Event) -> Iterator[Delta]:
        """Play the script."""
        self.asked = (messages, params)
        if not messages:
            raise EngineError("There is no question.", hint="The last message holds it.")
        if not self._script:
            yield from (
                _sight(messages, self.capabilities) if self.capabilities.images else _first_line(messages, cancel)
            )
            return
        for step in self._script:
            _stop_if(cancel)
            if isinstance(step, Exception):
                raise step
            if isinstance(step, str):
                yield Delta(step)
                continue
            while not step.is_set():
                _stop_if(cancel)
                step.wait(LOOK_AGAIN_S)
        _stop_if(cancel)
        yield self._last

    def warm(self, messages: Sequence[Message], cancel: threading.Event) -> None:
        """Note what was to be warmed; wait if told to."""
        self.warmed.append(messages)
        while self._hold_warming is not None and not self._hold_warming.wait(LOOK_AGAIN_S) and not cancel.is_set():
            pass

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Count a token for each character and each 32 × 32 pixels."""
        texts = sum(len(part.text) for message in messages for part in message.parts if isinstance(part, TextPart))
        seen = (part.seen_size for part in _pictures(messages))
        return texts + sum(pictures.visual_tokens(size) for size in seen if size is not None)

    def forget(self, picture_ids: Collection[str]) -> None:
        """Note what was to be forgotten."""
        self.forgotten.extend(picture_ids)

    def status(self) -> EngineStatus:
        """Return what was told to say."""
        return self._status

    def close(self) -> None:
        """Note that it was closed."""
        self.is_closed = True


def _pictures(messages: Sequence[Message]) -> list[PicturePart]:
    return [part for message in messages for part in message.parts if isinstance(part, PicturePart)]


def _sight(messages: Sequence[Message], capabilities: Capabilities) -> Iterator[Delta]:
    usual = capabilities.picture_tokens, capabilities.least_picture_tokens
    sizes = {
        part.number: part.seen_size or pictures.seen_size(part.picture.size, *usual) for part in _pictures(messages)
    }
    yield Delta("I see " + ", ".join(f"picture {number} in {size}" for number, size in sizes.items()) + ".")
    tokens = sum(pictures.visual_tokens(size) for size in sizes.values())
    yield Delta(finish_reason=FinishReason.STOP, usage=Usage(prompt_tokens=tokens, completion_tokens=1))


def _first_line(messages: Sequence[Message], cancel: threading.Event) -> Iterator[Delta]:
    if not (shown := _pictures(messages)):
        raise EngineError("There is no picture.", hint="Ask about at least one.")
    first = shown[0]
    while not first.lines.done():
        _stop_if(cancel)
        cancel.wait(LOOK_AGAIN_S)
    _stop_if(cancel)
    lines = first.lines.result()
    if not lines:
        yield Delta("There is no text in picture 1.")
        yield Delta(finish_reason=FinishReason.STOP, certainty=Certainty.ABSENT)
        return
    yield Delta("Picture 1 says: ")
    yield Delta(lines[0].text)
    yield Delta(
        finish_reason=FinishReason.STOP,
        findings=(Finding(lines[0].text, first.number, lines[0].box),),
        certainty=Certainty.READ,
    )


def _stop_if(cancel: threading.Event) -> None:
    if cancel.is_set():
        raise Cancelled.withdrawn()
