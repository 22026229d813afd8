"""What is found private in a text: where it stands, and of what kind it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from lookdesk.facts.folding import fold as fold_signs


class Kind(Enum):
    """The kinds of private value, each with its mask in Chinese and in English."""

    PHONE = ("[电话]", "[phone]")
    IDENTITY = ("[证件号]", "[ID number]")
    CARD = ("[卡号]", "[card number]")
    EMAIL = ("[邮箱]", "[e-mail]")
    NAME = ("[姓名]", "[name]")
    ADDRESS = ("[地址]", "[address]")


MASK = re.compile("|".join(re.escape(mask) for kind in Kind for mask in kind.value))


class Span(NamedTuple):
    """A private part of a text, as offsets."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as the patterns know it; ``places[i]`` is where ``text[i]`` stood in the original."""

    text: str
    places: tuple[int, ...]

    def original(self, span: Span) -> Span:
        """Return a span of the folded text as one of the original."""
        return span._replace(start=self.places[span.start], end=self.places[span.end - 1] + 1)


_SPOKEN_RUN = re.compile("[0-9零〇幺一二三四五六七八九]{11,}")
_SPOKEN = str.maketrans("零〇幺一二三四五六七八九", "001123456789")
_MISREAD_RUN = re.compile(r"(?<![A-Za-z0-9])(?=(?:[OoIl|]{0,3}[0-9]){7})[0-9OoIl|]{11,19}(?![A-Za-z0-9])")
_MISREAD = str.maketrans("OoIl|", "00111")
_BLANK = "\0"


def fold(text: str) -> Folded:
    """Fold width, signs and scripts of digits; drop what is not seen; take out the masks that stand there already.

    Digits in hiding are brought to light where they make a number of eleven and more: 一三八…, l38OO….
    """
    text = MASK.sub(lambda mask: _BLANK * len(mask[0]), text)
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character):
            if unicodedata.category(letter) not in {"Cf", "Mn", "Me"}:
                letters.append(letter)
                places.append(place)
    folded = fold_signs("".join(letters))
    folded = _SPOKEN_RUN.sub(lambda run: run[0].translate(_SPOKEN), folded)
    folded = _MISREAD_RUN.sub(lambda run: run[0].translate(_MISREAD), folded)
    return Folded(folded, tuple(places))


def merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Join spans that overlap, in order of place; the longer one gives the kind."""
    last: Span | None = None
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if last is None or span.start >= last.end:
            if last is not None:
                yield last
            last = span
        else:
            longer = max(last, span, key=lambda each: each.end - each.start)
            last = Span(last.start, max(last.end, span.end), longer.kind)
    if last is not None:
        yield last
