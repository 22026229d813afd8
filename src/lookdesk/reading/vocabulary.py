"""Words that a question says in one language and a picture in the other, from ``vocabulary.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from lookdesk.reading.folding import plain


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))


@cache
def _pairs() -> dict[str, tuple[str, ...]]:
    pairs: dict[str, tuple[str, ...]] = {}
    for row in _lists()["words"]:
        for word in row:
            pairs[plain(word)] = tuple(other for other in row if other != word)
    return pairs


def translations(word: str) -> tuple[str, ...]:
    """Return a word's synonyms in both languages; empty where we know none."""
    return _pairs().get(plain(word), ()) or _pairs().get(plain(word).removesuffix("s"), ())


def is_everyday(word: str) -> bool:
    """Tell whether an English word is printed in capitals everywhere, and so is no brand."""
    return word.casefold() in _lists()["everyday"]
