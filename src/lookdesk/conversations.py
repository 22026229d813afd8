"""Conversations: what is asked at the desk is kept, goes on, and can be found again.

A question is kept before the engine is asked, and its answer before anyone is told of it.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from lookdesk import reading
from lookdesk.access import Access
from lookdesk.desk import MAX_PICTURES, Desk, Ending
from lookdesk.errors import Cancelled, Forbidden, InvalidInput, LookdeskError, NotFound
from lookdesk.events import Answered
from lookdesk.protocols import Blobs, Store
from lookdesk.records import (
    ConversationRecord,
    ConversationSettings,
    Feedback,
    Listing,
    NewTurn,
    NumberedPicture,
    PictureRecord,
    Selection,
    TurnRecord,
    TurnState,
    Whole,
)
from lookdesk.turns import Turn
from lookdesk.types import Detail, EarlierRound, Picture, Question, SamplingParams, TextLine

UNDO_S = 600.0
"""A deleted conversation can be brought back for so long."""
LOOK_S = 2.0
"""How often it is looked whether something is to be tidied."""
TIDY_S = 60.0
ENDED_KEPT = 1000
"""Ended turns whose events can still be listened to as they came."""
OWNED_KEPT = 4096
MAX_TITLE_CHARACTERS = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as somebody asks it."""

    text: str
    picture_ids: Sequence[str] = ()
    """Of pictures that were sent before."""
    detail: Detail | None = None
    """As the conversation is set where None."""
    key: str = ""
    """Makes a repeated request the same one."""
    replaces: str = ""
    """The turn that this is asked instead of."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a question went."""

    conversation: ConversationRecord
    """Another one than it was asked in, where it asked for a new one."""
    turn: TurnRecord | None
    """None where there was nothing to ask, only a new conversation to open."""
    live: Turn | None = None
    """The running turn, where it runs here."""


