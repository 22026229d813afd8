"""Conversations in a SQL database: SQLite in a file or in memory, or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Row,
    Table,
    TextClause,
    and_,
    bindparam,
    case,
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
from sqlalchemy.exc import IntegrityError

from lookdesk.errors import InvalidInput, NotFound
from lookdesk.records import (
    ConversationRecord,
    ConversationSettings,
    Feedback,
    KeyRecord,
    Listing,
    NewTurn,
    NumberedPicture,
    PictureRecord,
    Selection,
    TurnRecord,
    TurnState,
    Whole,
)
from lookdesk.stores import rows, search
from lookdesk.stores.database import Database
from lookdesk.stores.schema import (
    Moment,
    conversation_pictures,
    conversations,
    grants,
    keys,
    meta,
    picture_owners,
    pictures,
    turns,
    visitors,
)
from lookdesk.types import Answer

TITLE_CHARACTERS = 60
"""Of the first question, for the conversation's title."""
UNASKED = timedelta(days=1)
"""A picture that nobody has asked about for so long is not waited for."""
REMOVED_AT_ONCE = 500
"""Conversations that go in one transaction, so that others can write in between."""
PAGE = 32
"""Whole conversations that are in memory together."""
PAST_ALL = 2**62

# What every question needs is put together once: that takes longer than to run it.
_ADD_TURN = insert(turns).returning(turns.c.seq)
_HELD = (
    select(pictures.c.id)
    .where(pictures.c.id.in_(bindparam("wanted", expanding=True)))
    .with_for_update(read=True, key_share=True)  # nobody removes them until the transaction ends
)
_ADD_NUMBERS = insert(conversation_pictures)
_NUMBERS = select(conversation_pictures.c.picture, conversation_pictures.c.number).where(
    conversation_pictures.c.conversation == bindparam("of")
)
_NUMBERED = (
    select(conversation_pictures, pictures)
    .join(pictures, pictures.c.id == conversation_pictures.c.picture)
    .where(conversation_pictures.c.conversation == bindparam("of"))
    .order_by(conversation_pictures.c.number)
)
_TURNS = select(turns).where(turns.c.conversation == bindparam("of"), ~turns.c.is_replaced).order_by(turns.c.seq)
_CONVERSATION = select(conversations).where(conversations.c.id == bindparam("of"), conversations.c.deleted_at.is_(None))
_LOCKED_CONVERSATION = _CONVERSATION.with_for_update()
_GOES_ON = (
    update(conversations)
    .where(conversations.c.id == bindparam("of"))
    .values(title=bindparam("title"), updated_at=bindparam("updated_at"))
)
_LAST_NUMBER = select(func.max(turns.c.number)).where(turns.c.conversation == bindparam("of"), ~turns.c.is_replaced)
_END_TURN = (
    update(turns)
    .where(turns.c.id == bindparam("of"), turns.c.state == TurnState.RUNNING)
    .values({name: bindparam(name) for name in ("state", "ended_at", "text", "answer", "error")})
    # what failed is asked again when its request is repeated
    .values(key=case((bindparam("has_failed", type_=Boolean), None), else_=turns.c.key))
    .returning(turns.c.seq, turns.c.conversation, turns.c.number, turns.c.question)
)
_SAID_OF = select(conversations.c.owner, conversations.c.title).where(conversations.c.id == bindparam("of"))


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

    def restore(self, conversation_id: str, owner: str | None = None) -> None:
        """Bring a deleted conversation back; where an owner is given, only theirs."""
        statement = update(conversations).where(conversations.c.id == conversation_id).values(deleted_at=None)
        if owner is not None:
            statement = statement.where(conversations.c.owner == owner)
        with self._database.writing() as connection:
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
        """Tell whether somebody sent a picture, or has, or was let into, a conversation with it."""
        sent = exists().where(picture_owners.c.picture == picture_id, picture_owners.c.owner == owner)
        is_let_in = exists().where(grants.c.conversation == conversations.c.id, grants.c.owner == owner)
        has = exists().where(
            conversation_pictures.c.picture == picture_id,
            conversation_pictures.c.conversation == conversations.c.id,
            conversations.c.deleted_at.is_(None),
            (conversations.c.owner == owner) | is_let_in,
        )
        with self._database.reading() as connection:
            return bool(connection.scalar(select(sent | has)))

    def number_pictures(self, conversation_id: str, picture_ids: Sequence[str]) -> tuple[NumberedPicture, ...]:
        """Return pictures with their numbers in a conversation; those that are new there get the next ones."""
        with self._database.writing() as connection:
            _conversation(connection, conversation_id, is_locked=True)
            wanted = set(_number_pictures(connection, conversation_id, picture_ids))
            found = [row for row in _numbered(connection, conversation_id) if row.number in wanted]
        by_id = {row.picture: NumberedPicture(row.number, rows.picture(row)) for row in found}
        return tuple(by_id[name] for name in dict.fromkeys(picture_ids))

    def take_picture_out(self, conversation_id: str, number: int) -> None:
        """Let a conversation have a picture no more."""
        with self._database.writing() as connection:
            connection.execute(
                delete(conversation_pictures).where(
                    conversation_pictures.c.conversation == conversation_id, conversation_pictures.c.number == number
                )
            )

    # --- turns ---

    def add_turn(
        self, turn: NewTurn, opening: ConversationRecord | None = None
    ) -> tuple[ConversationRecord, TurnRecord]:
        """Keep a question before it is answered, and its conversation where it is the first."""
        now = _now()
        title = " ".join(turn.question.split())[:TITLE_CHARACTERS]
        if opening is not None:
            opening = replace(opening, title=opening.title or title, updated_at=now)
        self._database.keep_place()
        with self._database.writing() as connection:
            is_new = opening is not None and self._insert_new(
                connection,
                conversations,
                rows.conversation_values(replace(opening, title=opening.title or title, updated_at=now)),
            )
            if opening is None or not is_new:
                opening = rows.conversation(_conversation(connection, turn.conversation, is_locked=True))
            conversation = replace(opening, title=opening.title or title, updated_at=now)
            if turn.key and not is_new and (before := _keyed(connection, turn)) is not None:
                return conversation, rows.turn(before)
            numbered = _number_pictures(connection, turn.conversation, turn.picture_ids, is_new=is_new)
            number = 1 if is_new else _number(connection, turn)
            if not is_new:
                values = {"of": turn.conversation, "title": conversation.title, "updated_at": now}
                connection.execute(_GOES_ON, values)
            values = {
                "id": turn.id,
                "conversation": turn.conversation,
                "number": number,
                "question": turn.question,
                "detail": turn.detail,
                "pictures": json.dumps(numbered),
                "state": TurnState.RUNNING,
                "is_replaced": False,
                "key": turn.key or None,
                "desk": self._database.desk,
                "asked_at": now,
                "text": "",
                "error": "",
            }
            seq = connection.execute(_ADD_TURN, values).scalar_one()
            search.index(connection, seq, conversation.owner, turn.question, conversation.title if number == 1 else "")
        record = TurnRecord(
            turn.id, turn.conversation, number, turn.question, turn.detail, tuple(numbered), TurnState.RUNNING, now
        )
        return conversation, record

    def end_turn(
        self, turn_id: str, state: TurnState, *, text: str = "", answer: Answer | None = None, error: str = ""
    ) -> None:
        """Keep what came of a question."""
        with self._database.writing() as connection:
            values = {"state": state, "ended_at": _now(), "text": text, "error": error}
            ended = values | {
                "of": turn_id,
                "answer": rows.answer_text(answer),
                "has_failed": state is TurnState.FAILED,
            }
            row = connection.execute(_END_TURN, ended).first()
            if row is None:
                raise _no_turn()
            owner, title = connection.execute(_SAID_OF, {"of": row.conversation}).one()
            search.index(connection, row.seq, owner, row.question, text, title if row.number == 1 else "")

    def turn(self, turn_id: str) -> TurnRecord:
        """Return a turn."""
        with self._database.reading() as connection:
            return rows.turn(_turn(connection, turn_id))

    def whole(self, conversation_id: str) -> Whole:
        """Return a conversation with its pictures and turns."""
        with self._database.reading() as connection:
            conversation = rows.conversation(_conversation(connection, conversation_id))
            numbered = _numbered(connection, conversation_id)
            asked = connection.execute(_TURNS, {"of": conversation_id}).all()
        pictures = tuple(NumberedPicture(row.number, rows.picture(row)) for row in numbered)
        return Whole(conversation, pictures, tuple(map(rows.turn, asked)))

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

    # --- whole conversations ---

    def each(self, selection: Selection) -> Iterator[Whole]:
        """Yield whole conversations in the order of their keeping, page by page."""
        after = 0
        while True:
            with self._database.reading() as connection:
                is_meant = and_(*_meant(connection, selection), conversations.c.seq > after)
                statement = select(conversations).where(is_meant).order_by(conversations.c.seq).limit(PAGE)
                page = connection.execute(statement).all()
                found = _whole(connection, page)
            for whole in found:
                if _holds(whole, selection.search):
                    yield whole
            if len(page) < PAGE:
                return
            after = page[-1].seq

    def count(self, selection: Selection) -> int:
        """Return how many conversations are meant at most."""
        with self._database.reading() as connection:
            of = select(func.count()).select_from(conversations).where(*_meant(connection, selection))
            return connection.scalar(of) or 0

    def add_whole(self, whole: Whole) -> bool:
        """Keep a conversation from elsewhere with all that belongs to it, or nothing of it."""
        record = whole.conversation
        with self._database.writing() as connection:
            if not self._insert_new(connection, conversations, rows.conversation_values(record)):
                return False
            for numbered in whole.pictures:
                name = numbered.picture.id
                self._insert_new(connection, pictures, rows.picture_values(numbered.picture) | {"sent_at": _now()})
                self._insert_new(connection, picture_owners, {"picture": name, "owner": record.owner})
            try:
                for numbered in whole.pictures:
                    values = {"conversation": record.id, "number": numbered.number, "picture": numbered.picture.id}
                    connection.execute(insert(conversation_pictures).values(**values))
                for turn in whole.turns:
                    values = rows.turn_values(turn) | {"desk": self._database.desk}
                    seq = connection.scalar(insert(turns).values(**values).returning(turns.c.seq))
                    title = record.title if turn.number == 1 else ""
                    search.index(connection, seq or 0, record.owner, turn.question, turn.text, title)
            except IntegrityError as error:
                raise InvalidInput(
                    f"Conversation {record.id} has a turn of another conversation, or numbers twice.",
                    hint="Nothing of it was kept.",
                ) from error
        return True

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

    # --- who may see what ---

    def let_in(self, conversation_id: str, owner: str) -> None:
        """Let somebody else into a conversation."""
        with self._database.writing() as connection:
            _conversation(connection, conversation_id)
            self._insert_new(connection, grants, {"conversation": conversation_id, "owner": owner})

    def is_let_in(self, conversation_id: str, owner: str) -> bool:
        """Tell whether somebody was let into a conversation."""
        known = exists().where(grants.c.conversation == conversation_id, grants.c.owner == owner)
        with self._database.reading() as connection:
            return bool(connection.scalar(select(known)))

    def add_key(self, name: str, owner: str, digest: str) -> None:
        """Keep a new API key."""
        values = {"name": name, "owner": owner, "digest": digest, "created_at": _now()}
        with self._database.writing() as connection:
            if not self._insert_new(connection, keys, values):
                raise InvalidInput(f"There is a key {name!r} already.", hint="Revoke it first, or choose another name.")

    def known_keys(self) -> tuple[KeyRecord, ...]:
        """Return all API keys, in the order of their making."""
        with self._database.reading() as connection:
            found = connection.execute(select(keys).order_by(keys.c.seq))
            return tuple(KeyRecord(row.name, row.owner, row.created_at, row.revoked_at) for row in found)

    def key_owner(self, digest: str) -> str:
        """Return whose conversations a key opens."""
        with self._database.reading() as connection:
            statement = select(keys.c.owner).where(keys.c.digest == digest, keys.c.revoked_at.is_(None))
            return connection.scalar(statement) or ""

    def revoke_key(self, name: str) -> None:
        """Make a key worthless."""
        statement = update(keys).where(keys.c.name == name, keys.c.revoked_at.is_(None)).values(revoked_at=_now())
        with self._database.writing() as connection:
            if connection.execute(statement).rowcount == 0:
                raise NotFound(f"There is no key {name!r} in use.", hint="`lookdesk keys list` shows them.")

    def choose_recovery(self, owner: str, digest: str) -> None:
        """Keep what a visitor's recovery code is known by."""
        with self._database.writing() as connection:
            connection.execute(delete(visitors).where(visitors.c.owner == owner))
            connection.execute(insert(visitors).values(owner=owner, recovery=digest))

    def recovered(self, digest: str) -> str:
        """Return the visitor whose recovery code it is."""
        with self._database.reading() as connection:
            return connection.scalar(select(visitors.c.owner).where(visitors.c.recovery == digest)) or ""

    def settle(self, name: str, value: str) -> str:
        """Keep a value that all desks share, unless there is one of that name."""
        with self._database.writing() as connection:
            self._insert_new(connection, meta, {"name": name, "value": value})
            return str(connection.scalar(select(meta.c.value).where(meta.c.name == name)))

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()

    def _insert_new(self, connection: Connection, table: Table, values: dict[str, Any]) -> bool:
        """Insert a row where there is none of its key; tell whether there was none."""
        kind = sqlite if self._database.is_sqlite else postgresql
        return connection.execute(kind.insert(table).on_conflict_do_nothing(), values).rowcount > 0


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
    row = connection.execute(_LOCKED_CONVERSATION if is_locked else _CONVERSATION, {"of": conversation_id}).first()
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
    return connection.execute(_NUMBERED, {"of": conversation_id}).all()


