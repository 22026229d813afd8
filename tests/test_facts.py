"""Facts are found where they stand, as what they are, in one form."""

from __future__ import annotations

import doctest

import pytest

from lookdesk import facts as package
from lookdesk.facts import FactKind, find, normalise

K = FactKind


def one(text: str, kind: FactKind) -> tuple[str, str, str]:
    """Return text, value and unit of the one fact of this kind in a line."""
    facts = [fact for fact in find(text) if fact.kind is kind]
    assert len(facts) == 1, facts
    assert text[facts[0].start : facts[0].end] == facts[0].text
    return facts[0].text, facts[0].value, facts[0].unit


@pytest.mark.parametrize(
    ("text", "found", "value", "unit"),
    [
        ("净含量:500 ml", "500 ml", "500", "ml"),
        ("净含量：５００毫升", "５００毫升", "500", "ml"),
        ("容量0.5公升", "0.5公升", "0.5", "L"),
        ("3000 r/min", "3000 r/min", "3000", "r/min"),
        ("转速：3000转/分", "3000转/分", "3000", "r/min"),
        ("220V~", "220V~", "220", "V~"),
        ("AC 220V", "AC 220V", "220", "V~"),
        ("OUTPUT:12V⎓", "12V⎓", "12", "V⎓"),
        ("100-240V", "100-240V", "100~240", "V"),
        ("50/60HZ", "50/60HZ", "50/60", "Hz"),
        ("贮藏:2~8℃", "2~8℃", "2~8", "℃"),
        ("-18°C", "-18°C", "-18", "℃"),
        ("25oC", "25oC", "25", "℃"),
        ("能量 1824kJ/100g", "1824kJ/100g", "1824", "kJ/100g"),
        ("保质期:18个月", "18个月", "18", "month"),
        ("1,5 kg", "1,5 kg", "1.5", "kg"),
        ("共3件", "3件", "3", "件"),
        ("三百毫升", "三百毫升", "300", "ml"),
        ("十二个月", "十二个月", "12", "month"),
        ("2800转", "2800转", "2800", "r/min"),
        ("10 000 r/min", "10 000 r/min", "10000", "r/min"),
        ("120/80mmHg", "120/80mmHg", "120/80", "mmHg"),
        ("6.5×10^9/L", "6.5×10^9/L", "6.5", "10^9/L"),
        ('27"', '27"', "27", "inch"),
        ("6.7in", "6.7in", "6.7", "inch"),
        ("3/8in", "3/8in", "0.375", "inch"),
        ("1/2片", "1/2片", "0.5", "片"),
        ("AC 100V-240V", "AC 100V-240V", "100~240", "V~"),
        ("-20℃~60℃", "-20℃~60℃", "-20~60", "℃"),
        ("45°", "45°", "45", "°"),
    ],
)
def test_a_quantity_has_a_number_and_a_unit(text: str, found: str, value: str, unit: str) -> None:
    assert one(text, K.QUANTITY) == (found, value, unit)


def test_ratings_that_ocr_glued_together_come_apart() -> None:
    assert [(fact.value, fact.unit) for fact in find("12V⎓2A 220V50Hz")] == [
        ("12", "V⎓"), ("2", "A"), ("220", "V"), ("50", "Hz")
    ]  # fmt: skip
    assert [(fact.value, fact.unit) for fact in find("5V=2A/1CTN/500KGS/1.5M3")] == [
        ("5", "V⎓"), ("2", "A"), ("1", "ctn"), ("500", "kg"), ("1.5", "m³")
    ]  # fmt: skip


def test_a_word_that_begins_like_a_unit_is_none() -> None:
    assert [fact.kind for fact in find("找零0.50 支付宝")] == [K.NUMBER]
    assert [fact.kind for fact in find('"0003401" in quotes')] == [K.NUMBER]
    assert find("5G 4K 2 in stock", {K.QUANTITY}) == []


