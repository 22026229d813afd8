"""``lookdesk doctor``: what this machine can run."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator

import click

from lookdesk import __version__, server, settings
from lookdesk.engines import ENGINES, make_engine
from lookdesk.errors import InvalidSetting
from lookdesk.ocr import OCRS, make_ocr
from lookdesk.server.guard import is_loopback
from lookdesk.settings import Settings
from lookdesk.types import EngineState

LEAST_MEMORY_GB = 1.0
"""What a desk with ten 12-megapixel pictures takes at its peak, with room to spare; `make bench` measures it."""


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Tell what this machine can run.

    Exit code: 0 all is well, 2 something would not work as it is set.
    """
    chosen = settings.load()
    is_well = True
    for is_fine, name, finding in _findings(chosen):
        is_well = is_well and is_fine
        click.echo(f"{'ok ' if is_fine else 'BAD'}  {name:<8}  {finding}")
    if not is_well:
        ctx.exit(2)


def _findings(chosen: Settings) -> Iterator[tuple[bool, str, str]]:
    yield True, "lookdesk", __version__
    yield True, "python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    yield True, "cores", str(os.cpu_count())
    yield _memory()
    yield _ocr(chosen)
    yield _engine(chosen)
    yield _port(chosen)


def _memory() -> tuple[bool, str, str]:
    try:
        size_gb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    except (AttributeError, ValueError):  # Windows
        return True, "memory", "this system does not tell"
    return size_gb >= LEAST_MEMORY_GB, "memory", f"{size_gb:.1f} GB (at least {LEAST_MEMORY_GB:.0f} GB is needed)"


def _ocr(chosen: Settings) -> tuple[bool, str, str]:
    began_at = time.monotonic()
    try:
        make_ocr(chosen.ocr).load()
    except Exception as error:
        return False, "ocr", f"{chosen.ocr} did not load: {error}"
    return True, "ocr", f"{chosen.ocr}, loaded in {time.monotonic() - began_at:.1f} s (known: {', '.join(OCRS)})"


def _engine(chosen: Settings) -> tuple[bool, str, str]:
    why = "the default: needs no model" if chosen.engine == settings.load({}, {}).engine else "from LOOKDESK_ENGINE"
    engine = make_engine(chosen.engine)
    status = engine.status()
    engine.close()
    state = "" if status.state is EngineState.READY else f", {status.state}: {status.reason}"
    known = f"(known: {', '.join(ENGINES)})"
    return status.state is not EngineState.DOWN, "engine", f"{chosen.engine}, {why}{state} {known}"


def _port(chosen: Settings) -> tuple[bool, str, str]:
    reach = "this machine only" if is_loopback(chosen.host) else "the LAN can reach it"
    try:
        server.listen(chosen.host, chosen.port).close()
    except InvalidSetting as error:
        return False, "port", error.message
    return True, "port", f"{chosen.host}:{chosen.port} is free ({reach})"
