"""``lookdesk doctor``: what this machine can run."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator

import click

from lookdesk import __version__, devices, server, settings
from lookdesk.engines import ENGINES, make_engine, models, pacing
from lookdesk.engines.models import ModelEntry
from lookdesk.engines.plan import QWEN3_VL_4B, make_plan, plan_here
from lookdesk.errors import InvalidSetting
from lookdesk.ocr import OCRS, make_ocr
from lookdesk.protocols import Engine
from lookdesk.settings import Settings, is_loopback
from lookdesk.types import EngineState, EngineStatus

LEAST_MEMORY_GB = 1.0
"""What a desk with ten 12-megapixel pictures takes at its peak, with room to spare; `make bench` measures it."""


ASKING_S = 6.0
"""How long an address may take to answer."""


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


Finding = tuple[bool, str, str]
"""Is it fine, what is it about, what was found."""


def _findings(chosen: Settings) -> Iterator[Finding]:
    yield True, "lookdesk", __version__
    yield True, "python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    yield True, "cores", str(os.cpu_count())
    yield _memory()
    yield _ocr(chosen)
    yield from _engine(chosen)
    yield _port(chosen)


def _memory() -> Finding:
    try:
        size_gb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    except (AttributeError, ValueError):  # Windows
        return True, "memory", "this system does not tell"
    return size_gb >= LEAST_MEMORY_GB, "memory", f"{size_gb:.1f} GB (at least {LEAST_MEMORY_GB:.0f} GB is needed)"


def _ocr(chosen: Settings) -> Finding:
    began_at = time.monotonic()
    try:
        make_ocr(chosen.ocr).load()
    except Exception as error:
        return False, "ocr", f"{chosen.ocr} did not load: {error}"
    return True, "ocr", f"{chosen.ocr}, loaded in {time.monotonic() - began_at:.1f} s (known: {', '.join(OCRS)})"


def _engine(chosen: Settings) -> Iterator[Finding]:
    why = "the default" if chosen.engine == settings.load({}, {}).engine else "from LOOKDESK_ENGINE"
    known = f"(known: {', '.join(ENGINES)})"
    if chosen.engine == "auto":
        yield from _auto(chosen, f"auto, {why} {known}")
    elif models.is_file(chosen.engine):
        yield from _model(models.named(chosen), chosen)
    else:
        engine = make_engine(chosen)
        status = _settled(engine)
        engine.close()
        state = "" if status.state is EngineState.READY else f", {status.state}: {status.reason}"
        model = f", {status.model}" if status.model else ""
        yield status.state is not EngineState.DOWN, "engine", f"{chosen.engine}{model}, {why}{state} {known}"


def _auto(chosen: Settings, told: str) -> Iterator[Finding]:
    entry = models.chosen(chosen)
    if entry is not None:
        yield True, "engine", told
        yield from _model(entry, chosen)
        return
    yield True, "engine", f"{told}: text is read, as there is no model in {chosen.models_folder.expanduser()}"
    plan = make_plan(
        devices.here(),
        QWEN3_VL_4B,
        picture_tokens=chosen.picture_tokens or pacing.MOST_TOKENS,
        answer_tokens=chosen.max_tokens,
    )
    for line in plan.lines():
        yield True, "plan", f"Qwen3-VL-4B (Q4_K_M) would have: {line}"


def _model(entry: ModelEntry, chosen: Settings) -> Iterator[Finding]:
    sight = f"with {entry.mmproj.name}" if entry.mmproj else "without a vision part: it gets the text that was read"
    yield True, "model", f"{entry.model}, {sight}"
    plan = plan_here(entry, chosen)
    for line in plan.lines():
        yield plan.fits, "plan", line


def _settled(engine: Engine) -> EngineStatus:
    """Wait for an engine that asks an address to know what is there."""
    deadline = time.monotonic() + ASKING_S
    while engine.status().state is EngineState.LOADING and time.monotonic() < deadline:
        time.sleep(0.05)
    return engine.status()


def _port(chosen: Settings) -> Finding:
    reach = "this machine only" if is_loopback(chosen.host) else "the LAN can reach it"
    try:
        server.listen(chosen.host, chosen.port).close()
    except InvalidSetting as error:
        return False, "port", error.message
    return True, "port", f"{chosen.host}:{chosen.port} is free ({reach})"
