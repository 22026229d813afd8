"""The text of a page, and the parts of it that a question points at."""

import pytest
from asking import ask, told
from documents import NOTE
from pages import line, listing, page, table

from lookdesk.types import Certainty, LineSource

CORNERS = page(
    ("机密", 60, 40, 60, 30),
    ("第7版", 860, 40, 100, 30),
    ("年度巡检记录", 380, 400, 240, 40),
    ("归档号 D-118", 60, 1340, 180, 30),
    ("审核：梁工", 840, 1340, 130, 30),
)
GATES = table(("入口", "东门"), ("出口", "西门"), columns=(60, 400))
SIGN = listing("Gate closes at 21:40", "Boarding zone C", "Have a pleasant trip")


@pytest.mark.parametrize("question", ["识别图中所有文字", "Transcribe all the text.", "把图里的文字全部抄写下来"])
def test_all_text_is_given_line_by_line_as_it_stands(question):
    reply = ask(question, NOTE)
    assert reply.certainty is Certainty.READ
    assert reply.text.splitlines() == [
        "阿杰:",
        "冰箱里有绿豆汤,记得喝。",
        "快递放在门卫室(尾号5317)。",
        "周六下午三点家长会。",
        "妈妈",
    ]
    assert len(reply.found) == len(NOTE.lines)


def test_text_side_by_side_stays_on_its_row():
    assert ask("识别所有文字", GATES).text.splitlines() == ["入口 东门", "出口 西门"]


def test_what_a_bar_code_repeats_is_not_transcribed_twice():
    parcel = page(line("XL8804517263", 40, 110, 300, 80, source=LineSource.BARCODE), ("XL8804517263", 40, 210, 300, 30))
    assert ask("识别所有文字", parcel).text == "XL8804517263"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("最后一行写了什么？", "妈妈"),
        ("What is the last line?", "妈妈"),
        ("What does the first line say?", "阿杰"),
        ("第二行写的是什么", "绿豆汤"),
        ("第三行写了什么？", "门卫室"),
        ("“快递放在”后面写的是什么", "门卫室"),
        ("“门卫室”前面是什么？", "快递放在"),
        ("门卫室后面括号里写的什么？", "尾号5317"),
    ],
)
def test_a_note_is_read_where_the_question_points(question, text):
    answer = told(question, NOTE)
    assert text in answer
    assert "家长会" not in answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("左上角写的是什么？", "机密"),
        ("右上角写的什么", "第7版"),
        ("左下角写了什么", "归档号 D-118"),
        ("What is written in the lower right corner?", "审核:梁工"),
        ("What is in the top right corner?", "第7版"),
    ],
)
def test_a_corner_gives_the_line_that_stands_there(question, text):
    assert told(question, CORNERS) == text


def test_an_empty_corner_is_not_filled_from_another():
    assert ask("右下角是什么字", NOTE).certainty is Certainty.UNREADABLE


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("“入口”旁边写的是什么？", "东门"),
        ("出口后面写的是什么", "西门"),
        ('What is written next to "出口"?', "西门"),
        ("西门前面写的什么？", "出口"),
        ("“入口”下面写的是什么", "出口"),
    ],
)
def test_the_neighbour_of_a_text_is_found_on_its_side(question, text):
    assert told(question, GATES) == text


def test_english_lines_are_found_by_their_place():
    assert told('What is written before "zone C"?', SIGN) == "Boarding"
    assert told("What does the last line say?", SIGN) == "Have a pleasant trip"
