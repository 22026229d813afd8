"""Settings: what can be set, its bounds, and where a value comes from.

Command-line options win over ``LOOKDESK_*`` environment variables, which win over the defaults below. A name or value
that is not known here is refused, so that a typing mistake never runs silently with a default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from lookdesk.errors import InvalidSetting

ENV_PREFIX = "LOOKDESK_"


class Settings(BaseModel):
    """What an installation can set. ``docs/settings.md`` lists the same names; a test compares them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: str = Field(
        "auto", description="auto, reader, fake, the path of a .gguf model, or an address like http://host:8000/v1"
    )
    engine_model: str = Field("", description="the model to ask for at an address; its first where not given")
    engine_key: SecretStr = Field(SecretStr(""), description="the API key of an address")
    mmproj: Path | None = Field(None, description="the model's vision part; the one beside the model where not given")
    models_folder: Path = Field(
        Path("~/.local/share/lookdesk/models"), description="where auto looks for a .gguf model; never written to"
    )
    slots: int | None = Field(None, ge=1, le=64, description="answers at one time; from the memory where not given")
    picture_tokens: int | None = Field(
        None,
        ge=64,
        le=4096,
        description="visual tokens (32 × 32 pixels each) a picture may have; by the engine where not given",
    )
    temperature: float = Field(0.25, ge=0, le=2, description="how freely a model picks its words")
    max_tokens: int = Field(256, ge=1, le=4096, description="tokens that an answer may have")
    top_p: float = Field(0.8, gt=0, le=1, description="the share of probability that a model picks its next token from")
    top_k: int = Field(20, ge=0, le=1000, description="how many tokens a model picks its next one from; 0 means all")
    presence_penalty: float = Field(
        0.0, ge=-2, le=2, description="the penalty on what was said before; it damages strings of digits"
    )
    context_rounds: int = Field(
        5, ge=1, le=20, description="earlier rounds that an engine gets with a question, at least; up to two more"
    )
    data_folder: Path = Field(Path("~/.local/share/lookdesk"), description="where conversations and pictures are kept")
    database: SecretStr = Field(
        SecretStr(""),
        description="sqlite:///FILE or postgresql://user:password@host/name",
    )
    pictures: str = Field("", description="a folder or an fsspec address such as s3://bucket/pictures")
    ephemeral: bool = Field(False, description="keep everything in memory and nothing on disk")
    keep_days: int | None = Field(
        None,
        ge=1,
        le=36_500,
        description="days after its last question that a conversation is kept",
    )
    listener_timeout_s: float = Field(
        30.0, ge=0.1, le=3600, description="seconds after which a turn that nobody listens to is ended"
    )
    connect_timeout_s: float = Field(5.0, ge=0.1, le=60, description="seconds to wait for a connection to an engine")
    first_token_timeout_s: float = Field(
        300.0, ge=1, le=3600, description="seconds to wait for an answer's first token"
    )
    token_timeout_s: float = Field(60.0, ge=1, le=600, description="seconds to wait for each further token")
    ocr: str = Field("rapidocr", description="what reads the text in pictures")
    host: str = Field("127.0.0.1", description="the address to listen on; 0.0.0.0 opens the desk to the LAN")
    port: int = Field(8501, ge=0, le=65535, description="the port to listen on; 0 picks a free one")
    access_code: SecretStr = Field(
        SecretStr(""), min_length=6, max_length=128, description="what visitors of the page are asked for, once"
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="more host names that browsers may use for this desk (beside its own addresses)"
    )
    max_queue: int = Field(256, ge=1, le=10_000, description="questions that may wait before more are refused")
    max_uploads: int = Field(4, ge=1, le=64, description="uploads received at one time; more wait, then are refused")
    picture_memory_mb: int = Field(
        128, ge=32, le=65_536, description="memory for the pictures that questions may still be asked about"
    )


def is_private(settings: Settings) -> bool:
    """Tell whether only this machine reaches the desk: neither the network, nor others through a proxy."""
    return is_loopback(settings.host) and not settings.allowed_hosts


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach what listens on ``host``."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load(overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in force.

    Args:
        overrides: what the command line says; a None value counts as not said.
        environ: the environment; the process's own where not given.

    Raises:
        InvalidSetting: a name is unknown or a value out of its bounds.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {
        name.removeprefix(ENV_PREFIX).lower(): _split(name, value)
        for name, value in environ.items()
        if name.startswith(ENV_PREFIX)
    }
    values.update({name: value for name, value in (overrides or {}).items() if value is not None})
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise InvalidSetting(
                f"There is no setting {name!r}.", hint=f"Known settings: {', '.join(sorted(Settings.model_fields))}."
            ) from error
        is_secret = isinstance(Settings.model_fields[name.partition(".")[0]].default, SecretStr)
        said = "what it is" if is_secret else repr(first["input"])
        raise InvalidSetting(
            f"Setting {name!r} cannot be {said}: {first['msg'].lower()}.",
            hint=f"{name}: {Settings.model_fields[name.partition('.')[0]].description}.",
        ) from error


def _split(name: str, value: str) -> str | tuple[str, ...]:
    """Split a list-valued environment variable at its commas."""
    if name == f"{ENV_PREFIX}ALLOWED_HOSTS":
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value
