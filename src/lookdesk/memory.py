"""Gives freed memory back to the system.

glibc keeps what was freed for the next allocation: after one 12-megapixel read a process stays several hundred
megabytes larger than what it holds. On other systems the functions here do nothing.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

M_MMAP_THRESHOLD = -3
"""Source: mallopt(3)."""
M_ARENA_MAX = -8
"""Source: mallopt(3)."""
MMAP_THRESHOLD_BYTES = 4 * 1024 * 1024
"""Blocks from here on get pages of their own, which go back as soon as the block is freed."""
ARENAS = 2


def keep_small() -> None:
    """Set the allocator up for a long-running process that now and then works on large pictures.

    glibc raises the mmap threshold to 32 MB as blocks of that size are freed; setting it turns that off. Call it before
    threads are started: arenas that exist stay.
    """
    if libc := _glibc():
        libc.mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
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
