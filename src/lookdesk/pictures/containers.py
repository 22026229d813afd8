"""What a file is: its format by content, its measures and orientation, and the bytes that its pixels need.

Each format's outer structure is walked here before a decoder sees it. That settles the bounds without decoding, and
it leaves out what pixels do not need: thumbnails, colour profiles, text, animation, places. So no decoder parses them,
none warns about them, and none of them reaches a thumbnail or a crop.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from lookdesk.errors import InvalidPicture, TooLarge
from lookdesk.types import Size

MAX_SIZE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 100_000_000
MIN_SIDE = 16
MAX_ASPECT = 50

ACCEPTED = (
    f"Accepted are JPEG, PNG, BMP, WebP, HEIC and GIF files of at most {MAX_SIZE_BYTES // 1024**2} MB and "
    f"{MAX_PIXELS // 10**6} megapixels, with sides of at least {MIN_SIDE} pixels and at most {MAX_ASPECT} : 1."
)

_MAX_JPEG_SEGMENTS = 10_000
"""A photo has a few hundred at most (an ICC profile or a depth map in pieces of 64 kB)."""

_MAX_JPEG_SCAN_PIXELS = 2_000_000_000
"""Scans × pixels: 20 scans of 100 megapixels decode in about three seconds; a real progressive JPEG has about ten."""

_MAX_JPEG_BUFFER_BYTES = 700_000_000
"""A JPEG of several scans is decoded from coefficients of two bytes each, all in memory."""

_MAX_RLE_PIXELS = 12_000_000
_MAX_RLE_BYTES = 3_000_000
"""Pillow decodes run-length BMP in Python: about a second for this many pixels, two for this many bytes."""

_MAX_ANIMATION_PIXELS = 50_000_000
"""libwebp keeps two canvases of four bytes a pixel for an animation."""

_MAX_HEIC_BYTES = 900_000_000
_HEIC_COPIES = 3
"""libheif holds a picture up to three times: as decoded, converted, and as RGB (measured: 2.4 to 2.9 times)."""


@dataclass(frozen=True, slots=True)
class Container:
    """A file whose outer structure is sound and within bounds."""

    media_type: str
    size: Size
    """As coded, before EXIF orientation."""
    orientation: int
    """EXIF orientation that is still to be applied, 1–8."""
    pixel_bytes: bytes
    """The file, without what its pixels do not need."""

    @property
    def upright_size(self) -> Size:
        return Size(self.size.height, self.size.width) if self.orientation >= 5 else self.size


def inspect(content: bytes) -> Container:
    """Tell what a file is, by its content alone, and refuse what is out of bounds.

    Raises:
        TooLarge: over 20 MB, over 100 megapixels, or more work to decode than a picture can be worth.
        InvalidPicture: empty, truncated, damaged, another format, or a shape out of bounds.
    """
    if len(content) > MAX_SIZE_BYTES:
        raise TooLarge(f"The file has {len(content) / 1024**2:.1f} MB.", hint=ACCEPTED)
    if not content:
        raise InvalidPicture("The file is empty.", hint=ACCEPTED)
    for magic, walk in _WALKS:
        if magic.match(content):
            try:
                container = walk(content)
            except (struct.error, IndexError, ValueError) as error:
                raise damaged() from error
            _check_shape(container.size)
            return container
    raise InvalidPicture(f"The file is {_what_else(content)}.", hint=ACCEPTED)


def damaged() -> InvalidPicture:
    """Make the error for a file that begins as a picture and cannot be decoded to its end."""
    return InvalidPicture("The picture is truncated or damaged.", hint=f"Send the original file again. {ACCEPTED}")


def _check_shape(size: Size) -> None:
    if size.width * size.height > MAX_PIXELS:
        raise TooLarge(f"The picture has {size.width * size.height / 1e6:.1f} megapixels ({size}).", hint=ACCEPTED)
    if min(size) < MIN_SIDE:
        raise InvalidPicture(f"The picture is only {size} pixels.", hint=ACCEPTED)
    if max(size) > MAX_ASPECT * min(size):
        raise InvalidPicture(f"The picture is too long and narrow ({size}).", hint=ACCEPTED)


# --- JPEG --------------------------------------------------------------------------------------------------------

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_KEPT = _JPEG_FRAMES | {0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD, 0xE0, 0xEE}
"""Frames, tables, scans, and the segments that tell the colours (JFIF, Adobe). Source: ITU-T T.81, table B.1."""
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
_JPEG_LOOKAHEAD = 16
"""Bytes that libjpeg may want to see behind the last one it needs. They stand in for the end marker where there is one
scan: at that marker libjpeg would fill what is missing with grey and say nothing, without it a truncated file fails."""


def _walk_jpeg(content: bytes) -> Container:
    kept = [content[:2]]
    size, parts, orientation, scans = Size(0, 0), 0, 1, 0
    place = 2
    for _ in range(_MAX_JPEG_SEGMENTS):
        marker = _JPEG_MARKER.search(content, place)
        if marker is None or marker[1] == b"\xd9":
            if scans:
                kept.append(content[place : marker.start() if marker else len(content)].rstrip(b"\xff"))
                kept.append(bytes(_JPEG_LOOKAHEAD) if scans == 1 else b"\xff\xd9" if marker else b"")
            break
        if scans:  # entropy-coded data lies between a scan's header and the next marker
            kept.append(content[place : marker.start()])
        code = marker[1][0]
        start = marker.end()
        place = start + struct.unpack_from(">H", content, start)[0]
        if code in _JPEG_KEPT:
            kept.append(b"\xff" + content[marker.start() + 1 : place])
        if code in _JPEG_FRAMES:
            height, width, parts = struct.unpack_from(">HHB", content, start + 3)
            size = Size(width, height)
        elif code == 0xDA:
            scans += 1
        elif code == 0xE1 and content.startswith(b"Exif\0\0", start + 2):
            orientation = _orientation(content[start + 8 : place])
    else:
        raise damaged()
    if not scans:
        raise damaged()
    _check_shape(size)
    if scans > 1 and scans * size.width * size.height > _MAX_JPEG_SCAN_PIXELS:
        raise TooLarge(f"The picture has {scans} scans of {size} pixels.", hint=f"Send it as a plain JPEG. {ACCEPTED}")
    if scans > 1 and 2 * parts * size.width * size.height > _MAX_JPEG_BUFFER_BYTES:
        raise TooLarge(f"A progressive JPEG of {size} pixels and {parts} colours is too much to decode.", hint=ACCEPTED)
    return Container("image/jpeg", size, orientation, b"".join(kept))


# --- PNG ---------------------------------------------------------------------------------------------------------


def _walk_png(content: bytes) -> Container:
    kept: list[bytes] = []
    image_parts: list[bytes] = []
    size, orientation = Size(0, 0), 1
    place = 8
    code = b""
    while code != b"IEND":
        length, code = struct.unpack_from(">I4s", content, place)
        body = content[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, place + 8 + length)
        place += 12 + length
        is_critical = not code[0] & 0x20  # Source: PNG specification, 5.4, chunk naming conventions.
        if (is_critical or code == b"tRNS") and zlib.crc32(code + body) != checksum:
            raise damaged()
        if code == b"IHDR":
            size = Size(*struct.unpack_from(">II", body))
            _check_shape(size)
        elif code == b"eXIf":
            orientation = _orientation(body)
        if code == b"IDAT":
            image_parts.append(body)
        elif is_critical or code == b"tRNS":
            if code == b"IEND":
                kept.append(_png_chunk(b"IDAT", b"".join(image_parts)))
            kept.append(_png_chunk(code, body))
    return Container("image/png", size, orientation, content[:8] + b"".join(kept))


def _png_chunk(code: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + code + body + struct.pack(">I", zlib.crc32(code + body))


def png_is_whole(png: bytes) -> bool:
    """Tell whether the packed rows are all there (Pillow leaves missing ones black and says nothing).

    Args:
        png: as ``inspect`` leaves it, with one IDAT chunk.

    Source: PNG specification, 7.2 (scanlines) and 8.2 (the seven passes of an interlaced picture).
    """
    width, height, bits, colour, _, _, is_interlaced = struct.unpack_from(">IIBBBBB", png, 16)
    pixel_bits = bits * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 0)
    missing = 0
    for x, y, step_x, step_y in _PNG_PASSES if is_interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - x) // step_x), -(-(height - y) // step_y)
        missing += rows * (1 + (columns * pixel_bits + 7) // 8) if columns > 0 else 0
    unpacker = zlib.decompressobj()
    packed = memoryview(png)[png.index(b"IDAT") + 4 :]
    for place in range(0, len(packed), _PNG_PIECE_BYTES):
        piece: bytes | memoryview = packed[place : place + _PNG_PIECE_BYTES]
        while piece and missing > 0 and not unpacker.eof:
            missing -= len(unpacker.decompress(piece, _PNG_PIECE_BYTES * 16))
            piece = unpacker.unconsumed_tail
    return missing <= 0


_PNG_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column, first row, and the steps between them."""
_PNG_PIECE_BYTES = 65_536


