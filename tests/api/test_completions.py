"""OpenAI's own client for Python, against a running server."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import openai
import pydantic
import pytest

from lookdesk import prompts
from lookdesk.api import make_api
from lookdesk.api.completions import responding
from lookdesk.desk import Desk
from lookdesk.engines import make_engine
from lookdesk.engines.fake import FakeEngine
from lookdesk.engines.reader import ReaderEngine
from lookdesk.errors import EngineError, EngineUnavailable
from lookdesk.ocr.fake import FakeOCR
from lookdesk.settings import load
from lookdesk.testing.engine_contract import wait_until_ready
from lookdesk.types import (
    Box,
    Delta,
    EngineState,
    EngineStatus,
    FinishReason,
    PicturePart,
    Role,
    SamplingParams,
    Size,
    TextLine,
    TextPart,
    TokenLogprob,
    Usage,
)
from nano.pictures import COLOURS
from nano.pictures import draw as draw_number
from running import keeping, running

pytestmark = pytest.mark.process

NANO = Path(__file__).parents[1] / "nano" / "model" / "nano.gguf"
PICTURE = draw_number("482", "blue", 1)


def url(content: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(content).decode()


def image(content: bytes, **more) -> dict:
    return {"type": "image_url", "image_url": {"url": url(content), **more}}


def user(*parts: str | dict) -> dict:
    return {"role": "user", "content": [{"type": "text", "text": p} if isinstance(p, str) else p for p in parts]}


def client_of(address: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0)


@pytest.fixture(scope="module")
def plain_client(plain_address):
    with client_of(plain_address) as client:
        yield client


@pytest.fixture
def ask(plain_client, draw):
    """Ask an engine that answers with the first line that it reads: ``ask(messages, temperature=0)``."""

    def asked(messages=None, **fields):
        return plain_client.chat.completions.create(
            **{"model": "lookdesk", "messages": messages or [user("What?", image(draw()))], **fields}
        )

    return asked


@pytest.fixture
def told(serve_api):
    """Ask a scripted engine that looks; return what it was told: its messages and params."""

    def asked(messages, *, engine=None, **fields):
        engine = engine or FakeEngine("Yes.", images=True)
        with client_of(serve_api(Desk(engine, FakeOCR()))) as client:
            client.chat.completions.create(model="lookdesk", messages=messages, **fields)
        return engine.asked

    return asked


def flat(message) -> str:
    """Write a message's parts in one line, pictures by their numbers."""
    return "|".join(p.text if isinstance(p, TextPart) else f"<{p.number}>" for p in message.parts)


# --- answers --------------------------------------------------------------------------------------------------------


def test_an_answer_has_certainty_evidence_and_action_in_fields_of_their_own(ask):
    completion = ask()
    (choice,) = completion.choices
    assert (choice.message.role, choice.message.content) == ("assistant", "Picture 1 says: 64 × 48")
    assert choice.finish_reason == "stop"
    assert completion.lookdesk["certainty"] == "read"
    assert completion.lookdesk["action"] == "none"
    assert completion.lookdesk["evidence"][0]["box"] == [[0, 0], [64, 0], [64, 48], [0, 48]]
    assert completion.usage.total_tokens == 0
    assert completion.id == f"chatcmpl-{completion._request_id}"


def test_a_stream_ends_with_the_same_fields(ask):
    *chunks, last = ask(stream=True)
    assert "".join(chunk.choices[0].delta.content for chunk in chunks) == "Picture 1 says: 64 × 48"
    assert chunks[0].choices[0].delta.role == "assistant"
    assert last.choices[0].finish_reason == "stop"
    assert last.lookdesk["certainty"] == "read"
    assert last.lookdesk["evidence"][0]["value"] == "64 × 48"
    assert all("usage" not in chunk.model_fields_set for chunk in [*chunks, last])


def test_usage_comes_at_the_end_of_a_stream_that_asks_for_it(serve_api, open_desk):
    end = Delta(finish_reason=FinishReason.LENGTH, usage=Usage(9, 2, 5))
    with client_of(serve_api(open_desk("a", "b", last=end))) as client:
        *chunks, last = client.chat.completions.create(
            model="lookdesk", messages=[user("What?")], stream=True, stream_options={"include_usage": True}
        )
    assert chunks[-1].choices[0].finish_reason == "length"
    assert all(chunk.usage is None and "usage" in chunk.model_fields_set for chunk in chunks)
    assert (last.choices, last.usage.total_tokens, last.usage.prompt_tokens_details.cached_tokens) == ([], 11, 5)


