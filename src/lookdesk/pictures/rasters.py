"""Decoding: a sound container to an upright RGB image, within one gigabyte whatever the file says.

Pictures are scaled while they are decoded (JPEG) or strip by strip (all others), so that beside the decoder's own
buffer there is never a second copy at full size.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from lookdesk.pictures.containers import Container, damaged, png_is_whole
from lookdesk.types import Size

Pixels = NDArray[np.uint8]
"""Height × width × 3, RGB, 0–255."""

_PLUGINS: dict[str, type[ImageFile]] = {
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/bmp": BmpImageFile,
    "image/gif": GifImageFile,
}

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each orientation. Source: Exif 2.32, 4.6.4 A, tag 274."""

_STRIP_PIXELS = 2_000_000
_LARGE_PIXELS = 12_500_000
_LARGE = threading.Lock()
"""Pictures over 12.5 megapixels are decoded one at a time: each may take several hundred megabytes."""


@dataclass(frozen=True, slots=True)
class _Raster:
    """A decoded image in its own colours, of which rows can be had as a small Pillow image."""

    size: Size
    rows: Callable[[int, int], Image.Image]


def fitted(size: Size, bound: Size) -> Size:
    """Return the largest size of the same shape within a bound, never larger than it is."""
    scale = min(1.0, bound.width / size.width, bound.height / size.height)
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def check(container: Container, size: Size) -> None:
    """Decode to the end, as cheaply as the format allows, and forget it.

    Raises:
        InvalidPicture: truncated or damaged.
    """
    with _room_for(container):
        if container.media_type == "image/jpeg":
            size = Size(*(max(1, side // 8) for side in size))  # libjpeg reads every bit at any scale
        _raster(container, size)
        if container.media_type == "image/png" and not png_is_whole(container.pixel_bytes):
            raise damaged()


def decode(container: Container, size: Size) -> Image.Image:
    """Decode to an upright RGB image without metadata.

    Args:
        container: the file.
        size: of the upright image; not larger than ``container.upright_size``.

    Raises:
        InvalidPicture: truncated or damaged.
    """
    coded = Size(size.height, size.width) if container.orientation >= 5 else size
    with _room_for(container):
        image = _scaled(_raster(container, coded), coded)
        turn = _TURNS.get(container.orientation)
        return image if turn is None else image.transpose(turn)


def _room_for(container: Container) -> threading.Lock | nullcontext[None]:
    return _LARGE if container.size.width * container.size.height > _LARGE_PIXELS else nullcontext()


def _raster(container: Container, size: Size) -> _Raster:
    """Decode at the coded size, or (JPEG) at a smaller one that is still at least ``size``."""
    try:
        if container.media_type == "image/webp":
            return _webp(container)
        if container.media_type == "image/heic":
            return _heic(container)
        return _pillow(container, size)
    except Exception as error:  # a decoder's error may be of any kind; all of them mean the same here
        raise damaged() from error


def _pillow(container: Container, size: Size) -> _Raster:
    # The plugin itself and not Image.open: only the decoder that the content asks for, and no warnings about sizes.
    image = _PLUGINS[container.media_type](io.BytesIO(container.pixel_bytes))
    if image.size != container.size:
        raise damaged()
    image.draft(None, size)
    image.load()

    def rows(top: int, bottom: int) -> Image.Image:
        is_whole = (top, bottom) == (0, image.height) and image.mode == "RGB"  # a copy of 36 MB less
        return image if is_whole else image.crop((0, top, image.width, bottom))

    return _Raster(Size(*image.size), rows)


def _webp(container: Container) -> _Raster:
    # libwebp through OpenCV: Pillow takes 16 bytes a pixel for any WebP (100 megapixels: 1.6 GB), OpenCV 4 to 8.
    import cv2  # noqa: PLC0415  (a tenth of a second, and only WebP needs it here)

    array = cv2.imdecode(np.frombuffer(container.pixel_bytes, np.uint8), cv2.IMREAD_UNCHANGED)
    if array is None or array.shape[1::-1] != container.size:
        raise damaged()
    mode, order = ("RGBA", "BGRA") if array.shape[2] == 4 else ("RGB", "BGR")
    return _of_rows(container.size, array.data.cast("B"), array.strides[0], mode, order)


def _heic(container: Container) -> _Raster:
    import pillow_heif  # noqa: PLC0415  (most pictures are not HEIC)

    heif = pillow_heif.open_heif(container.pixel_bytes)
    rows = memoryview(heif.data)
    if heif.size != container.size:
        raise damaged()
    return _of_rows(container.size, rows, heif.stride, heif.mode, heif.mode)


def _of_rows(size: Size, rows: memoryview, stride: int, mode: str, order: str) -> _Raster:
    """Make a raster of rows of ``stride`` bytes, whose pixels lie in a raw ``order`` of Pillow's ``mode``."""

    def strip(top: int, bottom: int) -> Image.Image:
        part = bytes(rows[top * stride : bottom * stride])
        return Image.frombytes(mode, (size.width, bottom - top), part, "raw", order, stride)

    return _Raster(size, strip)


def _scaled(raster: _Raster, size: Size) -> Image.Image:
    """Return a raster as RGB at a size: whole factors by averaging strips, the rest by resampling."""
    factor = max(1, min(raster.size.width // size.width, raster.size.height // size.height))
    width, height = (-(-side // factor) for side in raster.size)
    if raster.size == size and width * height <= _LARGE_PIXELS:
        return _rgb(raster.rows(0, height))  # nothing to scale, and room for a copy
    image = Image.new("RGB", (width, height))
    step = max(1, _STRIP_PIXELS // raster.size.width // factor) * factor
    for top in range(0, raster.size.height, step):
        strip = _rgb(raster.rows(top, min(top + step, raster.size.height)))
        image.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)


def _rgb(strip: Image.Image) -> Image.Image:
    """Bring any mode to RGB, transparency on white."""
    if strip.mode.startswith("I"):
        return _rgb_of_16_bit(strip)
    if not strip.has_transparency_data:
        return strip if strip.mode == "RGB" else strip.convert("RGB")
    strip = strip.convert("RGBA")
    white = Image.new("RGB", strip.size, "white")
    white.paste(strip, mask=strip.getchannel("A"))
    return white


def _rgb_of_16_bit(strip: Image.Image) -> Image.Image:
    """Keep the upper byte of 16-bit grey (Pillow's own conversion clips at 255)."""
    values = np.asarray(strip)
    grey = (values >> 8).astype(np.uint8)
    if (transparent := strip.info.get("transparency")) is not None:
        grey[values == transparent] = 255
    return Image.fromarray(grey).convert("RGB")
