"""Where an export's pictures come from: what is kept of them, and what is read in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lookdesk.protocols import OCR, Blobs
from lookdesk.types import Picture, TextLine


class PictureSource(Protocol):
    """Gives the bytes of pictures, and their text lines."""

    def content(self, picture_id: str) -> bytes:
        """Return a picture's bytes.

        Raises:
            NotFound: they are not kept any more.
        """
        ...

    def read(self, picture: Picture) -> Sequence[TextLine]:
        """Return a picture's text lines.

        Raises:
            LookdeskError: they cannot be had.
        """
        ...


class KeptPictures:
    """The pictures of a store without a desk; they are read when their lines are asked for."""

    def __init__(self, blobs: Blobs, ocr: OCR) -> None:
        """Take them from where they are kept."""
        self._blobs = blobs
        self._ocr = ocr

    def content(self, picture_id: str) -> bytes:
        """Return a picture's bytes."""
        return self._blobs.get(picture_id)

    def read(self, picture: Picture) -> Sequence[TextLine]:
        """Return a picture's text lines."""
        return self._ocr.read(picture)
