"""Checks what an engine claims to have seen against the text lines, and makes the Answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from lookdesk.types import Answer, Box, Certainty, Delta, Evidence, Finding, PicturePart, TextLine


def conclude(text: str, last: Delta, pictures: Sequence[PicturePart]) -> Answer:
    """Turn an engine's text and its claims into an answer whose evidence was checked.

    A claim that no text line of its picture holds is dropped; where an engine says "read" and nothing of what it claims
    can be verified, the answer falls to "inferred". A place that cannot be read needs no line: it is shown as it is.

    Args:
        text: the whole answer.
        last: the engine's last delta, with its claims.
        pictures: what the engine was shown, with the handles of their text lines.

    Returns:
        The answer without engine name and timings, which only the desk knows.
    """
    parts = {part.number: part for part in pictures}
    evidence = [
        checked
        for finding in last.findings
        if finding.picture_number in parts and (checked := _check(finding, parts[finding.picture_number])) is not None
    ]
    certainty = last.certainty or Certainty.INFERRED
    if certainty is Certainty.READ and not evidence:
        certainty = Certainty.INFERRED
    return Answer(
        text=text.strip(),
        certainty=certainty,
        engine="",
        evidence=tuple(evidence),
        action=last.action,
        advice=last.advice,
        usage=last.usage,
    )


def _check(finding: Finding, part: PicturePart) -> Evidence | None:
    """Return the evidence for one claim, or None where no line holds its value."""
    shown = Evidence(finding.value, part.number, part.picture.id, finding.box, "", 0.0)
    if finding.certainty is Certainty.UNREADABLE:
        return shown
    wanted = _plain(finding.value)
    holding = [line for line in part.lines.result() if wanted and wanted in _plain(line.text)]
    if not holding:
        return None
    line = min(holding, key=lambda line: _distance(line, finding.box))
    return replace(shown, box=line.box, text=line.text, score=line.score)


def _plain(text: str) -> str:
    """Fold width and case and drop spaces: the differences that do not change what is written."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def _distance(line: TextLine, box: Box) -> float:
    """Return the squared distance of the centres, in pixels."""
    return (line.box.center.x - box.center.x) ** 2 + (line.box.center.y - box.center.y) ** 2
