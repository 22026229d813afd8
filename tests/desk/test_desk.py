import threading
import time
from itertools import pairwise

import pytest

from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.errors import Cancelled, EngineError, EngineUnavailable, InvalidInput, QueueFull
from lookdesk.events import Answered, Failed, Queued, Started, TextDelta
from lookdesk.ocr.fake import FakeOCR
from lookdesk.types import (
    Delta,
    EngineState,
    EngineStatus,
    FinishReason,
    PicturePart,
    Question,
    Role,
    SamplingParams,
    SeenPicture,
    Size,
    TextPart,
    Usage,
)

WAIT_S = 10


@pytest.fixture
def ask(draw):
    return lambda desk, text="What is it?", color="white": desk.ask(Question(text, (desk.receive(draw(color)),)))


def test_an_answer_comes_as_events_in_order(open_desk, ask):
    events = list(ask(open_desk("230", " V")).events())
    assert events[:-1] == [Queued(0), Started(), TextDelta("230"), TextDelta(" V")]
    assert isinstance(events[-1], Answered)
    assert events[-1].answer.text == "230 V"


def test_an_answer_tells_its_engine_usage_and_timings(open_desk, ask):
    last = Delta(finish_reason=FinishReason.STOP, usage=Usage(7, 2, 0))
    answer = ask(open_desk("230 V", last=last)).answer()
    assert (answer.engine, answer.usage) == ("fake", Usage(7, 2, 0))
    assert 0 <= answer.timings.queued_s <= answer.timings.first_text_s <= answer.timings.total_s < WAIT_S


def test_the_engine_sees_labelled_pictures_first_and_the_question_last(draw):
    engine = FakeEngine("a")
    desk = Desk(engine, FakeOCR())
    pictures = tuple(desk.receive(draw(color)) for color in ("red", "blue"))
    desk.ask(Question("Which?", pictures)).answer()
    (system, message), _ = engine.asked
    assert (system.role, message.role) == (Role.SYSTEM, Role.USER)
    parts = [part.number if isinstance(part, PicturePart) else part for part in message.parts]
    assert parts == [TextPart("Picture 1: "), 1, TextPart("Picture 2: "), 2, TextPart("Which?")]
    desk.close()
    assert engine.is_closed


def test_questions_wait_their_turn_and_are_told_their_place(open_desk, ask):
    gate = threading.Event()
    desk = open_desk(gate, "a", slots=1)
    turns = [ask(desk) for _ in range(3)]
    assert (desk.status().running, desk.status().waiting) == (1, 2)
    gate.set()
    assert [turn.answer().text for turn in turns] == ["a", "a", "a"]
    assert [event for event in turns[2].events() if isinstance(event, Queued)] == [Queued(2), Queued(1)]


def test_a_full_desk_refuses_and_says_when_to_come_again(open_desk, ask):
    gate = threading.Event()
    desk = open_desk(gate, slots=1, max_queue=1)
    ask(desk), ask(desk)
    with pytest.raises(QueueFull) as refused:
        ask(desk)
    assert refused.value.retryable
    assert refused.value.retry_after_s
    assert refused.value.hint


def test_as_many_run_as_the_engine_has_slots(open_desk, ask):
    gate = threading.Event()
    desk = open_desk(gate, slots=3)
    for _ in range(5):
        ask(desk)
    assert (desk.status().running, desk.status().waiting) == (3, 2)


def test_a_cancelled_waiting_question_frees_its_place_at_once(open_desk, ask):
    desk = open_desk(threading.Event(), slots=1)
    _, first, second = (ask(desk) for _ in range(3))
    first.cancel()
    assert desk.status().waiting == 1
    assert isinstance(list(first.events())[-1].error, Cancelled)
    assert next(iter(second.events(after=1))) == Queued(1)


def test_a_cancelled_running_question_frees_its_slot_before_its_first_token(open_desk, ask):
    desk = open_desk(threading.Event(), slots=1)
    turn = ask(desk)
    turn.cancel()
    with pytest.raises(Cancelled):
        turn.answer()
    assert desk.status().running == 0


def test_a_question_cancelled_while_its_picture_is_read_ends_and_the_reading_goes_on_for_others(open_desk, ask):
    gate = threading.Event()
    desk = open_desk(ocr=FakeOCR(gate=gate), slots=2)
    leaving, staying = ask(desk), ask(desk)
    leaving.cancel()
    with pytest.raises(Cancelled):
        leaving.answer()
    gate.set()
    assert staying.answer().text == "Picture 1 says: 64 × 48"


def test_cancelling_a_finished_question_changes_nothing(open_desk, ask):
    turn = ask(open_desk("a"))
    turn.answer()
    turn.cancel()
    assert turn.answer().text == "a"


def test_an_engine_that_fails_in_mid_answer_leaves_the_text_sent_so_far(open_desk, ask):
    desk = open_desk("The voltage is", EngineError("The model crashed."))
    *events, last = ask(desk).events()
    assert events[-1] == TextDelta("The voltage is")
    assert isinstance(last, Failed)
    assert last.error.message == "The model crashed."
    assert desk.status().running == 0


def test_an_unforeseen_failure_is_told_without_its_insides(open_desk, ask, caplog):
    turn = ask(open_desk(RuntimeError("secret path")))
    with pytest.raises(EngineError) as failed:
        turn.answer()
    assert "secret" not in failed.value.message + failed.value.hint
    assert "secret path" in caplog.text


def test_an_answer_without_its_end_is_no_answer(open_desk, ask):
    with pytest.raises(EngineError, match="complete"):
        ask(open_desk("half an answer", last=Delta())).answer()


