"""Who may see a conversation: API keys, visitors' recovery codes, and who was let in; and what all desks share."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "grants",
        sa.Column(
            "conversation", sa.String(32), sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("owner", sa.String(64), primary_key=True),
    )
    op.create_table(
        "keys",
        sa.Column("seq", serial, primary_key=True),
        sa.Column("name", sa.String(48), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
    is_in_use = sa.text("revoked_at IS NULL")
    op.create_index("keys_in_use", "keys", ["name"], unique=True, sqlite_where=is_in_use, postgresql_where=is_in_use)
    op.create_table(
        "visitors",
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("recovery", sa.String(64), nullable=False, unique=True),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
