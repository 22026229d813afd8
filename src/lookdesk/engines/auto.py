"""The default engine: the model in the models folder where there is one and it is fast enough, else the reader."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence

from lookdesk.engines import llamacpp, models
from lookdesk.engines.reader import ReaderEngine
from lookdesk.errors import InvalidSetting
from lookdesk.protocols import Engine
from lookdesk.settings import Settings
from lookdesk.types import Capabilities, Delta, EngineState, EngineStatus, Message, SamplingParams

SLOWEST_S = 10.0
"""A model that takes longer for a picture of the fewest tokens keeps agents waiting: reading serves them better."""


def make(settings: Settings) -> Engine:
    """Make the engine that suits what is in the models folder."""
    try:
        entry = models.find(settings.models_folder.expanduser())
    except InvalidSetting as error:
        return AutoEngine(None, why=f"{error.message} {error.hint}".strip())
    if entry is None:
        return AutoEngine(None, why="there is no model in the models folder: text is read")
    # who sets the pixels decides how long to wait for them
    slowest_s = SLOWEST_S if settings.picture_tokens is None else None
    return AutoEngine(llamacpp.LlamaCppEngine(entry, settings), slowest_s=slowest_s)


class AutoEngine:
    """Answers with the model while it is ready, and by reading otherwise, so that there is always an answer."""

    def __init__(self, model: Engine | None, *, why: str = "", slowest_s: float | None = None) -> None:
        """Join a model to a reader.

        Args:
            model: what answers where it can; this engine closes it.
            why: why there is none.
            slowest_s: a model that takes longer for a picture is given up; None: never.
        """
        self._model = model
        self._why = why
        self._slowest_s = slowest_s
        self._reader = ReaderEngine()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The name of what answers now."""
        return self._current().name

    @property
    def capabilities(self) -> Capabilities:
        """What can be taken by what answers now."""
        return self._current().capabilities

    def generate(self, messages: Sequence[Message], params: SamplingParams, cancel: threading.Event) -> Iterator[Delta]:
        """Answer with what is ready."""
        return self._current().generate(messages, params, cancel)

    def warm(self, messages: Sequence[Message], cancel: threading.Event) -> None:
        """Warm what answers now."""
        self._current().warm(messages, cancel)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Count for what answers now."""
        return self._current().count_tokens(messages)

    def forget(self, picture_ids: Collection[str]) -> None:
        """Drop what the model keeps of pictures that were removed."""
        if self._model is not None:
            self._model.forget(picture_ids)

    def status(self) -> EngineStatus:
        """Tell who answers, and why it is the reader where it is."""
        current = self._current()
        if current is not self._reader:
            return current.status()
        if self._model is None:
            return EngineStatus(EngineState.READY, self._why)
        status = self._model.status()
        state = "is loading" if status.state is EngineState.LOADING else "is down"
        told = f"the model {status.model} {state} ({status.reason}): text is read meanwhile"
        return EngineStatus(EngineState.READY, told)

    def close(self) -> None:
        """Close both."""
        with self._lock:
            model, self._model = self._model, None
        if model is not None:
            model.close()
        self._reader.close()

    def _current(self) -> Engine:
        with self._lock:
            model = self._model
            if model is None:
                return self._reader
            status = model.status()
            if status.state is not EngineState.READY:
                return self._reader
            if self._is_slow(status):
                self._why = (
                    f"the model {status.model} takes {status.picture_prefill_s:.0f} s for a picture of "
                    f"{model.capabilities.picture_tokens} tokens on this {status.device}: text is read instead"
                )
                self._model = None
                threading.Thread(target=model.close, name="lookdesk-giving-up", daemon=True).start()
                return self._reader
            return model

    def _is_slow(self, status: EngineStatus) -> bool:
        slowest_s, prefill_s = self._slowest_s, status.picture_prefill_s
        return slowest_s is not None and prefill_s is not None and prefill_s > slowest_s
