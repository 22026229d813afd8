"""The second look: only where the first was poor, and never worse than it."""

from __future__ import annotations

import numpy as np
import pytest

from lookdesk.ocr.second_look import MOST_STRIPS, STRIP_HEIGHT, covers, improve
from lookdesk.pictures import Pixels
from lookdesk.types import Box, TextLine

CLEAR = TextLine("Rated voltage 230 V, rated power 1.5 kW", Box.upright(20, 20, 620, 60), 0.97)
POOR = TextLine("M0del KT 2O4", Box.upright(20, 100, 260, 140), 0.55)


class Eyes:
    """Sees and reads what it is told, and remembers what it was shown."""

    def __init__(self, *, sees: list[TextLine] | None = None, reads: tuple[str, float] = ("", 0.0)) -> None:
        self.sees = sees or []
        self.reads = reads
        self.looked: list[Pixels] = []
        self.strips: list[Pixels] = []

    def look(self, pixels: Pixels) -> list[TextLine]:
        self.looked.append(pixels)
        return self.sees

    def recognise(self, strips: list[Pixels]) -> list[tuple[str, float]]:
        self.strips += strips
        return [self.reads] * len(strips)

    def improve(self, pixels: Pixels, *lines: TextLine) -> list[TextLine]:
        return improve(pixels, list(lines), self.look, self.recognise)


def _paper(width: int = 2000, height: int = 1500, *, light: int = 250, dark: int = 10) -> Pixels:
    """Draw paper with rows of ink."""
    picture = np.full((height, width, 3), light, np.uint8)
    picture[: height // 2 : 40] = dark
    picture[1 : height // 2 : 40] = dark
    return picture


def test_a_clear_page_is_looked_at_once():
    eyes = Eyes()
    assert eyes.improve(_paper(), CLEAR) == [CLEAR]
    assert not eyes.looked
    assert not eyes.strips


def test_a_poor_line_is_read_once_more_and_bettered_where_it_stands():
    eyes = Eyes(reads=("Model KT-204", 0.96))
    first, second = eyes.improve(_paper(), CLEAR, POOR)
    assert first == CLEAR
    assert (second.text, second.score, second.box) == ("Model KT-204", 0.96, POOR.box)
    assert len(eyes.strips) == 1


@pytest.mark.parametrize("reads", [("Mode1 K7", 0.5), ("Model KT-204", 0.58), ("", 0.99), ("  ", 0.99)])
def test_a_second_reading_that_is_not_surer_changes_nothing(reads):
    assert Eyes(reads=reads).improve(_paper(), CLEAR, POOR) == [CLEAR, POOR]


def test_a_strip_is_cut_level_from_the_line_and_scaled_to_one_height():
    picture = _paper()
    picture[900:940, 300:700] = (200, 30, 30)
    level = TextLine("M0del", Box.upright(300, 900, 700, 940), 0.5)
    eyes = Eyes()
    eyes.improve(picture, CLEAR, level)
    (strip,) = eyes.strips
    assert strip.shape[0] == STRIP_HEIGHT
    assert strip.shape[1] / STRIP_HEIGHT == pytest.approx(10, rel=0.25)
    assert strip[STRIP_HEIGHT // 2, strip.shape[1] // 2].tolist() == [200, 30, 30]


def test_a_line_that_runs_downwards_is_cut_out_lying():
    picture = _paper()
    picture[900:1300, 300:340] = (30, 30, 30)
    picture[900:920, 300:340] = (200, 30, 30)
    downwards = TextLine("M0del", Box.of([(340, 900), (340, 1300), (300, 1300), (300, 900)]), 0.5)
    eyes = Eyes()
    eyes.improve(picture, CLEAR, downwards)
    (strip,) = eyes.strips
    assert strip.shape[1] > 5 * strip.shape[0]
    assert strip[STRIP_HEIGHT // 2, 20, 0] > 150, "what stands at the beginning of the text is on the left"


def test_a_page_full_of_poor_lines_is_read_again_in_bounded_part():
    lines = [TextLine("x7#f", Box.upright(20, 20 * at, 120, 20 * at + 18), 0.5) for at in range(3 * MOST_STRIPS)]
    eyes = Eyes()
    assert eyes.improve(_paper(), *lines) == lines
    assert len(eyes.strips) <= MOST_STRIPS


@pytest.mark.parametrize(
    ("picture", "lines"),
    [
        (_paper(light=60, dark=5), [CLEAR]),
        (_paper(light=150, dark=110), [CLEAR]),
        (_paper(), []),
        (_paper(), [TextLine("OK", CLEAR.box, 0.98)]),
        (_paper(), [CLEAR, *[TextLine("x7#f k?2 m0", Box.upright(20, 100, 260, 140), 0.5)] * 3]),
    ],
    ids=["dark", "flat", "nothing read", "few letters", "mostly poor"],
)
def test_dark_flat_and_sparse_pictures_are_looked_at_once_more(picture, lines):
    eyes = Eyes()
    eyes.improve(picture, *lines)
    assert len(eyes.looked) == 1


def test_a_dark_picture_is_brightened_for_the_second_look():
    dark = _paper(light=60, dark=5)
    eyes = Eyes()
    eyes.improve(dark, CLEAR)
    assert np.ptp(eyes.looked[0]) > np.ptp(dark)


def test_a_small_picture_is_enlarged_and_what_is_seen_is_brought_back_to_its_measure():
    found = TextLine("Lot C26031", Box.upright(100, 50, 300, 90), 0.95)
    eyes = Eyes(sees=[found])
    (line,) = eyes.improve(_paper(400, 300))
    (larger,) = eyes.looked
    scale = larger.shape[1] / 400
    assert scale > 2
    assert line.box.left == pytest.approx(100 / scale, abs=1)
    assert line.box.bottom == pytest.approx(90 / scale, abs=1)


def test_what_only_the_second_look_sees_is_added():
    added = TextLine("Lot C26031", Box.upright(900, 900, 1200, 940), 0.95)
    assert Eyes(sees=[added]).improve(_paper(light=60, dark=5), CLEAR) == [CLEAR, added]


def test_of_two_readings_of_one_place_the_surer_stays():
    surer = TextLine("Model KT-204", POOR.box, 0.95)
    worse = TextLine("Rated v0Itage 23O V", CLEAR.box, 0.7)
    dark = _paper(light=60, dark=5)
    assert Eyes(sees=[surer, worse]).improve(dark, CLEAR, POOR) == [CLEAR, surer]


def test_a_surer_fragment_does_not_replace_a_whole_line():
    whole = TextLine("Serial number HD21-449173", Box.upright(20, 300, 620, 340), 0.88)
    fragment = TextLine("HD21", Box.upright(400, 300, 500, 340), 0.99)
    assert Eyes(sees=[fragment]).improve(_paper(light=60, dark=5), whole) == [whole]


def test_most_of_a_box_must_lie_in_another_to_be_covered():
    outer = Box.upright(0, 0, 100, 100)
    assert covers(outer, Box.upright(10, 10, 90, 90))
    assert covers(outer, Box.upright(60, 0, 120, 100))
    assert not covers(outer, Box.upright(60, 0, 200, 100))
    assert not covers(outer, Box.upright(200, 200, 220, 220))
    assert not covers(Box.upright(10, 10, 20, 20), outer)