# --- BMP ---------------------------------------------------------------------------------------------------------


def _walk_bmp(content: bytes) -> Container:
    (header_size,) = struct.unpack_from("<I", content, 14)
    if header_size == 12:
        width, height = struct.unpack_from("<HH", content, 18)
        compression = 0
    else:
        width, height, compression = struct.unpack_from("<ii4xI", content, 18)
    size = Size(abs(width), abs(height))
    is_much = size.width * size.height > _MAX_RLE_PIXELS or len(content) > _MAX_RLE_BYTES
    if compression in (1, 2) and is_much:
        raise TooLarge(f"A run-length BMP of {size} pixels is too much to decode.", hint=f"Send a PNG. {ACCEPTED}")
    return Container("image/bmp", size, 1, content)


# --- WebP --------------------------------------------------------------------------------------------------------


def _walk_webp(content: bytes) -> Container:
    """Walk the chunks. Source: WebP container specification; RFC 6386, 9.1; WebP lossless specification, 3."""
    if struct.unpack_from("<I", content, 4)[0] + 8 > len(content):
        raise damaged()
    code = content[12:16]
    orientation = 1
    is_animated = False
    if code == b"VP8 ":
        if content[23:26] != b"\x9d\x01\x2a":
            raise damaged()
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", content, 26))
    elif code == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        width, height = (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    else:
        width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
        is_animated = bool(content[20] & 0x02)
        place = 12
        while place + 8 <= len(content):
            chunk, length = struct.unpack_from("<4sI", content, place)
            if chunk == b"EXIF":
                orientation = _orientation(content[place + 8 : place + 8 + length].removeprefix(b"Exif\0\0"))
            place += 8 + length + length % 2
    if is_animated and width * height > _MAX_ANIMATION_PIXELS:
        raise TooLarge(f"The animation has {width * height / 1e6:.1f} megapixels.", hint=f"Send one still. {ACCEPTED}")
    padded = content.ljust(32, b"\0")  # OpenCV refuses fewer bytes; a picture of one colour may have 26
    return Container("image/webp", Size(width, height), orientation, padded)


# --- HEIC --------------------------------------------------------------------------------------------------------

_HEIF_EXTENT = re.compile(rb"ispe\0\0\0\0(.{8})", re.DOTALL)


def _walk_heic(content: bytes) -> Container:
    """Walk the outer boxes. Source: ISO/IEC 14496-12, 4.2 (boxes) and 23008-12, 6.5.3 (ispe) and 6.6.2 (iovl)."""
    import pillow_heif  # noqa: PLC0415  (a tenth of a second; most pictures are not HEIC)

    for width, height in _heic_extents(content):
        if width * height > MAX_PIXELS:
            raise TooLarge(f"The picture has a part of {width} × {height} pixels.", hint=ACCEPTED)
    try:
        heif = pillow_heif.open_heif(content)
        size = Size(*heif.size)
        tiling = heif.info.get("tiling") or {}
    except Exception as error:  # libheif's binding raises many kinds, none of them a promise
        raise damaged() from error
    if tiling:
        across = tiling["num_columns"] * tiling["tile_width"] - tiling["image_width"]
        down = tiling["num_rows"] * tiling["tile_height"] - tiling["image_height"]
        if across >= tiling["tile_width"] or down >= tiling["tile_height"]:
            raise damaged()  # more tiles than the picture has room for, all of which would be decoded
    samples = {420: 1.5, 422: 2.0, 444: 3.0}.get(heif.info.get("chroma"), 1.0) + heif.has_alpha
    sample_bytes = 2 if heif.info["bit_depth"] > 8 else 1
    if size.width * size.height * samples * sample_bytes * _HEIC_COPIES > _MAX_HEIC_BYTES:
        raise TooLarge(
            f"A HEIC of {size} pixels with {heif.info['bit_depth']} bits a colour is too much to decode.", hint=ACCEPTED
        )
    # libheif turns and mirrors by the file's own boxes; the EXIF orientation beside them is for information only.
    return Container("image/heic", size, 1, content)


def _heic_extents(content: bytes) -> list[tuple[int, int]]:
    """Return the size of every coded part, so that a small picture cannot hide a huge one (alpha, tile, overlay)."""
    extents: list[tuple[int, int]] = []
    place = 0
    while place + 8 <= len(content):
        length, code = struct.unpack_from(">I4s", content, place)
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, place + 8)
        length = length or len(content) - place
        if length < 8 or place + length > len(content):
            raise damaged()
        if code == b"meta":
            meta = content[place : place + length]
            if b"iovl" in meta:
                raise InvalidPicture("The picture is an overlay of several.", hint=f"Send them one by one. {ACCEPTED}")
            extents += [struct.unpack(">II", extent) for extent in _HEIF_EXTENT.findall(meta)]
        place += length
    return extents


