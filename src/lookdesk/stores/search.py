"""Search in questions, answers and titles, down to a single Chinese character.

Chinese has no spaces, and the databases' own word splitters find 保修几 but not 保修, or whole sentences alone. So the
words of the index are made here: every Chinese character, every pair of neighbours, and every Latin word or number.
SQLite keeps them in FTS5, PostgreSQL in a ``tsvector`` with a GIN index; both only which words a turn has, not where.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, select, text

from lookdesk.stores.schema import conversations, turns

_RUN = re.compile(r"([㐀-鿿豈-﫿]+)|([^\W_㐀-鿿豈-﫿]+)")
"""A run of Chinese characters, or of other letters and digits."""
_INDEX = text("INSERT OR REPLACE INTO search (rowid, words) VALUES (:seq, :words)")
_INDEX_IN_POSTGRESQL = text(
    "INSERT INTO search (rowid, words) VALUES (:seq, array_to_tsvector(CAST(:words AS text[]))) "
    "ON CONFLICT (rowid) DO UPDATE SET words = excluded.words"
)
BATCH = 200
"""Turns that are looked at together."""
MOST_CHARACTERS = 20_000
"""Of a turn, in the index: far more than a question and its answer have."""
MOST_LETTERS = 100
"""Of a word, in the index. PostgreSQL takes no word over 2 KB."""


class Found(NamedTuple):
    """A turn in which something stands."""

    seq: int
    conversation: str


def folded(said: str) -> str:
    """Return a text without differences of width and case, and without what no text is kept with."""
    return unicodedata.normalize("NFKC", said.replace("\0", "")).casefold()


def words(said: str) -> Iterator[str]:
    """Yield the index words of a text."""
    for chinese, other in _RUN.findall(folded(said)[:MOST_CHARACTERS]):
        if other:
            yield other[:MOST_LETTERS]
        else:
            yield from chinese
            yield from map("".join, pairwise(chinese))


def create(connection: Connection) -> None:
    """Make the index."""
    if connection.dialect.name == "sqlite":
        # "ascii" parts words at spaces as they are written here; the prefixes find KX-70 among all words that begin so
        options = "tokenize = 'ascii', detail = none, prefix = '1 2'"
        connection.execute(text(f"CREATE VIRTUAL TABLE search USING fts5(words, {options})"))
    else:
        connection.execute(text("CREATE TABLE search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"))
        connection.execute(text("CREATE INDEX search_words ON search USING gin (words)"))


def index(connection: Connection, seq: int, owner: str, *said: str) -> None:
    """Put a turn into the index, or what is now said of it.

    Args:
        connection: to the database.
        seq: the turn's place in the order of all.
        owner: whose conversation it is in.
        said: question, answer, and the conversation's title where it is its first turn.
    """
    found = list(dict.fromkeys([_owner_word(owner), *words(" ".join(said))]))
    if connection.dialect.name == "sqlite":
        connection.execute(_INDEX, {"seq": seq, "words": " ".join(found)})
    else:
        connection.execute(_INDEX_IN_POSTGRESQL, {"seq": seq, "words": found})


def index_all(connection: Connection) -> None:
    """Put every turn into the index."""
    statement = text(
        "SELECT t.seq, c.owner, t.question, t.text, CASE WHEN t.number = 1 THEN c.title ELSE '' END "
        "FROM turns t JOIN conversations c ON c.id = t.conversation"
    )
    for seq, owner, question, answer, title in connection.execute(statement):
        index(connection, seq, owner, question, answer, title)


def forget(connection: Connection, seqs: Sequence[int]) -> None:
    """Take turns out of the index."""
    for seq in seqs:
        connection.execute(text("DELETE FROM search WHERE rowid = :seq"), {"seq": seq})


def find(connection: Connection, sought: str, owner: str | None, before: int) -> Iterator[Found]:
    """Yield the turns that hold all of what is sought, the latest first.

    Args:
        connection: to the database.
        sought: words, separated by spaces.
        owner: whose; None: everybody's.
        before: only turns that come before this place in the order of all.
    """
    query = _query(connection.dialect.name, sought, owner)
    matches = "search MATCH :query" if connection.dialect.name == "sqlite" else "words @@ CAST(:query AS tsquery)"
    statement = text(f"SELECT rowid FROM search WHERE {matches} AND rowid < :before ORDER BY rowid DESC LIMIT {BATCH}")
    while query:
        seqs = list(connection.scalars(statement, {"query": query, "before": before}))
        yield from _holding(connection, sought, turns.c.seq.in_(seqs))
        if len(seqs) < BATCH:
            return
        before = seqs[-1]


def stands_from(connection: Connection, sought: str, conversation: str, seq: int) -> bool:
    """Tell whether a turn of a conversation, from a place in the order of all on, holds what is sought."""
    later = and_(turns.c.conversation == conversation, turns.c.seq >= seq)
    return next(_holding(connection, sought, later), None) is not None


def _holding(connection: Connection, sought: str, condition: ColumnElement[bool]) -> Iterator[Found]:
    """Yield the turns in which all of what is sought stands; without those that were replaced or deleted.

    The index alone does not tell: turns that have the same pairs of characters do not all hold the terms.
    """
    terms = folded(sought).split()
    rows = connection.execute(
        select(turns.c.seq, turns.c.conversation, turns.c.question, turns.c.text, turns.c.number, conversations.c.title)
        .join(conversations, conversations.c.id == turns.c.conversation)
        .where(condition, conversations.c.deleted_at.is_(None), ~turns.c.is_replaced)
        .order_by(turns.c.seq.desc())
    )
    for seq, conversation, question, answer, number, title in rows:
        said = folded(f"{question}\n{answer}\n{title if number == 1 else ''}")
        if all(term in said for term in terms):
            yield Found(seq, conversation)


def _query(dialect: str, sought: str, owner: str | None) -> str:
    """Write what is sought as the database wants it: all words; Latin ones may go on."""
    asked = list(dict.fromkeys(words(sought)))
    if not asked:
        return ""
    if dialect == "sqlite":
        terms = [f'"{word}" *' if _is_latin(word) else f'"{word}"' for word in asked]
        return " AND ".join(terms if owner is None else [f'"{_owner_word(owner)}"', *terms])
    terms = [f"'{word}':*" if _is_latin(word) else f"'{word}'" for word in asked]
    return " & ".join(terms if owner is None else [f"'{_owner_word(owner)}'", *terms])


def _is_latin(word: str) -> bool:
    return not "㐀" <= word[0] <= "﫿"


def _owner_word(owner: str) -> str:
    """Return a word that nobody types: whose turn it is, so that one person's turns are found among many."""
    return f"owner{hashlib.sha256(owner.encode()).hexdigest()[:24]}"
