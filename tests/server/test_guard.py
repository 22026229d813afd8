import asyncio

import pytest

from lookdesk.server.guard import Guard, own_names


def call(guard_names, headers, *, kind="http", path="/api/ask", server=("192.168.1.5", 8501)):
    """Send a request through a guard; return the messages that come back."""
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive():
        return {"type": f"{kind}.connect"}

    async def send(message):
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": kind, "path": path, "method": "POST", "headers": raw, "server": server}
    asyncio.run(Guard(app, guard_names)(scope, receive, send))
    return sent


def status(names, *headers, **options):
    return call(names, headers, **options)[0].get("status")


LOOPBACK = own_names("127.0.0.1", ())


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501", "127.0.0.1"])
def test_this_machines_own_names_are_let_in(host):
    assert status(LOOPBACK, ("host", host)) == 200


@pytest.mark.parametrize("host", ["evil.example:8501", "desk.lan", "10.0.0.9", "127.0.0.1.evil.example", "", "[::"])
def test_a_name_that_was_bound_to_this_address_from_outside_is_refused(host):
    assert status(LOOPBACK, ("host", host)) == 403


def test_a_request_without_a_host_or_with_two_is_refused():
    assert status(LOOPBACK) == 403
    assert status(LOOPBACK, ("host", "localhost"), ("host", "evil.example")) == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:3000", "http://localhost:8501", ""]
)
def test_the_page_of_another_site_is_refused(origin):
    assert status(LOOPBACK, ("host", "127.0.0.1:8501"), ("origin", origin)) == 403


def test_the_desks_own_page_is_let_in():
    assert status(LOOPBACK, ("host", "127.0.0.1:8501"), ("origin", "http://127.0.0.1:8501")) == 200


def test_a_web_socket_of_another_site_is_refused():
    (message,) = call(LOOPBACK, [("host", "127.0.0.1:8501"), ("origin", "http://evil.example")], kind="websocket")
    assert message["type"] == "websocket.close"


def test_in_the_lan_the_address_that_was_called_is_let_in_and_others_are_not():
    names = own_names("0.0.0.0", ())
    assert status(names, ("host", "192.168.1.5:8501")) == 200
    assert status(names, ("host", "192.168.1.6:8501")) == 403
    assert status(names, ("host", "evil.example:8501")) == 403


def test_in_the_lan_the_machines_name_and_the_allowed_ones_are_let_in(monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "Desk7")
    names = own_names("0.0.0.0", ("photos.example.com",))
    for host in ("desk7:8501", "desk7.local:8501", "photos.example.com"):
        assert status(names, ("host", host)) == 200


def test_behind_a_proxy_with_tls_the_page_is_its_own_origin():
    names = own_names("127.0.0.1", ("photos.example.com",))
    assert status(names, ("host", "photos.example.com"), ("origin", "https://photos.example.com")) == 200


@pytest.mark.parametrize("path", ["/", "/api/docs", "/healthz"])
def test_every_response_keeps_browsers_from_reaching_other_hosts(path):
    (message,) = call(LOOPBACK, [("host", "localhost")], path=path)
    headers = dict(message["headers"])
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "http" not in policy
    assert headers[b"x-content-type-options"] == b"nosniff"