def test_a_price_per_quantity_is_a_price_and_a_quantity() -> None:
    assert [(fact.kind, fact.text) for fact in find("¥39.9/500g")] == [(K.PRICE, "¥39.9"), (K.QUANTITY, "500g")]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("￥1,234.50", "1234.5", "CNY"),
        ("¥5", "5", "CNY"),
        ("47.50元", "47.5", "CNY"),
        ("RMB 30", "30", "CNY"),
        ("合计:3万元", "30000", "CNY"),
        ("5元8角", "5.8", "CNY"),
        ("合计(大写):壹佰贰拾叁元整", "123", "CNY"),
        ("二十元", "20", "CNY"),
        ("一万零三百元", "10300", "CNY"),
        ("HK$1,234.50", "1234.5", "HKD"),
        ("$19.99", "19.99", "USD"),
        ("20 USD", "20", "USD"),
        ("€1.234,50", "1234.5", "EUR"),
        ("£7", "7", "GBP"),
        ("优惠-¥5.00", "-5", "CNY"),
        ("Y12.00", "12", "CNY"),
    ],
)
def test_a_price_has_a_currency(text: str, value: str, unit: str) -> None:
    assert one(text, K.PRICE)[1:] == (value, unit)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("2024--03--05", "2024-03-05"),
        ("2024.03", "2024-03"),
        ("2024年3月", "2024-03"),
        ("2024年3月5日", "2024-03-05"),
        ("2024年", "2024"),
        ("生产日期:20240305", "2024-03-05"),
        ("EXP20260305", "2026-03-05"),
        ("25/03/2024", "2024-03-25"),
        ("03/25/2024", "2024-03-25"),
        ("05/05/2024", "2024-05-05"),
        ("05/03/2024", "2024-03-05|2024-05-03"),
        ("5 Mar 2024", "2024-03-05"),
        ("05MAR2024", "2024-03-05"),
        ("March 5th, 2024", "2024-03-05"),
        ("Mar. 2024", "2024-03"),
        ("民國113年3月5日", "2024-03-05"),
        ("113年3月5日", "2024-03-05"),
        ("EXP 03/26", "2026-03"),
        ("3月5日", "--03-05"),
        ("二〇二四年三月五日", "2024-03-05"),
        ("108.04.03", "2019-04-03"),
        ("9/2日", "--09-02"),
        ("28日：開學", "---28"),
        ("1/5/24", "2024-01-05|2024-05-01"),
        ("BEST BEFORE 12 2025", "2025-12"),
        ("#19- 21/05/2018", "2018-05-21"),
    ],
)
def test_a_date_in_any_order_has_one_form(text: str, value: str) -> None:
    assert one(text, K.DATE)[1] == value


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert find("2023-02-29 20241305", {K.DATE}) == []


