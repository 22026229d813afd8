"""Displays, error screens and logs."""

import pytest
from asking import ask, is_absent, told
from documents import BLUE_SCREEN, LOG, PANEL
from pages import display, listing, page


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("样品温度是多少？", "36.4"),
        ("显示的温度是多少", "36.4"),
        ("What is the temperature on the display?", "36.4"),
        ("设定转速是多少", "1250"),
        ("转速显示多少？", "1250"),
        ("当前转速是多少？", "1250"),
    ],
)
def test_of_two_displays_the_one_at_its_name_is_read(question, value):
    assert value in told(question, PANEL)


def test_a_unit_is_found_beside_its_display():
    assert "r/min" in told("转速的单位是什么？", PANEL)


def test_a_reading_that_the_panel_does_not_have_is_absent():
    assert is_absent(ask("压力是多少？", PANEL))


@pytest.mark.parametrize(("question", "value"), [("加了多少升油？", "27.06"), ("How many litres?", "27.06")])
def test_a_pump_gives_litres_and_not_money(question, value):
    pump = page(
        ("加油升数", 80, 100, 130, 32),
        display("27.06", 80, 150, 200, 90),
        ("金额", 80, 300, 70, 32),
        display("214.31", 80, 350, 220, 90),
    )
    assert value in told(question, pump)


@pytest.mark.parametrize("question", ["终止代码是什么？", "What is the stop code?", "错误代码是多少"])
def test_a_stop_code_is_read(question):
    assert "KERNEL_PAGE_FAULT" in told(question, BLUE_SCREEN)


@pytest.mark.parametrize("question", ["故障代码是什么？", "What is the error code?", "显示什么错误？"])
@pytest.mark.parametrize(
    "screen", [listing("洗衣机", "故障代码：E21", "请检查排水管"), listing("Washer", "E21", "Check the hose")]
)
def test_a_fault_code_is_read_with_and_without_its_name(question, screen):
    assert "E21" in told(question, screen)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("哪一步失败了？", "Run unit tests"),
        ("What exception was raised?", "ValueError"),
        ("What is the exit code?", "3"),
        ("退出码是多少？", "3"),
    ],
)
def test_a_log_tells_what_failed(question, value):
    assert value in told(question, LOG)


def test_a_pick_up_code_is_read():
    message = listing("【云柜】您的包裹已到北门3号柜", "取件码：48-2-7716", "请于今日22:00前领取")
    assert "48-2-7716" in told("取件码是多少", message)
