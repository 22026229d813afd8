from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from redaction_texts import HARMLESS, PRIVATE

from lookdesk import pictures
from lookdesk.export.redaction import private_values, redact_picture, redact_text
from lookdesk.ocr.rapid import RapidOCRReader
from lookdesk.types import Box, LineSource, Picture, Size, TextLine

WAYBILL = Path(__file__).parents[2] / "examples/waybill.jpg"
SIZE = Size(900, 1000)
HEIGHT = 30


@pytest.mark.parametrize(("text", "secrets"), [(text, secrets) for text, *secrets in PRIVATE])
def test_what_is_private_is_masked(text, secrets):
    masked = redact_text(text)
    assert not [secret for secret in secrets if secret in masked]
    assert redact_text(masked) == masked


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text):
    assert redact_text(text) == text


def test_a_mask_says_what_stood_there_in_the_texts_language():
    assert redact_text("收件人：李雷，电话：139 1234 5678") == "收件人：[姓名]，电话：[电话]"
    assert redact_text("Call +1 415 555 0100 or li@example.com.") == "Call [phone] or [e-mail]."
    assert redact_text("卡号 6222021234567890128，身份证 11010519491231002X") == "卡号 [卡号]，身份证 [证件号]"


def test_the_text_around_a_value_stays():
    masked = redact_text("收件人：李雷，地址：北京市朝阳区建国路88号，请尽快发货，谢谢")
    assert masked == "收件人：[姓名]，地址：[地址]，请尽快发货，谢谢"
    assert redact_text("The recipient is Li Lei, phone 13912345678.") == "The recipient is [name], phone [phone]."


@pytest.mark.parametrize(
    ("text", "private", "masked"),
    [
        ("这是李雷的包裹", "李雷", "这是[姓名]的包裹"),
        ("这是李 雷的包裹，李先生没有接电话", "李雷", "这是[姓名]的包裹，[姓名]没有接电话"),
        (
            "clara  voss has paid; Ms Voss will call; VOSS, Clara",
            "Clara Voss",
            "[name] has paid; [name] will call; [name]",
        ),
        ("Ｃｌａｒａ　Ｖｏｓｓ", "Clara Voss", "[name]"),
        ("送到和平区岳阳道21号就行", "天津市和平区岳阳道21号3门502", "送到[地址]就行"),
        ("It goes to 81 park row.", "81 Park Row, Bristol", "It goes to [address]."),
        ("The annex was read.", "Ann", "The annex was read."),
    ],
)
def test_values_known_from_pictures_are_masked_however_they_are_written(text, private, masked):
    assert redact_text(text, [private]) == masked


def test_masks_are_safe_in_json():
    assert not [mask for mask in (redact_text(text) for text, *_ in PRIVATE) if "\\" in mask]
    assert redact_text('{"name": "Clara Voss"}') == '{"name": "[name]"}'


ALPHABET = "收件人电话地址姓名李雷北京市路号是：，。 \n0123456789-+()*@.Xx[]nametophone卡号身份证\0\u200b１"


@given(
    st.text(alphabet=ALPHABET, max_size=60) | st.text(max_size=60),
    st.sets(st.text(alphabet=ALPHABET, max_size=8), max_size=3),
)
def test_redaction_never_fails_and_is_done_after_one_time(text, private):
    masked = redact_text(text, private)
    assert redact_text(masked, private) == masked


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["{}", "{:.3}-{:.4}-{:.4}", "{:.3} {:.4} {:.4}", "+86{}", "+86 {:.3} {:.4} {:.4}"]),
    st.sampled_from(["", "电话：", "我的号码是", "call me: ", "李雷 ", "（", "tel:"]),
    st.sampled_from(["", "，谢谢", ")", " ok", "李雷", "\n", "。"]),
)
def test_no_digit_of_a_mobile_number_survives(number, form, before, after):
    parts = (number,) if form in {"{}", "+86{}"} else (number[:3], number[3:7], number[7:])
    assert not re.search(r"\d", redact_text(f"{before}{form.format(*parts)}{after}"))


def line(text: str, x: float, y: float, width: float | None = None, **more: object) -> TextLine:
    width = width or sum(0.55 * HEIGHT if c.isascii() else HEIGHT for c in text)
    made = TextLine(text, Box.upright(x, y, x + width, y + HEIGHT), 0.98)
    return replace(made, **more)


def values(*lines: TextLine) -> set[str]:
    return set(private_values(lines, SIZE))


def test_values_stand_behind_beside_and_below_the_names_of_fields():
    assert values(line("收件人：李雷", 40, 40)) == {"李雷"}
    assert values(line("收件人", 40, 40), line("李雷", 300, 40)) == {"李雷"}
    assert values(line("收件人", 40, 40), line("李雷", 40, 80)) == {"李雷"}
    assert values(line("Ship to", 40, 40), line("Clara Voss", 40, 80)) == {"Clara Voss"}


def test_an_address_goes_on_below():
    found = values(
        line("地址：北京市朝阳区建国路88号", 40, 40), line("院3号楼502室", 40, 80), line("品名：茶具", 40, 120)
    )
    assert found == {"北京市朝阳区建国路88号", "院3号楼502室"}


def test_a_tables_column_is_private_to_its_end():
    rows = [("姓名", "电话"), ("李雷", "13912345678"), ("韩梅梅", "13812345678"), ("王小明", "13712345678")]
    lines = [
        line(text, x, 40 + 40 * row) for row, cells in enumerate(rows) for x, text in zip((40, 300), cells, strict=True)
    ]
    assert values(*lines) == {"李雷", "韩梅梅", "王小明"}


