"""What an agent's page remembers, with a scripted client instead of a desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from lookdesk.errors import Busy, Cancelled, InvalidPicture, LookdeskError, NotFound
from lookdesk.events import Answered, Event, Failed, Queued, Started, TextDelta
from lookdesk.types import Answer, Box, Certainty, Detail, EngineState, Evidence, Picture, Size
from lookdesk.ui.conversation import MAX_PICTURES, Conversation, Turn
from lookdesk.wire import StatusBody

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
    before: list[list[str]] = field(default_factory=list)
    """The pictures that were named with each upload."""
    details: list[Detail] = field(default_factory=list)
    conversations: set[str] = field(default_factory=set)

    def send_pictures(self, contents: list[bytes], picture_ids: Sequence[str] = ()) -> list[Picture]:
        if b"bad" in contents:
            raise InvalidPicture("The file is no picture.", hint="Accepted are JPEG and PNG.")
        self.sent += contents
        self.before.append(list(picture_ids))
        size = Size(10, 10)
        return [Picture(content.decode(), content, "image/png", size, size, 1) for content in contents]

    def thumbnail(self, picture_id: str, side: int) -> bytes:
        return b"small"

    def crop(self, picture_id: str, box: Box) -> bytes:
        return b"crop"

    def status(self) -> StatusBody:
        known = dict.fromkeys(("tokens_per_s", "picture_tokens", "picture_prefill_s"))
        counts = dict.fromkeys(("slots", "slots_busy", "queue_length"), 1)
        texts = dict.fromkeys(("engine", "model", "device", "reason"), "")
        return StatusBody(state=EngineState.READY, expected_wait_s=9.2, **known, **counts, **texts)

    def ask(
        self, question: str, *, picture_ids: list[str], detail: Detail, conversation: str, cancel: threading.Event
    ) -> Iterator[Event]:
        self.asked.append(picture_ids)
        self.details.append(detail)
        self.conversations.add(conversation)
        while self.script:
            step = self.script.pop(0)
            if isinstance(step, LookdeskError):
                raise step
            if isinstance(step, threading.Event):
                step.set()
                assert cancel.wait(WAIT_S)
                raise Cancelled("The question was withdrawn.")
            yield step


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


def test_an_answer_comes_with_its_text_and_crops(begin) -> None:
    conversation, client = begin(Queued(1), Started(), TextDelta("500"), TextDelta(" mL."), Answered(ANSWER))
    conversation.ask("How much?")
    turn = finished(conversation)
    assert (turn.text, turn.answer, turn.crops, turn.error) == ("500 mL.", ANSWER, (b"crop",), None)
    assert client.asked == [["1"]]


def test_the_first_question_knows_how_long_it_may_take_and_brings_its_detail(begin) -> None:
    conversation, client = begin(Answered(ANSWER), Answered(ANSWER))
    conversation.detail = Detail.HIGH
    conversation.ask("How much?")
    assert finished(conversation).expected_wait_s == 9.2
    conversation.ask("And what is it?")
    finished(conversation)
    assert client.details == [Detail.HIGH, Detail.HIGH]
    assert len(client.conversations) == 1


def test_an_upload_names_the_pictures_that_stand_before_it(begin) -> None:
    conversation, client = begin()
    conversation.take([Upload("second", b"2"), Upload("third", b"3")])
    assert client.before == [[], ["1"], ["1", "2"]]


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


def test_pictures_that_the_desk_has_dropped_are_sent_again(begin) -> None:
    conversation, client = begin(NotFound("Not kept."), Answered(ANSWER))
    conversation.ask("How much?")
    assert finished(conversation).answer == ANSWER
    assert client.sent == [b"1", b"1"]


def test_a_dropped_picture_that_was_removed_here_too_is_an_error(begin) -> None:
    conversation, _ = begin(Failed(Busy("Full.")), NotFound("Not kept."))
    conversation.ask("How much?")
    turn = finished(conversation)
    conversation.remove("1")
    conversation.ask_again(turn)
    assert isinstance(finished(conversation).error, NotFound)


def test_a_stopped_turn_ends_at_once_and_cancels_at_the_desk(begin) -> None:
    is_asked = threading.Event()
    conversation, _ = begin(Started(), is_asked)
    conversation.ask("How much?")
    assert is_asked.wait(WAIT_S)
    turn = conversation.turns[0]
    conversation.stop(turn)
    assert turn.is_finished
    assert turn.is_stopped
    assert turn.stop.is_set()


def test_a_question_without_pictures_is_asked_when_they_come(begin) -> None:
    conversation, client = begin(Answered(ANSWER))
    conversation.remove("1")
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


def test_clearing_forgets_everything_and_stops_what_runs(begin) -> None:
    is_asked = threading.Event()
    conversation, _ = begin(is_asked)
    conversation.ask("How much?")
    assert is_asked.wait(WAIT_S)
    turn = conversation.turns[0]
    conversation.clear()
    assert (conversation.turns, conversation.pictures, turn.is_stopped) == ([], [], True)
