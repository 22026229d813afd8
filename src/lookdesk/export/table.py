"""CSV: one row for each turn, for a spreadsheet."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from lookdesk.export.masking import Leaving
from lookdesk.records import TurnRecord, Whole

COLUMNS = (
    "conversation",
    "title",
    "owner",
    "turn",
    "asked_at",
    "ended_at",
    "question",
    "pictures",
    "state",
    "answer",
    "certainty",
    "action",
    "advice",
    "engine",
    "model",
    "error",
    "verdict",
    "reason",
    "correction",
)
FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
"""A cell that begins with one of these is a formula to a spreadsheet. Source: OWASP, "CSV Injection"."""


def write(leaving: Iterable[Leaving]) -> Iterator[bytes]:
    """Yield the table, conversation by conversation."""
    yield codecs.BOM_UTF8 + _rows([COLUMNS])  # Excel reads Chinese as UTF-8 only with this mark
    for one in leaving:
        whole = one.conversation()
        if whole.turns:
            yield _rows(_row(whole, turn) for turn in whole.turns)


def _row(whole: Whole, turn: TurnRecord) -> list[str]:
    record, answer, feedback = whole.conversation, turn.answer, turn.feedback
    return [
        record.id,
        record.title,
        record.owner,
        str(turn.number),
        _moment(turn.asked_at),
        _moment(turn.ended_at),
        turn.question,
        " ".join(map(str, turn.pictures)),
        turn.state,
        turn.text,
        answer.certainty if answer else "",
        answer.action if answer else "",
        answer.advice if answer else "",
        answer.engine if answer else "",
        answer.model if answer else "",
        turn.error,
        feedback.verdict if feedback else "",
        feedback.reason if feedback else "",
        feedback.correction if feedback else "",
    ]


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _rows(rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
