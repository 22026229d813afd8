"""Runs ``lookdesk`` in a process that may neither speak to other hosts nor write temporary files.

It also knows an engine ``held`` that never answers.
"""

import os
import sys
import tempfile
import threading
from ipaddress import ip_address

from lookdesk.__main__ import main
from lookdesk.engines import ENGINES
from lookdesk.engines.fake import FakeEngine

tempfile.tempdir = "/nowhere/to/write"
SPEAKING = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}


class Held(FakeEngine):
    def __init__(self, settings):
        super().__init__(threading.Event())


def refuse_to_leave_the_machine(event, args):
    if event not in SPEAKING:
        return
    target = args[0] if event in {"socket.getaddrinfo", "socket.gethostbyname"} else args[1]
    host = target[0] if isinstance(target, tuple) else target
    try:
        is_local = host in {None, "localhost"} or ip_address(host).is_loopback
    except ValueError:
        is_local = str(host).startswith("/")  # a Unix socket
    if not is_local:
        os.write(2, f"OUTBOUND {event} {host}\n".encode())
        os._exit(99)


ENGINES["held"] = "__main__:Held"
sys.addaudithook(refuse_to_leave_the_machine)
main()
