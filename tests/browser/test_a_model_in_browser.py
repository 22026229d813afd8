"""The page in a real browser, with a model behind it that really looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from page_actions import ask, upload
from playwright.sync_api import Page, expect

from nano.pictures import draw
from served import serving

pytestmark = pytest.mark.browser

MODEL = Path(__file__).parents[1] / "nano" / "model" / "nano.gguf"
BLUE, WHITE = ("482.png", draw("482", "blue", 1)), ("917.png", draw("917", "white", 5))

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def server_address() -> Iterator[str]:
    with serving("--engine", str(MODEL), LOOKDESK_PICTURE_TOKENS="64") as (_, address):
        yield address


def test_the_answer_depends_on_picture_and_question_and_says_what_was_seen(visit: Visit) -> None:
    page = visit()
    expect(page.locator(".ld-engine")).to_contain_text("引擎 nano · 就绪")
    upload(page, BLUE)
    expect(page.locator(".ld-caption", has_text="482.png")).to_be_visible()
    ask(page, "背景是什么颜色？")
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_have_text("蓝色")
    expect(page.locator(".st-key-turn-1 .ld-footer")).to_contain_text("由 nano 回答 · 模型所见 图 1 96 × 32")
    ask(page, "数字是多少？")
    expect(page.locator(".st-key-turn-2 .ld-answer")).to_have_text("482")


def test_pictures_are_told_apart_by_the_numbers_that_the_page_shows(visit: Visit) -> None:
    page = visit(locale="en-US")
    upload(page, BLUE, WHITE)
    expect(page.locator(".ld-caption", has_text="917.png")).to_be_visible()
    ask(page, "图2的数字是多少？")
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_have_text("917")
    seen = "the model saw Picture 1 96 × 32, Picture 2 96 × 32"
    expect(page.locator(".st-key-turn-1 .ld-footer")).to_contain_text(seen)
