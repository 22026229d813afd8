"""What one agent's page shows of a conversation: its pictures and turns. Knows nothing of Streamlit.

The conversation itself is kept by the desk: a page that is loaded again takes it up where it stands. A turn is followed
in a thread of its own, so that the page may be redrawn at any time while the answer comes in.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, Self

from lookdesk.client import Client
from lookdesk.errors import Cancelled, LookdeskError
from lookdesk.events import Answered, Event, Failed, Queued, Started, TextDelta
from lookdesk.records import TurnState
from lookdesk.types import Answer, Detail, Size
from lookdesk.wire import AskedBody, NumberedPictureBody, TurnBody, WholeConversationBody, error_kind

MAX_PICTURES = 10

log = logging.getLogger(__name__)


class File(Protocol):
    """A file as the upload field hands it over: the whole of it is in memory."""

    name: str
    file_id: str

    def getvalue(self) -> bytes:
        """Return the file's bytes."""
        ...


@dataclass(frozen=True)
class PictureInHand:
    """A picture of the conversation."""

    number: int
    id: str
    original_size: Size
    size: Size
    name: str = ""
    """Of its file, where it was sent from this page."""

    @classmethod
    def of(cls, body: NumberedPictureBody, name: str = "") -> Self:
        """Take over what the API says of a picture."""
        return cls(body.number, body.id, body.original_size.as_size(), body.size.as_size(), name)


@dataclass(frozen=True)
class Refusal:
    """A file that did not become a picture, and why; no error where there were too many."""

    name: str
    error: LookdeskError | None


@dataclass
class Turn:
    """One question and what has come of it so far."""

    number: int
    question: str
    pictures: tuple[PictureInHand, ...] = ()
    """Those that were sent with the question."""
    detail: Detail = Detail.NORMAL
    id: str = ""
    """Empty until the desk has taken the question."""
    text: str = ""
    place: int | None = None
    answer: Answer | None = None
    error: LookdeskError | None = None
    is_finished: bool = False
    is_stopped: bool = False
    is_waiting_for_pictures: bool = False
    expected_wait_s: float | None = None
    """Seconds to the first word, as the desk saw it when this was asked; None: not known."""
    asked_at: float = field(default_factory=time.monotonic)