def _number_pictures(
    connection: Connection, conversation_id: str, picture_ids: Sequence[str], *, is_new: bool = False
) -> list[int]:
    """Return the numbers of pictures in a conversation, in the order of the ids; give new ones the next numbers."""
    if not picture_ids:
        return []
    known = {} if is_new else {row.picture: row.number for row in connection.execute(_NUMBERS, {"of": conversation_id})}
    number, added = max(known.values(), default=0), []
    for picture_id in picture_ids:
        if picture_id not in known:
            number += 1
            known[picture_id] = number
            added.append({"conversation": conversation_id, "number": number, "picture": picture_id})
    if added:
        wanted = [row["picture"] for row in added]
        if len(connection.execute(_HELD, {"wanted": wanted}).all()) < len(added):
            raise _no_picture()
        connection.execute(_ADD_NUMBERS, added)
    return [known[picture_id] for picture_id in dict.fromkeys(picture_ids)]


def _meant(connection: Connection, selection: Selection) -> list[ColumnElement[bool] | TextClause]:
    """Return what is true of the conversations that a selection means; :func:`_holds` looks closer.

    No index is to be used for owner and time, hence the changed columns: each page would go through all that are meant
    and sort them, where the order of keeping lets it go on from the page before.
    """
    conditions: list[ColumnElement[bool] | TextClause] = [conversations.c.deleted_at.is_(None)]
    updated_at = conversations.c.updated_at + literal(0, BigInteger)
    if selection.owner is not None:
        conditions.append(conversations.c.owner.concat("") == selection.owner)
    if selection.conversation:
        conditions.append(conversations.c.id == selection.conversation)
    if selection.since is not None:
        conditions.append(updated_at >= literal(selection.since, Moment))
    if selection.until is not None:
        conditions.append(updated_at < literal(selection.until, Moment))
    if selection.verdict is not None:
        is_its = and_(turns.c.conversation == conversations.c.id, ~turns.c.is_replaced)
        conditions.append(exists().where(is_its, turns.c.verdict == selection.verdict))
    if selection.search.strip():
        conditions.append(search.is_candidate(connection.dialect.name, selection.search, selection.owner))
    return conditions