def test_every_listener_sees_every_event(open_desk, ask):
    gate = threading.Event()
    turn = ask(open_desk("a", gate, "b"))
    seen, done = [], threading.Event()
    turn.listen(lambda event: (seen.append(event), isinstance(event, Answered) and done.set()))
    gate.set()
    assert list(turn.events()) == list(turn.events())
    assert done.wait(WAIT_S)
    assert seen == list(turn.events())


def test_a_listener_that_comes_back_gets_what_it_has_not_seen(open_desk, ask):
    turn = ask(open_desk("a", "b"))
    everything = list(turn.events())
    assert list(turn.events(after=2)) == everything[2:]
    seen = []
    turn.listen(seen.append, after=3)()
    assert seen == everything[3:]


def test_a_listener_that_has_stopped_is_told_no_more(open_desk, ask):
    gate = threading.Event()
    turn = ask(open_desk(gate, "a"))
    seen = []
    stop = turn.listen(seen.append)
    stop()
    stop()
    known = list(seen)
    gate.set()
    turn.answer()
    assert seen == known


@pytest.mark.parametrize(("text", "pictures"), [("", 1), (" \n", 1), ("x" * 2001, 1), ("What?", 0), ("What?", 11)])
def test_a_question_out_of_bounds_is_refused_with_what_is_accepted(open_desk, draw, text, pictures):
    desk = open_desk("a")
    with pytest.raises(InvalidInput) as refused:
        desk.ask(Question(text, (desk.receive(draw()),) * pictures))
    assert refused.value.hint


def test_an_engine_with_room_for_two_pictures_is_not_given_three(open_desk, draw):
    desk = open_desk("a", max_images=2)
    picture = desk.receive(draw())
    with pytest.raises(InvalidInput, match="3 pictures"):
        desk.ask(Question("What?", (picture,) * 3))


def test_one_picture_may_be_asked_about_twice_in_a_question(open_desk, draw):
    desk = open_desk("a")
    assert desk.ask(Question("Same?", (desk.receive(draw()),) * 2)).answer().text == "a"


def test_a_closed_desk_ends_its_questions_and_takes_no_more(open_desk, ask):
    desk = open_desk(threading.Event(), slots=1)
    turns = [ask(desk), ask(desk)]
    desk.close()
    for turn in turns:
        with pytest.raises(Cancelled):
            turn.answer()
    with pytest.raises(EngineUnavailable):
        ask(desk)


def test_the_desk_says_why_its_engine_cannot_answer(open_desk):
    down = EngineStatus(EngineState.DOWN, "out of memory")
    assert open_desk(status=down).status().engine == down


def test_one_conversation_does_not_keep_another_waiting(open_desk, draw):
    gate = threading.Event()
    desk = open_desk(gate, "a", slots=1)
    picture = desk.receive(draw())
    many = [desk.ask(Question(str(n), (picture,), conversation="many")) for n in range(5)]
    one = desk.ask(Question("one", (picture,), conversation="one"))
    assert next(iter(one.events())) == Queued(1)
    gate.set()
    assert one.answer().timings.queued_s < many[1].answer().timings.queued_s


def test_a_waiting_turn_is_told_its_place_every_half_second(open_desk, ask):
    desk = open_desk(threading.Event(), slots=1)
    ask(desk)
    waiting = ask(desk).events()
    assert next(waiting) == Queued(1)
    told_at = [(next(waiting), time.monotonic())[1] for _ in range(3)]
    assert max(later - earlier for earlier, later in pairwise(told_at)) <= 0.5


def test_questions_wait_while_the_engine_loads_and_start_when_it_is_ready(open_desk, ask):
    status = [EngineStatus(EngineState.LOADING, "the model is being loaded")]

    class LoadingEngine(FakeEngine):
        def status(self):
            return status[0]

    desk = Desk(LoadingEngine("a"), FakeOCR())
    turn = ask(desk)
    assert next(iter(turn.events())) == Queued(1)
    assert desk.status().engine.reason == "the model is being loaded"
    status[0] = EngineStatus(EngineState.READY)
    assert turn.answer().text == "a"
    desk.close()


def test_an_answer_tells_its_model_and_what_it_saw(draw):
    status = EngineStatus(EngineState.READY, model="Qwen3-VL-4B")
    desk = Desk(FakeEngine("a", images=True, status=status), FakeOCR())
    answer = desk.ask(Question("What?", (desk.receive(draw("red", (4000, 3000))),))).answer()
    desk.close()
    assert answer.model == "Qwen3-VL-4B"
    assert answer.seen == (SeenPicture(1, Size(1664, 1248), 52 * 39),)


def test_the_models_own_instructions_stand_in_place_of_ours(draw):
    engine = FakeEngine("a", images=True, system_text="Look.")
    desk = Desk(engine, FakeOCR())
    desk.ask(Question("What?", (desk.receive(draw()),))).answer()
    desk.close()
    assert engine.asked[0][0].parts == (TextPart("Look."),)


def test_the_desk_hands_its_sampling_on(draw):
    engine = FakeEngine("a")
    desk = Desk(engine, FakeOCR(), params=SamplingParams(max_tokens=7))
    desk.ask(Question("What?", (desk.receive(draw()),))).answer()
    desk.close()
    assert engine.asked[1].max_tokens == 7


def test_what_is_to_be_expected_follows_from_the_answers_before(open_desk, ask):
    desk = open_desk("a", slots=1, status=EngineStatus(EngineState.READY, picture_prefill_s=3.0))
    assert desk.status().expected_wait_s == 3.0
    ask(desk).answer()
    assert desk.status().expected_wait_s == 3.0
