"""Settings in, a desk and its conversations out: the only place where names meet classes."""

from __future__ import annotations

from lookdesk.conversations import Conversations
from lookdesk.desk import Desk
from lookdesk.engines import make_engine
from lookdesk.ocr import make_ocr
from lookdesk.settings import Settings
from lookdesk.stores import make_blobs, make_store
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
        context_rounds=settings.context_rounds,
        listener_timeout_s=settings.listener_timeout_s,
    )


def make_conversations(settings: Settings) -> Conversations:
    """Open a desk that keeps what is asked, as the settings say.

    Raises:
        UnknownName: the settings name an engine or an OCR that does not exist.
        InvalidSetting: what belongs to the engine or the store is missing, or another desk has the database.
        StoreUnavailable: the database cannot be reached.
    """
    store, blobs = make_store(settings), make_blobs(settings)
    try:
        return Conversations(make_desk(settings), store, blobs, keep_days=settings.keep_days)
    except BaseException:
        store.close()
        raise


def sampling_params(settings: Settings) -> SamplingParams:
    """Return how the settings want an engine to pick its words."""
    return SamplingParams(
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        top_p=settings.top_p,
        top_k=settings.top_k,
        presence_penalty=settings.presence_penalty,
    )
