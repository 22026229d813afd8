from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lookdesk.queueing import FairQueue


def queue(*names: str) -> FairQueue[str]:
    """Make a queue of items such as ``a1``, whose first letter is their conversation."""
    made: FairQueue[str] = FairQueue()
    for name in names:
        made.add(name, name[0])
    return made


def drained(waiting: FairQueue[str], running: dict[str, int] | None = None) -> list[str]:
    return [waiting.take(running or {}) for _ in range(len(waiting))]


def test_items_of_one_conversation_stay_in_their_order():
    assert drained(queue("a1", "a2", "a3")) == ["a1", "a2", "a3"]


def test_conversations_take_turns():
    assert queue("a1", "a2", "a3", "b1", "b2").order({}) == ["a1", "b1", "a2", "b2", "a3"]


def test_who_has_a_place_already_waits_for_who_has_none():
    assert queue("a1", "a2", "b1").order({"a": 1}) == ["b1", "a1", "a2"]


def test_none_starves_while_others_keep_coming_on_one_place():
    waiting, served = queue("a1", "b1", "c1"), []
    for _ in range(9):
        served.append(waiting.take({served[-1][0]: 1} if served else {}))
        waiting.add(f"{served[-1][0]}{len(served) + 1}", served[-1][0])
    assert Counter(item[0] for item in served) == {"a": 3, "b": 3, "c": 3}


def test_an_item_that_left_is_not_served():
    waiting = queue("a1", "b1")
    assert waiting.remove("a1")
    assert not waiting.remove("a1")
    assert drained(waiting) == ["b1"]


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_the_order_that_is_told_is_the_order_in_which_all_are_served_as_places_are_taken(conversations):
    waiting = queue(*(f"{name}{number}" for number, name in enumerate(conversations)))
    told, running, served = waiting.order({}), Counter(), []
    while waiting:
        item = waiting.take(running)
        running[item[0]] += 1
        served.append(item)
    assert sorted(served) == sorted(told)
    assert [item for item in served if item[0] == "a"] == [item for item in told if item[0] == "a"]
    assert served == told
