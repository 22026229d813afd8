"""A chat request as the desk takes it: its last message is the question, the messages before are the whole context."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from lookdesk.api.completions.accepted import (
    AssistantMessage,
    ChatRequest,
    ImageContent,
    ObjectFormat,
    SchemaFormat,
    SystemMessage,
    TextContent,
    UserMessage,
)
from lookdesk.errors import InvalidInput
from lookdesk.types import Capabilities, Detail, EarlierRound, GivenContext, Picture, Question, SamplingParams

_DETAILS = {None: Detail.NORMAL, "auto": Detail.NORMAL, "low": Detail.LOW, "high": Detail.HIGH}
_FINER = [Detail.LOW, Detail.NORMAL, Detail.HIGH]


@dataclass(slots=True)
class _Round:
    """What one side asked, in one message or several, and what the other answered."""

    texts: list[str] = field(default_factory=list)
    pictures: list[tuple[int, Picture]] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    @property
    def question(self) -> str:
        return "\n".join(self.texts)

    @property
    def detail(self) -> Detail:
        """The highest that is asked for."""
        return max(self.details, key=_FINER.index, default=Detail.NORMAL)


def question_of(request: ChatRequest, pictures: Sequence[Picture], owner: str) -> tuple[Question, GivenContext]:
    """Return what a request asks, and what was said before.

    Messages of one side that follow each other are one. Instructions go to the beginning, wherever they stand. Pictures
    are numbered in their order over all messages.

    Args:
        request: what was sent.
        pictures: those of its data URLs, in their order.
        owner: whose request it is.

    Raises:
        InvalidInput: the last message is not the user's, or a data URL stands where no picture is expected.
    """
    *earlier, last = request.messages
    if not isinstance(last, UserMessage):
        raise InvalidInput("messages: the last one is not the user's.", hint="It holds the question.", field="messages")
    indices = [part.image_url.index for part in _images(request)]
    if indices != [str(index) for index in range(len(pictures))]:
        raise InvalidInput(
            "A data URL stands where no picture is expected.", hint="Pictures go into parts of the type image_url."
        )
    numbered = zip(count(1), pictures, strict=False)
    rounds: list[_Round] = []
    for message in [*earlier, last]:
        if isinstance(message, UserMessage):
            if not rounds or rounds[-1].answers:
                rounds.append(_Round())
            _add(rounds[-1], message, numbered)
        elif isinstance(message, AssistantMessage):
            rounds = rounds or [_Round()]
            rounds[-1].answers.append(_text(message.content or ()))
    asked = rounds.pop()
    question = Question(
        asked.question,
        tuple(picture for _, picture in asked.pictures),
        asked.detail,
        f"{owner} {request.user}" if request.user else "",
        tuple(number for number, _ in asked.pictures),
    )
    instructions = (_text(message.content) for message in request.messages if isinstance(message, SystemMessage))
    given = GivenContext(
        tuple(EarlierRound(one.question, tuple(one.pictures), "\n".join(one.answers), one.detail) for one in rounds),
        "\n\n".join(text for text in instructions if text),
    )
    return question, given


def params_of(request: ChatRequest, usual: SamplingParams, capabilities: Capabilities) -> SamplingParams:
    """Return how the engine is to pick its words: as the request has it, else as usual.

    Raises:
        InvalidInput: the engine is no model, and what is asked for means nothing to it.
    """
    shape = request.response_format
    schema = {"type": "object"} if isinstance(shape, ObjectFormat) else None
    if isinstance(shape, SchemaFormat):
        schema = shape.json_schema.shape
    if not capabilities.is_model:
        asked = {"response_format": schema is not None, "logprobs": request.logprobs, "stop": request.stop}
        if name := next((name for name, is_asked in asked.items() if is_asked), None):
            raise InvalidInput(
                f"{name}: is not supported here: there is no model, text is read.",
                hint="Leave it out, or run lookdesk with a model.",
                field=name,
            )
    longest = request.max_completion_tokens or request.max_tokens
    return replace(
        usual,
        max_tokens=longest or usual.max_tokens,
        temperature=usual.temperature if request.temperature is None else request.temperature,
        top_p=request.top_p or usual.top_p,
        presence_penalty=usual.presence_penalty if request.presence_penalty is None else request.presence_penalty,
        wants_logprobs=bool(request.logprobs),
        json_schema=schema,
        stop=tuple(request.stop or ()),
        seed=request.seed,
    )


def _images(request: ChatRequest) -> list[ImageContent]:
    asked = [message for message in request.messages if isinstance(message, UserMessage)]
    return [part for message in asked for part in message.content if isinstance(part, ImageContent)]


def _add(one: _Round, message: UserMessage, numbered: Iterable[tuple[int, Picture]]) -> None:
    """Add a user's message; the engine gets its pictures first, so one between texts is named where it stood."""
    kinds = [part.type for part in message.content]
    is_between = "text" in kinds and "image_url" in kinds[kinds.index("text") : len(kinds) - kinds[::-1].index("text")]
    numbers = iter(numbered)
    for part in message.content:
        if isinstance(part, TextContent):
            one.texts.append(part.text)
            continue
        number, picture = next(numbers)
        one.pictures.append((number, picture))
        one.details.append(_DETAILS[part.image_url.detail])
        if is_between:
            one.texts.append(f"(Picture {number})")


def _text(content: Sequence[TextContent]) -> str:
    return "\n".join(part.text for part in content)
