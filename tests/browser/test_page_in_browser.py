"""The page in a real browser, with the real reader behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from page_actions import ask, attach, drawn, upload, upload_huge
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LABEL = ("label.png", drawn("Net content: 500 mL", "Model: KX-7040B"))
RECEIPT = ("receipt.png", drawn("HAPPY MARKET", "Subtotal 40.00", "Total 43.80"))

Visit = Callable[..., Page]


def test_a_question_about_an_uploaded_picture_is_answered_with_evidence(visit: Visit) -> None:
    page = visit()
    upload(page, LABEL)
    expect(page.get_by_text("1000 × 240")).to_be_visible()
    ask(page, "净含量是多少？")
    turn = page.locator(".st-key-turn-1")
    expect(turn.locator(".ld-answer")).to_contain_text("500")
    expect(turn.locator(".ld-badge")).to_have_text("读到")
    expect(turn.locator(".ld-asked")).to_have_text("净含量是多少？")
    expect(turn.locator(".ld-thumb img")).to_be_visible()

    turn.locator("summary").click()
    crop = turn.locator(".ld-piece img")
    expect(crop).to_be_visible()
    assert crop.evaluate("image => image.naturalWidth") > 100
    expect(turn.locator(".ld-piece code")).to_contain_text("500")


def test_a_second_question_keeps_the_first_and_the_picture(visit: Visit) -> None:
    page = visit()
    upload(page, LABEL)
    expect(page.locator(".ld-caption", has_text="label.png")).to_be_visible()
    ask(page, "净含量是多少？")
    expect(page.locator(".st-key-turn-1 .ld-badge")).to_be_visible()
    ask(page, "型号是什么？")
    expect(page.locator(".st-key-turn-2 .ld-answer")).to_contain_text("7040")
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_contain_text("500")
    expect(page.locator(".st-key-turn-2 .ld-asked")).to_be_in_viewport()


def test_a_refused_file_says_why_and_the_good_one_stays(visit: Visit) -> None:
    page = visit()
    upload(page, ("notes.jpg", b"not a picture"), LABEL)
    refusal = page.locator(".ld-refusal")
    expect(refusal).to_contain_text("notes.jpg")
    expect(refusal).to_contain_text("HEIC")
    expect(page.locator(".ld-caption", has_text="label.png")).to_be_visible()


def test_a_file_over_the_bound_says_so(visit: Visit) -> None:
    page = visit()
    upload(page, LABEL)
    expect(page.locator(".ld-caption", has_text="label.png")).to_be_visible()
    upload_huge(page, "huge.jpg", 21 * 1024**2)
    chip = page.locator(".stFileChip[aria-invalid]")
    expect(chip).to_contain_text("huge.jpg")
    assert "20 MB" in chip.evaluate("chip => getComputedStyle(chip, '::after').content")


def test_a_question_without_a_picture_is_kept_and_answered_when_there_is_one(visit: Visit) -> None:
    page = visit()
    ask(page, "净含量是多少？")
    expect(page.get_by_text("请添加客户的照片")).to_be_visible()
    upload(page, LABEL)
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_contain_text("500")


def test_a_removed_picture_is_out_of_the_next_question(visit: Visit) -> None:
    page = visit()
    upload(page, LABEL, RECEIPT)
    expect(page.locator(".ld-caption", has_text="receipt.png")).to_be_visible()
    page.locator(".st-key-picture-1").get_by_role("button", name="✕").click()
    expect(page.locator(".ld-caption", has_text="label.png")).to_have_count(0)
    ask(page, "总计是多少？")
    expect(page.locator(".st-key-turn-1 .ld-thumb")).to_have_count(1)
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_contain_text("43.80")


def test_an_upload_while_it_answers_does_not_lose_the_answer(visit: Visit) -> None:
    page = visit()
    upload(page, ("unread.png", drawn("Net content: 750 mL")))
    expect(page.locator(".ld-caption", has_text="unread.png")).to_be_visible()
    ask(page, "净含量是多少？")
    upload(page, RECEIPT)
    expect(page.locator(".ld-caption", has_text="receipt.png")).to_be_visible()
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_contain_text("750")


def test_hostile_text_in_a_picture_is_shown_literally_and_fetches_nothing(visit: Visit) -> None:
    page = visit()
    upload(page, ("evil.png", drawn("![x](http://evil.example/x.png)", "<script>document.title=1</script>")))
    ask(page, "识别所有文字 <img src=http://evil.example/q.png>")
    turn = page.locator(".st-key-turn-1")
    expect(turn.locator(".ld-answer")).to_contain_text("evil.example/x.png")
    expect(turn.locator(".ld-answer")).to_contain_text("<script>")
    expect(turn.locator(".ld-asked")).to_contain_text("<img src=")
    turn.locator("summary").click()
    expect(turn.locator(".ld-evidence code").first).to_be_visible()
    assert turn.locator("script, a, img[src^=http]").count() == 0
    assert page.title() == "看图客服"


def test_an_english_browser_gets_an_english_page(visit: Visit) -> None:
    page = visit(locale="en-US")
    upload(page, LABEL)
    expect(page.get_by_text("Engine reader")).to_be_visible()
    ask(page, "What is the model?")
    expect(page.locator(".st-key-turn-1 .ld-badge")).to_have_text("Read")
    page.get_by_text("Evidence (1)").click()
    expect(page.get_by_text("As read").first).to_be_visible()


def test_a_phone_can_add_a_picture_and_ask(visit: Visit) -> None:
    page = visit(width=390)
    attach(page, LABEL)
    ask(page, "净含量是多少？")
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_contain_text("500")
    expect(page.locator(".st-key-turn-1 .ld-thumb")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_example_is_tried_with_one_click(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="型号是什么？").click()
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_contain_text("YE3-132S-4")
    expect(page.locator(".st-key-turn-1 .ld-thumb img")).to_be_visible()


def test_a_reload_loses_neither_answer_nor_picture(visit: Visit) -> None:
    page = visit()
    upload(page, LABEL)
    expect(page.locator(".ld-caption", has_text="label.png")).to_be_visible()
    ask(page, "净含量是多少？")
    expect(page.locator(".st-key-turn-1 .ld-badge")).to_be_visible()
    page.reload()
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_contain_text("500")
    expect(page.locator(".st-key-picture-1 img")).to_be_visible()
    ask(page, "那型号呢？")
    expect(page.locator(".st-key-turn-2 .ld-answer")).to_contain_text("7040")


def test_another_picture_opens_a_new_conversation_and_the_old_one_stays(visit: Visit) -> None:
    page = visit()
    upload(page, LABEL)
    expect(page.locator(".ld-caption", has_text="label.png")).to_be_visible()
    ask(page, "净含量是多少？")
    expect(page.locator(".st-key-turn-1 .ld-badge")).to_be_visible()
    old = page.url
    ask(page, "换一张图")
    expect(page.locator(".st-key-turn-1")).to_have_count(0)
    page.get_by_role("button", name="返回上一个对话").click()
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_contain_text("500")
    page.goto(old)
    expect(page.locator(".st-key-turn-1 .ld-answer")).to_contain_text("500")


def test_a_new_conversation_begins_empty(visit: Visit) -> None:
    page = visit()
    upload(page, LABEL)
    expect(page.locator(".ld-caption", has_text="label.png")).to_be_visible()
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".ld-caption", has_text="label.png")).to_have_count(0)
    expect(page.get_by_role("heading", name="放上客户的照片")).to_be_visible()


def test_the_api_page_works_without_any_other_host(visit: Visit) -> None:
    page = visit(path="/api/docs")
    expect(page.get_by_role("heading", name="/api/ask")).to_be_visible()
