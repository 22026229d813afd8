"""What the model sees of a question's pictures: how many pixels of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lookdesk import pictures
from lookdesk.types import Capabilities, Detail, PicturePart, SeenPicture, Size

LEAST_BUDGET = 256
"""Visual tokens: with fewer, small print is lost for certain."""
TEXT_TOKENS = 1024
"""Of the context, for instructions, question and answer."""
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
    """Say in which size an engine is to see each picture; an engine that does not look sees none.

    Where all of them together would leave no room in the engine's context for question and answer, each gets less.
    """
    if not capabilities.images:
        return tuple(parts)
    sizes = _sizes(parts, budget(capabilities, detail), capabilities.least_picture_tokens)
    if capabilities.context_tokens is not None:
        room = max(len(parts), capabilities.context_tokens - TEXT_TOKENS)
        if sum(map(pictures.visual_tokens, sizes)) > room:
            sizes = _sizes(parts, room // len(parts), 1)
    return tuple(replace(part, seen_size=size) for part, size in zip(parts, sizes, strict=True))


def _sizes(parts: Sequence[PicturePart], most_tokens: int, least_tokens: int) -> list[Size]:
    return [pictures.seen_size(part.picture.size, most_tokens, least_tokens) for part in parts]


def seen(parts: Sequence[PicturePart]) -> tuple[SeenPicture, ...]:
    """Tell what an engine saw of the pictures."""
    return tuple(
        SeenPicture(part.number, part.seen_size, pictures.visual_tokens(part.seen_size))
        for part in parts
        if part.seen_size is not None
    )
