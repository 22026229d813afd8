"""Follow-up questions: what they lack, and which picture they mean, comes from the rounds before."""

from __future__ import annotations

import time

import pytest
from asking import ask, converse, is_absent
from documents import (
    BLUE_SCREEN,
    CHINESE_RECEIPT,
    ENGLISH_NAMEPLATE,
    FOOD,
    INVOICE,
    MENU,
    NAMEPLATE,
    NOTE,
    PRICE_TAG_A,
    PRICE_TAG_B,
    RECEIPT,
    TAG,
    WAYBILL_STACKED,
)
from pages import listing

from lookdesk import reading
from lookdesk.reading import Earlier, Page
from lookdesk.types import Certainty

CUP = listing("不锈钢保温杯", "型号：BW-900", "生产日期：2026-04-11", "保质期：36个月", number=3)
FAINT = listing("不锈钢保温杯", ("型号：B?-9O0", 0.3), "产地：广东", number=2)
TAGS = (PRICE_TAG_A, PRICE_TAG_B)
THREE = (*TAGS, CUP)
FAST_S = 1.0
"""Far more than twelve rounds over ten pictures take, also on a busy machine."""


def numbered(page: Page, number: int) -> Page:
    """Give a page another number."""
    return Page(number, page.width, page.height, page.lines)


def numbers(reply: reading.Reply) -> set[int]:
    return {found.page.number for found in reply.found}


@pytest.mark.parametrize(
    ("rounds", "value", "number"),
    [
        (["型号是什么？", "第二张呢？"], "BW-750", 2),
        (["型号是什么？", "图3呢"], "BW-900", 3),
        (["型号是什么？", "图三呢？"], "BW-900", 3),
        (["型号是什么？", "第二张图里的呢"], "BW-750", 2),
        (["型号是什麼？", "第二張呢？"], "BW-750", 2),
        (["型号是什么？", "那第三张上是什么？"], "BW-900", 3),
        (["型号是什么？", "再看看第二张"], "BW-750", 2),
        (["What is the model?", "and picture 2?"], "BW-750", 2),
        (["What is the model?", "what about the third one?"], "BW-900", 3),
        (["What is the model?", "And the second?"], "BW-750", 2),
        (["What is the model?", "Picture two?"], "BW-750", 2),
        (["What is the model?", "Same question for photo 3"], "BW-900", 3),
    ],
)
def test_a_picture_alone_is_asked_the_question_before(rounds, value, number):
    reply = converse((*THREE, rounds[0]), *rounds[1:])
    assert value in reply.text
    assert numbers(reply) == {number}


@pytest.mark.parametrize(
    ("rounds", "value", "number"),
    [
        (["第二张的型号是什么？", "那价格呢？"], "119", 2),
        (["第二张的型号是什么？", "价格？"], "119", 2),
        (["第二张的型号是什么？", "还有产地"], "浙江", 2),
        (["第二张的型号是什么？", "它的价格呢"], "119", 2),
        (["第二张的型号是什么？", "这个多少钱"], "119", 2),
        (["第二张的型号是什么？", "那它卖多少钱？"], "119", 2),
        (["What is the model in picture 2?", "and the price?"], "119", 2),
        (["What is the model in picture 2?", "what's its price?"], "119", 2),
        (["What is the model in picture 2?", "How much is it?"], "119", 2),
        (["What is the model in picture 2?", "What about the price?"], "119", 2),
        (["What is the price in picture 3?", "And its model?"], "BW-900", 3),
    ],
)
def test_a_value_alone_is_asked_of_the_picture_before(rounds, value, number):
    reply = converse((*THREE, rounds[0]), *rounds[1:])
    assert value in reply.text
    assert numbers(reply) == {number}


@pytest.mark.parametrize(
    ("rounds", "value"),
    [
        (["型号是什么？", "第二张呢？", "那保质期呢？", "图3呢", "型号呢"], "BW-900"),
        (["型号是什么？", "第二张呢？", "那价格呢？", "第一张呢？"], "¥89"),
        (["第三张的价格是多少？", "那型号呢？"], "BW-900"),
        (["保质期是多久？", "型号呢？", "第一张呢"], "BW-500"),
        (["型号是什么？", "第二张呢", "第三张的生产日期是什么时候？", "第一张呢", "型号呢"], "BW-500"),
        (["型号是什么？", "第二张呢", "谢谢！", "价格呢"], "¥119"),
        (["What is the model?", "picture 2?", "and the price?", "picture 1?"], "¥89"),
    ],
)
def test_ellipses_follow_each_other(rounds, value):
    assert value in converse((*THREE, rounds[0]), *rounds[1:]).text


