"""The pictures in our care: a bounded shelf, and the one thread that reads what is on it.

A picture is read once, when it arrives: by the time that a question about it has been typed, its lines are often there.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field

from lookdesk import memory, pictures
from lookdesk.errors import Busy, Cancelled, EngineError, LookdeskError, NotFound
from lookdesk.protocols import OCR
from lookdesk.types import EngineState, EngineStatus, Picture, PicturePart, TextLine

Lines = Future[tuple[TextLine, ...]]

ALWAYS_KEPT = 10
"""The latest pictures stay whatever their size: as many as one question may have."""
IDLE_S = 2.0
"""How long there must be nothing to read before freed memory goes back to the system."""
MOST_KEPT = 1000
"""Pictures on the shelf, so that thousands of tiny ones do not become an endless reading list."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Place:
    picture: Picture
    lines: Lines = field(default_factory=Future)
    asked: int = 0
    """Unfinished turns that ask about the picture: it is not dropped before they end, and it is read first."""


class Shelf:
    """Keeps the latest pictures within a bound of bytes, and reads each of them once."""

    def __init__(self, ocr: OCR, memory_bytes: int) -> None:
        """Make an empty shelf; the OCR begins to load in the shelf's thread."""
        self._ocr = ocr
        self._memory_bytes = memory_bytes
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._changed = threading.Condition()
        self._checking = threading.Lock()
        self._is_closed = False
        self._status = EngineStatus(EngineState.LOADING, "the text reader is loading")
        self._reader = threading.Thread(target=self._work, name="lookdesk-reading", daemon=True)
        self._reader.start()

    def receive(self, content: bytes) -> Picture:
        """Check bytes, keep them as a picture and start to read it.

        Raises:
            InvalidPicture: the bytes are no picture that we can show upright.
            TooLarge: more bytes than a picture may have.
            Busy: the memory is full of pictures that are being asked about.
        """
        known = hashlib.sha256(content).hexdigest()
        with self._changed:
            if place := self._places.get(known):
                self._places.move_to_end(known)
                return place.picture
        with self._checking:  # one at a time: a decoded picture takes twenty times its file's size
            picture = pictures.load(content)
        with self._changed:
            self._put(picture)
        return picture

    def picture(self, picture_id: str) -> Picture:
        """Return a picture that was received.

        Raises:
            NotFound: it never was, or it had to make room for later ones.
        """
        with self._changed:
            return self._place(picture_id).picture

    def lines(self, picture_id: str) -> Lines:
        """Return the handle of a picture's lines.

        Raises:
            NotFound: there is no such picture (any more).
        """
        with self._changed:
            return self._place(picture_id).lines

    def hold(self, wanted: Sequence[tuple[int, Picture]]) -> tuple[PicturePart, ...]:
        """Keep numbered pictures for a turn, whatever arrives meanwhile; return them with handles of their lines.

        Raises:
            Busy: the memory is full of pictures that are being asked about.
        """
        with self._changed:
            for _, picture in wanted:
                self._put(picture)
            places = [self._places[picture.id] for _, picture in wanted]
            for place in places:
                place.asked += 1
                if place.lines.done() and (place.lines.cancelled() or place.lines.exception()):
                    place.lines = Future()  # what failed once is tried again for a new question
            self._changed.notify_all()
            return tuple(
                PicturePart(number, picture, own_handle(place.lines))
                for (number, picture), place in zip(wanted, places, strict=True)
            )

    def release(self, held: Sequence[Picture]) -> None:
        """Let go of what :meth:`hold` kept."""
        with self._changed:
            for picture in held:
                self._places[picture.id].asked -= 1
            self._drop_oldest()

    def forget(self, picture_ids: Sequence[str]) -> None:
        """Drop pictures that were removed; those that are being asked about go when that ends."""
        with self._changed:
            for picture_id in picture_ids:
                place = self._places.get(picture_id)
                if place is not None and not place.asked:
                    place.lines.cancel()
                    del self._places[picture_id]

    def status(self) -> EngineStatus:
        """Tell whether pictures can be read yet."""
        return self._status

    def close(self, timeout_s: float = 1.0) -> None:
        """Stop reading. A read that has begun is waited for no longer than ``timeout_s``."""
        with self._changed:
            self._is_closed = True
            for place in self._places.values():
                place.lines.cancel()
            self._changed.notify_all()
        self._reader.join(timeout_s)

    # --- with the lock held ---

    def _place(self, picture_id: str) -> _Place:
        place = self._places.get(picture_id)
        if place is None:
            raise NotFound(
                "There is no such picture here (any more).", hint="Send the picture itself with the question."
            )
        return place

    def _put(self, picture: Picture) -> None:
        if picture.id not in self._places:
            asked = [place for place in self._places.values() if place.asked]
            if len(asked) >= ALWAYS_KEPT and sum(len(place.picture.content) for place in asked) > self._memory_bytes:
                raise Busy(
                    "The memory is full of pictures that are being asked about.", hint="Try again in a few seconds."
                )
            self._places[picture.id] = _Place(picture)
            self._changed.notify_all()
        self._places.move_to_end(picture.id)
        self._drop_oldest()

    def _drop_oldest(self) -> None:
        size = sum(len(place.picture.content) for place in self._places.values())
        for picture_id in list(self._places)[: max(0, len(self._places) - ALWAYS_KEPT)]:
            if size <= self._memory_bytes and len(self._places) <= MOST_KEPT:
                return
            place = self._places[picture_id]
            if place.asked == 0:
                place.lines.cancel()
                size -= len(place.picture.content)
                del self._places[picture_id]

    # --- the reading thread ---

    def _work(self) -> None:
        try:
            self._ocr.load()
        except Exception as error:
            _log.exception("The OCR did not load")
            self._status = EngineStatus(EngineState.DOWN, f"the text reader did not load: {error}")
        else:
            self._status = EngineStatus(EngineState.READY)
        while (place := self._next()) is not None:
            self._read(place)
            del place  # else the last picture is held while the thread waits for another

    def _next(self) -> _Place | None:
        """Wait for a picture to read: one that is asked about before one that only arrived."""
        idle_s: float | None = IDLE_S
        with self._changed:
            while not self._is_closed:
                unread = [place for place in self._places.values() if not place.lines.done()]
                chosen = next((place for place in unread if place.asked), unread[0] if unread else None)
                if chosen is not None and chosen.lines.set_running_or_notify_cancel():
                    return chosen
                if chosen is None and not self._changed.wait(idle_s) and idle_s is not None:
                    memory.give_back()  # not while an answer is being made: it holds the allocator up
                    idle_s = None
            return None

    def _read(self, place: _Place) -> None:
        try:
            lines = self._ocr.read(place.picture)
        except LookdeskError as error:
            place.lines.set_exception(error)
        except Exception as error:
            _log.exception("The OCR failed")
            failure = EngineError("The text in the picture could not be read.", hint="Send the picture again.")
            failure.__cause__ = error
            place.lines.set_exception(failure)
        else:
            place.lines.set_result(lines)


def own_handle(shared: Lines) -> Lines:
    """Return a handle for one turn: it can be broken off without breaking off the reading that others wait for."""
    own: Lines = Future()

    def hand_on(done: Lines) -> None:
        with suppress(InvalidStateError):  # the turn was cancelled meanwhile
            if done.cancelled():
                own.set_exception(Cancelled.withdrawn())
            elif (error := done.exception()) is not None:
                own.set_exception(error)
            else:
                own.set_result(done.result())

    shared.add_done_callback(hand_on)
    return own


def break_off(handle: Lines) -> None:
    """Wake whoever waits for the lines: there will be none."""
    with suppress(InvalidStateError):
        handle.set_exception(Cancelled.withdrawn())
