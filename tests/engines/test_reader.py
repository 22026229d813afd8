"""The reader as an engine; what every engine keeps is in test_contracts.py."""

from __future__ import annotations

import io
import threading
import time
from concurrent.futures import Future

import pytest
from PIL import Image

from lookdesk import evidence, pictures, prompts
from lookdesk.engines.reader import ReaderEngine
from lookdesk.errors import Cancelled, EngineError
from lookdesk.types import (
    Action,
    Answer,
    Box,
    Certainty,
    Delta,
    Message,
    PicturePart,
    Role,
    Round,
    SamplingParams,
    TextLine,
    TextPart,
)

MODEL = TextLine("型号：KT-204", Box.upright(20, 20, 220, 50), 0.97)
PRICE = TextLine("价格：¥89.00", Box.upright(20, 70, 220, 100), 0.95)
DEARER = TextLine("价格：¥119.00", Box.upright(20, 70, 220, 100), 0.95)
OTHER_MODEL = TextLine("型号：KT-310", Box.upright(20, 20, 220, 50), 0.96)
MODELS = [TextLine(f"型号：M-10{at}", Box.upright(20, 20, 220, 50), 0.97) for at in range(1, 11)]
FAINT = TextLine("型号：K?-2O4", Box.upright(20, 20, 220, 50), 0.3)
CANCEL_S = 1.0


def _part(*lines: TextLine, number: int = 1) -> PicturePart:
    read: Future[tuple[TextLine, ...]] = Future()
    read.set_result(lines)
    return _waiting(read, number)


def _waiting(lines: Future[tuple[TextLine, ...]], number: int = 1) -> PicturePart:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (number, 0, 0)).save(out, "PNG")
    return PicturePart(number, pictures.load(out.getvalue()), lines)


def _generate(question: str, *parts: PicturePart, cancel: threading.Event | None = None) -> list[Delta]:
    message = Message(Role.USER, (*parts, TextPart(question)))
    return list(ReaderEngine().generate([message], SamplingParams(), cancel or threading.Event()))


def _answer(question: str, *parts: PicturePart) -> Answer:
    deltas = _generate(question, *parts)
    return evidence.conclude("".join(delta.text for delta in deltas), deltas[-1], parts)


def test_what_it_found_becomes_evidence_with_the_line_as_it_was_read():
    answer = _answer("型号是什么？", _part(MODEL, PRICE))
    (shown,) = answer.evidence
    assert "KT-204" in answer.text
    assert (shown.value, shown.text, shown.box, shown.score) == ("KT-204", MODEL.text, MODEL.box, MODEL.score)
    assert answer.certainty is Certainty.READ


def test_a_comparison_has_evidence_in_both_pictures():
    answer = _answer("哪个更贵？", _part(PRICE), _part(DEARER, number=2))
    assert [shown.picture_number for shown in answer.evidence] == [1, 2]
    assert "119" in answer.text


def test_a_place_that_cannot_be_read_is_shown_with_advice_to_photograph_it_again():
    answer = _answer("型号是什么？", _part(FAINT))
    assert (answer.certainty, answer.action) == (Certainty.UNREADABLE, Action.RETAKE)
    assert answer.advice
    assert [shown.box for shown in answer.evidence] == [FAINT.box]
    assert answer.evidence[0].text == ""


def test_what_is_absent_has_no_evidence():
    answer = _answer("生产日期是哪天？", _part(MODEL))
    assert (answer.certainty, answer.evidence) == (Certainty.ABSENT, ())


def test_the_question_is_the_last_text_and_pictures_of_earlier_messages_still_count():
    earlier = Message(Role.USER, (TextPart("Picture 1:"), _part(MODEL), TextPart("价格是多少？")))
    told = Message(Role.ASSISTANT, (TextPart("图中没有价格。"),))
    now = Message(Role.USER, (TextPart("型号是什么？"),))
    deltas = ReaderEngine().generate([earlier, told, now], SamplingParams(), threading.Event())
    assert "KT-204" in "".join(delta.text for delta in deltas)


