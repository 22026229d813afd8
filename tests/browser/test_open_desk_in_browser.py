"""The page of a desk that everybody on the network can use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from served import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server_address() -> Iterator[str]:
    with serving("--engine", "fake", "--ocr", "fake", "--host", "0.0.0.0") as (_, address):
        yield address


@pytest.mark.parametrize(("locale", "said"), [("zh-CN", "没有设置访问码"), ("en-US", "No access code is set")])
def test_it_says_loudly_that_no_access_code_is_set(visit: Callable[..., Page], locale: str, said: str) -> None:
    page = visit(locale=locale)
    expect(page.locator(".ld-open")).to_contain_text(said)
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"].startswith("lookdesk_visitor")]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
