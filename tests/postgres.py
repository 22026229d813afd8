"""A PostgreSQL server of the tests' own: in a temporary folder, on a free port of 127.0.0.1, set as usual."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pg8000.native

NOBODY = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
"""It refuses to run as root."""


class Postgres:
    """A server that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        """Make an empty one in a folder, and start it."""
        self._folder = folder
        self._password = uuid.uuid4().hex
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self._port = listener.getsockname()[1]
        password_file = folder / "password"
        password_file.write_text(self._password)
        if NOBODY:
            for path in (folder, password_file):
                shutil.chown(path, "postgres", "postgres")
        options = ["--username=desk", f"--pwfile={password_file}", "--auth=scram-sha-256", "--encoding=UTF8"]
        self._run("initdb", f"--pgdata={folder / 'files'}", *options, "--locale=C.UTF-8")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self._control("start", "--options", settings, "--log", str(self._folder / "log"))

    def stop(self) -> None:
        """End it and every connection at once."""
        self._control("stop", "--mode", "fast")

    def new_database(self) -> str:
        """Make an empty database; return its address."""
        name = f"desk_{uuid.uuid4().hex[:8]}"
        with pg8000.native.Connection("desk", "127.0.0.1", "postgres", self._port, self._password) as connection:
            connection.run(f"CREATE DATABASE {name}")
        return f"postgresql://desk:{self._password}@127.0.0.1:{self._port}/{name}"

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "--pgdata", str(self._folder / "files"), "--wait", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        with (self._folder / "output").open("w+") as output:
            command = [_program(program), *arguments]
            done = subprocess.run(command, stdout=output, stderr=output, cwd=self._folder, check=False, **NOBODY)
            output.seek(0)
            assert done.returncode == 0, output.read()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Run a server."""
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres(Path(folder))
        try:
            yield server
        finally:
            server.stop()


def _program(name: str) -> str:
    """Return a program of the server: on the path, or where Debian keeps it."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else name
