import threading

import pytest

from lookdesk.errors import Busy, EngineError, InvalidPicture, NotFound
from lookdesk.ocr.fake import FakeOCR
from lookdesk.types import EngineState, Question

WAIT_S = 10


@pytest.fixture
def heavy(draw):
    """Draw a picture of about three megabytes; ``n`` makes it another one."""
    return lambda n: draw((n, 0, 0), (1100, 1000), "BMP")


def test_a_picture_is_read_once_and_before_anyone_asks(open_desk, draw):
    ocr = FakeOCR()
    desk = open_desk(ocr=ocr)
    picture = desk.receive(draw())
    assert desk.lines(picture.id).result(WAIT_S)[0].text == "64 × 48"
    assert desk.receive(draw()).id == picture.id
    desk.ask(Question("What?", (picture,))).answer()
    assert ocr.read_ids == [picture.id]


def test_a_picture_that_is_asked_about_is_read_before_one_that_only_arrived(open_desk, draw, until):
    gate = threading.Event()
    ocr = FakeOCR(gate=gate)
    desk = open_desk(ocr=ocr)
    first, second, third = (desk.receive(draw(color)) for color in ("red", "green", "blue"))
    until(lambda: desk.lines(first.id).running())
    turn = desk.ask(Question("What?", (third,)))
    gate.set()
    turn.answer()
    desk.lines(second.id).result(WAIT_S)
    assert ocr.read_ids == [first.id, third.id, second.id]


def test_the_oldest_pictures_make_room_but_ten_are_always_kept(open_desk, heavy):
    desk = open_desk(memory_mb=1)
    kept = [desk.receive(heavy(n)) for n in range(11)]
    with pytest.raises(NotFound) as gone:
        desk.picture(kept[0].id)
    assert "Send the picture" in gone.value.hint
    assert [desk.picture(picture.id) for picture in kept[1:]] == kept[1:]


def test_a_picture_that_is_asked_about_stays_until_its_answer(open_desk, heavy):
    gate = threading.Event()
    desk = open_desk(gate, memory_mb=1)
    asked = desk.receive(heavy(0))
    turn = desk.ask(Question("What?", (asked,)))
    for n in range(1, 12):
        desk.receive(heavy(n))
    assert desk.picture(asked.id) == asked
    gate.set()
    turn.answer()
    with pytest.raises(NotFound):
        desk.picture(asked.id)


def test_a_picture_that_was_dropped_meanwhile_can_be_asked_about_by_who_holds_it(open_desk, heavy):
    desk = open_desk(memory_mb=1)
    held = desk.receive(heavy(0))
    for n in range(1, 11):
        desk.receive(heavy(n))
    assert desk.ask(Question("What?", (held,))).answer().text == "Picture 1 says: 1100 × 1000"


def test_a_memory_full_of_pictures_that_are_asked_about_takes_no_more(open_desk, heavy):
    desk = open_desk(threading.Event(), memory_mb=1)
    desk.ask(Question("What?", tuple(desk.receive(heavy(n)) for n in range(10))))
    with pytest.raises(Busy, match="memory"):
        desk.receive(heavy(11))


def test_thousands_of_tiny_pictures_do_not_become_an_endless_reading_list(open_desk, draw):
    desk = open_desk(ocr=FakeOCR(gate=threading.Event()))
    first = desk.receive(draw((0, 0, 0), (16, 16), "PNG"))
    for n in range(1, 1001):
        desk.receive(draw((n % 256, n // 256, 1), (16, 16), "PNG"))
    with pytest.raises(NotFound):
        desk.picture(first.id)


def test_what_is_no_picture_is_refused(open_desk):
    with pytest.raises(InvalidPicture):
        open_desk().receive(b"no picture")


def test_a_reading_that_failed_is_told_and_tried_again_for_the_next_question(open_desk, draw):
    gate = threading.Event()
    desk = open_desk(ocr=FakeOCR(error=RuntimeError("out of memory"), gate=gate))
    picture = desk.receive(draw())
    turn = desk.ask(Question("What?", (picture,)))
    gate.set()
    with pytest.raises(EngineError, match="could not be read"):
        turn.answer()
    assert desk.ask(Question("What?", (picture,))).answer().text == "Picture 1 says: 64 × 48"


def test_a_desk_whose_ocr_does_not_load_says_so(open_desk, until):
    desk = open_desk(ocr=FakeOCR(load_error=RuntimeError("no models")))
    until(lambda: desk.status().engine.state is EngineState.DOWN)
    assert "no models" in desk.status().engine.reason


def test_a_desk_is_loading_until_its_ocr_is_there(open_desk, until):
    loading = threading.Event()

    class SlowOCR(FakeOCR):
        def load(self):
            loading.wait()

    desk = open_desk(ocr=SlowOCR())
    assert desk.status().engine.state is EngineState.LOADING
    loading.set()
    until(lambda: desk.status().engine.state is EngineState.READY)
