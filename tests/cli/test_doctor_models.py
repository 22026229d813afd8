"""The doctor shows how a model would run here, without running it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from lookdesk.cli import main
from qwen3vl import write_tiny


@pytest.fixture
def doctor(monkeypatch):
    monkeypatch.setenv("LOOKDESK_OCR", "fake")
    monkeypatch.setenv("LOOKDESK_PORT", "0")

    def run(**settings: object):
        for name, value in settings.items():
            monkeypatch.setenv(f"LOOKDESK_{name.upper()}", str(value))
        return CliRunner().invoke(main, ["doctor"])

    return run


def test_a_model_has_a_plan_and_the_reasons_for_it(doctor, tmp_path) -> None:
    result = doctor(engine=write_tiny(tmp_path).model)
    assert result.exit_code == 0
    for word in (
        "with mmproj-tiny.gguf",
        "CPU, ",
        "GB weights",
        "21,448 tokens",
        "2 answers at one time, 8 rounds each",
    ):
        assert word in result.stdout


def test_the_plan_follows_the_settings(doctor, tmp_path) -> None:
    result = doctor(engine=write_tiny(tmp_path).model, slots=5, picture_tokens=256)
    assert "5 answers at one time" in result.stdout
    assert f"{512 + 8 * (256 + 200 + 256):,} tokens" in result.stdout


def test_auto_shows_the_plan_of_the_model_in_its_folder(doctor, tmp_path) -> None:
    write_tiny(tmp_path)
    assert f"{tmp_path / 'tiny.gguf'}, with mmproj-tiny.gguf" in doctor(engine="auto", models_folder=tmp_path).stdout


def test_without_a_model_it_says_what_the_4b_would_have(doctor, tmp_path) -> None:
    result = doctor(engine="auto", models_folder=tmp_path)
    assert f"there is no model in {tmp_path}" in result.stdout
    assert "Qwen3-VL-4B (Q4_K_M) would have: " in result.stdout


def test_an_address_that_does_not_answer_is_bad(doctor) -> None:
    result = doctor(engine="http://127.0.0.1:1/v1")
    assert result.exit_code == 2
    assert "BAD  engine" in result.stdout


def test_a_broken_model_is_told(doctor, tmp_path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"<html>")
    result = doctor(engine=tmp_path / "broken.gguf")
    assert result.exit_code == 2
    assert "no GGUF file" in result.stderr
