"""What is not there is absent; what is there but cannot be read is unreadable, and asks for a better photo."""

import pytest
from asking import ask, is_absent, is_unreadable, told
from documents import CARD_SLIP
from pages import display, line, listing, page

from lookdesk.types import Action, Certainty


@pytest.mark.parametrize("question", ["卡号是多少？", "What is the card number?"])
def test_a_masked_number_is_unreadable_and_not_told(question):
    reply = ask(question, CARD_SLIP)
    assert is_unreadable(reply)
    assert "621700" not in reply.text


@pytest.mark.parametrize(
    ("question", "phone"),
    [
        ("收件人电话是多少？", ("电话：186****0035", 0.98)),
        ("收件人电话是多少？", ("电话：1862Z74OO35", 0.31)),
        ("What is the recipient's phone number?", ("电话：186****0035", 0.98)),
    ],
    ids=["masked", "faint", "English"],
)
def test_a_recipients_phone_that_cannot_be_read_is_not_replaced_by_the_senders(question, phone):
    reply = ask(question, listing("寄件人：赵明远", "电话：13900571122", "收件人：孙佳宁", phone))
    assert is_unreadable(reply)
    assert "1390" not in reply.text
    assert "186" not in reply.text


@pytest.mark.parametrize(
    "shown",
    [
        listing("NORDWIND", ("型号：QDX7-Z2", 0.35), "额定电压：220V"),
        page(("型号", 40, 60, 60, 30), line("QDX7-Z2", 200, 60, 200, 30, score=0.3)),
        page(("型号：", 40, 60, 80, 30), line("QDX7-Z2", 40, 100, 200, 30, score=0.3)),
    ],
)
@pytest.mark.parametrize("question", ["型号是什么？", "What is the model?"])
def test_a_line_of_a_low_score_is_unreadable_and_shows_its_place(shown, question):
    reply = ask(question, shown)
    assert is_unreadable(reply)
    assert "QDX7" not in reply.text
    assert reply.found[0].cell.line.score < 0.5


def test_a_dim_display_is_unreadable():
    dim = page(("温度", 80, 100, 70, 32), display("3_.4", 80, 150, 200, 90, score=0.3))
    assert is_unreadable(ask("显示的温度是多少", dim))


def test_what_another_line_says_clearly_is_told_though_one_is_illegible():
    assert "220V" in told("额定电压是多少？", listing(("型号：QDX7-Z2", 0.35), "额定电压：220V"))


@pytest.mark.parametrize(("question", "place"), [("联系电话是多少？", "联系电话"), ("姓名是什么？", "姓名")])
def test_an_empty_place_of_a_form_is_absent_and_says_that_it_is_empty(question, place):
    reply = ask(question, listing("报修登记表", "姓名：", "联系电话：", "故障描述："))
    assert is_absent(reply)
    assert place in reply.text
    assert "没有填写" in reply.text


def test_a_reference_to_another_place_is_quoted_as_it_stands():
    assert "瓶盖喷码" in told("生产日期是哪天", listing("净含量：500毫升", "生产日期：见瓶盖喷码"))


@pytest.mark.parametrize("question", ["型号是什么", "What is the model?", "合计多少？", "哪天生产的？"])
def test_an_empty_page_has_nothing(question):
    assert is_absent(ask(question, page()))


@pytest.mark.parametrize("question", ["识别所有文字", "Read all the text.", "描述这张图", "Describe this picture."])
@pytest.mark.parametrize("shown", [page(), listing(("x9#f", 0.2), ("k2", 0.3))])
def test_a_page_without_legible_text_asks_for_another_photo(question, shown):
    reply = ask(question, shown)
    assert (reply.certainty, reply.action) == (Certainty.UNREADABLE, Action.RETAKE)
    assert reply.advice
