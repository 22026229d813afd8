import asyncio
import socket

import httpx
import pytest

from lookdesk.api import uploads
from lookdesk.api.uploads import UploadPlaces, body_chunks
from lookdesk.errors import Busy, Cancelled, InvalidInput, TooLarge

FORM = {"Content-Type": "multipart/form-data; boundary=b"}


def part(name, content=b"x", filename=None, more=b""):
    file = f'; filename="{filename}"'.encode() if filename else b""
    return (
        b'--b\r\nContent-Disposition: form-data; name="' + name + b'"' + file + more + b"\r\n\r\n" + content + b"\r\n"
    )


@pytest.fixture
def post(plain_address):
    return lambda content, headers=FORM: httpx.post(
        f"{plain_address}/api/ask", content=content, headers=headers, trust_env=False, timeout=20
    )


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"", FORM),
        (b"question=hi", {"Content-Type": "application/x-www-form-urlencoded"}),
        (b"{}", {"Content-Type": "application/json"}),
        (b"hello", {}),
        (part(b"question"), {"Content-Type": "multipart/form-data"}),
        (part(b"question"), {"Content-Type": "multipart/form-data; boundary=" + "b" * 300}),
        (part(b"question"), FORM),
        (b"no form at all", FORM),
        (part(b"") + b"--b--", FORM),
        (b"--b\r\n\r\nx\r\n--b--", FORM),
        (part(b"question", more=b"\r\nX-Long: " + b"x" * 10_000) + b"--b--", FORM),
        (part(b"question", more=b"\r\nX: y" * 50) + b"--b--", FORM),
    ],
)
def test_a_broken_form_is_refused_with_what_is_accepted(post, content, headers):
    response = post(content, headers)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == InvalidInput.code
    assert response.json()["error"]["hint"]


def test_a_file_over_its_bound_is_refused(post):
    response = post(part(b"pictures", b"x" * (uploads.MAX_FILE_BYTES + 1), "a") + b"--b--")
    assert response.status_code == 413
    assert "20 MB" in response.json()["error"]["hint"]


def test_a_body_that_announces_too_much_is_refused_unread(plain_address):
    host, port = plain_address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as sender:
        sender.sendall(b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999999\r\n"
                       b"Content-Type: multipart/form-data; boundary=b\r\n\r\n")  # fmt: skip
        assert sender.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_field_over_its_bound_is_refused(post):
    response = post(part(b"question", b"x" * 100_000) + b"--b--")
    assert response.status_code == 413
    assert "'question'" in response.json()["error"]["message"]


def test_a_form_of_very_many_parts_is_refused(post, draw):
    assert post(part(b"question") * 2 + b"--b--").status_code == 400
    assert post(part(b"pictures", draw(), "a") * 5000 + b"--b--").status_code in {400, 413}


def test_uploads_beyond_the_bound_are_refused_and_an_abandoned_one_frees_its_place(
    serve_api, open_desk, draw, until, monkeypatch
):
    monkeypatch.setattr(uploads, "PATIENCE_S", 0.05)
    address = serve_api(open_desk("a"), max_uploads=1)
    host, port = address.removeprefix("http://").split(":")
    body = part(b"question") + part(b"pictures", draw(), "a") + b"--b--"

    def ask():
        return httpx.post(f"{address}/api/ask", content=body, headers=FORM, trust_env=False)

    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999\r\n"
                     b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b")  # fmt: skip
        until(lambda: ask().status_code == 503)
        assert ask().json()["error"]["code"] == Busy.code
    until(lambda: ask().status_code == 200)


def test_a_sender_below_the_slowest_pace_does_not_hold_its_place(monkeypatch):
    monkeypatch.setattr(uploads, "GRACE_S", 0.05)

    async def silent():
        await asyncio.Event().wait()

    async def read():
        return [chunk async for chunk in body_chunks(silent)]

    with pytest.raises(InvalidInput, match="seconds"):
        asyncio.run(read())


def test_a_sender_that_leaves_ends_the_body():
    async def left():
        return {"type": "http.disconnect"}

    async def read():
        return [chunk async for chunk in body_chunks(left)]

    with pytest.raises(Cancelled):
        asyncio.run(read())


def test_a_body_over_its_bound_is_refused_whatever_it_announced():
    async def endless():
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    async def read():
        return [chunk async for chunk in body_chunks(endless, most=1000)]

    with pytest.raises(TooLarge):
        asyncio.run(read())


def test_who_waits_for_an_upload_place_gets_it_when_it_is_free():
    places = UploadPlaces(1, patience_s=10)
    order = []

    async def upload(name):
        async with places.one():
            order.append(name)
            await asyncio.sleep(0)

    async def both():
        await asyncio.gather(upload("first"), upload("second"))

    asyncio.run(both())
    assert order == ["first", "second"]
