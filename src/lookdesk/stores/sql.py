"""Conversations in a SQL database: SQLite in a file or in memory, or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from lookdesk.errors import InvalidInput, NotFound
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
)
from lookdesk.stores import rows, search
from lookdesk.stores.database import Database
from lookdesk.stores.schema import Moment, conversation_pictures, conversations, picture_owners, pictures, turns
from lookdesk.types import Answer

TITLE_CHARACTERS = 60
"""Of the first question, for the conversation's title."""
UNASKED = timedelta(days=1)
"""A picture that nobody has asked about for so long is not waited for."""
REMOVED_AT_ONCE = 500
"""Conversations that go in one transaction, so that others can write in between."""
PAST_ALL = 2**62


class SQLStore:
    """Keeps conversations in a database."""

    def __init__(self, url: str, *, is_desk: bool = True) -> None:
        """Open a database; see :class:`lookdesk.stores.database.Database`.

        Raises:
            InvalidSetting: the address cannot be used, another desk has the file, or it is of a newer lookdesk.
            StoreUnavailable: the database cannot be reached.
        """
        self._database = Database(url, is_desk=is_desk)

    # --- conversations ---

    def add_conversation(self, conversation: ConversationRecord) -> None:
        """Keep a new conversation."""
        with self._database.writing() as connection:
            self._insert_new(connection, conversations, rows.conversation_values(conversation))

    def conversation(self, conversation_id: str) -> ConversationRecord:
        """Return a conversation."""
        with self._database.reading() as connection:
            return rows.conversation(_conversation(connection, conversation_id))

    def conversations(self, owner: str | None, search: str = "", cursor: str = "", limit: int = 50) -> Listing:
        """Return a page of conversations, the latest first."""
        with self._database.reading() as connection:
            if search.strip():
                return _found(connection, search, owner, cursor, limit)
            return _listed(connection, owner, cursor, limit)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title."""
        with self._database.writing() as connection:
            owner = _conversation(connection, conversation_id).owner
            connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(title=title))
            is_first = and_(turns.c.conversation == conversation_id, turns.c.number == 1, ~turns.c.is_replaced)
            for row in connection.execute(select(turns).where(is_first)):
                search.index(connection, row.seq, owner, row.question, row.text, title)

    def choose(self, conversation_id: str, settings: ConversationSettings) -> None:
        """Keep what was chosen for a conversation."""
        with self._database.writing() as connection:
            _conversation(connection, conversation_id)
            connection.execute(
                update(conversations)
                .where(conversations.c.id == conversation_id)
                .values(settings=rows.settings_text(settings))
            )

    def delete(self, conversation_id: str) -> None:
        """Hide a conversation."""
        with self._database.writing() as connection:
            _conversation(connection, conversation_id)
            connection.execute(
                update(conversations).where(conversations.c.id == conversation_id).values(deleted_at=_now())
            )

    def restore(self, conversation_id: str) -> None:
        """Bring a deleted conversation back."""
        with self._database.writing() as connection:
            statement = update(conversations).where(conversations.c.id == conversation_id).values(deleted_at=None)
            if connection.execute(statement).rowcount == 0:
                raise _no_conversation()

    def remove(self, *, deleted_before: datetime | None = None, updated_before: datetime | None = None) -> list[str]:
        """Remove conversations for good, and all pictures that nobody uses any more."""
        over = []
        if deleted_before is not None:
            over.append(conversations.c.deleted_at < deleted_before)
        if updated_before is not None:
            over.append(conversations.c.updated_at < updated_before)
        removed: list[str] = []
        for condition in over:
            while True:
                with self._database.writing() as connection:
                    statement = select(conversations.c.id).where(condition).limit(REMOVED_AT_ONCE)
                    ids = list(connection.scalars(statement))
                    removed += _remove(connection, ids)
                if len(ids) < REMOVED_AT_ONCE:
                    break
        with self._database.writing() as connection:
            is_old = pictures.c.sent_at < _now() - UNASKED
            unasked = list(connection.scalars(select(pictures.c.id).where(is_old, ~_is_used())))
            connection.execute(delete(pictures).where(pictures.c.id.in_(unasked)))
        return removed + unasked

    # --- pictures ---

    def add_picture(self, picture: PictureRecord, owner: str) -> None:
        """Keep what is known of a picture that somebody sent."""
        with self._database.writing() as connection:
            self._insert_new(connection, pictures, rows.picture_values(picture) | {"sent_at": _now()})
            self._insert_new(connection, picture_owners, {"picture": picture.id, "owner": owner})

    def picture(self, picture_id: str) -> PictureRecord:
        """Return what is known of a picture."""
        with self._database.reading() as connection:
            row = connection.execute(select(pictures).where(pictures.c.id == picture_id)).first()
        if row is None:
            raise _no_picture()
        return rows.picture(row)

    def owns_picture(self, picture_id: str, owner: str) -> bool:
        """Tell whether somebody sent a picture, or has a conversation with it."""
        sent = exists().where(picture_owners.c.picture == picture_id, picture_owners.c.owner == owner)
        has = exists().where(
            conversation_pictures.c.picture == picture_id,
            conversation_pictures.c.conversation == conversations.c.id,
            conversations.c.owner == owner,
            conversations.c.deleted_at.is_(None),
        )
        with self._database.reading() as connection:
            return bool(connection.scalar(select(sent | has)))

    def number_pictures(self, conversation_id: str, picture_ids: Sequence[str]) -> tuple[NumberedPicture, ...]:
        """Return pictures with their numbers in a conversation; those that are new there get the next ones."""
        with self._database.writing() as connection:
            _conversation(connection, conversation_id, is_locked=True)
            known = {row.picture: row for row in _numbered(connection, conversation_id)}
            number = max((row.number for row in known.values()), default=0)
            for picture_id in dict.fromkeys(picture_ids):
                if picture_id not in known:
                    number += 1
                    if connection.execute(_held(picture_id)).first() is None:
                        raise _no_picture()
                    values = {"conversation": conversation_id, "number": number, "picture": picture_id}
                    connection.execute(insert(conversation_pictures).values(**values))
            by_id = {row.picture: row for row in _numbered(connection, conversation_id)}
        return tuple(
            NumberedPicture(by_id[name].number, rows.picture(by_id[name])) for name in dict.fromkeys(picture_ids)
        )

    def take_picture_out(self, conversation_id: str, number: int) -> None:
        """Let a conversation have a picture no more."""
        with self._database.writing() as connection:
            connection.execute(
                delete(conversation_pictures).where(
                    conversation_pictures.c.conversation == conversation_id, conversation_pictures.c.number == number
                )
            )

    def pictures(self, conversation_id: str) -> tuple[NumberedPicture, ...]:
        """Return the pictures of a conversation, by their numbers."""
        with self._database.reading() as connection:
            _conversation(connection, conversation_id)
            found = _numbered(connection, conversation_id)
        return tuple(NumberedPicture(row.number, rows.picture(row)) for row in found)

    # --- turns ---

    def add_turn(self, turn: NewTurn) -> TurnRecord:
        """Keep a question before it is answered."""
        self._database.keep_place()
        with self._database.writing() as connection:
            owner, title = _titled(connection, turn)
            if turn.key and (known := _keyed(connection, turn)) is not None:
                return rows.turn(known)
            number = _number(connection, turn)
            values = {
                "id": turn.id,
                "conversation": turn.conversation,
                "number": number,
                "question": turn.question,
                "detail": turn.detail,
                "pictures": json.dumps(list(turn.pictures)),
                "state": TurnState.RUNNING,
                "is_replaced": False,
                "key": turn.key or None,
                "desk": self._database.desk,
                "asked_at": _now(),
                "text": "",
                "error": "",
            }
            row = connection.execute(insert(turns).values(**values).returning(turns)).one()
            search.index(connection, row.seq, owner, turn.question, title if number == 1 else "")
            return rows.turn(row)

    def end_turn(
        self, turn_id: str, state: TurnState, *, text: str = "", answer: Answer | None = None, error: str = ""
    ) -> None:
        """Keep what came of a question."""
        with self._database.writing() as connection:
            statement = (
                update(turns)
                .where(turns.c.id == turn_id, turns.c.state == TurnState.RUNNING)
                .values(state=state, ended_at=_now(), text=text, answer=rows.answer_text(answer), error=error)
                .returning(turns.c.seq, turns.c.conversation, turns.c.number, turns.c.question)
            )
            row = connection.execute(statement).first()
            if row is None:
                raise _no_turn()
            of = select(conversations.c.owner, conversations.c.title).where(conversations.c.id == row.conversation)
            owner, title = connection.execute(of).one()
            search.index(connection, row.seq, owner, row.question, text, title if row.number == 1 else "")

    def turn(self, turn_id: str) -> TurnRecord:
        """Return a turn."""
        with self._database.reading() as connection:
            return rows.turn(_turn(connection, turn_id))

    def turns(self, conversation_id: str) -> tuple[TurnRecord, ...]:
        """Return the turns of a conversation, without those that were replaced."""
        with self._database.reading() as connection:
            _conversation(connection, conversation_id)
            statement = (
                select(turns).where(turns.c.conversation == conversation_id, ~turns.c.is_replaced).order_by(turns.c.seq)
            )
            return tuple(map(rows.turn, connection.execute(statement)))

    def give_feedback(self, turn_id: str, feedback: Feedback | None) -> None:
        """Keep what somebody thought of an answer; None takes it back."""
        values = (
            {"verdict": feedback.verdict, "reason": feedback.reason, "correction": feedback.correction}
            if feedback
            else {"verdict": None, "reason": "", "correction": ""}
        )
        with self._database.writing() as connection:
            _turn(connection, turn_id)
            connection.execute(update(turns).where(turns.c.id == turn_id).values(**values))

    def interrupt_lost(self) -> int:
        """End turns whose desk is gone as interrupted."""
        self._database.keep_place()
        is_running = turns.c.state == TurnState.RUNNING
        with self._database.writing() as connection:
            running = connection.execute(select(turns.c.seq, turns.c.desk, turns.c.asked_at).where(is_running)).all()
            lost = [row.seq for row in running if self._database.is_lost(connection, row.desk, row.asked_at)]
            statement = (
                update(turns)
                .where(is_running, turns.c.seq.in_(lost))
                .values(state=TurnState.INTERRUPTED, ended_at=_now())
            )
            return connection.execute(statement).rowcount

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()

    def _insert_new(self, connection: Connection, table: Table, values: dict[str, Any]) -> None:
        kind = sqlite if self._database.is_sqlite else postgresql
        connection.execute(kind.insert(table).values(**values).on_conflict_do_nothing())


def _now() -> datetime:
    return datetime.now(UTC)


def _no_conversation() -> NotFound:
    return NotFound(
        "There is no such conversation.", hint="It may have been deleted; GET /api/conversations lists all."
    )


def _no_turn() -> NotFound:
    return NotFound("There is no such turn, or it has ended already.", hint="The conversation lists its turns.")


def _no_picture() -> NotFound:
    return NotFound("There is no such picture here (any more).", hint="Send the picture itself with the question.")


def _conversation(connection: Connection, conversation_id: str, *, is_locked: bool = False) -> Row[Any]:
    statement = select(conversations).where(conversations.c.id == conversation_id, conversations.c.deleted_at.is_(None))
    row = connection.execute(statement.with_for_update() if is_locked else statement).first()
    if row is None:
        raise _no_conversation()
    return row


def _listed(connection: Connection, owner: str | None, cursor: str, limit: int) -> Listing:
    order = (conversations.c.updated_at, conversations.c.seq)
    statement = select(conversations).where(conversations.c.deleted_at.is_(None))
    if owner is not None:
        statement = statement.where(conversations.c.owner == owner)
    if cursor:
        statement = statement.where(_is_before(order, cursor))
    statement = statement.order_by(*(column.desc() for column in order)).limit(limit + 1)
    found = connection.execute(statement).all()
    more = found[limit - 1] if len(found) > limit else None
    next_cursor = f"{round(more.updated_at.timestamp() * 1_000_000)}-{more.seq}" if more is not None else ""
    return Listing(tuple(map(rows.conversation, found[:limit])), next_cursor)


def _is_before(order: tuple[ColumnElement[Any], ColumnElement[Any]], cursor: str) -> ColumnElement[bool]:
    moment, seq = _numbers(cursor, 2)
    return tuple_(*order) < tuple_(literal(datetime.fromtimestamp(moment / 1_000_000, UTC), Moment), literal(seq))


def _found(connection: Connection, sought: str, owner: str | None, cursor: str, limit: int) -> Listing:
    """Collect the conversations of the turns that hold what is sought, until the page is full."""
    before = _numbers(cursor, 1)[0] if cursor else PAST_ALL
    ids: dict[str, None] = {}
    last = 0
    for seq, conversation in search.find(connection, sought, owner, before):
        if cursor and conversation not in ids and search.stands_from(connection, sought, conversation, before):
            continue  # a page before has it
        if conversation not in ids and len(ids) == limit:
            break
        ids[conversation], last = None, seq
    else:
        last = 0
    found = connection.execute(select(conversations).where(conversations.c.id.in_(ids)))
    by_id = {row.id: rows.conversation(row) for row in found}
    return Listing(tuple(by_id[name] for name in ids), str(last) if last else "")


def _numbers(cursor: str, count: int) -> list[int]:
    parts = cursor.split("-")
    if len(parts) != count or not all(part.isdecimal() and len(part) < 19 for part in parts):
        raise InvalidInput("This is no cursor.", hint="Give the cursor of the page before, or none.")
    return [int(part) for part in parts]


def _numbered(connection: Connection, conversation_id: str) -> Sequence[Row[Any]]:
    return connection.execute(
        select(conversation_pictures, pictures)
        .join(pictures, pictures.c.id == conversation_pictures.c.picture)
        .where(conversation_pictures.c.conversation == conversation_id)
        .order_by(conversation_pictures.c.number)
    ).all()


def _titled(connection: Connection, turn: NewTurn) -> tuple[str, str]:
    """Note that a conversation goes on; return its owner, and its title, which its first question gives it."""
    known = _conversation(connection, turn.conversation, is_locked=True)
    title: str = known.title or " ".join(turn.question.split())[:TITLE_CHARACTERS]
    connection.execute(
        update(conversations).where(conversations.c.id == turn.conversation).values(title=title, updated_at=_now())
    )
    return known.owner, title


def _keyed(connection: Connection, turn: NewTurn) -> Row[Any] | None:
    return connection.execute(
        select(turns).where(turns.c.conversation == turn.conversation, turns.c.key == turn.key)
    ).first()


def _number(connection: Connection, turn: NewTurn) -> int:
    """Return a turn's number; where it replaces another one, that one's and all later ones step back."""
    if turn.replaces:
        replaced = _turn(connection, turn.replaces)
        if replaced.conversation != turn.conversation or replaced.is_replaced:
            raise _no_turn()
        is_later = and_(turns.c.conversation == turn.conversation, turns.c.seq >= replaced.seq)
        connection.execute(update(turns).where(is_later).values(is_replaced=True))
        return int(replaced.number)
    of = select(func.max(turns.c.number)).where(turns.c.conversation == turn.conversation, ~turns.c.is_replaced)
    return (connection.scalar(of) or 0) + 1


def _turn(connection: Connection, turn_id: str) -> Row[Any]:
    row = connection.execute(
        select(turns)
        .join(conversations, conversations.c.id == turns.c.conversation)
        .where(turns.c.id == turn_id, conversations.c.deleted_at.is_(None))
    ).first()
    if row is None:
        raise _no_turn()
    return row


def _held(picture_id: str) -> Select[tuple[str]]:
    """Find a picture, which nobody removes until the transaction ends."""
    return select(pictures.c.id).where(pictures.c.id == picture_id).with_for_update(read=True, key_share=True)


def _is_used() -> ColumnElement[bool]:
    return exists().where(conversation_pictures.c.picture == pictures.c.id)


def _remove(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Remove conversations with all that hangs on them; return the pictures that went with them."""
    of = conversations.c.id.in_(ids)
    search.forget(connection, list(connection.scalars(select(turns.c.seq).where(turns.c.conversation.in_(ids)))))
    used = select(conversation_pictures.c.picture).where(conversation_pictures.c.conversation.in_(ids))
    touched = list(connection.scalars(used.distinct()))
    owners = list(connection.scalars(select(conversations.c.owner).where(of).distinct()))
    connection.execute(delete(conversations).where(of))
    still_has = exists().where(
        conversation_pictures.c.picture == picture_owners.c.picture,
        conversation_pictures.c.conversation == conversations.c.id,
        conversations.c.owner == picture_owners.c.owner,
    )
    connection.execute(
        delete(picture_owners).where(
            picture_owners.c.picture.in_(touched), picture_owners.c.owner.in_(owners), ~still_has
        )
    )
    is_owned = exists().where(picture_owners.c.picture == pictures.c.id)
    unused = select(pictures.c.id).where(pictures.c.id.in_(touched), ~_is_used(), ~is_owned)
    removed = list(connection.scalars(unused))
    connection.execute(delete(pictures).where(pictures.c.id.in_(removed)))
    return removed
