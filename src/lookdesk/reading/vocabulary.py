"""Words that a question says in one language and a picture in the other, from ``vocabulary.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from lookdesk.reading.folding import plain


@cache
def _pairs() -> dict[str, tuple[str, ...]]:
    rows = tomllib.loads(resources.files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))["words"]
    pairs: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for word in row:
            pairs[plain(word)] = tuple(other for other in row if other != word)
    return pairs


def translations(word: str) -> tuple[str, ...]:
    """Return a word's synonyms in both languages; empty where we know none."""
    return _pairs().get(plain(word), ()) or _pairs().get(plain(word).removesuffix("s"), ())
