"""The pixels that a model sees."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lookdesk import context, pictures
from lookdesk.types import Capabilities, Detail, PicturePart, Size

SIDES = st.integers(16, 4000)


def tokens(size: Size) -> int:
    return (size.width // 32) * (size.height // 32)


@given(SIDES, SIDES, st.integers(64, 4096), st.sampled_from([1, 64]))
def test_a_size_is_of_multiples_of_32_and_within_its_budget(width, height, most, least):
    size = pictures.seen_size(Size(width, height), most, least)
    assert size.width % 32 == size.height % 32 == 0
    assert 1 <= tokens(size) <= most
    assert pictures.visual_tokens(size) == tokens(size)


@given(SIDES, SIDES, st.integers(256, 4096))
def test_a_picture_keeps_its_shape_as_nearly_as_whole_tokens_allow(width, height, most):
    size = pictures.seen_size(Size(width, height), most)
    if min(size) >= 320:
        assert size.width / size.height == pytest.approx(width / height, rel=0.15)


@pytest.mark.parametrize(
    ("size", "most", "seen"),
    [
        ((1280, 720), 2048, (1280, 704)),
        ((4000, 3000), 2048, (1664, 1248)),
        ((333, 251), 2048, (320, 256)),
        ((96, 32), 2048, (96, 32)),
        ((4000, 80), 64, (1792, 32)),
    ],
)
def test_a_picture_within_its_budget_is_hardly_changed_and_a_larger_one_fills_it(size, most, seen):
    assert pictures.seen_size(Size(*size), most) == seen


def test_a_small_picture_is_enlarged_to_what_the_model_wants_at_least():
    assert pictures.seen_size(Size(96, 32), 2048, 64) == (448, 160)


@pytest.mark.parametrize("size", [(64, 64), (96, 192), (640, 32)])
def test_what_is_seen_is_a_picture_of_that_size_with_the_same_colours(draw, size):
    picture = pictures.load(draw((200, 30, 60), (100, 77), "PNG"))
    image = Image.open(io.BytesIO(pictures.seen(picture, Size(*size))))
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", size)
    assert np.abs(np.asarray(image, int) - (200, 30, 60)).max() <= 1


@pytest.mark.parametrize(("detail", "tokens"), [(Detail.LOW, 512), (Detail.NORMAL, 2048), (Detail.HIGH, 4096)])
def test_detail_chooses_the_budget(detail, tokens):
    assert context.budget(Capabilities(True, 10, None, 1), detail) == tokens


def test_an_engine_that_reads_is_told_no_size_and_shows_none(draw):
    part = PicturePart(1, pictures.load(draw()), None)
    assert context.sized([part], Capabilities(False, 10, None, 1), Detail.HIGH) == (part,)
    assert context.seen([part]) == ()
    (sized,) = context.sized([part], Capabilities(True, 10, None, 1), Detail.NORMAL)
    assert [(seen.number, seen.visual_tokens) for seen in context.seen([sized])] == [(1, tokens(sized.seen_size))]


def test_many_pictures_share_a_small_context(draw):
    parts = [PicturePart(n, pictures.load(draw(size=(2000, 1500))), None) for n in range(1, 11)]
    sized = context.sized(parts, Capabilities(True, 10, 8192, 1), Detail.NORMAL)
    assert 5000 < sum(seen.visual_tokens for seen in context.seen(sized)) <= 8192 - 1024
