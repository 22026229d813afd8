"""``lookdesk read``: what OCR sees in a photo."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from lookdesk import facts, pictures, settings
from lookdesk.cli.photos import PHOTO, read_photo
from lookdesk.errors import InvalidSetting
from lookdesk.factory import make_desk
from lookdesk.types import Picture, TextLine
from lookdesk.wire import PictureBody


@click.command()
@click.argument("photo", type=PHOTO)
@click.option("--boxes", type=click.Path(path_type=Path), help="Write a PNG of the photo with the lines' boxes.")
@click.option("--ocr", help="What reads the text.")
@click.option("--json", "as_json", is_flag=True, help="Print lines and facts as JSON.")
def read(photo: Path, boxes: Path | None, ocr: str | None, as_json: bool) -> None:
    """Show the text lines in PHOTO, each with its score, and the facts in them."""
    content = read_photo(photo)
    with closing(make_desk(settings.load({"ocr": ocr}))) as desk:
        picture = desk.receive(content)
        lines = desk.lines(picture.id).result()
    if boxes is not None:
        _draw(picture, lines, boxes)
    click.echo(
        json.dumps(_as_dict(picture, lines), ensure_ascii=False, indent=2) if as_json else _as_text(picture, lines)
    )


def _draw(picture: Picture, lines: Sequence[TextLine], path: Path) -> None:
    try:
        path.write_bytes(pictures.drawn(picture, [line.box for line in lines]))
    except OSError as error:
        raise InvalidSetting(f"{path} cannot be written: {error.strerror}.", hint="--boxes takes a path.") from error


def _as_text(picture: Picture, lines: Sequence[TextLine]) -> str:
    scaled = f", scaled from {picture.original_size}" if picture.is_scaled else ""
    rows = [f"{picture.media_type}, {picture.size}{scaled}, {picture.visual_tokens} visual tokens", ""]
    rows += [f"{line.score:4.2f}  {line.text}" for line in lines] or ["There is no text."]
    found = [fact for line in lines for fact in facts.find(line.text)]
    if found:
        rows += ["", *(f"{fact.kind:<10}  {fact.text}  =  {fact.value} {fact.unit}".rstrip() for fact in found)]
    return "\n".join(rows)


def _as_dict(picture: Picture, lines: Sequence[TextLine]) -> dict[str, Any]:
    return {
        "picture": PictureBody.of(picture).model_dump(),
        "lines": [
            {
                "text": line.text,
                "score": round(line.score, 4),
                "source": line.source,
                "box": [[round(point.x, 1), round(point.y, 1)] for point in line.box.points],
                "facts": [
                    {"kind": fact.kind, "text": fact.text, "value": fact.value, "unit": fact.unit}
                    for fact in facts.find(line.text)
                ],
            }
            for line in lines
        ],
    }
