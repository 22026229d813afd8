"""What a picture shows: the kind of document, its main fields, how well it can be read."""

import pytest
from asking import ask, stands
from documents import (
    BILL_OF_LADING,
    BUS_TICKET,
    CARD_SLIP,
    CHINESE_RECEIPT,
    FOOD,
    INVOICE,
    LOG,
    NAMEPLATE,
    RECEIPT,
    TAG,
    WAYBILL_STACKED,
)
from pages import listing

from lookdesk.types import Certainty


@pytest.mark.parametrize(
    ("shown", "kind", "value"),
    [
        (TAG, "服装吊牌", "QH-2306W"),
        (FOOD, "食品标签", "185克"),
        (NAMEPLATE, "设备铭牌", "QDX7-22-1.1"),
        (WAYBILL_STACKED, "快递面单", "XL8804517263"),
        (RECEIPT, "小票", "22.21"),
        (CHINESE_RECEIPT, "小票", "22.80"),
        (INVOICE, "发票", "254.40"),
        (BUS_TICKET, "车票", "46.00"),
        (CARD_SLIP, "银行卡凭证", "20318846"),
        (BILL_OF_LADING, "提单", "HAMBURG"),
        (LOG, "日志", "ValueError"),
    ],
)
def test_a_description_names_the_kind_of_document_and_its_main_fields(shown, kind, value):
    reply = ask("描述这张图", shown)
    assert kind in reply.text
    assert value in reply.text
    assert "清晰" in reply.text
    assert reply.certainty is Certainty.INFERRED
    assert all(stands(found) for found in reply.found)


def test_a_description_is_in_the_questions_language():
    assert ask("Describe this picture.", RECEIPT).text.startswith("This looks like a receipt")


def test_a_description_says_that_most_of_the_text_is_illegible():
    poor = listing("品名：米饼", "净含量：185克", ("x", 0.2), ("yy", 0.3), ("zz", 0.3))
    assert "看不清" in ask("描述这张图", poor).text


def test_each_of_two_pictures_is_described():
    text = ask("描述这两张图", TAG, listing("INVOICE", "Invoice Date: 09 Feb 2026", "Total due: 9.00", number=2)).text
    assert "服装吊牌" in text
    assert "第2张" in text