@pytest.mark.parametrize(
    ("rounds", "number"),
    [
        (["第二张的型号是什么？", "上一张呢"], 1),
        (["第二张的型号是什么？", "前一张呢？"], 1),
        (["第二张的型号是什么？", "下一张呢？"], 3),
        (["第二张的型号是什么？", "最后一张呢？"], 3),
        (["第一张的型号是什么？", "倒数第二张呢？"], 2),
        (["第二张的型号是什么？", "谢谢", "刚才那张的型号再说一下"], 2),
        (["What is the model in picture 2?", "the previous one?"], 1),
        (["What is the model in picture 2?", "And the last one?"], 3),
        (["What is the model in picture 2?", "the next picture?"], 3),
    ],
)
def test_a_place_in_the_conversation_is_relative_to_the_picture_in_focus(rounds, number):
    reply = converse((*THREE, rounds[0]), *rounds[1:])
    assert numbers(reply) == {number}


@pytest.mark.parametrize(
    "rounds",
    [["型号是什么？", "另一张呢?"], ["What is the model?", "what about the other one?"], ["型号是什么？", "还有吗？"]],
)
def test_the_other_one_is_that_which_did_not_answer(rounds):
    assert "BW-750" in converse((*TAGS, rounds[0]), *rounds[1:]).text


@pytest.mark.parametrize("question", ["第一张和第三张呢", "the first and third?", "其他两张呢？", "其他几张呢"])
def test_several_pictures_are_answered_one_by_one(question):
    reply = converse((*THREE, "第二张的型号是什么？"), question)
    assert numbers(reply) == {1, 3}
    assert reply.text.index("BW-500") < reply.text.index("BW-900")


@pytest.mark.parametrize(
    ("question", "number"),
    [("第五张呢？", "第五张"), ("第十二张的型号是什么？", "第十二张"), ("and picture 4?", "fourth")],
)
def test_a_picture_that_is_not_there_is_told_and_no_other_answers_for_it(question, number):
    reply = converse((*THREE, "型号是什么？"), question)
    assert is_absent(reply)
    assert number in reply.text
    assert "BW" not in reply.text


def test_before_the_first_picture_there_is_none():
    assert is_absent(converse((*THREE, "第一张的型号是什么？"), "上一张呢？"))


def test_after_a_picture_that_is_not_there_the_focus_is_where_it_was():
    assert "119" in converse((*THREE, "第二张的型号是什么？"), "第五张呢", "那价格呢").text


def test_of_two_pictures_one_of_which_is_not_there_the_other_answers():
    reply = converse((*THREE, "第二张和第六张的型号是什么？"))
    assert "BW-750" in reply.text
    assert "没有第六张" in reply.text


def test_numbers_are_the_conversations_wherever_they_begin():
    third, fifth = numbered(PRICE_TAG_A, 3), numbered(PRICE_TAG_B, 5)
    assert "BW-750" in converse((third, fifth, "型号是什么？"), "第五张呢").text
    assert "BW-500" in converse((third, fifth, "型号是什么？"), "第五张呢", "上一张呢").text
    assert is_absent(converse((third, fifth, "型号是什么？"), "第二张呢"))


def test_numbers_go_beyond_ten():
    pages = [numbered(PRICE_TAG_A, at) for at in (11, 12)]
    assert converse((*pages, "两张的型号分别是什么？")).text.startswith("第十一张：")
    assert numbers(converse((*pages, "型号是什么？"), "第十二张呢")) == {12}


def test_a_question_of_its_own_is_about_the_pictures_that_came_with_it():
    assert "BW-750" in converse((PRICE_TAG_A, "型号是什么？"), (PRICE_TAG_B, "型号是什么？")).text
    assert is_absent(converse((PRICE_TAG_A, "型号是什么？"), (numbered(CUP, 2), "价格是多少？")))


@pytest.mark.parametrize("question", ["这张呢？", "呢？", "and this one?", "那这个呢"])
def test_a_new_picture_is_asked_the_question_before(question):
    assert "BW-750" in converse((PRICE_TAG_A, "型号是什么？"), (PRICE_TAG_B, question)).text


