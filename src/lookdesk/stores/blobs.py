"""Files by name: in a folder, in memory, or at any address that fsspec knows, such as ``s3://bucket/pictures``."""

from __future__ import annotations

import os
import re
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec

from lookdesk.errors import InvalidInput, InvalidSetting, NotFound, StoreUnavailable

FORGOTTEN_S = 86_400
"""A part of a file that is so old was left by a process that was killed."""
_NAME = re.compile(r"[0-9a-f]{4,128}")


class FolderBlobs:
    """Keeps each file in a folder of the first two letters of its name, so that no folder gets too long to list.

    They are customers' photos: only the user that the desk runs as can read them, whatever its umask.
    """

    def __init__(self, folder: Path) -> None:
        """Take a folder; it is made when the first file comes."""
        self._folder = folder
        self._parts = folder / "parts"
        with _our_errors("kept"):
            for part in self._parts.glob("*"):
                if part.stat().st_mtime < time.time() - FORGOTTEN_S:
                    part.unlink(missing_ok=True)

    def put(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all; it is there when the power fails after this."""
        path = self._path(name)
        part = self._parts / uuid.uuid4().hex
        with _our_errors("kept"):
            for folder in (self._folder, self._parts, path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
            _sync(path.parent)

    def get(self, name: str) -> bytes:
        """Return a file."""
        path = self._path(name)
        with _our_errors("read"):
            return path.read_bytes()

    def has(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        path = self._path(name)
        with _our_errors("read"):
            return path.exists()

    def remove(self, names: Collection[str]) -> None:
        """Remove files; nothing happens where there are none of these names."""
        for path in map(self._path, names):
            with _our_errors("removed"):
                path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / _checked(name)[:2] / name


class FsspecBlobs:
    """Keeps files at an address that fsspec knows, where a file appears when it is whole, as in every object store."""

    def __init__(self, address: str) -> None:
        """Take a place to keep files at.

        Args:
            address: as fsspec writes it.

        Raises:
            InvalidSetting: fsspec does not know the address, or its driver is not installed.
        """
        try:
            self._files, self._root = fsspec.url_to_fs(address)
        except (ValueError, ImportError) as error:
            raise InvalidSetting(
                f"Pictures cannot be kept at {address.partition('://')[0]}://…: {error}.",
                hint="Give a folder, or an address whose fsspec driver is installed (pip install s3fs for s3://…).",
            ) from error

    def put(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all."""
        path = self._path(name)
        with _our_errors("kept"):
            self._files.pipe_file(path, content)

    def get(self, name: str) -> bytes:
        """Return a file."""
        path = self._path(name)
        with _our_errors("read"):
            content: bytes = self._files.cat_file(path)
        return content

    def has(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        path = self._path(name)
        with _our_errors("read"):
            return bool(self._files.exists(path))

    def remove(self, names: Collection[str]) -> None:
        """Remove files; nothing happens where there are none of these names."""
        for path in map(self._path, names):
            with _our_errors("removed"):
                if self._files.exists(path):
                    self._files.rm_file(path)

    def _path(self, name: str) -> str:
        return f"{self._root}/{_checked(name)[:2]}/{name}"


class MemoryBlobs:
    """Keeps the latest files in memory, and nothing anywhere else."""

    def __init__(self, most_bytes: int) -> None:
        """Keep at most so many bytes."""
        self._most_bytes = most_bytes
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def put(self, name: str, content: bytes) -> None:
        """Keep a file; the oldest make room for it."""
        with self._lock:
            self._drop(_checked(name))
            self._files[name] = content
            self._bytes += len(content)
            while self._bytes > self._most_bytes and len(self._files) > 1:
                self._drop(next(iter(self._files)))

    def get(self, name: str) -> bytes:
        """Return a file."""
        with self._lock:
            if _checked(name) not in self._files:
                raise _gone()
            self._files.move_to_end(name)
            return self._files[name]

    def has(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        with self._lock:
            return _checked(name) in self._files

    def remove(self, names: Collection[str]) -> None:
        """Remove files; nothing happens where there are none of these names."""
        with self._lock:
            for name in names:
                self._drop(_checked(name))

    def _drop(self, name: str) -> None:
        self._bytes -= len(self._files.pop(name, b""))


def _gone() -> NotFound:
    return NotFound("This picture is not kept any more.", hint="Send it again.")


def _checked(name: str) -> str:
    """Return a name; a file has the name of its checksum, which leads out of no folder."""
    if not _NAME.fullmatch(name):
        raise InvalidInput(f"No file is called {name[:64]!r}.", hint="A name is hexadecimal: 0-9 and a-f.")
    return name


def _sync(folder: Path) -> None:
    """Let a new name in a folder survive the power's failing. Source: fsync(2), "Calling fsync() does not"."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _our_errors(doing: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise _gone() from error
    except Exception as error:  # each of fsspec's drivers has a tree of its own
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)[:200]
        raise StoreUnavailable(
            f"A picture cannot be {doing}: {said}.", hint="Is there room where pictures are kept?"
        ) from error
