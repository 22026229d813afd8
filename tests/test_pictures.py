"""Bytes in, one upright RGB picture out, and what is shown of it."""

import hashlib
import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageChops

from lookdesk import pictures
from lookdesk.errors import InvalidInput, InvalidPicture, TooLarge
from lookdesk.types import Box, Size

RED, GREEN, BLUE, YELLOW, WHITE = (255, 0, 0), (0, 200, 0), (0, 0, 255), (255, 230, 0), (255, 255, 255)
TURNS = {
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_90],
    7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_270],
}
"""How a camera that writes this orientation held the upright scene."""


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """Four corners of four colours, so that each turn and each mirror shows."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(YELLOW, (width // 2, height // 2, width, height))
    return image


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    if kind == "HEIC":
        pillow_heif.from_pillow(image).save(out, **options)
    else:
        image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "SecretCamera"
    tags.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 15.0), 3: "E", 4: (121.0, 28.0, 30.0)})
    return tags.tobytes()


def corners(content: bytes) -> list[tuple[int, ...]]:
    """Return the colours near the corners: top left, top right, bottom left, bottom right."""
    array = pictures.pixels(pictures.load(content))
    return [tuple(int(value) for value in array[y, x]) for y in (4, -5) for x in (4, -5)]


def is_near(a: tuple[int, ...], b: tuple[int, ...], within: int = 40) -> bool:
    return all(abs(x - y) <= within for x, y in zip(a, b, strict=True))


def shows(content: bytes, colours: list[tuple[int, ...]], within: int = 40) -> bool:
    return all(is_near(a, b, within) for a, b in zip(corners(content), colours, strict=True))


# --- format by content -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "WEBP", "HEIC"])
def test_five_formats_are_told_by_their_content(kind):
    content = saved(scene(), kind)
    picture = pictures.load(content)
    assert picture.media_type == f"image/{kind.lower()}"
    assert picture.id == hashlib.sha256(content).hexdigest()
    assert picture.content is content
    assert picture.size == picture.original_size == Size(96, 64)
    assert not picture.is_scaled
    assert shows(content, [RED, GREEN, BLUE, YELLOW])


@pytest.mark.parametrize("kind", ["TIFF", "PDF", "AVIF"])
def test_another_format_is_refused_by_its_name_with_what_is_accepted(kind):
    with pytest.raises(InvalidPicture, match=kind) as caught:
        pictures.load(saved(scene(), kind))
    assert "JPEG, PNG, BMP, WebP, HEIC and GIF" in caught.value.hint


def test_a_truncated_jpeg_is_refused_with_what_is_accepted():
    content = saved(scene(400, 300), "JPEG")
    with pytest.raises(InvalidPicture, match="truncated") as caught:
        pictures.load(content[: len(content) // 2])
    assert "20 MB" in caught.value.hint


def test_a_truncated_jpeg_with_an_end_marker_put_behind_it_is_refused():
    content = saved(Image.effect_noise((400, 300), 80), "JPEG")
    with pytest.raises(InvalidPicture, match="truncated"):
        pictures.load(content[: len(content) // 2] + b"\xff\xd9")


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"restart_marker_rows": 1}, {"subsampling": 0}, {"optimize": True}]
)
def test_every_kind_of_jpeg_decodes_to_its_last_block(options):
    image = Image.effect_noise((333, 251), 60).convert("RGB")
    content = saved(image, "JPEG", quality=90, **options)
    expected = np.asarray(Image.open(io.BytesIO(content)))
    assert np.array_equal(pictures.pixels(pictures.load(content)), expected)


# --- orientation -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_orientation_is_applied_once(kind, orientation):
    held = scene()
    for turn in TURNS.get(orientation, []):
        held = held.transpose(turn)
    content = saved(held, kind, exif=exif(orientation))  # a HEIC gets boxes that turn it, and the tag beside them
    assert pictures.load(content).size == Size(96, 64)
    assert shows(content, [RED, GREEN, BLUE, YELLOW])


def test_an_exif_tag_alone_does_not_turn_a_heic():
    upright = scene()
    content = saved(upright, "HEIC", quality=90, exif=exif(1)).replace(exif(1)[6:], exif(6)[6:])
    assert exif(6)[6:] in content
    assert shows(content, [RED, GREEN, BLUE, YELLOW])


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_a_heic_of_tiles_is_turned_as_a_whole(orientation):
    held = scene(300, 200)
    for turn in TURNS.get(orientation, []):
        held = held.transpose(turn)
    content = saved(held, "HEIC", exif=exif(orientation), tile_size=128)
    assert pictures.load(content).size == Size(300, 200)
    assert shows(content, [RED, GREEN, BLUE, YELLOW])


def test_a_heic_with_more_tiles_than_room_is_refused():
    content = saved(scene(300, 200), "HEIC", tile_size=128)
    for field in (">II", ">HH"):  # the picture's extents, and its grid
        content = content.replace(struct.pack(field, 300, 200), struct.pack(field, 64, 64))
    with pytest.raises(InvalidPicture, match="damaged"):
        pictures.load(content)


@pytest.mark.parametrize("order", ["<", ">"])
def test_exif_of_both_byte_orders_is_understood(order):
    tiff = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}IHHHIHHI", 8, 1, 0x0112, 3, 1, 3, 0, 0)
    content = saved(scene().transpose(Image.Transpose.ROTATE_180), exif=tiff)
    assert shows(content, [RED, GREEN, BLUE, YELLOW])


# --- modes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_cmyk_as_adobe_writes_it_keeps_its_colours(options):
    content = saved(scene().convert("CMYK"), "JPEG", quality=95, **options)
    assert b"Adobe" in content
    assert shows(content, [RED, GREEN, BLUE, YELLOW])


def test_palette_keeps_its_colours():
    assert shows(saved(scene().quantize(8)), [RED, GREEN, BLUE, YELLOW])
    assert shows(saved(scene().quantize(8), "BMP"), [RED, GREEN, BLUE, YELLOW])


def test_a_transparent_palette_entry_becomes_white():
    image = scene().quantize(4)
    content = saved(image, transparency=image.getpixel((4, 4)))
    assert shows(content, [WHITE, GREEN, BLUE, YELLOW])


def test_a_transparent_colour_becomes_white():
    assert shows(saved(scene(), transparency=BLUE), [RED, GREEN, WHITE, YELLOW])


def test_16_bit_grey_keeps_its_shades():
    array = np.full((64, 96), 0x4000, np.uint16)
    array[:32, 48:] = 0xC000
    content = saved(Image.fromarray(array))
    assert shows(content, [(64,) * 3, (192,) * 3, (64,) * 3, (64,) * 3], within=1)


def test_16_bit_colour_keeps_its_colours():
    rows = b"".join(b"\0" + struct.pack(">HHH", 0xFFFF, 0x8000, 0x2000) * 96 for _ in range(64))
    assert shows(png_of(rows, bits=16, colour=2), [(255, 128, 32)] * 4, within=1)


def test_16_bit_alpha_lies_on_white():
    rows = b"".join(b"\0" + struct.pack(">HHHH", 0, 0, 0, 0x8000) * 96 for _ in range(64))
    assert shows(png_of(rows, bits=16, colour=6), [(127,) * 3] * 4, within=2)


def test_10_bit_heic_keeps_its_colours():
    array = np.zeros((64, 96, 3), np.uint16)
    array[...] = (0xFFFF, 0x8000, 0x2000)
    out = io.BytesIO()
    pillow_heif.encode("RGB;16", (96, 64), array.tobytes(), out, quality=90)
    assert shows(out.getvalue(), [(255, 128, 32)] * 4, within=12)


@pytest.mark.parametrize("kind", ["PNG", "BMP"])
def test_1_bit_is_black_and_white(kind):
    image = Image.new("1", (96, 64), 1)
    image.paste(0, (0, 0, 48, 32))
    assert shows(saved(image, kind), [(0, 0, 0), WHITE, WHITE, WHITE], within=0)


def test_grey_keeps_its_shades():
    for kind in ("JPEG", "PNG", "BMP", "WEBP", "HEIC"):
        assert shows(saved(Image.new("L", (96, 64), 90), kind), [(90, 90, 90)] * 4, within=4)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIC"])
@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_lies_on_white(kind, mode):
    image = Image.new("RGBA", (96, 64), (0, 0, 0, 255))
    image.paste((0, 0, 0, 0), (48, 0, 96, 64))
    content = saved(image.convert(mode), kind)
    assert shows(content, [(0, 0, 0), WHITE, (0, 0, 0), WHITE], within=12)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_counts(kind):
    content = saved(scene(), kind, save_all=True, append_images=[Image.new("RGB", (96, 64), "black")] * 3)
    assert shows(content, [RED, GREEN, BLUE, YELLOW])


def png_of(rows: bytes, bits: int, colour: int) -> bytes:
    """Write a 96 × 64 PNG of a kind that Pillow does not write."""

    def chunk(code: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + code + body + struct.pack(">I", zlib.crc32(code + body))

    header = struct.pack(">IIBBBBB", 96, 64, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# --- bounds and scaling ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("original", "used"),
    [
        ((4000, 3000), (4000, 3000)),
        ((3000, 4000), (3000, 4000)),
        ((4001, 100), (4000, 100)),
        ((3500, 3500), (3000, 3000)),
        ((4400, 3300), (4000, 3000)),
        ((2100, 4200), (2000, 4000)),
    ],
)
def test_a_picture_is_scaled_into_4000_by_3000_either_way_round(original, used):
    picture = pictures.load(saved(Image.new("L", original, 128), "JPEG", quality=10))
    assert picture.original_size == Size(*original)
    assert picture.size == Size(*used)
    assert picture.is_scaled == (original != used)
    assert picture.visual_tokens == pictures.visual_tokens(Size(*used))
    assert pictures.pixels(picture).shape == (used[1], used[0], 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_what_is_scaled_still_shows_the_same(kind):
    content = saved(scene(4100, 400), kind)
    assert shows(content, [RED, GREEN, BLUE, YELLOW])


def test_the_size_after_turning_counts_for_scaling():
    content = saved(Image.new("L", (4000, 3000), 128), "JPEG", quality=10, exif=exif(6))
    assert pictures.load(content).size == Size(3000, 4000)


def test_over_100_megapixels_is_too_large():
    content = saved(Image.new("1", (10_001, 10_000)))
    with pytest.raises(TooLarge, match=r"100\.0 megapixels") as caught:
        pictures.load(content)
    assert "100 megapixels" in caught.value.hint


def test_over_20_megabytes_is_too_large():
    with pytest.raises(TooLarge, match=r"20\.0 MB"):
        pictures.load(b"\xff\xd8\xff" + bytes(20 * 1024 * 1024))


@pytest.mark.parametrize("size", [(1280, 720, 880), (4000, 3000, 11_750), (16, 16, 1), (32, 800, 25)])
def test_visual_tokens_are_as_qwen_counts_them(size):
    width, height, tokens = size
    assert pictures.visual_tokens(Size(width, height)) == tokens


# --- what is shown -----------------------------------------------------------------------------------------------


def with_secrets(kind: str) -> bytes:
    image = scene(640, 480)
    if kind == "HEIC":
        return saved(image, kind, exif=exif(), xmp=b"<x:xmpmeta>SecretXMP</x:xmpmeta>")
    more = {"icc_profile": b"SecretProfile" * 20, "comment": b"SecretComment"} if kind == "JPEG" else {}
    return saved(image, kind, exif=exif(), **more)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_no_place_camera_or_comment_reaches_what_is_shown(kind):
    content = with_secrets(kind)
    assert b"Secret" in content
    picture = pictures.load(content)
    assert b"Secret" in picture.content, "the original keeps its bytes"
    box = Box.upright(100, 100, 300, 140)
    for shown in (pictures.thumbnail(picture), pictures.crop(picture, box), pictures.drawn(picture, [box])):
        assert b"Secret" not in shown
        image = Image.open(io.BytesIO(shown))
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)


def test_a_thumbnail_keeps_the_shape_and_is_never_enlarged():
    picture = pictures.load(saved(scene(1200, 300), "JPEG"))
    assert Image.open(io.BytesIO(pictures.thumbnail(picture))).size == (256, 64)
    assert Image.open(io.BytesIO(pictures.thumbnail(picture, side=2000))).size == (1200, 300)
    assert Image.open(io.BytesIO(pictures.thumbnail(picture))).format == "JPEG"


def test_a_crop_shows_the_box_drawn_and_its_surroundings():
    picture = pictures.load(saved(Image.new("RGB", (800, 600), "white")))
    shown = Image.open(io.BytesIO(pictures.crop(picture, Box.upright(300, 300, 500, 340), margin=1.0)))
    assert shown.format == "JPEG"
    assert shown.size == (200 + 2 * 40, 40 + 2 * 40)
    assert not is_near(shown.getpixel((140, 40)), WHITE), "the box's upper side"
    assert is_near(shown.getpixel((140, 60)), WHITE), "inside the box"
    assert is_near(shown.getpixel((5, 5)), WHITE), "outside the box"


def test_a_tilted_box_is_drawn_tilted():
    picture = pictures.load(saved(Image.new("RGB", (400, 400), "white")))
    box = Box.of([(100, 200), (200, 100), (300, 200), (200, 300)])
    shown = Image.open(io.BytesIO(pictures.drawn(picture, [box])))
    assert shown.format == "PNG"
    assert shown.size == (400, 400)
    changed = ImageChops.difference(shown, Image.new("RGB", (400, 400), "white"))
    assert changed.getpixel((150, 150)) != (0, 0, 0)
    assert changed.getpixel((110, 110)) == (0, 0, 0)


def test_a_crop_at_the_edge_stays_in_the_picture():
    picture = pictures.load(saved(scene(200, 100)))
    shown = Image.open(io.BytesIO(pictures.crop(picture, Box.upright(-50, -50, 40, 20))))
    assert shown.width <= 200
    assert shown.height <= 100


@pytest.mark.parametrize(
    "box", [Box.upright(300, 0, 400, 50), Box.upright(-9, -9, -1, -1), Box.upright(0, 0, float("nan"), 9)]
)
def test_a_box_outside_the_picture_is_refused_with_its_size(box):
    picture = pictures.load(saved(scene(200, 100)))
    with pytest.raises(InvalidInput) as caught:
        pictures.crop(picture, box)
    assert "200 × 100" in caught.value.hint


def test_pictures_load_in_several_threads_at_once():
    contents = [saved(Image.new("L", (4300, 3000)), "JPEG"), saved(Image.new("L", (4100, 100)), "PNG")] * 2
    with ThreadPoolExecutor(4) as pool:
        sizes = list(pool.map(lambda content: pictures.pixels(pictures.load(content)).shape, contents))
    assert sizes == [(2791, 4000, 3), (98, 4000, 3)] * 2


def test_a_gif_is_taken_by_its_first_frame_on_white():
    first = Image.new("P", (48, 32), 1)
    first.putpalette([0, 0, 0, 255, 0, 0])
    first.paste(0, (0, 0, 24, 32))
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=[Image.new("P", (48, 32), 0)], transparency=0)
    pixels = pictures.pixels(pictures.load(out.getvalue()))
    assert pixels[16, 12].tolist() == [255, 255, 255]
    assert pixels[16, 36].tolist() == [255, 0, 0]


def test_a_gif_cut_in_its_first_frame_is_refused():
    content = saved(scene(400, 300), "GIF")
    with pytest.raises(InvalidPicture, match="truncated"):
        pictures.load(content[: len(content) // 2])
