"""Asking a desk every sample's question."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lookdesk.desk import Desk
from lookdesk.errors import LookdeskError
from lookdesk.evals.samples import Sample
from lookdesk.evals.scoring import score
from lookdesk.types import Answer, Certainty, Evidence, Question


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an engine said to a sample, how right that is, and how long it took."""

    sample: Sample
    answer: Answer
    score: float
    seconds: float
    """From the pictures' arrival to the whole answer: reading them included, where it was the first question."""

    def as_dict(self) -> dict[str, Any]:
        """Return the prediction as a line of an answers file."""
        return {
            "id": self.sample.id,
            "answer": self.answer.text,
            "certainty": self.answer.certainty.value,
            "action": self.answer.action.value,
            "evidence": [_evidence(each) for each in self.answer.evidence],
            "seconds": round(self.seconds, 3),
        }


def predict(desk: Desk, samples: Iterable[Sample]) -> Iterator[Prediction]:
    """Ask the desk one sample after the other. A picture or question that fails counts as unanswered."""
    for sample in samples:
        began = time.perf_counter()
        try:
            pictures = tuple(desk.receive(path.read_bytes()) for path in sample.pictures)
            answer = desk.ask(Question(sample.question, pictures)).answer()
        except LookdeskError as error:
            answer = Answer(text=f"{error.message} {error.hint}".strip(), certainty=Certainty.UNREADABLE, engine="")
        seconds = time.perf_counter() - began
        yield Prediction(sample, answer, score(sample, answer.text, answer.certainty), seconds)


def save(predictions: Sequence[Prediction], path: Path) -> None:
    """Write an answers file: one JSON object a line."""
    lines = (json.dumps(prediction.as_dict(), ensure_ascii=False) for prediction in predictions)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "value": evidence.value,
        "picture_number": evidence.picture_number,
        "picture_id": evidence.picture_id,
        "box": [[round(point.x, 1), round(point.y, 1)] for point in evidence.box.points],
        "text": evidence.text,
        "score": round(evidence.score, 3),
    }
