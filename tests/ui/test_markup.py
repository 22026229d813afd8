"""The page's HTML: hostile text stays text, and every error says what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lookdesk.errors import InvalidPicture, LookdeskError
from lookdesk.types import Action, Answer, Certainty, EngineState, FinishReason, SeenPicture, Size, Timings
from lookdesk.ui import markup
from lookdesk.ui.conversation import PictureInHand, Refusal, Turn
from lookdesk.ui.words import CHINESE, ENGLISH, Words, words_for
from lookdesk.wire import StatusBody

HOSTILE = '"><script>x</script><img src=http://evil.example/x.png onerror=x>'
PICTURE = PictureInHand(1, "1", Size(5000, 4000), Size(3750, 3000), HOSTILE)


@pytest.mark.parametrize(
    "html",
    [
        markup.question(Turn(1, HOSTILE, (PICTURE,)), CHINESE),
        markup.working(Turn(1, "", (), text=HOSTILE), CHINESE),
        markup.answer(Answer(HOSTILE, Certainty.READ, "", action=Action.RETAKE, advice=HOSTILE), CHINESE),
        markup.footer(Answer("", Certainty.READ, HOSTILE), CHINESE),
        markup.failure(LookdeskError(HOSTILE, hint=HOSTILE), ENGLISH),
        markup.refusal(Refusal(HOSTILE, InvalidPicture(HOSTILE)), CHINESE),
        markup.caption(PICTURE, CHINESE),
    ],
)
def test_hostile_text_is_escaped(html: str) -> None:
    assert "<script" not in html
    assert "<img src=http" not in html


def test_a_scaled_picture_says_so() -> None:
    assert "3750 × 3000 · 由 5000 × 4000 缩小" in markup.caption(PICTURE, CHINESE)


def test_a_waiting_turn_says_its_place() -> None:
    assert "第 3 位" in markup.working(Turn(1, "", (), place=3), CHINESE)


def test_timings_name_the_wait_only_where_there_was_one() -> None:
    answer = Answer("", Certainty.READ, "reader", timings=Timings(0.0, 0.2, 1.26))
    assert "用时 1.3 秒 · 由 reader 回答" in markup.footer(answer, CHINESE)


def test_an_answer_says_which_model_saw_what() -> None:
    seen = (SeenPicture(1, Size(1664, 1248), 2028), SeenPicture(2, Size(96, 32), 3))
    answer = Answer("", Certainty.READ, "llamacpp", model="Qwen3VL-4B", seen=seen)
    assert "由 Qwen3VL-4B 回答 · 模型所见 图 1 1664 × 1248、图 2 96 × 32" in markup.footer(answer, CHINESE)


def test_an_answer_that_was_cut_says_so() -> None:
    answer = Answer("", Certainty.INFERRED, "", finish_reason=FinishReason.LENGTH)
    assert CHINESE.cut in markup.answer(answer, CHINESE)
    assert CHINESE.cut not in markup.answer(replace(answer, finish_reason=FinishReason.STOP), CHINESE)


def test_a_long_wait_is_announced() -> None:
    turn = Turn(1, "", (), expected_wait_s=9.2)
    assert "预计 9 秒出首字" in markup.working(turn, CHINESE)
    turn.expected_wait_s = 0.4
    assert "预计" not in markup.working(turn, CHINESE)


STATUS = StatusBody(
    engine="llamacpp",
    model="Qwen3VL-4B",
    device="CPU",
    state=EngineState.READY,
    reason="",
    slots=2,
    slots_busy=0,
    queue_length=0,
    tokens_per_s=None,
    picture_tokens=512,
    picture_prefill_s=9.0,
    expected_wait_s=9.0,
)


def test_the_engine_is_shown_with_its_model_its_state_and_what_to_expect() -> None:
    assert "引擎 Qwen3VL-4B · 就绪 · 预计 9 秒出首字" in markup.engine(STATUS, CHINESE)
    loading = STATUS.model_copy(update={"state": EngineState.LOADING, "reason": HOSTILE})
    html = markup.engine(loading, CHINESE)
    assert "加载中" in html
    assert "<script" not in html
    assert CHINESE.engine_unknown in markup.engine(None, CHINESE)


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_every_certainty_has_its_words(words: Words) -> None:
    for certainty in Certainty:
        html = markup.answer(Answer("", certainty, ""), words)
        assert words.certainty[certainty] in html
        assert f"ld-{certainty}" in html


UNSEEN = {"invalid_setting", "unknown_name", "model_not_found", "cancelled"}
"""Errors that no page shows."""


def test_every_error_has_a_chinese_sentence_and_a_next_step() -> None:
    assert _codes(LookdeskError) - set(CHINESE.errors) == UNSEEN


@pytest.mark.parametrize(
    ("locale", "words"),
    [(None, CHINESE), ("zh-CN", CHINESE), ("zh-TW", CHINESE), ("en-US", ENGLISH), ("de", ENGLISH)],
)
def test_the_language_is_the_browsers(locale: str | None, words: Words) -> None:
    assert words_for(locale) is words


def _codes(kind: type[LookdeskError]) -> set[str]:
    return {kind.code}.union(*(_codes(child) for child in kind.__subclasses__()))
