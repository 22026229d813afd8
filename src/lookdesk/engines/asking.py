"""Questions as the OpenAI chat protocol has them: messages, pictures as data URLs, sampling.

A request is a list of pieces: a picture's piece is made once, kept, and sent as it is with every further question.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import wait
from typing import Any

from lookdesk import pictures
from lookdesk.engines.watch import SLICE_S
from lookdesk.errors import Cancelled, EngineError
from lookdesk.types import (
    Capabilities,
    ContentPart,
    Message,
    Picture,
    PicturePart,
    Role,
    SamplingParams,
    Size,
    TextPart,
)

MOST_KEPT_BYTES = 64 * 1024 * 1024
"""Data URLs that are kept: some fifteen photos at the usual size."""
OPTIONAL = frozenset({"top_k", "presence_penalty", "stream_options"})
"""Fields that a server may not know (``transformers serve`` refuses all three) and that a question can do without."""


class DataURLs:
    """Pictures as data URLs, the latest kept, so that a follow-up does not encode its pictures again."""

    def __init__(self, most_bytes: int = MOST_KEPT_BYTES) -> None:
        """Keep nothing yet."""
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[str, Size], bytes] = OrderedDict()
        self._kept_bytes = 0
        self._lock = threading.Lock()

    def of(self, picture: Picture, size: Size) -> bytes:
        """Return a picture, as it is seen in ``size``, as a data URL.

        Raises:
            InvalidPicture: truncated or damaged.
        """
        key = (picture.id, size)
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
        url = b"data:image/png;base64," + base64.b64encode(pictures.seen(picture, size))
        with self._lock:
            if key not in self._kept:
                self._kept[key] = url
                self._kept_bytes += len(url)
            while self._kept_bytes > self._most_bytes:
                self._kept_bytes -= len(self._kept.popitem(last=False)[1])
        return url

    def forget(self, picture_ids: Collection[str]) -> None:
        """Drop pictures that were removed."""
        with self._lock:
            for key in [key for key in self._kept if key[0] in picture_ids]:
                self._kept_bytes -= len(self._kept.pop(key))


def request(
    messages: Sequence[Message],
    params: SamplingParams,
    model: str,
    left_out: Collection[str],
    content_of: Callable[[Message], list[bytes]],
) -> list[bytes]:
    """Write the body of a chat request, in pieces.

    Args:
        messages: the conversation; the last message is the user's.
        params: how words are picked.
        model: its name; empty where the server has only one.
        left_out: those of ``OPTIONAL`` that the server does not know.
        content_of: writes a message's content (``looking`` or ``reading``).

    Raises:
        EngineError: there is no question.
    """
    if not messages or messages[-1].role is not Role.USER:
        raise EngineError("There is no question.", hint="The last message is the user's and holds the question.")
    pieces = [b'{"messages":[']
    for index, message in enumerate(messages):
        pieces.append(f'{"," if index else ""}{{"role":"{message.role}","content":'.encode())
        pieces.extend(content_of(message))
        pieces.append(b"}")
    fields = {name: value for name, value in _fields(params, model).items() if name not in left_out}
    pieces.append(b"]," + json.dumps(fields).encode()[1:])
    return list(_joined(pieces))


def looking(message: Message, urls: DataURLs, capabilities: Capabilities, check: Callable[[], None]) -> list[bytes]:
    """Write a message's content for a model that looks: its parts in their order.

    Args:
        message: what to write.
        urls: makes and keeps its pictures.
        capabilities: the size of a picture that has none yet.
        check: raises when this is to end; a picture takes up to some tenths of a second.
    """
    if not any(isinstance(part, PicturePart) for part in message.parts):
        return [_dumped(_text(message.parts))]
    pieces = []
    for index, part in enumerate(message.parts):
        pieces.append(b"," if index else b"[")
        if isinstance(part, TextPart):
            pieces.append(_dumped({"type": "text", "text": without_marks(part.text)}))
        else:
            check()
            size = part.seen_size or pictures.seen_size(
                part.picture.size, capabilities.picture_tokens, capabilities.least_picture_tokens
            )
            pieces += [b'{"type":"image_url","image_url":{"url":"', urls.of(part.picture, size), b'"}}']
    return [*pieces, b"]"]


def reading(message: Message, check: Callable[[], None]) -> list[bytes]:
    """Write a message's content for a model that cannot look: the text lines of a picture stand in its place.

    Args:
        message: what to write.
        check: raises when the waiting for lines is to end.
    """
    parts = [part if isinstance(part, TextPart) else TextPart(_read(part, check)) for part in message.parts]
    return [_dumped(_text(parts))]


def _read(part: PicturePart, check: Callable[[], None]) -> str:
    """Return what is read in a picture as quoted lines, so that none of them can pass for anything else."""
    while not wait([part.lines], timeout=SLICE_S).done:
        check()
    if part.lines.cancelled():
        raise Cancelled("The reading of the picture was cancelled.")
    if part.lines.exception() is not None:
        return "The text in this picture could not be read.\n"
    lines = part.lines.result()
    if not lines:
        return "No text was read in this picture.\n"
    return "Text read in the picture:\n" + "".join(f"> {' '.join(line.text.split())}\n" for line in lines)


def _text(parts: Sequence[ContentPart]) -> str:
    return "".join(without_marks(part.text) for part in parts if isinstance(part, TextPart))


def without_marks(text: str) -> str:
    """Take the force out of marks such as ``<|im_end|>``.

    Servers read them as the chat template's own wherever they stand: a text in a picture could end the question and
    speak as the system.
    """
    return text.replace("<|", "< |")


def _fields(params: SamplingParams, model: str) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": params.max_tokens,
        "temperature": params.temperature,
        "top_p": params.top_p,
        "top_k": params.top_k or -1,  # "all" in a word that each of these servers knows
        "presence_penalty": params.presence_penalty,
    }
    if model:
        fields["model"] = model
    if params.wants_logprobs:
        fields |= {"logprobs": True, "top_logprobs": 1}  # llama.cpp sends 20 alternatives with each token otherwise
    if params.stop:
        fields["stop"] = list(params.stop)
    if params.seed is not None:
        fields["seed"] = params.seed
    if params.json_schema is not None:
        shape = {"name": "answer", "strict": True, "schema": dict(params.json_schema)}
        fields["response_format"] = {"type": "json_schema", "json_schema": shape}
    return fields


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _joined(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """Join small pieces: each piece is sent by itself, and large ones should not be copied."""
    small: list[bytes] = []
    for piece in pieces:
        if len(piece) < 64 * 1024:
            small.append(piece)
            continue
        yield b"".join(small)
        small = []
        yield piece
    yield b"".join(small)