def test_streamed_text_is_the_whole_answers_text(serve_api, open_desk):
    desk = open_desk("\n", " two", " ", "", "words ", "\n")
    with client_of(serve_api(desk)) as client:
        asked = {"model": "lookdesk", "messages": [user("What?")]}
        whole = client.chat.completions.create(**asked).choices[0].message.content
        with client.chat.completions.stream(**asked) as stream:
            assert stream.get_final_completion().choices[0].message.content == whole == "two words"


def test_signs_of_life_come_before_the_first_word_and_the_clients_take_no_notice(serve_api, open_desk, monkeypatch):
    monkeypatch.setattr(responding, "HEARTBEAT_S", 0.01)
    gate = threading.Event()
    with client_of(serve_api(open_desk(gate, "Yes."))) as client:
        stream = iter(client.chat.completions.create(model="lookdesk", messages=[user("What?")], stream=True))
        assert next(stream).choices[0].delta.role == "assistant"
        gate.set()
        assert next(stream).choices[0].delta.content == "Yes."


def test_who_waits_in_the_queue_hears_that_the_desk_is_alive(serve_api, open_desk):
    desk = open_desk(threading.Event(), slots=1)
    body = {"messages": [user("What?")], "stream": True}
    address = f"{serve_api(desk)}/v1/chat/completions"
    with (
        httpx.Client(trust_env=False) as client,
        client.stream("POST", address, json=body) as running,
        client.stream("POST", address, json=body) as waiting,
    ):
        for stream in (running, waiting):
            lines = stream.iter_lines()
            assert [line for line in (next(lines) for _ in range(5)) if line.startswith(":")] == [": alive"] * 2
        assert desk.status().waiting == 1


def test_logprobs_come_with_the_words(serve_api):
    class Telling(FakeEngine):
        def generate(self, messages, params, cancel):
            yield Delta("2", logprobs=(TokenLogprob("2", -0.5),))
            yield Delta(finish_reason=FinishReason.STOP)

    asked = {"model": "lookdesk", "messages": [user("What?")], "logprobs": True}
    with client_of(serve_api(Desk(Telling(), FakeOCR()))) as client:
        whole = client.chat.completions.create(**asked).choices[0].logprobs.content
        chunks = list(client.chat.completions.create(**asked, stream=True))
    assert [(token.token, token.logprob, token.bytes) for token in whole] == [("2", -0.5, [50])]
    assert chunks[1].choices[0].logprobs.content == whole


def test_an_answer_is_parsed_into_the_shape_that_was_asked_for(serve_api):
    class Reading(pydantic.BaseModel):
        volts: int

    engine = FakeEngine('{"volts": 230}')
    with client_of(serve_api(Desk(engine, FakeOCR()))) as client:
        completion = client.chat.completions.parse(model="lookdesk", messages=[user("What?")], response_format=Reading)
    assert completion.choices[0].message.parsed == Reading(volts=230)
    assert engine.asked[1].json_schema["properties"]["volts"]["type"] == "integer"


def test_models_are_listed_and_looked_up(serve_api, open_desk):
    name = "Qwen/Qwen3-VL-4B"
    desk = open_desk("Yes.", status=EngineStatus(EngineState.READY, model=name))
    with client_of(serve_api(desk)) as client:
        assert [model.id for model in client.models.list()] == ["lookdesk", name]
        assert client.models.retrieve(name).id == name
        assert client.chat.completions.create(model="lookdesk", messages=[user("What?")]).model == name
        with pytest.raises(openai.NotFoundError):
            client.models.retrieve("gpt-5")


def test_nothing_is_kept(draw):
    with (
        contextlib.closing(keeping(Desk(FakeEngine("Yes."), FakeOCR()))) as conversations,
        running(make_api(conversations, load({}, {}))) as address,
        client_of(address) as client,
    ):
        client.chat.completions.create(model="lookdesk", messages=[user("What?", image(draw()))])
        assert conversations.listing(None).conversations == ()
        picture_id = hashlib.sha256(draw()).hexdigest()
        assert httpx.get(f"{address}/api/pictures/{picture_id}/thumbnail", trust_env=False).status_code == 404
        assert not conversations._blobs._kept if hasattr(conversations._blobs, "_kept") else True


# --- what the engine is told ----------------------------------------------------------------------------------------


