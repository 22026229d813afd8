"""Writes a model's two files: the text model, and the vision tower beside it (mmproj)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter, TokenType

from qwen3vl import vocabulary
from qwen3vl.shapes import MERGE, PATCH, TEMPORAL, TINY, Shape
from qwen3vl.weights import Array, Weight, random, text_weights, vision_weights

Draw = Callable[[Weight], Array]

UNPACKED = (Type.F32, Type.F16)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The two files of a model; a text-only model has no mmproj."""

    model: Path
    mmproj: Path | None


def write(weights: Mapping[str, Array], shape: Shape, folder: Path, name: str, kind: Type = Type.F32) -> ModelFiles:
    """Write a model of given weights.

    Args:
        weights: by their names in ``transformers``.
        shape: what they are the weights of.
        folder: where ``<name>.gguf`` and ``mmproj-<name>.gguf`` go.
        name: the files' stem.
        kind: how matrices are stored: F32, F16, Q8_0 or Q4_0; those of the vision tower in F16 where the text's are
            smaller, as published models have it. Norms, biases and positions are always F32.
    """
    return _write(lambda weight: np.asarray(weights[weight.name], np.float32), shape, folder, name, kind)


def write_random(
    shape: Shape, folder: Path, name: str, kind: Type = Type.Q8_0, seed: int = 0, *, words: str = ""
) -> ModelFiles:
    """Write a model of random weights, one tensor in memory at a time.

    Args:
        shape: of the weights.
        folder: where ``<name>.gguf`` and ``mmproj-<name>.gguf`` go.
        name: the files' stem.
        kind: how matrices are stored, as in :func:`write`.
        seed: of the weights.
        words: a text whose words are one token each; all other text has a token a byte.
    """
    generator = np.random.default_rng(seed)
    return _write(lambda weight: random(weight, generator), shape, folder, name, kind, words=words)


def write_tiny(folder: Path, name: str = "tiny", *, shape: Shape = TINY, seed: int = 0) -> ModelFiles:
    """Write the smallest real Qwen3-VL, for tests."""
    return write_random(shape, folder, name, Type.F32, seed)


def write_tiny_text(folder: Path, name: str = "tiny-text", seed: int = 0) -> ModelFiles:
    """Write the smallest model without a vision tower, for tests."""
    generator = np.random.default_rng(seed)
    model = folder / f"{name}.gguf"
    shape = dataclasses.replace(TINY, name="Tiny Qwen3", deepstack=())
    _write_text(model, shape, "qwen3", lambda weight: random(weight, generator), Type.F32)
    return ModelFiles(model, None)


def _write(draw: Draw, shape: Shape, folder: Path, name: str, kind: Type, *, words: str = "") -> ModelFiles:
    folder.mkdir(parents=True, exist_ok=True)
    files = ModelFiles(folder / f"{name}.gguf", folder / f"mmproj-{name}.gguf")
    assert files.mmproj is not None
    _write_vision(files.mmproj, shape, draw, kind if kind in UNPACKED else Type.F16)
    _write_text(files.model, shape, "qwen3vl", draw, kind, words=words)
    return files


def _write_text(path: Path, shape: Shape, architecture: str, draw: Draw, kind: Type, *, words: str = "") -> None:
    writer = GGUFWriter(None, architecture)
    writer.add_name(shape.name)
    writer.add_context_length(shape.context)
    writer.add_block_count(shape.layers)
    writer.add_embedding_length(shape.hidden)
    writer.add_feed_forward_length(shape.ffn)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_width)
    writer.add_value_length(shape.head_width)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(shape.rope_theta)
    if architecture == "qwen3vl":
        writer.add_rope_dimension_sections([*shape.rope_sections, 0])
        writer.add_num_deepstack_layers(len(shape.deepstack))
    _add_vocabulary(writer, shape.vocabulary, words)
    _finish(writer, path, [(weight, weight.gguf_name) for weight in text_weights(shape)], draw, kind)


