"""``lookdesk export``: kept conversations as a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import click

from lookdesk import settings
from lookdesk.cli.keeping import opened
from lookdesk.errors import InvalidInput, InvalidSetting
from lookdesk.export import Export, Format, KeptPictures
from lookdesk.ocr import make_ocr
from lookdesk.records import Selection, Verdict

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command()
@click.option(
    "--format",
    "kind",
    type=click.Choice([each.value for each in Format]),
    default=Format.JSONL.value,
    help="What is written. [jsonl]",
)
@click.option("--conversation", default="", metavar="ID", help="Only this one.")
@click.option("--since", type=MOMENT, metavar="DATE", help="Only those asked in since then, in this machine's time.")
@click.option("--until", type=MOMENT, metavar="DATE", help="Only those asked in last before then.")
@click.option("--search", default="", metavar="TEXT", help="Only those with this in a question, answer or title.")
@click.option(
    "--feedback",
    type=click.Choice([each.value for each in Verdict]),
    help="Only those with an answer found good or bad.",
)
@click.option("--redact", is_flag=True, help="Mask what is private, in texts and pictures.")
@click.option("--no-pictures", is_flag=True, help="With openai: questions without their pictures.")
@click.option("--approved", is_flag=True, help="With openai: learn only what was found good or corrected.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where it is written. [standard output]")
@click.option("--ocr", help="What reads the text in pictures that are redacted.")
def export(
    *,
    kind: str,
    conversation: str,
    since: datetime | None,
    until: datetime | None,
    search: str,
    feedback: str | None,
    redact: bool,
    no_pictures: bool,
    approved: bool,
    out: Path | None,
    ocr: str | None,
) -> None:
    """Write kept conversations to a file. The desk may be running."""
    from tqdm import tqdm  # noqa: PLC0415 - only commands that take long show a bar

    chosen = settings.load({"ocr": ocr})
    if kind == Format.ZIP and out is None and sys.stdout.isatty():
        raise InvalidInput("A zip is nothing for a terminal.", hint="Say where it goes: --out FILE.")
    selection = Selection(None, conversation, since, until, search, Verdict(feedback) if feedback else None)
    with opened(chosen) as (store, blobs):
        if conversation:
            store.conversation(conversation)
        source = KeptPictures(blobs, make_ocr(chosen.ocr))
        leaving = Export(source, Format(kind), redact, not no_pictures, approved)
        total = store.count(selection)
        with _file(out) as file, tqdm(store.each(selection), total=total, unit="conversation", file=sys.stderr) as bar:
            for piece in leaving.write(bar):
                file.write(piece)
    if leaving.left_out:
        click.echo(f"{leaving.left_out} pictures were left out: they are gone, or could not be read.", err=True)


@contextmanager
def _file(path: Path | None) -> Iterator[IO[bytes]]:
    """Open a file that has its name only when it is whole; standard output where there is no path."""
    if path is None:
        yield sys.stdout.buffer
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise InvalidSetting(f"{path} cannot be written: {error.strerror}.", hint="--out takes a path.") from error
    finally:
        part.unlink(missing_ok=True)
