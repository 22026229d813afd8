"""Slots and context follow from the memory."""

from __future__ import annotations

import pytest

from lookdesk.devices import Machine, machine
from lookdesk.engines.plan import GB, QWEN3_VL_4B, Cost, conversation_tokens, make_plan, read_cost
from lookdesk.errors import InvalidSetting
from qwen3vl import TINY, write_tiny

FREE = 0.95
"""Of a card's memory; the screen and the driver have the rest."""
CPU = Machine("CPU", 16 * GB, is_gpu=False)


def card(size_gb: float) -> Machine:
    return Machine("GPU", int(size_gb * GB * FREE), is_gpu=True)


def test_a_token_of_the_4b_takes_144_kib_in_16_bits_and_a_little_over_half_in_8() -> None:
    assert QWEN3_VL_4B.token_bytes("f16") == 144 * 1024
    assert QWEN3_VL_4B.token_bytes("q8_0") == 144 * 1024 * 8.5 / 16


def test_the_longest_conversation_has_eight_rounds_or_ten_pictures_at_once() -> None:
    assert conversation_tokens(2048, 256) == 512 + 10 * 2048 + 200 + 256
    assert conversation_tokens(2048, 4096) == 512 + 8 * (2048 + 200 + 4096)


@pytest.mark.parametrize(("size_gb", "least"), [(8, 1), (12, 2), (24, 8)])
def test_a_card_carries_as_many_questions_of_the_4b_as_was_promised(size_gb: float, least: int) -> None:
    plan = make_plan(card(size_gb), QWEN3_VL_4B)
    assert plan.fits
    assert plan.slots >= least
    assert plan.rounds == 8


@pytest.mark.parametrize("size_gb", [6, 8, 12, 16, 24, 48, 80])
def test_what_is_planned_has_room(size_gb: float) -> None:
    plan = make_plan(card(size_gb), QWEN3_VL_4B)
    assert QWEN3_VL_4B.weights_bytes + plan.cache_bytes <= card(size_gb).free_bytes - GB


def test_the_cache_keeps_16_bits_where_they_carry_enough() -> None:
    assert make_plan(card(80), QWEN3_VL_4B).cache_type == "f16"
    assert make_plan(card(24), QWEN3_VL_4B).cache_type == "q8_0"
    assert make_plan(CPU, QWEN3_VL_4B).cache_type == "f16"


def test_a_processor_gets_two_slots_unless_more_are_asked_for() -> None:
    assert make_plan(CPU, QWEN3_VL_4B).slots == 2
    assert make_plan(CPU, QWEN3_VL_4B, slots=3).slots == 3


def test_conversations_are_shortened_before_anything_is_refused() -> None:
    small = make_plan(card(6), QWEN3_VL_4B)
    assert (small.fits, small.slots) == (True, 1)
    assert 1 <= small.rounds < 8
    assert "shortened" in "\n".join(small.lines())
    wanted = make_plan(card(12), QWEN3_VL_4B, slots=8)
    assert (wanted.fits, wanted.slots) == (True, 8)
    assert wanted.rounds < 8


def test_a_model_without_room_is_refused_with_the_figures() -> None:
    plan = make_plan(card(3), QWEN3_VL_4B)
    assert not plan.fits
    assert "no room" in "\n".join(plan.lines())


def test_what_has_no_room_on_the_cards_goes_to_the_memory() -> None:
    small = Machine("RTX", 3 * GB, is_gpu=True, beside_bytes=16 * GB)
    plan = make_plan(small, QWEN3_VL_4B)
    assert (plan.fits, plan.slots, plan.rounds) == (True, 2, 8)
    assert plan.machine == Machine("RTX and memory", 19 * GB, is_gpu=False)
    assert not make_plan(small, Cost(20 * GB, QWEN3_VL_4B.kv_numbers)).fits


def test_the_cost_of_a_model_stands_in_its_file(tmp_path) -> None:
    files = write_tiny(tmp_path)
    cost = read_cost(files.model, 123)
    assert cost == Cost(123, TINY.layers * TINY.kv_heads * 2 * TINY.head_width)


def test_a_file_that_is_no_language_model_has_no_cost(tmp_path) -> None:
    with pytest.raises(InvalidSetting, match="attention"):
        read_cost(write_tiny(tmp_path).mmproj, 1)


def test_all_cards_count_together_and_integrated_graphics_do_not() -> None:
    devices = [
        {"type": 0, "description": "CPU", "memory_free": 64 * GB},
        {"type": 1, "description": "RTX", "memory_free": 10 * GB},
        {"type": 1, "description": "RTX", "memory_free": 12 * GB},
        {"type": 2, "description": "Iris", "memory_free": 30 * GB},
    ]
    both = machine(devices)
    assert (both.device, both.free_bytes, both.is_gpu) == ("2 × RTX", 22 * GB, True)
    alone = machine(devices[:1])
    assert (alone.device, alone.is_gpu) == ("CPU", False)
    assert 0 < alone.free_bytes < 10**15
