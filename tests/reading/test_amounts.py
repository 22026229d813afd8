"""Money: a total is no subtotal, a list price was not paid, an identity number is no amount."""

import pytest
from asking import ask, is_absent, told
from documents import CARD_SLIP, CHINESE_RECEIPT, INVOICE, MENU, RECEIPT
from pages import listing, table


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the total?", "22.21"),
        ("总计多少？", "22.21"),
        ("What is the subtotal?", "20.95"),
        ("What is the GST amount?", "1.26"),
        ("How much GST was charged?", "1.26"),
        ("How much change was given?", "7.79"),
        ("找零多少？", "7.79"),
        ("How much cash was paid?", "30.00"),
        ("How much was the olive oil?", "11.90"),
        ("What is the GST ID?", "000774120576"),
        ("What is the receipt number?", "0045127"),
        ("What is the date on the receipt?", "14/03/2026"),
        ("What time was the purchase?", "18:22"),
        ("What is the name of the shop?", "BIRCH & PLUM"),
    ],
)
def test_an_english_receipt_is_read(question, value):
    assert value in told(question, RECEIPT)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("合计多少钱？", "22.80"),
        ("What is the total?", "22.80"),
        ("小计是多少？", "25.80"),
        ("找零多少？", "27.20"),
        ("牙膏多少钱？", "12.80"),
        ("酸奶单价是多少", "6.50"),
        ("酸奶买了几个？", "2"),
        ("小票号是多少", "60310427"),
        ("哪天买的？", "2026-05-06"),
        ("几点买的？", "20:17"),
        ("哪家店？", "百穗便利店"),
    ],
)
def test_a_chinese_receipt_is_read(question, value):
    assert value in told(question, CHINESE_RECEIPT)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the total due?", "254.40"),
        ("How much is the VAT?", "42.40"),
        ("What is the subtotal?", "212.00"),
        ("What is the invoice date?", "09 Feb 2026"),
        ("How many desk lamps were ordered?", "4"),
        ("What is the amount for the desk lamp?", "130.00"),
    ],
)
def test_an_invoice_is_read_by_row_and_column(question, value):
    assert value in told(question, INVOICE)


@pytest.mark.parametrize(
    ("question", "value"), [("燕麦拿铁多少钱？", "33"), ("美式咖啡多少钱？", "22"), ("芝士蛋糕卖多少", "29")]
)
def test_a_menu_gives_the_price_beside_the_dish_and_not_its_neighbours(question, value):
    assert value in told(question, MENU)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("终端号是多少", "20318846"),
        ("商户号", "898440153310027"),
        ("凭证号", "000733"),
        ("商户名称是什么", "榆树书店"),
    ],
)
def test_a_card_slip_is_read(question, value):
    assert value in told(question, CARD_SLIP)


@pytest.mark.parametrize(
    "question", ["What is the total?", "总计多少？", "What is the GST amount?", "How much is the change?"]
)
def test_a_subtotal_is_no_total_and_no_tax(question):
    assert is_absent(ask(question, table(("Subtotal", "18.00"), ("Cash", "20.00"), columns=(40, 400))))


@pytest.mark.parametrize("question", ["What is the GST amount?", "How much GST?", "GST多少钱", "税额是多少？"])
def test_a_tax_identity_number_is_no_amount_of_tax(question):
    assert is_absent(ask(question, listing("GST ID: 004417720198", "Total: 31.00")))


@pytest.mark.parametrize("question", ["What is the phone number of the shop?", "店铺电话是多少？"])
def test_a_tax_identity_number_is_no_telephone_either(question):
    assert is_absent(ask(question, RECEIPT))


@pytest.mark.parametrize("question", ["实付多少？", "顾客付了多少钱？", "折扣价是多少？"])
def test_a_list_price_was_not_paid(question):
    assert is_absent(ask(question, listing("吊牌价：¥599")))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("实付多少钱？", "246.00"),
        ("实际付了多少钱？", "246.00"),
        ("商品总额多少", "268.00"),
        ("运费多少？", "8.00"),
        ("优惠了多少", "30.00"),
    ],
)
def test_what_was_paid_is_told_from_what_it_was_made_of(question, value):
    order = listing("订单编号：DD20260305117", "商品总额：¥268.00", "优惠：-¥30.00", "运费：¥8.00", "实付款：¥246.00")
    assert value in told(question, order)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the total payable?", "19.80"),
        ("How much was paid in total?", "19.80"),
        ("What is the amount tendered?", "20.00"),
        ("What is the change?", "0.20"),
        ("How much tax?", "1.80"),
    ],
)
def test_the_total_is_neither_what_was_handed_over_nor_what_was_given_back(question, value):
    receipt = table(
        ("Sub Total", "18.00"),
        ("GST 10%", "1.80"),
        ("Total Payable", "19.80"),
        ("Tendered", "20.00"),
        ("Change Due", "0.20"),
        columns=(40, 400),
    )
    assert value in told(question, receipt)


@pytest.mark.parametrize(("question", "value"), [("现价是多少？", "199.00"), ("原价多少？", "299.00")])
def test_the_price_now_and_the_price_before_keep_their_names(question, value):
    assert value in told(question, listing("折叠椅", "原价：¥299.00", "现价：¥199.00"))


@pytest.mark.parametrize(
    ("question", "shown"),
    [("提拉米苏多少钱？", MENU), ("税额是多少", CHINESE_RECEIPT), ("What is the discount?", RECEIPT)],
)
def test_an_amount_that_is_not_there_is_absent(question, shown):
    assert is_absent(ask(question, shown))
