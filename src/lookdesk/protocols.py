"""The interfaces between the rooms: what a new engine, OCR or store has to be."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from lookdesk.records import (
    ConversationRecord,
    ConversationSettings,
    Feedback,
    Listing,
    NewTurn,
    NumberedPicture,
    PictureRecord,
    TurnRecord,
    TurnState,
    Whole,
)
from lookdesk.types import Answer, Capabilities, Delta, EngineStatus, Message, Picture, SamplingParams, TextLine


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

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return how many tokens a prompt has at most; 0 where the engine has none. Never raises."""
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


@runtime_checkable
class Store(Protocol):
    """Keeps conversations. Safe to call from several threads; what a call has returned from is kept for good.

    Every method raises ``StoreUnavailable`` where the store cannot be reached or has no room, and ``NotFound`` where
    there is no such conversation or turn. Conversations that are deleted can be brought back, and are found by nothing
    else.
    """

    def add_conversation(self, conversation: ConversationRecord) -> None:
        """Keep a new conversation; nothing changes where its id is known already."""
        ...

    def conversation(self, conversation_id: str) -> ConversationRecord:
        """Return a conversation."""
        ...

    def conversations(self, owner: str | None, search: str = "", cursor: str = "", limit: int = 50) -> Listing:
        """Return a page of conversations, the latest first.

        Args:
            owner: whose; None: everybody's.
            search: what stands in their questions, answers or titles; empty: all.
            cursor: where the page begins, from the page before.
            limit: how many at most.
        """
        ...

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title."""
        ...

    def choose(self, conversation_id: str, settings: ConversationSettings) -> None:
        """Keep what was chosen for a conversation."""
        ...

    def delete(self, conversation_id: str) -> None:
        """Hide a conversation; :meth:`restore` brings it back until it is removed."""
        ...

    def restore(self, conversation_id: str) -> None:
        """Bring a deleted conversation back."""
        ...

    def remove(self, *, deleted_before: datetime | None = None, updated_before: datetime | None = None) -> list[str]:
        """Remove conversations for good, and all pictures that nobody uses any more.

        Args:
            deleted_before: those that were deleted before then.
            updated_before: those whose latest question was asked before then.

        Returns:
            The ids of the removed pictures.
        """
        ...

    def add_picture(self, picture: PictureRecord, owner: str) -> None:
        """Keep what is known of a picture that somebody sent; nothing changes where it is known already."""
        ...

    def picture(self, picture_id: str) -> PictureRecord:
        """Return what is known of a picture."""
        ...

    def owns_picture(self, picture_id: str, owner: str) -> bool:
        """Tell whether somebody sent a picture, or has a conversation with it."""
        ...

    def number_pictures(self, conversation_id: str, picture_ids: Sequence[str]) -> tuple[NumberedPicture, ...]:
        """Return pictures with their numbers in a conversation; those that are new there get the next ones."""
        ...

    def take_picture_out(self, conversation_id: str, number: int) -> None:
        """Let a conversation have a picture no more; nothing happens where it has none of that number."""
        ...

    def add_turn(
        self, turn: NewTurn, opening: ConversationRecord | None = None
    ) -> tuple[ConversationRecord, TurnRecord]:
        """Keep a question before it is answered, and its conversation where it is the first.

        Args:
            turn: the question.
            opening: the new conversation that it opens; nothing changes where that is known already.

        Returns:
            The conversation, and the turn; where its key came before in the same conversation, the turn that came
            with it.
        """
        ...

    def end_turn(
        self, turn_id: str, state: TurnState, *, text: str = "", answer: Answer | None = None, error: str = ""
    ) -> None:
        """Keep what came of a question. A turn ends once."""
        ...

    def turn(self, turn_id: str) -> TurnRecord:
        """Return a turn."""
        ...

    def whole(self, conversation_id: str) -> Whole:
        """Return a conversation with its pictures and turns."""
        ...

    def give_feedback(self, turn_id: str, feedback: Feedback | None) -> None:
        """Keep what somebody thought of an answer; None takes it back."""
        ...

    def interrupt_lost(self) -> int:
        """End turns whose desk is gone as interrupted; return how many there were."""
        ...

    def close(self) -> None:
        """Give back what is held. May be called more than once."""
        ...


@runtime_checkable
class Blobs(Protocol):
    """Keeps files by name, in hexadecimal. Safe to call from several threads.

    Every method raises ``StoreUnavailable`` where the place cannot be reached or has no room, and ``InvalidInput``
    where a name is none. The contract in ``testing/blobs_contract.py`` says what it must keep.
    """

    def put(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all."""
        ...

    def get(self, name: str) -> bytes:
        """Return a file.

        Raises:
            NotFound: there is none of that name.
        """
        ...

    def has(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        ...

    def remove(self, names: Collection[str]) -> None:
        """Remove files; nothing happens where there are none of these names."""
        ...
