"""Models of random weights: as slow as real ones of their shape, written once to a cache folder of this user."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))  # what writes models is no part of the package

from qwen3vl import REAL_2B, ModelFiles, Shape, write_random

__all__ = ["REAL_2B", "SMALL", "ModelFiles", "cached"]

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


def cached(shape: Shape, name: str) -> ModelFiles:
    """Return a model of random weights in 8 bits; written where it is not there yet.

    Args:
        shape: what is written; two gigabytes and some minutes for ``REAL_2B``.
        name: the files' stem.
    """
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lookdesk" / "benchmarks" / name
    files = ModelFiles(folder / f"{name}.gguf", folder / f"mmproj-{name}.gguf")
    if files.model.exists():  # the last to be written, and named when it is whole
        return files
    print(f"Writing {files.model} …", flush=True)
    return write_random(shape, folder, name)
