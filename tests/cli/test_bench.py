"""A user measures the own machine."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from lookdesk.cli import main
from lookdesk.engines.fake import FakeEngine
from lookdesk.errors import EngineError
from qwen3vl import write_tiny

pytestmark = pytest.mark.process


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.setenv("LOOKDESK_OCR", "fake")

    def run(*arguments: object):
        return CliRunner().invoke(main, ["bench", *map(str, arguments)])

    return run


def test_a_model_keeps_the_plan_of_the_doctor(bench, tmp_path) -> None:
    model = write_tiny(tmp_path).model
    result = bench("--engine", model, "--concurrency", "2,3", "--questions", 2, "--answer-tokens", 8)
    assert result.exit_code == 0, result.output
    assert f"engine    llamacpp {model.stem} on CPU, 2 answers at one time" in result.stdout
    assert re.search(r"^ +2 .* 4$", result.stdout, re.MULTILINE)
    assert re.search(r"^ +3 .* 6$", result.stdout, re.MULTILINE)
    assert "ok   2 answers at one time; planned: 2" in result.stdout
    assert "ok   2 chats: the longest wait for a place was 0." in result.stdout
    assert "3 chats: the longest wait" not in result.stdout
    assert re.search(r"ok   \d\.\d GB taken; planned: at most", result.stdout)


def test_the_reader_is_measured_too_but_has_no_plan(bench) -> None:
    result = bench("--engine", "reader", "--concurrency", 2, "--questions", 1)
    assert result.exit_code == 0
    assert "no plan to keep" in result.stdout


def test_an_answer_that_fails_is_told(bench, monkeypatch) -> None:
    def fail(*_: object):
        raise EngineError("The model is tired.")

    monkeypatch.setattr(FakeEngine, "generate", fail)
    result = bench("--engine", "fake", "--concurrency", 2, "--questions", 3)
    assert result.exit_code == 1
    assert "BAD  2 chats: 6 questions have no answer: The model is tired." in result.stdout


@pytest.mark.parametrize("levels", ["0", "2,", "two", "65", ""])
def test_other_than_numbers_of_chats_is_refused(bench, levels) -> None:
    result = bench("--concurrency", levels)
    assert result.exit_code == 2
    assert "1 to 64, as 2,8" in result.stderr


def test_a_model_that_does_not_load_is_told(bench, tmp_path) -> None:
    model = write_tiny(tmp_path).model
    model.write_bytes(model.read_bytes()[:-1000])
    result = bench("--engine", model)
    assert result.exit_code == 2
    assert "The engine is down: " in result.stderr
