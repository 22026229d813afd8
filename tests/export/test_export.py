"""What goes out in each format, and that it comes back the same."""

import base64
import codecs
import csv
import io
import json
import zipfile

import jsonschema
import pytest
from kept import Place, asked, picture, several, unanswered

from lookdesk import pictures
from lookdesk.export import SCHEMA_FILE, Export, Format, KeptPictures
from lookdesk.export.shapes import schema
from lookdesk.ocr.fake import FakeOCR
from lookdesk.records import Feedback, Selection, TurnState, Verdict


@pytest.fixture
def place():
    return Place()


def lines(content):
    return [json.loads(line) for line in content.splitlines()]


@pytest.mark.parametrize("kind", [Format.JSONL, Format.ZIP])
def test_what_is_imported_is_what_was_exported(place, kind):
    several(place)
    other = Place()
    content = place.export(kind)
    assert other.take(content)[:2] == (4, 0)
    assert other.all() == place.all()
    assert other.take(content) == place.take(content) == (0, 4, 0)
    assert other.all() == place.all()


def test_a_zip_brings_each_picture_once(place):
    several(place)
    content = place.export(Format.ZIP)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert sorted(name.rpartition(".")[2] for name in names) == ["jpg", "jsonl", "png"]
    other = Place()
    other.take(content)
    for whole in place.all():
        for numbered in whole.pictures:
            assert other.blobs.get(numbered.picture.id) == place.blobs.get(numbered.picture.id)


def test_a_zip_has_its_conversations_in_several_files(place):
    for _ in range(30):
        place.add(asked(question="长" * 20_000))
    content = place.export(Format.ZIP)
    assert len(zipfile.ZipFile(io.BytesIO(content)).namelist()) == 2
    other = Place()
    assert other.take(content) == (30, 0, 0)
    assert other.all() == place.all()


def test_lines_without_pictures_tell_that_they_are_missing(place):
    several(place)
    other = Place()
    assert other.take(place.export(Format.JSONL)) == (4, 0, 3)


def test_a_picture_that_is_gone_is_counted(place):
    place.add(asked(shown=(1,)), pictures=[picture()])
    place.blobs.remove([place.all()[0].pictures[0].picture.id])
    export = Export(KeptPictures(place.blobs, FakeOCR()), Format.ZIP)
    content = b"".join(export.write(place.store.each(Selection())))
    assert export.left_out == 1
    assert Place().take(content) == (1, 0, 1)


def test_a_running_turn_comes_in_as_interrupted(place):
    place.add(unanswered(1, TurnState.RUNNING))
    other = Place()
    other.take(place.export(Format.JSONL))
    assert other.all()[0].turns[0].state is TurnState.INTERRUPTED


def test_the_published_schema_is_that_of_the_code_and_of_every_line(place):
    published = json.loads(SCHEMA_FILE.read_text())
    assert published == schema()
    jsonschema.Draft202012Validator.check_schema(published)
    several(place)
    written = lines(place.export(Format.JSONL))
    for line in written:
        jsonschema.validate(line, published)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written[1] | {"id": "../etc/passwd"}, published)


def test_the_first_line_names_format_and_version(place):
    (head,) = lines(place.export(Format.JSONL))
    assert (head["format"], head["version"], head["is_redacted"]) == ("lookdesk conversations", 1, False)


# --- CSV ------------------------------------------------------------------------------------------------------------


def test_a_table_has_a_row_for_each_turn(place):
    several(place)
    content = place.export(Format.CSV)
    assert content.startswith(codecs.BOM_UTF8)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert (rows[0]["turn"], rows[0]["pictures"], rows[0]["answer"]) == ("1", "1 2", "保修三年。")
    assert (rows[1]["verdict"], rows[1]["reason"], rows[1]["correction"]) == ("bad", "不对", "保修两年。")
    assert (rows[2]["state"], rows[2]["error"], rows[2]["certainty"]) == ("failed", "engine_failed", "")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_a_formula(place, sign):
    place.add(asked(question=f"{sign}HYPERLINK(A1)", answer=f"{sign}1"), title=f"{sign}cmd|' /C calc'!A0")
    (row,) = csv.DictReader(io.StringIO(place.export(Format.CSV).decode("utf-8-sig"), newline=""))
    assert row["question"] == f"'{sign}HYPERLINK(A1)"
    assert not any(cell.startswith(sign) for cell in row.values())


# --- fine-tuning ----------------------------------------------------------------------------------------------------


def test_an_example_shows_pictures_and_the_corrected_answer(place):
    bad = Feedback(Verdict.BAD, "", "保修两年。")
    place.add(asked(1, shown=(1,)), asked(2, "真的？", feedback=bad), unanswered(3), pictures=[picture("BMP")])
    (example,) = lines(place.export(Format.OPENAI))
    system, first, answer, second, corrected = example["messages"]
    assert [system["role"], first["role"], answer["role"]] == ["system", "user", "assistant"]
    label, shown, question = first["content"]
    assert (label["text"], question["text"], answer["content"]) == ("Picture 1: ", "保修几年？", "保修三年。")
    url = shown["image_url"]["url"]
    assert pictures.load(base64.b64decode(url.removeprefix("data:image/jpeg;base64,"))).size == (64, 48)
    assert (second["content"], corrected["content"], corrected["weight"]) == ("真的？", "保修两年。", 1)


def test_an_example_without_pictures_is_text(place):
    place.add(asked(1, shown=(1,)), pictures=[picture()])
    (example,) = lines(place.export(Format.OPENAI, has_pictures=False))
    assert [message["content"] for message in example["messages"]][1:] == ["保修几年？", "保修三年。"]


def test_a_bad_answer_is_not_learned(place):
    place.add(asked(1, feedback=Feedback(Verdict.BAD)), asked(2))
    place.add(asked(1, feedback=Feedback(Verdict.BAD)))
    (example,) = lines(place.export(Format.OPENAI))
    assert [message["weight"] for message in example["messages"][2::2]] == [0, 1]


def test_only_what_was_found_good_or_corrected_is_learned_where_that_is_asked_for(place):
    corrected = Feedback(Verdict.BAD, "", "保修两年。")
    place.add(asked(1), asked(2, feedback=Feedback(Verdict.GOOD)), asked(3, feedback=corrected))
    place.add(asked(1))
    (example,) = lines(place.export(Format.OPENAI, is_approved=True))
    assert [message["weight"] for message in example["messages"][2::2]] == [0, 1, 1]
