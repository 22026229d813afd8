import json

import pytest

from lookdesk import evals
from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.errors import InvalidInput
from lookdesk.evals.samples import Sample, Scoring
from lookdesk.evals.scoring import holds, score
from lookdesk.ocr.fake import FakeOCR
from lookdesk.types import Certainty


def sample(expected=("5元",), scoring=Scoring.CONTAINS, *, answerable=True):
    return Sample("q", (), "多少钱？", tuple(expected), scoring, "form", answerable)


def write(path, **fields):
    row = {"id": "a", "images": [], "question": "?", "answers": [], "scoring": "contains", "answerable": True}
    path.write_text(json.dumps(row | fields), "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [("共5元。", "5"), ("$2,608.20", "2608.20"), ("5.0 kg", "5"), ("ＡＢ１２", "ab12"), ("1 000", "1000")],
)
def test_a_value_stands_in_a_text_however_it_is_set(text, value):
    assert holds(text, value)


@pytest.mark.parametrize(("text", "value"), [("15元", "5"), ("5.3 kg", "5"), ("0.5", "5"), ("", "5"), ("50", "5")])
def test_a_part_of_a_number_is_not_the_number(text, value):
    assert not holds(text, value)


def test_an_answer_that_recites_the_page_is_wrong():
    assert score(sample(["5"]), "1 2 3 4 5", Certainty.READ) == 0
    assert score(sample(["5"]), "x" * 120 + "5", Certainty.READ) == 0


def test_saying_that_the_picture_does_not_tell_is_right_only_where_it_does_not():
    assert score(sample(answerable=False), "图中没有。", Certainty.ABSENT) == 1
    assert score(sample(answerable=False), "5元", Certainty.READ) == 0
    assert score(sample(), "图中没有5元。", Certainty.ABSENT) == 0


def test_of_several_values_all_must_be_there_in_one_of_their_forms():
    wanted = sample(["3000", "120|两分钟"], Scoring.CONTAINS_ALL)
    assert score(wanted, "3000转，两分钟", Certainty.READ) == 1
    assert score(wanted, "3000转", Certainty.READ) == 0


def test_a_transcription_is_right_by_its_share_of_right_letters():
    assert score(sample(["一二三四"], Scoring.CER), "一二三五", Certainty.READ) == pytest.approx(0.75)
    assert score(sample(["一二三四"], Scoring.CER), "零一二三四五", Certainty.READ) == 1


def test_a_line_that_is_no_sample_is_named(tmp_path):
    path = write(tmp_path / "q.jsonl", scoring="guess")
    with pytest.raises(InvalidInput, match=r"q\.jsonl, line 1"):
        evals.load(path)


def test_a_picture_that_is_not_there_is_named(tmp_path):
    path = write(tmp_path / "q.jsonl", images=["no.jpg"])
    with pytest.raises(InvalidInput, match=r"no\.jpg"):
        evals.load(path)


def test_a_report_counts_false_answers_apart_from_accuracy(tmp_path, draw):
    (tmp_path / "a.jpg").write_bytes(draw())
    rows = [
        {
            "id": "1",
            "images": ["a.jpg"],
            "question": "?",
            "answers": ["hello"],
            "scoring": "contains",
            "answerable": True,
        },
        {"id": "2", "images": ["a.jpg"], "question": "?", "answers": [], "scoring": "abstain", "answerable": False},
    ]
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    desk = Desk(FakeEngine("hello"), FakeOCR())
    predictions = list(evals.predict(desk, evals.load(path)))
    desk.close()
    report = evals.report(predictions)
    assert (report.accuracy, report.false_answers, report.right_when_answered) == (1, 1, 1)
    evals.save(predictions, tmp_path / "out.jsonl")
    saved = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["certainty"] for line in saved] == ["inferred", "inferred"]
