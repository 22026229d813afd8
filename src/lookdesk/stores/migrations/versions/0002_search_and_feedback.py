"""What people thought of answers; and an index for searching, filled from what is there."""

import sqlalchemy as sa
from alembic import op

from lookdesk.stores import search

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns and the index."""
    op.add_column("turns", sa.Column("verdict", sa.String(8)))
    op.add_column("turns", sa.Column("reason", sa.Text, nullable=False, server_default=""))
    op.add_column("turns", sa.Column("correction", sa.Text, nullable=False, server_default=""))
    connection = op.get_bind()
    search.create(connection)
    search.index_all(connection)
