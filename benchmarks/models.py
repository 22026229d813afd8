"""Models of random weights: as slow as real ones of their shape, written once to a cache folder of this user."""

from __future__ import annotations

import os
from pathlib import Path

from gguf import GGMLQuantizationType as Type

from lookdesk.prompts import SYSTEM_TEXT
from qwen3vl import REAL_2B, ModelFiles, Shape, write_random

__all__ = ["ModelFiles", "real_2b", "small"]

SMALL = Shape(
    name="Qwen3-VL 60M, random weights",
    layers=12,
    hidden=512,
    heads=8,
    kv_heads=4,
    head_width=64,
    ffn=1536,
    vocabulary=32_768,
    rope_sections=(12, 10, 10),
    vision_layers=4,
    vision_hidden=128,
    vision_heads=2,
    vision_ffn=256,
    position_side=48,
    deepstack=(1, 2, 3),
)
"""Says about 200 tokens a second on two cores, as an 8-bit 4B does on a large GPU: a server's own work shows."""

WORDS = f"{SYSTEM_TEXT} system user assistant Picture What is the model? When was it made? What is number"
"""One token each, as in the real vocabulary, so that a prompt is as long as a real one."""


def small() -> ModelFiles:
    """Return the small model, in 8 bits."""
    return _cached(SMALL, "60m", Type.Q8_0)


def real_2b() -> ModelFiles:
    """Return a model of Qwen3-VL-2B's shape, stored as it is published by default: text in 4 bits, vision in 16."""
    return _cached(REAL_2B, "2b", Type.Q4_0)


def _cached(shape: Shape, name: str, kind: Type) -> ModelFiles:
    """Return a model of random weights; written where it is not there yet."""
    stem = f"{name}-{kind.name.lower()}"
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lookdesk" / "benchmarks" / stem
    files = ModelFiles(folder / f"{stem}.gguf", folder / f"mmproj-{stem}.gguf")
    if files.model.exists():  # the last to be written, and named when it is whole
        return files
    print(f"Writing {files.model} …", flush=True)
    return write_random(shape, folder, stem, kind, words=WORDS)
