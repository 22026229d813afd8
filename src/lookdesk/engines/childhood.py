"""The child's side of ``child.py``: take the options, say hello, and end with the parent."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from typing import Any

PR_SET_PDEATHSIG = 1
"""Source: prctl(2)."""


def begin() -> Mapping[str, Any]:
    """Return the options; from here on the process ends with its parent.

    Whatever else is written to standard output goes to standard error, so that nothing gets between the handshake.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    options = json.loads(sys.stdin.buffer.readline() or b"{}")
    if not isinstance(options, dict) or not options:
        os._exit(1)  # the parent was gone before it could say anything
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return options


def say(handshake: Mapping[str, Any]) -> None:
    """Tell the parent what there is, or ``error``: why there is nothing. Once."""
    sys.stdout.write(json.dumps(handshake) + "\n")
    sys.stdout.flush()


def stay() -> None:
    """Do nothing until the parent ends this process."""
    threading.Event().wait()


def _end_with_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)
