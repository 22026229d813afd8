import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lookdesk.cli import main


@pytest.fixture
def photo(draw, tmp_path):
    path = tmp_path / "标签.jpg"
    path.write_bytes(draw())
    return str(path)


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("LOOKDESK_ENGINE", "fake")
    monkeypatch.setenv("LOOKDESK_OCR", "fake")
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_help_lists_the_commands_and_loads_nothing_heavy():
    code = (
        "import sys\nfrom lookdesk.cli import main\ntry: main(['--help'])\nfinally: "
        "print({'streamlit', 'numpy', 'pydantic', 'PIL', 'onnxruntime', 'fastapi'} & set(sys.modules), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for command in ("ask", "read", "serve", "doctor", "bench", "eval"):
        assert f"  {command} " in ended.stdout
    assert ended.stderr.strip() == "set()"


def test_a_question_is_answered_with_where_it_stands(run, photo):
    result = run("ask", photo, "What does it say?")
    assert result.exit_code == 0
    assert result.stdout.startswith("Picture 1 says: 64 × 48\n")
    assert "read in the picture" in result.stdout
    assert "picture 1, x 0–64, y 0–48: 64 × 48" in result.stdout


def test_an_answer_comes_as_json_too(run, photo):
    answer = json.loads(run("ask", "--json", photo, photo, "What does it say?").stdout)
    assert (answer["certainty"], answer["engine"]) == ("read", "fake")


def test_a_photo_that_does_not_tell_ends_with_its_own_exit_code(run, photo, monkeypatch):
    monkeypatch.setattr("lookdesk.ocr.fake.FakeOCR.read", lambda self, picture: ())
    result = run("ask", photo, "What does it say?")
    assert result.exit_code == 3
    assert "not in the picture" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["ask", "missing.jpg", "What?"], "missing.jpg cannot be read", "path of a photo"),
        (["ask", "--engine", "gpt", "PHOTO", "What?"], "no engine 'gpt'", "reader, fake"),
        (["ask", "PHOTO", " "], "no question", "Ask something"),
        (["ask", *["PHOTO"] * 11, "What?"], "11 pictures", "1 to 10"),
        (["ask", __file__, "What?"], "", "JPEG"),
        (["read", "missing.jpg"], "missing.jpg cannot be read", "path of a photo"),
        (["read", "--boxes", "/nowhere/a.png", "PHOTO"], "/nowhere/a.png cannot be written", "--boxes"),
        (["serve", "--port", "99999"], "'port' cannot be 99999", "port"),
        (["serve", "--host", "203.0.113.7"], "Cannot listen on 203.0.113.7", "--host"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_do_instead(run, photo, arguments, message, hint):
    result = run(*[photo if argument == "PHOTO" else argument for argument in arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert hint in result.stderr
    assert "Traceback" not in result.output


def test_reading_shows_lines_and_facts(run, photo):
    result = run("read", photo)
    assert result.exit_code == 0
    assert "image/jpeg, 64 × 48, 4 visual tokens" in result.stdout
    assert "1.00  64 × 48" in result.stdout


def test_reading_gives_json_with_boxes(run, photo):
    (line,) = json.loads(run("read", "--json", photo).stdout)["lines"]
    assert line["box"] == [[0, 0], [64, 0], [64, 48], [0, 48]]
    assert line["source"] == "text"


def test_reading_draws_the_boxes(run, photo, tmp_path):
    assert run("read", "--boxes", str(tmp_path / "out.png"), photo).exit_code == 0
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")


def test_the_doctor_tells_what_this_machine_can_run(run, monkeypatch):
    monkeypatch.setenv("LOOKDESK_PORT", "0")
    result = run("doctor")
    assert result.exit_code == 0
    for word in ("python", "cores", "memory", "ocr", "engine", "from LOOKDESK_ENGINE", "is free"):
        assert word in result.stdout


def test_the_doctor_tells_what_would_not_work(run, monkeypatch):
    monkeypatch.setenv("LOOKDESK_HOST", "203.0.113.7")
    result = run("doctor")
    assert result.exit_code == 2
    assert "BAD  port" in result.stdout
