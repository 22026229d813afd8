"""The store on SQLite, in a file and in memory."""

import pytest

from lookdesk.stores.sql import SQLStore
from lookdesk.testing.store_contract import StoreContract


class TestSQLiteInMemory(StoreContract):
    def make(self):
        return SQLStore("sqlite://")


class TestSQLiteInAFile(StoreContract):
    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _folder(cls, tmp_path_factory):
        cls.folder = tmp_path_factory.mktemp("store")

    def make(self):
        return SQLStore(f"sqlite:///{self.folder}/desk.db")