# --- GIF ---------------------------------------------------------------------------------------------------------

_GIF_TABLE = 0x80
"""The flag of a colour table; the lowest three bits tell its size. Source: GIF89a specification, 18 and 20."""


def _walk_gif(content: bytes) -> Container:
    """Walk to the end of the first frame and keep no more. Source: GIF89a specification."""
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    place = 13 + _gif_table_bytes(flags)
    kept = [content[:place]]
    while content[place] == 0x21:
        end = _gif_blocks_end(content, place + 2)
        if content[place + 1] == 0xF9:  # graphic control: which colour is transparent
            kept.append(content[place:end])
        place = end
    if content[place] != 0x2C:
        raise damaged()
    end = _gif_blocks_end(content, place + 11 + _gif_table_bytes(content[place + 9]))
    kept += [content[place:end], b";"]
    return Container("image/gif", Size(width, height), 1, b"".join(kept))


def _gif_table_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & _GIF_TABLE else 0


def _gif_blocks_end(content: bytes, place: int) -> int:
    """Return the place behind a chain of data blocks, which ends with an empty one."""
    while content[place]:
        place += 1 + content[place]
    return place + 1


# --- all ---------------------------------------------------------------------------------------------------------


def _orientation(exif: bytes) -> int:
    """Return the orientation in a TIFF structure, 1 where there is none or it is damaged. Source: Exif 2.32, 4.6.4."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (place,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, place)
        for entry in range(place + 2, place + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, entry)
            if tag == 0x0112:
                return int(value) if kind == 3 and 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


_WALKS: tuple[tuple[re.Pattern[bytes], Callable[[bytes], Container]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), _walk_jpeg),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), _walk_png),
    (re.compile(rb"BM"), _walk_bmp),
    (re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL), _walk_webp),
    (re.compile(rb"GIF8[79]a"), _walk_gif),
    (re.compile(rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL), _walk_heic),
)

_OTHERS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"II[*+]\0|MM\0[*+]"), "a TIFF or a camera's raw file"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "an AVIF"),
    (re.compile(rb"....ftyp", re.DOTALL), "a video"),
    (re.compile(rb"%PDF-"), "a PDF"),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive or an office document"),
    (re.compile(rb"\s*(<\?xml.{0,999})?<svg", re.DOTALL), "an SVG drawing"),
)


def _what_else(content: bytes) -> str:
    for magic, name in _OTHERS:
        if magic.match(content):
            return f"{name}, which is not accepted"
    return "no picture that we know"
