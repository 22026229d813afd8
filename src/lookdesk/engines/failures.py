"""What can go wrong with a model server, told as our errors: what happened, and what to do about it."""

from __future__ import annotations

import errno
import json
import re
import socket
import ssl
from collections.abc import Collection
from typing import Any

from lookdesk.errors import EngineError, EngineUnavailable

MOST_SAID = 240
"""Characters of a server's own words that are passed on."""
MOST_RETRY_AFTER_S = 60
LEAST_SECRET = 4
"""Characters of a key; a shorter one is no secret, and would be found in every other word."""
TOO_LONG = re.compile(
    r"exceed_context_size|context_length_exceeded|context (?:length|size|window)|maximum context|prompt is too long"
    r"|longer than the (?:model's|maximum)|max_model_len",
    re.IGNORECASE,
)
"""How servers say that a prompt has no room. Source: llama.cpp, OpenAI and vLLM, SGLang, in this order."""
NOT_KNOWN = re.compile(
    r"unexpected|unsupported|not supported|unrecogni[sz]ed|unknown|not permitted|extra", re.IGNORECASE
)
"""How servers say that they do not take a field. Source: transformers serve, OpenAI, pydantic."""

_WAITING = {
    "connect_timeout_s": "Is the address right, and the machine in reach? connect_timeout_s is how long to wait.",
    "first_token_timeout_s": (
        "Ask about fewer pictures or at a lower detail; first_token_timeout_s is how long to wait for the first token."
    ),
    "token_timeout_s": "Ask again; token_timeout_s is how long to wait for each further token.",
}


def closed() -> EngineUnavailable:
    """Make the error of a question to an engine that is closed."""
    return EngineUnavailable("The engine is closed.", hint="lookdesk is shutting down.")


def timed_out(setting: str, seconds: float) -> EngineError:
    """Make the error of a time-out, which names the setting that it comes from."""
    hint = _WAITING.get(setting, "")
    if setting == "connect_timeout_s":
        return EngineUnavailable(f"The engine took no connection within {seconds:g} s.", hint=hint)
    if not setting:
        return EngineUnavailable(f"The engine did not answer within {seconds:g} s.", hint="Is its server busy?")
    which = "first" if setting == "first_token_timeout_s" else "further"
    return EngineError(f"The engine sent no {which} token within {seconds:g} s.", hint=hint)


def unreachable(address: str, error: BaseException) -> EngineUnavailable:
    """Make the error of a connection that could not be made."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return EngineUnavailable(
            f"The certificate of {address} cannot be trusted: {error.verify_message.rstrip('.')}.",
            hint="Use the name in the certificate; add its authority to the system's, or point SSL_CERT_FILE at it.",
        )
    if isinstance(error, ssl.SSLError):
        return EngineUnavailable(f"{address} does not speak TLS.", hint="Should its address begin with http://?")
    if isinstance(error, socket.gaierror | UnicodeError):
        return EngineUnavailable(f"The host of {address} is not known.", hint="Is its name right?")
    if isinstance(error, ConnectionRefusedError):
        return EngineUnavailable(f"{address} refuses the connection.", hint="Is the model server running there?")
    if isinstance(error, TimeoutError):
        return EngineUnavailable(f"{address} does not answer.", hint=_WAITING["connect_timeout_s"])
    reason = errno.errorcode.get(getattr(error, "errno", None) or 0, type(error).__name__)
    return EngineUnavailable(f"{address} cannot be reached ({reason}).", hint="Is the model server running there?")


def broken(has_answer: bool) -> EngineError:
    """Make the error of a connection that ended before the answer did."""
    if has_answer:
        return EngineError("The engine broke off in the middle of its answer.", hint="Ask again.")
    return EngineUnavailable("The engine closed the connection without an answer.", hint="Did its server stop?")


def not_understood(what: str) -> EngineError:
    """Make the error of an answer that is not of the OpenAI protocol."""
    return EngineError(
        f"The engine's answer cannot be understood: {what}.", hint="Is it a server with the OpenAI chat protocol?"
    )


def reported(said: Any, key: str = "") -> EngineError:
    """Make the error that a server sent in the middle of an answer."""
    words = _words(said, key)
    if TOO_LONG.search(words):
        return _too_long(words)
    return EngineError(f"The engine failed: {words or 'it does not say why'}.", hint="Ask again, or see its log.")


def refused(status: int, body: bytes, address: str, *, key: str = "", retry_after: str = "") -> EngineError:
    """Make the error of an HTTP status that is no success.

    Args:
        status: the HTTP status.
        body: what the server said, or the beginning of it.
        address: the engine's address, without credentials.
        key: the API key, which is cut out of whatever the server said.
        retry_after: the header of that name.
    """
    if status in (401, 403):
        what = "is missing or not the right one" if status == 401 else "may not use this model"
        return EngineError(f"{address} refuses the key ({status}).", hint=f"LOOKDESK_ENGINE_KEY {what}.")
    if 300 <= status < 400:
        return EngineError(
            f"{address} points to another address ({status}), which lookdesk does not follow.",
            hint="Set the engine to the address where the model server really is.",
        )
    said = words_of(body, key)
    if 200 <= status < 300:
        return not_understood(f"it is no stream of events but {said or 'empty'}")
    told = f"{address} answered {status}" + (f": {said}" if said else "")
    if status in (429, 503):
        error = EngineUnavailable(f"{told.rstrip('.')}.", hint="It is busy or still loading; ask again in a moment.")
        if retry_after.isdecimal():
            error.retry_after_s = min(int(retry_after), MOST_RETRY_AFTER_S)
        return error
    if TOO_LONG.search(said):
        return _too_long(said)
    if status == 404:
        hint = "Its address usually ends in /v1; engine_model must be a model that it serves."
    elif status in (400, 413, 415, 422):
        hint = "The server does not take the question as it is; its log says more."
    else:
        hint = "Ask again, or see the server's log."
    return EngineError(f"{told.rstrip('.')}.", hint=hint)


def fields_not_taken(status: int, body: bytes, optional: Collection[str]) -> set[str]:
    """Return which of the optional fields of a request a server says it does not take."""
    said = words_of(body, most=4 * MOST_SAID)
    if status not in (400, 422) or not NOT_KNOWN.search(said):
        return set()
    return {name for name in optional if re.search(rf"\b{name}\b", said)}


def words_of(body: bytes, key: str = "", most: int = MOST_SAID) -> str:
    """Return what a server says in the body of an error, without the key."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
        said = "" if text.lstrip().startswith("<") else text  # a proxy's page says nothing that its status does not
    return _words(said, key, most)


def _words(said: Any, key: str = "", most: int = MOST_SAID) -> str:
    """Find the message in what a server sent: OpenAI's, FastAPI's or plain text; its type too, where it says more."""
    for name in ("error", "message", "detail", "msg"):
        if isinstance(said, dict) and name in said:
            kind = said.get("type") if name == "message" else None
            said = said[name] if not (kind and TOO_LONG.search(str(kind))) else f"{said[name]} ({kind})"
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    if len(key) >= LEAST_SECRET:
        text = text.replace(key, "…")
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _too_long(said: str) -> EngineError:
    return EngineError(
        f"The question with its pictures is longer than the model's context: {said.rstrip('.')}.",
        hint="Ask about fewer pictures, at a lower detail, or begin a new conversation.",
    )
