"""The fields of customers' pictures and their many names, from ``fields.toml``."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

from lookdesk.facts import FactKind
from lookdesk.reading.folding import fold, plain


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A named value that pictures carry."""

    id: str
    chinese: str
    english: str
    names: tuple[str, ...] = ()
    """How pictures and questions call it, folded."""
    asked: tuple[str, ...] = ()
    """How only questions call it, folded."""
    kinds: tuple[FactKind, ...] = ()
    """The facts that a value must hold, the likeliest first; none: free text."""
    pattern: re.Pattern[str] | None = None
    is_loose: bool = False
    """May the only value of its kind stand for it where no name is printed?"""
    party: str = ""
    first: tuple[str, ...] = field(default=(), repr=False)

    def rank(self, name: str) -> int:
        """Return how late a printed name comes in the order of belief: 0 is the best."""
        return self.first.index(name) if name in self.first else len(self.first)


@dataclass(frozen=True, slots=True)
class Span:
    """A field's name in a text, as offsets into the original."""

    start: int
    end: int
    name: str
    fields: tuple[Field, ...]
    prefix: str = ""
    """Chinese characters that stand right before the name and belong to the word: 热线 in 热线电话."""


def _read() -> dict[str, Field]:
    rows = tomllib.loads(resources.files(__package__).joinpath("fields.toml").read_text("utf-8"))["field"]
    return {
        row["id"]: Field(
            id=row["id"],
            chinese=row["label"][0],
            english=row["label"][1],
            names=tuple(dict.fromkeys(map(plain, row["names"]))),
            asked=tuple(dict.fromkeys(map(plain, row.get("asked", ())))),
            kinds=tuple(FactKind(kind) for kind in row.get("kinds", ())),
            pattern=re.compile(row["pattern"]) if "pattern" in row else None,
            is_loose=row.get("loose", False),
            party=row.get("party", ""),
            first=tuple(map(plain, row.get("first", ()))),
        )
        for row in rows
    }


FIELDS: Mapping[str, Field] = _read()
"""All fields by id. Made at import, which happens once: fields are compared by identity, and two first questions at one
time would otherwise each make their own."""


@lru_cache(maxsize=4096)
def names_in(text: str) -> tuple[Span, ...]:
    """Return the field names in a text as pictures print them, the longest at each place."""
    return _scan(text, _lexicon(asked=False))


@lru_cache(maxsize=256)
def asked_in(text: str) -> tuple[Span, ...]:
    """Return the fields that a question names."""
    return _scan(text, _lexicon(asked=True))


@cache
def _lexicon(*, asked: bool) -> dict[str, dict[int, dict[str, tuple[Field, ...]]]]:
    """Arrange all names by first letter and length, so that a scan looks up only what can be there."""
    fields: dict[str, list[Field]] = defaultdict(list)
    for each in FIELDS.values():
        plurals = (f"{name}s" for name in each.names if asked and name.isascii() and len(name) > 3)
        for name in dict.fromkeys((*each.names, *(each.asked if asked else ()), *plurals)):
            fields[name].append(each)
    lexicon: dict[str, dict[int, dict[str, tuple[Field, ...]]]] = defaultdict(lambda: defaultdict(dict))
    for name, owners in fields.items():
        lexicon[name[0]][len(name)][name] = tuple(owners)
    return {letter: dict(sorted(lengths.items(), reverse=True)) for letter, lengths in lexicon.items()}


def _scan(text: str, lexicon: dict[str, dict[int, dict[str, tuple[Field, ...]]]]) -> tuple[Span, ...]:
    folded = fold(text)
    spans: list[Span] = []
    at = 0
    while at < len(folded.text):
        found = None
        for length, names in lexicon.get(folded.text[at], {}).items():
            name = folded.text[at : at + length]
            if name in names and _is_word(text, folded.places[at], folded.places[at + length - 1] + 1):
                start, end = folded.places[at], folded.places[at + length - 1] + 1
                found = Span(start, end, name, names[name], _prefix(text, start))
                break
        if found:
            spans.append(found)
            at += len(found.name)
        else:
            at += 1
    return tuple(spans)


def _is_word(text: str, start: int, end: int) -> bool:
    """Refuse Latin names in the middle of a word, and lone Chinese characters that are part of one."""
    if _is_latin(text[start]) and start and _is_latin(text[start - 1]):
        return False
    if _is_latin(text[end - 1]) and end < len(text) and _is_latin(text[end]):
        return False
    if end - start == 1 and not text[start].isascii():
        return not (start and text[start - 1].isalpha()) and not (end < len(text) and text[end].isalpha())
    return True


def _prefix(text: str, start: int) -> str:
    at = start
    while at > 0 and "一" <= text[at - 1] <= "鿿":
        at -= 1
    return text[at:start]


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
