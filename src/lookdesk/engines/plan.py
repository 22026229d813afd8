"""How many answers at one time a model gets on this machine, and how long each may be: by the memory.

::

    slots = (free memory - weights - reserve) / (tokens of the longest conversation x bytes of a token in the KV cache)

The longest conversation is the most that the context rules may hold, so that one which the desk accepts never runs out
of context, however many others run beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lookdesk import devices
from lookdesk.devices import Machine
from lookdesk.engines import header, pacing
from lookdesk.engines.models import ModelEntry
from lookdesk.errors import InvalidSetting
from lookdesk.settings import Settings

MOST_ROUNDS = 8
"""Rounds that a conversation keeps before the oldest are dropped."""
MOST_PICTURES = 10
"""Pictures of one question."""
QUESTION_TOKENS = 200
"""Of a round: a long question in Chinese, labels, and what the chat template adds."""
SYSTEM_TOKENS = 512
"""Instructions, with room."""

GB = 10**9
GPU_RESERVE_BYTES = 1_500_000_000
"""For compute buffers, the vision tower's above all, and the driver. Source: llama.cpp's own fitting leaves 1 GiB a
device; half as much again for pictures of 4,096 tokens."""
CPU_RESERVE_BYTES = 2 * GB
"""For the desk itself (``make bench`` measures 1 GB at its peak) and the system."""
MOST_PARKED_BYTES = 8 * 2**30
"""For the prompts of conversations that have no slot at the moment. Source: llama.cpp's default for its server."""
MOST_GPU_SLOTS = 16
"""More are possible, but each answer gets slower; the setting ``slots`` overrides it."""
MOST_CPU_SLOTS = 2
"""A processor has no computing power to spare for more; the setting ``slots`` overrides it."""
WANTED_SLOTS = 8
"""Where 16-bit carries this many, the cache is not made smaller."""
CACHE_BITS = {"f16": 16.0, "q8_0": 8.5}
"""Bits of a number. Source: a block of q8_0 holds 32 numbers of 8 bits and a scale of 16."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a model takes."""

    weights_bytes: int
    kv_numbers: int
    """Numbers that one token has in the KV cache, all layers together."""

    def token_bytes(self, cache_type: str) -> float:
        """Return what one token takes in the KV cache."""
        return self.kv_numbers * CACHE_BITS[cache_type] / 8


QWEN3_VL_4B = Cost(weights_bytes=2_500_000_000 + 836_000_000, kv_numbers=36 * 8 * (128 + 128))
"""The model that lookdesk is made for: Q4_K_M and its vision part in F16. Sources: the files of
Qwen/Qwen3-VL-4B-Instruct-GGUF; ``config.json``: 36 layers, 8 key-value heads of 128."""