def test_the_callers_messages_are_the_whole_context(told, draw):
    messages, _ = told(
        [
            {"role": "system", "content": "Say it in French."},
            {"role": "assistant", "content": "Hello!"},
            user("Which?", image(draw("red"))),
            {"role": "assistant", "content": "Red.", "refusal": None, "tool_calls": None, "annotations": []},
            {"role": "developer", "content": [{"type": "text", "text": "Be short."}]},
            user(image(draw("blue"))),
            user("And now?", "Quick!"),
        ]
    )
    assert [(message.role, flat(message)) for message in messages] == [
        (Role.SYSTEM, f"{prompts.SYSTEM_TEXT}\n\nSay it in French.\n\nBe short."),
        (Role.ASSISTANT, "Hello!"),
        (Role.USER, "Picture 1: |<1>|Which?"),
        (Role.ASSISTANT, "Red."),
        (Role.USER, "Picture 2: |<2>|And now?\nQuick!"),
    ]


def test_no_round_is_left_out_however_many_there_are(told):
    rounds = [each for n in range(20) for each in (user(f"Q{n}"), {"role": "assistant", "content": f"A{n}"})]
    messages, _ = told([*rounds, user("Now?")])
    assert [flat(message) for message in messages][1:] == [
        *(text for n in range(20) for text in (f"Q{n}", f"A{n}")),
        "Now?",
    ]


def test_a_picture_between_texts_is_named_where_it_stood(told, draw):
    before, after = image(draw("red")), image(draw("blue"))
    messages, _ = told([user("Before:", before, "After:", after, "What changed?")])
    assert flat(messages[-1]) == (
        "Picture 1: |<1>|Picture 2: |<2>|Before:\n(Picture 1)\nAfter:\n(Picture 2)\nWhat changed?"
    )


@pytest.mark.parametrize(
    ("details", "size"),
    [
        ([{}], Size(1664, 1248)),
        ([{"detail": "low"}], Size(832, 608)),
        ([{"detail": "auto"}, {"detail": "high"}], Size(2336, 1760)),
    ],
)
def test_detail_says_how_much_of_a_picture_is_seen(told, draw, details, size):
    content = draw(size=(3200, 2400))
    messages, _ = told([user("What?", *(image(content, **detail) for detail in details))])
    sizes = {part.seen_size for part in messages[-1].parts if isinstance(part, PicturePart)}
    assert sizes == {size}


def test_how_words_are_picked_is_as_the_request_has_it(told):
    _, params = told(
        [user("What?")], temperature=0, top_p=0.5, presence_penalty=1, seed=7, stop="END", max_completion_tokens=9
    )
    assert params == SamplingParams(9, 0, 0.5, presence_penalty=1, seed=7, stop=("END",))


def test_what_is_not_said_is_as_the_desk_is_set(told):
    _, params = told([user("What?")])
    assert params == SamplingParams()


NEUTRAL = {
    "n": 1,
    "frequency_penalty": 0,
    "presence_penalty": 0.0,
    "user": "customer-7",
    "metadata": {"ticket": "12"},
    "stream_options": None,
    "logit_bias": {},
    "tools": [],
    "tool_choice": "none",
    "parallel_tool_calls": True,
    "modalities": ["text"],
    "response_format": {"type": "text"},
    "store": False,
    "service_tier": "auto",
    "stop": None,
    "logprobs": False,
    "top_logprobs": None,
    "safety_identifier": "h",
    "prompt_cache_key": "k",
}


def test_values_that_ask_for_nothing_are_accepted(told):
    _, params = told([user("What?")], extra_body=NEUTRAL)
    assert params == SamplingParams()


def test_the_reader_answers_whatever_was_said_before(serve_api):
    lines = [TextLine("净含量：500克", Box.upright(0, 0, 60, 20), 0.99)]
    messages = [
        {"role": "system", "content": "Answer in French."},
        {"role": "assistant", "content": "您好！"},
        user(image(PICTURE), "你好"),
        {"role": "assistant", "content": "请问有什么可以帮您？"},
        user("净含量是多少？"),
    ]
    with client_of(serve_api(Desk(ReaderEngine(), FakeOCR(lines)))) as client:
        completion = client.chat.completions.create(model="lookdesk", messages=messages, temperature=0, seed=1)
    assert "500克" in completion.choices[0].message.content
    assert completion.lookdesk["evidence"][0]["picture_number"] == 1


# --- refusals -------------------------------------------------------------------------------------------------------


def part(value: object) -> dict:
    return {"messages": [{"role": "user", "content": [value]}]}


