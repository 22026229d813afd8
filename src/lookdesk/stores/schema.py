"""The tables. ``migrations/`` brings an older database to this; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class Moment(TypeDecorator[datetime]):
    """A point in time as microseconds since 1970 (UTC): the same order and precision in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - theirs
        """Write it as a number."""
        return None if value is None else round(value.timestamp() * 1_000_000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - theirs
        """Read it back."""
        return None if value is None else datetime.fromtimestamp(value / 1_000_000, UTC)


class Said(TypeDecorator[str]):
    """What somebody wrote, without the one character that PostgreSQL keeps in no text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - theirs
        """Leave it out."""
        return None if value is None else value.replace("\0", "")


Serial = BigInteger().with_variant(Integer, "sqlite")
"""Counts up by itself; SQLite does that for INTEGER alone."""

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("owner", String(64), nullable=False),
    Column("title", Said, nullable=False),
    Column("linked_from", String(32), nullable=False),
    Column("settings", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("deleted_at", Moment),
)
Index("conversations_listed", conversations.c.owner, conversations.c.updated_at, conversations.c.seq)
Index("conversations_updated", conversations.c.updated_at, conversations.c.seq)

pictures = Table(
    "pictures",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("media_type", String(32), nullable=False),
    Column("original_width", Integer, nullable=False),
    Column("original_height", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("visual_tokens", Integer, nullable=False),
    Column("sent_at", Moment, nullable=False),
)

picture_owners = Table(
    "picture_owners",
    metadata,
    Column("picture", String(64), ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True),
    Column("owner", String(64), primary_key=True),
)

conversation_pictures = Table(
    "conversation_pictures",
    metadata,
    Column("conversation", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("picture", String(64), ForeignKey("pictures.id"), nullable=False, index=True),
    UniqueConstraint("conversation", "picture"),
)

grants = Table(
    "grants",
    metadata,
    Column("conversation", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("owner", String(64), primary_key=True),
)

keys = Table(
    "keys",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("name", String(48), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
Index(
    "keys_in_use",
    keys.c.name,
    unique=True,
    sqlite_where=text("revoked_at IS NULL"),
    postgresql_where=text("revoked_at IS NULL"),
)

visitors = Table(
    "visitors",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("recovery", String(64), nullable=False, unique=True),
)

meta = Table(
    "meta",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("conversation", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("question", Said, nullable=False),
    Column("detail", String(16), nullable=False),
    Column("pictures", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("is_replaced", Boolean, nullable=False),
    Column("key", String(128)),
    Column("desk", BigInteger, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("text", Said, nullable=False),
    Column("answer", Text),
    Column("error", String(32), nullable=False),
    Column("verdict", String(8)),
    Column("reason", Said, nullable=False, server_default=""),
    Column("correction", Said, nullable=False, server_default=""),
    UniqueConstraint("conversation", "key"),
)
Index("turns_in_order", turns.c.conversation, turns.c.seq)
Index(
    "turns_running",
    turns.c.desk,
    sqlite_where=text("state = 'running'"),
    postgresql_where=text("state = 'running'"),
)
