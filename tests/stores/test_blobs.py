"""Files in a folder, in memory and at an address of fsspec's; what happens where there is no room."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import uuid
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from lookdesk.errors import InvalidSetting, StoreUnavailable
from lookdesk.protocols import Blobs
from lookdesk.settings import load
from lookdesk.stores import make_blobs
from lookdesk.stores.blobs import FORGOTTEN_S, FolderBlobs, FsspecBlobs, MemoryBlobs
from lookdesk.testing.blobs_contract import BlobsContract

NAME = "ab" * 32


class TestFolder(BlobsContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "pictures"

    def make(self) -> Blobs:
        return FolderBlobs(self.folder)


class TestFsspec(BlobsContract):
    def make(self) -> Blobs:
        return FsspecBlobs(f"memory://{uuid.uuid4().hex}/pictures")


class TestMemory(BlobsContract):
    def make(self) -> Blobs:
        return MemoryBlobs(10**9)


@pytest.mark.usefixtures("usual_umask")
def test_pictures_can_be_read_by_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "desk" / "pictures"
    FolderBlobs(folder).put(NAME, b"a customer's photo")
    modes = {path.relative_to(folder): stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert modes == {Path(): 0o700, Path("parts"): 0o700, Path("ab"): 0o700, Path("ab") / NAME: 0o600}


FULL = """
import resource, signal, sys
from pathlib import Path
from lookdesk.errors import StoreUnavailable
from lookdesk.stores.blobs import FolderBlobs
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
try:
    FolderBlobs(Path(sys.argv[1])).put(sys.argv[2], bytes(5000))
except StoreUnavailable as error:
    print(error)
"""


def test_where_there_is_no_room_nothing_is_kept(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path), NAME]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said == "A picture cannot be kept: File too large.\n"
    assert not FolderBlobs(tmp_path).has(NAME)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnavailable, match="Not a directory"):
        FolderBlobs(tmp_path / "file" / "pictures").put(NAME, b"")


def test_what_a_killed_process_left_of_a_file_goes_after_a_day(tmp_path: Path) -> None:
    FolderBlobs(tmp_path).put(NAME, b"whole")
    left, coming = tmp_path / "parts" / "left", tmp_path / "parts" / "coming"
    for part in (left, coming):
        part.write_bytes(b"half")
    before = left.stat().st_mtime - FORGOTTEN_S - 1
    os.utime(left, (before, before))
    assert FolderBlobs(tmp_path).get(NAME) == b"whole"
    assert (left.exists(), coming.exists()) == (False, True)


class _Broken(MemoryFileSystem):
    """A driver that fails in its own way, as those of object stores do."""

    protocol = "broken"

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **options: object) -> None:
        raise RuntimeError("EndpointConnectionError")


def test_an_error_of_any_driver_says_that_the_store_is_not_there() -> None:
    fsspec.register_implementation("broken", _Broken, clobber=True)
    with pytest.raises(StoreUnavailable, match="EndpointConnectionError"):
        FsspecBlobs("broken://bucket/pictures").put(NAME, b"")


def test_an_address_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidSetting, match="nowhere"):
        FsspecBlobs("nowhere://bucket/secret")


def test_pictures_lie_in_the_data_folder_where_nothing_else_is_said(tmp_path: Path) -> None:
    make_blobs(load({"data_folder": str(tmp_path)}, {})).put(NAME, b"")
    make_blobs(load({"pictures": f"file://{tmp_path}/elsewhere"}, {})).put(NAME, b"")
    for folder in ("pictures", "elsewhere"):
        assert (tmp_path / folder / "ab" / NAME).exists()


def test_the_oldest_files_in_memory_make_room_for_new_ones() -> None:
    blobs = MemoryBlobs(10)
    for number in range(4):
        blobs.put(f"{number:04}", bytes(4))
    assert [blobs.has(f"{number:04}") for number in range(4)] == [False, False, True, True]
