"""Nothing private leaves with a redacted export, in no format and no byte."""

import io
import json
import zipfile

import pytest
from kept import Place, asked, picture
from PIL import Image

from lookdesk.errors import EngineError
from lookdesk.export import Export, Format, KeptPictures
from lookdesk.ocr.fake import FakeOCR
from lookdesk.records import Feedback, Selection, Verdict
from lookdesk.types import Box, TextLine

SECRETS = ("韩梅梅", "13912345678", "440524198001010014", "6222021234567890128", "mei@example.com", "文溪路126号")
LINES = [
    TextLine("收件人：韩梅梅", Box.upright(20, 20, 300, 50), 0.98),
    TextLine("电话：13912345678", Box.upright(20, 70, 360, 100), 0.98),
    TextLine("净含量 500 ml", Box.upright(20, 300, 260, 330), 0.98),
]


@pytest.fixture
def place():
    """Keep a conversation that is full of private things."""
    kept = Place()
    feedback = Feedback(Verdict.BAD, "客户 mei@example.com 说不对", "身份证号：440524198001010014")
    kept.add(
        asked(1, "给谁的？", "给韩梅梅的，电话13912345678。", evidence="收件人：韩梅梅", shown=(1,)),
        asked(2, "卡号 6222021234567890128 对吗？收货地址：文溪路126号", "净含量是 500 ml。", feedback=feedback),
        title="韩梅梅的包裹",
        pictures=[picture(size=(640, 400))],
    )
    return kept


def unpacked(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", [*Format])
def test_no_secret_is_in_any_byte(place, kind):
    plain, redacted = place.export(kind, LINES), place.export(kind, LINES, is_redacted=True)
    if kind is Format.ZIP:
        plain, redacted = (b"".join(unpacked(each).values()) for each in (plain, redacted))
    original = place.all()[0].pictures[0].picture.id
    for secret in SECRETS:
        said = {secret.encode(), json.dumps(secret).strip('"').encode()}
        assert any(each in plain for each in said) or kind is not Format.JSONL, secret
        assert not any(each in redacted for each in said), secret
    assert original.encode() not in redacted
    assert "给[姓名]的".encode() in redacted


def test_pictures_have_black_boxes_over_what_is_private_alone(place):
    files = unpacked(place.export(Format.ZIP, LINES, is_redacted=True))
    (name,) = (name for name in files if name.startswith("pictures/"))
    image = Image.open(io.BytesIO(files[name])).convert("RGB")
    assert image.size == (640, 400)
    assert image.getpixel((250, 85))[2] < 30
    assert image.getpixel((200, 315))[2] > 150
    assert not image.getexif()


def test_a_redacted_export_can_be_imported_and_names_its_own_pictures(place):
    other = Place()
    assert other.take(place.export(Format.ZIP, LINES, is_redacted=True)) == (1, 0, 0)
    (whole,) = other.all()
    (numbered,) = whole.pictures
    assert other.blobs.has(numbered.picture.id)
    assert whole.turns[0].pictures == (1,)
    (evidence,) = whole.turns[0].answer.evidence
    assert (evidence.picture_id, evidence.value) == (numbered.picture.id, evidence.text)
    assert evidence.text == "收件人：[姓名]"
    assert whole.conversation.title == "[姓名]的包裹"
    assert whole.turns[0].text == whole.turns[0].answer.text == "给[姓名]的，电话[电话]。"


def test_lines_and_zip_name_the_same_pictures(place):
    lines = json.loads(place.export(Format.JSONL, LINES, is_redacted=True).splitlines()[1])
    files = unpacked(place.export(Format.ZIP, LINES, is_redacted=True))
    assert f"pictures/{lines['pictures'][0]['id']}.jpg" in files


def test_the_header_says_that_it_is_redacted(place):
    assert json.loads(place.export(Format.JSONL, LINES, is_redacted=True).splitlines()[0])["is_redacted"]


def test_a_picture_that_cannot_be_read_is_left_out_and_counted(place):
    ocr = FakeOCR(LINES, error=EngineError("The reader is tired."))
    export = Export(KeptPictures(place.blobs, ocr), Format.ZIP, is_redacted=True)
    files = unpacked(b"".join(export.write(place.store.each(Selection()))))
    assert export.left_out == 1
    assert list(files) == ["conversations/00001.jsonl"]
    said = files["conversations/00001.jsonl"].decode()
    assert not any(secret in said for secret in SECRETS)  # what answers quote tells the name
    body = json.loads(said.splitlines()[1])
    assert body["pictures"] == body["turns"][0]["pictures"] == body["turns"][0]["answer"]["evidence"] == []
