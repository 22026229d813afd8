import asyncio

import pytest

from lookdesk.api.uploads import UploadPlaces
from lookdesk.server import page
from lookdesk.server.page import BoundedUploads


class Files:
    """Stands for Streamlit's store of uploaded files."""

    def __init__(self):
        self.removed = []

    def remove_file(self, session_id, file_id):
        self.removed.append((session_id, file_id))


@pytest.fixture
def upload(monkeypatch):
    """Upload a file of so many bytes through the bounds; return what the page's own route got."""
    files = Files()
    monkeypatch.setattr(page, "uploaded_files", lambda: files)
    got = []

    async def route(scope, receive, send):
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        got.append(body)
        await send({"type": "http.response.start", "status": 204, "headers": []})

    bounded = BoundedUploads(route, UploadPlaces(1))

    def put(file_id, *chunks):
        waiting, sent = list(chunks), []

        async def receive():
            chunk = waiting.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(waiting)}

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "PUT", "path": f"{page.UPLOAD_PATH}session/{file_id}"}
        asyncio.run(bounded(scope, receive, send))
        return sent[0]["status"], got[-1] if got else None

    put.files = files
    return put


def test_the_pages_own_route_gets_the_body_as_it_was_sent(upload):
    assert upload("a", b"one ", b"", b"two") == (204, b"one two")


def test_a_body_over_the_bound_never_reaches_the_pages_own_route(upload):
    assert upload("a", bytes(page.MAX_FILE_BYTES), bytes(page.FRAMING_BYTES + 1)) == (413, None)


def test_files_that_the_page_has_long_taken_are_forgotten(upload, monkeypatch):
    monkeypatch.setattr(page, "KEPT_BYTES", 10)
    for name in "abcd":
        upload(name, b"12345")
    assert upload.files.removed == [("session", "a"), ("session", "b")]
