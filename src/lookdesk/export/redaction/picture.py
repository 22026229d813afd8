"""Private values of a picture, and the picture without them."""

from __future__ import annotations

from collections.abc import Sequence

from lookdesk.export.redaction.covering import box_of, covered
from lookdesk.export.redaction.places import named_places, private_places
from lookdesk.reading import Page
from lookdesk.reading.folding import is_chinese, plain
from lookdesk.types import Picture, Size, TextLine

_FEWEST_LETTERS = (3, 2)
"""Letters of the shortest value, Latin and Chinese, that is looked for elsewhere."""


def private_values(lines: Sequence[TextLine], size: Size) -> frozenset[str]:
    """Return the values of name and address fields that stand in a picture's text lines.

    They are what to hand to ``redact_text`` for all that was said of the picture.

    Args:
        lines: what OCR read.
        size: of the upright picture, in pixels.
    """
    return _values(Page(1, *size, tuple(lines)))


def redact_picture(picture: Picture, lines: Sequence[TextLine]) -> bytes:
    """Return the picture as an upright JPEG with black boxes over everything that is private in it.

    Covered is what ``redact_text`` would mask, what stands beside and below the names of private fields, and what OCR
    could hardly read but that looks like a number. Nothing of the file itself goes along: no metadata, no thumbnail.

    Args:
        picture: the picture.
        lines: what OCR read in it. Without them nothing can be covered, and the picture must not be handed out.

    Raises:
        InvalidPicture: truncated or damaged.
    """
    page = Page(1, *picture.size, tuple(lines))
    places = private_places(page, sorted(_values(page)))
    return covered(picture, {box_of(place.cell, place.start, place.end) for place in places})


def _values(page: Page) -> frozenset[str]:
    values = (place.value.strip() for place in named_places(page))
    return frozenset(value for value in values if len(plain(value)) >= _FEWEST_LETTERS[is_chinese(value)])