def shaped(schema: dict) -> dict:
    return {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": schema}}}


def link(address: str, **more: object) -> dict:
    return part({"type": "image_url", "image_url": {"url": address, **more}})


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("tools", {"tools": [{"type": "function", "function": {"name": "f"}}]}),
        ("functions", {"functions": [{"name": "f"}]}),
        ("tool_choice", {"tool_choice": "required"}),
        ("n", {"n": 2}),
        ("frequency_penalty", {"frequency_penalty": 0.1}),
        ("logit_bias", {"logit_bias": {"5": 1}}),
        ("top_logprobs", {"top_logprobs": 3}),
        ("modalities", {"modalities": ["text", "audio"]}),
        ("audio", {"audio": {"voice": "alloy", "format": "wav"}}),
        ("prediction", {"prediction": {"type": "content", "content": "x"}}),
        ("reasoning_effort", {"reasoning_effort": "high"}),
        ("verbosity", {"verbosity": "low"}),
        ("web_search_options", {"web_search_options": {}}),
        ("service_tier", {"service_tier": "flex"}),
        ("store", {"store": True}),
        ("stream_options", {"stream_options": {"include_usage": True}}),
        ("stream_options.include_obfuscation", {"stream": True, "stream_options": {"include_obfuscation": True}}),
        ("colour", {"colour": "red"}),
        ("temperature", {"temperature": 3}),
        ("temperature", {"temperature": "0.5"}),
        ("max_tokens", {"max_tokens": 5000}),
        ("max_completion_tokens", {"max_completion_tokens": 0}),
        ("seed", {"seed": -1}),
        ("stop", {"stop": ["a", "b", "c", "d", "e"]}),
        ("stop[1]", {"stop": ["a", ""]}),
        ("metadata.ticket", {"metadata": {"ticket": 12}}),
        ("response_format.type", {"response_format": {"type": "grammar"}}),
        ("response_format.json_schema.schema", {"response_format": {"type": "json_schema", "json_schema": {}}}),
        ("response_format.json_schema.schema", shaped({"items": [{"$ref": "http://example.com/a.json"}]})),
        ("messages", {"messages": []}),
        ("messages", {"messages": [{"role": "assistant", "content": "Hello!"}]}),
        ("messages[0].role", {"messages": [{"role": "tool", "tool_call_id": "1", "content": "x"}]}),
        ("messages[0].role", {"messages": [{"content": "x"}]}),
        ("messages[0].content", {"messages": [{"role": "user"}]}),
        ("messages[0].content", {"messages": [{"role": "user", "content": 5}]}),
        ("messages[0].tool_calls", {"messages": [{"role": "assistant", "tool_calls": [{"id": "1"}]}]}),
        ("messages[0].content[0].type", part({"type": "input_audio", "input_audio": {}})),
        ("messages[0].content[0].type", part({"type": "file", "file": {}})),
        ("messages[0].content[0].text", part({"type": "text"})),
        ("messages[0].content[0].image_url", part({"type": "image_url", "image_url": "data:image/png,x"})),
        ("messages[0].content[0].image_url.url", link("https://example.com/a.jpg")),
        ("messages[0].content[0].image_url.url", link("file:///etc/passwd")),
        ("messages[0].content[0].image_url.url", link("data:image/svg+xml,<svg/>")),
        ("messages[0].content[0].image_url.detail", link(url(PICTURE), detail="huge")),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_refused_by_its_name(ask, field, body):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(extra_body=body)
    assert caught.value.param == field
    assert (caught.value.type, caught.value.code) == ("invalid_request_error", "invalid_input")
    assert field in caught.value.message


@pytest.mark.parametrize("fields", [{"logprobs": True}, {"stop": ["x"]}, {"response_format": {"type": "json_object"}}])
def test_what_only_a_model_can_do_is_refused_where_text_is_read(serve_api, fields):
    with (
        client_of(serve_api(Desk(ReaderEngine(), FakeOCR()))) as client,
        pytest.raises(openai.BadRequestError, match="no model") as caught,
    ):
        client.chat.completions.create(model="lookdesk", messages=[user("What?")], **fields)
    assert [caught.value.param] == list(fields)


def test_an_unknown_model_is_told_as_such(ask):
    with pytest.raises(openai.NotFoundError, match="Accepted: lookdesk") as caught:
        ask(model="gpt-5")
    assert (caught.value.code, caught.value.param) == ("model_not_found", "model")


def test_what_is_no_picture_is_a_bad_request(ask):
    with pytest.raises(openai.BadRequestError) as caught:
        ask([user("What?", image(b"hello"))])
    assert caught.value.code == "invalid_picture"


def test_a_picture_outside_of_its_place_is_refused(ask, draw):
    with pytest.raises(openai.BadRequestError, match="image_url"):
        ask([user("What?", image(draw()), url(draw("red")))])


def test_eleven_pictures_are_refused(ask, draw):
    with pytest.raises(openai.BadRequestError, match="too many pictures"):
        ask([user("What?", *(image(draw((n, 0, 0))) for n in range(11)))])


def test_more_than_the_context_holds_is_told_in_the_word_that_clients_look_for(serve_api, open_desk):
    with (
        client_of(serve_api(open_desk("Yes.", context_tokens=1000))) as client,
        pytest.raises(openai.BadRequestError) as caught,
    ):
        client.chat.completions.create(model="lookdesk", messages=[user("x" * 1000)])
    assert caught.value.code == "context_length_exceeded"


def post(address: str, content: bytes, kind: str = "application/json") -> httpx.Response:
    return httpx.post(
        f"{address}/v1/chat/completions", content=content, headers={"Content-Type": kind}, trust_env=False
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'{"temperature": NaN}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'"\xff"', "application/json"),
        (b'{"messages": [{"role": "user", "content": "\\ud800"}]}', "application/json"),
        (b'{"messages": [{"role": "user", "content": "What?"}]}', "text/plain"),
    ],
)
def test_what_is_no_chat_request_is_refused(plain_address, content, kind):
    response = post(plain_address, content, kind)
    assert response.status_code == 400
    assert set(response.json()["error"]) == {"message", "type", "param", "code"}


