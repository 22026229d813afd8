"""The Streamlit page as an ASGI app: its options, and bounds on its upload route."""

from __future__ import annotations

from collections import deque
from typing import Any

import streamlit
from starlette.formparsers import MultiPartParser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from lookdesk import ui
from lookdesk.api.errors import error_response
from lookdesk.api.uploads import MAX_FILE_BYTES, UploadPlaces, body_chunks
from lookdesk.desk import MAX_PICTURES
from lookdesk.errors import LookdeskError

UPLOAD_PATH = "/_stcore/upload_file/"
FRAMING_BYTES = 64 * 1024
"""What a form needs around its one file."""
KEPT_BYTES = MAX_PICTURES * MAX_FILE_BYTES
"""As much as one question can have, or forty photos of a phone: the page takes files over as soon as all are there."""

OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "127.0.0.1",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "global.developmentMode": False,
    "logger.level": "warning",
    "runner.magicEnabled": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxMessageSize": 32,
    "server.maxUploadSize": MAX_FILE_BYTES // 1024**2,
    "server.runOnSave": False,
}


def make_page(places: UploadPlaces) -> ASGIApp:
    """Make the page's app; once in a process, as Streamlit has one runtime.

    Args:
        places: the bound on concurrent uploads, shared with the API.
    """
    for name, value in {**OPTIONS, **ui.THEME}.items():
        config.set_option(name, value)
    # Streamlit's upload route parses forms with this class, which writes files over 1 MB to the disk.
    MultiPartParser.spool_max_size = MAX_FILE_BYTES + FRAMING_BYTES
    return BoundedUploads(streamlit.App(ui.SCRIPT), places)


class BoundedUploads:
    """Reads the bodies of page uploads within the API's bounds before Streamlit's own route gets them."""

    def __init__(self, app: ASGIApp, places: UploadPlaces) -> None:
        """Bound the uploads of ``app``."""
        self._app = app
        self._places = places
        self._kept: deque[tuple[str, str, int]] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_upload = scope["type"] == "http" and scope["method"] == "PUT" and scope["path"].startswith(UPLOAD_PATH)
        if not is_upload:
            await self._app(scope, receive, send)
            return
        try:
            async with self._places.one():
                chunks = deque([chunk async for chunk in body_chunks(receive, MAX_FILE_BYTES + FRAMING_BYTES)])
                size = sum(len(chunk) for chunk in chunks)
                await self._app(scope, _replay(chunks, receive), send)
            self._drop_oldest(scope["path"], size)
        except LookdeskError as error:
            await error_response(error)(scope, receive, send)

    def _drop_oldest(self, path: str, size: int) -> None:
        """Forget files that the page has long taken: Streamlit keeps them until their visitor leaves."""
        session_id, _, file_id = path.removeprefix(UPLOAD_PATH).partition("/")
        self._kept.append((session_id, file_id, size))
        while sum(kept[2] for kept in self._kept) > KEPT_BYTES:
            session_id, file_id, _ = self._kept.popleft()
            uploaded_files().remove_file(session_id, file_id)


def uploaded_files() -> MemoryUploadedFileManager:
    """Return Streamlit's store of the files that visitors have uploaded."""
    files = get_instance().uploaded_file_mgr
    assert isinstance(files, MemoryUploadedFileManager)
    return files


def _replay(chunks: deque[bytes], receive: Receive) -> Receive:
    """Return a channel that yields the chunks once, letting go of each, and then what the sender does next."""
    is_over = False

    async def replayed() -> Message:
        nonlocal is_over
        if is_over:
            return await receive()
        chunk = chunks.popleft() if chunks else b""
        is_over = not chunks
        return {"type": "http.request", "body": chunk, "more_body": not is_over}

    return replayed
