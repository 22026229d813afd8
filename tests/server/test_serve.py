import io
import os
import signal
import socket
import threading
import time
from contextlib import contextmanager

import httpx
import pytest
from click.testing import CliRunner
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from lookdesk.cli import main
from lookdesk.client import Client
from lookdesk.errors import LookdeskError
from served import serving

pytestmark = pytest.mark.process

WAIT_S = 60
ENDING_S = 10
"""Two seconds on a machine that has nothing else to do."""


@pytest.fixture(scope="module")
def served():
    """Serve with the real engine and OCR."""
    with serving() as (process, address):
        yield process, address
        assert process.poll() is None, process.stderr.read()


@pytest.fixture
def address(served):
    return served[1]


@pytest.fixture(scope="module")
def large_picture():
    """A picture whose file has fifteen megabytes."""
    out = io.BytesIO()
    noise = Image.frombytes("RGB", (2400, 2100), os.urandom(2400 * 2100 * 3))
    noise.save(out, "PNG", compress_level=0)
    assert len(out.getvalue()) > 15 * 10**6
    return out.getvalue()


@contextmanager
def page_session(address):
    """Open a session of the page, as a browser does; yield its id and the cookie for uploads."""
    headers = httpx.get(f"{address}/_stcore/health", trust_env=False).cookies
    cookie = headers["_streamlit_xsrf"]
    socket_address = address.replace("http://", "ws://") + "/_stcore/stream"
    with connect(socket_address, origin=address, subprotocols=["streamlit"], max_size=None) as connection:
        hello = BackMsg()
        hello.rerun_script.query_string = ""
        connection.send(hello.SerializeToString())
        message = ForwardMsg()
        while not message.HasField("new_session"):
            message.ParseFromString(connection.recv(WAIT_S))
        yield message.new_session.initialize.session_id, cookie


def upload_to_page(address, session_id, cookie, content):
    return httpx.put(
        f"{address}/_stcore/upload_file/{session_id}/{time.monotonic_ns()}",
        files={"file": ("a.png", content, "image/png")},
        headers={"X-Xsrftoken": cookie, "Cookie": f"_streamlit_xsrf={cookie}", "Origin": address},
        trust_env=False,
        timeout=WAIT_S,
    )


def test_page_and_api_are_on_one_port_and_a_question_is_answered_without_leaving_the_machine(address, draw, until):
    page = httpx.get(address, trust_env=False)
    assert page.status_code == 200
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
    with Client(address) as client:
        until(lambda: client.health().status == "ok")
        assert client.ask_once("What does it say?", [draw()]).engine == "reader"
    with page_session(address) as (session_id, _):
        assert session_id


def test_fifteen_megabytes_pass_through_page_and_api_without_a_temporary_file(address, large_picture):
    with page_session(address) as (session_id, cookie):
        assert upload_to_page(address, session_id, cookie, large_picture).status_code == 204
    with Client(address) as client:
        assert client.send_pictures([large_picture])[0].size == (2400, 2100)


def test_a_page_upload_over_its_bound_is_refused(address):
    with page_session(address) as (session_id, cookie):
        assert upload_to_page(address, session_id, cookie, bytes(21 * 1024**2)).status_code == 413


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/docs", "/_stcore/health"])
def test_a_strange_host_name_is_refused_everywhere(address, path):
    response = httpx.get(address + path, headers={"Host": "evil.example"}, trust_env=False)
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "forbidden"


def test_a_web_socket_from_another_site_is_refused(address):
    stream = address.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus, match="403"), connect(stream, origin="http://evil.example"):
        pass


def test_it_ends_soon_after_a_signal_also_while_a_question_runs(draw, until):
    with serving("--engine", "held", "--ocr", "fake") as (process, address), Client(address) as client:
        ended = threading.Event()

        def ask():
            try:
                client.ask_once("What?", [draw()])
            except LookdeskError:
                ended.set()

        threading.Thread(target=ask, daemon=True).start()
        until(lambda: client.health().running == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(ENDING_S) == 0
        assert ended.wait(WAIT_S)
        assert process.stderr.read() == ""


def test_a_server_that_is_killed_ends_the_stream_with_a_clear_error(draw):
    with serving("--engine", "held", "--ocr", "fake") as (process, address), Client(address) as client:
        events = client.ask("What?", [draw()])
        next(events)
        process.kill()
        with pytest.raises(LookdeskError, match="cannot be reached"):
            list(events)


def test_a_port_that_is_taken_is_told_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = CliRunner().invoke(main, ["serve", "--port", port, "--engine", "fake", "--ocr", "fake"])
    assert ended.exit_code == 2
    assert f"Port {port} is taken" in ended.stderr
    assert "--port" in ended.stderr


def test_opened_to_the_lan_it_says_who_can_reach_it():
    with serving(
        "--engine",
        "fake",
        "--ocr",
        "fake",
        "--host",
        "0.0.0.0",
        LOOKDESK_ALLOWED_HOSTS="desk.example",
        LOOKDESK_ACCESS_CODE="moon-river",
    ) as (
        process,
        address,
    ):
        assert "Everyone" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()
    assert f"http://desk.example:{address.rsplit(':', 1)[1]}" in said
