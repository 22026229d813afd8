"""What a chat request may hold, field by field. What lookdesk cannot do is refused by the name of its field."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from lookdesk.api.embedded import MARK
from lookdesk.errors import InvalidInput

LARGEST_SEED = 2**31 - 1
"""Every server of this protocol takes as much."""
_BY_ADDRESS = ("http:", "https:", "file:", "ftp:")
_CALL_TOOLS = "lookdesk answers about pictures and calls no tools"


def _only(*neutral: Any, why: str = "") -> BeforeValidator:
    """Take a field of the protocol that lookdesk does not have, as long as it asks for nothing."""

    def check(value: object) -> object:
        if value is not None and value not in neutral:
            accepted = " or ".join(json.dumps(each) for each in neutral)
            reasons = [why, f"{accepted} is accepted" if neutral else "leave it out"]
            raise PydanticCustomError(
                "not_supported", "is not supported here: {reasons}", {"reasons": "; ".join(filter(None, reasons))}
            )
        return value

    return BeforeValidator(check)


def _as_parts(content: object) -> object:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    if content is not None and not isinstance(content, list):
        raise PydanticCustomError("no_content", "is neither a text nor a list of parts")
    return content


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _marked(url: object) -> object:
    if isinstance(url, str) and not url.startswith(MARK):
        if url.lower().startswith(_BY_ADDRESS):
            raise PydanticCustomError(
                "by_address",
                "is an address, and nothing is fetched by address: send the picture itself as a data URL, "
                "data:image/jpeg;base64,…",
            )
        raise PydanticCustomError("no_data_url", "is no data URL like data:image/jpeg;base64,…")
    return url


def _closed(schema: object) -> object:
    """Refuse a schema that leads out of itself: a model server might follow."""
    parts = [schema]
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            if isinstance(address := part.get("$ref"), str) and not address.startswith("#"):
                raise PydanticCustomError("by_address", "has a $ref to elsewhere, and nothing is fetched by address")
            parts += part.values()
        elif isinstance(part, list):
            parts += part
    return schema


class _Accepted(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextContent(_Accepted):
    """Text in a message."""

    type: Literal["text"]
    text: str


class ImageURL(_Accepted):
    """A picture as a data URL."""

    url: Annotated[str, BeforeValidator(_marked)] = Field(description="data:image/jpeg;base64,…; no other address")
    detail: Literal["auto", "low", "high"] | None = None

    @property
    def index(self) -> str:
        """Say which picture of the request it is, from 0."""
        return self.url.removeprefix(MARK)


class ImageContent(_Accepted):
    """A picture in a message."""

    type: Literal["image_url"]
    image_url: ImageURL


Texts = Annotated[list[TextContent], BeforeValidator(_as_parts)]
Contents = Annotated[
    list[Annotated[TextContent | ImageContent, Field(discriminator="type")]], BeforeValidator(_as_parts)
]


class SystemMessage(_Accepted):
    """Instructions."""

    role: Literal["system", "developer"]
    content: Texts
    name: str | None = None


class UserMessage(_Accepted):
    """A question, with its pictures."""

    role: Literal["user"]
    content: Contents
    name: str | None = None


class AssistantMessage(_Accepted):
    """An earlier answer, which may be sent back as it came."""

    role: Literal["assistant"]
    content: Texts | None = None
    name: str | None = None
    refusal: Annotated[Any, _only()] = None
    annotations: Annotated[Any, _only([])] = None
    audio: Annotated[Any, _only()] = None
    function_call: Annotated[Any, _only(why=_CALL_TOOLS)] = None
    tool_calls: Annotated[Any, _only([], why=_CALL_TOOLS)] = None


ChatMessage = Annotated[SystemMessage | UserMessage | AssistantMessage, Field(discriminator="role")]


class StreamOptions(_Accepted):
    """How an answer is streamed."""

    include_usage: bool | None = None
    include_obfuscation: Annotated[Any, _only(False)] = None


class TextFormat(_Accepted):
    """An answer in plain words."""

    type: Literal["text"]


class ObjectFormat(_Accepted):
    """An answer that is some JSON object."""

    type: Literal["json_object"]


class JSONSchema(_Accepted):
    """The shape of an answer."""

    name: str | None = None
    description: str | None = None
    strict: bool | None = None
    shape: Annotated[dict[str, Any], BeforeValidator(_closed)] = Field(alias="schema")


class SchemaFormat(_Accepted):
    """An answer of a shape."""

    type: Literal["json_schema"]
    json_schema: JSONSchema


Stops = Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=4)]


class ChatRequest(_Accepted):
    """A chat request."""

    messages: list[ChatMessage] = Field(min_length=1, description="the whole conversation, the last message the user's")
    model: str = Field("lookdesk", description="as GET /v1/models lists them")
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_completion_tokens: int | None = Field(None, ge=1, le=4096)
    max_tokens: int | None = Field(None, ge=1, le=4096, description="the older name of max_completion_tokens")
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, gt=0, le=1)
    presence_penalty: float | None = Field(None, ge=-2, le=2)
    seed: int | None = Field(None, ge=0, le=LARGEST_SEED)
    stop: Annotated[Stops | None, BeforeValidator(_as_list)] = None
    logprobs: bool | None = None
    response_format: Annotated[TextFormat | ObjectFormat | SchemaFormat, Field(discriminator="type")] | None = None
    user: str | None = Field(None, max_length=256, description="places are shared fairly between users")
    metadata: dict[str, str] | None = Field(None, description="accepted, and not kept")
    safety_identifier: str | None = Field(None, description="accepted, and not kept")
    prompt_cache_key: str | None = Field(None, description="accepted; prompts are cached anyway")
    n: Annotated[Any, _only(1)] = None
    frequency_penalty: Annotated[Any, _only(0)] = None
    top_logprobs: Annotated[Any, _only(0)] = None
    logit_bias: Annotated[Any, _only({})] = None
    tools: Annotated[Any, _only([], why=_CALL_TOOLS)] = None
    tool_choice: Annotated[Any, _only("none", "auto", why=_CALL_TOOLS)] = None
    parallel_tool_calls: Annotated[Any, _only(True, False, why=_CALL_TOOLS)] = None
    functions: Annotated[Any, _only([], why=_CALL_TOOLS)] = None
    function_call: Annotated[Any, _only("none", "auto", why=_CALL_TOOLS)] = None
    modalities: Annotated[Any, _only(["text"])] = None
    audio: Annotated[Any, _only()] = None
    prediction: Annotated[Any, _only()] = None
    reasoning_effort: Annotated[Any, _only("none")] = None
    verbosity: Annotated[Any, _only("medium")] = None
    web_search_options: Annotated[Any, _only(why="nothing is fetched from elsewhere")] = None
    service_tier: Annotated[Any, _only("auto", "default")] = None
    store: Annotated[Any, _only(False, why="what is asked here is not kept; /api/conversations keeps")] = None


def chat_request(body: bytes) -> ChatRequest:
    """Read a chat request.

    Args:
        body: JSON with a mark in place of each picture.

    Raises:
        InvalidInput: it is none, or a field of it is missing, unknown, not supported or out of its bounds.
    """
    try:
        fields = json.loads(body.decode(), parse_constant=_no_json)
        json.dumps(fields, ensure_ascii=False).encode()  # an escape may stand for half a character
    except UnicodeError as error:
        raise InvalidInput("The body is not Unicode.", hint="Send application/json in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput("The body is not JSON.", hint="Send application/json in UTF-8.") from error
    if not isinstance(fields, dict):
        raise InvalidInput("The body is not a JSON object.", hint="It holds `messages` and `model`.")
    try:
        request = ChatRequest.model_validate(fields)
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False)[0]) from error
    if request.stream_options is not None and not request.stream:
        raise InvalidInput(
            "stream_options goes with stream only.", hint="Leave it out, or set stream.", field="stream_options"
        )
    return request


def _no_json(constant: str) -> NoReturn:
    raise ValueError(constant)


def _refusal(error: ErrorDetails) -> InvalidInput:
    field, context = _field(error["loc"]), error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            said = "is not known here"
        case "missing":
            said = "is missing"
        case "union_tag_invalid":
            field, name = _joined(field, context["discriminator"].strip("'")), context["tag"]
            said = f"{name!r} is not supported here; accepted: {context['expected_tags']}"
        case "union_tag_not_found":
            field = _joined(field, context["discriminator"].strip("'"))
            said = "is missing"
        case kind if kind in {"not_supported", "by_address", "no_data_url", "no_content"}:
            said = error["msg"]
        case _:
            said = f"cannot be taken: {error['msg'].lower()}"
    return InvalidInput(f"{field}: {said}.", hint="GET /api/docs says what is accepted.", field=field)


def _field(places: Sequence[int | str]) -> str:
    """Return the path to a field, without the names of the choices that pydantic puts between."""
    path, before = "", None
    for place in places:
        is_choice = isinstance(before, int) or before == "response_format"
        if not is_choice:
            path = f"{path}[{place}]" if isinstance(place, int) else _joined(path, place)
        before = None if is_choice else place
    return path


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
