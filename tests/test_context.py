"""Which rounds and pictures of a conversation the model sees."""

from __future__ import annotations

from concurrent.futures import Future
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookdesk import context
from lookdesk.errors import InvalidInput
from lookdesk.types import Picture, PicturePart, Round, Size

KEPT = 5


def part(number: int) -> PicturePart:
    size = Size(32, 32)
    return PicturePart(number, Picture(f"{number:064}", b"", "image/png", size, size, 1), Future())


def conversation(count: int, pictures: dict[int, tuple[int, ...]]) -> list[Round]:
    """Return rounds; ``pictures`` tells which numbers came with which round, both from 1."""
    return [
        Round(f"Q{number}", tuple(map(part, pictures.get(number, ()))), f"A{number}" if number < count else None)
        for number in range(1, count + 1)
    ]


def chosen(rounds: list[Round], most_pictures: int = 10, fits=lambda rounds: True) -> list[Round]:
    return context.choose(rounds, KEPT, most_pictures, fits)


def prompt(rounds: list[Round]) -> list[object]:
    """Return what a prompt is made of, up to its question."""
    return [(each.question, tuple(one.number for one in each.pictures), each.answer) for each in rounds if each.answer]


def test_at_eight_earlier_rounds_five_are_kept() -> None:
    kept = [len(chosen(conversation(count, {1: (1,)}))) - 1 for count in range(1, 16)]
    assert kept == [0, 1, 2, 3, 4, 5, 6, 7, 5, 6, 7, 5, 6, 7, 5]


def test_a_prompt_only_grows_at_its_end_between_two_drops() -> None:
    grown = 0
    for earlier, later in pairwise(conversation(count, {1: (1,), 4: (2,)}) for count in range(1, 31)):
        before, after = prompt(chosen(earlier)), prompt(chosen(later))
        grown += after[: len(before)] == before
    assert grown >= 21  # of 29: each drop of three begins anew once


def test_the_pictures_of_dropped_rounds_are_carried_by_the_first_that_stays() -> None:
    rounds = chosen(conversation(12, {1: (1,), 2: (2,), 11: (3,)}))
    assert [one.number for one in rounds[0].pictures] == [1, 2]
    assert context.numbers(rounds) == (1, 2, 3)


def test_of_more_pictures_than_the_engine_takes_the_latest_are_carried() -> None:
    rounds = conversation(12, {number: (number,) for number in range(1, 13)})
    assert context.numbers(chosen(rounds, most_pictures=8)) == tuple(range(5, 13))


def test_a_picture_that_is_brought_back_is_not_carried_as_well() -> None:
    rounds = chosen(conversation(12, {1: (1,), 12: (1,)}))
    assert [one.number for each in rounds for one in each.pictures] == [1]


def test_where_there_is_no_room_old_pictures_go_first_and_then_old_rounds() -> None:
    rounds = conversation(6, {1: (1,), 2: (2,), 6: (3,)})

    def room_for(rounds_most: int, pictures_most: int):
        return lambda some: len(some) <= rounds_most and len(context.numbers(some)) <= pictures_most

    assert context.numbers(chosen(rounds, fits=room_for(6, 3))) == (1, 2, 3)
    assert len(chosen(rounds, fits=room_for(3, 3))) == 3
    assert context.numbers(chosen(rounds, fits=room_for(3, 2))) == (2, 3)
    assert prompt(chosen(rounds, fits=room_for(1, 1))) == []


def test_a_question_that_has_no_room_alone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="context"):
        chosen(conversation(3, {1: (1,)}), fits=lambda rounds: False)


@given(st.integers(1, 40), st.dictionaries(st.integers(1, 40), st.sets(st.integers(1, 20), max_size=3)), st.data())
def test_what_is_chosen_fits_and_ends_with_the_question(count, sent, data) -> None:
    rounds = conversation(count, {number: tuple(sorted(pictures)) for number, pictures in sent.items()})
    own = len(rounds[-1].pictures)
    most_rounds, most_pictures = data.draw(st.integers(1, 20)), data.draw(st.integers(max(1, own), 10))

    def fits(some):
        return len(some) <= most_rounds

    kept = chosen(rounds, most_pictures, fits)
    assert fits(kept)
    assert len(context.numbers(kept)) <= most_pictures
    assert kept[-1].question == rounds[-1].question
    assert [each.question for each in kept] == [each.question for each in rounds[-len(kept) :]]
