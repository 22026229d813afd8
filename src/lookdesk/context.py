"""What the model sees: which rounds of a conversation, which of its pictures, and how many pixels of each.

A prompt grows only at its end while rounds are added, so that the engine's prefix cache holds; rounds are dropped in
blocks. A picture whose round is dropped is carried by the first round that stays, as long as there is room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from lookdesk import pictures
from lookdesk.errors import ContextExceeded
from lookdesk.types import Capabilities, Detail, PicturePart, Round, SeenPicture, Size

LEAST_BUDGET = 256
"""Visual tokens: with fewer, small print is lost for certain."""
TEXT_TOKENS = 1024
"""Of the context, for instructions, question and answer."""
BLOCK = 3
"""Rounds that are dropped together: dropping one with each question would lose the whole prefix each time."""
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


def first_kept(earlier: int, kept: int) -> int:
    """Return how many of the earlier rounds are dropped: none until ``kept + 3`` are there, then three at a time."""
    return 0 if earlier < kept + BLOCK else earlier - kept - (earlier - kept) % BLOCK


def choose(
    rounds: Sequence[Round], kept: int, most_pictures: int, fits: Callable[[Sequence[Round]], bool]
) -> list[Round]:
    """Choose the rounds that the model sees; the last one is asked now and always among them.

    The pictures of dropped rounds are carried by the first earlier round that stays. Where all of that has no room, the
    oldest carried pictures are left out first, then the oldest rounds.

    Args:
        rounds: all of them, oldest first.
        kept: how many earlier ones to keep at least, where there is room.
        most_pictures: how many the engine takes.
        fits: whether rounds have room in the engine's context.

    Raises:
        ContextExceeded: not even the question alone has room.
    """
    for dropped in _drops(len(rounds) - 1, kept):
        for chosen in _carrying(rounds[:dropped], rounds[dropped:], most_pictures):
            if len(numbers(chosen)) <= most_pictures and fits(chosen):
                return chosen
    raise ContextExceeded(
        "The question and its pictures are more than the engine's context holds.",
        hint="Ask a shorter question, or about fewer pictures at a time.",
    )


def numbers(rounds: Sequence[Round]) -> tuple[int, ...]:
    """Return the numbers of all pictures in some rounds, in their order."""
    return tuple(sorted({part.number for one in rounds for part in one.pictures}))


def _drops(earlier: int, kept: int) -> Iterator[int]:
    """Yield how many rounds to drop: as the blocks have it, then further blocks, then all."""
    first = first_kept(earlier, kept)
    yield from range(first, earlier, BLOCK)
    yield earlier


def _carrying(dropped: Sequence[Round], staying: Sequence[Round], most_pictures: int) -> Iterator[list[Round]]:
    """Yield the rounds that stay, the first of them with the pictures of those dropped: all, then ever fewer."""
    has = set(numbers(staying))
    carried = {part.number: part for one in dropped for part in one.pictures if part.number not in has}
    parts = [carried[number] for number in sorted(carried)]
    for left_out in range(max(0, len(parts) + len(has) - most_pictures), len(parts)):
        first = staying[0]
        yield [replace(first, pictures=(*parts[left_out:], *first.pictures)), *staying[1:]]
    yield list(staying)
