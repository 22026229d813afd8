"""The one model client: any server that speaks the OpenAI chat protocol.

llama.cpp's server, vLLM, SGLang, Ollama and ``transformers serve`` do; the launchers beside this module start one and
hand its address over.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from functools import partial

from lookdesk.engines import answers, asking, failures
from lookdesk.engines.addresses import Address
from lookdesk.engines.connection import MOST_ERROR_BYTES, Connection, Timeouts, beginning, is_stream
from lookdesk.engines.counting import TokenCounter
from lookdesk.engines.discovery import Found, Wish
from lookdesk.engines.search import Search
from lookdesk.engines.watch import Watch
from lookdesk.errors import EngineUnavailable
from lookdesk.protocols import Engine
from lookdesk.settings import Settings
from lookdesk.types import (
    Capabilities,
    Delta,
    EngineState,
    EngineStatus,
    Message,
    SamplingParams,
)

__all__ = ["OpenAIEngine", "Timeouts", "make"]

WEIGHT = 0.3
"""How much the latest answer's speed counts against those before it."""
LEAST_TOKENS = 8
"""Shorter answers say little about the speed."""

USUAL = Timeouts()

_log = logging.getLogger(__name__)


def make(settings: Settings) -> Engine:
    """Make the engine at the address that the settings name."""
    return OpenAIEngine(
        settings.engine,
        key=settings.engine_key.get_secret_value(),
        model=settings.engine_model,
        timeouts=Timeouts(settings.connect_timeout_s, settings.first_token_timeout_s, settings.token_timeout_s),
        device=str(Address.of(settings.engine)),
        slots=settings.slots,
        picture_tokens=settings.picture_tokens,
    )


class OpenAIEngine:
    """Asks a model server. It finds out in the background what the server has, and again after it was away."""

    def __init__(
        self,
        base_url: str,
        *,
        name: str = "openai",
        key: str = "",
        model: str = "",
        timeouts: Timeouts = USUAL,
        capabilities: Capabilities | None = None,
        device: str = "",
        slots: int | None = None,
        picture_tokens: int | None = None,
    ) -> None:
        """Make an engine.

        Args:
            base_url: the server's address up to and with ``/v1``; it may hold ``user:password@``.
            name: what the engine is called.
            key: the API key; it is sent to this address only and shown nowhere.
            model: the model to ask for; the server's first where not given.
            timeouts: how long to wait.
            capabilities: what the server takes; nothing is asked of it then. Found out where not given.
            device: what ``status`` says of where it runs.
            slots: answers at one time; by the server where not given.
            picture_tokens: visual tokens that a picture may take; 2,048 where not given.

        Raises:
            InvalidSetting: the address or the key cannot be used.
        """
        self.name = name
        self.picture_prefill_s: float | None = None
        """Seconds that a picture takes, where whoever started the server measured it."""
        self._device = device
        self._timeouts = timeouts
        self._key = key
        self._connection = Connection(Address.of(base_url), key, timeouts)
        known = Found(model, capabilities) if capabilities else None
        self._search = Search(self._connection, Wish(model, slots, picture_tokens), known)
        self._urls = asking.DataURLs()
        self._counter = TokenCounter(self._connection)
        self._left_out: frozenset[str] = frozenset()
        self._tokens_per_s: float | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What the server takes; before it was asked, what is to be expected."""
        return self._search.found.capabilities

    def generate(self, messages: Sequence[Message], params: SamplingParams, cancel: threading.Event) -> Iterator[Delta]:
        """Answer the last message.

        Raises:
            Cancelled: within 50 ms of ``cancel``, wherever the answer stands.
            EngineUnavailable: the server is not there, busy, or still loading.
            EngineError: the server failed, or took longer than its time-outs allow.
        """
        watch = self._connection.watch(cancel)
        watch.check()
        state, reason = self._search.state
        if state is not EngineState.READY:
            raise EngineUnavailable(f"The engine is not ready: {reason}", hint="Ask again when it is.")
        count, first_at = 0, 0.0
        with closing(self._answer(messages, params, watch)) as deltas:
            for delta in deltas:
                if delta.finish_reason is None:
                    count += 1
                    last_at = watch.renewed_at
                    first_at = first_at or last_at
                elif count:
                    tokens = delta.usage.completion_tokens if delta.usage else 0
                    self._learn_speed(tokens or count, last_at - first_at)
                if delta.usage is not None:
                    self._counter.learn(messages, delta.usage.prompt_tokens)
                yield delta

    def warm(self, messages: Sequence[Message], cancel: threading.Event) -> None:
        """Let the server take in the pictures: ask for one token and forget it. One try; no failure is told."""
        if not self.capabilities.images or self._search.state[0] is not EngineState.READY:
            return
        try:
            for _ in self._answer(messages, SamplingParams(max_tokens=1), self._connection.watch(cancel)):
                pass
        except Exception as error:
            _log.debug("Nothing was warmed: %s", error)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return how many tokens a prompt has at most; the server is asked where that decides."""
        found = self._search.found
        return self._counter.count(messages, found.model, found.capabilities)

    def forget(self, picture_ids: Collection[str]) -> None:
        """Drop the data URLs of pictures that were removed."""
        self._urls.forget(picture_ids)

    def status(self) -> EngineStatus:
        """Tell what is known, without asking the server."""
        state, reason = self._search.state
        return EngineStatus(
            state, reason, self._search.found.name, self._device, self.picture_prefill_s, self._tokens_per_s
        )

    def close(self) -> None:
        """Stop looking for the server and leave every answer."""
        self._connection.close()
        self._search.close()

    def _answer(
        self, messages: Sequence[Message], params: SamplingParams, watch: Watch
    ) -> Generator[Delta, None, None]:
        connection, found = self._connection, self._search.found
        if found.capabilities.images:
            content_of = partial(asking.looking, urls=self._urls, capabilities=found.capabilities, check=watch.check)
        else:
            content_of = partial(asking.reading, check=watch.check)
        path = f"{connection.address.path}/chat/completions"
        while True:
            left_out = self._left_out
            body = asking.request(messages, params, found.model, left_out, content_of)
            try:
                with connection.sent(path, watch, body) as response:
                    if is_stream(response):
                        yield from answers.deltas(response.iter_stream(), watch, self._timeouts.token_s, self._key)
                        return
                    said = beginning(response, MOST_ERROR_BYTES)
                    not_taken = failures.fields_not_taken(response.status, said, asking.OPTIONAL - left_out)
                    if not not_taken:
                        raise connection.failure(response, said)
            except EngineUnavailable as error:
                if not watch.is_connected:
                    self._search.lost(error)
                raise
            self._left_out = left_out | not_taken  # each only once, so there is an end

    def _learn_speed(self, tokens: int, seconds: float) -> None:
        """Take the speed of an answer into the moving average."""
        if tokens < LEAST_TOKENS or seconds <= 0:
            return
        speed, known = (tokens - 1) / seconds, self._tokens_per_s
        self._tokens_per_s = speed if known is None else known + WEIGHT * (speed - known)
