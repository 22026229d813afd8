"""Scorers: how right an answer is, from 0 to 1."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import Levenshtein

from lookdesk.evals.samples import Sample, Scoring
from lookdesk.types import Certainty

GIVEN = frozenset({Certainty.READ, Certainty.INFERRED})
"""The certainties of an answer; the others say that there is none."""
LONGEST, MOST_NUMBERS = 120, 4
"""An answer with more characters, or more different numbers, is a dump of the page."""
LONGEST_OF_ALL, MOST_NUMBERS_OF_ALL = 200, 8
"""The same for questions that ask for several values."""


def score(sample: Sample, answer: str, certainty: Certainty) -> float:
    """Return how right an answer is.

    Saying that a picture does not tell is right where it does not, and wrong where it does. An answer that holds what
    is expected is right, unless it only recites the page.
    """
    if not sample.is_answerable:
        return float(certainty not in GIVEN)
    if certainty not in GIVEN:
        return 0.0
    if sample.scoring is Scoring.CER:
        return max((_likeness(expected, answer) for expected in sample.expected), default=0.0)
    if is_dump(answer, asks_for_all=sample.scoring is Scoring.CONTAINS_ALL):
        return 0.0
    if sample.scoring is Scoring.CONTAINS_ALL:
        return float(all(any(holds(answer, each) for each in element.split("|")) for element in sample.expected))
    return float(any(holds(answer, expected) for expected in sample.expected))


def holds(text: str, expected: str) -> bool:
    """Tell whether a value stands in a text, whole: 5 stands in 5元, not in 15 or 5.3."""
    wanted = _plain(expected)
    if not wanted:
        return False
    before = r"(?<!\d)(?<!\d\.)" if wanted[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d*[1-9])" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, _plain(text)) is not None


def is_dump(answer: str, *, asks_for_all: bool) -> bool:
    """Tell whether an answer recites the page instead of answering."""
    longest, most = (LONGEST_OF_ALL, MOST_NUMBERS_OF_ALL) if asks_for_all else (LONGEST, MOST_NUMBERS)
    return len(answer) > longest or len(set(re.findall(r"\d+(?:\.\d+)?", answer))) > most


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", "", re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded))


def _likeness(expected: str, answer: str) -> float:
    """Return 1 − character error rate over letters and digits; 1 where the answer holds the whole text."""
    wanted, given = ("".join(filter(str.isalnum, _plain(text))) for text in (expected, answer))
    if wanted in given:
        return 1.0
    return 1 - min(1.0, Levenshtein.distance(wanted, given) / max(1, len(wanted)))
