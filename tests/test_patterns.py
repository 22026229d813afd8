"""Python before 3.11.5, which Debian 12 ships, matches possessive groups wrongly (CPython issue 106052)."""

from __future__ import annotations

import re
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src"
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{+\d*,?\d*\}+)\+")


def test_no_pattern_repeats_a_group_possessively() -> None:
    found = [
        f"{path.relative_to(SOURCES)}:{number}: write (?>(?:…)*) instead of (?:…)*+"
        for path in sorted(SOURCES.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if POSSESSIVE_GROUP.search(line)
    ]
    assert found == []
