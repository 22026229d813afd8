"""The embedded engine: llama.cpp in a process of its own, reached like any other model server."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lookdesk.engines import models, pacing
from lookdesk.engines.child import Child
from lookdesk.engines.models import ModelEntry
from lookdesk.engines.openai import OpenAIEngine, Timeouts
from lookdesk.engines.plan import MOST_PICTURES
from lookdesk.errors import Cancelled, EngineError, EngineUnavailable
from lookdesk.protocols import Engine
from lookdesk.settings import Settings
from lookdesk.types import Capabilities, Delta, EngineState, EngineStatus, Message, SamplingParams

NOTICED_S = 1.0
"""How long a failed answer waits to learn whether the process has ended: the system tells within milliseconds."""


def make(settings: Settings) -> Engine:
    """Make the engine for the model file that the settings name.

    Raises:
        InvalidSetting: a file is missing or is no model.
    """
    return LlamaCppEngine(models.named(settings), settings)


class LlamaCppEngine:
    """Runs a model here: loads it in the background, measures it, starts it again when it crashes."""

    name = "llamacpp"

    def __init__(self, entry: ModelEntry, settings: Settings) -> None:
        """Start to load a model.

        Args:
            entry: what to load.
            settings: slots, tokens and time-outs.
        """
        self._entry = entry
        self._settings = settings
        self._key = secrets.token_urlsafe(32)
        self._engine: OpenAIEngine | None = None
        self._doing = "the model is being loaded"
        self._closing = threading.Event()
        self._capabilities = Capabilities(
            images=entry.mmproj is not None,
            max_images=MOST_PICTURES,
            context_tokens=None,
            slots=settings.slots or 1,
            picture_tokens=settings.picture_tokens or pacing.MOST_TOKENS,
            system_text=entry.system_text,
        )
        if entry.least_picture_tokens is not None:
            self._capabilities = replace(self._capabilities, least_picture_tokens=entry.least_picture_tokens)
        self._pace: pacing.Pace | None = None
        options = {
            "model": str(entry.model),
            "mmproj": str(entry.mmproj) if entry.mmproj else None,
            "weights_bytes": entry.size_bytes,
            "picture_tokens": settings.picture_tokens or pacing.MOST_TOKENS,
            "answer_tokens": settings.max_tokens,
            "slots": settings.slots,
            "key": self._key,
        }
        self._child = Child("lookdesk.engines.llamacpp_server", options, on_handshake=self._open)

    @property
    def capabilities(self) -> Capabilities:
        """What the model takes; before it is loaded, what is to be expected."""
        return self._capabilities

    def generate(self, messages: Sequence[Message], params: SamplingParams, cancel: threading.Event) -> Iterator[Delta]:
        """Answer the last message.

        Raises:
            Cancelled: soon after ``cancel`` is set.
            EngineUnavailable: the model is not loaded (yet).
            EngineError: its process ended, or it failed.
        """
        engine, ended_runs, now = self._engine, self._child.ended_runs, self._child.status()
        if engine is None or now.state is not EngineState.READY:
            raise EngineUnavailable(f"The model is not ready: {now.reason or self._doing}.", hint="Ask again soon.")
        try:
            yield from engine.generate(messages, params, cancel)
        except Cancelled:
            raise
        except EngineError as error:
            if self._child.has_ended_since(ended_runs, NOTICED_S):
                raise EngineError(
                    "The model's process ended while it answered; it is being started again.", hint="Ask again."
                ) from error
            raise

    def warm(self, messages: Sequence[Message], cancel: threading.Event) -> None:
        """Let the model take the pictures in."""
        if self._engine is not None and self._child.status().state is EngineState.READY:
            self._engine.warm(messages, cancel)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Count as the model's process does."""
        return self._engine.count_tokens(messages) if self._engine is not None else 0

    def forget(self, picture_ids: Collection[str]) -> None:
        """Drop what is kept of pictures that were removed."""
        if self._engine is not None:
            self._engine.forget(picture_ids)

    def status(self) -> EngineStatus:
        """Tell how the model's process is, and how fast it is."""
        now = self._child.status()
        known = self._engine.status() if self._engine else EngineStatus(now.state)
        reason = now.reason or (self._doing if now.state is EngineState.LOADING else "")
        return replace(known, state=now.state, reason=reason, model=self._entry.name)

    def close(self) -> None:
        """End the process."""
        self._closing.set()
        self._child.close()
        if self._engine is not None:
            self._engine.close()

    def _open(self, handshake: Mapping[str, Any]) -> None:
        """Take up a process that has just started; measure it where it is the first."""
        if self._engine is not None:
            self._engine.close()
        settings = self._settings
        engine = OpenAIEngine(
            f"{handshake['address']}/v1",
            name=self.name,
            key=self._key,
            model=self._entry.name,
            timeouts=Timeouts(settings.connect_timeout_s, settings.first_token_timeout_s, settings.token_timeout_s),
            capabilities=self._capabilities,
            device=str(handshake["device"]),
        )
        self._engine = engine
        slots, context_tokens = int(handshake["slots"]), int(handshake["context_tokens"])
        self._capabilities = replace(self._capabilities, slots=slots, context_tokens=context_tokens)
        if self._pace is None and self._capabilities.images:
            self._doing = "its speed is being measured"
            wanted = settings.picture_tokens or (pacing.MOST_TOKENS if handshake["is_gpu"] else None)
            self._pace = pacing.measure(engine, self._closing, wanted)
            self._capabilities = replace(self._capabilities, picture_tokens=self._pace.picture_tokens)
        if self._pace is not None:
            engine.picture_prefill_s = self._pace.prefill_s
