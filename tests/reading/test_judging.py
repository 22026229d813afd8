"""Genuine or fake, safe or not: the reading shows what is written and hands off."""

import pytest
from asking import ask, stands
from documents import FOOD, MENU
from pages import listing

from lookdesk.types import Action, Certainty

ONE = listing("品牌：澜舟", "型号：LZ-20", "执行标准：QB/T 2262", "生产商：澜舟日化有限公司", "批号：C26031")
OTHER = listing("品牌：澜丹", "型号：LZ-20", "执行标准：QB/T 2262", "批号：C26031", number=2)


@pytest.mark.parametrize(
    "question", ["这是正品吗？", "哪个是假货？", "Is it genuine or fake?", "Which one is the fake?"]
)
def test_genuine_or_fake_lists_what_differs_and_what_one_lacks_without_a_verdict(question):
    reply = ask(question, ONE, OTHER)
    assert "澜舟" in reply.text
    assert "澜丹" in reply.text
    assert "制造商" in reply.text or "Manufacturer" in reply.text
    assert "LZ-20" not in reply.text, "what is the same is no difference"
    assert (reply.action, reply.certainty) == (Action.HANDOFF, Certainty.INFERRED)
    assert reply.advice


@pytest.mark.parametrize(
    ("question", "word"), [("是真的还是假的？", "生产日期"), ("Is it authentic?", "Production date")]
)
def test_of_one_picture_it_tells_what_a_genuine_one_would_show_and_this_does_not(question, word):
    reply = ask(question, ONE)
    assert word in reply.text
    assert reply.action is Action.HANDOFF


@pytest.mark.parametrize(
    "question",
    ["孕妇能吃吗？", "对花生过敏能吃吗？", "Is it safe for children?", "Can I eat this if I am allergic to soy?"],
)
def test_safe_or_not_quotes_allergens_and_ingredients_and_hands_off(question):
    reply = ask(question, FOOD)
    assert "本产品含有大豆制品" in reply.text
    assert reply.action is Action.HANDOFF
    assert reply.advice
    assert all(stands(found) for found in reply.found)


def test_a_contraindication_is_quoted():
    box = listing("咽舒含片", "用法用量：含服，一次1片，一日4次", "禁忌：孕妇及哺乳期妇女禁用")
    reply = ask("孕妇可以吃吗", box)
    assert "孕妇及哺乳期妇女禁用" in reply.text
    assert reply.action is Action.HANDOFF


def test_without_ingredients_and_warnings_nothing_is_said_of_safety_but_it_is_handed_off():
    reply = ask("这个安全吗？", MENU)
    assert (reply.certainty, reply.action, reply.found) == (Certainty.ABSENT, Action.HANDOFF, ())
