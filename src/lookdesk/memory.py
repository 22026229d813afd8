"""Gives freed memory back to the system.

glibc keeps what was freed for the next allocation: after one 12-megapixel read a process stays several hundred
megabytes larger than what it holds. On other systems the functions here do nothing.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

M_TRIM_THRESHOLD = -1
"""Source: mallopt(3)."""
M_MMAP_THRESHOLD = -3
"""Source: mallopt(3)."""
M_ARENA_MAX = -8
"""Source: mallopt(3)."""
MMAP_THRESHOLD_BYTES = 32 * 1024 * 1024
"""Blocks from here on get pages of their own, which go back as soon as the block is freed. The most that glibc allows:
reading a picture takes hundreds of blocks of a few megabytes, and fresh pages for each cost a fifth of the time."""
TRIM_THRESHOLD_BYTES = 512 * 1024 * 1024
"""Free memory at the heap's end that is kept until ``give_back`` is called, for the same reason."""
ARENAS = 2


def keep_small() -> None:
    """Set the allocator up for a long-running process that now and then works on large pictures.

    Freed memory stays with the process while a picture is read, and goes back after it (``give_back``). Call it before
    threads are started: arenas that exist stay.
    """
    if libc := _glibc():
        libc.mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
        libc.mallopt(M_TRIM_THRESHOLD, TRIM_THRESHOLD_BYTES)
        libc.mallopt(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Return free pages of the heap to the system; takes a few milliseconds."""
    if libc := _glibc():
        libc.malloc_trim(0)


@cache
def _glibc() -> Any:
    """Return the C library if it is glibc, else None."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
