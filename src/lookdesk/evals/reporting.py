"""Metrics over predictions, and the table that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from lookdesk.evals.running import Prediction
from lookdesk.evals.samples import Scoring
from lookdesk.evals.scoring import GIVEN, holds
from lookdesk.evals.spread import Spread


@dataclass(frozen=True, slots=True)
class Report:
    """How an engine did on a file of questions. Shares are 0–1; None where there is nothing to count."""

    accuracy: float | None
    """Mean score of the answerable samples."""
    by_category: dict[str, tuple[int, float]]
    """Answerable samples and their mean score, by category."""
    false_answers: float | None
    """The share of the unanswerable samples that were answered."""
    right_when_answered: float | None
    """Mean score of the answerable samples that were answered."""
    evidence_holds_value: float | None
    """The share of the right answers to which a line of the evidence holds what was expected."""
    latency_s: Spread

    def table(self) -> str:
        """Return the report as lines for a terminal."""
        rows = [
            (category, f"{value:.3f}  n = {count}") for category, (count, value) in sorted(self.by_category.items())
        ]
        rows += [
            ("accuracy", _share(self.accuracy)),
            ("false answers", _share(self.false_answers)),
            ("right when answered", _share(self.right_when_answered)),
            ("evidence holds value", _share(self.evidence_holds_value)),
            ("latency", f"median {self.latency_s.median:.2f} s, 95 % {self.latency_s.p95:.2f} s"),
        ]
        return "\n".join(f"{name:22s} {value}" for name, value in rows)


def report(predictions: Sequence[Prediction]) -> Report:
    """Sum predictions up."""
    answerable = [each for each in predictions if each.sample.is_answerable]
    given = [each for each in answerable if each.answer.certainty in GIVEN]
    false = [each.answer.certainty in GIVEN for each in predictions if not each.sample.is_answerable]
    right = [each for each in given if each.score == 1 and each.sample.scoring is not Scoring.CER]
    categories = sorted({each.sample.category for each in answerable})
    by_category = {name: [each.score for each in answerable if each.sample.category == name] for name in categories}
    return Report(
        accuracy=_mean([each.score for each in answerable]),
        by_category={name: (len(scores), mean(scores)) for name, scores in by_category.items()},
        false_answers=_mean(false),
        right_when_answered=_mean([each.score for each in given]),
        evidence_holds_value=_mean([_is_evident(each) for each in right]),
        latency_s=Spread.of([each.seconds for each in predictions]),
    )


def _is_evident(prediction: Prediction) -> bool:
    expected = [part for value in prediction.sample.expected for part in value.split("|")]
    return any(holds(evidence.text, value) for evidence in prediction.answer.evidence for value in expected)


def _mean(values: Sequence[float]) -> float | None:
    return mean(values) if values else None


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
