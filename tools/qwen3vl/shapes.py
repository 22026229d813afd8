"""The shapes of models: how many layers, how wide."""

from __future__ import annotations

from dataclasses import dataclass

PATCH = 16
"""Pixels a side of a patch; ``MERGE`` × ``MERGE`` patches make one visual token (arXiv 2511.21631)."""
MERGE = 2
TEMPORAL = 2
"""Frames of a patch: a picture is its own second frame."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the architecture leaves open. Widths are in numbers, the two halves are text and vision."""

    name: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_width: int
    ffn: int
    vocabulary: int
    rope_sections: tuple[int, int, int]
    """Of half a head, how much turns with time, height and width; interleaved (M-RoPE)."""
    vision_layers: int
    vision_hidden: int
    vision_heads: int
    vision_ffn: int
    position_side: int
    """The learnt positions form a square of this side, which is stretched over any picture."""
    deepstack: tuple[int, ...]
    """The vision layers whose output is added to the first text layers, one each."""
    rope_theta: float = 5_000_000.0
    context: int = 262_144

    def __post_init__(self) -> None:
        if len(self.deepstack) > self.layers:
            raise ValueError("llama.cpp aborts where there are fewer text layers than deepstack layers")
        if sum(self.rope_sections) * 2 != self.head_width:
            raise ValueError("the sections of M-RoPE must fill half a head")


TINY = Shape(
    name="Tiny Qwen3-VL",
    layers=2,
    hidden=64,
    heads=4,
    kv_heads=2,
    head_width=32,
    ffn=128,
    vocabulary=264,
    rope_sections=(6, 5, 5),
    vision_layers=2,
    vision_hidden=64,
    vision_heads=4,
    vision_ffn=128,
    position_side=8,
    deepstack=(0,),
)
"""The real architecture in its smallest form: half a million numbers."""

REAL_2B = Shape(
    name="Qwen3-VL 2B, random weights",
    layers=28,
    hidden=2048,
    heads=16,
    kv_heads=8,
    head_width=128,
    ffn=6144,
    vocabulary=151_936,
    rope_sections=(24, 20, 20),
    vision_layers=24,
    vision_hidden=1024,
    vision_heads=16,
    vision_ffn=4096,
    position_side=48,
    deepstack=(5, 11, 17),
)
"""Source: ``config.json`` of Qwen/Qwen3-VL-2B-Instruct."""
