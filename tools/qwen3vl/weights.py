"""Weights by their names in ``transformers``, and their names in the two GGUF files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qwen3vl.shapes import MERGE, PATCH, TEMPORAL, Shape

Array = NDArray[np.float32]

LETTERS = range(32, 127)
"""The tokens that a random model says: printable ones, so that its answers are text, and end at max_tokens only."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A tensor: what it is called on both sides, and its shape in rows and columns."""

    name: str
    """In ``transformers``' state dict."""
    gguf_name: str
    shape: tuple[int, ...]

    @property
    def is_norm(self) -> bool:
        return len(self.shape) == 1 and self.name.endswith("weight")


def text_weights(shape: Shape) -> Iterator[Weight]:
    """List the text model's tensors."""
    hidden, width = shape.hidden, shape.head_width
    yield Weight("model.language_model.embed_tokens.weight", "token_embd.weight", (shape.vocabulary, hidden))
    for layer in range(shape.layers):
        theirs, ours = f"model.language_model.layers.{layer}", f"blk.{layer}"
        for name, gguf_name, rows, columns in (
            ("self_attn.q_proj", "attn_q", shape.heads * width, hidden),
            ("self_attn.k_proj", "attn_k", shape.kv_heads * width, hidden),
            ("self_attn.v_proj", "attn_v", shape.kv_heads * width, hidden),
            ("self_attn.o_proj", "attn_output", hidden, shape.heads * width),
            ("mlp.gate_proj", "ffn_gate", shape.ffn, hidden),
            ("mlp.up_proj", "ffn_up", shape.ffn, hidden),
            ("mlp.down_proj", "ffn_down", hidden, shape.ffn),
        ):
            yield Weight(f"{theirs}.{name}.weight", f"{ours}.{gguf_name}.weight", (rows, columns))
        for name, gguf_name, size in (
            ("input_layernorm", "attn_norm", hidden),
            ("post_attention_layernorm", "ffn_norm", hidden),
            ("self_attn.q_norm", "attn_q_norm", width),
            ("self_attn.k_norm", "attn_k_norm", width),
        ):
            yield Weight(f"{theirs}.{name}.weight", f"{ours}.{gguf_name}.weight", (size,))
    yield Weight("model.language_model.norm.weight", "output_norm.weight", (hidden,))


def vision_weights(shape: Shape) -> Iterator[Weight]:
    """List the vision tower's tensors. The patch embedding is one tensor here and one a frame in the file."""
    hidden, merged = shape.vision_hidden, shape.vision_hidden * MERGE**2
    yield Weight("model.visual.patch_embed.proj.weight", "v.patch_embd.weight", (hidden, 3, TEMPORAL, PATCH, PATCH))
    yield Weight("model.visual.patch_embed.proj.bias", "v.patch_embd.bias", (hidden,))
    yield Weight("model.visual.pos_embed.weight", "v.position_embd.weight", (shape.position_side**2, hidden))
    for layer in range(shape.vision_layers):
        theirs, ours = f"model.visual.blocks.{layer}", f"v.blk.{layer}"
        yield from _layer(f"{theirs}.attn.qkv", f"{ours}.attn_qkv", 3 * hidden, hidden)
        yield from _layer(f"{theirs}.attn.proj", f"{ours}.attn_out", hidden, hidden)
        yield from _layer(f"{theirs}.mlp.linear_fc1", f"{ours}.ffn_up", shape.vision_ffn, hidden)
        yield from _layer(f"{theirs}.mlp.linear_fc2", f"{ours}.ffn_down", hidden, shape.vision_ffn)
        yield from _norm(f"{theirs}.norm1", f"{ours}.ln1", hidden)
        yield from _norm(f"{theirs}.norm2", f"{ours}.ln2", hidden)
    yield from _norm("model.visual.merger.norm", "v.post_ln", hidden)
    yield from _layer("model.visual.merger.linear_fc1", "mm.0", merged, merged)
    yield from _layer("model.visual.merger.linear_fc2", "mm.2", shape.hidden, merged)
    for number, layer in enumerate(shape.deepstack):
        theirs, ours = f"model.visual.deepstack_merger_list.{number}", f"v.deepstack.{layer}"
        yield from _norm(f"{theirs}.norm", f"{ours}.norm", merged)
        yield from _layer(f"{theirs}.linear_fc1", f"{ours}.fc1", merged, merged)
        yield from _layer(f"{theirs}.linear_fc2", f"{ours}.fc2", shape.hidden, merged)


def random(weight: Weight, generator: np.random.Generator) -> Array:
    """Draw a tensor: norms around one, biases small, matrices so that what comes out varies as what goes in.

    Wider than an untrained network's: attention must not be flat, or every picture would be answered alike.
    """
    if weight.is_norm:
        return (1 + 0.1 * generator.standard_normal(weight.shape)).astype(np.float32)
    if len(weight.shape) == 1:
        return (0.1 * generator.standard_normal(weight.shape)).astype(np.float32)
    # small tables: tied to the output, a large embedding makes a model repeat its last token for ever
    is_table = weight.name.endswith(("embed_tokens.weight", "pos_embed.weight"))
    scale = 0.2 if is_table else 1.5 / np.sqrt(np.prod(weight.shape[1:]))
    drawn = (scale * generator.standard_normal(weight.shape)).astype(np.float32)
    if weight.name.endswith("embed_tokens.weight"):
        drawn[: LETTERS.start] *= 0.05
        drawn[LETTERS.stop :] *= 0.05
    return drawn


def _layer(name: str, gguf_name: str, rows: int, columns: int) -> Iterator[Weight]:
    yield Weight(f"{name}.weight", f"{gguf_name}.weight", (rows, columns))
    yield Weight(f"{name}.bias", f"{gguf_name}.bias", (rows,))


def _norm(name: str, gguf_name: str, size: int) -> Iterator[Weight]:
    yield Weight(f"{name}.weight", f"{gguf_name}.weight", (size,))
    yield Weight(f"{name}.bias", f"{gguf_name}.bias", (size,))