def test_a_question_of_its_own_is_read_first_from_the_picture_in_focus():
    reply = converse((*TAGS, "第二张的型号是什么？"), "价格是多少？")
    assert reply.text == "价格：¥119.00。"


@pytest.mark.parametrize(
    ("question", "start"), [("生产日期是什么时候？", "第三张："), ("What is the production date?", "The third: ")]
)
def test_what_the_picture_in_focus_lacks_is_told_with_the_number_of_the_picture_that_shows_it(question, start):
    reply = converse((*THREE, "第二张的型号是什么？"), question)
    assert reply.text.startswith(start)
    assert numbers(reply) == {3}


@pytest.mark.parametrize("question", ["那生产日期呢？", "它的生产日期是什么时候？", "and the production date?"])
def test_a_continuation_is_not_answered_from_another_picture(question):
    assert is_absent(converse((*THREE, "第二张的型号是什么？"), question))


def test_the_price_of_an_article_is_looked_up_where_the_article_stands():
    reply = converse((TAG, numbered(MENU, 2), "第一张的货号是什么？"), "拿铁咖啡多少钱？")
    assert "28" in reply.text
    assert numbers(reply) == {2}


def test_a_place_that_cannot_be_read_is_followed_up_like_any_other():
    assert converse((PRICE_TAG_A, FAINT, "第二张的型号是什么？")).certainty is Certainty.UNREADABLE
    assert "广东" in converse((PRICE_TAG_A, FAINT, "第二张的型号是什么？"), "那产地呢？").text
    assert "BW-500" in converse((PRICE_TAG_A, FAINT, "第二张的型号是什么？"), "第一张呢？").text


@pytest.mark.parametrize(
    ("page", "rounds", "value"),
    [
        (MENU, ["拿铁咖啡多少钱？", "美式咖啡呢？"], "22"),
        (MENU, ["拿铁咖啡多少钱？", "美式咖啡呢？", "那燕麦拿铁呢"], "33"),
        (CHINESE_RECEIPT, ["牙膏的单价是多少？", "酸奶呢"], "6.50"),
        (CHINESE_RECEIPT, ["酸奶的单价是多少？", "数量呢"], "数量：2"),
        (CHINESE_RECEIPT, ["酸奶的单价是多少？", "合计呢"], "22.80"),
        (FOOD, ["蛋白质含量是多少？", "脂肪呢？"], "21.5"),
        (FOOD, ["蛋白质含量是多少？", "脂肪呢？", "保质期呢"], "9个月"),
        (FOOD, ["有没有花生？", "大豆呢？"], "有，"),
        (BLUE_SCREEN, ["终止代码是什么？", "失败的操作呢？"], "netbrook.sys"),
        (WAYBILL_STACKED, ["寄件人的电话是多少？", "收件人呢？"], "18622740035"),
        (WAYBILL_STACKED, ["收件人的电话是多少？", "地址呢？"], "天津市"),
        (WAYBILL_STACKED, ["寄件人是谁？", "电话呢？"], "13900571122"),
        (WAYBILL_STACKED, ["寄件人是谁？", "收件人呢？"], "孙佳宁"),
        (WAYBILL_STACKED, ["寄件人的电话是多少？", "那运单号呢"], "XL8804517263"),
        (WAYBILL_STACKED, ["What is the sender's phone?", "and the recipient's?"], "18622740035"),
        (RECEIPT, ["What is the total?", "and the change?"], "7.79"),
        (INVOICE, ["What is the invoice number?", "What about the date?"], "09 Feb 2026"),
        (NAMEPLATE, ["额定电压是多少？", "功率呢", "转速呢"], "2860"),
    ],
)
def test_on_one_picture_a_follow_up_takes_the_value_or_its_owner_from_before(page, rounds, value):
    assert value in converse((page, rounds[0]), *rounds[1:]).text


