"""The access code, on a real server."""

import re

import httpx
import pytest
from click.testing import CliRunner
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from lookdesk.api.tries import MOST, WINDOW_S, Tries
from lookdesk.cli import main
from lookdesk.client import Client
from lookdesk.errors import TooManyTries
from lookdesk.wire import COOKIE
from served import serving

pytestmark = pytest.mark.process

CODE = "月亮 river"
ENGLISH = {"Accept-Language": "en-US,en;q=0.9", "Accept": "text/html,*/*;q=0.8"}
FAKES = ("--engine", "fake", "--ocr", "fake")


@pytest.fixture(scope="module")
def address():
    with serving(*FAKES, LOOKDESK_ACCESS_CODE=f" {CODE}") as (process, address):
        yield address
        assert process.poll() is None


@pytest.fixture
def browser(address):
    with httpx.Client(base_url=address, trust_env=False, headers=ENGLISH) as browser:
        yield browser


def enter(browser, code=CODE, to="/"):
    return browser.post("/access", data={"code": code, "to": to})


def stream(address, cookies=()):
    named = "; ".join(f"{name}={value}" for name, value in cookies)
    headers = {"Cookie": named} if named else None
    address = address.replace("http", "ws") + "/_stcore/stream"
    return connect(address, subprotocols=["streamlit"], additional_headers=headers)


@pytest.mark.parametrize("path", ["/", "/any/page", "/?c=1&k=2"])
def test_the_page_asks_for_the_code_and_loads_nothing(browser, path):
    asked = browser.get(path)
    assert asked.status_code == 401
    assert "Access code" in asked.text
    assert "访问码" in browser.get(path, headers={"Accept-Language": "zh-CN"}).text
    assert not re.findall(r"<script|(?:src|href)=\"(?!data:)", asked.text)
    assert COOKIE not in str(asked.headers)


def test_without_the_code_there_is_nothing_but_streamlits_own_files(browser, address):
    paths = ("/_stcore/health", "/_stcore/host-config", "/media/a.png", "/api/status", "/api/docs", "/v1/models")
    assert {browser.get(path, headers={"Accept": "*/*"}).status_code for path in paths} == {401}
    assert browser.put("/_stcore/upload_file/a/b").status_code == 401
    assert browser.get("/favicon.png").status_code == 200
    with pytest.raises(InvalidStatus, match="403"), stream(address):
        pass


def test_the_right_code_opens_page_and_api_and_leads_to_where_the_visitor_wanted(browser, address):
    entered = enter(browser, to="/?c=1&k=2")
    assert (entered.status_code, entered.headers["location"]) == (303, "/?c=1&k=2")
    said = entered.headers["set-cookie"]
    assert "HttpOnly" in said
    assert "SameSite=lax" in said
    assert "Secure" not in said
    assert CODE not in said
    assert browser.get("/").status_code == 200
    assert browser.get("/api/conversations").json()["conversations"] == []
    with stream(address, browser.cookies.items()) as connection:
        assert connection.subprotocol == "streamlit"
    with Client(address).acting_for(dict(browser.cookies)) as client:
        begun = client.start().id
    assert [each["id"] for each in browser.get("/api/conversations").json()["conversations"]] == [begun]


def test_over_https_the_cookie_stays_there(browser):
    enter(browser)
    assert "Secure" in browser.get("/", headers={"X-Forwarded-Proto": "https"}).headers["set-cookie"]


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    r"/\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "",
]


@pytest.mark.parametrize("to", ELSEWHERE)
def test_the_right_code_leads_to_no_other_site(browser, to):
    assert enter(browser, to=to).headers["location"] == "/"


def test_hostile_text_in_the_address_is_shown_as_text(browser):
    assert '"><script>' not in browser.get('/?c="><script>alert(1)</script>').text
    assert "<script>" not in enter(browser, "wrong", '/"><script>').text


def test_wrong_codes_are_refused_and_after_some_even_the_right_one():
    with (
        serving(*FAKES, LOOKDESK_ACCESS_CODE=CODE) as (_, address),
        httpx.Client(base_url=address, trust_env=False, headers=ENGLISH) as browser,
    ):
        refused = [enter(browser, code) for code in ("", "月亮", CODE.upper(), *["x" * 300] * (MOST - 3))]
        assert {response.status_code for response in refused} == {401}
        assert COOKIE not in str([response.headers for response in refused])
        late = enter(browser)
        assert late.status_code == 429
        assert 0 < int(late.headers["retry-after"]) <= WINDOW_S
        assert browser.get("/").status_code == 401


def test_a_new_code_locks_everyone_out_and_gives_them_their_own_back(tmp_path):
    desk = {"LOOKDESK_EPHEMERAL": "0", "LOOKDESK_DATA_FOLDER": str(tmp_path)}
    jar = httpx.Cookies()
    with (
        serving(*FAKES, LOOKDESK_ACCESS_CODE="first-code", **desk) as (_, address),
        httpx.Client(base_url=address, trust_env=False) as browser,
    ):
        enter(browser, "first-code")
        begun = browser.post("/api/conversations", json={}).json()["id"]
        jar.set(COOKIE, next(iter(browser.cookies.values())))
    with (
        serving(*FAKES, LOOKDESK_ACCESS_CODE="second-code", **desk) as (_, address),
        httpx.Client(base_url=address, trust_env=False, cookies=jar) as browser,
    ):
        assert browser.get("/").status_code == 401
        assert browser.get("/api/conversations").status_code == 401
        enter(browser, "second-code")
        browser.cookies.delete(COOKIE)
        listed = browser.get("/api/conversations").json()["conversations"]
    assert [each["id"] for each in listed] == [begun]


def test_without_a_code_the_lan_is_warned_and_every_browser_is_a_visitor():
    with serving(*FAKES, "--host", "0.0.0.0") as (process, address):
        assert "WARNING: no access code" in process.stdout.readline()
        owners = [httpx.get(address, trust_env=False).headers["set-cookie"] for _ in range(2)]
        assert len(set(owners)) == 2
        assert httpx.get(f"{address}/api/conversations", trust_env=False).status_code == 401


def test_a_code_that_is_too_short_is_refused_and_not_shown(monkeypatch):
    monkeypatch.setenv("LOOKDESK_ACCESS_CODE", "moon7")
    refused = CliRunner().invoke(main, ["serve"])
    assert refused.exit_code == 2
    assert "access_code" in refused.stderr
    assert "moon7" not in refused.stderr


# --- the bound on guessing ---


def try_wrong(tries, address):
    with pytest.raises(ZeroDivisionError), tries.one(address):
        raise ZeroDivisionError


def test_others_are_not_kept_waiting_and_neither_is_anyone_for_ever():
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(MOST):
        try_wrong(tries, "10.0.0.1")
    with pytest.raises(TooManyTries), tries.one("10.0.0.1"):
        pass
    with tries.one("10.0.0.2"):
        pass
    now[0] = WINDOW_S
    with tries.one("10.0.0.1"):
        pass


def test_a_right_code_clears_what_was_wrong_before():
    tries = Tries()
    for _ in range(3):
        for _ in range(MOST - 1):
            try_wrong(tries, "10.0.0.1")
        with tries.one("10.0.0.1"):
            pass


def test_one_networks_many_addresses_count_as_one():
    tries = Tries()
    for number in range(MOST):
        try_wrong(tries, f"2001:db8::{number}")
    with pytest.raises(TooManyTries), tries.one("2001:db8::ffff"):
        pass
