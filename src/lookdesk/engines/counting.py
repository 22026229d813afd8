"""How many tokens a prompt has: counted before it is sent, so that no prompt is longer than the engine's context.

The first count is an upper bound that costs nothing: a byte-level vocabulary has no token of less than a byte. What an
answer's usage says of the same messages takes the bound's place; a server that offers ``/tokenize`` is asked where the
bound is over the context.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence

from lookdesk import pictures
from lookdesk.engines import asking
from lookdesk.engines.connection import Connection
from lookdesk.errors import LookdeskError
from lookdesk.types import Capabilities, Message, PicturePart, TextPart

MESSAGE_TOKENS = 16
"""What the chat template adds to a message at most, and once more for the answer's beginning. Qwen's adds two marks,
the role and two line feeds: 5 tokens, or 13 where the vocabulary has no words."""
PICTURE_TOKENS = 2
"""The marks around a picture."""
MOST_KEPT = 1024
"""Prompts and texts whose tokens are remembered: some hundred conversations."""


class TokenCounter:
    """Counts the tokens of prompts for one server. Safe to use from several threads."""

    def __init__(self, connection: Connection) -> None:
        """Count for the server of a connection; nothing is asked yet."""
        self._connection = connection
        self._can_tokenize = True
        self._counted: OrderedDict[str, int] = OrderedDict()
        """Tokens of prompts by their messages, and of texts by themselves, as the server counted them."""
        self._lock = threading.Lock()

    def count(self, messages: Sequence[Message], model: str, capabilities: Capabilities) -> int:
        """Return how many tokens a prompt has at most.

        Args:
            messages: the prompt.
            model: the server's name for the model.
            capabilities: what the model takes.
        """
        if (exact := self._known(_key(messages))) is not None:
            return exact
        for kept in range(len(messages) - 1, 0, -1):
            if (known := self._known(_key(messages[:kept]))) is not None:
                rest = messages[kept:]
                break
        else:
            known, rest = 0, messages
        known += MESSAGE_TOKENS
        bound = known + sum(self._bound(message, capabilities) for message in rest)
        if capabilities.context_tokens is None or bound <= capabilities.context_tokens or not self._can_tokenize:
            return bound
        return known + sum(self._exact(message, model, capabilities) for message in rest)

    def learn(self, messages: Sequence[Message], tokens: int) -> None:
        """Take in how many tokens a prompt had."""
        if tokens > 0:
            self._keep(_key(messages), tokens)

    def _bound(self, message: Message, capabilities: Capabilities) -> int:
        texts = sum(len(text.encode()) for text in _texts(message, capabilities))
        return MESSAGE_TOKENS + _picture_tokens(message, capabilities) + texts

    def _exact(self, message: Message, model: str, capabilities: Capabilities) -> int:
        texts = sum(self._tokens(text, model) for text in _texts(message, capabilities))
        return MESSAGE_TOKENS + _picture_tokens(message, capabilities) + texts

    def _tokens(self, text: str, model: str) -> int:
        """Return the tokens of a text: asked for once, its bytes where the server does not tell."""
        key = hashlib.sha256(b"text " + text.encode()).hexdigest()
        if (known := self._known(key)) is not None:
            return known
        tokens = self._asked(text, model) if self._can_tokenize else None
        if tokens is None:
            return len(text.encode())
        self._keep(key, tokens)
        return tokens

    def _asked(self, text: str, model: str) -> int | None:
        """Ask ``/tokenize``, as llama.cpp's server (``content``) and vLLM's (``prompt``) have it."""
        path = f"{self._connection.address.path.removesuffix('/v1')}/tokenize"
        try:
            status, body = self._connection.posted(path, {"model": model, "content": text, "prompt": text})
            tokens = json.loads(body)["tokens"] if status == 200 else None
        except (LookdeskError, ValueError, KeyError, TypeError):
            return None
        if not isinstance(tokens, list):
            self._can_tokenize = False
            return None
        return len(tokens)

    def _known(self, key: str) -> int | None:
        with self._lock:
            if key in self._counted:
                self._counted.move_to_end(key)
            return self._counted.get(key)

    def _keep(self, key: str, tokens: int) -> None:
        with self._lock:
            self._counted[key] = tokens
            if len(self._counted) > MOST_KEPT:
                self._counted.popitem(last=False)


def _key(messages: Sequence[Message]) -> str:
    """Return what stands for some messages, their pictures by id and size."""
    told = hashlib.sha256()
    for message in messages:
        told.update(f"\0{message.role}".encode())
        for part in message.parts:
            said = part.text if isinstance(part, TextPart) else f"{part.picture.id} {part.seen_size}"
            told.update(b"\1" + said.encode())
    return told.hexdigest()


def _texts(message: Message, capabilities: Capabilities) -> list[str]:
    """Return the texts of a message; for a model that does not look, with what was read in its pictures."""
    if capabilities.images:
        return [asking.without_marks(part.text) for part in message.parts if isinstance(part, TextPart)]
    try:
        return [json.loads(piece) for piece in asking.reading(message, check=lambda: None)]
    except LookdeskError:  # the reading was broken off: so will the question be
        return []


def _picture_tokens(message: Message, capabilities: Capabilities) -> int:
    if not capabilities.images:
        return 0
    usual = capabilities.picture_tokens, capabilities.least_picture_tokens
    shown = [part for part in message.parts if isinstance(part, PicturePart)]
    sizes = [part.seen_size or pictures.seen_size(part.picture.size, *usual) for part in shown]
    return sum(pictures.visual_tokens(size) + PICTURE_TOKENS for size in sizes)
