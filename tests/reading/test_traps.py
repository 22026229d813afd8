"""Traps: values that stand near the asked one, masks, units, parties without names, and many lines."""

import time

import pytest
from asking import ask, is_absent, is_unreadable, told
from documents import (
    BILL_OF_LADING,
    BUS_TICKET,
    CARD_SLIP,
    CHINESE_RECEIPT,
    FOOD,
    INVOICE,
    LOG,
    MENU,
    NAMEPLATE,
    NOTE,
    PANEL,
    PRICE_TAG_A,
    PRICE_TAG_B,
    RECEIPT,
    TAG,
    WAYBILL_COLUMNS,
    WAYBILL_ENGLISH,
    WAYBILL_INLINE,
)
from documents import WAYBILL_STACKED as STACKED
from pages import display, line, page, table
from pages import listing as h

from lookdesk.types import Action, LineSource

TAG2 = h("折叠椅", "原价：¥299.00", "现价：¥199.00")
IO = h("输入：100-240V~ 50/60Hz 0.5A", "输出：5V⎓2A")
TIMES = h("下单时间：2026-03-04 11:20", "发货时间：2026-03-05 09:02", "签收时间：2026-03-07 16:41")
ROWS = table(
    ("寄件方", "赵明远", "13900571122"),
    ("", "杭州市西湖区文溪路9号"),
    ("收件方", "孙佳宁", "18622740035"),
    ("", "天津市和平区岳阳道21号"),
    columns=(40, 240, 480),
)
FROMTO = h(
    "From: Martin Ashby",
    "0161 496 0155",
    "4 Mill Lane, Leeds",
    "To: Clara Voss",
    "0117 496 0822",
    "81 Park Row, Bristol",
)
BARE = table(
    ("Sender", "Recipient"), ("Martin Ashby", "Clara Voss"), ("0161 496 0155", "0117 496 0822"), columns=(40, 540)
)
ONELINE = h("寄 赵明远 13900571122 杭州市西湖区文溪路9号", "收 孙佳宁 18622740035 天津市和平区岳阳道21号")
NEXT = h("Gate closes at 21:40", "Boarding zone C", "Have a pleasant trip")
D1, D2 = h("净含量：200克"), h("净含量：0.25kg", number=2)
DEPOSIT = h("合计：¥900.00", "定金：¥200.00", "尾款：¥700.00")


@pytest.mark.parametrize(
    ("q", "p", "good", "bad"),
    [
        ("What is the sale price?", TAG2, "199", "299"),
        ("How much is it now?", TAG2, "199", "299"),
        ("现在卖多少钱？", TAG2, "199", "299"),
        ("多少钱？", TAG2, "199", "：¥299"),
        ("输出电压是多少？", IO, "5V", "100-240"),
        ("What is the output current?", h("INPUT: 100-240V~ 0.5A", "OUTPUT: 5V 2A"), "2A", "5V 2A"),
        ("钠的含量是多少毫克", FOOD, "512", "185"),
        ("What is the unit price of the cork board?", INVOICE, "8.20", "32.50"),
        ("这件衣服什么面料？", TAG, "棉68%", "成分：棉。"),
        ("What material is it made of?", TAG, "棉68%", "Made of: 棉."),
        ("Which test failed?", LOG, "test_discount_is_applied", "test_cart."),
    ],
)
def test_the_asked_value_is_told_and_not_its_neighbour(q, p, good, bad):
    text = ask(q, p).text
    assert bad not in text
    assert good in text


@pytest.mark.parametrize(
    ("q", "p"),
    [
        ("联系电话是多少？", h("姓名：", "联系电话：", "备用电话：13900571122")),
        ("快递公司的电话是多少", STACKED),
        ("付款时间", TIMES),
        ("保修期多久？", FOOD),
        ("What is the warranty period?", h("Shelf life: 12 months")),
        ("运动鞋多少钱", h("拖鞋 ¥39.00")),
        ("1+1等于几", NAMEPLATE),
        ("今天几号？", RECEIPT),
    ],
)
def test_a_value_of_another_field_is_no_answer(q, p):
    assert is_absent(ask(q, p))


@pytest.mark.parametrize(
    ("q", "p"),
    [
        ("身份证号是多少", h("姓名：孙佳宁", "身份证号：3301**********0021")),
        ("取件码是多少", h("您的包裹已到", "取件码：****")),
    ],
)
def test_a_masked_number_cannot_be_read(q, p):
    assert is_unreadable(ask(q, p))


def test_a_difference_is_counted_in_one_unit():
    assert "50kg" not in ask("哪个净含量更大？", D1, D2).text


def test_equal_codes_are_the_same():
    assert ask("型号一样吗？", h("型号：BW-500"), h("型号：BW-500", number=2)).text.startswith("一样")


def test_different_prices_are_not_the_same():
    assert ask("价格一样吗？", PRICE_TAG_A, PRICE_TAG_B).text.startswith("不一样")


