"""The example pictures can be used as they are: small, nameless, readable by machines, and asked about."""

import json
from pathlib import Path

import pytest
import zxingcpp

from lookdesk import pictures

EXAMPLES = Path(__file__).parent.parent / "examples"
ROWS = [json.loads(line) for line in (EXAMPLES / "questions.jsonl").read_text().splitlines()]
FIELDS = {"id", "images", "question", "answers", "scoring", "category", "language", "answerable"}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.jpg")), ids=lambda path: path.stem)
def test_an_example_is_a_small_picture_of_phone_size(path):
    content = path.read_bytes()
    picture = pictures.load(content)
    assert picture.media_type == "image/jpeg"
    assert len(content) <= 300_000
    assert min(picture.size) >= 1000
    assert max(picture.size) <= 2000
    assert b"Exif" not in content


def test_every_example_is_asked_about_and_every_row_has_its_picture():
    assert {name for row in ROWS for name in row["images"]} == {path.name for path in EXAMPLES.glob("*.jpg")}
    assert len({row["id"] for row in ROWS}) == len(ROWS) >= 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_row_has_answers_if_and_only_if_it_can_be_answered(row):
    assert set(row) == FIELDS
    assert bool(row["answers"]) == row["answerable"] == (row["scoring"] != "abstain")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("label.jpg", {"6900000000175"}),
        ("waybill.jpg", {"XT2603140086217"}),
        ("receipt.jpg", {"0048213"}),
    ],
)
def test_the_codes_on_an_example_are_real(name, codes):
    pixels = pictures.pixels(pictures.load((EXAMPLES / name).read_bytes()))
    assert {code.text for code in zxingcpp.read_barcodes(pixels)} == codes
