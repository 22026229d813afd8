"""Files by name: in a folder, in memory, or at any address that fsspec knows, such as ``s3://bucket/pictures``."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Collection

import fsspec
from fsspec.implementations.local import LocalFileSystem

from lookdesk.errors import InvalidSetting, NotFound, StoreUnavailable


class FsspecBlobs:
    """Keeps each file under the first two letters of its name, so that no folder gets too long to list."""

    def __init__(self, address: str) -> None:
        """Take a place to keep files at.

        Args:
            address: a folder, or an address that fsspec knows.

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
        try:
            if not isinstance(self._files, LocalFileSystem):
                self._files.pipe_file(path, content)  # an object appears when it is whole
                return
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            part = f"{path}.{uuid.uuid4().hex}.part"
            try:
                self._files.pipe_file(part, content)
                self._files.mv(part, path)
            except BaseException:
                if self._files.exists(part):
                    self._files.rm_file(part)
                raise
        except OSError as error:
            raise _unavailable("kept", error) from error

    def get(self, name: str) -> bytes:
        """Return a file."""
        try:
            content: bytes = self._files.cat_file(self._path(name))
        except FileNotFoundError as error:
            raise _gone() from error
        except OSError as error:
            raise _unavailable("read", error) from error
        return content

    def has(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        return bool(self._files.exists(self._path(name)))

    def remove(self, names: Collection[str]) -> None:
        """Remove files; nothing happens where there are none of these names."""
        for name in names:
            try:
                self._files.rm_file(self._path(name))
            except FileNotFoundError:
                continue
            except OSError as error:
                raise _unavailable("removed", error) from error

    def _path(self, name: str) -> str:
        return f"{self._root}/{name[:2]}/{name}"


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
            self._drop(name)
            self._files[name] = content
            self._bytes += len(content)
            while self._bytes > self._most_bytes and len(self._files) > 1:
                self._drop(next(iter(self._files)))

    def get(self, name: str) -> bytes:
        """Return a file."""
        with self._lock:
            if name not in self._files:
                raise _gone()
            self._files.move_to_end(name)
            return self._files[name]

    def has(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        with self._lock:
            return name in self._files

    def remove(self, names: Collection[str]) -> None:
        """Remove files; nothing happens where there are none of these names."""
        with self._lock:
            for name in names:
                self._drop(name)

    def _drop(self, name: str) -> None:
        self._bytes -= len(self._files.pop(name, b""))


def _gone() -> NotFound:
    return NotFound("This picture is not kept any more.", hint="Send it again.")


def _unavailable(doing: str, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        f"A picture cannot be {doing}: {error.strerror or error}.", hint="Is there room where pictures are kept?"
    )
