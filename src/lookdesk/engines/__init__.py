"""The engines by name. A module is imported only when its engine is asked for."""

from __future__ import annotations

from importlib import import_module

from lookdesk.engines import models
from lookdesk.errors import UnknownName
from lookdesk.protocols import Engine
from lookdesk.settings import Settings

ENGINES = {
    "auto": "lookdesk.engines.auto:make",
    "reader": "lookdesk.engines.reader:make",
    "fake": "lookdesk.engines.fake:make",
    "http://host:8000/v1": "lookdesk.engines.openai:make",
    "model.gguf": "lookdesk.engines.llamacpp:make",
}
"""What ``--engine`` takes, by what makes it. The last two stand for every address and every model file."""


def make_engine(settings: Settings) -> Engine:
    """Make the engine that the settings name. It loads in the background.

    Raises:
        UnknownName: there is none of that name.
        InvalidSetting: what belongs to it is missing.
    """
    name = _known_as(settings.engine)
    if name not in ENGINES:
        raise UnknownName(f"There is no engine {settings.engine!r}.", hint=f"Known engines: {', '.join(ENGINES)}.")
    module, _, function_name = ENGINES[name].partition(":")
    engine: Engine = getattr(import_module(module), function_name)(settings)
    return engine


def _known_as(engine: str) -> str:
    if engine.startswith(("http://", "https://")):
        return "http://host:8000/v1"
    return "model.gguf" if models.is_file(engine) else engine
