"""``lookdesk import``: the conversations of a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lookdesk import settings
from lookdesk.cli.keeping import opened
from lookdesk.errors import InvalidInput
from lookdesk.export import take_in


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Keep the conversations of FILE that are not known yet.

    FILE is what ``lookdesk export`` wrote as jsonl or zip. The desk may be running.
    """
    from tqdm import tqdm  # noqa: PLC0415 - only commands that take long show a bar

    chosen = settings.load()
    chosen.data_folder.expanduser().mkdir(parents=True, exist_ok=True)
    try:
        content = file.open("rb")
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.", hint="Give the path of an export.") from error
    with content, opened(chosen) as (store, blobs), tqdm(unit="B", unit_scale=True, file=sys.stderr) as bar:
        taken = take_in(content, store, blobs, bar.update)
    click.echo(f"{taken.added} conversations are new, {taken.known} were known.")
    if taken.without_bytes:
        click.echo(f"{taken.without_bytes} of their pictures are not in the file: a zip has them.", err=True)
