"""The page's HTML: hostile text stays text, and every error says what to do."""

from __future__ import annotations

import pytest

from lookdesk.errors import InvalidPicture, LookdeskError
from lookdesk.types import Action, Answer, Certainty, Size, Timings
from lookdesk.ui import markup
from lookdesk.ui.conversation import PictureInHand, Refusal, Turn
from lookdesk.ui.words import CHINESE, ENGLISH, Words, words_for

HOSTILE = '"><script>x</script><img src=http://evil.example/x.png onerror=x>'
PICTURE = PictureInHand("1", HOSTILE, Size(5000, 4000), Size(3750, 3000), b"", b"")


@pytest.mark.parametrize(
    "html",
    [
        markup.question(Turn(1, HOSTILE, (PICTURE,)), CHINESE),
        markup.working(Turn(1, "", (), text=HOSTILE), CHINESE),
        markup.answer(Answer(HOSTILE, Certainty.READ, "", action=Action.RETAKE, advice=HOSTILE), CHINESE),
        markup.footer(Answer("", Certainty.READ, HOSTILE), CHINESE),
        markup.failure(LookdeskError(HOSTILE, hint=HOSTILE), ENGLISH),
        markup.refusal(Refusal(HOSTILE, InvalidPicture(HOSTILE)), CHINESE),
        markup.caption(1, PICTURE, CHINESE),
    ],
)
def test_hostile_text_is_escaped(html: str) -> None:
    assert "<script" not in html
    assert "<img src=http" not in html


def test_a_scaled_picture_says_so() -> None:
    assert "3750 × 3000 · 由 5000 × 4000 缩小" in markup.caption(1, PICTURE, CHINESE)


def test_a_waiting_turn_says_its_place() -> None:
    assert "第 3 位" in markup.working(Turn(1, "", (), place=3), CHINESE)


def test_timings_name_the_wait_only_where_there_was_one() -> None:
    answer = Answer("", Certainty.READ, "reader", timings=Timings(0.0, 0.2, 1.26))
    assert "用时 1.3 秒 · 由 reader 回答" in markup.footer(answer, CHINESE)


@pytest.mark.parametrize("words", [CHINESE, ENGLISH])
def test_every_certainty_has_its_words(words: Words) -> None:
    for certainty in Certainty:
        html = markup.answer(Answer("", certainty, ""), words)
        assert words.certainty[certainty] in html
        assert f"ld-{certainty}" in html


def test_every_error_has_a_chinese_sentence_and_a_next_step() -> None:
    assert _codes(LookdeskError) - set(CHINESE.errors) == {"invalid_setting", "unknown_name", "forbidden", "cancelled"}


@pytest.mark.parametrize(
    ("locale", "words"),
    [(None, CHINESE), ("zh-CN", CHINESE), ("zh-TW", CHINESE), ("en-US", ENGLISH), ("de", ENGLISH)],
)
def test_the_language_is_the_browsers(locale: str | None, words: Words) -> None:
    assert words_for(locale) is words


def _codes(kind: type[LookdeskError]) -> set[str]:
    return {kind.code}.union(*(_codes(child) for child in kind.__subclasses__()))
