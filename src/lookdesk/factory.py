"""Settings in, a desk out: the only place where names meet classes."""

from __future__ import annotations

from lookdesk.desk import Desk
from lookdesk.engines import make_engine
from lookdesk.ocr import make_ocr
from lookdesk.settings import Settings


def make_desk(settings: Settings) -> Desk:
    """Open the desk that the settings ask for. Its models load in the background.

    Raises:
        UnknownName: the settings name an engine or an OCR that does not exist.
    """
    return Desk(
        make_engine(settings.engine),
        make_ocr(settings.ocr),
        max_queue=settings.max_queue,
        picture_memory_mb=settings.picture_memory_mb,
    )
