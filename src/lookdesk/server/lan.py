"""The addresses at which others on the network find this machine; found without sending anything."""

from __future__ import annotations

import socket
import struct
import sys

SIOCGIFADDR = 0x8915
"""Asks Linux for an interface's IPv4 address. Source: netdevice(7)."""


def own_addresses(host: str) -> list[str]:
    """Return the IPv4 addresses that reach a server on ``host``: that one, or all of the machine's for ``0.0.0.0``.

    On systems other than Linux the machine's name has to do, and the list is empty.
    """
    if host not in {"0.0.0.0", "::", ""}:
        return [host]
    if not sys.platform.startswith("linux"):
        return []
    addresses = [_address(name) for _, name in socket.if_nameindex()]
    return [address for address in addresses if address and not address.startswith("127.")]


def _address(interface: str) -> str | None:
    import fcntl  # noqa: PLC0415 - not there on Windows

    request = struct.pack("256s", interface.encode()[:15])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            return socket.inet_ntoa(fcntl.ioctl(probe.fileno(), SIOCGIFADDR, request)[20:24])
        except OSError:  # the interface has no IPv4 address
            return None
