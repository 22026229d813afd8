"""An engine that does as it is told: for tests, and for trying a client without reading anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from lookdesk.errors import Cancelled
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
)

Step = str | threading.Event | Exception
"""Text to send, an event to wait for, or an error to raise."""

LOOK_AGAIN_S = 0.01


class FakeEngine:
    """Plays a script; without one it answers with the first text line of the first picture."""

    name = "fake"

    def __init__(
        self,
        *script: Step,
        last: Delta | None = None,
        slots: int = 2,
        max_images: int = 10,
        status: EngineStatus | None = None,
    ) -> None:
        """Make an engine that plays ``script`` for every question.

        Args:
            script: what happens, in this order.
            last: the delta that ends the answer; a plain stop where not given.
            slots: answers at one time.
            max_images: pictures that one question may have.
            status: what the engine says of itself; ready where not given.
        """
        self.capabilities = Capabilities(images=False, max_images=max_images, context_tokens=None, slots=slots)
        self.asked: tuple[Sequence[Message], SamplingParams] | None = None
        """The latest call."""
        self.is_closed = False
        self._script = script
        self._last = last or Delta(finish_reason=FinishReason.STOP)
        self._status = status or EngineStatus(EngineState.READY)

    def generate(self, messages: Sequence[Message], params: SamplingParams, cancel: threading.Event) -> Iterator[Delta]:
        """Play the script."""
        self.asked = (messages, params)
        if not self._script:
            yield from _first_line(messages, cancel)
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
                cancel.wait(LOOK_AGAIN_S)
        _stop_if(cancel)
        yield self._last

    def warm(self, messages: Sequence[Message], cancel: threading.Event) -> None:
        """Do nothing: there is nothing to prepare."""

    def status(self) -> EngineStatus:
        """Return what was told to say."""
        return self._status

    def close(self) -> None:
        """Note that it was closed."""
        self.is_closed = True


def _first_line(messages: Sequence[Message], cancel: threading.Event) -> Iterator[Delta]:
    first = next(part for part in messages[-1].parts if isinstance(part, PicturePart))
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
        raise Cancelled("The question was withdrawn before its answer.", hint="Ask again.")
