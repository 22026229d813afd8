"""``lookdesk serve`` in a process of its own, which may not speak to other hosts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LAUNCH = Path(__file__).parent / "server" / "launch.py"


@contextmanager
def serving(*options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command, which keeps nothing where nothing else is said; yield the process and its address."""
    command = [sys.executable, str(LAUNCH), "serve", "--port", "0", *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"LOOKDESK_EPHEMERAL": "1"} | environment,
    )
    try:
        first = process.stdout.readline()
        assert "http://" in first, process.stderr.read()
        yield process, first.split()[2]
    finally:
        process.kill()
        process.communicate()