@pytest.mark.parametrize(
    ("rounds", "words"),
    [
        (["第二张的型号是什么？", "和第一张一样吗？"], ("不一样", "BW-500", "BW-750")),
        (["第二张的产地是哪里？", "跟第一张相同吗"], ("一样", "浙江")),
        (["第二张的价格是多少？", "比第一张贵吗？"], ("第二张更贵", "¥30")),
        (["第二张的价格是多少？", "和第一张比呢？"], ("不一样", "¥30")),
        (["第二张的价格是多少？", "第一张也一样吗？"], ("不一样", "¥30")),
        (["价格是多少？", "第二张呢", "哪个更贵？"], ("第二张更贵", "¥119")),
        (["型号是什么？", "哪个更贵？", "它的型号呢？"], ("BW-750",)),
        (["哪个更便宜？", "它的型号是什么？"], ("BW-500",)),
        (["价格是多少？", "两张呢？"], ("第一张：价格：¥89", "第二张：价格：¥119")),
        (["What is the price in picture 2?", "Is it the same as in picture 1?"], ("Not the same", "¥30")),
        (["What is the price?", "Which one is cheaper?", "And its model?"], ("BW-500",)),
        (["哪个更贵？", "第一张呢？"], ("¥89",)),
    ],
)
def test_a_comparison_takes_its_field_and_its_pictures_from_before(rounds, words):
    text = converse((*TAGS, rounds[0]), *rounds[1:]).text
    assert all(word in text for word in words), text


def test_a_new_picture_is_compared_with_the_one_before():
    reply = converse((PRICE_TAG_A, "价格是多少？"), (PRICE_TAG_B, "和刚才那张一样吗？"))
    assert reply.text.startswith("不一样")
    assert numbers(reply) == {1, 2}


def test_what_is_compared_is_the_value_in_focus():
    both = (NAMEPLATE, numbered(ENGLISH_NAMEPLATE, 2))
    assert "0.4kW" in converse((*both, "额定功率是多少？"), "哪个更大？").text


def test_a_picture_without_the_value_is_named_where_the_others_are_compared():
    text = converse((*THREE, "哪个更贵？")).text
    assert text.startswith("第二张更贵")
    assert "第三张没有价格" in text


@pytest.mark.parametrize(
    ("rounds", "text"),
    [
        (["型号是什么？", "and picture 2?"], "Model: BW-750."),
        (["What is the model?", "第二张呢？"], "型号：BW-750。"),
        (["型号是什么？", "第二张呢？", "And the price?"], "Price: ¥119.00."),
        (["型号是什么？", "第二张呢？", "?"], "型号：BW-750。"),
        (["What is the price?", "picture 9?"], "The pictures here do not include the ninth."),
    ],
)
def test_the_reply_is_in_the_language_of_the_follow_up(rounds, text):
    assert converse((*TAGS, rounds[0]), *rounds[1:]).text == text


@pytest.mark.parametrize(
    "question", ["呢？", "还有吗？", "anything else?", "?", "确定吗？", "谢谢", "那呢", "and?", "嗯", ""]
)
def test_nothing_said_fails_nothing(question):
    assert converse((*TAGS, "型号是什么？"), question).text
    assert ask(question, *TAGS).text


@pytest.mark.parametrize(
    ("page", "question", "value"),
    [
        (listing("呢绒大衣", "价格：¥899.00"), "呢绒大衣的价格是多少", "899"),
        (FOOD, "第二行是什么", "配料"),
        (listing("那拉提酒店", "电话：13900571122"), "那拉提酒店的电话是多少？", "13900571122"),
        (listing("Anderson Ltd", "Address: 4 Mill Lane, Leeds"), "What is the address of Anderson?", "4 Mill Lane"),
        (MENU, "抹茶蛋糕多少钱？", "26"),
        (NOTE, "最后一行写的是什么？", "妈妈"),
    ],
)
def test_what_only_looks_like_a_follow_up_is_asked_as_it_stands(page, question, value):
    assert value in converse((page, "型号是什么？"), question).text


def test_the_second_of_several_articles_is_no_second_picture():
    assert "目前的图片" not in converse((MENU, "拿铁咖啡多少钱？"), "第二个呢？").text


def test_twelve_rounds_over_ten_pictures_stay_fast():
    pages = [
        numbered(page, at)
        for at, page in enumerate(
            [TAG, FOOD, NAMEPLATE, ENGLISH_NAMEPLATE, WAYBILL_STACKED, RECEIPT, CHINESE_RECEIPT, INVOICE, MENU, CUP], 1
        )
    ]
    earlier = [Earlier("型号是什么？", tuple(range(1, 11)))]
    earlier += [
        Earlier(question)
        for question in ("生产日期是哪天？", "合计是多少？", "电话是多少？", "保质期是多久？", "型号？")
    ]
    earlier += [
        Earlier(question) for question in ("第二张呢", "哪个更贵？", "地址是什么？", "第四张呢", "转速是多少？")
    ]
    began_at = time.perf_counter()
    assert "2860" in reading.answer("第三张呢？", pages, earlier).text
    assert time.perf_counter() - began_at < FAST_S
