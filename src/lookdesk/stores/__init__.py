"""What is kept, and where: conversations in a database, pictures as files beside it."""

from __future__ import annotations

from pathlib import Path

from lookdesk.protocols import Blobs, Store
from lookdesk.settings import Settings
from lookdesk.stores.blobs import FolderBlobs, FsspecBlobs, MemoryBlobs
from lookdesk.stores.database import IN_MEMORY
from lookdesk.stores.sql import SQLStore

MEMORY_SHARE = 4
"""Pictures that are kept nowhere else may take so many times the memory of those that are being asked about."""


def make_store(settings: Settings, *, is_desk: bool = True) -> Store:
    """Open the store that the settings name.

    Args:
        settings: where it is.
        is_desk: whether turns are answered here; else a desk may have it open at the same time.

    Raises:
        InvalidSetting: its address cannot be used, another desk has the file, or it is of a newer lookdesk.
        StoreUnavailable: it cannot be reached.
    """
    if settings.ephemeral:
        return SQLStore(IN_MEMORY)
    default = f"sqlite:///{settings.data_folder.expanduser() / 'desk.db'}"
    return SQLStore(settings.database.get_secret_value() or default, is_desk=is_desk)


def make_blobs(settings: Settings) -> Blobs:
    """Return the place where the settings keep pictures.

    Raises:
        InvalidSetting: its address cannot be used.
        StoreUnavailable: the folder cannot be read.
    """
    if settings.ephemeral:
        return MemoryBlobs(MEMORY_SHARE * settings.picture_memory_mb * 10**6)
    place = settings.pictures.removeprefix("file://")
    if "://" in place:
        return FsspecBlobs(place)
    return FolderBlobs(Path(place or settings.data_folder / "pictures").expanduser())
