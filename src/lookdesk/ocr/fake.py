"""An OCR that does as it is told: for tests, and for trying a client without loading models."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from lookdesk.types import Box, Picture, TextLine


class FakeOCR:
    """Finds the same lines in every picture; without any told, one line that gives the picture's size."""

    name = "fake"

    def __init__(
        self,
        lines: Sequence[TextLine] | None = None,
        *,
        gate: threading.Event | None = None,
        error: Exception | None = None,
        load_error: Exception | None = None,
    ) -> None:
        """Make an OCR.

        Args:
            lines: what it finds.
            gate: it waits for this before every read.
            error: it raises this instead of finding anything, once.
            load_error: it raises this when it loads.
        """
        self._lines = lines
        self._gate = gate
        self._error = error
        self._load_error = load_error
        self.read_ids: list[str] = []

    def read(self, picture: Picture) -> tuple[TextLine, ...]:
        """Return the lines that were told."""
        if self._gate is not None:
            self._gate.wait()
        self.read_ids.append(picture.id)
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        if self._lines is not None:
            return tuple(self._lines)
        width, height = picture.size
        return (TextLine(str(picture.size), Box.upright(0, 0, width, height), 1.0),)

    def load(self) -> None:
        """Load nothing, or fail as told."""
        if self._load_error is not None:
            raise self._load_error
