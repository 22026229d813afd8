"""What is asked at the desk is kept, goes on, and can be found again."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

import pytest

from lookdesk.conversations import Asking, Conversations
from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.errors import Cancelled, InvalidInput, NotFound, QueueFull, StoreUnavailable
from lookdesk.events import TextDelta
from lookdesk.ocr.fake import FakeOCR
from lookdesk.records import ConversationSettings, TurnState
from lookdesk.stores.blobs import MemoryBlobs
from lookdesk.stores.sql import SQLStore
from lookdesk.types import PicturePart, Role

ME = "me"

Keep = Callable[..., Conversations]


@pytest.fixture
def keep(open_desk) -> Iterator[Keep]:
    """Keep the conversations of a scripted desk: ``keep("230 V", slots=1)``."""
    with contextlib.ExitStack() as stack:
        yield lambda *script, **desk: stack.enter_context(
            contextlib.closing(Conversations(open_desk(*script, **desk), SQLStore("sqlite://"), MemoryBlobs(10**9)))
        )


def ask(kept: Conversations, text: str, *pictures: bytes, conversation: str = "", **asking: str):
    ids = [kept.receive(content, ME).id for content in pictures]
    return kept.ask(Asking(text, ids, **asking), ME, conversation)


def answered(kept: Conversations, text: str, *pictures: bytes, conversation: str = "", **asking: str):
    """Ask, wait, and return where it went."""
    asked = ask(kept, text, *pictures, conversation=conversation, **asking)
    asked.live.answer()
    return asked


def test_a_question_is_kept_before_the_engine_answers_and_its_answer_after(keep, draw) -> None:
    gate = threading.Event()
    kept = keep(gate, "230 V")
    asked = ask(kept, "Volts?", draw())
    assert kept.turn(asked.turn.id, ME).state is TurnState.RUNNING
    gate.set()
    answer = asked.live.answer()
    record = kept.turn(asked.turn.id, ME)
    assert (record.state, record.text, record.answer.evidence) == (TurnState.ANSWERED, answer.text, answer.evidence)


def test_a_follow_up_brings_the_rounds_before_with_their_pictures_where_they_were(keep, draw) -> None:
    kept = keep("230 V")
    first = answered(kept, "Volts?", draw("red"))
    answered(kept, "And now?", draw("blue"), conversation=first.conversation.id)
    answered(kept, "And then?", conversation=first.conversation.id)
    messages, _ = kept.desk._engine.asked
    told = [
        (message.role, [part.number if isinstance(part, PicturePart) else part.text for part in message.parts])
        for message in messages[1:]
    ]
    assert told == [
        (Role.USER, ["Picture 1: ", 1, "Volts?"]),
        (Role.ASSISTANT, ["230 V"]),
        (Role.USER, ["Picture 2: ", 2, "And now?"]),
        (Role.ASSISTANT, ["230 V"]),
        (Role.USER, ["And then?"]),
    ]


def test_the_answer_says_which_pictures_are_in_context(keep, draw) -> None:
    kept = keep("a")
    first = answered(kept, "1?", draw("red"), draw("blue"))
    for number in range(12):
        last = answered(kept, f"{number}?", conversation=first.conversation.id)
    assert kept.turn(last.turn.id, ME).answer.in_context == (1, 2)


def test_a_picture_that_was_left_out_is_brought_back_by_a_question_about_it(keep, draw) -> None:
    kept = keep("a", max_images=2)
    first = answered(kept, "1?", draw("red"))
    for color in ("green", "blue"):
        answered(kept, "next?", draw(color), conversation=first.conversation.id)
    for number in range(6):
        later = answered(kept, f"{number}?", conversation=first.conversation.id)
    assert kept.turn(later.turn.id, ME).answer.in_context == (2, 3)
    back = answered(kept, "第一张的型号是什么？", conversation=first.conversation.id)
    record = kept.turn(back.turn.id, ME)
    assert record.pictures == (1,)
    assert 1 in record.answer.in_context


def test_a_picture_in_context_is_not_sent_twice(keep, draw) -> None:
    kept = keep("a")
    first = answered(kept, "1?", draw("red"))
    again = answered(kept, "2?", draw("red"), conversation=first.conversation.id)
    assert kept.turn(again.turn.id, ME).pictures == ()


def test_a_new_question_needs_a_picture_somewhere(keep, draw) -> None:
    kept = keep("a")
    with pytest.raises(InvalidInput, match="0 pictures"):
        ask(kept, "What is it?")


@pytest.mark.parametrize("text", ["换一张图", "New picture, please."])
def test_another_picture_opens_a_linked_conversation_and_the_old_one_stays(keep, draw, text) -> None:
    kept = keep("a")
    first = answered(kept, "1?", draw("red"))
    moved = kept.ask(Asking(text), ME, first.conversation.id)
    assert moved.turn is None
    assert moved.conversation.linked_from == first.conversation.id
    assert [turn.question for turn in kept.whole(first.conversation.id, ME).turns] == ["1?"]


def test_what_is_left_of_the_question_is_asked_in_the_new_conversation(keep, draw) -> None:
    kept = keep("a")
    first = answered(kept, "1?", draw("red"))
    moved = answered(kept, "换一张图，这个多少钱？", draw("blue"), conversation=first.conversation.id)
    assert moved.turn.question == "这个多少钱？"
    assert moved.conversation.id != first.conversation.id
    assert len(kept.desk._engine.asked[0]) == 2  # instructions and question


def test_other_words_stay_in_the_conversation(keep, draw) -> None:
    kept = keep("a")
    first = answered(kept, "1?", draw("red"))
    assert answered(kept, "换个说法", conversation=first.conversation.id).conversation.id == first.conversation.id


def test_a_stopped_turn_keeps_what_came(keep, draw, until) -> None:
    kept = keep("half", threading.Event())
    asked = ask(kept, "?", draw())
    until(lambda: asked.live.text == "half")
    kept.stop(asked.turn.id)
    with pytest.raises(Cancelled):
        asked.live.answer()
    record = kept.turn(asked.turn.id, ME)
    assert (record.state, record.text, record.answer) == (TurnState.INTERRUPTED, "half", None)


def test_a_turn_that_nobody_listens_to_is_interrupted_with_what_came(keep, draw, until) -> None:
    kept = keep("half", threading.Event(), listener_timeout_s=0.1)
    asked = ask(kept, "?", draw())
    until(lambda: kept.turn(asked.turn.id, ME).state is TurnState.INTERRUPTED)
    assert kept.turn(asked.turn.id, ME).text == "half"


def test_a_turn_that_fails_says_why(keep, draw) -> None:
    kept = keep("half", ValueError("broken"))
    asked = ask(kept, "?", draw())
    with contextlib.suppress(Exception):
        asked.live.answer()
    record = kept.turn(asked.turn.id, ME)
    assert (record.state, record.text, record.error) == (TurnState.FAILED, "half", "engine_failed")


def test_a_retried_question_joins_the_turn_that_runs(keep, draw) -> None:
    gate = threading.Event()
    kept = keep(gate, "a")
    first, again = (ask(kept, "?", draw(), key="k") for _ in range(2))
    assert first.turn.id == again.turn.id
    assert first.live is again.live
    gate.set()
    assert list(again.live.events())[2] == TextDelta("a")
    assert len(kept.listing(ME).conversations) == 1


def test_a_regenerated_turn_keeps_its_pictures_and_takes_the_later_ones_along(keep, draw) -> None:
    kept = keep("a")
    first = answered(kept, "1?", draw("red"))
    answered(kept, "2?", conversation=first.conversation.id)
    again = kept.regenerate(first.turn.id, "1, edited?")
    again.live.answer()
    (record,) = kept.whole(first.conversation.id, ME).turns
    assert (record.question, record.pictures, record.number) == ("1, edited?", (1,), 1)


def test_a_refused_question_is_not_kept(keep, draw) -> None:
    kept = keep(threading.Event(), slots=1, max_queue=1)
    first = ask(kept, "1?", draw())
    ask(kept, "2?", conversation=first.conversation.id)
    with pytest.raises(QueueFull):
        ask(kept, "3?", conversation=first.conversation.id)
    assert [turn.question for turn in kept.whole(first.conversation.id, ME).turns] == ["1?", "2?"]


def test_what_was_chosen_for_a_conversation_is_in_force_there(keep, draw) -> None:
    kept = keep("a")
    first = answered(kept, "1?", draw("red"))
    kept.choose(first.conversation.id, ConversationSettings(temperature=0.9, max_tokens=64))
    answered(kept, "2?", conversation=first.conversation.id)
    _, params = kept.desk._engine.asked
    assert (params.temperature, params.max_tokens) == (0.9, 64)


def test_a_deleted_conversation_can_be_restored_until_it_is_final(keep, draw) -> None:
    kept = keep("a")
    first = answered(kept, "1?", draw("red"))
    picture_id = kept.whole(first.conversation.id, ME).pictures[0].picture.id
    kept.delete(first.conversation.id)
    with pytest.raises(NotFound):
        kept.owned(first.conversation.id, ME)
    assert kept.restore(first.conversation.id, ME).id == first.conversation.id
    kept.delete(first.conversation.id, is_final=True)
    for look in (lambda: kept.restore(first.conversation.id, ME), lambda: kept.picture(picture_id)):
        with pytest.raises(NotFound):
            look()


def test_a_desk_that_was_killed_leaves_its_turns_interrupted(tmp_path, open_desk, draw) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"
    store, blobs = SQLStore(url), MemoryBlobs(10**9)
    killed = Conversations(open_desk("half", threading.Event()), store, blobs)
    asked = ask(killed, "?", draw())
    store.close()  # as the system does it for a killed process
    with contextlib.closing(Conversations(Desk(FakeEngine(), FakeOCR()), SQLStore(url), blobs)) as kept:
        record = kept.turn(asked.turn.id, ME)
        assert (record.state, record.question) == (TurnState.INTERRUPTED, "?")


class FullStore(SQLStore):
    """A store that has no room for an answer, until it has."""

    is_full = True

    def end_turn(self, *arguments, **named) -> None:
        if self.is_full:
            raise StoreUnavailable("There is no room.")
        super().end_turn(*arguments, **named)


def test_an_answer_that_cannot_be_kept_is_told_and_kept_later(open_desk, draw, until) -> None:
    store = FullStore("sqlite://")
    with contextlib.closing(Conversations(open_desk("230 V"), store, MemoryBlobs(10**9))) as kept:
        asked = ask(kept, "?", draw())
        assert asked.live.answer().text == "230 V"
        store.is_full = False
        until(lambda: kept.turn(asked.turn.id, ME).state is TurnState.ANSWERED)
