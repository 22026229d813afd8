"""QR and bar codes: content and place, in any direction."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp

from lookdesk.ocr import barcodes
from lookdesk.pictures import Pixels
from lookdesk.types import LineSource

QR, CODE_128, EAN_13 = (
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.EAN13,
)
LEFT, TOP = 120, 60
SCALE = 3
"""Pixels of a module, the narrowest bar or square."""


def _page(*codes: tuple[zxingcpp.BarcodeFormat, str, int, int], size: tuple[int, int] = (600, 800)) -> Pixels:
    """Draw codes on white paper, each with its left upper corner at the place given."""
    picture = np.full((*size, 3), 255, np.uint8)
    for kind, text, left, top in codes:
        drawn = np.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind), scale=SCALE))
        picture[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn[:, :, None]
    return picture


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (QR, "https://repair.example/q/77"),
        (QR, "取件码 48-2-7716"),
        (CODE_128, "XL8804517263"),
        (EAN_13, "6938210047710"),
    ],
)
def test_a_code_gives_its_content_and_its_place(kind, text):
    (line,) = barcodes.read(_page((kind, text, LEFT, TOP)))
    assert (line.text, line.source, line.score) == (text, LineSource.BARCODE, 1.0)
    assert LEFT <= line.box.left < line.box.right <= LEFT + 450
    assert TOP <= line.box.top < line.box.bottom <= TOP + 170


@pytest.mark.parametrize(("quarters", "angle"), [(1, -90), (2, 180), (3, 90)])
def test_a_turned_code_is_read_and_its_box_begins_where_the_code_begins(quarters, angle):
    turned = np.ascontiguousarray(np.rot90(_page((QR, "XL8804517263", LEFT, TOP)), quarters))
    (line,) = barcodes.read(turned)
    assert line.text == "XL8804517263"
    assert abs(line.box.angle) == pytest.approx(abs(angle), abs=3)
    assert line.box.angle == pytest.approx(angle, abs=3) or abs(angle) == 180


def test_two_codes_on_one_picture_are_both_read():
    lines = barcodes.read(_page((QR, "A-1", 40, 40), (CODE_128, "B-2", 300, 400)))
    assert {line.text for line in lines} == {"A-1", "B-2"}


def test_a_code_of_nothing_but_spaces_gives_no_line():
    assert barcodes.read(_page((QR, "   ", LEFT, TOP))) == []


def test_a_damaged_code_is_not_guessed():
    picture = _page((CODE_128, "XL8804517263", LEFT, TOP))
    picture[:, LEFT + 150 : LEFT + 200] = 255
    assert barcodes.read(picture) == []


@pytest.mark.parametrize("size", [(16, 16), (16, 800), (600, 800)])
def test_a_picture_without_a_code_gives_none(size):
    assert barcodes.read(np.full((*size, 3), 200, np.uint8)) == []
