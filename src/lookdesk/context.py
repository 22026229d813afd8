"""What the model sees of a question's pictures: how many pixels of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lookdesk import pictures
from lookdesk.types import Capabilities, Detail, PicturePart, SeenPicture

LEAST_BUDGET = 256
"""Visual tokens: with fewer, small print is lost for certain."""
STEP = 4
"""Low detail has a quarter of the pixels, high detail four times as many: half and double the sides."""


def budget(capabilities: Capabilities, detail: Detail) -> int:
    """Return the visual tokens that one picture may take."""
    normal = capabilities.picture_tokens
    match detail:
        case Detail.LOW:
            return min(normal, max(LEAST_BUDGET, normal // STEP))
        case Detail.HIGH:
            return min(pictures.MOST_TOKENS, normal * STEP)
        case Detail.NORMAL:
            return normal


def sized(parts: Sequence[PicturePart], capabilities: Capabilities, detail: Detail) -> tuple[PicturePart, ...]:
    """Say in which size an engine is to see each picture; an engine that does not look sees none."""
    if not capabilities.images:
        return tuple(parts)
    most = budget(capabilities, detail)
    return tuple(
        replace(part, seen_size=pictures.seen_size(part.picture.size, most, capabilities.least_picture_tokens))
        for part in parts
    )


def seen(parts: Sequence[PicturePart]) -> tuple[SeenPicture, ...]:
    """Tell what an engine saw of the pictures."""
    return tuple(
        SeenPicture(part.number, part.seen_size, pictures.visual_tokens(part.seen_size))
        for part in parts
        if part.seen_size is not None
    )
