"""``lookdesk eval``: how well an engine answers a file of questions."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from lookdesk import evals, settings
from lookdesk.factory import make_desk


@click.command("eval")
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--engine", help="The engine that answers.")
@click.option("--ocr", help="What reads the text.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the answers to this file, one JSON object a line.")
def eval(questions: Path, engine: str | None, ocr: str | None, out: Path | None) -> None:  # noqa: A001 - the command's name
    """Ask every question of QUESTIONS and print how many answers are right.

    QUESTIONS has a JSON object a line: id, images (paths relative to the file), question, answers, scoring
    (contains, contains_all, cer, abstain), category, answerable.
    """
    from tqdm import tqdm  # noqa: PLC0415 - only this command shows a bar

    samples = evals.load(questions)
    with closing(make_desk(settings.load({"engine": engine, "ocr": ocr}))) as desk:
        predictions = list(tqdm(evals.predict(desk, samples), total=len(samples), unit="question"))
    if out is not None:
        evals.save(predictions, out)
        click.echo(f"Answers: {out}")
    click.echo(evals.report(predictions).table())