def _add_vocabulary(writer: GGUFWriter, size: int, words: str) -> None:
    merged = vocabulary.merges(words)
    names = vocabulary.tokens(size, merged)
    kinds = [TokenType.NORMAL] * 256 + [TokenType.CONTROL] * (len(names) - 256)
    kinds[vocabulary.SIZE : vocabulary.SIZE + len(merged)] = [TokenType.NORMAL] * len(merged)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(names)
    writer.add_token_types(kinds)
    # llama.cpp wants a list; two zero bytes do not come
    writer.add_token_merges([" ".join(pair) for pair in merged or [(names[0], names[0])]])
    writer.add_eos_token_id(vocabulary.END)
    writer.add_pad_token_id(vocabulary.END_OF_TEXT)
    writer.add_add_bos_token(False)
    writer.add_chat_template(vocabulary.CHAT_TEMPLATE)


def _write_vision(path: Path, shape: Shape, draw: Draw, kind: Type) -> None:
    writer = GGUFWriter(None, "clip")
    writer.add_type(gguf.GGUFType.MMPROJ)
    writer.add_name(shape.name)
    writer.add_clip_has_vision_encoder(True)
    writer.add_clip_projector_type(gguf.VisionProjectorType.QWEN3VL)
    writer.add_vision_projection_dim(shape.hidden)
    writer.add_vision_image_size(shape.position_side * PATCH)
    writer.add_vision_patch_size(PATCH)
    writer.add_vision_spatial_merge_size(MERGE)
    writer.add_vision_embedding_length(shape.vision_hidden)
    writer.add_vision_feed_forward_length(shape.vision_ffn)
    writer.add_vision_block_count(shape.vision_layers)
    writer.add_vision_head_count(shape.vision_heads)
    writer.add_vision_attention_layernorm_eps(1e-6)
    writer.add_vision_image_mean([0.5] * 3)
    writer.add_vision_image_std([0.5] * 3)
    writer.add_vision_use_gelu(True)
    writer.add_vision_is_deepstack_layers([layer in shape.deepstack for layer in range(shape.vision_layers)])
    _finish(writer, path, [(weight, weight.gguf_name) for weight in vision_weights(shape)], draw, kind)


def _finish(writer: GGUFWriter, path: Path, names: list[tuple[Weight, str]], draw: Draw, kind: Type) -> None:
    """Write header and tensors; the file gets its name when it is whole."""
    for weight, name in names:
        for frame in _frames(weight, name):
            shape, stored = _stored(weight, kind)
            writer.add_tensor_info(frame, shape, np.dtype(np.float32), _size(shape, stored), stored)
    part = path.with_suffix(".part")
    writer.write_header_to_file(part)
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for weight, _ in names:
        tensor = draw(weight)
        for frame in range(TEMPORAL) if tensor.ndim == 5 else (None,):
            array = tensor if frame is None else np.ascontiguousarray(tensor[:, :, frame])
            writer.write_tensor_data(gguf.quants.quantize(array, _stored(weight, kind)[1]))
    writer.close()
    part.replace(path)


def _frames(weight: Weight, name: str) -> list[str]:
    return [name, f"{name}.1"] if len(weight.shape) == 5 else [name]


def _stored(weight: Weight, kind: Type) -> tuple[tuple[int, ...], Type]:
    """Return the shape of one stored tensor and how its numbers are stored."""
    if len(weight.shape) == 5:
        return (*weight.shape[:2], *weight.shape[3:]), kind
    is_matrix = len(weight.shape) == 2 and not weight.name.endswith("pos_embed.weight")
    return weight.shape, kind if is_matrix else Type.F32


def _size(shape: tuple[int, ...], kind: Type) -> int:
    block, size = gguf.GGML_QUANT_SIZES[kind]
    return int(np.prod(shape)) // block * size
