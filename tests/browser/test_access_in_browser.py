"""The page in a real browser: the access code, a colleague's link, a recovery code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from page_actions import ask, drawn, upload
from playwright.sync_api import Page, expect

from served import serving

pytestmark = pytest.mark.browser

CODE = "moon river 7"
LABEL = ("label.png", drawn("Net content: 500 mL"))
FAKES = ("--engine", "fake", "--ocr", "fake", "--host", "0.0.0.0")

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def server_address() -> Iterator[str]:
    with serving(*FAKES, LOOKDESK_ACCESS_CODE=CODE) as (_, address):
        yield address


def enter(page: Page) -> Page:
    """Give the access code."""
    page.get_by_label("访问码").fill(CODE)
    page.get_by_role("button", name="进入").click()
    return page


def asked(page: Page) -> Page:
    """Ask about a picture, and wait for the answer."""
    upload(page, LABEL)
    expect(page.locator(".ld-caption", has_text="label.png")).to_be_visible()
    ask(page, "净含量是多少？")
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_have_text("Picture 1 says: 1000 × 150")
    return page


def post(page: Page, path: str, body: object = None) -> str:
    """Send JSON from within the page; return the answer's text."""
    script = """([path, body]) => fetch(path, {
        method: "POST", body: JSON.stringify(body), headers: {"Content-Type": "application/json"}
    }).then(response => response.ok ? response.text() : Promise.reject(response.status))"""
    return page.evaluate(script, [path, body])


def test_a_wrong_code_says_so_and_the_right_one_opens_the_page(visit: Visit) -> None:
    page = visit()
    page.get_by_label("访问码").fill("moon")
    page.get_by_label("访问码").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("访问码不对")
    asked(enter(page))
    expect(page.locator(".ld-open")).to_have_count(0)
    thumbnail = page.locator(".st-key-turn-1 .ld-thumb img")
    expect(thumbnail).to_be_visible()
    assert thumbnail.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    page.reload()
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_be_visible()


def test_a_colleague_reads_and_continues_by_the_link_and_not_by_the_address_alone(visit: Visit) -> None:
    mine = asked(enter(visit()))
    named = mine.url.rpartition("/")[2]
    link = json.loads(post(mine, f"/api/conversations/{named.partition('c=')[2]}/link"))["path"]

    stranger = enter(visit(path=f"/{named}"))
    expect(stranger.get_by_role("heading", name="放上客户的照片")).to_be_visible()
    expect(stranger.locator(".st-key-turn-1")).to_have_count(0)

    colleague = enter(visit(path=link))
    expect(colleague.locator(".st-key-turn-1 .ld-answer")).to_be_visible()
    thumbnail = colleague.locator(".st-key-turn-1 .ld-thumb img")
    assert thumbnail.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    expect(colleague).not_to_have_url(re.compile("k="))
    ask(colleague, "那型号呢？")
    expect(colleague.locator(".st-key-turn-2 .ld-badge")).to_be_visible()
    mine.reload()
    expect(mine.locator(".st-key-turn-2 .ld-asked")).to_have_text("那型号呢？")


def test_a_recovery_code_brings_the_conversations_to_another_browser(visit: Visit) -> None:
    mine = asked(enter(visit()))
    code = json.loads(post(mine, "/api/visitor/recovery"))["code"]
    other = enter(visit())
    expect(other.get_by_role("heading", name="放上客户的照片")).to_be_visible()
    post(other, "/api/visitor/recover", {"code": code})
    other.goto(mine.url)
    expect(other.locator(".st-key-turn-1 .ld-answer")).to_be_visible()
