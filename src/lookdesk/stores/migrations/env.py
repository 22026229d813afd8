"""What Alembic runs: the migrations, over the connection that :mod:`lookdesk.stores.database` hands it."""

from alembic import context

from lookdesk.stores.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