class Conversation:
    """The pictures and the turns, oldest first."""

    def __init__(self, client: Client, conversation_id: str = "") -> None:
        """Begin without pictures and turns, or take a conversation up.

        Args:
            client: of the API.
            conversation_id: the conversation to take up; a new one where empty.

        Raises:
            LookdeskError: it cannot be taken up.
        """
        self._client = client
        self._intake = threading.RLock()
        self._changed = threading.Condition()
        self.uploads = 0
        """Counts up when the upload field is to forget its files; part of its key."""
        self.detail = Detail.NORMAL
        """How many of the pictures' pixels the next question's model is to look at."""
        self.before = ""
        """The conversation that was left for this one; it stays where it is kept."""
        self._begin()
        if conversation_id:
            self._take_up(client.conversation(conversation_id))

    def _begin(self) -> None:
        self.id = ""
        self.pictures: list[PictureInHand] = []
        self.refusals: list[Refusal] = []
        self.turns: list[Turn] = []
        self._taken: set[str] = set()

    def _take_up(self, whole: WholeConversationBody) -> None:
        self.id, self.before = whole.id, whole.linked_from
        self.pictures = [PictureInHand.of(body) for body in whole.pictures]
        by_number = {picture.number: picture for picture in self.pictures}
        for number, body in enumerate(whole.turns, 1):
            turn = _turn(number, body, by_number)
            self.turns.append(turn)
            if not turn.is_finished:
                self._start(turn, self._client.follow(turn.id))

    # --- pictures ---

    def take(self, files: Iterable[File]) -> None:
        """Send the files that are new to the API, where reading starts at once.

        A redraw of the page may come while an earlier one is still sending: it waits here. Questions that were sent
        before their pictures are asked now.
        """
        with self._intake:
            new = [file for file in files if file.file_id not in self._taken]
            if not new:
                return
            self.refusals.clear()
            for file in new:
                self._taken.add(file.file_id)
                self.add(file.name, file.getvalue())
            for turn in self.turns:
                if self.pictures and turn.is_waiting_for_pictures:
                    self.ask_again(turn)

    def add(self, name: str, content: bytes) -> None:
        """Send a file to the API; keep it as a picture of the conversation, or keep why it was refused."""
        if len(self.unasked()) >= MAX_PICTURES:
            self.refusals.append(Refusal(name, None))
            return
        try:
            (body,) = self._client.add_pictures(self._kept(), [content])
        except LookdeskError as error:
            self.refusals.append(Refusal(name, error))
            return
        if all(picture.id != body.id for picture in self.pictures):
            self.pictures.append(PictureInHand.of(body, name))

    def unasked(self) -> list[PictureInHand]:
        """Return the pictures that the next question brings: no turn has them yet."""
        asked = {picture.id for turn in self.turns for picture in turn.pictures}
        return [picture for picture in self.pictures if picture.id not in asked]

    def remove(self, picture: PictureInHand) -> None:
        """Take a picture out of the next question."""
        self._client.remove_picture(self.id, picture.number)
        self.pictures.remove(picture)
        self._forget_uploads()

    def _forget_uploads(self) -> None:
        self.uploads += 1
        self._taken = set()

    # --- turns ---

    def ask(self, question: str) -> None:
        """Ask about the conversation's pictures, those on their way included. Without any, the question waits."""
        with self._intake:
            turn = Turn(len(self.turns) + 1, question, tuple(self.unasked()), self.detail)
            self.turns.append(turn)
            self._ask(turn)

    def ask_again(self, turn: Turn) -> None:
        """Ask a question once more; one that waited for pictures takes those that came."""
        fresh = Turn(turn.number, turn.question, turn.pictures or tuple(self.unasked()), turn.detail)
        self.turns[turn.number - 1] = fresh
        if turn.id:
            del self.turns[turn.number :]  # what was asked after it goes with it
            self._start(fresh, self._client.regenerate(turn.id))
        else:
            self._ask(fresh)

    def stop(self, turn: Turn) -> None:
        """End a turn; the engine stops working on it."""
        turn.is_stopped = turn.is_finished = True
        if turn.id:
            self._client.stop(turn.id)

    def clear(self) -> None:
        """Begin anew; :meth:`go_back` returns to what was left."""
        with self._intake:
            self.before = self.id or self.before
            self._begin()
            self._forget_uploads()

    def go_back(self) -> None:
        """Return to the conversation before this one, where it is still there."""
        with self._intake:
            try:
                before = self._client.conversation(self.before)
            except LookdeskError:
                self.before = ""
                return
            self._begin()
            self._forget_uploads()
            self._take_up(before)

    def unfinished(self) -> list[Turn]:
        """Return the turns whose answer is still to come."""
        return [turn for turn in self.turns if not turn.is_finished]

    def wait(self, timeout_s: float) -> None:
        """Wait until a turn has changed, at most this long."""
        with self._changed:
            self._changed.wait(timeout_s)

    def _kept(self) -> str:
        """Return the conversation's id; it is kept from its first picture or question on."""
        self.id = self.id or self._client.start().id
        return self.id

    def _ask(self, turn: Turn) -> None:
        if not self.pictures:
            turn.is_finished = turn.is_waiting_for_pictures = True
            return
        ids = [picture.id for picture in turn.pictures]
        events = self._client.ask_in(self.id, turn.question, ids, detail=turn.detail, key=uuid.uuid4().hex)
        self._start(turn, events)

    def _start(self, turn: Turn, events: Iterator[AskedBody | Event]) -> None:
        name = f"page-turn-{turn.number}"
        threading.Thread(target=self._follow, args=(turn, events), name=name, daemon=True).start()

    def _follow(self, turn: Turn, events: Iterator[AskedBody | Event]) -> None:
        try:
            turn.expected_wait_s = self._client.status().expected_wait_s
            for event in events:
                self._take_in(turn, event)
                self._tell()
        except Cancelled:
            turn.is_stopped = True
        except LookdeskError as error:
            turn.error = error
        except Exception:
            log.exception("A turn of the page failed.")
            turn.error = LookdeskError("The page could not finish this question.")
        turn.is_finished = True
        self._tell()

    def _take_in(self, turn: Turn, event: AskedBody | Event) -> None:
        match event:
            case AskedBody():
                self._take_place(turn, event)
            case Queued(place):
                turn.place = place
            case Started():
                turn.place = None
            case TextDelta(text):
                turn.text += text
            case Answered(answer):
                turn.answer = answer
            case Failed(error):
                raise error

    def _take_place(self, turn: Turn, asked: AskedBody) -> None:
        """Note where a question went: to a new conversation where it asked for another picture."""
        if asked.conversation.id != self.id:
            self.id, self.before = asked.conversation.id, asked.conversation.linked_from
            self.pictures = list(turn.pictures)
            self.turns = [turn]
            turn.number = 1
        if asked.turn is None:
            self.turns.remove(turn)
            return
        turn.id, turn.question = asked.turn.id, asked.turn.question
        if turn.is_stopped:
            self._client.stop(turn.id)

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _turn(number: int, body: TurnBody, pictures: dict[int, PictureInHand]) -> Turn:
    """Return a kept turn as the page shows it."""
    turn = Turn(
        number,
        body.question,
        tuple(pictures[number] for number in body.pictures if number in pictures),
        body.detail,
        body.id,
        body.text if body.state is not TurnState.RUNNING else "",
        answer=body.answer.answer() if body.answer else None,
        is_finished=body.state is not TurnState.RUNNING,
        is_stopped=body.state is TurnState.INTERRUPTED,
    )
    if body.state is TurnState.FAILED:
        turn.error = error_kind(body.error)("The turn ended without an answer.", hint="Ask again.")
    return turn