def test_a_label_without_people_has_no_private_values():
    assert not values(line("品名：海苔饼", 40, 40), line("净含量：185克", 40, 80), line("型号：QH-2306W", 40, 120))


def test_forms_left_empty_have_no_private_values():
    assert not values(
        line("收件人：", 40, 40), line("电话：", 40, 80), line("地址：", 40, 120), line("运单号 XT260314", 40, 160)
    )


def paper(*lines: TextLine, size: Size = SIZE) -> Picture:
    """Draw a picture whose lines are grey bars, so that every covered pixel tells."""
    image = Image.new("RGB", size, (230, 230, 230))
    pen = ImageDraw.Draw(image)
    for each in lines:
        pen.polygon(list(each.box.points), fill=(140, 140, 140))
    out = io.BytesIO()
    image.save(out, "PNG")
    return pictures.load(out.getvalue())


def opened(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("L"), dtype=int)


def shares_covered(picture: Picture, *lines: TextLine) -> list[float]:
    """Return which share of each line's box is black in the redacted picture; all else must be as it was."""
    after, before = opened(redact_picture(picture, lines)), opened(pictures.load(picture.content).content)
    is_black = after < 10
    assert (is_black | (abs(after - before) < 12)).mean() > 0.999
    shares = []
    for each in lines:
        mask = Image.new("1", picture.size)
        ImageDraw.Draw(mask).polygon(list(each.box.points), fill=1)
        shares.append(float(is_black[np.asarray(mask)].mean()))
    return shares


def test_private_lines_turn_black_and_others_stay():
    lines = (
        line("运单号：XT2603140086217", 40, 40),
        line("13912345678", 40, 100),
        line("净含量：500克", 40, 160),
        line("收件人", 40, 220),
        line("李雷", 300, 220),
    )
    assert shares_covered(paper(*lines), *lines) == [0, 1, 0, 0, 1]


def test_of_a_long_line_only_the_part_with_the_value_is_covered():
    each = line("订单已发货请留意查收电话13912345678谢谢您的支持与惠顾", 40, 100)
    covered = opened(redact_picture(paper(each), [each]))[115] < 10
    columns = np.flatnonzero(covered)
    start, end = 40 + 12 * HEIGHT, 40 + 12 * HEIGHT + 11 * 0.55 * HEIGHT
    assert columns.min() <= start - HEIGHT
    assert columns.max() >= end + HEIGHT
    assert not covered[: 40 + 6 * HEIGHT].any()


def test_where_letters_are_not_spread_evenly_the_whole_line_is_covered():
    each = line("电话13912345678号", 40, 100, width=800)
    assert shares_covered(paper(each), each) == [1]


@pytest.mark.parametrize("degrees", [12, 90, 180, -75])
def test_boxes_are_turned_as_the_text_is(degrees):
    turn = np.radians(degrees)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    upright = np.array([(-200, -15), (200, -15), (200, 15), (-200, 15)])

    def placed(text: str, x: float, y: float) -> TextLine:
        return TextLine(text, Box.of((upright @ spin.T + spin @ (x, y) + (450, 500)).tolist()), 0.98)

    lines = (
        placed("净含量500克配料大米", 0, -100),
        placed("电话13912345678", 0, 0),
        placed("生产日期2026年3月8日", 0, 100),
    )
    shares = shares_covered(paper(*lines), *lines)
    assert shares[0] == shares[2] == 0
    assert shares[1] > 0.75


def test_a_number_in_two_cells_and_over_two_lines_is_covered():
    cut = (line("138 0000", 40, 40, 132), line("6152", 184, 40, 66))
    assert shares_covered(paper(*cut), *cut) == [1, 1]
    wrapped = (line("电话：1380000", 40, 40), line("6152", 40, 80))
    assert min(shares_covered(paper(*wrapped), *wrapped)) > 0.6


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("tel:13912345678", 1),
        ("6222021234567890128", 1),
        ("XT2603140086217", 0),
        ("6901234567892", 0),
        ("4006381333931", 0),
    ],
)
def test_a_bar_code_is_covered_if_what_it_says_is_private(text, covered):
    code = line(text, 40, 100, 400, source=LineSource.BARCODE)
    assert shares_covered(paper(code), code) == [covered]


def test_a_doubtful_line_that_may_hold_a_number_is_covered():
    lines = (line("l39I2OO4S678", 40, 40, score=0.3), line("ab 12", 40, 100, score=0.3))
    assert shares_covered(paper(*lines), *lines) == [1, 0]


def test_nothing_of_the_file_goes_along():
    exif = Image.Exif()
    exif[0x010E] = "13912345678"
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "JPEG", exif=exif)
    content = redact_picture(pictures.load(out.getvalue()), [])
    redacted = Image.open(io.BytesIO(content))
    assert redacted.size == (200, 300)  # upright
    assert not redacted.getexif()
    assert b"13912345678" not in content
    assert redacted.format == "JPEG"


def test_a_transparent_picture_hides_nothing():
    out = io.BytesIO()
    Image.new("RGBA", (300, 200), (200, 10, 10, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(redact_picture(pictures.load(out.getvalue()), []))).mode == "RGB"


def test_ocr_reads_no_private_value_from_the_redacted_waybill():
    reader = RapidOCRReader()
    picture = pictures.load(WAYBILL.read_bytes())
    lines = reader.read(picture)
    before = " ".join(each.text for each in lines)
    after = " ".join(each.text for each in reader.read(pictures.load(redact_picture(picture, lines))))
    for secret in ("13800006152", "周文清", "文溪路", "501", "3348", "稻香路"):
        assert secret in before
        assert secret not in after
    for kept in ("XT2603140086217", "1.35 kg", "2026-03-14", "531-C08-21", "D20260314770925"):
        assert kept in before
        assert kept in after
