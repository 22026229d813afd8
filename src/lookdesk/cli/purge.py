"""``lookdesk purge``: removes conversations for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from lookdesk import settings
from lookdesk.cli.keeping import opened
from lookdesk.records import Selection


@click.command()
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(0, 36_500),
    metavar="DAYS",
    help="Conversations that nobody has asked anything in for so long. [keep_days of the settings, else none]",
)
@click.option("--dry-run", is_flag=True, help="Only tell how many would go.")
def purge(*, days: int | None, dry_run: bool) -> None:
    """Remove deleted conversations for good, and old ones, with the pictures that nobody else uses.

    The desk may be running.
    """
    chosen = settings.load()
    days = chosen.keep_days if days is None else days
    now = datetime.now(UTC)
    before = None if days is None else now - timedelta(days=days)
    with opened(chosen) as (store, blobs):
        old = 0 if before is None else store.count(Selection(until=before))
        if dry_run:
            click.echo(f"{old} conversations would be removed, and those that were deleted.")
            return
        removed = store.remove(deleted_before=now, updated_before=before)
        blobs.remove(removed)
    click.echo(f"{old} old conversations were removed, and those that were deleted, with {len(removed)} pictures.")
