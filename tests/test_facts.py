"""Facts are found where they stand, as what they are, in one form."""

from __future__ import annotations

import pytest

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
    ],
)
def test_a_quantity_has_a_number_and_a_unit(text: str, found: str, value: str, unit: str) -> None:
    assert one(text, K.QUANTITY) == (found, value, unit)


def test_ratings_that_ocr_glued_together_come_apart() -> None:
    assert [(fact.value, fact.unit) for fact in find("12V⎓2A 220V50Hz")] == [
        ("12", "V⎓"), ("2", "A"), ("220", "V"), ("50", "Hz")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("￥1,234.50", "1234.5", "CNY"),
        ("¥5", "5", "CNY"),
        ("47.50元", "47.5", "CNY"),
        ("RMB 30", "30", "CNY"),
        ("合计:3万元", "30000", "CNY"),
        ("5元8角", "5.8", "CNY"),
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
    ],
)
def test_a_standard_has_one_form(text: str, value: str) -> None:
    assert one(f"执行标准:{text}", K.STANDARD)[1] == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("湿度50％", K.PERCENTAGE, "50"),
        ("酒精度:52%vol", K.PERCENTAGE, "52"),
        ("百分之五", K.PERCENTAGE, "5"),
        ("每次2片", K.DOSE, "2 片/次"),
        ("每日三次", K.DOSE, "3 次/日"),
        ("口服，一次两片，一日3次。", K.DOSE, "2 片/次; 3 次/日"),
        ("1 tab bid", K.DOSE, "1 tab/次; 2 次/日"),
        ("10mg twice daily", K.DOSE, "10 mg/次; 2 次/日"),
        ("170/88A", K.SIZE, "170/88A"),
        ("XXL", K.SIZE, "2XL"),
        ("42码", K.SIZE, "42"),
        ("10×20×30cm", K.SIZE, "10×20×30"),
        ("10cm*20cm", K.SIZE, "10×20"),
        ("地址:广东省深圳市南山区科技园路1号3栋501室", K.ADDRESS, "广东省深圳市南山区科技园路1号3栋501室"),
        ("北京市朝阳区建国路88号", K.ADDRESS, "北京市朝阳区建国路88号"),
        ("1600 Pine Street, Mountain View, CA 94043", K.ADDRESS, "1600 Pine Street, Mountain View, CA 94043"),
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


@pytest.mark.parametrize("text", ["", "客服", "This is plain text.", "厚德载物", "、。——"])
def test_plain_words_hold_no_facts(text: str) -> None:
    assert find(text) == []


def test_normalise_makes_full_width_plain() -> None:
    assert normalise("　ＧＢ／Ｔ　１２３４—２００８ ") == "GB/T 1234-2008"
