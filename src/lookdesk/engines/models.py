"""Model files: which belong together, and what is said of a model beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lookdesk.engines import header
from lookdesk.errors import InvalidSetting
from lookdesk.settings import Settings

VISION_PREFIX = "mmproj"
"""How the file of a model's vision part is named, by the convention of those who publish them."""
ENTRY_KEYS = {"system_text": str, "least_picture_tokens": int}
"""What a model entry may say: the model's own instructions, and the fewest visual tokens that a picture takes."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model on disk, and what is special about it."""

    model: Path
    mmproj: Path | None
    """Its vision part; None: it knows text alone."""
    system_text: str | None = None
    least_picture_tokens: int | None = None

    @property
    def name(self) -> str:
        """What the model is called: its file's name."""
        return self.model.stem

    @property
    def size_bytes(self) -> int:
        """How much its files take, and its weights in memory."""
        return sum(path.stat().st_size for path in (self.model, self.mmproj) if path is not None)


def entry(model: Path, mmproj: Path | None = None) -> ModelEntry:
    """Return the entry of a model's file.

    Beside ``model.gguf`` may lie its vision part, ``mmproj*.gguf``, and ``model.toml``, which says what is special
    about the model.

    Args:
        model: the text model.
        mmproj: its vision part, where it is not to be looked for.

    Raises:
        InvalidSetting: a file is missing or is no model, or ``model.toml`` says something unknown.
    """
    header.read(model)
    if mmproj is None:
        mmproj = _beside(model)
    if mmproj is not None:
        header.read(mmproj)
    return ModelEntry(model, mmproj, **_said(model.with_suffix(".toml")))


def find(folder: Path) -> ModelEntry | None:
    """Return the first model in a folder that has its vision part, by name; None where there is none.

    Raises:
        InvalidSetting: a model is damaged, or its entry says something unknown.
    """
    if not folder.is_dir():
        return None
    models = (path for path in sorted(folder.glob("*.gguf")) if not path.name.startswith(VISION_PREFIX))
    return next((found for found in map(entry, models) if found.mmproj is not None), None)


def chosen(settings: Settings) -> ModelEntry | None:
    """Return the model that the settings run on this machine: the file they name or, with ``auto``, one in the folder.

    Raises:
        InvalidSetting: a file is missing or is no model.
    """
    if settings.engine == "auto":
        return find(settings.models_folder.expanduser())
    return named(settings) if is_file(settings.engine) else None


def named(settings: Settings) -> ModelEntry:
    """Return the entry of the model file that is set as the engine.

    Raises:
        InvalidSetting: a file is missing or is no model.
    """
    return entry(Path(settings.engine).expanduser(), settings.mmproj.expanduser() if settings.mmproj else None)


def is_file(engine: str) -> bool:
    """Tell whether the name of an engine is that of a model's file."""
    return engine.lower().endswith(".gguf")


def _beside(model: Path) -> Path | None:
    """Find the vision part beside a model: the only one, or the one whose name holds the most of the model's."""
    found = sorted(model.parent.glob(f"{VISION_PREFIX}*.gguf"))
    alone = [path for path in model.parent.glob("*.gguf") if not path.name.startswith(VISION_PREFIX)] == [model]
    shared = [(_shared(path, model), path) for path in found]
    fitting = found if alone else [path for share, path in shared if share == max(shared)[0] and share >= LEAST_SHARED]
    if len(fitting) > 1:
        names = ", ".join(path.name for path in fitting)
        raise InvalidSetting(
            f"{model.name} has several vision parts beside it: {names}.", hint="Name one: --mmproj FILE."
        )
    return fitting[0] if fitting else None


LEAST_SHARED = 4
"""Letters that two names must share at their beginning to belong together."""


def _shared(mmproj: Path, model: Path) -> int:
    """Count the letters with which both names begin, past ``mmproj-``."""
    own = mmproj.stem.removeprefix(VISION_PREFIX).lstrip("-_.").lower()
    pairs = zip(own, model.stem.lower(), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(own), len(model.stem)))


def _said(path: Path) -> Mapping[str, Any]:
    """Read what is said of a model."""
    if not path.exists():
        return {}
    known = f"Known: {', '.join(ENTRY_KEYS)}."
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidSetting(f"The model entry {path} cannot be read: {error}.", hint=known) from error
    for key, value in said.items():
        if key not in ENTRY_KEYS:
            raise InvalidSetting(f"The model entry {path} says {key!r}, which is not known.", hint=known)
        if not isinstance(value, ENTRY_KEYS[key]):
            raise InvalidSetting(f"The model entry {path} has a wrong value for {key!r}: {value!r}.", hint=known)
    return said
