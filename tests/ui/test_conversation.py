"""What an agent's page remembers, with a scripted client instead of a desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from lookdesk.errors import Busy, Cancelled, InvalidPicture, LookdeskError
from lookdesk.events import Answered, Event, Failed, Queued, Started, TextDelta
from lookdesk.records import NumberedPicture, PictureRecord, TurnState
from lookdesk.types import Answer, Box, Certainty, Detail, EngineState, Evidence, Size
from lookdesk.ui.conversation import MAX_PICTURES, Conversation, Turn
from lookdesk.wire import (
    AnswerBody,
    AskedBody,
    ConversationBody,
    NumberedPictureBody,
    SettingsBody,
    StatusBody,
    TurnBody,
    WholeConversationBody,
)

WAIT_S = 10
ANSWER = Answer(
    "500 mL.", Certainty.READ, "fake", (Evidence("500 mL", 1, "1", Box.upright(0, 0, 9, 9), "500 mL", 0.9),)
)


@dataclass
class ScriptedClient:
    """Answers as told; what it was asked stands in ``asked``."""

    script: list[Event | LookdeskError | threading.Event] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    regenerated: list[str] = field(default_factory=list)
    started: int = 0
    is_stopped: threading.Event = field(default_factory=threading.Event)
    went: AskedBody | None = None
    """Where questions go; where they are asked if not given."""
    whole: WholeConversationBody | None = None

    def status(self) -> StatusBody:
        known = dict.fromkeys(("tokens_per_s", "picture_tokens", "picture_prefill_s"))
        counts = dict.fromkeys(("slots", "slots_busy", "queue_length"), 1)
        texts = dict.fromkeys(("engine", "model", "device", "reason"), "")
        return StatusBody(state=EngineState.READY, expected_wait_s=9.2, **known, **counts, **texts)

    def start(self) -> ConversationBody:
        self.started += 1
        return conversation_body(f"c{self.started}")

    def conversation(self, conversation_id: str) -> WholeConversationBody:
        return self.whole

    def add_pictures(self, conversation_id: str, contents: list[bytes]) -> list[NumberedPictureBody]:
        if b"bad" in contents:
            raise InvalidPicture("The file is no picture.", hint="Accepted are JPEG and PNG.")
        self.sent += contents
        return [numbered(self.sent.index(content) + 1, content.decode()) for content in contents]

    def remove_picture(self, conversation_id: str, number: int) -> None:
        self.removed.append(number)

    def stop(self, turn_id: str) -> None:
        self.stopped.append(turn_id)
        self.is_stopped.set()

    def ask_in(
        self, conversation_id: str, question: str, picture_ids: list[str], *, detail: Detail, key: str
    ) -> Iterator[AskedBody | Event]:
        self.asked.append(picture_ids)
        self.details.append(detail)
        yield self.went or asked_body(conversation_id, question, f"t{len(self.asked)}")
        yield from self._play()

    def regenerate(self, turn_id: str) -> Iterator[AskedBody | Event]:
        self.regenerated.append(turn_id)
        yield asked_body("c1", "How much?", f"{turn_id}+")
        yield from self._play()

    def follow(self, turn_id: str) -> Iterator[Event]:
        return self._play()

    def _play(self) -> Iterator[Event]:
        while self.script:
            step = self.script.pop(0)
            if isinstance(step, LookdeskError):
                raise step
            if isinstance(step, threading.Event):
                step.set()
                assert self.is_stopped.wait(WAIT_S)
                raise Cancelled("The question was withdrawn.")
            yield step


def conversation_body(name: str, linked_from: str = "") -> ConversationBody:
    now = datetime.now(UTC)
    return ConversationBody(
        id=name, title="", linked_from=linked_from, settings=SettingsBody(), created_at=now, updated_at=now
    )


def numbered(number: int, name: str) -> NumberedPictureBody:
    size = Size(10, 10)
    return NumberedPictureBody.numbered(NumberedPicture(number, PictureRecord(name, "image/png", size, size, 1)))


def turn_body(name: str, question: str, state: TurnState = TurnState.RUNNING, **said: object) -> TurnBody:
    known = {"conversation": "c1", "number": 1, "detail": Detail.NORMAL, "pictures": [1], "text": "", "answer": None}
    rest = {"error": "", "feedback": None, "asked_at": datetime.now(UTC), "ended_at": None}
    return TurnBody(id=name, question=question, state=state, **known | rest | said)


def asked_body(conversation: str, question: str, turn: str) -> AskedBody:
    return AskedBody(conversation=conversation_body(conversation), turn=turn_body(turn, question))


@dataclass
class Upload:
    """A file of the upload field."""

    name: str
    content: bytes

    @property
    def file_id(self) -> str:
        return self.name

    def getvalue(self) -> bytes:
        return self.content


@pytest.fixture
def begin() -> Callable[..., tuple[Conversation, ScriptedClient]]:
    """Begin a conversation with one picture, ``1``, and a client that follows a script."""

    def make(*script: Event | LookdeskError | threading.Event) -> tuple[Conversation, ScriptedClient]:
        client = ScriptedClient(list(script))
        conversation = Conversation(client)
        conversation.take([Upload("first", b"1")])
        return conversation, client

    return make


def finished(conversation: Conversation) -> Turn:
    """Wait for the last turn to end."""
    for _ in range(100):
        if not conversation.unfinished():
            return conversation.turns[-1]
        conversation.wait(WAIT_S / 100)
    raise AssertionError("The turn did not end.")


def test_an_answer_comes_with_its_text(begin) -> None:
    conversation, client = begin(Queued(1), Started(), TextDelta("500"), TextDelta(" mL."), Answered(ANSWER))
    conversation.ask("How much?")
    turn = finished(conversation)
    assert (turn.text, turn.answer, turn.error) == ("500 mL.", ANSWER, None)
    assert client.asked == [["1"]]


def test_the_first_question_knows_how_long_it_may_take_and_brings_its_detail(begin) -> None:
    conversation, client = begin(Answered(ANSWER), Answered(ANSWER))
    conversation.detail = Detail.HIGH
    conversation.ask("How much?")
    assert finished(conversation).expected_wait_s == 9.2
    conversation.ask("And what is it?")
    finished(conversation)
    assert client.details == [Detail.HIGH, Detail.HIGH]
    assert client.started == 1


def test_a_picture_goes_with_the_first_question_about_it_and_stays_in_the_conversation(begin) -> None:
    conversation, client = begin(Answered(ANSWER), Answered(ANSWER))
    conversation.ask("How much?")
    finished(conversation)
    conversation.ask("And what is it?")
    finished(conversation)
    assert client.asked == [["1"], []]
    assert [picture.id for picture in conversation.pictures] == ["1"]


@pytest.mark.parametrize("trouble", [Busy("Full."), Failed(Busy("Full."))])
def test_a_failed_question_is_kept_and_can_be_asked_again(begin, trouble) -> None:
    conversation, _ = begin(trouble, Answered(ANSWER))
    conversation.ask("How much?")
    turn = finished(conversation)
    assert isinstance(turn.error, Busy)
    assert turn.question == "How much?"
    conversation.ask_again(turn)
    assert finished(conversation).answer == ANSWER
    assert len(conversation.turns) == 1


def test_a_stopped_turn_ends_at_once_and_cancels_at_the_desk(begin) -> None:
    is_asked = threading.Event()
    conversation, client = begin(Started(), is_asked)
    conversation.ask("How much?")
    assert is_asked.wait(WAIT_S)
    turn = conversation.turns[0]
    conversation.stop(turn)
    assert turn.is_finished
    assert turn.is_stopped
    assert client.stopped == ["t1"]


def test_a_question_without_pictures_is_asked_when_they_come(begin) -> None:
    conversation, client = begin(Answered(ANSWER))
    conversation.remove(conversation.pictures[0])
    conversation.ask("How much?")
    assert conversation.turns[0].is_waiting_for_pictures
    conversation.take([Upload("second", b"2")])
    assert finished(conversation).answer == ANSWER
    assert client.asked == [["2"]]


def test_a_refused_file_is_named_and_the_good_ones_stay(begin) -> None:
    conversation, _ = begin()
    conversation.take([Upload("a.txt", b"bad"), Upload("b.png", b"2")])
    assert [refused.name for refused in conversation.refusals] == ["a.txt"]
    assert [picture.id for picture in conversation.pictures] == ["1", "2"]


def test_files_are_taken_once_however_often_the_page_is_drawn(begin) -> None:
    conversation, client = begin()
    conversation.take([Upload("first", b"1")])
    assert client.sent == [b"1"]


def test_the_eleventh_picture_is_refused(begin) -> None:
    conversation, _ = begin()
    conversation.take([Upload(f"{number}", b"%d" % number) for number in range(1, MAX_PICTURES + 2)])
    assert len(conversation.pictures) == MAX_PICTURES
    assert [(refused.name, refused.error) for refused in conversation.refusals] == [("11", None)]


def test_a_new_chat_begins_without_pictures_and_turns(begin) -> None:
    conversation, _ = begin(Answered(ANSWER))
    conversation.ask("How much?")
    finished(conversation)
    conversation.clear()
    assert (conversation.id, conversation.turns, conversation.pictures) == ("", [], [])
    conversation.take([Upload("second", b"2")])
    assert conversation.id == "c2"


def test_what_was_left_for_a_new_chat_is_one_click_away(begin) -> None:
    conversation, client = begin(Answered(ANSWER))
    conversation.clear()
    assert (conversation.id, conversation.before) == ("", "c1")
    known = conversation_body("c1").model_dump()
    client.whole = WholeConversationBody(**known, pictures=[numbered(1, "1")], turns=[])
    conversation.go_back()
    assert (conversation.id, [picture.id for picture in conversation.pictures]) == ("c1", ["1"])


def test_a_question_that_asks_for_another_picture_goes_on_in_a_new_conversation(begin) -> None:
    conversation, client = begin(Answered(ANSWER))
    conversation.ask("How much?")
    finished(conversation)
    client.went = AskedBody(conversation=conversation_body("c9", linked_from="c1"), turn=None)
    conversation.ask("换一张图")
    while conversation.unfinished():
        conversation.wait(WAIT_S / 100)
    assert (conversation.id, conversation.before) == ("c9", "c1")
    assert (conversation.turns, conversation.pictures) == ([], [])


def test_a_page_that_is_loaded_again_shows_what_was_said_and_follows_what_runs() -> None:
    client = ScriptedClient([TextDelta("750"), Answered(ANSWER)])
    known = conversation_body("c1").model_dump()
    said = turn_body("t1", "How much?", TurnState.ANSWERED, text="500 mL.", answer=AnswerBody.of(ANSWER))
    left = turn_body("t2", "And now?", TurnState.INTERRUPTED, text="50")
    runs = turn_body("t3", "And this?")
    client.whole = WholeConversationBody(**known, pictures=[numbered(1, "1")], turns=[said, left, runs])
    conversation = Conversation(client, "c1")
    finished(conversation)
    first, second, third = conversation.turns
    assert (first.answer, second.is_stopped, second.text) == (ANSWER, True, "50")
    assert (third.text, third.answer) == ("750", ANSWER)
    assert [picture.number for picture in conversation.pictures] == [1]