def test_too_much_text_is_refused(plain_address):
    content = b'{"messages": [{"role": "user", "content": "%s"}]}' % (b"x" * 300_000)
    assert post(plain_address, content).json()["error"]["code"] == "too_large"


def test_wrong_routes_and_methods_are_told_in_the_protocols_shape(plain_address):
    for method, path in (("GET", "/v1/chat/completions"), ("POST", "/v1/embeddings")):
        response = httpx.request(method, plain_address + path, trust_env=False)
        assert set(response.json()["error"]) == {"message", "type", "param", "code"}


# --- failures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(("error", "status"), [(EngineError("It crashed."), 502), (EngineUnavailable("Gone."), 503)])
def test_an_engine_that_fails_is_told_with_its_status(serve_api, open_desk, error, status, is_streamed):
    with client_of(serve_api(open_desk(error))) as client, pytest.raises(openai.InternalServerError) as caught:
        client.chat.completions.create(model="lookdesk", messages=[user("What?")], stream=is_streamed)
    assert caught.value.status_code == status


def test_a_failure_in_the_middle_of_a_stream_raises(serve_api, open_desk):
    with client_of(serve_api(open_desk("half", EngineError("It crashed.")))) as client:
        stream = client.chat.completions.create(model="lookdesk", messages=[user("What?")], stream=True)
        pieces = []
        with pytest.raises(openai.APIError, match="It crashed") as caught:
            pieces.extend(chunk.choices[0].delta.content for chunk in stream)
    assert pieces == ["", "half"]
    assert caught.value.code == "engine_failed"


def test_a_full_queue_is_a_rate_limit(serve_api, open_desk, until):
    desk = open_desk(threading.Event(), slots=1, max_queue=1)
    address = serve_api(desk)
    with contextlib.ExitStack() as stack:
        for expected in ((1, 0), (1, 1)):
            client = stack.enter_context(client_of(address))
            threading.Thread(target=suppressed, args=(client,), daemon=True).start()
            until(lambda expected=expected: (desk.status().running, desk.status().waiting) == expected)
        last = stack.enter_context(client_of(address))
        with pytest.raises(openai.RateLimitError) as caught:
            last.chat.completions.create(model="lookdesk", messages=[user("What?")])
        assert int(caught.value.response.headers["Retry-After"]) > 0
        desk.close()


def suppressed(client: openai.OpenAI) -> None:
    with contextlib.suppress(openai.APIError):
        client.chat.completions.create(model="lookdesk", messages=[user("What?")])


