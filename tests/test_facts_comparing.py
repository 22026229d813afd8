"""Facts that say the same are the same, and nothing else is."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from lookdesk.facts import Fact, difference, find, is_same


def only(text: str) -> Fact:
    """Return the one fact of a text."""
    (fact,) = find(text)
    return fact


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("500 ml", "500毫升"),
        ("500毫升", "0.5L"),
        ("0.5公升", "0.5升"),
        ("1.5公斤", "1500g"),
        ("3斤", "1.5kg"),
        ("220V~", "220V"),
        ("AC 220V", "220V~"),
        ("100-240V", "100~240 V"),
        ("3000 r/min", "3000转/分"),
        ("1年", "12个月"),
        ("24小时", "1天"),
        ("100mg/L", "0.1g/L"),
        ("2024.03", "2024年3月"),
        ("2024-03-05", "5 Mar 2024"),
        ("民國113年3月5日", "20240305"),
        ("1,000", "1000"),
        ("3.50", "3.5"),
        ("￥5", "5元"),
        ("¥1,234.50", "1234.5 RMB"),
        ("€1.234,50", "1,234.50 EUR"),
        ("下午3点半", "15:30"),
        ("+86 138 1234 5678", "13812345678"),
        ("+86-21-12345678", "021-12345678"),
        ("(010)6552-9988", "010-65529988"),
        ("EO4", "E04"),
        ("型号XM1OO", "型号XM100"),
        ("SN:ABl2CD34567890", "SN:AB12CD34567890"),
        ("GB/T1234—2008", "GB/T 1234-2008"),
        ("99.50%", "99.5％"),
        ("每次2片", "一次两片"),
        ("每日三次", "tid"),
        ("10×20×30cm", "100*200*300mm"),
        ("XXL", "2XL"),
        ("WWW.Example.com/", "http://www.example.com"),
    ],
)
def test_the_same_in_another_form_is_the_same(a: str, b: str) -> None:
    assert is_same(only(a), only(b))
    assert is_same(only(b), only(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("500 ml", "500 g"),
        ("500 ml", "505 ml"),
        ("12V⎓", "12V~"),
        ("2024-03", "2024-03-05"),
        ("05/03/2024", "2024-03-05"),
        ("05/03/2024", "05.03.2024"),
        ("¥5", "$5"),
        ("5元", "5"),
        ("1,000", "1.000"),
        ("138****1234", "13812341234"),
        ("138****1234", "138xxxx1234"),
        ("13812345678", "13812345673"),
        ("110101********1234", "110101*******1234"),
        ("E04", "E40"),
        ("0.5L", "O.5L"),
        ("XL", "2XL"),
        ("100-240V", "240V"),
        ("GB/T 1234-2008", "GB/T 1234-2018"),
    ],
)
def test_what_is_not_surely_the_same_is_not(a: str, b: str) -> None:
    found = find(b)
    assert not any(is_same(only(a), fact) or is_same(fact, only(a)) for fact in found)


def test_the_same_words_are_the_same_even_where_they_leave_open_what_they_mean() -> None:
    assert is_same(only("05/03/2024"), only("05/03/2024"))
    assert is_same(only("138****1234"), only("138****1234"))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("1L", "500ml", Decimal("0.5")),
        ("500g", "1kg", Decimal(-500)),
        ("¥12.80", "10元", Decimal("2.8")),
        ("30%", "25%", Decimal(5)),
        ("1,000", "1", Decimal(999)),
        ("2024-03-05", "2024年3月1日", timedelta(days=4)),
        ("2024.05", "2024.03", timedelta(days=61)),
        ("15:30", "下午3点", timedelta(minutes=30)),
    ],
)
def test_a_difference_is_in_the_unit_of_the_first(a: str, b: str, expected: Decimal | timedelta) -> None:
    assert difference(only(a), only(b)) == expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("500g", "500ml"),
        ("¥5", "$5"),
        ("2024-03", "2024-03-05"),
        ("05/03/2024", "2024-03-05"),
        ("100-240V", "220V"),
        ("12V⎓", "12V~"),
        ("E04", "E05"),
        ("3月5日", "3月6日"),
        ("8:00-17:30", "12:30"),
        ("500g", "¥5"),
    ],
)
def test_what_cannot_be_subtracted_has_no_difference(a: str, b: str) -> None:
    assert difference(only(a), only(b)) is None
