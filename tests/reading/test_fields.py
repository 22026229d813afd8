"""Named fields: found by their many names, in Chinese and English, wherever the value stands."""

import pytest
from asking import ask, is_absent, told
from documents import BILL_OF_LADING, BUS_TICKET, ENGLISH_NAMEPLATE, FOOD, INVOICE, NAMEPLATE, TAG
from pages import line, listing, page, table

from lookdesk.types import LineSource


@pytest.mark.parametrize(
    "question",
    ["货号是多少？", "这件衬衫的款号是什么", "型号", "請問貨號是多少？", "What is the style number?", "Model number?"],
)
def test_a_model_is_found_by_any_of_its_names(question):
    assert "QH-2306W" in told(question, TAG)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("执行标准是什么？", "FZ/T 81007-2022"),
        ("安全类别是哪一类？", "B类"),
        ("尺码是多少", "165/88A"),
        ("What size is it?", "165/88A"),
        ("怎么洗？", "手洗"),
        ("什么颜色？", "雾蓝"),
        ("What colour is it?", "雾蓝"),
        ("等级是什么", "一等品"),
        ("卖多少钱？", "359"),
        ("How much does it cost?", "359"),
    ],
)
def test_a_garment_tag_is_read(question, value):
    assert value in told(question, TAG)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("净含量是多少？", "185克"),
        ("What is the net weight?", "185克"),
        ("什么时候生产的？", "2026/03/18"),
        ("When was it produced?", "2026/03/18"),
        ("保质期多久？", "9个月"),
        ("What is the shelf life?", "9个月"),
        ("有哪些配料？", "海苔粉"),
        ("怎么保存？", "阴凉干燥"),
        ("许可证编号是多少？", "SC11344190200871"),
        ("执行的产品标准是什么", "GB/T 20977"),
        ("生产厂家是谁？", "东禾食品"),
        ("Who is the manufacturer?", "东禾食品"),
        ("厂家地址在哪？", "禾丰路18号"),
        ("客服电话是多少？", "400-712-3386"),
        ("每100克含多少千焦能量？", "1986"),
        ("蛋白质含量是多少", "6.4克"),
    ],
)
def test_a_food_label_is_read(question, value):
    assert value in told(question, FOOD)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("型号是什么？", "QDX7-22-1.1"),
        ("额定电压多少伏？", "220V"),
        ("What is the rated voltage?", "220V"),
        ("功率多大？", "1.1kW"),
        ("额定电流是多少？", "7.4A"),
        ("频率是多少", "50Hz"),
        ("每分钟多少转？", "2860"),
        ("流量是多少", "7m"),
        ("序列号是多少", "W2604-00817"),
        ("出厂日期", "2026年4月"),
    ],
)
def test_a_nameplate_is_read_though_its_values_stand_beside_their_names(question, value):
    assert value in told(question, NAMEPLATE)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the model number?", "HC-3050B"),
        ("型号是多少？", "HC-3050B"),
        ("S/N", "HD21-449173"),
        ("序列号？", "HD21-449173"),
        ("How heavy is it?", "26 kg"),
        ("What voltage does it need?", "230 V"),
    ],
)
def test_a_field_is_found_though_the_picture_names_it_in_the_other_language(question, value):
    assert value in told(question, ENGLISH_NAMEPLATE)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("票价多少？", "46.00"),
        ("What is the fare?", "46.00"),
        ("座位号是多少？", "17"),
        ("What is the seat number?", "17"),
        ("车次是什么", "K3042"),
        ("几号检票口？", "6"),
        ("到哪里？", "石桥"),
        ("乘车日期是哪天？", "2026-07-12"),
    ],
)
def test_a_ticket_is_read(question, value):
    assert value in told(question, BUS_TICKET)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the port of discharge?", "HAMBURG"),
        ("装货港是哪里？", "NINGBO"),
        ("船名是什么？", "CORAL TERN"),
        ("What is the seal number?", "CN552810"),
        ("What is the container number?", "TGHU4417702"),
        ("毛重是多少", "8,460"),
        ("提单号是多少", "SHV-2604881"),
    ],
)
def test_a_bill_of_lading_is_read_though_it_names_two_fields_in_a_row(question, value):
    assert value in told(question, BILL_OF_LADING)


@pytest.mark.parametrize(
    "placed",
    [
        page(("型号：ZK-118", 40, 60, 200, 30)),
        page(("型号 ZK-118", 40, 60, 200, 30)),
        page(("型号", 40, 60, 60, 30), ("ZK-118", 300, 62, 120, 30)),
        page(("型号：", 40, 60, 80, 30), ("ZK-118", 45, 100, 120, 30)),
        page(("颜色：白", 40, 60, 120, 30), ("型号：ZK-118  颜色：白", 40, 110, 400, 30)),
        page(("型号Model：ZK-118", 40, 60, 300, 30)),
        page(("型 号：ZK-118", 40, 60, 300, 30)),
        page(("型號：ＺＫ－１１８", 40, 60, 300, 30)),
    ],
)
def test_a_value_is_found_in_beside_and_below_its_name(placed):
    assert "ZK-118" in told("型号是什么？", placed)


def test_a_value_is_found_under_its_column_and_on_its_row():
    prices = table(
        ("品名", "规格", "单价"), ("蓝莓", "125克", "18.90"), ("车厘子", "500克", "49.80"), columns=(40, 300, 600)
    )
    assert "49.80" in told("车厘子多少钱？", prices)
    assert "18.90" in told("蓝莓的单价是多少？", prices)


def test_two_values_asked_at_once_are_both_told():
    text = told("净含量和保质期分别是多少？", FOOD)
    assert "185克" in text
    assert "9个月" in text


def test_a_name_misread_by_one_letter_is_still_a_name():
    assert "FZ/T 81007" in told("安全技术类别和执行标准？", listing("安全技木类别：C类", "执行标准：FZ/T 81007"))


def test_a_date_is_taken_from_its_own_name():
    dates = listing("生产日期：2026-02-03", "有效期至：2028-02-02", "打印时间：2026-03-09 10:15")
    assert "2028-02-02" in told("有效期到什么时候？", dates)
    assert "2026-02-03" in told("哪天生产的？", dates)
    assert "2028-02-02" in told("When does it expire?", dates)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("生产日期是哪天？", TAG),
        ("When was it made?", TAG),
        ("有效期到哪天？", FOOD),
        ("批号是多少", FOOD),
        ("扬程是多少米？", NAMEPLATE),
        ("防护等级是多少？", NAMEPLATE),
        ("What is the production date?", ENGLISH_NAMEPLATE),
        ("乘客姓名是什么", BUS_TICKET),
        ("When is the payment due?", INVOICE),
        ("Who is the notify party?", BILL_OF_LADING),
    ],
)
def test_a_field_that_is_not_there_is_absent_and_not_guessed_from_its_neighbours(question, shown):
    assert is_absent(ask(question, shown))


def test_a_shelf_life_is_no_expiry_date_and_a_net_weight_no_gross_weight():
    label = listing("净重：500克", "保质期：12个月", "生产日期：2026-01-05")
    assert is_absent(ask("毛重是多少？", label))
    assert is_absent(ask("有效期至哪天？", label))


def test_a_number_that_only_its_bar_code_holds_is_found():
    code = line("6938210047710", 40, 110, 300, 80, source=LineSource.BARCODE)
    assert "6938210047710" in told("条形码是多少？", page(("脆米乐", 40, 40, 200, 30), code))
