"""What opens a new conversation: a wish for another picture, and not one for other words."""

import time

import pytest
from chain_phrases import HELD_OUT_HITS, HELD_OUT_NEAR_MISSES, HITS, NEAR_MISSES
from hypothesis import given
from hypothesis import strategies as st

from lookdesk.reading.chains import opened

LONGEST = 2000
PIECES = [
    *"换换一张图再我要的了吗，。？! 嗯好\n",
    "看看",
    "重新",
    "开始",
    "next ",
    "new ",
    "picture",
    "ok, ",
    "please ",
    "i want to ",
    "- ",
]


@pytest.mark.parametrize("text", HITS)
def test_a_wish_for_another_picture_opens_a_new_conversation(text):
    assert opened(text) is not None


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_only_sounds_like_one_does_not(text):
    assert opened(text) is None


def test_phrases_it_was_not_tuned_on_are_told_apart():
    right = [opened(text) is not None for text in HELD_OUT_HITS] + [
        opened(text) is None for text in HELD_OUT_NEAR_MISSES
    ]
    assert sum(right) / len(right) >= 0.95


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("换一张图", ""),
        ("换一张图，谢谢！", ""),
        ("换一张图，好吗？", ""),
        ("换一张图😊", ""),
        ("换一张图，这张太糊了", ""),
        ("换一张图，这个多少钱？", "这个多少钱？"),
        ("换一张图 这个多少钱", "这个多少钱"),
        ("換一張圖，這個多少錢？", "這個多少錢？"),
        ("可以换一张图吗？这个多少钱", "这个多少钱"),
        ("换一张图看看型号", "看看型号"),
        ("好的，谢谢。下一张：型号是ＡＢ－１？", "型号是ＡＢ－１？"),
        ("重新开始，换一张图。有效期到哪天", "有效期到哪天"),
        ("换一张图，屏幕碎了", "屏幕碎了"),
        ("New picture. What's the model?", "What's the model?"),
        ("Next picture, please: what’s the model?", "what’s the model?"),
        ("Can we look at another photo? How much is it?", "How much is it?"),
        ("switch to another picture and tell me the price", "tell me the price"),
        ("Start over.\n\nWhat is the Total?", "What is the Total?"),
    ],
)
def test_the_rest_is_what_is_left_to_ask(text, rest):
    assert opened(text) == rest


@pytest.mark.parametrize(
    "text", ["换一张图，算了", "换一张图，会更清楚吗？", "换图，怎么操作？", "New chat, what does that do?"]
)
def test_a_wish_taken_back_or_asked_about_is_none(text):
    assert opened(text) is None


@pytest.mark.parametrize("text", ["", " ", "？", "换一张图？", "新图片.jpg", "no new picture", "客户说，换一张图"])
def test_doubt_opens_nothing(text):
    assert opened(text) is None


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_is_read_and_the_rest_is_its_end(text):
    rest = opened(text)
    assert rest is None or text.rstrip().endswith(rest)


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_text_is_read_at_once(piece):
    opened("换一张图")  # the grammar is built once
    begun = time.process_time()
    opened((piece * LONGEST)[:LONGEST])
    assert time.process_time() - begun < 0.5
