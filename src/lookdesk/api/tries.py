"""The bound on wrong codes: whoever guesses has to wait."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address
from math import ceil

from lookdesk.errors import TooManyTries

MOST = 10
WINDOW_S = 600.0
"""Ten wrong codes in ten minutes: 1,440 a day, so that six random digits last a year; nobody mistypes so often."""
ADDRESSES_KEPT = 10_000


class Tries:
    """Counts wrong codes by the address that they came from."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without any."""
        self._clock = clock
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def one(self, address: str) -> Iterator[None]:
        """Try a code; where that raises, it was wrong. A right one clears what was wrong before.

        Raises:
            TooManyTries: too many were wrong before: this one is not looked at.
        """
        place = network(address)
        with self._lock:  # counted as wrong until it is right: several at one time are no way around
            now = self._clock()
            recent = [at for at in self._wrong.pop(place, ()) if now - at < WINDOW_S]
            is_refused = len(recent) >= MOST
            self._wrong[place] = recent if is_refused else [*recent, now]
            while len(self._wrong) > ADDRESSES_KEPT:
                self._wrong.popitem(last=False)
        if is_refused:
            raise TooManyTries(
                "Too many wrong codes came from there.",
                hint="Wait, then try the right one.",
                retry_after_s=ceil(recent[0] + WINDOW_S - now),
            )
        yield
        with self._lock:
            self._wrong.pop(place, None)


def network(address: str) -> str:
    """Return what one person has at least: an IPv4 address, or a whole /64 of IPv6 (RFC 4291, section 2.5.4)."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return known.exploded[:19] if isinstance(known, IPv6Address) else address
