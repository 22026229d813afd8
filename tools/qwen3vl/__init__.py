"""Writes Qwen3-VL models: tiny ones for tests, large ones for benchmarks, and whatever was trained.

Everything is numpy and ``gguf``; weights go by their names in ``transformers``' ``Qwen3VLForConditionalGeneration``.
"""

from qwen3vl.files import ModelFiles, write, write_random, write_tiny, write_tiny_text
from qwen3vl.shapes import REAL_2B, TINY, Shape

__all__ = ["REAL_2B", "TINY", "ModelFiles", "Shape", "write", "write_random", "write_tiny", "write_tiny_text"]
