"""The header of a model file: what llama.cpp's format says of a model before its weights.

The ``gguf`` package reads headers too, but the vocabulary with them: 8 seconds and half a gigabyte for Qwen3-VL's.
Source of the format: the GGUF specification of ggml, versions 2 and 3.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from lookdesk.errors import InvalidSetting

MAGIC = b"GGUF"
STRING, ARRAY = 8, 9
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
"""Type number → its format in ``struct``."""
MOST_TEXT_BYTES = 1 << 20
MOST_KEYS = 1000
MOST_NUMBERS = 10_000
"""Of an array that is kept: one for each layer. No sound header comes near these bounds."""
LAST_KEYS = "tokenizer."
"""With these begins what is not needed: the vocabulary."""

Value = int | float | bool | str | list[int | float | bool]


def read(path: Path) -> Mapping[str, Value]:
    """Return what a file says of its model, up to the vocabulary. Arrays of texts are left out.

    Raises:
        InvalidSetting: the file cannot be read, or is no model.
    """
    try:
        with path.open("rb") as file:
            return _fields(file)
    except OSError as error:
        raise InvalidSetting(
            f"The model file {path} cannot be read: {error.strerror}.", hint="Give the path of a .gguf file."
        ) from error
    except (ValueError, struct.error) as error:
        raise InvalidSetting(
            f"{path} is no GGUF file, or it was not copied to its end.", hint="Get the file again."
        ) from error


def _fields(file: BinaryIO) -> dict[str, Value]:
    if file.read(4) != MAGIC:
        raise ValueError("no GGUF file")
    version, _tensors, keys = _unpack(file, "IQQ")
    if version not in {2, 3} or keys > MOST_KEYS:
        raise ValueError("not a version that we know")
    fields: dict[str, Value] = {}
    for _ in range(keys):
        key = _text(file)
        if key.startswith(LAST_KEYS):
            break
        value = _value(file, *_unpack(file, "I"))
        if value is not None:
            fields[key] = value
    return fields


def _value(file: BinaryIO, kind: int) -> Value | None:
    if kind == STRING:
        return _text(file)
    if kind in SCALARS:
        (value,) = _unpack(file, SCALARS[kind])
        return value
    if kind != ARRAY:
        raise ValueError("an unknown type")
    inner, count = _unpack(file, "IQ")
    if inner == STRING and count <= MOST_NUMBERS:
        for _ in range(count):
            _text(file)
        return None
    if inner not in SCALARS or count > MOST_NUMBERS:
        raise ValueError("an array that no header has")
    return list(_unpack(file, f"{count}{SCALARS[inner]}"))


def _text(file: BinaryIO) -> str:
    (size,) = _unpack(file, "Q")
    if size > MOST_TEXT_BYTES:
        raise ValueError("a text that no header has")
    return file.read(size).decode(errors="replace")


def _unpack(file: BinaryIO, form: str) -> tuple[int, ...]:
    """Read numbers as they stand in the file, without gaps."""
    return struct.unpack(f"<{form}", file.read(struct.calcsize(f"<{form}")))
