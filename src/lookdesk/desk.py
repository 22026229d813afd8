"""The desk: takes pictures and questions, and lets an engine answer them in turn.

The one use case of lookdesk. Everything that talks to people or programs (page, HTTP, command line) comes here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from lookdesk import briefing, context, evidence
from lookdesk.errors import (
    Cancelled,
    EngineError,
    EngineUnavailable,
    InvalidInput,
    LookdeskError,
    QueueFull,
)
from lookdesk.events import Answered, Failed, Queued, Started, TextDelta
from lookdesk.pace import Pace
from lookdesk.protocols import OCR, Engine
from lookdesk.queueing import FairQueue
from lookdesk.shelf import Lines, Shelf, break_off
from lookdesk.turns import Turn
from lookdesk.types import (
    Answer,
    Capabilities,
    Detail,
    EngineState,
    EngineStatus,
    Picture,
    PicturePart,
    Question,
    Round,
    SamplingParams,
    Timings,
)
from lookdesk.warming import History, Opening, Upcoming, Warmer

MAX_PICTURES = 10
MAX_QUESTION_CHARACTERS = 2000
CLOSING_S = 0.5
"""How long a closing desk waits for turns and reads that have begun."""
PLACES_S = 0.4
"""Waiting turns are told their place this often: at least every half second."""
LISTENER_TIMEOUT_S = 30.0
"""A turn that nobody listens to for so long is ended."""

Ending = Answered | Failed
OnEnding = Callable[[Turn, Ending], None]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """What the desk is at."""

    engine_name: str
    engine: EngineStatus
    capabilities: Capabilities
    running: int
    waiting: int
    expected_wait_s: float | None
    """Seconds to the first word of a question that is asked now about a new picture; None: not known."""


@dataclass(eq=False, slots=True)
class _Job:
    """What the desk needs to work on a turn."""

    turn: Turn
    question: Question
    parts: tuple[PicturePart, ...]
    conversation: str
    params: SamplingParams
    history: History
    on_ending: OnEnding
    thread: threading.Thread = field(init=False)
    handles: list[Lines] = field(init=False)
    """Of all text lines that the turn may wait for."""
    asked_at: float = field(default_factory=time.monotonic)
    place: int = 0

    def __post_init__(self) -> None:
        self.handles = [part.lines for part in self.parts]


class Desk:
    """Answers questions about pictures with one engine.

    Each running turn has a thread of its own, at most ``engine.capabilities.slots`` of them; a waiting turn has none.
    """

    def __init__(
        self,
        engine: Engine,
        ocr: OCR,
        *,
        max_queue: int = 256,
        picture_memory_mb: int = 128,
        params: SamplingParams | None = None,
        context_rounds: int = 5,
        listener_timeout_s: float = LISTENER_TIMEOUT_S,
    ) -> None:
        """Open the desk; the OCR loads in the background.

        Args:
            engine: what answers. The desk closes it.
            ocr: what reads the pictures.
            max_queue: how many turns may wait.
            picture_memory_mb: memory for the pictures' files (10^6 bytes); the latest ten are kept in any case.
            params: how the engine is to pick its words.
            context_rounds: earlier rounds that an engine gets with a question, at least.
            listener_timeout_s: seconds after which a turn that nobody listens to is ended.
        """
        self.params = params or SamplingParams()
        """How the engine picks its words where a question says nothing else."""
        self._engine = engine
        self._context_rounds = context_rounds
        self._listener_timeout_s = listener_timeout_s
        self._shelf = Shelf(ocr, picture_memory_mb * 10**6)
        self._max_queue = max_queue
        self._changed = threading.Condition()
        self._waiting: FairQueue[_Job] = FairQueue()
        self._running: dict[Turn, _Job] = {}
        self._pace = Pace()
        self._is_closed = False
        self._warmer = Warmer(engine, self._opening_of, lambda: not self._running)
        self._usher = threading.Thread(target=self._tell_and_start, name="lookdesk-queue", daemon=True)
        self._usher.start()

    def receive(self, content: bytes) -> Picture:
        """Check bytes, keep them as a picture, and start to read it.

        Raises:
            InvalidPicture: the bytes are no picture that we can show upright.
            TooLarge: more bytes than a picture may have.
            Busy: the memory is full of pictures that are being asked about.
        """
        return self._shelf.receive(content)

    def expect(self, pictures: Sequence[Picture], numbers: Sequence[int] = (), history: History | None = None) -> None:
        """Let the engine take pictures in ahead of the question that they will come with.

        Args:
            pictures: in their order.
            numbers: theirs in the conversation; from 1 where not given.
            history: the rounds before the question.
        """
        pairs = zip(numbers or range(1, len(pictures) + 1), (picture.id for picture in pictures), strict=True)
        self._warmer.want(Upcoming(tuple(pairs), history or tuple))

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

    def ask(
        self,
        question: Question,
        *,
        turn_id: str = "",
        params: SamplingParams | None = None,
        history: History | None = None,
        on_ending: OnEnding = lambda _turn, _ending: None,
    ) -> Turn:
        """Take a question; its answer comes as events of the turn.

        Args:
            question: what is asked, and the pictures that come with it.
            turn_id: the turn's id; a new one where not given.
            params: how the engine is to pick its words; as the desk is set where not given.
            history: the rounds before; called in the turn's own thread. Without any, the question comes with pictures.
            on_ending: is told how the turn ended before anyone else is.

        Raises:
            InvalidInput: no or too long a text, no or too many pictures.
            QueueFull: as many turns wait as may.
            Busy: the memory is full of pictures that are being asked about.
            EngineUnavailable: the desk is closed.
        """
        self.check(question, has_history=history is not None)
        turn = Turn(self._cancel, turn_id)
        with self._changed:
            if self._is_closed:
                raise EngineUnavailable("The desk is closing.", hint="Try again when it has started again.")
            is_free = not self._waiting and self._has_room()
            if not is_free and len(self._waiting) >= self._max_queue:
                raise self._full()
            job = _Job(
                turn,
                question,
                self._shelf.hold(_numbered(question)),
                question.conversation or turn.id,
                params or self.params,
                history or tuple,
                on_ending,
            )
            job.thread = threading.Thread(
                target=self._run, args=(job,), name=f"lookdesk-turn-{turn.id[:8]}", daemon=True
            )
            if is_free:
                turn.publish(Queued(0))
            self._waiting.add(job, job.conversation)
            self._changed.notify_all()
            if is_free:
                self._start_waiting()
            self._tell_places()
        return turn

    def check(self, question: Question, *, has_history: bool = False) -> None:
        """Refuse a question that cannot be taken.

        Args:
            question: what is asked.
            has_history: whether there are earlier rounds with pictures.

        Raises:
            InvalidInput: no or too long a text, no or too many pictures.
            QueueFull: as many turns wait as may.
        """
        if not question.text.strip():
            raise InvalidInput("There is no question.", hint="Ask something about the picture.")
        if len(question.text) > MAX_QUESTION_CHARACTERS:
            raise InvalidInput(
                f"The question has {len(question.text)} characters.",
                hint=f"At most {MAX_QUESTION_CHARACTERS} are accepted.",
            )
        most = min(MAX_PICTURES, self._engine.capabilities.max_images)
        least = 0 if has_history else 1
        if not least <= len(question.pictures) <= most:
            raise InvalidInput(
                f"The question comes with {len(question.pictures)} pictures.", hint=f"{least} to {most} are accepted."
            )
        with self._changed:
            if len(self._waiting) >= self._max_queue:
                raise self._full()

    def forget(self, picture_ids: Sequence[str]) -> None:
        """Drop what is kept in memory of pictures that were removed."""
        self._shelf.forget(picture_ids)

    def status(self) -> DeskStatus:
        """Tell at once what the desk is at."""
        engine, capabilities = self._engine.status(), self._engine.capabilities
        state = engine if engine.state is not EngineState.READY else self._shelf.status()
        shown = replace(engine, state=state.state, reason=state.reason or engine.reason)
        with self._changed:
            running, waiting = len(self._running), len(self._waiting)
        wait_s = self._pace.wait_s(running + waiting, capabilities.slots, engine.picture_prefill_s)
        return DeskStatus(self._engine.name, shown, capabilities, running, waiting, wait_s)

    def close(self) -> None:
        """End every turn and give everything back. May be called more than once."""
        with self._changed:
            self._is_closed = True
            running = list(self._running.values())
            turns = [job.turn for job in self._waiting.order({})] + list(self._running)
            self._changed.notify_all()
        for turn in turns:
            turn.cancel()
        deadline = time.monotonic() + CLOSING_S
        for job in running:
            job.thread.join(max(0.0, deadline - time.monotonic()))
        self._warmer.close(max(0.0, deadline - time.monotonic()))
        self._shelf.close(max(0.0, deadline - time.monotonic()))
        self._engine.close()

    # --- with the lock held ---

    def _has_room(self) -> bool:
        """Tell whether one more may start. An engine that is down is asked, so that its own error is told."""
        is_loading = self._engine.status().state is EngineState.LOADING
        return not is_loading and len(self._running) < self._engine.capabilities.slots

    def _full(self) -> QueueFull:
        wait_s = self._pace.wait_s(len(self._waiting), self._engine.capabilities.slots) or 0
        return QueueFull(
            f"{len(self._waiting)} questions wait already.",
            hint="Try again in a few seconds.",
            retry_after_s=max(QueueFull.retry_after_s or 1, round(wait_s)),
        )

    def _held(self) -> Counter[str]:
        """Count the places that each conversation has."""
        return Counter(job.conversation for job in self._running.values())

    def _start(self, job: _Job) -> None:
        self._running[job.turn] = job
        job.thread.start()

    def _start_waiting(self) -> None:
        while self._waiting and not self._is_closed and self._has_room():
            self._start(self._waiting.take(self._held()))

    def _tell_places(self, *, also_unchanged: bool = False) -> None:
        for place, job in enumerate(self._waiting.order(self._held()), 1):
            if also_unchanged or job.place != place:
                job.place = place
                job.turn.publish(Queued(place))

    # --- the queue's own thread ---

    def _tell_and_start(self) -> None:
        """Tell waiting turns their places, start them when an engine that was loading is ready, end forgotten ones."""
        while not self._is_closed:
            with self._changed:
                if not self._changed.wait(PLACES_S if self._waiting or self._running else None):
                    self._start_waiting()
                    self._tell_places(also_unchanged=True)
                turns = [*(job.turn for job in self._waiting.order({})), *self._running]
            for turn in turns:
                if turn.unheard_s() > self._listener_timeout_s:
                    turn.cancel()

    # --- called by turns ---

    def _cancel(self, turn: Turn) -> None:
        with self._changed:
            job = next((job for job in self._waiting.order({}) if job.turn is turn), None)
            if job is not None:
                self._waiting.remove(job)
                self._shelf.release(job.question.pictures)
                self._tell_places()
            runs = self._running.get(turn)
        if job is not None:
            self._end(job, Failed(Cancelled.withdrawn()))
        if runs is not None:
            for handle in runs.handles:
                break_off(handle)

    # --- the turn's own thread ---

    def _run(self, job: _Job) -> None:
        turn = job.turn
        held: list[Picture] = []
        try:
            ending: Ending = Answered(self._answered(job, held))
        except LookdeskError as error:
            ending = Failed(error)
        except Exception:
            _log.exception("Turn %s failed", turn.id)
            ending = Failed(
                EngineError("The engine failed in a way that we did not foresee.", hint="The log has the details.")
            )
        with self._changed:  # the place is free before anyone hears that the turn has ended
            del self._running[turn]
            self._shelf.release([*job.question.pictures, *held])
            self._start_waiting()
            self._tell_places()
        self._end(job, ending)

    def _end(self, job: _Job, ending: Ending) -> None:
        try:
            job.on_ending(job.turn, ending)
        except Exception:
            _log.exception("The end of turn %s was not taken", job.turn.id)
        job.turn.publish(ending)

    def _answered(self, job: _Job, held: list[Picture]) -> Answer:
        """Let the engine answer; ``held`` gets the pictures of earlier rounds, to be released."""
        turn, started_at = job.turn, time.monotonic()
        turn.publish(Started())
        engine_name, model = self._engine.name, self._engine.status().model
        earlier = self._earlier(job.history, held)
        job.handles += (part.lines for one, _ in earlier for part in one.pictures)
        asked = Round(job.question.text, job.parts), job.question.detail
        brief = briefing.make(self._engine, [*earlier, asked], self._context_rounds, job.params.max_tokens)
        self._warmer.make_way(brief.pictures, [part.picture.id for part in job.parts], turn.cancelled)
        pieces: list[str] = []
        first_text_at = last = None
        for delta in self._engine.generate(brief.messages, job.params, turn.cancelled):
            if turn.cancelled.is_set():
                raise Cancelled.withdrawn()
            if delta.text:
                first_text_at = first_text_at or time.monotonic()
                pieces.append(delta.text)
                turn.publish(TextDelta(delta.text))
            if delta.finish_reason is not None:
                last = delta
                break
        if last is None or last.finish_reason is None:
            raise EngineError("The engine stopped before its answer was complete.", hint="Ask again.")
        answer = evidence.conclude("".join(pieces), last, brief.pictures)
        ended_at = time.monotonic()
        self._pace.add(ended_at - started_at)
        return replace(
            answer,
            engine=engine_name,
            model=model,
            finish_reason=last.finish_reason,
            seen=context.seen(brief.pictures),
            in_context=context.numbers(brief.rounds),
            timings=Timings(
                queued_s=started_at - job.asked_at,
                first_text_s=(first_text_at or ended_at) - job.asked_at,
                total_s=ended_at - job.asked_at,
            ),
        )

    def _earlier(self, history: History, held: list[Picture]) -> list[tuple[Round, Detail]]:
        """Return the rounds before a question; ``held`` gets their pictures, to be released."""
        rounds = []
        for earlier in history():
            parts = self._shelf.hold(earlier.pictures)
            held += (part.picture for part in parts)
            rounds.append((Round(earlier.question, parts, earlier.answer), earlier.detail))
        return rounds

    # --- for the warmer ---

    def _opening_of(self, upcoming: Upcoming) -> Opening | None:
        held: list[Picture] = []
        try:
            own = self._shelf.hold([(number, self._shelf.picture(name)) for number, name in upcoming.pictures])
            held += (part.picture for part in own)
            rounds = [*self._earlier(upcoming.history, held), (Round("", own), Detail.NORMAL)]
            brief = briefing.make(self._engine, rounds, self._context_rounds, self.params.max_tokens)
            return Opening(brief.pictures, brief.messages)
        except LookdeskError as error:
            _log.debug("Nothing is taken in ahead: %s", error)
            return None
        finally:
            self._shelf.release(held)


def _numbered(question: Question) -> list[tuple[int, Picture]]:
    numbers = question.numbers or range(1, len(question.pictures) + 1)
    return list(zip(numbers, question.pictures, strict=True))