class Conversations:
    """Keeps what is asked at a desk."""

    def __init__(self, desk: Desk, store: Store, blobs: Blobs, *, keep_days: int | None = None) -> None:
        """Keep a desk's conversations; turns that a killed desk has left are ended as interrupted.

        Args:
            desk: what answers. It is closed with this.
            store: keeps conversations and turns. It is closed with this.
            blobs: keeps the pictures' bytes.
            keep_days: conversations that nobody has asked anything in for so long are removed; None: never.
        """
        self.desk = desk
        self.access = Access(store)
        self._store = store
        self._blobs = blobs
        self._keep_days = keep_days
        self._live: OrderedDict[str, Turn] = OrderedDict()
        self._lock = threading.Lock()
        self._keeping = threading.Lock()
        """A picture that is sent again is not removed meanwhile."""
        self._unremoved: set[str] = set()
        """Pictures that nobody knows any more, and that could not be removed yet."""
        self._unsaved: list[tuple[str, Ending, str]] = []
        self._owned: OrderedDict[tuple[str, str], None] = OrderedDict()
        """Pictures and whose they are, the latest that were asked about, so that the store need not be asked again."""
        self._closing = threading.Event()
        store.interrupt_lost()
        self._tidying = threading.Thread(target=self._tidy, name="lookdesk-tidying", daemon=True)
        self._tidying.start()

    # --- pictures ---

    def receive(self, content: bytes, owner: str) -> Picture:
        """Check bytes, keep them as a picture of this owner, and start to read it.

        Raises:
            InvalidPicture: the bytes are no picture that we can show upright.
            TooLarge: more bytes than a picture may have.
            Busy: the memory is full of pictures that are being asked about.
            StoreUnavailable: there is no room to keep it.
        """
        picture = self.desk.receive(content)
        with self._keeping:
            self._store.add_picture(PictureRecord.of(picture), owner)  # first: what is not known is never removed
            self._unremoved.discard(picture.id)
            if not self._blobs.has(picture.id):
                self._blobs.put(picture.id, content)
        self._note_owner(picture.id, owner)
        return picture

    def picture(self, picture_id: str) -> Picture:
        """Return a picture that was received, whenever that was.

        Raises:
            NotFound: it never was, or was removed.
        """
        try:
            return self.desk.picture(picture_id)
        except NotFound:
            return self.desk.receive(self._blobs.get(self._store.picture(picture_id).id))

    def owned_picture(self, picture_id: str, owner: str | None) -> Picture:
        """Return a picture to somebody who sent it, or may see a conversation with it.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        self._check_owner(picture_id, owner)
        return self.picture(picture_id)

    def expect(self, picture_ids: Sequence[str], owner: str) -> None:
        """Let the engine take pictures in ahead of a first question about them.

        Raises:
            NotFound: one is not there, or somebody else's.
        """
        self.desk.expect([self.owned_picture(picture_id, owner) for picture_id in picture_ids])

    def add_pictures(self, conversation_id: str, picture_ids: Sequence[str], owner: str) -> tuple[NumberedPicture, ...]:
        """Give pictures their numbers in a conversation; the engine takes them in while the question is typed.

        Raises:
            NotFound: one is not there, or somebody else's.
        """
        for picture_id in picture_ids:
            self._check_owner(picture_id, owner)
        numbered = self._store.number_pictures(conversation_id, picture_ids)
        whole = self._store.whole(conversation_id)
        unasked = whole.unasked[:MAX_PICTURES]
        self.desk.expect(
            [self.picture(each.picture.id) for each in unasked],
            [each.number for each in unasked],
            lambda: self._history(conversation_id, len(whole.turns)),
        )
        return numbered

    def remove_picture(self, conversation_id: str, number: int) -> None:
        """Take a picture out of a conversation.

        Raises:
            InvalidInput: it was asked about, or there is none of that number.
        """
        if all(number != each.number for each in self._store.whole(conversation_id).unasked):
            raise InvalidInput(
                "No picture of that number is unasked.", hint="Open a new conversation to go on without it."
            )
        self._store.take_picture_out(conversation_id, number)

    # --- conversations ---

    def start(self, owner: str, linked_from: str = "", title: str = "", key: str = "") -> ConversationRecord:
        """Open a new conversation.

        Args:
            owner: whose it is.
            linked_from: the conversation that it goes on from with other pictures.
            title: what it is called; as its first question where empty.
            key: makes a repeated request open it only once.
        """
        settings = self.visible(linked_from, owner).settings if linked_from else None
        record = _opened(owner, linked_from, title, settings, key)
        self._store.add_conversation(record)
        return self._store.conversation(record.id)

    def visible(self, conversation_id: str, owner: str | None) -> ConversationRecord:
        """Return a conversation to its owner, or to a colleague with a link to it; None sees all.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        found = self._store.conversation(conversation_id)
        if owner is None or owner == found.owner or self._store.is_let_in(conversation_id, owner):
            return found
        raise NotFound("There is no such conversation.", hint="It may be deleted, or somebody else's.")

    def owned(self, conversation_id: str, owner: str | None) -> ConversationRecord:
        """Return a conversation to its owner alone; None sees all.

        Raises:
            NotFound: there is none, or it is somebody else's.
            Forbidden: it is a colleague's, who shared it.
        """
        found = self.visible(conversation_id, owner)
        if owner is not None and owner != found.owner:
            raise Forbidden(
                "The conversation is a colleague's, who shared it.", hint="Read it and ask in it; the rest is theirs."
            )
        return found

    def link(self, conversation_id: str) -> str:
        """Return what lets a colleague read and continue a conversation; see :meth:`join`."""
        return self.access.link(conversation_id)

    def join(self, conversation_id: str, token: str, owner: str) -> ConversationRecord:
        """Let somebody with a link into a conversation.

        Raises:
            NotFound: the link is none of ours, or the conversation is gone.
        """
        if not self.access.is_link(conversation_id, token):
            raise NotFound("The link leads nowhere.", hint="Was it copied whole?")
        found = self._store.conversation(conversation_id)
        if owner != found.owner:
            self._store.let_in(conversation_id, owner)
        return found

    def listing(self, owner: str | None, search: str = "", cursor: str = "", limit: int = 50) -> Listing:
        """Return a page of conversations, the latest first."""
        return self._store.conversations(owner, search, cursor, limit)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title.

        Raises:
            InvalidInput: it is empty, or too long.
        """
        if not 1 <= len(title.strip()) <= MAX_TITLE_CHARACTERS:
            raise InvalidInput(
                f"The title has {len(title)} characters.", hint=f"1 to {MAX_TITLE_CHARACTERS} are accepted."
            )
        self._store.rename(conversation_id, title.strip())

    def choose(self, conversation_id: str, settings: ConversationSettings) -> None:
        """Keep what was chosen for a conversation."""
        self._store.choose(conversation_id, settings)

    def delete(self, conversation_id: str, *, is_final: bool = False) -> None:
        """Delete a conversation; for ten minutes it can be brought back, unless this is final."""
        for record in self._store.whole(conversation_id).turns:
            self.stop(record.id)
        self._store.delete(conversation_id)
        with self._lock:
            self._owned.clear()  # a colleague has its pictures no more
        if is_final:
            self.purge()

    def restore(self, conversation_id: str, owner: str | None) -> ConversationRecord:
        """Bring a deleted conversation back.

        Raises:
            NotFound: there is none, or it is gone for good, or somebody else's.
        """
        self._store.restore(conversation_id, owner)
        return self._store.conversation(conversation_id)

    def purge(self, *, older_than_days: int | None = None, undo_s: float = 0.0) -> int:
        """Remove deleted conversations for good, and those in which nobody has asked anything for some days.

        Returns:
            How many pictures went with them.
        """
        now = datetime.now(UTC)
        before = None if older_than_days is None else now - timedelta(days=older_than_days)
        with self._keeping:
            removed = self._store.remove(deleted_before=now - timedelta(seconds=undo_s), updated_before=before)
            if removed:
                with self._lock:
                    self._owned.clear()
            self._unremoved.update(removed)
            self._blobs.remove(self._unremoved)
            self._unremoved.clear()
        self.desk.forget(removed)
        return len(removed)

    # --- on their way out ---

    def each(self, selection: Selection) -> Iterator[Whole]:
        """Yield whole conversations, never many at one time in memory."""
        return self._store.each(selection)

    def content(self, picture_id: str) -> bytes:
        """Return the bytes of a kept picture; it takes no place among those that are asked about.

        Raises:
            NotFound: they are not kept any more.
        """
        return self._blobs.get(picture_id)

    def read(self, picture: Picture) -> tuple[TextLine, ...]:
        """Wait for the text lines of a picture.

        Raises:
            LookdeskError: it cannot be read.
        """
        return self.desk.read(picture)

    # --- turns ---

    def ask(self, asking: Asking, owner: str, conversation_id: str = "") -> Asked:
        """Keep a question, and let the engine answer it.

        A question that asks for another picture ("换一张图") goes to a new conversation; the old one stays.

        Args:
            asking: the question.
            owner: who asks.
            conversation_id: where; a new conversation where empty.

        Raises:
            InvalidInput: no or too long a text, no or too many pictures.
            NotFound: there is no such conversation or picture.
            QueueFull: as many turns wait as may.
            StoreUnavailable: the question cannot be kept.
            EngineUnavailable: the desk is closed.
        """
        for picture_id in asking.picture_ids:
            self._check_owner(picture_id, owner)
        if not conversation_id:
            return self._ask(asking, _opened(owner, key=asking.key), None)
        whole = self._store.whole(conversation_id)
        if (rest := reading.opened(asking.text)) is None:
            return self._ask(asking, whole.conversation, whole)
        opening = whole.conversation
        if whole.turns:
            opening = _opened(owner, conversation_id, settings=opening.settings, key=asking.key)
        if rest:
            return self._ask(replace(asking, text=rest), opening, None if whole.turns else whole)
        self._store.add_conversation(opening)
        self._store.number_pictures(opening.id, asking.picture_ids)
        return Asked(opening, None)

    def regenerate(self, turn_id: str, question: str = "") -> Asked:
        """Ask a question once more, or an edited one in its place, about the same pictures; later turns go with it."""
        self.stop(turn_id)
        replaced = self._store.turn(turn_id)
        whole = self._store.whole(replaced.conversation)
        by_number = {each.number: each.picture.id for each in whole.pictures}
        asking = Asking(
            question or replaced.question,
            [by_number[number] for number in replaced.pictures],
            replaced.detail,
            replaces=turn_id,
        )
        earlier = tuple(itertools.takewhile(lambda record: record.id != turn_id, whole.turns))
        return self._ask(asking, whole.conversation, replace(whole, turns=earlier))

    def stop(self, turn_id: str) -> None:
        """End a turn at once, where it runs here; a finished one stays as it is."""
        if (live := self.live(turn_id)) is not None:
            live.cancel()

    def turn(self, turn_id: str, owner: str | None) -> TurnRecord:
        """Return a turn to whoever may see its conversation.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        record = self._store.turn(turn_id)
        self.visible(record.conversation, owner)
        return record

    def whole(self, conversation_id: str, owner: str | None) -> Whole:
        """Return a conversation with its pictures and turns to whoever may see it.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        self.visible(conversation_id, owner)
        return self._store.whole(conversation_id)

    def live(self, turn_id: str) -> Turn | None:
        """Return a turn that runs here, or ran a while ago."""
        with self._lock:
            return self._live.get(turn_id)

    def give_feedback(self, turn_id: str, feedback: Feedback | None) -> None:
        """Keep what somebody thought of an answer; None takes it back."""
        self._store.give_feedback(turn_id, feedback)

    def close(self) -> None:
        """End every turn, keep what came of it, and give everything back."""
        self._closing.set()
        self.desk.close()
        self._tidying.join(LOOK_S)
        self._save_again()
        self._store.close()

    # --- asking ---

    def _check_owner(self, picture_id: str, owner: str | None) -> None:
        with self._lock:
            if owner is None or (picture_id, owner) in self._owned:
                return
        if not self._store.owns_picture(picture_id, owner):
            raise NotFound("There is no such picture here (any more).", hint="Send the picture itself.")
        self._note_owner(picture_id, owner)

    def _note_owner(self, picture_id: str, owner: str) -> None:
        with self._lock:
            self._owned[picture_id, owner] = None
            self._owned.move_to_end((picture_id, owner))
            if len(self._owned) > OWNED_KEPT:
                self._owned.popitem(last=False)

    def _ask(self, asking: Asking, conversation: ConversationRecord, whole: Whole | None) -> Asked:
        """Keep a question and let it be answered; ``whole`` is what was said before, None in a new conversation."""
        if len(asking.picture_ids) > MAX_PICTURES:
            raise InvalidInput(
                f"The question comes with {len(asking.picture_ids)} pictures.", hint=f"At most {MAX_PICTURES}."
            )
        ids = list(dict.fromkeys(asking.picture_ids)) if whole is None else _attached(asking, whole)
        detail = asking.detail or conversation.settings.detail or Detail.NORMAL
        pictures = tuple(map(self.picture, ids))
        has_history = whole is not None and any(record.pictures for record in whole.turns)
        question = Question(asking.text, pictures, detail, conversation.id)
        self.desk.check(question, has_history=has_history)
        turn_id = uuid.uuid4().hex
        new = NewTurn(turn_id, conversation.id, asking.text, detail, ids, asking.replaces, asking.key)
        conversation, record = self._store.add_turn(new, conversation if whole is None else None)
        if record.id != turn_id:
            return Asked(conversation, record, self.live(record.id))
        try:
            live = self.desk.ask(
                replace(question, numbers=record.pictures),
                turn_id=turn_id,
                params=_params(self.desk.params, conversation.settings),
                history=(lambda: self._history(conversation.id, record.number - 1)) if has_history else None,
                on_ending=self._save,
            )
        except LookdeskError as error:
            self._store.end_turn(turn_id, TurnState.FAILED, error=error.code)
            raise
        with self._lock:
            self._live[turn_id] = live
        return Asked(conversation, record, live)

    def _history(self, conversation_id: str, last: int) -> list[EarlierRound]:
        """Return the answered rounds up to the turn of a number, with the latest pictures."""
        whole = self._store.whole(conversation_id)
        records = [record for record in whole.turns if record.number <= last and record.answer is not None]
        ids = {each.number: each.picture.id for each in whole.pictures}
        shown = sorted({number for record in records for number in record.pictures})[-MAX_PICTURES:]
        return [
            EarlierRound(
                record.question,
                tuple((number, self.picture(ids[number])) for number in record.pictures if number in shown),
                record.text,
                record.detail,
            )
            for record in records
        ]

    # --- called by the desk ---

    def _save(self, live: Turn, ending: Ending) -> None:
        try:
            self._end(live.id, ending, live.text)
        except LookdeskError:
            _log.exception("What came of turn %s could not be kept; it is tried again", live.id)
            with self._lock:
                self._unsaved.append((live.id, ending, live.text))

    def _end(self, turn_id: str, ending: Ending, text: str) -> None:
        if isinstance(ending, Answered):
            self._store.end_turn(turn_id, TurnState.ANSWERED, text=ending.answer.text, answer=ending.answer)
            return
        state = TurnState.INTERRUPTED if isinstance(ending.error, Cancelled) else TurnState.FAILED
        self._store.end_turn(turn_id, state, text=text, error=ending.error.code)

    # --- the tidying thread ---

    def _tidy(self) -> None:
        tidied_at = time.monotonic()
        while not self._closing.wait(LOOK_S):
            try:
                self._save_again()
                self._forget_ended()
                if time.monotonic() - tidied_at >= TIDY_S:
                    tidied_at = time.monotonic()
                    self._store.interrupt_lost()
                    self.purge(older_than_days=self._keep_days, undo_s=UNDO_S)
            except Exception:
                _log.exception("Tidying failed; it is tried again")

    def _save_again(self) -> None:
        with self._lock:
            unsaved, self._unsaved = self._unsaved, []
        for turn_id, ending, text in unsaved:
            try:
                self._end(turn_id, ending, text)
            except NotFound:
                continue  # its conversation was removed meanwhile
            except LookdeskError:
                with self._lock:
                    self._unsaved.append((turn_id, ending, text))

    def _forget_ended(self) -> None:
        with self._lock:
            ended = [turn_id for turn_id, live in self._live.items() if live.is_finished]
            for turn_id in ended[: max(0, len(ended) - ENDED_KEPT)]:
                del self._live[turn_id]


def _opened(
    owner: str, linked_from: str = "", title: str = "", settings: ConversationSettings | None = None, key: str = ""
) -> ConversationRecord:
    """Return a new conversation; a repeated key gives it the same id again."""
    now = datetime.now(UTC)
    own_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{owner} {linked_from} {key}") if key else uuid.uuid4()
    return ConversationRecord(own_id.hex, owner, title, linked_from, settings or ConversationSettings(), now, now)


def _attached(asking: Asking, whole: Whole) -> list[str]:
    """Return the pictures that go with a question: those that the engine does not have before it anyway."""
    known = {each.picture.id: each.number for each in whole.pictures}
    sent = [known.get(name, 0) for name in asking.picture_ids]
    pointed = set(reading.pointed_at(asking.text, sorted(known.values()), [number for number in sent if number]))
    answered = [record for record in whole.turns if record.answer is not None]
    in_context = {number for record in answered[-1:] if record.answer for number in record.answer.in_context}
    # what was asked about without an answer is in no round that the engine will see
    unanswered = {number for record in whole.turns for number in record.pictures}.difference(
        *(record.pictures for record in answered)
    )
    wanted = pointed | unanswered
    brought = [name for name, number in known.items() if number in wanted and name not in asking.picture_ids]
    return [name for name in dict.fromkeys([*brought, *asking.picture_ids]) if known.get(name) not in in_context]


def _params(usual: SamplingParams, chosen: ConversationSettings) -> SamplingParams:
    return replace(
        usual,
        temperature=usual.temperature if chosen.temperature is None else chosen.temperature,
        max_tokens=usual.max_tokens if chosen.max_tokens is None else chosen.max_tokens,
    )
