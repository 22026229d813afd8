"""Serves tiny models of random weights with llama.cpp, until its standard input ends; prints where, as JSON."""

import json
import sys
import tempfile
from pathlib import Path

import xllamacpp

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from qwen3vl import write_tiny, write_tiny_text


def serve(files, key):
    params = xllamacpp.CommonParams()
    params.model.path = str(files.model)
    if files.mmproj:
        params.mmproj.path = str(files.mmproj)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_parallel = 2
    params.n_ctx = 2 * 8192
    params.cpuparams.n_threads = 1
    params.image_min_tokens = 1
    params.image_max_tokens = 4096
    params.warmup = False
    params.endpoint_slots = True
    return xllamacpp.Server(params)


with tempfile.TemporaryDirectory() as folder:
    servers = [serve(write(Path(folder)), sys.argv[1]) for write in (write_tiny, write_tiny_text)]
sys.stdout.write(json.dumps([server.listening_address for server in servers]) + "\n")
sys.stdout.flush()
sys.stdin.read()
