"""Conversations, their turns and their pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "conversations",
        sa.Column("seq", serial, primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("linked_from", sa.String(32), nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", sa.BigInteger),
    )
    op.create_index("conversations_listed", "conversations", ["owner", "updated_at", "seq"])
    op.create_index("conversations_updated", "conversations", ["updated_at", "seq"])
    op.create_table(
        "pictures",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("media_type", sa.String(32), nullable=False),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("original_width", "original_height", "width", "height", "visual_tokens")
        ),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "picture_owners",
        sa.Column("picture", sa.String(64), sa.ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("owner", sa.String(64), primary_key=True),
    )
    op.create_table(
        "conversation_pictures",
        sa.Column(
            "conversation", sa.String(32), sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("picture", sa.String(64), sa.ForeignKey("pictures.id"), nullable=False),
        sa.UniqueConstraint("conversation", "picture"),
    )
    op.create_index("ix_conversation_pictures_picture", "conversation_pictures", ["picture"])
    op.create_table(
        "turns",
        sa.Column("seq", serial, primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("conversation", sa.String(32), sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("detail", sa.String(16), nullable=False),
        sa.Column("pictures", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("is_replaced", sa.Boolean, nullable=False),
        sa.Column("key", sa.String(128)),
        sa.Column("desk", sa.BigInteger, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("error", sa.String(32), nullable=False),
        sa.UniqueConstraint("conversation", "key"),
    )
    op.create_index("turns_in_order", "turns", ["conversation", "seq"])
    is_running = sa.text("state = 'running'")
    op.create_index("turns_running", "turns", ["desk"], sqlite_where=is_running, postgresql_where=is_running)
