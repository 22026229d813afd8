"""Real model servers for tests, started once for all of them: llama.cpp with tiny models of random weights."""

import atexit
import functools
import json
import subprocess
import sys
from pathlib import Path

KEY = "a-key-for-tests"


@functools.cache
def _started():
    launcher = Path(__file__).parent / "engines" / "tiny_servers.py"
    running = subprocess.Popen(
        [sys.executable, str(launcher), KEY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def end():
        running.stdin.close()
        running.kill()
        running.wait()
        running.stdout.close()

    atexit.register(end)
    for line in running.stdout:  # llama.cpp writes there too
        if line.startswith("["):
            return json.loads(line)
    raise AssertionError("llama.cpp did not start")


def looking_server():
    """Return the address of a model that takes pictures; it has two slots and 8,192 tokens for each."""
    return _started()[0]


def text_server():
    """Return the address of a model that takes none."""
    return _started()[1]
