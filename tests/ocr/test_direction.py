"""Which way a page's text runs: boxes begin at the text's own top left corner."""

from __future__ import annotations

import pytest

from lookdesk.ocr.direction import Seen, set_upright
from lookdesk.types import Box, Point, TextLine

TALL, FLAT = (40, 400), (400, 40)


def _seen(text: str, at: int, measure: tuple[int, int], *, is_turned: bool = False) -> Seen:
    """Make a line as the detector gives it: its box begins at the picture's top left."""
    width, height = measure
    left, top = (at * 60, 20) if measure == TALL else (20, at * 60)
    return Seen(TextLine(text, Box.upright(left, top, left + width, top + height), 0.9), is_turned)


def _page(measure: tuple[int, int], *, is_turned: bool, texts: tuple[str, ...] = ("Model AB-12", "230 V", "50 Hz")):
    return [_seen(text, at, measure, is_turned=is_turned) for at, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("measure", "is_turned", "angle", "begins"),
    [
        (FLAT, False, 0, Point(20, 0)),
        (FLAT, True, 180, Point(420, 40)),
        (TALL, False, 90, Point(40, 20)),
        (TALL, True, -90, Point(0, 420)),
    ],
)
def test_a_box_begins_where_its_text_begins(measure, is_turned, angle, begins):
    lines = set_upright(_page(measure, is_turned=is_turned))
    assert [line.box.angle for line in lines] == pytest.approx([angle] * 3)
    assert lines[0].box.points[0] == begins


@pytest.mark.parametrize("measure", [FLAT, TALL])
@pytest.mark.parametrize("is_turned", [True, False])
def test_a_box_keeps_its_place_and_its_text(measure, is_turned):
    seen = _page(measure, is_turned=is_turned)
    for before, line in zip(seen, set_upright(seen), strict=True):
        assert set(line.box.points) == set(before.line.box.points)
        assert (line.text, line.score) == (before.line.text, before.line.score)


def test_single_lines_that_were_taken_for_turned_do_not_turn_an_upright_page():
    seen = [*_page(FLAT, is_turned=False), _seen("8.80", 3, FLAT, is_turned=True)]
    assert [line.box.angle for line in set_upright(seen)] == pytest.approx([0.0] * 4)


def test_on_a_page_on_its_head_a_line_that_was_not_turned_stays():
    seen = [*_page(FLAT, is_turned=True), _seen("OK", 3, FLAT)]
    assert [line.box.angle for line in set_upright(seen)] == pytest.approx([180, 180, 180, 0])


def test_chinese_columns_on_an_upright_page_are_no_page_on_its_side():
    seen = _page(TALL, is_turned=False, texts=("春眠不觉晓", "处处闻啼鸟", "夜来风雨声"))
    assert [line.box for line in set_upright(seen)] == [each.line.box for each in seen]


def test_one_tall_line_beside_many_flat_ones_does_not_turn_the_page():
    seen = [*_page(FLAT, is_turned=False), _seen("SN-4417", 3, TALL)]
    assert [line.box for line in set_upright(seen)] == [each.line.box for each in seen]


def test_a_page_without_lines_has_none():
    assert set_upright([]) == []
