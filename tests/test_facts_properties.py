"""What holds for facts in any text whatever."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookdesk.facts import difference, find, is_same, normalise

PIECES = """
0 1 5 12 30 100 2024 3.5 1,000 0.5 - -- / . : , ~ × * % ° ℃ ￥ ¥ $ € 元 RMB ml 毫升 g KG V Hz mm " ' AC DC ⎓ 年 月 日 號
号 E O l I 0x ERR _ GB/T Q/ ISO Error 片 每次 每日 次 bid tab qd 省 市 区 路 号 室 中国 广东 @ www. .com http:// TEL
电话 86 + ( ) 138 **** X XL 码 A B 民國 Mar March th EXP 上午 下午 点 半 三 十 百分之 万 亿 至 ４５ ； ٣ ² ½
"""
PIECE = st.sampled_from([*PIECES.split(), " ", "　", "\u200b", "\n"])
TEXTS = st.one_of(st.lists(PIECE, max_size=14).map("".join), st.lists(PIECE).map(" ".join), st.text())


@given(TEXTS)
def test_a_fact_says_exactly_where_it_stands(text: str) -> None:
    facts = find(text)
    for fact in facts:
        assert fact.text == text[fact.start : fact.end] != ""
        assert fact.value
    for one, following in itertools.pairwise(facts):
        assert one.end <= following.start


@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(TEXTS, TEXTS)
def test_being_the_same_goes_both_ways_and_holds_of_oneself(one: str, other: str) -> None:
    facts = find(one) + find(other)
    for a in facts:
        assert is_same(a, a)
        for b in facts:
            assert is_same(a, b) == is_same(b, a)


@given(TEXTS, TEXTS)
def test_a_difference_turns_its_sign_when_it_is_turned_round(one: str, other: str) -> None:
    for a in find(one):
        for b in find(other):
            there, back = difference(a, b), difference(b, a)
            assert (there is None) == (back is None)
            if there is not None and back is not None and a.unit == b.unit:
                assert there == -back


@given(TEXTS)
def test_asking_for_kinds_gives_those_kinds_only(text: str) -> None:
    for fact in find(text):
        assert fact in find(text, {fact.kind})
        assert {found.kind for found in find(text, {fact.kind})} == {fact.kind}


HOSTILE = """
1 a a1 1. 1, 1- 1/ A- 年 1年 路 一 省市 - 1: a. a@ a@a. 1* x1 E0_ 0.0. Q/ 1次 每次 每次1片 每日三次， GB http://a www.a.
号 1号 区1 +1 1( aError. AbError. 13812345678 8:00- 5Mar ¥ ¥1 % 百分之 　 ٣ 0x 1× ¥1.00 民國1年 ab_ AC 1~ -- 1_ 2024-
2024年 01/ TEL: TEL:1- 电话 138**** * 1+ ( 4001 一十 十 GB/T1 ISO/IEC 国药准字 a/ 1a/ E04, 10ml/ 10V 1mm× 省市区县路街
北京 1St. " "1 = ERR_ ⎓ 1点
"""
SPACED = [" ", "1 ", "1 a ", "1 A St ", "12 ", "1 - ", "1 x ", "Mar 5, ", "HTTP ", "error code ", "1 tab bid "]


def seconds(lines: list[str]) -> float:
    """Return the processor time that finding the facts of lines takes."""
    start = time.process_time()
    for line in lines:
        find(line)
    return time.process_time() - start


# A busy machine makes any one measurement slow, so the best of a few counts.


@pytest.mark.parametrize("piece", [*HOSTILE.split(), *SPACED])
def test_a_hostile_line_of_ten_thousand_characters_takes_a_fifth_of_a_second_at_most(piece: str) -> None:
    assert any(seconds([(piece * 10_000)[:10_000]]) < 0.2 for _ in range(8))


def test_a_page_of_three_hundred_lines_is_read_in_no_time_and_again_in_less() -> None:
    pages = [
        [
            line
            for i in range(75)
            for line in (f"品名{page}{i} ￥{i}.50", f"净含量{i}ml", "请仔细阅读说明书", f"Model AB-{i}")
        ]
        for page in range(8)
    ]
    assert any(seconds(page) < 0.03 for page in pages)
    assert any(seconds(page) < 0.01 for page in pages)
