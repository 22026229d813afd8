"""The engines by name. A module is imported only when its engine is asked for."""

from __future__ import annotations

from importlib import import_module

from lookdesk.errors import UnknownName
from lookdesk.protocols import Engine

ENGINES = {
    "reader": "lookdesk.engines.reader:ReaderEngine",
    "fake": "lookdesk.engines.fake:FakeEngine",
}


def make_engine(name: str) -> Engine:
    """Make the engine of this name.

    Raises:
        UnknownName: there is none.
    """
    if name not in ENGINES:
        raise UnknownName(f"There is no engine {name!r}.", hint=f"Known engines: {', '.join(ENGINES)}.")
    module, _, class_name = ENGINES[name].partition(":")
    engine: Engine = getattr(import_module(module), class_name)()
    return engine
