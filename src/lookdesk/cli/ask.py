"""``lookdesk ask``: a question about photos, answered on the terminal."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from lookdesk import settings
from lookdesk.cli.photos import PHOTO, read_photo
from lookdesk.desk import Desk
from lookdesk.events import Queued, TextDelta
from lookdesk.factory import make_desk
from lookdesk.turns import Turn
from lookdesk.types import Action, Answer, Certainty, Question
from lookdesk.wire import AnswerBody

NOT_TOLD = 3
"""Exit code where the photo does not tell: what was asked is not in it, or cannot be read."""

_CERTAINTY = {
    Certainty.READ: "read in the picture",
    Certainty.INFERRED: "inferred, please check",
    Certainty.UNREADABLE: "cannot be read",
    Certainty.ABSENT: "not in the picture",
}
_ACTION = {Action.RETAKE: "Ask for another photo.", Action.HANDOFF: "Hand over to a person."}


@click.command()
@click.argument("photos", nargs=-1, required=True, type=PHOTO)
@click.argument("question")
@click.option("--engine", help="The engine that answers.")
@click.option("--ocr", help="What reads the text.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_context
def ask(
    ctx: click.Context, *, photos: tuple[Path, ...], question: str, engine: str | None, ocr: str | None, as_json: bool
) -> None:
    """Ask a QUESTION about up to ten PHOTOS.

    Exit code: 0 answered, 3 the photos do not tell, 2 something was refused or failed.
    """
    contents = [read_photo(photo) for photo in photos]
    with closing(make_desk(settings.load({"engine": engine, "ocr": ocr}))) as desk:
        turn = desk.ask(Question(question, tuple(desk.receive(content) for content in contents)))
        if as_json:
            click.echo(AnswerBody.of(turn.answer()).model_dump_json(indent=2))
        else:
            _show(turn, desk)
        if turn.answer().certainty in {Certainty.UNREADABLE, Certainty.ABSENT}:
            ctx.exit(NOT_TOLD)


def _show(turn: Turn, desk: Desk) -> None:
    streamed, waits_for = "", ""
    for event in turn.events():
        if isinstance(event, Queued) and (reason := desk.status().engine.reason) != waits_for:
            waits_for = reason
            click.echo(f"({reason})", err=True)
        if isinstance(event, TextDelta):
            click.echo(event.text, nl=False)
            streamed += event.text
    if streamed:
        click.echo()
    answer = turn.answer()
    if answer.text != streamed.strip():
        click.echo(answer.text)
    click.echo()
    for line in _notes(answer):
        click.echo(f"  {line}")


def _notes(answer: Answer) -> list[str]:
    notes = [_CERTAINTY[answer.certainty]]
    for evidence in answer.evidence:
        place = (
            f"x {evidence.box.left:.0f}–{evidence.box.right:.0f}, y {evidence.box.top:.0f}–{evidence.box.bottom:.0f}"
        )
        notes.append(f"picture {evidence.picture_number}, {place}: {evidence.text or '(cannot be read)'}")
    notes += [note for note in (answer.advice, _ACTION.get(answer.action, "")) if note]
    return [*notes, f"{answer.engine}, {answer.timings.total_s:.1f} s"]
