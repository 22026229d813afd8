"""Two and more pictures compared on a field."""

import pytest
from asking import ask, is_absent, told
from documents import PRICE_TAG_A, PRICE_TAG_B
from pages import listing

EARLY = listing("品名：酸奶", "生产日期：2026-04-02", "净含量：200克")
LATE = listing("品名：酸奶", "生产日期：2026-04-11", "净含量：250克", number=2)


@pytest.mark.parametrize(
    ("question", "which", "value"),
    [
        ("哪个更贵？", "第二张", "¥119.00"),
        ("哪个更便宜？", "第一张", "¥89.00"),
        ("Which one is cheaper?", "The first", "¥89.00"),
        ("Which one is more expensive?", "The second", "¥119.00"),
    ],
)
def test_the_dearer_and_the_cheaper_are_named_with_their_prices(question, which, value):
    text = told(question, PRICE_TAG_A, PRICE_TAG_B)
    assert text.startswith(which)
    assert value in text


@pytest.mark.parametrize("question", ["价格相差多少？", "哪个更便宜，便宜多少？", "What is the price difference?"])
def test_the_difference_is_told(question):
    assert "¥30" in told(question, PRICE_TAG_A, PRICE_TAG_B)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("哪个生产日期更晚？", ("9天", "第二张")),
        ("哪一盒更新鲜？", ("9天", "第二张")),
        ("生产日期相差几天？", ("9天",)),
        ("Which one was produced later?", ("9 days", "second")),
        ("How many days apart are the production dates?", ("9 days",)),
        ("哪个净含量更大？", ("第二张", "250克", "50克")),
    ],
)
def test_dates_and_quantities_are_compared(question, words):
    text = told(question, EARLY, LATE)
    assert all(word in text for word in words)


def test_the_order_of_the_pictures_decides_who_is_first():
    swapped = listing("零售价：¥119.00"), listing("零售价：¥89.00", number=2)
    assert told("哪个更贵？", *swapped).startswith("第一张")


def test_of_three_the_cheapest_is_named():
    assert told("哪个最便宜？", PRICE_TAG_A, PRICE_TAG_B, listing("零售价：¥59.00", number=3)).startswith("第三张")


@pytest.mark.parametrize(
    ("question", "word"), [("产地一样吗？", "一样"), ("型号一样吗？", "不一样"), ("两个是不是同一个型号？", "不一样")]
)
def test_the_same_and_not_the_same(question, word):
    assert told(question, PRICE_TAG_A, PRICE_TAG_B).startswith(word)


@pytest.mark.parametrize(("question", "word"), [("价格一样吗？", "一样"), ("Is the price the same?", "The same")])
def test_one_price_written_in_two_ways_is_the_same(question, word):
    assert told(question, listing("价格：¥89"), listing("价格：89元", number=2)).startswith(word)


@pytest.mark.parametrize("question", ["两张的型号分别是什么？", "What is the model of each?"])
def test_for_each_gives_every_picture_its_value(question):
    text = told(question, PRICE_TAG_A, PRICE_TAG_B)
    assert text.index("BW-500") < text.index("BW-750")


@pytest.mark.parametrize("question", ["第二张的价格是多少？", "What is the price in picture 2?"])
def test_a_picture_named_by_its_number_is_the_only_one_read(question):
    reply = ask(question, PRICE_TAG_A, PRICE_TAG_B)
    assert "119" in reply.text
    assert {found.page.number for found in reply.found} == {2}


def test_evidence_of_a_comparison_stands_on_both_pictures():
    reply = ask("哪个更贵？", PRICE_TAG_A, PRICE_TAG_B)
    assert {found.page.number for found in reply.found} == {1, 2}


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("哪个更贵？", (PRICE_TAG_A, listing("型号：BW-750", number=2))),
        ("哪个净含量更大？", (PRICE_TAG_A, PRICE_TAG_B)),
    ],
)
def test_what_one_picture_lacks_is_not_compared(question, pages):
    assert is_absent(ask(question, *pages))
