"""Samples: questions about pictures, with what a right answer holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from lookdesk.errors import InvalidInput


class Scoring(StrEnum):
    """How an answer is compared with what is expected."""

    CONTAINS = "contains"
    CONTAINS_ALL = "contains_all"
    CER = "cer"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Sample:
    """A question, its pictures, and what a right answer holds."""

    id: str
    pictures: tuple[Path, ...]
    question: str
    expected: tuple[str, ...]
    scoring: Scoring
    category: str
    is_answerable: bool


def load(path: Path) -> list[Sample]:
    """Read a questions file: one JSON object a line, picture paths relative to the file.

    Raises:
        InvalidInput: the file or one of its pictures is not there, or a line is no sample; says which.
    """
    if not path.is_file():
        raise InvalidInput(f"There is no file {path}.", hint="Give a questions file, one JSON object a line.")
    lines = enumerate(path.read_text("utf-8").splitlines(), start=1)
    return [_sample(line, f"{path.name}, line {number}", path.parent) for number, line in lines if line.strip()]


def _sample(line: str, where: str, folder: Path) -> Sample:
    try:
        row: dict[str, Any] = json.loads(line)
        sample = Sample(
            id=str(row["id"]),
            pictures=tuple(folder / name for name in row["images"]),
            question=str(row["question"]),
            expected=tuple(map(str, row["answers"])),
            scoring=Scoring(row["scoring"]),
            category=str(row.get("category", "all")),
            is_answerable=bool(row["answerable"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(
            f"{where} is no sample: {error!r}.",
            hint=f"A line holds id, images, question, answers, scoring ({', '.join(Scoring)}), answerable.",
        ) from error
    for picture in sample.pictures:
        if not picture.is_file():
            raise InvalidInput(f"{where}: there is no picture {picture.name}.", hint="Paths are relative to the file.")
    return sample
