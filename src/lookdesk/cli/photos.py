"""Photos on the command line."""

from __future__ import annotations

from pathlib import Path

import click

from lookdesk.errors import InvalidPicture

PHOTO = click.Path(path_type=Path)
"""Not checked by click, so that a missing file is told like every other error."""


def read_photo(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        InvalidPicture: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidPicture(
            f"{path} cannot be read: {error.strerror}.", hint="Give the path of a photo: JPEG, PNG, BMP, WebP or HEIC."
        ) from error
