"""What every place for files must keep.

class TestMyBlobs(BlobsContract):
    def make(self) -> Blobs:
        return MyBlobs()
"""

from __future__ import annotations

import hashlib
import os
from abc import abstractmethod
from concurrent.futures import ThreadPoolExecutor

import pytest

from lookdesk.errors import InvalidInput, NotFound
from lookdesk.protocols import Blobs

CONTENT = b"\xff\xd8 a picture"
NO_NAMES = ["", "..", "../../etc/passwd", "ab/../../cd", "/etc/passwd", "abcd\x00", "保修保修", "ABCD", "abcd\n"]


class BlobsContract:
    """Tests that every place for files passes; a subclass says how to make one."""

    @abstractmethod
    def make(self) -> Blobs:
        """Open a place for files."""

    @pytest.fixture
    def blobs(self) -> Blobs:
        """Return an open place."""
        return self.make()

    @pytest.fixture
    def name(self) -> str:
        """Return a name that no file has yet."""
        return hashlib.sha256(os.urandom(16)).hexdigest()

    def test_a_file_comes_back_as_it_was_kept(self, blobs: Blobs, name: str) -> None:
        blobs.put(name, CONTENT)
        assert blobs.has(name)
        assert blobs.get(name) == CONTENT

    def test_a_file_that_was_never_kept_is_missing(self, blobs: Blobs, name: str) -> None:
        assert not blobs.has(name)
        with pytest.raises(NotFound):
            blobs.get(name)

    def test_a_file_may_be_kept_again(self, blobs: Blobs, name: str) -> None:
        for _ in range(2):
            blobs.put(name, CONTENT)
        assert blobs.get(name) == CONTENT

    def test_a_removed_file_is_missing_and_may_be_removed_again(self, blobs: Blobs, name: str) -> None:
        blobs.put(name, CONTENT)
        for _ in range(2):
            blobs.remove([name])
        assert not blobs.has(name)
        with pytest.raises(NotFound):
            blobs.get(name)

    def test_only_what_is_named_is_removed(self, blobs: Blobs, name: str) -> None:
        other = name[::-1]
        blobs.put(name, CONTENT)
        blobs.put(other, CONTENT)
        blobs.remove([name])
        assert blobs.get(other) == CONTENT

    @pytest.mark.parametrize("no_name", NO_NAMES)
    def test_a_name_that_may_lead_elsewhere_is_refused(self, blobs: Blobs, no_name: str) -> None:
        for call in (blobs.get, blobs.has, lambda said: blobs.put(said, CONTENT), lambda said: blobs.remove([said])):
            with pytest.raises(InvalidInput):
                call(no_name)

    def test_a_file_that_is_kept_by_many_at_one_time_is_whole_for_everyone(self, blobs: Blobs, name: str) -> None:
        content = CONTENT * 100_000

        def keep_and_read(_: int) -> bool:
            blobs.put(name, content)
            return blobs.get(name) == content

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(keep_and_read, range(24)))
