"""A page that is loaded again while an answer is still to come."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from page_actions import ask, drawn, upload
from playwright.sync_api import Page, expect

from served import serving

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def server_address() -> Iterator[str]:
    with serving("--engine", "held", LOOKDESK_OCR="fake") as (_, address):
        yield address


def test_a_reload_in_mid_answer_comes_back_to_the_running_question(visit: Visit) -> None:
    page = visit()
    upload(page, ("label.png", drawn("Net content: 500 mL")))
    expect(page.locator(".ld-caption", has_text="label.png")).to_be_visible()
    ask(page, "净含量是多少？")
    expect(page.locator(".st-key-turn-1 .ld-working")).to_be_visible()
    page.wait_for_url("**/?c=*")
    page.reload()
    expect(page.locator(".st-key-turn-1 .ld-asked")).to_have_text("净含量是多少？")
    expect(page.locator(".st-key-turn-1 .ld-working")).to_be_visible()
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".st-key-turn-1")).to_contain_text("已停止")
