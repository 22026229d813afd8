"""The interfaces between the rooms: what a new engine or OCR has to be."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from lookdesk.types import Capabilities, Delta, EngineStatus, Message, Picture, SamplingParams, TextLine


@runtime_checkable
class Engine(Protocol):
    """A model behind our interface. The contract in ``testing/engine_contract.py`` says what it must keep."""

    @property
    def name(self) -> str:
        """What it is called, as in the settings."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can take now: an engine that is still loading may say something else later."""
        ...

    def generate(self, messages: Sequence[Message], params: SamplingParams, cancel: threading.Event) -> Iterator[Delta]:
        """Answer the last message. The last delta carries a finish reason.

        Raises:
            Cancelled: soon after ``cancel`` is set.
            EngineError: the engine could not answer.
        """
        ...

    def warm(self, messages: Sequence[Message], cancel: threading.Event) -> None:
        """Prepare for a question whose prompt will begin as ``messages`` do, up to the end of their last picture.

        Returns when it is done, soon after ``cancel`` is set, or at once where there is nothing to prepare. Never
        raises.
        """
        ...

    def status(self) -> EngineStatus:
        """Tell at once whether an answer can be had now."""
        ...

    def close(self) -> None:
        """Give back what is held. May be called more than once."""
        ...


@runtime_checkable
class OCR(Protocol):
    """Reads the text lines of a picture. Safe to call from several threads."""

    name: str

    def read(self, picture: Picture) -> tuple[TextLine, ...]:
        """Return the lines in reading order; empty where there is no text."""
        ...

    def load(self) -> None:
        """Load models now instead of at the first read. May be called more than once."""
        ...