def _conversation(*rounds: Round) -> Answer:
    deltas = list(ReaderEngine().generate(prompts.render(rounds, "Answer."), SamplingParams(), threading.Event()))
    shown = [part for one in rounds for part in one.pictures]
    return evidence.conclude("".join(delta.text for delta in deltas), deltas[-1], shown)


def test_a_follow_up_takes_what_it_lacks_from_the_rounds_before():
    both = (_part(MODEL, PRICE), _part(OTHER_MODEL, DEARER, number=2))
    asked = Round("型号是什么？", both, "型号：KT-204。")
    second = Round("第二张呢？", (), "型号：KT-310。")
    assert _conversation(asked, Round("第二张呢？")).evidence[0].text == OTHER_MODEL.text
    assert _conversation(asked, second, Round("那价格呢？")).evidence[0].text == DEARER.text
    assert _conversation(asked, second, Round("and the price?")).text == "Price: ¥119.00."
    assert (
        _conversation(asked, second, Round("那价格呢？", (), None), Round("第一张呢？")).evidence[0].text == PRICE.text
    )


def test_a_picture_keeps_its_number_through_the_conversation():
    first = Round("型号是什么？", (_part(MODEL, PRICE, number=3),), "型号：KT-204。")
    second = Round("这张呢？", (_part(OTHER_MODEL, DEARER, number=4),), "型号：KT-310。")
    (shown,) = _conversation(first, second, Round("第三张的价格是多少？")).evidence
    assert (shown.picture_number, shown.text) == (3, PRICE.text)
    assert _conversation(first, second, Round("第二张呢？")).certainty is Certainty.ABSENT


def test_a_new_picture_is_compared_with_an_earlier_one():
    first = Round("价格是多少？", (_part(MODEL, PRICE),), "价格：¥89.00。")
    answer = _conversation(first, Round("和第一张一样吗？", (_part(OTHER_MODEL, DEARER, number=2),)))
    assert [shown.picture_number for shown in answer.evidence] == [1, 2]
    assert "¥30" in answer.text


def test_twelve_rounds_stay_coherent():
    rounds = [
        Round("型号是什么？", tuple(_part(line, number=at) for at, line in enumerate(MODELS, 1)), "型号：M-101。")
    ]
    for at in (3, 7, 10, 2, 5, 9, 4, 8, 6, 1):
        rounds.append(Round(f"图{at}呢？"))
        assert _conversation(*rounds).text == f"型号：M-10{at}。"
    assert _conversation(*rounds, Round("下一张呢？")).text == "型号：M-102。"
    assert _conversation(*rounds, Round("最后一张呢？")).text == "型号：M-1010。"


@pytest.mark.parametrize("messages", [[], [Message(Role.ASSISTANT, (TextPart("KT-204"),))]])
def test_without_a_question_it_says_what_is_missing(messages):
    with pytest.raises(EngineError) as error:
        list(ReaderEngine().generate(messages, SamplingParams(), threading.Event()))
    assert error.value.hint


def test_cancelling_while_the_second_picture_is_read_ends_it_soon():
    cancel = threading.Event()
    threading.Timer(0.05, cancel.set).start()
    began_at = time.monotonic()
    with pytest.raises(Cancelled):
        _generate("型号是什么？", _part(MODEL), _waiting(Future(), number=2), cancel=cancel)
    assert time.monotonic() - began_at < CANCEL_S


def test_it_waits_for_lines_that_come_late():
    late: Future[tuple[TextLine, ...]] = Future()
    threading.Timer(0.15, late.set_result, [(MODEL,)]).start()
    assert "KT-204" in _generate("型号是什么？", _waiting(late))[0].text


def test_a_picture_that_could_not_be_read_fails_with_its_own_error():
    broken: Future[tuple[TextLine, ...]] = Future()
    broken.set_exception(EngineError("The picture could not be read."))
    with pytest.raises(EngineError, match="could not be read"):
        _generate("型号是什么？", _waiting(broken))
