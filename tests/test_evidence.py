"""Evidence: an engine's claims are held against the text lines."""

from __future__ import annotations

import io
from concurrent.futures import Future

import pytest
from PIL import Image

from lookdesk import evidence, pictures
from lookdesk.types import (
    Action,
    Answer,
    Box,
    Certainty,
    Delta,
    Finding,
    FinishReason,
    PicturePart,
    TextLine,
    Usage,
)

HERE, THERE, FAR = Box.upright(10, 10, 110, 30), Box.upright(10, 50, 110, 70), Box.upright(10, 200, 110, 220)
NET = TextLine("净含量：185克", HERE, 0.97)
MODEL = TextLine("Model AB-12", THERE, 0.91)


def _part(*lines: TextLine, number: int = 1) -> PicturePart:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (number, 0, 0)).save(out, "PNG")
    read: Future[tuple[TextLine, ...]] = Future()
    read.set_result(lines)
    return PicturePart(number, pictures.load(out.getvalue()), read)


def _concluded(*findings: Finding, lines: tuple[TextLine, ...] = (NET, MODEL), said: Certainty | None) -> Answer:
    last = Delta(finish_reason=FinishReason.STOP, findings=findings, certainty=said)
    return evidence.conclude("185克", last, [_part(*lines)])


def test_a_claim_that_a_line_holds_becomes_evidence_with_that_line():
    answer = _concluded(Finding("185克", 1, HERE), said=Certainty.READ)
    (shown,) = answer.evidence
    assert (shown.value, shown.text, shown.score, shown.box) == ("185克", NET.text, NET.score, HERE)
    assert answer.certainty is Certainty.READ


def test_a_claim_that_no_line_holds_is_dropped_and_read_falls_to_inferred():
    answer = _concluded(Finding("250克", 1, HERE), said=Certainty.READ)
    assert answer.evidence == ()
    assert answer.certainty is Certainty.INFERRED


def test_one_claim_that_holds_keeps_the_answer_read():
    answer = _concluded(Finding("250克", 1, HERE), Finding("AB-12", 1, THERE), said=Certainty.READ)
    assert [shown.value for shown in answer.evidence] == ["AB-12"]
    assert answer.certainty is Certainty.READ


@pytest.mark.parametrize("value", ["185 克", "１８５克", "ab-12", "净含量: 185克"])
def test_width_case_and_spaces_make_no_other_value(value):
    assert _concluded(Finding(value, 1, HERE), said=Certainty.READ).evidence


@pytest.mark.parametrize("value", ["", " ", "　"])
def test_a_claim_of_nothing_is_dropped(value):
    assert _concluded(Finding(value, 1, HERE), said=Certainty.READ).evidence == ()


def test_a_place_that_cannot_be_read_is_kept_as_it_is():
    answer = _concluded(Finding("", 1, FAR, Certainty.UNREADABLE), said=Certainty.UNREADABLE)
    (shown,) = answer.evidence
    assert (shown.box, shown.text, shown.score) == (FAR, "", 0.0)
    assert answer.certainty is Certainty.UNREADABLE


def test_of_several_lines_that_hold_a_value_the_nearest_is_shown():
    lines = tuple(TextLine("AB-12", box, 0.9) for box in (HERE, THERE, FAR))
    for box in (FAR, HERE, THERE):
        (shown,) = _concluded(Finding("AB-12", 1, box), lines=lines, said=Certainty.READ).evidence
        assert shown.box == box


def test_a_claim_is_held_against_the_lines_of_its_own_picture():
    last = Delta(finish_reason=FinishReason.STOP, findings=(Finding("AB-12", 2, HERE),), certainty=Certainty.READ)
    first, second = _part(MODEL), _part(NET, number=2)
    assert evidence.conclude("AB-12", last, [first, second]).evidence == ()
    (shown,) = evidence.conclude("AB-12", last, [first, _part(MODEL, number=2)]).evidence
    assert (shown.picture_number, shown.picture_id) == (2, second.picture.id)


def test_a_claim_about_a_picture_that_was_not_shown_is_dropped():
    assert _concluded(Finding("AB-12", 7, HERE), said=Certainty.READ).evidence == ()


def test_an_engine_that_does_not_say_how_sure_it_is_has_inferred():
    assert _concluded(Finding("AB-12", 1, THERE), said=None).certainty is Certainty.INFERRED


@pytest.mark.parametrize("said", [Certainty.ABSENT, Certainty.INFERRED, Certainty.UNREADABLE])
def test_other_certainties_stay_without_evidence(said):
    assert _concluded(said=said).certainty is said


def test_action_advice_and_usage_are_handed_on_and_the_text_is_trimmed():
    last = Delta(
        finish_reason=FinishReason.STOP,
        usage=Usage(3, 4),
        certainty=Certainty.ABSENT,
        action=Action.HANDOFF,
        advice="Ask an inspector.",
    )
    answer = evidence.conclude(" None of it.\n", last, [])
    assert (answer.text, answer.action, answer.advice) == ("None of it.", Action.HANDOFF, "Ask an inspector.")
    assert answer.usage == Usage(3, 4)
