"""Settings in, a desk out: the only place where names meet classes."""

from __future__ import annotations

from lookdesk.desk import Desk
from lookdesk.engines import make_engine
from lookdesk.ocr import make_ocr
from lookdesk.settings import Settings
from lookdesk.types import SamplingParams


def make_desk(settings: Settings) -> Desk:
    """Open the desk that the settings ask for. Its models load in the background.

    Raises:
        UnknownName: the settings name an engine or an OCR that does not exist.
        InvalidSetting: what belongs to the engine is missing.
    """
    ocr = make_ocr(settings.ocr)  # first: an engine may have a process to end
    return Desk(
        make_engine(settings),
        ocr,
        max_queue=settings.max_queue,
        picture_memory_mb=settings.picture_memory_mb,
        params=sampling_params(settings),
    )


def sampling_params(settings: Settings) -> SamplingParams:
    """Return how the settings want an engine to pick its words."""
    return SamplingParams(
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        top_p=settings.top_p,
        top_k=settings.top_k,
        presence_penalty=settings.presence_penalty,
    )
