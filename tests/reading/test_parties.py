"""Whose a value is: a sender's phone for the recipient's is the worst failure there is."""

import pytest
from asking import ask, is_absent, told
from documents import BILL_OF_LADING, WAYBILL_COLUMNS, WAYBILL_ENGLISH, WAYBILL_INLINE, WAYBILL_STACKED
from pages import listing, page, table

SENDERS, RECIPIENTS = "13900571122", "18622740035"

BESIDE = table(("收件人：孙佳宁", f"电话：{RECIPIENTS}"), ("寄件人：赵明远", f"电话：{SENDERS}"), columns=(40, 440))
MARKED = page(
    ("收", 40, 200, 40, 40),
    (f"孙佳宁 {RECIPIENTS}", 120, 180, 300, 30),
    ("天津市和平区岳阳道21号", 120, 230, 400, 30),
    ("寄", 40, 400, 40, 40),
    (f"赵明远 {SENDERS}", 120, 380, 300, 30),
    ("杭州市西湖区文溪路9号", 120, 430, 400, 30),
)
NAMED = listing(f"寄件人电话：{SENDERS}", f"收件人电话：{RECIPIENTS}")
LAYOUTS = [WAYBILL_STACKED, WAYBILL_COLUMNS, BESIDE, MARKED, NAMED]


@pytest.mark.parametrize("waybill", LAYOUTS)
@pytest.mark.parametrize("question", ["收件人电话是多少？", "收件人的手机号", "What is the recipient's phone number?"])
def test_the_recipients_phone_is_the_recipients(waybill, question):
    text = told(question, waybill)
    assert RECIPIENTS in text
    assert SENDERS not in text


@pytest.mark.parametrize("waybill", LAYOUTS)
@pytest.mark.parametrize("question", ["寄件人电话是多少？", "What is the sender's phone number?"])
def test_the_senders_phone_is_the_senders(waybill, question):
    text = told(question, waybill)
    assert SENDERS in text
    assert RECIPIENTS not in text


@pytest.mark.parametrize(
    "waybill",
    [
        listing("寄件人：赵明远", f"电话：{SENDERS}", "收件人：孙佳宁", "地址：天津市和平区"),
        listing(f"寄件人：赵明远  {SENDERS}", "收件人：孙佳宁"),
        listing(f"寄件人电话：{SENDERS}", "收件人姓名：孙佳宁"),
        listing("收件人：孙佳宁", "地址：天津市和平区", "寄件人：赵明远", f"电话：{SENDERS}"),
        table(("寄件人", "收件人"), ("姓名：赵明远", "姓名：孙佳宁"), (f"电话：{SENDERS}", ""), columns=(40, 540)),
        page(
            ("收", 40, 200, 40, 40),
            ("孙佳宁", 120, 180, 100, 30),
            ("寄", 40, 400, 40, 40),
            (f"赵明远 {SENDERS}", 120, 380, 300, 30),
        ),
        listing("Sender: Martin Ashby", f"Phone: {SENDERS}", "Recipient: Clara Voss", "Address: 81 Park Row"),
        listing("From: Martin Ashby", SENDERS, "To: Clara Voss", "81 Park Row, Bristol"),
    ],
)
@pytest.mark.parametrize("question", ["收件人电话是多少？", "What is the recipient's phone number?"])
def test_the_senders_phone_never_stands_for_the_recipients(waybill, question):
    assert is_absent(ask(question, waybill))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("收件人是谁？", "孙佳宁"),
        ("谁寄的？", "赵明远"),
        ("收件地址是哪里？", "岳阳道21号"),
        ("寄件地址", "文溪路9号"),
        ("快递单号是多少", "XL8804517263"),
        ("里面是什么东西？", "陶瓷茶具"),
        ("保价多少钱", "800"),
    ],
)
def test_a_waybill_is_read_party_by_party(question, value):
    assert value in told(question, WAYBILL_STACKED)


@pytest.mark.parametrize(("question", "value"), [("收件地址", "天津"), ("寄件人地址", "杭州")])
def test_addresses_in_columns_belong_to_the_heading_above_them(question, value):
    assert value in told(question, WAYBILL_COLUMNS)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the recipient's phone number?", "0117 496 0822"),
        ("收件人电话是多少", "0117 496 0822"),
        ("What is the sender's phone number?", "0161 496 0155"),
        ("What is the recipient's address?", "81 Park Row"),
        ("What is the tracking number?", "XL8804517263GB"),
    ],
)
def test_an_english_waybill_is_read_in_both_languages(question, value):
    assert value in told(question, WAYBILL_ENGLISH)


def test_a_name_is_told_without_the_phone_of_another():
    text = told("收件人是谁", WAYBILL_INLINE)
    assert "孙佳宁" in text
    assert SENDERS not in text


def test_the_shipper_and_the_consignee_are_not_mixed():
    assert "Brandt" in told("Who is the consignee?", BILL_OF_LADING)
    assert "Oriel" in told("发货人是谁", BILL_OF_LADING)


def test_the_buyers_and_the_sellers_tax_numbers_are_not_mixed():
    invoice = listing(
        "购买方名称：榆山科技有限公司",
        "购买方税号：91310115MA1K447270",
        "销售方名称：河汉文具有限公司",
        "销售方税号：91330106MA2B558081",
    )
    assert "91310115MA1K447270" in told("购买方税号是多少", invoice)
    assert "91330106MA2B558081" in told("销售方税号是多少", invoice)


def test_where_each_party_has_a_phone_and_none_is_named_both_are_told_with_their_owners():
    text = told("电话是多少？", WAYBILL_STACKED)
    assert "寄件人电话：13900571122" in text
    assert "收件人电话：18622740035" in text
