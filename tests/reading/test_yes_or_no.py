"""Yes or no, with the line that shows it."""

import pytest
from asking import ask, is_absent, told
from documents import ENGLISH_NAMEPLATE, FOOD
from pages import listing


@pytest.mark.parametrize("question", ["含有大豆吗？", "是否含有大豆？", "有没有大豆？"])
def test_yes_quotes_the_line_that_shows_it(question):
    text = told(question, FOOD)
    assert text.startswith("有")
    assert "本产品含有大豆制品" in text


@pytest.mark.parametrize(
    ("question", "shown", "no", "line"),
    [
        ("含防腐剂吗？", listing("配料：水、白砂糖", "本品不含防腐剂"), "没有", "本品不含防腐剂"),
        (
            "Does it contain preservatives?",
            listing("Ingredients: water", "No preservatives added"),
            "No",
            "No preservatives added",
        ),
    ],
)
def test_no_quotes_the_line_that_denies_it(question, shown, no, line):
    text = told(question, shown)
    assert text.startswith(no)
    assert line in text


@pytest.mark.parametrize(
    ("question", "shown", "word", "value"),
    [
        ("净含量是185克吗？", FOOD, "是", "185克"),
        ("净含量是200克吗？", FOOD, "不是", "185克"),
        ("Is the voltage 230 V?", ENGLISH_NAMEPLATE, "Yes", "230 V"),
        ("Is the voltage 110 V?", ENGLISH_NAMEPLATE, "No", "230 V"),
    ],
)
def test_a_claimed_value_is_held_against_the_one_that_is_written(question, shown, word, value):
    text = told(question, shown)
    assert text.startswith(word)
    assert value in text


@pytest.mark.parametrize("question", ["有没有花生？", "含有麸质吗？", "Is there any milk?"])
def test_what_no_line_mentions_is_neither_yes_nor_no(question):
    assert is_absent(ask(question, FOOD))