def test_a_date_and_the_time_that_ocr_glued_to_it_come_apart() -> None:
    assert [(fact.kind, fact.value) for fact in find("2024-03-0512:30:45")] == [
        (K.DATE, "2024-03-05"),
        (K.TIME, "12:30:45"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30", "12:30"),
        ("8:00AM", "08:00"),
        ("3 pm", "15:00"),
        ("下午3点半", "15:30"),
        ("下午3:30", "15:30"),
        ("15时30分", "15:30"),
        ("时间:12:30", "12:30"),
        ("2024-03-05T12:30:45", "12:30:45"),
        ("9am-5pm", "09:00/17:00"),
        ("营业时间 8:00-17:30", "08:00/17:30"),
    ],
)
def test_a_time_is_on_24_hours(text: str, value: str) -> None:
    assert one(text, K.TIME)[1] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("电话13812345678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("138****1234", "138****1234"),
        ("138xxxx1234", "138****1234"),
        ("010-12345678", "01012345678"),
        ("(0755)8888-6666", "075588886666"),
        ("400-123-4567", "4001234567"),
        ("4008001234", "4008001234"),
        ("17812345678-1234", "17812345678-1234"),
        ("(555) 123-4567", "5551234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("客服热线:95338", "95338"),
        ("TEL:86-21-12345678FAX", "02112345678"),
        ("电话：(86)755-8888 8888转801", "075588888888-801"),
        ("Tel: 03- 55423228", "0355423228"),
        ("TEL:01.46.26.88.34", "0146268834"),
        ("(010)6552-9988", "01065529988"),
        ("021-6977****", "0216977****"),
    ],
)
def test_a_phone_is_its_digits(text: str, value: str) -> None:
    assert one(text, K.PHONE)[1] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("E04", "E04"),
        ("EO4", "E04"),
        ("0x80070057", "0x80070057"),
        ("F401", "F401"),
        ("ERR_CONNECTION_RESET", "ERR_CONNECTION_RESET"),
        ("HTTP 404", "404"),
        ("HTTP/1.1 404 Not Found", "404"),
        ("错误代码:651", "651"),
        ("exit code 1", "1"),
        ("[Errno 13] Permission denied", "13"),
        ("ValueError: bad", "ValueError"),
        ("raise httpx.WriteTimeout", "httpx.WriteTimeout"),
        ("订单号:20240305123456789", "20240305123456789"),
        ("运单号 SF1234567890123", "SF1234567890123"),
        ("SN:AB12CD34567890", "AB12CD34567890"),
        ("6901234567892", "6901234567892"),
        ("192.168.1.1", "192.168.1.1"),
        ("113-1234567-1234567", "113-1234567-1234567"),
        ("exit code 1.", "1"),
        ("GET /v1/a 401 (Unauthorized)", "401"),
        ("E1/E2", "E1/E2"),
        ("P0300", "P0300"),
        ("卡号:6222 0202 0001 2345 678", "6222020200012345678"),
        ("No.12345678", "12345678"),
        ("502 Bad Gateway", "502"),
        ("代码:-100", "-100"),
        ("E httpcore._exceptions.WriteTimeout:", "httpcore._exceptions.WriteTimeout"),
        ("MAC:00:1A:2B:3C:4D:5E", "00:1A:2B:3C:4D:5E"),
        ("条码 6 901234 567892", "6901234567892"),
        ("车牌 京A·12345", "京A12345"),
        ("110101********1234", "110101********1234"),
        ("6222 **** **** 1234", "6222********1234"),
        ("QS3705 13010024", "QS370513010024"),
        ("INV#003281900047036", "003281900047036"),
    ],
)
def test_a_code_stands_for_itself(text: str, value: str) -> None:
    assert one(text, K.CODE)[1] == value


