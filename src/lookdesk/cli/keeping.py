"""What is kept, opened beside a desk that may be running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from lookdesk.errors import InvalidSetting
from lookdesk.protocols import Blobs, Store
from lookdesk.settings import Settings
from lookdesk.stores import make_blobs, make_store


@contextmanager
def opened(chosen: Settings) -> Iterator[tuple[Store, Blobs]]:
    """Open the store and the pictures.

    Raises:
        InvalidSetting: nothing is kept, or what is kept cannot be used.
        StoreUnavailable: it cannot be reached.
    """
    if chosen.ephemeral:
        raise InvalidSetting("Nothing is kept.", hint="Unset LOOKDESK_EPHEMERAL.")
    blobs = make_blobs(chosen)
    with closing(make_store(chosen, is_desk=False)) as store:
        yield store, blobs