def test_a_desk_that_closes_is_told_as_a_failure_that_may_pass(serve_api, open_desk, until):
    desk = open_desk(threading.Event())
    with client_of(serve_api(desk)) as client:
        closing = threading.Thread(target=lambda: (until(lambda: desk.status().running == 1), desk.close()))
        closing.start()
        with pytest.raises(openai.InternalServerError, match="closing"):
            client.chat.completions.create(model="lookdesk", messages=[user("What?")])
        closing.join()


def test_the_whole_server_brings_it_to_the_api_and_refuses_strangers_in_its_shape(server_address):
    with client_of(server_address) as client:
        response = client.models.with_raw_response.list()
        assert response.parse().data[0].id == "lookdesk"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        with pytest.raises(openai.PermissionDeniedError) as caught:
            client.models.list(extra_headers={"Origin": "http://evil.example"})
    assert caught.value.code == "forbidden"


# --- leaving --------------------------------------------------------------------------------------------------------


def test_a_client_that_closes_its_stream_frees_the_place(serve_api, open_desk, until):
    desk = open_desk("a word", threading.Event(), slots=1)
    with client_of(serve_api(desk)) as client:
        stream = client.chat.completions.create(model="lookdesk", messages=[user("What?")], stream=True)
        next(iter(stream))
        assert desk.status().running == 1
        stream.close()
        until(lambda: desk.status().running == 0)


def test_a_client_that_gives_up_waiting_frees_its_place_in_the_queue(serve_api, open_desk, until):
    desk = open_desk(threading.Event(), slots=1)
    with client_of(serve_api(desk)) as client:
        for _ in range(2):
            with pytest.raises(openai.APITimeoutError):
                client.chat.completions.create(model="lookdesk", messages=[user("What?")], timeout=0.2)
        until(lambda: (desk.status().running, desk.status().waiting) == (0, 0))


# --- a model that looks ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nano() -> Iterator[str]:
    """Serve a small model that reads numbers off pictures."""
    engine = make_engine(load({"engine": str(NANO), "picture_tokens": 64, "slots": 2}, {}))
    with contextlib.closing(keeping(Desk(engine, FakeOCR()))) as conversations:
        wait_until_ready(engine)
        with running(make_api(conversations, load({}, {}))) as address:
            yield address


def test_pictures_that_are_asked_about_at_one_time_are_never_mixed_up(nano):
    generator = np.random.default_rng(5)
    numbers = [f"{number:03}" for number in generator.choice(1000, 12, replace=False)]
    pictures = [draw_number(number, [*COLOURS][n % len(COLOURS)], n) for n, number in enumerate(numbers)]

    async def asked() -> list[str]:
        async with openai.AsyncOpenAI(base_url=f"{nano}/v1", api_key="unused", max_retries=0) as client:
            completions = await asyncio.gather(
                *(
                    client.chat.completions.create(
                        model="nano", messages=[user(image(picture), "数字是多少？")], temperature=0
                    )
                    for picture in pictures
                )
            )
        return [completion.choices[0].message.content for completion in completions]

    assert asyncio.run(asked()) == numbers


def test_a_follow_up_asks_about_a_picture_of_an_earlier_message(nano):
    first = user(image(draw_number("305", "green", 5)), "数字是多少？")
    with client_of(nano) as client:
        answer = client.chat.completions.create(model="nano", messages=[first]).choices[0].message
        completion = client.chat.completions.create(
            model="nano", messages=[first, answer, user("什么颜色？")], temperature=0
        )
    assert (answer.content, completion.choices[0].message.content) == ("305", "绿色")
    assert completion.lookdesk["in_context"] == [1]
    assert completion.usage.prompt_tokens_details.cached_tokens > 0


def test_a_model_answers_in_the_shape_that_was_asked_for(nano):
    shape = {"type": "object", "properties": {"n": {"type": "string", "maxLength": 3}}, "required": ["n"]}
    with client_of(nano) as client:
        completion = client.chat.completions.create(
            model="nano", messages=[user(image(PICTURE), "数字是多少？")], max_tokens=64, **shaped(shape)
        )
    assert json.loads(completion.choices[0].message.content)["n"]


def test_a_model_stops_where_it_is_told_to(nano):
    with client_of(nano) as client:
        asked = {"model": "nano", "messages": [user(image(PICTURE), "数字是多少？")]}
        assert client.chat.completions.create(**asked, stop="8").choices[0].message.content == "4"
        assert client.chat.completions.create(**asked, max_tokens=1).choices[0].finish_reason == "length"
        tokens = client.chat.completions.create(**asked, logprobs=True).choices[0].logprobs.content
    assert "".join(token.token for token in tokens).startswith("482")