def _holds(whole: Whole, sought: str) -> bool:
    title = whole.conversation.title
    return not sought.strip() or any(search.holds(sought, turn, title) for turn in whole.turns)


def _whole(connection: Connection, page: Sequence[Row[Any]]) -> list[Whole]:
    """Join conversations with their pictures and turns, with one query for each kind."""
    ids = [row.id for row in page]
    its_pictures: dict[str, list[NumberedPicture]] = {name: [] for name in ids}
    its_turns: dict[str, list[TurnRecord]] = {name: [] for name in ids}
    numbered = (
        select(conversation_pictures, pictures)
        .join(pictures, pictures.c.id == conversation_pictures.c.picture)
        .where(conversation_pictures.c.conversation.in_(ids))
        .order_by(conversation_pictures.c.number)
    )
    for row in connection.execute(numbered):
        its_pictures[row.conversation].append(NumberedPicture(row.number, rows.picture(row)))
    is_its = and_(turns.c.conversation.in_(ids), ~turns.c.is_replaced)
    for row in connection.execute(select(turns).where(is_its).order_by(turns.c.seq)):
        its_turns[row.conversation].append(rows.turn(row))
    return [Whole(rows.conversation(row), tuple(its_pictures[row.id]), tuple(its_turns[row.id])) for row in page]


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
    return (connection.scalar(_LAST_NUMBER, {"of": turn.conversation}) or 0) + 1


def _turn(connection: Connection, turn_id: str) -> Row[Any]:
    row = connection.execute(
        select(turns)
        .join(conversations, conversations.c.id == turns.c.conversation)
        .where(turns.c.id == turn_id, conversations.c.deleted_at.is_(None))
    ).first()
    if row is None:
        raise _no_turn()
    return row


def _is_used() -> ColumnElement[bool]:
    return exists().where(conversation_pictures.c.picture == pictures.c.id)


def _remove(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Remove conversations with all that hangs on them; return the pictures that went with them."""
    of = conversations.c.id.in_(ids)
    search.forget(connection, list(connection.scalars(select(turns.c.seq).where(turns.c.conversation.in_(ids)))))
    used = select(conversation_pictures.c.picture).where(conversation_pictures.c.conversation.in_(ids))
    touched = list(connection.scalars(used.distinct()))
    of_owners = select(conversations.c.owner).where(of)
    of_colleagues = select(grants.c.owner).where(grants.c.conversation.in_(ids))
    owners = list(connection.scalars(of_owners.union(of_colleagues)))
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
