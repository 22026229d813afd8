"""A server process of our own: started in the background, restarted when it crashes, and gone when we are.

::

    parent ── options, one JSON line on stdin ──▶ child
    parent ◀─ handshake, one JSON line on stdout ── child        {"address": …, …} or {"error": …}

Stdin stays open: when the parent is gone, however that came, it ends, and the child with it (``childhood.py``). Options
go this way because everyone on a machine may read a command line.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from lookdesk.types import EngineState

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
"""Between two starts: the pause doubles from one crash to the next."""
WELL_S = 60.0
"""A child that ran this long was well: the next crash is a first one again."""
QUICK_CRASHES = 3
"""After so many crashes in a row the child counts as down, though it is still tried."""
LAST_WORDS = 30
"""Lines of what the child wrote last that are kept for the log."""
ENDING_S = 3.0
"""How long a child may take to end before it is killed."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChildState:
    """How the child is, and why."""

    state: EngineState
    reason: str = ""


class Child:
    """Supervises one process."""

    def __init__(
        self,
        module: str,
        options: Mapping[str, Any],
        *,
        on_handshake: Callable[[Mapping[str, Any]], None],
    ) -> None:
        """Start the process, in the background.

        Args:
            module: what ``python -m`` is to run.
            options: what it gets; a key may be among them.
            on_handshake: called with what each started process says of itself, before the child counts as ready.
        """
        self._module = module
        self._options = options
        self._on_handshake = on_handshake
        self._now = ChildState(EngineState.LOADING)
        self._closing = threading.Event()
        self._changed = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self.ended_runs = 0
        """How many processes have ended: noted before a call, it tells afterwards whether that one is gone."""
        # The system ends a child with the thread that started it, so this one lives as long as the child is wanted.
        self._thread = threading.Thread(target=self._supervise, name="lookdesk-child", daemon=True)
        self._thread.start()

    def status(self) -> ChildState:
        """Tell at once how the child is."""
        return self._now

    def has_ended_since(self, ended_runs: int, timeout_s: float) -> bool:
        """Tell whether a process has ended since ``ended_runs`` had; wait for that for a short while."""
        with self._changed:
            return self._changed.wait_for(lambda: self.ended_runs > ended_runs, timeout_s)

    def close(self) -> None:
        """End the process. May be called more than once."""
        self._closing.set()
        process = self._process
        if process is not None:
            with suppress(OSError):
                process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDING_S)
            if process.poll() is None:
                process.kill()
        if self._thread is not threading.current_thread():
            self._thread.join(ENDING_S)

    # --- the supervising thread ---

    def _supervise(self) -> None:
        crashes = 0
        while not self._closing.is_set():
            started_at = time.monotonic()
            refusal, last_words = self._run()
            if self._closing.is_set():
                break
            if refusal:
                self._now = ChildState(EngineState.DOWN, refusal)
                return
            crashes = 1 if time.monotonic() - started_at > WELL_S else crashes + 1
            self._tell_crash(crashes, last_words)
            self._closing.wait(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (crashes - 1)))
        self._now = ChildState(EngineState.DOWN, "closed")

    def _run(self) -> tuple[str, Sequence[str]]:
        """Run one process to its end; return why it refuses to work, if it does, and what it wrote last."""
        written: deque[str] = deque(maxlen=LAST_WORDS)
        process = subprocess.Popen(
            [sys.executable, "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C on the terminal is for us: we end the child in our own time
        )
        self._process = process
        assert process.stdin
        assert process.stdout
        assert process.stderr
        listening = threading.Thread(target=_drain, args=(process.stderr, written), daemon=True)
        listening.start()
        try:
            if self._closing.is_set():
                return "", ()
            with suppress(OSError):  # it has ended already
                process.stdin.write(json.dumps(self._options).encode() + b"\n")
                process.stdin.flush()
            refusal = self._take(process.stdout.readline())
            if refusal is None:
                process.wait()
            return refusal or "", written
        finally:
            process.kill()
            process.wait()
            listening.join(1.0)
            for pipe in (process.stdin, process.stdout, process.stderr):
                with suppress(OSError):
                    pipe.close()
            with self._changed:
                self._process = None
                self.ended_runs += 1
                self._changed.notify_all()

    def _take(self, line: bytes) -> str | None:
        """Take a handshake in; return None where all is well, else why not (empty: the process is of no use)."""
        if not line:
            return ""
        said = json.loads(line)
        if "error" in said:
            return str(said["error"])
        try:
            self._on_handshake(said)
        except Exception as error:
            if not self._closing.is_set():
                _log.warning("A process that was just started could not be used: %s", error)
            return ""
        self._now = ChildState(EngineState.READY)
        return None

    def _tell_crash(self, crashes: int, last_words: Sequence[str]) -> None:
        _log.warning("%s ended unexpectedly:\n%s", self._module, "\n".join(last_words))
        if crashes < QUICK_CRASHES:
            self._now = ChildState(EngineState.LOADING, "it ended unexpectedly and is being started again")
            return
        told = next((line for line in reversed(last_words) if line.strip()), "nothing")
        self._now = ChildState(
            EngineState.DOWN, f"it ended {crashes} times in a row and is still tried; the last words were: {told[:300]}"
        )


def _drain(pipe: IO[bytes], written: deque[str]) -> None:
    """Keep the last lines; read all, or the child would wait for us."""
    for line in pipe:
        written.append(line.decode(errors="replace").rstrip())
