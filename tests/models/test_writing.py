"""The files of a model are what llama.cpp and the memory plan expect."""

import dataclasses
import subprocess
import sys

import gguf
import numpy as np
import pytest
from gguf import GGMLQuantizationType as Type

from qwen3vl import TINY, write, write_random, write_tiny, write_tiny_text
from qwen3vl.weights import random, text_weights, vision_weights


def field(path, key):
    return gguf.GGUFReader(path).get_field(key).contents()


def test_the_header_tells_what_the_memory_plan_asks_for(tmp_path):
    reader = gguf.GGUFReader(write_tiny(tmp_path).model)
    told = {
        key: reader.get_field(f"qwen3vl.{key}").contents()
        for key in (
            "context_length",
            "block_count",
            "embedding_length",
            "attention.head_count_kv",
            "attention.key_length",
            "attention.value_length",
            "n_deepstack_layers",
            "rope.dimension_sections",
        )
    }
    assert list(told.values()) == [262_144, 2, 64, 2, 32, 32, 1, [6, 5, 5, 0]]


def test_a_text_model_has_no_vision(tmp_path):
    files = write_tiny_text(tmp_path)
    assert files.mmproj is None
    assert field(files.model, "general.architecture") == "qwen3"
    assert [path.name for path in tmp_path.iterdir()] == ["tiny-text.gguf"]


def test_a_seed_gives_the_same_files_and_another_seed_others(tmp_path):
    one, same, other = (write_tiny(tmp_path / str(n), seed=seed) for n, seed in enumerate((0, 0, 1)))
    assert one.model.read_bytes() == same.model.read_bytes()
    assert one.mmproj.read_bytes() == same.mmproj.read_bytes()
    assert one.model.read_bytes() != other.model.read_bytes()
    assert one.mmproj.read_bytes() != other.mmproj.read_bytes()


def test_given_weights_are_in_the_file(tmp_path):
    generator = np.random.default_rng(3)
    weights = {each.name: random(each, generator) for each in (*text_weights(TINY), *vision_weights(TINY))}
    files = write(weights, TINY, tmp_path, "mine")
    stored = {each.name: each.data for each in gguf.GGUFReader(files.model).tensors}
    np.testing.assert_array_equal(
        stored["blk.1.ffn_up.weight"], weights["model.language_model.layers.1.mlp.up_proj.weight"]
    )
    seen = {each.name: each.data for each in gguf.GGUFReader(files.mmproj).tensors}
    frames = weights["model.visual.patch_embed.proj.weight"]
    np.testing.assert_array_equal(seen["v.patch_embd.weight.1"], frames[:, :, 1])


SERVES = """
import os, sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.mmproj.path = sys.argv[1:]
params.port, params.n_parallel, params.n_ctx, params.warmup, params.verbosity = 0, 1, 256, False, 0
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
os._exit(0)
"""
"""In a process of its own that ends at once: a server that is closed just after its start may wait for ever."""


@pytest.mark.parametrize("kind", [Type.F16, Type.Q8_0])
def test_smaller_numbers_are_stored_and_llama_cpp_takes_them(kind, tmp_path):
    files = write_random(TINY, tmp_path, "small", kind)
    kinds = {each.name: each.tensor_type for each in gguf.GGUFReader(files.model).tensors}
    assert kinds["blk.0.attn_q.weight"] == kind
    assert kinds["blk.0.attn_norm.weight"] == Type.F32
    command = [sys.executable, "-c", SERVES, str(files.model), str(files.mmproj)]
    served = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert served.stdout.startswith("http://127.0.0.1:")


def test_a_shape_that_llama_cpp_would_abort_on_is_refused():
    with pytest.raises(ValueError, match="deepstack"):
        dataclasses.replace(TINY, layers=2, deepstack=(0, 1, 1))
    with pytest.raises(ValueError, match="M-RoPE"):
        dataclasses.replace(TINY, head_width=64)
