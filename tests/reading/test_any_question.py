"""No question about any page fails, takes long, or gives a value that does not stand where it says."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from asking import ask, stands
from documents import FOOD, PRICE_TAG_A, PRICE_TAG_B, WAYBILL_STACKED
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import listing, page

from lookdesk import reading
from lookdesk.reading import Earlier, Page
from lookdesk.types import Box, Certainty, LineSource, TextLine

PIECES = """
型号 货号 电话 收件人 寄件人 净含量 生产日期 合计 小计 Total Subtotal GST Model No. Phone Sender Recipient 价格 Price
： : ( ) “ ” " = / - ~ * ** **** ■■ □□□ % ¥ $ RM 12.50 7 2026-03-04 18:22 13900571122 AB-12 E21 0x80070005 GB/T 20977
220V 500克 36.4 见瓶盖喷码 请填写 error failed test_x ValueError 年 月 日 42 X 码 ² ½ ٣ ５ 的 是 单价
"""
ASKING = """
是多少 ？ ? 多少钱 哪个 更贵 相差 一样吗 分别 最后一行 左上角 右边 后面 括号 识别 所有文字 描述这张图 正品 能吃吗 有没有
第二张 什么时候 What is the How much was Which one same read all text describe genuine safe after before next to last
line in brackets display shows unit of highest failed step
"""
FOLLOWING = """
呢 那 图3 图二 第1、2张 倒数第二张 前两张 上一张 另一张 其他 刚才那张 它的 和第一张 比第一张 一样吗 贵 两张 每张 还有吗
哪个更大 谢谢 型号 拿铁 电话 收件人 and the what about picture 2 photo first second other one previous same as its model
"""
PIECE, ASKED_PIECE = st.sampled_from(PIECES.split()), st.sampled_from([*ASKING.split(), *PIECES.split()])
FOLLOW_UPS = st.lists(
    st.lists(st.sampled_from(FOLLOWING.split()), max_size=5).map("".join)
    | st.lists(st.sampled_from(FOLLOWING.split()), max_size=6).map(" ".join),
    max_size=4,
)
TEXTS = st.lists(PIECE, max_size=5).map(" ".join) | st.text(max_size=12)
QUESTIONS = st.lists(ASKED_PIECE, max_size=7).map(" ".join) | st.text(max_size=30)
PLACES, EXTENTS = st.integers(-50, 1200), st.integers(0, 1200)
CORNERS = st.lists(st.tuples(PLACES, PLACES), min_size=4, max_size=4)
BOXES = st.builds(Box.upright, PLACES, PLACES, EXTENTS, EXTENTS) | CORNERS.map(Box.of)
LINES = st.builds(TextLine, TEXTS, BOXES, st.sampled_from([0.05, 0.4, 0.6, 0.98]), st.sampled_from(LineSource))
ANYHOW = st.lists(LINES, max_size=8).map(tuple)
TIDY = st.lists(TEXTS, max_size=8).map(lambda texts: listing(*texts).lines)
SEVERAL = st.lists(ANYHOW | TIDY, min_size=1, max_size=3)

LONG_S = 20.0
"""Far more than a question takes, also on a busy machine; what grows with the square of the text takes longer."""

MANY = page(
    *((f"项目{at}：{at * 7}.50元", 20 + at % 8 * 300, 20 + at // 8 * 40, 240, 30) for at in range(2000)),
    size=(2500, 10_100),
)
LONG = listing(
    *("型号：" * 3000, "1" * 10_000, "a(" * 5000, "- " * 5000, "：" * 10_000, "1.1." * 2500, "¥1," * 3000),
    *("139 " * 2500, "年月日" * 3300, "GB/T" * 2500, "*" * 10_000, "A-" * 5000, "( " * 5000, "9" * 9999 + "x"),
)


@settings(deadline=None, max_examples=120)
@given(QUESTIONS, SEVERAL)
def test_whatever_is_asked_of_whatever_pages_what_is_read_stands_there(
    question: str, pages: list[tuple[TextLine, ...]]
) -> None:
    reply = ask(question, *(Page(number, 1000, 1000, lines) for number, lines in enumerate(pages, start=1)))
    assert reply.text
    if reply.certainty is Certainty.READ:
        assert reply.found
        assert all(stands(found) for found in reply.found if found.certainty is Certainty.READ)


@settings(deadline=None, max_examples=120)
@given(FOLLOW_UPS, FOLLOW_UPS.map(" ".join), st.integers(0, 3))
def test_whatever_follows_whatever_is_answered_from_the_pictures_or_not_at_all(
    before: list[str], question: str, sent: int
) -> None:
    pages = [PRICE_TAG_A, PRICE_TAG_B, Page(3, 1000, 1400, WAYBILL_STACKED.lines)]
    earlier = [Earlier(each, (number,)) for number, each in enumerate(before[:sent], start=1)]
    reply = reading.answer(question, pages, earlier)
    assert reply.text
    assert all(stands(found) for found in reply.found if found.certainty is Certainty.READ)


@pytest.mark.parametrize("question", ["合计多少？", "What is the total?", "有没有花生？", "识别所有文字", "描述这张图"])
def test_two_thousand_lines_are_read_in_bounded_time(question: str) -> None:
    began_at = time.monotonic()
    assert ask(question, MANY).text
    assert time.monotonic() - began_at < LONG_S


@pytest.mark.parametrize(
    "question", ["合计多少？", "收件人电话", "生产日期", "是正品吗", "能吃吗", "最后一行写了什么", "What does x cost?"]
)
def test_lines_of_ten_thousand_characters_are_read_in_bounded_time(question: str) -> None:
    began_at = time.monotonic()
    assert ask(question, LONG).text
    assert time.monotonic() - began_at < LONG_S


@pytest.mark.parametrize(
    "question",
    [
        *("型号" * 1000, "?" * 2000, "1 " * 1000, "(" * 2000, "x;" * 1000, "“" + "a" * 1999, "第一张和" * 500),
        *("呢" * 1999 + "x", "好的谢谢你" * 400 + "x", "and the " * 250, "是什么" * 666, "和比" * 1000),
    ],
)
def test_a_question_of_two_thousand_characters_is_answered_in_bounded_time(question: str) -> None:
    began_at = time.monotonic()
    assert ask(question, FOOD).text
    assert reading.answer(question, [FOOD], [Earlier("型号是什么？", (1,)), Earlier(question)]).text
    assert time.monotonic() - began_at < LONG_S


AT_ONCE = """
import threading
from documents import FOOD
from lookdesk import reading

start, said = threading.Barrier(4), []

def ask(question):
    start.wait()
    said.append(reading.answer(question, [FOOD]).certainty)

threads = [threading.Thread(target=ask, args=("What is the net content?",)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(*said, reading.answer("What is the shelf life?", [FOOD]).certainty)
"""


def test_first_questions_that_come_at_the_same_time_are_answered_like_any_other() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["read"] * 5