def test_models_are_compared_in_english():
    assert told("Are the models the same?", PRICE_TAG_A, PRICE_TAG_B)


def test_the_cheapest_of_three_is_named():
    assert told("Which one is the cheapest?", PRICE_TAG_A, PRICE_TAG_B, h("零售价：¥59.00", number=3)).startswith(
        "The third"
    )


def test_which_of_two_is_real_is_handed_off():
    assert ask("两个哪个是真的？", h("品牌：澜舟"), h("品牌：澜丹", number=2)).action is Action.HANDOFF


MANY = page(
    *[
        (f"项目{i}：{i * 7}.50元" if i % 3 else f"电话 1390000{i:04d}", 20 + i % 8 * 300, 20 + i // 8 * 40, 240, 30)
        for i in range(2000)
    ],
    size=(2500, 10000),
)


@pytest.mark.parametrize("q", ["最后一行写了什么", "收件人电话", "“型号”后面写的什么", "What does x cost?", "是正品吗"])
def test_two_thousand_lines_are_read_in_time(q):
    t = time.monotonic()
    ask(q, page(*MANY.lines, size=(2500, 10000)))
    assert time.monotonic() - t < 1.5


@pytest.mark.parametrize(
    ("q", "p", "v"),
    [
        ("What is the invoice number?", INVOICE, "INV-70418"),
        ("发票号码是多少？", INVOICE, "INV-70418"),
        ("What is the PO number?", INVOICE, "PO-33180"),
        ("收件人姓名", WAYBILL_COLUMNS, "孙佳宁"),
        ("寄件人叫什么", WAYBILL_COLUMNS, "赵明远"),
        ("Who is the recipient?", WAYBILL_ENGLISH, "Clara Voss"),
        ("Who sent it?", WAYBILL_ENGLISH, "Ashby"),
        ("收件人电话是多少？", WAYBILL_INLINE, "18622740035"),
        ("寄件人电话是多少？", WAYBILL_INLINE, "13900571122"),
        ("收件人地址", WAYBILL_INLINE, "岳阳道"),
        ("收件人电话是多少？", ONELINE, "18622740035"),
        ("收件地址", ONELINE, "天津"),
        ("收件人电话是多少？", ROWS, "18622740035"),
        ("寄件人地址", ROWS, "文溪路"),
        ("What is the recipient's phone number?", FROMTO, "0117 496 0822"),
        ("What is the recipient's phone number?", BARE, "0117 496 0822"),
        ("这包米饼有多重？", FOOD, "185克"),
        ("一共花了多少钱？", RECEIPT, "22.21"),
        ("实际付了多少？", CHINESE_RECEIPT, "22.80"),
        ("How much is the cheesecake?", MENU, "29"),
        ("几点发车？", BUS_TICKET, "08:35"),
        ("哪天的票？", BUS_TICKET, "2026-07-12"),
        ("从哪里出发？", BUS_TICKET, "云岭"),
        ("交易金额多少", CARD_SLIP, "168.00"),
        ("这张纸条写了什么？", NOTE, "绿豆汤"),
        ("括号里写的是什么？", NOTE, "尾号5317"),
        ("What is written in brackets?", NOTE, "5317"),
        ("What is the second line?", NEXT, "Boarding"),
        ("What is the voyage number?", BILL_OF_LADING, "118W"),
        ("How much was actually paid?", h("商品总额：¥268.00", "实付款：¥246.00"), "246"),
        ("定金付了多少？", DEPOSIT, "200"),
        ("还要付多少？", DEPOSIT, "700"),
        ("What is the price?", h("Folding chair", "Was $59.00", "Now $39.00"), "39"),
        ("谁签收的？", h("收件人：孙佳宁", "签收人：门卫老周"), "门卫老周"),
        (
            "What is the consignee phone?",
            h("Consignee: Brandt Import GmbH", "Tel: 040 5550 118", "Hamburg"),
            "040 5550 118",
        ),
        ("加油金额多少？", page(("金额", 80, 300, 70, 32), display("214.31", 80, 350, 220, 90)), "214.31"),
        (
            "二维码的内容是什么？",
            page(
                ("扫码报修", 40, 40, 200, 30),
                line("https://repair.example/q/77", 40, 110, 300, 300, source=LineSource.BARCODE),
            ),
            "repair.example",
        ),
    ],
)
def test_what_stands_there_is_found(q, p, v):
    assert v in told(q, p)


def test_a_forbidden_use_is_denied():
    assert ask("可以漂白吗？", TAG).text.startswith(("不可以", "不能", "不"))


def test_a_panel_is_described_by_its_displays():
    assert "36.4" in ask("描述这张图", PANEL).text


def test_a_long_question_is_not_echoed():
    assert len(ask("“" + "a" * 1990 + "”后面写的", TAG).text) < 300


def test_a_long_value_is_bounded():
    assert len(ask("型号是什么", h("型号：", "1" * 10000)).text) < 400
