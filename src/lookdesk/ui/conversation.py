"""What one agent's page remembers: the pictures in hand and the turns. Knows nothing of Streamlit.

A turn runs in a thread of its own, so that the page may be redrawn at any time while the answer comes in.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from lookdesk.client import Client
from lookdesk.errors import Cancelled, LookdeskError, NotFound
from lookdesk.events import Answered, Failed, Queued, Started, TextDelta
from lookdesk.types import Answer, Detail, Evidence, Size

MAX_PICTURES = 10
PREVIEW_SIDE = 640
"""Pixels: twice the panel's width, for dense screens."""
THUMBNAIL_SIDE = 144
"""Pixels: twice the width in the conversation."""
MAX_CROPS = 6
"""Pieces of evidence that are shown as crops; the rest are listed as text."""

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
    """A picture that the API has taken, as the page shows it."""

    id: str
    name: str
    original_size: Size
    size: Size
    preview: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)


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
    pictures: tuple[PictureInHand, ...]
    detail: Detail = Detail.NORMAL
    text: str = ""
    place: int | None = None
    answer: Answer | None = None
    crops: tuple[bytes, ...] = ()
    """Crops of the first pieces of evidence, in their order."""
    error: LookdeskError | None = None
    is_finished: bool = False
    is_stopped: bool = False
    is_waiting_for_pictures: bool = False
    expected_wait_s: float | None = None
    """Seconds to the first word, as the desk saw it when this was asked; None: not known."""
    asked_at: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)


class Conversation:
    """The pictures in hand and the turns, oldest first."""

    def __init__(self, client: Client) -> None:
        """Begin without pictures and turns."""
        self.pictures: list[PictureInHand] = []
        self.refusals: list[Refusal] = []
        self.turns: list[Turn] = []
        self.detail = Detail.NORMAL
        """How many of the pictures' pixels the next question's model is to look at."""
        self.uploads = 0
        """Counts up when the upload field is to forget its files; part of its key."""
        self._id = uuid.uuid4().hex
        self._client = client
        self._contents: dict[str, bytes] = {}
        self._taken: set[str] = set()
        self._intake = threading.RLock()
        self._changed = threading.Condition()

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
        """Send a file to the API; keep it as a picture, or keep why it was refused."""
        if len(self.pictures) >= MAX_PICTURES:
            self.refusals.append(Refusal(name, None))
            return
        try:
            (picture,) = self._client.send_pictures([content], self._ids())
            if picture.id in self._contents:
                return
            preview = self._client.thumbnail(picture.id, PREVIEW_SIDE)
            thumbnail = self._client.thumbnail(picture.id, THUMBNAIL_SIDE)
        except LookdeskError as error:
            self.refusals.append(Refusal(name, error))
            return
        self._contents[picture.id] = content
        self.pictures.append(PictureInHand(picture.id, name, picture.original_size, picture.size, preview, thumbnail))

    def remove(self, picture_id: str) -> None:
        """Take a picture out of the next question. Earlier turns keep their thumbnails."""
        self.pictures = [picture for picture in self.pictures if picture.id != picture_id]
        self._contents.pop(picture_id, None)
        self._forget_uploads()

    def _ids(self) -> list[str]:
        return [picture.id for picture in self.pictures]

    def _forget_uploads(self) -> None:
        self.uploads += 1
        self._taken = set()

    # --- turns ---

    def ask(self, question: str) -> None:
        """Ask about the pictures in hand, those on their way included. Without any, the question waits for them."""
        with self._intake:
            turn = Turn(len(self.turns) + 1, question, tuple(self.pictures), self.detail)
            self.turns.append(turn)
        self._start(turn)

    def ask_again(self, turn: Turn) -> None:
        """Ask a question once more; one without pictures takes those in hand."""
        fresh = Turn(turn.number, turn.question, turn.pictures or tuple(self.pictures), turn.detail)
        self.turns[turn.number - 1] = fresh
        self._start(fresh)

    def stop(self, turn: Turn) -> None:
        """End a turn; the engine stops working on it."""
        turn.is_stopped = turn.is_finished = True
        turn.stop.set()

    def clear(self) -> None:
        """Begin anew: end what runs, forget pictures and turns."""
        for turn in self.unfinished():
            self.stop(turn)
        self.pictures, self.refusals, self.turns, self._contents = [], [], [], {}
        self._forget_uploads()

    def unfinished(self) -> list[Turn]:
        """Return the turns whose answer is still to come."""
        return [turn for turn in self.turns if not turn.is_finished]

    def wait(self, timeout_s: float) -> None:
        """Wait until a turn has changed, at most this long."""
        with self._changed:
            self._changed.wait(timeout_s)

    def _start(self, turn: Turn) -> None:
        if not turn.pictures:
            turn.is_finished = turn.is_waiting_for_pictures = True
            return
        threading.Thread(target=self._run, args=(turn,), name=f"page-turn-{turn.number}", daemon=True).start()

    def _run(self, turn: Turn) -> None:
        try:
            try:
                self._listen(turn)
            except NotFound:
                self._send_again(turn)
                self._listen(turn)
        except Cancelled:
            turn.is_stopped = True
        except LookdeskError as error:
            turn.error = error
        except Exception:
            log.exception("A turn of the page failed.")
            turn.error = LookdeskError("The page could not finish this question.")
        turn.is_finished = True
        self._tell()

    def _listen(self, turn: Turn) -> None:
        turn.expected_wait_s = self._client.status().expected_wait_s
        events = self._client.ask(
            turn.question,
            picture_ids=[picture.id for picture in turn.pictures],
            detail=turn.detail,
            conversation=self._id,
            cancel=turn.stop,
        )
        for event in events:
            match event:
                case Queued(place):
                    turn.place = place
                case Started():
                    turn.place = None
                case TextDelta(text):
                    turn.text += text
                case Answered(answer):
                    turn.answer = answer
                    self._tell()
                    turn.crops = self._crops(answer.evidence)
                case Failed(error):
                    raise error
            self._tell()

    def _send_again(self, turn: Turn) -> None:
        """Give the desk the pictures that it has dropped meanwhile."""
        contents = [self._contents.get(picture.id) for picture in turn.pictures]
        if None in contents:
            raise NotFound("A picture of this question is no longer kept.", hint="Add the picture again.")
        self._client.send_pictures([content for content in contents if content])

    def _crops(self, evidence: tuple[Evidence, ...]) -> tuple[bytes, ...]:
        try:
            return tuple(self._client.crop(item.picture_id, item.box) for item in evidence[:MAX_CROPS])
        except LookdeskError:
            log.warning("The evidence cannot be shown as crops.", exc_info=True)
            return ()

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()
