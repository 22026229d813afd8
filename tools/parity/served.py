"""Lookdesk's own way: its client, and llama.cpp's server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from time import sleep

import xllamacpp

from lookdesk.engines.openai import OpenAIEngine
from lookdesk.pictures import MOST_TOKENS
from lookdesk.types import EngineState, SamplingParams
from parity.asked import Asked
from parity.said import Said
from qwen3vl import ModelFiles, vocabulary

F32 = 0
"""``GGML_TYPE_F32``."""


@contextmanager
def serving(files: ModelFiles, *, is_exact: bool) -> Iterator[OpenAIEngine]:
    """Serve a model; yield lookdesk's client of it.

    Args:
        files: the model.
        is_exact: calculate in 32 bits throughout. Otherwise as llama.cpp does where nothing else is said: its flash
            attention takes keys and values in 16 bits.
    """
    params = xllamacpp.CommonParams()
    params.model.path, params.mmproj.path = str(files.model), str(files.mmproj)
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_parallel, params.n_ctx = 1, 8192
    params.image_min_tokens, params.image_max_tokens = 1, MOST_TOKENS
    params.warmup, params.verbosity = False, 0
    if is_exact:
        params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.cache_type_k = params.cache_type_v = F32
    server = xllamacpp.Server(params)
    with closing(OpenAIEngine(f"{server.listening_address}/v1")) as engine:
        while engine.status().state is not EngineState.READY:
            sleep(0.01)
        yield engine


def say(engine: OpenAIEngine, asked: Asked, tokens: int) -> Said:
    """Answer with the likeliest tokens."""
    params = SamplingParams(max_tokens=tokens, temperature=0, wants_logprobs=True)
    deltas = engine.generate(asked.messages, params, threading.Event())
    found = [each for delta in deltas for each in delta.logprobs]
    return Said([vocabulary.encode(each.token)[0] for each in found], [each.logprob for each in found])
