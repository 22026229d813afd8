"""Hostile and broken files: each gives what its list says, in bounded time and memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FILES = Path(__file__).parent / "broken_files" / "files.py"
EXPECTED: dict[str, str] = json.loads((FILES.parent / "expected.json").read_text())


@pytest.fixture(scope="module")
def run():
    done = subprocess.run(
        [sys.executable, "-W", "error", FILES, "run"], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "nothing may leak to the log"
    return json.loads(done.stdout)


def test_there_are_at_least_300_broken_files():
    assert len(EXPECTED) >= 300
    assert set(EXPECTED.values()) == {"picture", "invalid_picture", "too_large"}


def test_each_broken_file_gives_what_the_list_says(run):
    assert run["outcomes"] == EXPECTED


def test_no_broken_file_takes_five_seconds_of_a_processor(run):
    seconds, name = run["slowest"]
    assert seconds < 5, name


def test_all_broken_files_together_stay_below_one_gigabyte(run):
    assert run["peak_bytes"] < 1024**3
