"""Which way the text of a page runs: boxes of turned pages begin at the text's own top left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lookdesk.types import Box, TextLine

TALL = 1.5
"""Height : width from which RapidOCR turns a strip by a quarter. Source: its ``get_rotate_crop_image``."""
MAJORITY = 0.6
"""The share of a page's letters that must run another way before the page counts as turned; single lines may be
misjudged, and Chinese may be set in columns on an upright page."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A line with its upright box, and whether the classifier turned its strip by 180 degrees before reading."""

    line: TextLine
    is_turned: bool

    @property
    def is_tall(self) -> bool:
        box = self.line.box
        return box.thickness >= TALL * box.length


def set_upright(seen: Sequence[Seen]) -> list[TextLine]:
    """Return the lines with boxes that begin where the text begins, on pages that lie on their side or head."""
    total = sum(len(each.line.text) for each in seen)
    tall = [each for each in seen if each.is_tall]
    letters = "".join(each.line.text for each in tall)
    latin = sum(character.isascii() and character.isalnum() for character in letters)
    if len(letters) > MAJORITY * total and latin > 0.2 * len(letters):  # Chinese columns hold few Latin letters
        return [_turned(each, 1 if not each.is_turned else 3) if each.is_tall else each.line for each in seen]
    flat = [each for each in seen if not each.is_tall]
    turned = sum(len(each.line.text) for each in flat if each.is_turned)
    if turned > MAJORITY * sum(len(each.line.text) for each in flat):
        return [_turned(each, 2) if each.is_turned else each.line for each in seen]
    return [each.line for each in seen]


def _turned(seen: Seen, corner: int) -> TextLine:
    """Let the box begin at another corner: 1 reads downwards, 2 on its head, 3 upwards."""
    points = seen.line.box.points
    return replace(seen.line, box=Box.of((*points[corner:], *points[:corner])))
