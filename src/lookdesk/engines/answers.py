"""Answers as the OpenAI chat protocol streams them: server-sent events in, deltas out, each as soon as it is there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from lookdesk.engines import failures
from lookdesk.engines.connection import BROKEN
from lookdesk.engines.watch import Watch
from lookdesk.errors import EngineError
from lookdesk.types import Delta, FinishReason, TokenLogprob, Usage

MOST_LINE_BYTES = 1024 * 1024
"""A token with its alternatives takes a kilobyte; a longer line than this is no answer."""
MOST_TEXT = 1_000_000
"""Characters of an answer: some hundred times what the longest one has."""
TAIL_S = 2.0
"""How long to wait for the usage once the answer itself is complete."""
REST_S = 0.2
"""How long to wait for the end of a response whose events have ended."""
FINISHED = {
    **dict.fromkeys(("stop", "eos", "eos_token", "end_turn", "stop_sequence", "stop_str"), FinishReason.STOP),
    **dict.fromkeys(("length", "max_tokens", "model_length"), FinishReason.LENGTH),
}
"""Source: OpenAI's words, then those of TGI, Anthropic's and Mistral's servers for the same."""


def deltas(chunks: Iterable[bytes], watch: Watch, token_s: float, key: str = "") -> Iterator[Delta]:
    """Yield an answer's deltas; the last one carries the finish reason and the usage.

    Args:
        chunks: the response's body as it comes.
        watch: its time-out is renewed with every token, and with nothing else.
        token_s: seconds to wait for each further token.
        key: the API key, which is cut out of whatever the server reports.

    Raises:
        EngineError: the server reports an error, ends before the finish reason, or sends what is no answer.
    """
    chunks = iter(chunks)
    finish_reason: FinishReason | None = None
    usage: Usage | None = None
    text_length = 0
    has_thought = False
    try:
        for event in _events(chunks):
            if event == b"[DONE]":
                watch.allow(REST_S, "token_timeout_s")
                for _ in chunks:  # to the end, so that the connection can be used again
                    pass
                break
            text, tokens, is_thought, finished, counted = _read(event, key)
            usage = counted or usage
            text_length += len(text)
            if text_length > MOST_TEXT:
                raise failures.not_understood("it does not end")
            if text or tokens or is_thought:
                has_thought = has_thought or is_thought
                watch.allow(token_s, "token_timeout_s")
            if text or tokens:
                yield Delta(text, logprobs=tokens)
            if finished:
                finish_reason = _finish_reason(finished)
                watch.allow(min(token_s, TAIL_S), "token_timeout_s")
    except (EngineError, *BROKEN):
        if finish_reason is None:  # else the answer itself is complete
            raise
    if finish_reason is None:
        raise failures.broken(has_answer=True)
    if has_thought and not text_length:
        raise EngineError(
            "The model thought until its tokens were used up, and said nothing.",
            hint="Use an Instruct model, or raise max_tokens.",
        )
    yield Delta(finish_reason=finish_reason, usage=usage)


def _events(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what the events hold: one line each, as every server of this protocol writes them."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > MOST_LINE_BYTES:
            raise failures.not_understood("a line of it does not end")
        for line in lines:
            if line.startswith(b"data:"):
                yield line[5:].strip()
    if rest.startswith(b"data:"):
        yield rest[5:].strip()


def _read(event: bytes, key: str) -> tuple[str, tuple[TokenLogprob, ...], bool, str | None, Usage | None]:
    """Return an event's text, its tokens, whether it is thought instead, how the answer finished, and its usage."""
    try:
        chunk = json.loads(event)
        if "error" in chunk:
            raise failures.reported(chunk, key)
        usage = _usage(chunk["usage"]) if chunk.get("usage") else None
        if not chunk.get("choices"):
            return "", (), False, None, usage
        choice = chunk["choices"][0]
        delta = choice.get("delta") or {}
        text = delta.get("content") or ""
        tokens = _logprobs(choice["logprobs"]) if choice.get("logprobs") else ()
        has_thought = bool(delta.get("reasoning_content") or delta.get("reasoning"))
        finished = choice.get("finish_reason")
        text = str(text).encode("utf-8", "replace").decode()  # half a pair of surrogates is no text
        return text, tokens, has_thought, str(finished) if finished else None, usage
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise failures.not_understood("it is not made of chat completion chunks") from error


def _finish_reason(said: str) -> FinishReason:
    if said in FINISHED:
        return FINISHED[said]
    if said == "content_filter":
        raise EngineError("The engine's content filter withheld the answer.", hint="Its server's settings decide.")
    if said in ("tool_calls", "function_call"):
        raise EngineError("The model wanted to call a tool instead of answering.", hint="Ask again.")
    raise EngineError(f"The engine ended its answer early: {str(said)[:40]!r}.", hint="Ask again, or see its log.")


def _usage(said: dict[str, Any]) -> Usage:
    details = said.get("prompt_tokens_details") or {}
    return Usage(
        int(said.get("prompt_tokens") or 0),
        int(said.get("completion_tokens") or 0),
        int(details.get("cached_tokens") or 0),
    )


def _logprobs(said: dict[str, Any]) -> tuple[TokenLogprob, ...]:
    return tuple(TokenLogprob(str(one["token"]), float(one["logprob"])) for one in said.get("content") or ())
