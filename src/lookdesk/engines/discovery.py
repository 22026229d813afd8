"""Finding out what a model server has: the model's name, its context, and whether it takes pictures."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from PIL import Image

from lookdesk.engines import failures
from lookdesk.engines.connection import Connection
from lookdesk.errors import EngineError, EngineUnavailable
from lookdesk.types import Capabilities

PICTURE_TOKENS = 2048
"""Qwen3-VL reads small print and boxes best from 1,024 to 2,048 tokens a picture."""
SLOTS = 8
"""Answers at one time, where a server does not say."""
MAX_IMAGES = 10
MOST_NAMED = 8
"""Models that an error lists."""
ABOUT_PICTURES = ("image", "vision", "multimodal", "multi-modal", "mmproj", "picture")


class StillLoading(EngineUnavailable):
    """The server is there, its model not yet."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the settings say of a model server; empty or None: as it is found."""

    model: str = ""
    slots: int | None = None
    picture_tokens: int | None = None

    def capabilities(self, images: bool = True, context_tokens: int | None = None, slots: int = SLOTS) -> Capabilities:
        """Return the capabilities of what was found, or before that those to expect."""
        return Capabilities(
            images, MAX_IMAGES, context_tokens, self.slots or slots, self.picture_tokens or PICTURE_TOKENS
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A model that a server serves."""

    model: str
    """As the server wants to be asked for it."""
    capabilities: Capabilities

    @property
    def name(self) -> str:
        """What people call it: of a file its name, without the server's folders."""
        return PurePosixPath(self.model).name if self.model.endswith(".gguf") else self.model


def discover(connection: Connection, wish: Wish) -> Found:
    """Ask a server what it has.

    Raises:
        StillLoading: it says so itself.
        EngineError: it cannot be reached, refuses the key, or does not have the model.
    """
    base = connection.address.path
    model, entry = _chosen(_got(connection, f"{base}/models"), wish.model)
    props = _props(connection, base.removesuffix("/v1") + "/props")
    context = _number((props.get("default_generation_settings") or {}).get("n_ctx")) or _context(entry)
    looks = (props.get("modalities") or {}).get("vision")
    images = bool(looks) if looks is not None else _takes_pictures(connection, base, model)
    return Found(model, wish.capabilities(images, context, _number(props.get("total_slots")) or SLOTS))


def _got(connection: Connection, path: str) -> Any:
    return _understood(connection, *connection.got(path))


def _understood(connection: Connection, status: int, body: bytes) -> Any:
    if status == 503:
        raise StillLoading(f"{connection.address} is loading its model.", hint="It takes questions when it is done.")
    if not 200 <= status < 300:
        raise connection.refusal(status, body)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise failures.not_understood("it is not JSON") from error


def _chosen(listed: Any, wanted: str) -> tuple[str, dict[str, Any]]:
    """Return the wanted model's name and entry; the first one's where none is wanted."""
    entries = listed.get("data") if isinstance(listed, dict) else None
    if not isinstance(entries, list):
        raise failures.not_understood("it has no list of models")
    models = {str(entry["id"]): entry for entry in entries if isinstance(entry, dict) and entry.get("id")}
    if not models:
        raise EngineUnavailable("The engine's server has no model.", hint="Load one there; it is looked for again.")
    if not wanted:
        return next(iter(models.items()))
    for model, entry in models.items():
        if wanted in (model, PurePosixPath(model).name):
            return model, entry
    named = ", ".join(list(models)[:MOST_NAMED]) + (", …" if len(models) > MOST_NAMED else "")
    raise EngineError(
        f"There is no model {wanted!r} at the engine's address.", hint=f"engine_model is one of: {named}."
    )


def _props(connection: Connection, path: str) -> dict[str, Any]:
    """Return what llama.cpp says of itself; nothing where another server runs."""
    status, body = connection.got(path)
    try:
        props = json.loads(body) if status == 200 else {}
    except (ValueError, RecursionError):
        return {}
    return props if isinstance(props, dict) else {}


def _context(entry: dict[str, Any]) -> int | None:
    meta = entry.get("meta") if isinstance(entry.get("meta"), dict) else {}
    known = (entry.get("max_model_len"), *((meta or {}).get(name) for name in ("n_ctx", "n_ctx_train")))
    return next((number for number in map(_number, known) if number), None)


def _number(said: Any) -> int | None:
    return said if isinstance(said, int) and said > 0 else None


def _takes_pictures(connection: Connection, base: str, model: str) -> bool:
    """Try: ask without and with a small picture. A server that ignores pictures counts the same tokens for both."""
    text = {"type": "text", "text": "What is this?"}
    out = io.BytesIO()
    Image.new("RGB", (32, 32), "gray").save(out, "PNG")
    url = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    without = _understood(connection, *_asked(connection, base, model, [text]))
    status, body = _asked(connection, base, model, [{"type": "image_url", "image_url": {"url": url}}, text])
    said = failures.words_of(body).lower()
    if 400 <= status < 500 and status not in (401, 403, 408, 429):
        return False
    if status >= 500 and any(word in said for word in ABOUT_PICTURES):
        return False
    tokens = [_prompt_tokens(answer) for answer in (without, _understood(connection, status, body))]
    return None in tokens or tokens[0] != tokens[1]


def _asked(connection: Connection, base: str, model: str, content: list[dict[str, Any]]) -> tuple[int, bytes]:
    body = {"model": model, "messages": [{"role": "user", "content": content}], "max_tokens": 1}
    return connection.posted(f"{base}/chat/completions", body)


def _prompt_tokens(answer: Any) -> int | None:
    usage = answer.get("usage") if isinstance(answer, dict) else None
    return _number(usage.get("prompt_tokens")) if isinstance(usage, dict) else None
