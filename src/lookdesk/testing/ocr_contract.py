"""What every OCR must keep.

class TestMyOCR(OCRContract):
    def make(self) -> OCR:
        return MyOCR()
"""

from __future__ import annotations

import io
from abc import abstractmethod
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageDraw, ImageFont

from lookdesk import pictures
from lookdesk.protocols import OCR
from lookdesk.types import Picture

SLACK_PIXELS = 8
"""A box may reach a little over the picture's edge."""


class OCRContract:
    """Tests that every OCR passes; a subclass says how to make one."""

    @abstractmethod
    def make(self) -> OCR:
        """Make an OCR."""

    def test_it_is_an_ocr(self) -> None:
        assert isinstance(self.make(), OCR)

    def test_it_may_be_loaded_twice(self) -> None:
        ocr = self.make()
        ocr.load()
        ocr.load()

    def test_it_finds_text_and_tells_where_and_how_sure(self) -> None:
        picture = _picture("TOTAL 42.50")
        lines = self.make().read(picture)
        assert lines
        for line in lines:
            assert line.text
            assert 0 <= line.score <= 1
            assert -SLACK_PIXELS <= line.box.left <= line.box.right <= picture.size.width + SLACK_PIXELS
            assert -SLACK_PIXELS <= line.box.top <= line.box.bottom <= picture.size.height + SLACK_PIXELS

    def test_a_tiny_and_a_long_picture_are_read_too(self) -> None:
        ocr = self.make()
        for size in ((16, 16), (160, 16), (16, 160)):
            assert isinstance(ocr.read(_picture("", size)), tuple)

    def test_reading_twice_gives_the_same(self) -> None:
        ocr, picture = self.make(), _picture("TOTAL 42.50")
        assert ocr.read(picture) == ocr.read(picture)

    def test_several_threads_may_read_at_one_time(self) -> None:
        ocr = self.make()
        wanted = [_picture(f"TOTAL {number}2.50") for number in range(3)]
        with ThreadPoolExecutor(3) as pool:
            assert list(pool.map(ocr.read, wanted)) == [ocr.read(picture) for picture in wanted]


def _picture(text: str, size: tuple[int, int] = (360, 240)) -> Picture:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((20, 80), text, "black", ImageFont.load_default(48))
    out = io.BytesIO()
    image.save(out, "PNG")
    return pictures.load(out.getvalue())