@pytest.mark.parametrize("model", ["KFR-35GW/NhAa1+DY", "DS-7608N", "XM100", "HX-201A", "MF-08"])
def test_a_model_mixes_letters_and_digits(model: str) -> None:
    assert one(f"型号:{model}", K.MODEL)[1] == model


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("GB/T 1234-2008", "GB/T 1234-2008"),
        ("GB/T1234—2008", "GB/T 1234-2008"),
        ("GBT 18401-2010", "GB/T 18401-2010"),
        ("GB 4943.1-2011", "GB 4943.1-2011"),
        ("FZ/T73025-2006", "FZ/T 73025-2006"),
        ("Q/ABC 001", "Q/ABC 001"),
        ("ISO9001", "ISO 9001"),
        ("EN 60335-1", "EN 60335-1"),
        ("国药准字Z20050001", "国药准字Z20050001"),
        ("国食健注G20130456", "国食健注G20130456"),
        ("京械备20150012", "京械备20150012"),
        ("IEC60950-1:2005", "IEC 60950-1:2005"),
        ("ASTM D4169-22", "ASTM D4169-22"),
        ("DB31/ 123-2020", "DB31/ 123-2020"),
    ],
)
def test_a_standard_has_one_form(text: str, value: str) -> None:
    assert one(f"执行标准:{text}", K.STANDARD)[1] == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("湿度50％", K.PERCENTAGE, "50"),
        ("45%~75%RH", K.PERCENTAGE, "45~75"),
        ("5元-10元", K.PRICE, "5~10"),
        ("酒精度:52%vol", K.PERCENTAGE, "52"),
        ("百分之五", K.PERCENTAGE, "5"),
        ("每次2片", K.DOSE, "2 片/次"),
        ("每日三次", K.DOSE, "3 次/日"),
        ("口服，一次两片，一日3次。", K.DOSE, "2 片/次; 3 次/日"),
        ("1 tab bid", K.DOSE, "1 tab/次; 2 次/日"),
        ("一次0.3g(1粒)，一日2次", K.DOSE, "0.3 g/次; 2 次/日"),
        ("每次1袋(3g)，每日3次", K.DOSE, "1 袋/次; 3 次/日"),
        ("2 tablets by mouth every 6 hours", K.DOSE, "1 次/6h; 2 tab/次"),
        ("10mg twice daily", K.DOSE, "10 mg/次; 2 次/日"),
        ("170/88A", K.SIZE, "170/88A"),
        ("XXL", K.SIZE, "2XL"),
        ("42码", K.SIZE, "42"),
        ("10×20×30cm", K.SIZE, "10×20×30"),
        ("10cm*20cm", K.SIZE, "10×20"),
        ("1280x720", K.SIZE, "1280×720"),
        ("55X40X30CM", K.SIZE, "55×40×30"),
        ("180/100(A)", K.SIZE, "180/100A"),
        ("SIZE L", K.SIZE, "L"),
        ("1200*600*750(mm)", K.SIZE, "1200×600×750"),
        ("长30cm×宽20cm×高10cm", K.SIZE, "30×20×10"),
        ("地址:广东省深圳市南山区科技园路1号3栋501室", K.ADDRESS, "广东省深圳市南山区科技园路1号3栋501室"),
        ("北京市朝阳区建国路88号", K.ADDRESS, "北京市朝阳区建国路88号"),
        ("1600 Pine Street, Mountain View, CA 94043", K.ADDRESS, "1600 Pine Street, Mountain View, CA 94043"),
        ("221B Baker Street, London NW1 6XE", K.ADDRESS, "221B Baker Street, London NW1 6XE"),
        ("打浦路15号", K.ADDRESS, "打浦路15号"),
        ("邮箱Service@Example.com", K.EMAIL, "service@example.com"),
        ("网址:www.Example.com.cn", K.URL, "www.example.com.cn"),
        ("https://example.com/a?b=1", K.URL, "example.com/a?b=1"),
        ("数量 1,000", K.NUMBER, "1000"),
    ],
)
def test_other_kinds_are_found(text: str, kind: FactKind, value: str) -> None:
    assert one(text, kind)[1] == value


def test_a_place_yields_one_fact_and_a_part_of_it_is_none() -> None:
    assert [fact.kind for fact in find("500 ml")] == [K.QUANTITY]
    assert find("500 ml", {K.NUMBER}) == []


def test_a_place_that_can_be_read_in_several_ways_is_read_as_asked() -> None:
    assert [fact.kind for fact in find("20240305")] == [K.DATE]
    assert [fact.kind for fact in find("20240305", {K.CODE})] == [K.CODE]
    assert [fact.kind for fact in find("E04", {K.MODEL})] == [K.MODEL]
    assert [fact.value for fact in find("202403", {K.DATE})] == ["2024-03"]


def test_facts_come_in_order_of_place() -> None:
    text = "¥12.00 净含量500毫升 2024.03.05"
    assert [fact.kind for fact in find(text)] == [K.PRICE, K.QUANTITY, K.DATE]


@pytest.mark.parametrize(
    "text",
    ["", "客服", "This is plain text.", "厚德载物", "、。——", "辽宁省道路汽车客票", "U.Price", "深圳市南山区某某公司"],
)
def test_plain_words_hold_no_facts(text: str) -> None:
    assert find(text) == []


def test_normalise_makes_full_width_plain() -> None:
    assert normalise("　ＧＢ／Ｔ　１２３４—２００８ ") == "GB/T 1234-2008"


def test_the_example_in_the_documentation_is_true() -> None:
    assert doctest.testmod(package) == (0, 1)