def read_cost(model: Path, weights_bytes: int) -> Cost:
    """Return what a model takes, by what its file says.

    Args:
        model: the text model's file.
        weights_bytes: of all its files.

    Raises:
        InvalidSetting: the file is damaged or does not say what is needed.
    """
    fields = header.read(model)
    kind = fields.get("general.architecture", "")

    def number(key: str) -> int:
        value = fields.get(f"{kind}.{key}", 0)
        return value if isinstance(value, int) else 0

    layers, heads = number("block_count"), number("attention.head_count")
    kv_heads = fields.get(f"{kind}.attention.head_count_kv", heads)
    all_kv_heads = sum(map(int, kv_heads)) if isinstance(kv_heads, list) else layers * int(kv_heads)
    width = number("embedding_length") // max(1, heads)
    pair = (number("attention.key_length") or width) + (number("attention.value_length") or width)
    if not all_kv_heads * pair:
        raise InvalidSetting(
            f"{model} does not say how its attention is built.", hint="Is it a language model? Give another .gguf file."
        )
    return Cost(weights_bytes, all_kv_heads * pair)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model is to run, and why so."""

    machine: Machine
    cost: Cost
    slots: int
    context_tokens: int
    """Of each slot."""
    rounds: int
    """Rounds of a conversation that the context holds."""
    cache_type: str
    fits: bool
    """Does the model have room at all? If not, the plan says what was tried."""

    @property
    def cache_bytes(self) -> int:
        return round(self.slots * self.context_tokens * self.cost.token_bytes(self.cache_type))

    @property
    def model_bytes(self) -> int:
        """What the model may take where it runs, with what is kept free for its work."""
        return self.cost.weights_bytes + self.cache_bytes + _reserve_bytes(self.machine)

    @property
    def parked_bytes(self) -> int:
        """What conversations that have no slot at the moment may take of the machine's memory (not a GPU's)."""
        if self.machine.is_gpu:
            return MOST_PARKED_BYTES
        return min(MOST_PARKED_BYTES, max(0, self.machine.free_bytes - self.model_bytes))

    def lines(self) -> Iterator[str]:
        """Tell the plan and how it came about."""
        machine, cost = self.machine, self.cost
        yield f"{machine.device}, {machine.free_bytes / GB:.1f} GB free"
        yield f"{cost.weights_bytes / GB:.1f} GB weights, {_reserve_bytes(machine) / GB:.1f} GB kept free"
        token_kb = cost.token_bytes(self.cache_type) / 1024
        yield (
            f"{token_kb:.0f} KiB a token ({self.cache_type}) × {self.context_tokens:,} tokens = "
            f"{self.context_tokens * cost.token_bytes(self.cache_type) / GB:.2f} GB an answer"
        )
        if not self.fits:
            yield "there is no room for the model"
            return
        short = "" if self.rounds == MOST_ROUNDS else f" (shortened: {MOST_ROUNDS} rounds have no room)"
        yield f"{self.slots} answers at one time, {self.rounds} rounds each{short}"
        yield f"up to {self.parked_bytes / GB:.1f} GB of memory for conversations that wait for their next question"


def conversation_tokens(picture_tokens: int, answer_tokens: int, rounds: int = MOST_ROUNDS) -> int:
    """Count the tokens of the longest conversation: a new picture in every round, or all at once in the only one."""
    one_by_one = rounds * (picture_tokens + QUESTION_TOKENS + answer_tokens)
    at_once = MOST_PICTURES * picture_tokens + QUESTION_TOKENS + answer_tokens if rounds == MOST_ROUNDS else 0
    return SYSTEM_TOKENS + max(one_by_one, at_once)


def make_plan(
    machine: Machine, cost: Cost, *, picture_tokens: int = 2048, answer_tokens: int = 256, slots: int | None = None
) -> Plan:
    """Return how to run a model on a machine.

    The cache is kept in 16 bits where that carries as many answers as are wanted, otherwise in 8. Where not even one
    full conversation fits, the conversation is shortened; where not even one round does, layers that have no room on
    the GPUs go to the memory beside them, and the model counts as one on a processor: as slow as its slowest part.

    Args:
        machine: where.
        cost: what the model takes.
        picture_tokens: visual tokens of a picture at normal detail.
        answer_tokens: tokens that an answer may have.
        slots: answers at one time; by the memory where None.
    """
    room = machine.free_bytes - cost.weights_bytes - _reserve_bytes(machine)
    most = slots or (MOST_GPU_SLOTS if machine.is_gpu else MOST_CPU_SLOTS)
    wanted = slots or min(most, WANTED_SLOTS)

    def carried(rounds: int, cache_type: str) -> int:
        tokens = conversation_tokens(picture_tokens, answer_tokens, rounds)
        return int(max(0, room) // (tokens * cost.token_bytes(cache_type)))

    def planned(count: int, rounds: int, cache_type: str, *, fits: bool = True) -> Plan:
        tokens = conversation_tokens(picture_tokens, answer_tokens, rounds)
        return Plan(machine, cost, count, tokens, rounds, cache_type, fits)

    for cache_type in CACHE_BITS:
        if carried(MOST_ROUNDS, cache_type) >= wanted:
            return planned(min(most, carried(MOST_ROUNDS, cache_type)), MOST_ROUNDS, cache_type)
    if slots is None and (count := carried(MOST_ROUNDS, "q8_0")):
        return planned(count, MOST_ROUNDS, "q8_0")
    for rounds in range(MOST_ROUNDS, 0, -1):
        if carried(rounds, "q8_0") >= (slots or 1):
            return planned(slots or 1, rounds, "q8_0")
    if machine.beside_bytes:
        both = Machine(f"{machine.device} and memory", machine.free_bytes + machine.beside_bytes, is_gpu=False)
        return make_plan(both, cost, picture_tokens=picture_tokens, answer_tokens=answer_tokens, slots=slots)
    return planned(slots or 1, 1, "q8_0", fits=False)


def plan_here(entry: ModelEntry, settings: Settings) -> Plan:
    """Return how a model would run on this machine as it is set.

    Raises:
        InvalidSetting: its file is damaged or does not say what is needed.
    """
    return make_plan(
        devices.here(),
        read_cost(entry.model, entry.size_bytes),
        picture_tokens=settings.picture_tokens or pacing.MOST_TOKENS,
        answer_tokens=settings.max_tokens,
        slots=settings.slots,
    )


def _reserve_bytes(machine: Machine) -> int:
    return GPU_RESERVE_BYTES if machine.is_gpu else CPU_RESERVE_BYTES
