"""The nano model: the real architecture with three million numbers."""

from qwen3vl.shapes import Shape

NANO = Shape(
    name="Nano Qwen3-VL",
    layers=4,
    hidden=192,
    heads=6,
    kv_heads=2,
    head_width=32,
    ffn=384,
    vocabulary=264,
    rope_sections=(6, 5, 5),
    vision_layers=4,
    vision_hidden=128,
    vision_heads=4,
    vision_ffn=384,
    position_side=8,
    deepstack=(1,),
    rope_theta=10_000.0,
    context=4096,
)

SYSTEM_TEXT = "Look."
"""What it is told, in its model entry: short, as a token is a byte."""
