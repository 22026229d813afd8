"""Whose conversation it is: every route, asked by everybody who might."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import uuid
from dataclasses import dataclass

import httpx
import pytest
from PIL import Image

from lookdesk.api import make_api
from lookdesk.api.tries import MOST
from lookdesk.client import Client
from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.errors import Forbidden, NotFound
from lookdesk.ocr.fake import FakeOCR
from lookdesk.records import Feedback, Verdict
from lookdesk.settings import load
from lookdesk.wire import COOKIE
from running import keeping, running

LAN = {"host": "0.0.0.0"}
BOX = "1,1,9,1,9,9,1,9"


@dataclass
class Lan:
    """A desk that others can reach."""

    address: str
    access: object

    def visitor(self, owner=""):
        return {COOKIE: self.access.signed(owner or self.access.new_visitor())}

    def key(self, name=""):
        return {"Authorization": f"Bearer {self.access.add_key(name or uuid.uuid4().hex)}"}

    def client(self, cookies):
        return Client(self.address).acting_for(cookies)

    def send(self, method, path, *, cookies=None, **options):
        with httpx.Client(base_url=self.address, trust_env=False, cookies=cookies) as http:
            return http.request(method, path, **options)


@contextlib.contextmanager
def serving(**settings):
    """Serve an API with these settings."""
    with (
        contextlib.closing(keeping(Desk(FakeEngine(), FakeOCR()))) as conversations,
        running(make_api(conversations, load(settings, {}))) as address,
    ):
        yield Lan(address, conversations.access)


@pytest.fixture(scope="module")
def lan():
    with serving(**LAN) as lan:
        yield lan


def jpeg(color):
    out = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Case:
    """A conversation with an answered turn, and one more picture."""

    conversation: str
    turn: str
    pictures: list[str]
    token: str

    @classmethod
    def of(cls, lan, cookies, color):
        client = lan.client(cookies)
        asked, new = (picture.id for picture in client.send_pictures([jpeg(color), jpeg((*color[:2], color[2] ^ 9))]))
        conversation = client.start().id
        went, *_ = client.ask_in(conversation, "What?", [asked])
        client.add_pictures(conversation, (), [new])
        token = client.link(conversation).partition("&k=")[2]
        return cls(conversation, went.turn.id, [asked, new], token)


def color_of(name):
    """Return a colour that no other test has: pictures are known by their bytes."""
    return tuple(hashlib.sha256(name.encode()).digest()[:3])


CALLS = {
    "GET /api/conversations/{conversation_id}": {},
    "PATCH /api/conversations/{conversation_id}": {"json": {"title": "Mine"}},
    "DELETE /api/conversations/{conversation_id}": {},
    "POST /api/conversations/{conversation_id}/restore": {},
    "POST /api/conversations/{conversation_id}/pictures": {"form": {"picture_ids": "{picture_id}"}},
    "DELETE /api/conversations/{conversation_id}/pictures/{number}": {},
    "POST /api/conversations/{conversation_id}/turns": {"form": {"question": "What?"}},
    "POST /api/conversations/{conversation_id}/link": {},
    "POST /api/conversations/{conversation_id}/join": {"json": {"token": "{token}"}},
    "GET /api/conversations/{conversation_id}/export": {},
    "GET /api/turns/{turn_id}": {},
    "GET /api/turns/{turn_id}/events": {},
    "POST /api/turns/{turn_id}/stop": {},
    "POST /api/turns/{turn_id}/regenerate": {"json": {}},
    "PUT /api/turns/{turn_id}/feedback": {"json": {"verdict": "good"}},
    "DELETE /api/turns/{turn_id}/feedback": {},
    "GET /api/pictures/{picture_id}/thumbnail": {},
    "GET /api/pictures/{picture_id}/crop": {"params": {"box": BOX}},
}
"""Each route with an id in it, and what it is called with."""
OWNERS_ALONE = {
    "PATCH /api/conversations/{conversation_id}",
    "DELETE /api/conversations/{conversation_id}",
    "POST /api/conversations/{conversation_id}/link",
    "GET /api/conversations/{conversation_id}/export",
}
"""What a colleague with a link may not."""


def call(lan, route, case, token="", **identity):
    """Call a route about a case."""
    method, path = route.split(" ")
    names = {"{conversation_id}": case.conversation, "{turn_id}": case.turn, "{picture_id}": case.pictures[0]}
    names |= {"{number}": "2", "{token}": token}
    options = json.loads(_filled(json.dumps(CALLS[route]), names))
    if form := options.pop("form", None):
        options["files"] = {name: (None, value) for name, value in form.items()}
    return lan.send(method, _filled(path, names), **options, **identity)


def _filled(text, names):
    for name, value in names.items():
        text = text.replace(name, value)
    return text


def test_every_route_with_an_id_is_in_the_matrix(lan):
    paths = lan.send("GET", "/api/openapi.json", cookies=lan.visitor()).json()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods if "{" in path}
    routes -= {"GET /v1/models/{model_id}"}  # names a model, which is nobody's
    assert routes == set(CALLS)


@pytest.mark.parametrize("route", CALLS)
def test_nobody_else_gets_anything_or_changes_anything(lan, route):
    owner = lan.visitor()
    case = Case.of(lan, owner, color_of(f"stranger {route}"))
    before = lan.client(owner).conversation(case.conversation)
    for stranger in ({"cookies": lan.visitor()}, {"headers": lan.key()}):
        refused = call(lan, route, case, token="forged", **stranger)
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_found")
    assert call(lan, route, case, token=case.token).status_code == 401
    assert lan.client(owner).conversation(case.conversation) == before


@pytest.mark.parametrize("route", CALLS)
def test_the_owner_gets_all(lan, route):
    owner = lan.visitor()
    case = Case.of(lan, owner, color_of(f"owner {route}"))
    if route.endswith("/restore"):
        lan.client(owner).delete(case.conversation)
    assert call(lan, route, case, token=case.token, cookies=owner).is_success


@pytest.mark.parametrize("route", CALLS)
def test_a_colleague_with_the_link_reads_and_continues_and_no_more(lan, route):
    owner, colleague = lan.visitor(), lan.visitor()
    case = Case.of(lan, owner, color_of(f"colleague {route}"))
    lan.client(colleague).join(case.conversation, case.token)
    if route.endswith("/restore"):
        lan.client(owner).delete(case.conversation)
    status = call(lan, route, case, token=case.token, cookies=colleague).status_code
    if route in OWNERS_ALONE:
        assert status == Forbidden.status
    elif route.endswith("/restore"):
        assert status == NotFound.status
    else:
        assert 200 <= status < 300


def test_nobody_gets_at_a_conversation_or_picture_through_a_body(lan):
    owner, stranger = lan.visitor(), lan.visitor()
    case = Case.of(lan, owner, color_of("body"))
    own = lan.client(stranger).start().id
    asking = {"question": (None, b"What?"), "picture_ids": (None, case.pictures[0].encode())}
    calls = [
        ("/api/conversations", {"json": {"linked_from": case.conversation}}),
        (f"/api/conversations/{own}/pictures", {"files": {"picture_ids": (None, case.pictures[0].encode())}}),
        (f"/api/conversations/{own}/turns", {"files": asking}),
        ("/api/ask", {"files": asking}),
    ]
    for path, options in calls:
        assert lan.send("POST", path, cookies=stranger, **options).status_code == 404


def test_a_stranger_lists_and_finds_nothing(lan):
    case = Case.of(lan, lan.visitor(), color_of("list"))
    stranger = lan.client(lan.visitor())
    assert stranger.conversations().conversations == stranger.conversations("What").conversations == []
    assert case.conversation


def test_a_restored_conversation_was_deleted_by_its_owner_and_by_nobody_else(lan):
    owner = lan.visitor()
    case = Case.of(lan, owner, color_of("restore"))
    with pytest.raises(NotFound):
        lan.client(lan.visitor()).restore(case.conversation)
    assert lan.client(owner).conversation(case.conversation).turns


def test_feedback_of_a_colleague_is_kept_with_the_turn(lan):
    owner, colleague = lan.visitor(), lan.visitor()
    case = Case.of(lan, owner, color_of("feedback"))
    lan.client(colleague).join(case.conversation, case.token)
    lan.client(colleague).give_feedback(case.turn, Feedback(Verdict.BAD, "no"))
    assert lan.client(owner).turn(case.turn).feedback.verdict is Verdict.BAD


def test_what_a_colleague_opens_with_another_picture_is_theirs(lan):
    owner, colleague = lan.visitor(), lan.visitor()
    case = Case.of(lan, owner, color_of("another"))
    lan.client(colleague).join(case.conversation, case.token)
    went, *_ = lan.client(colleague).ask_in(case.conversation, "换一张图")
    assert went.conversation.linked_from == case.conversation
    assert lan.client(colleague).conversation(went.conversation.id).turns == []
    with pytest.raises(NotFound):
        lan.client(owner).conversation(went.conversation.id)


def test_a_link_opens_its_own_conversation_alone(lan):
    one, other = (Case.of(lan, lan.visitor(), color_of(name)) for name in ("one", "other"))
    for token in (other.token, "", "ü", one.token[:-1]):
        with pytest.raises(NotFound):
            lan.client(lan.visitor()).join(one.conversation, token)


# --- keys and cookies ---


@pytest.mark.parametrize("path", ["conversations", "status", "docs", "openapi.json", "nothing"])
def test_off_loopback_nothing_is_had_without_a_key(lan, path):
    refused = lan.send("GET", f"/api/{path}")
    assert refused.status_code == 401
    assert "lookdesk keys add" in refused.json()["error"]["hint"]
    assert lan.send("GET", f"/api/{path}", headers=lan.key()).status_code != 401


def test_who_watches_the_desk_needs_no_key(lan):
    assert lan.send("GET", "/healthz").is_success


def test_a_revoked_key_is_worth_nothing_and_the_next_one_of_its_name_opens_the_same(lan):
    with Client(lan.address, key=lan.access.add_key("shop")) as client:
        begun = client.start(title="Bottle").id
        lan.access.revoke_key("shop")
        with pytest.raises(Exception, match="revoked"):
            client.conversations()
    with Client(lan.address, key=lan.access.add_key("shop")) as client:
        assert [each.id for each in client.conversations().conversations] == [begun]


@pytest.mark.parametrize("bearer", ["Bearer", "Bearer lookdesk_x", "Bearer sk-none", "Basic eDp5", "bearer ü"])
def test_what_is_no_key_is_refused(lan, bearer):
    assert lan.send("GET", "/api/conversations", headers={"Authorization": bearer.encode()}).status_code == 401


def test_a_key_counts_before_the_cookie_and_a_proxys_password_does_not(lan):
    cookies = lan.visitor()
    lan.client(cookies).start()
    with_key = lan.send("GET", "/api/conversations", cookies=cookies, headers=lan.key())
    assert with_key.json()["conversations"] == []
    signed_in = lan.send("GET", "/api/conversations", cookies=cookies, headers={"Authorization": "Basic eDp5"})
    assert len(signed_in.json()["conversations"]) == 1


def test_an_altered_or_foreign_cookie_counts_as_none(lan):
    signed = lan.visitor()[COOKIE]
    with serving(**LAN) as other:
        foreign = other.visitor()[COOKIE]
    payload, _, signature = signed.rpartition(".")
    for cookie in (foreign, f"{payload[:-1]}.{signature}", payload, "", "visitor-1", f"{signed}x"):
        assert lan.send("GET", "/api/conversations", cookies={COOKIE: cookie}).status_code == 401
        both = {COOKIE: cookie, f"{COOKIE}_8501": signed}
        assert lan.send("GET", "/api/conversations", cookies=both).is_success


@pytest.mark.parametrize(
    "settings", [{"access_code": "moon-river"}, {"allowed_hosts": ("desk.example",)}, {"host": "::"}]
)
def test_a_desk_that_others_may_reach_needs_a_key_also_on_this_machine(settings):
    with serving(**settings) as desk:
        assert desk.send("GET", "/api/conversations").status_code == 401


def test_on_this_machine_alone_nothing_is_needed_and_a_revoked_key_is_refused_all_the_same():
    with serving() as desk:
        assert desk.send("GET", "/api/conversations").is_success
        assert desk.send("GET", "/api/conversations", headers={"Authorization": "Bearer none"}).is_success
        key = desk.key("shop")
        desk.access.revoke_key("shop")
        assert desk.send("GET", "/api/conversations", headers=key).status_code == 401


def test_with_an_access_code_a_cookie_from_before_is_not_enough():
    with serving(access_code="moon-river") as desk:
        for code, status in (("", 401), ("sun-river", 401), ("moon-river", 200)):
            cookies = {COOKIE: desk.access.signed(desk.access.new_visitor(), code)}
            assert desk.send("GET", "/api/conversations", cookies=cookies).status_code == status


# --- recovery ---


def test_a_recovery_code_brings_the_conversations_to_another_computer(lan):
    first = lan.visitor()
    begun = lan.client(first).start().id
    old = lan.send("POST", "/api/visitor/recovery", cookies=first).json()["code"]
    code = lan.send("POST", "/api/visitor/recovery", cookies=first).json()["code"]
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    with httpx.Client(base_url=lan.address, trust_env=False, cookies=lan.visitor()) as second:
        assert second.post("/api/visitor/recover", json={"code": old}).status_code == 404
        typed = code.lower().replace("-", " ").replace("o", "0")
        recovered = second.post("/api/visitor/recover", json={"code": typed})
        assert recovered.status_code == 204
        assert "HttpOnly" in recovered.headers["set-cookie"]
        second.cookies.delete(COOKIE)
        assert [each["id"] for each in second.get("/api/conversations").json()["conversations"]] == [begun]


def test_a_key_has_no_recovery_code(lan):
    assert lan.send("POST", "/api/visitor/recovery", headers=lan.key()).status_code == 403


def test_whoever_guesses_recovery_codes_has_to_wait():
    with serving(**LAN) as desk:
        cookies = desk.visitor()
        code = desk.send("POST", "/api/visitor/recovery", cookies=cookies).json()["code"]
        wrong = [
            desk.send("POST", "/api/visitor/recover", cookies=cookies, json={"code": f"{number:016}"})
            for number in range(MOST)
        ]
        assert {response.status_code for response in wrong} == {404}
        late = desk.send("POST", "/api/visitor/recover", cookies=cookies, json={"code": code})
    assert (late.status_code, late.json()["error"]["code"]) == (429, "too_many_tries")
    assert 0 < int(late.headers["retry-after"]) <= 600
