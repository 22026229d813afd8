"""The desk: takes pictures and questions, and lets an engine answer them in turn.

The one use case of lookdesk. Everything that talks to people or programs (page, HTTP, command line) comes here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field, replace

from lookdesk import evidence
from lookdesk.errors import Busy, Cancelled, EngineError, EngineUnavailable, InvalidInput, LookdeskError
from lookdesk.events import Answered, Event, Failed, Queued, Started, TextDelta
from lookdesk.protocols import OCR, Engine
from lookdesk.shelf import Lines, Shelf
from lookdesk.turns import Turn
from lookdesk.types import (
    Answer,
    ContentPart,
    EngineState,
    EngineStatus,
    Message,
    Picture,
    PicturePart,
    Question,
    Role,
    SamplingParams,
    TextPart,
    Timings,
)

MAX_PICTURES = 10
MAX_QUESTION_CHARACTERS = 2000
CLOSING_S = 0.5
"""How long a closing desk waits for turns and reads that have begun."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """What the desk is at."""

    engine_name: str
    engine: EngineStatus
    running: int
    waiting: int


@dataclass(eq=False, slots=True)
class _Job:
    """What the desk needs to work on a turn."""

    turn: Turn
    question: Question
    parts: tuple[PicturePart, ...]
    thread: threading.Thread = field(init=False)
    asked_at: float = field(default_factory=time.monotonic)
    place: int = 0


class Desk:
    """Answers questions about pictures with one engine.

    Each running turn has a thread of its own, at most ``engine.capabilities.slots`` of them; a waiting turn has none.
    """

    def __init__(self, engine: Engine, ocr: OCR, *, max_queue: int = 256, picture_memory_mb: int = 128) -> None:
        """Open the desk; the OCR loads in the background.

        Args:
            engine: what answers. The desk closes it.
            ocr: what reads the pictures.
            max_queue: how many turns may wait.
            picture_memory_mb: memory for the pictures' files (10^6 bytes); the latest ten are kept in any case.
        """
        self._engine = engine
        self._shelf = Shelf(ocr, picture_memory_mb * 10**6)
        self._max_queue = max_queue
        self._lock = threading.Lock()
        self._waiting: deque[_Job] = deque()
        self._running: dict[Turn, _Job] = {}
        self._is_closed = False

    def receive(self, content: bytes) -> Picture:
        """Check bytes, keep them as a picture, and start to read it.

        Raises:
            InvalidPicture: the bytes are no picture that we can show upright.
            TooLarge: more bytes than a picture may have.
            Busy: the memory is full of pictures that are being asked about.
        """
        return self._shelf.receive(content)

    def picture(self, picture_id: str) -> Picture:
        """Return a picture that was received.

        Raises:
            NotFound: it never was, or it had to make room for later ones.
        """
        return self._shelf.picture(picture_id)

    def lines(self, picture_id: str) -> Lines:
        """Return the handle of a picture's text lines.

        Raises:
            NotFound: there is no such picture (any more).
        """
        return self._shelf.lines(picture_id)

    def ask(self, question: Question) -> Turn:
        """Take a question; its answer comes as events of the turn.

        Raises:
            InvalidInput: no or too long a text, no or too many pictures.
            Busy: as many turns wait as may.
            EngineUnavailable: the desk is closed.
        """
        self._check(question)
        turn = Turn(self._cancel)
        with self._lock:
            if self._is_closed:
                raise EngineUnavailable("The desk is closing.", hint="Try again when it has started again.")
            is_free = len(self._running) < self._engine.capabilities.slots
            if not is_free and len(self._waiting) >= self._max_queue:
                raise Busy(f"{len(self._waiting)} questions wait already.", hint="Try again in a few seconds.")
            lines = self._shelf.hold(question.pictures)
            job = _Job(
                turn,
                question,
                tuple(
                    PicturePart(number, picture, _own_handle(shared))
                    for number, (picture, shared) in enumerate(zip(question.pictures, lines, strict=True), 1)
                ),
            )
            job.thread = threading.Thread(
                target=self._run, args=(job,), name=f"lookdesk-turn-{turn.id[:8]}", daemon=True
            )
            if is_free:
                turn.publish(Queued(0))
                self._start(job)
            else:
                self._waiting.append(job)
                self._tell_places()
        return turn

    def status(self) -> DeskStatus:
        """Tell at once what the desk is at."""
        engine = self._engine.status()
        if engine.state is EngineState.READY:
            engine = self._shelf.status()
        with self._lock:
            return DeskStatus(self._engine.name, engine, len(self._running), len(self._waiting))

    def close(self) -> None:
        """End every turn and give everything back. May be called more than once."""
        with self._lock:
            self._is_closed = True
            running = list(self._running.values())
            turns = [job.turn for job in self._waiting] + list(self._running)
        for turn in turns:
            turn.cancel()
        deadline = time.monotonic() + CLOSING_S
        for job in running:
            job.thread.join(max(0.0, deadline - time.monotonic()))
        self._shelf.close(max(0.0, deadline - time.monotonic()))
        self._engine.close()

    def _check(self, question: Question) -> None:
        if not question.text.strip():
            raise InvalidInput("There is no question.", hint="Ask something about the picture.")
        if len(question.text) > MAX_QUESTION_CHARACTERS:
            raise InvalidInput(
                f"The question has {len(question.text)} characters.",
                hint=f"At most {MAX_QUESTION_CHARACTERS} are accepted.",
            )
        most = min(MAX_PICTURES, self._engine.capabilities.max_images)
        if not 1 <= len(question.pictures) <= most:
            raise InvalidInput(
                f"The question comes with {len(question.pictures)} pictures.", hint=f"1 to {most} are accepted."
            )

    # --- with the lock held ---

    def _start(self, job: _Job) -> None:
        self._running[job.turn] = job
        job.thread.start()

    def _tell_places(self) -> None:
        for place, job in enumerate(self._waiting, 1):
            if job.place != place:
                job.place = place
                job.turn.publish(Queued(place))

    # --- called by turns ---

    def _cancel(self, turn: Turn) -> None:
        with self._lock:
            job = next((job for job in self._waiting if job.turn is turn), None)
            if job is not None:
                self._waiting.remove(job)
                self._shelf.release(job.question.pictures)
                self._tell_places()
            runs = self._running.get(turn)
        if job is not None:
            turn.publish(Failed(_cancelled()))
        if runs is not None:
            for part in runs.parts:
                _break_off(part.lines)

    # --- the turn's own thread ---

    def _run(self, job: _Job) -> None:
        turn = job.turn
        try:
            ending: Event = Answered(self._answered(job))
        except LookdeskError as error:
            ending = Failed(error)
        except Exception:
            _log.exception("Turn %s failed", turn.id)
            ending = Failed(
                EngineError("The engine failed in a way that we did not foresee.", hint="The log has the details.")
            )
        with self._lock:  # the place is free before anyone hears that the turn has ended
            del self._running[turn]
            self._shelf.release(job.question.pictures)
            while self._waiting and not self._is_closed and len(self._running) < self._engine.capabilities.slots:
                self._start(self._waiting.popleft())
            self._tell_places()
        turn.publish(ending)

    def _answered(self, job: _Job) -> Answer:
        turn, started_at = job.turn, time.monotonic()
        turn.publish(Started())
        pieces: list[str] = []
        first_text_at = last = None
        for delta in self._engine.generate([_message(job)], SamplingParams(), turn.cancelled):
            if turn.cancelled.is_set():
                raise _cancelled()
            if delta.text:
                first_text_at = first_text_at or time.monotonic()
                pieces.append(delta.text)
                turn.publish(TextDelta(delta.text))
            if delta.finish_reason is not None:
                last = delta
                break
        if last is None:
            raise EngineError("The engine stopped before its answer was complete.", hint="Ask again.")
        answer = evidence.conclude("".join(pieces), last, job.parts)
        ended_at = time.monotonic()
        return replace(
            answer,
            engine=self._engine.name,
            timings=Timings(
                queued_s=started_at - job.asked_at,
                first_text_s=(first_text_at or ended_at) - job.asked_at,
                total_s=ended_at - job.asked_at,
            ),
        )


def _message(job: _Job) -> Message:
    """Write the one user message: labelled pictures first, the question last (where vision models expect it)."""
    parts: list[ContentPart] = []
    for part in job.parts:
        parts += [TextPart(f"Picture {part.number}:"), part]
    return Message(Role.USER, (*parts, TextPart(job.question.text)))


def _cancelled() -> Cancelled:
    return Cancelled("The question was withdrawn before its answer.", hint="Ask again.")


def _own_handle(shared: Lines) -> Lines:
    """Return a handle for one turn: it can be broken off without breaking off the reading that others wait for."""
    own: Lines = Future()

    def hand_on(done: Lines) -> None:
        with suppress(InvalidStateError):  # the turn was cancelled meanwhile
            if done.cancelled():
                own.set_exception(_cancelled())
            elif (error := done.exception()) is not None:
                own.set_exception(error)
            else:
                own.set_result(done.result())

    shared.add_done_callback(hand_on)
    return own


def _break_off(handle: Lines) -> None:
    """Wake whoever waits for the lines: there will be none."""
    with suppress(InvalidStateError):
        handle.set_exception(_cancelled())
