"""``lookdesk bench``: how fast this machine answers several chats at one time, and whether its plan is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import click
import psutil

from lookdesk import devices, settings
from lookdesk.desk import Desk, DeskStatus
from lookdesk.engines import models
from lookdesk.engines.plan import GB, Plan, plan_here
from lookdesk.errors import EngineUnavailable
from lookdesk.evals import speed
from lookdesk.evals.speed import Load
from lookdesk.factory import make_desk
from lookdesk.types import EngineState, Picture

MOST_CHATS = 64
NOT_KEPT = 1
"""Exit code where an answer failed or the plan is not kept."""
AT_ONCE_S = 0.1
"""Whoever waits no longer than this for a place has not waited."""


def _levels(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, ...]:
    """Return the numbers of chats in a text such as 2,8."""
    try:
        levels = tuple(int(number) for number in value.split(","))
    except ValueError:
        levels = ()
    if not levels or not all(1 <= level <= MOST_CHATS for level in levels):
        raise click.BadParameter(f"{value!r}: give numbers of chats, 1 to {MOST_CHATS}, as 2,8.", ctx, param)
    return levels


@click.command()
@click.option(
    "--concurrency",
    callback=_levels,
    default="2,8",
    show_default=True,
    metavar="N,…",
    help="How many chats ask at one time.",
)
@click.option("--questions", type=click.IntRange(1, 1000), default=4, show_default=True, help="Questions of each chat.")
@click.option(
    "--answer-tokens",
    type=click.IntRange(1, 4096),
    default=128,
    show_default=True,
    help="Tokens of an answer, at most.",
)
@click.option("--engine", help="The engine that is measured.")
@click.option("--ocr", help="What reads the text.")
@click.pass_context
def bench(
    ctx: click.Context,
    *,
    concurrency: tuple[int, ...],
    questions: int,
    answer_tokens: int,
    engine: str | None,
    ocr: str | None,
) -> None:
    """Measure how fast this machine answers.

    Each chat has a drawn picture of its own, which was sent before. Exit code: 0 all is well, 1 an answer failed or
    what `lookdesk doctor` plans is not kept, 2 refused.
    """
    chosen = settings.load({"engine": engine, "ocr": ocr, "max_tokens": answer_tokens})
    entry = models.chosen(chosen)
    plan = plan_here(entry, chosen) if entry else None  # before the model takes its memory
    if entry:  # auto would let the reader answer while the model loads
        chosen = chosen.model_copy(update={"engine": str(entry.model)})
    with closing(make_desk(chosen)) as desk:
        status = _ready(desk)
        click.echo("\n".join(_told(status)))
        pictures = [desk.receive(speed.draw(number)) for number in range(max(concurrency))]
        loads = list(_measured(desk, pictures, concurrency, questions))
        click.echo("\n".join(_table(loads)))
        findings = list(_kept(plan, status, loads))
    for is_kept, finding in findings:
        click.echo(f"{'ok ' if is_kept else 'BAD'}  {finding}")
    if not all(is_kept for is_kept, _ in findings):
        ctx.exit(NOT_KEPT)


def _ready(desk: Desk) -> DeskStatus:
    """Wait until the engine is loaded."""
    told = ""
    while (status := desk.status()).engine.state is EngineState.LOADING:
        if status.engine.reason != told:
            told = status.engine.reason
            click.echo(f"({told})", err=True)
        time.sleep(0.05)
    if status.engine.state is EngineState.DOWN:
        raise EngineUnavailable(f"The engine is down: {status.engine.reason}.", hint="`lookdesk doctor` tells more.")
    return status


def _told(status: DeskStatus) -> Iterator[str]:
    engine = status.engine
    model = f" {engine.model} on {engine.device}" if engine.model else ""
    yield f"engine    {status.engine_name}{model}, {status.capabilities.slots} answers at one time"
    if engine.picture_prefill_s is not None:
        yield (
            f"pictures  {status.capabilities.picture_tokens} visual tokens, taken in within "
            f"{engine.picture_prefill_s:.1f} s"
        )


def _measured(desk: Desk, pictures: list[Picture], concurrency: tuple[int, ...], questions: int) -> Iterator[Load]:
    from tqdm import tqdm  # noqa: PLC0415 - only commands that take long show a bar

    with tqdm(total=len(pictures) + sum(concurrency) * questions, unit="answer") as bar:
        for picture in pictures:
            desk.lines(picture.id).result()
        speed.ask_at_once(desk, pictures, 1, bar.update)  # every picture is taken in once
        for chats in concurrency:
            yield speed.ask_at_once(desk, pictures[:chats], questions, bar.update)


def _table(loads: list[Load]) -> Iterator[str]:
    yield ""
    yield "chats    first text: median, 95 %    whole answer: median, 95 %    wait for a place    tokens/s    answers"
    for load in loads:
        first, total, rate = load.first_s, load.total_s, load.tokens_per_s
        yield (
            f"{load.chats:5} {first.median:17.2f} s {first.p95:6.2f} s {total.median:19.2f} s {total.p95:6.2f} s"
            f" {load.queued_s.median:17.2f} s {'–' if rate is None else f'{rate:.1f}':>11} {len(load.answers):10}"
        )
    yield ""


Finding = tuple[bool, str]
"""Is it kept, and what was found."""


def _kept(plan: Plan | None, status: DeskStatus, loads: list[Load]) -> Iterator[Finding]:
    for load in loads:
        if load.failures:
            yield False, f"{load.chats} chats: {len(load.failures)} questions have no answer: {load.failures[0]}"
    if plan is None:
        yield True, "no plan to keep: no model runs on this machine"
        return
    slots = status.capabilities.slots
    yield slots == plan.slots, f"{slots} answers at one time; planned: {plan.slots}"
    for load in loads:
        if load.chats <= plan.slots:
            waited_s = max((answer.timings.queued_s for answer in load.answers), default=0.0)
            yield waited_s <= AT_ONCE_S, f"{load.chats} chats: the longest wait for a place was {waited_s:.2f} s"
    taken, most = _taken_bytes(plan), plan.model_bytes + (0 if plan.machine.is_gpu else plan.parked_bytes)
    yield taken <= most, f"{taken / GB:.1f} GB taken; planned: at most {most / GB:.1f} GB"


def _taken_bytes(plan: Plan) -> int:
    """Return what the model takes: on GPUs what has gone since the plan was made, here what its process holds."""
    if plan.machine.is_gpu:
        return max(0, plan.machine.free_bytes - devices.here().free_bytes)
    return sum(int(child.memory_info().rss) for child in psutil.Process().children())
