"""A PostgreSQL server for the tests that need one, and the umask that most systems have."""

import os
from collections.abc import Iterator

import pytest

from postgres import Postgres, postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Run one server for all tests."""
    with postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> str:
    """Make a database that is empty."""
    return postgres_server.new_database()


@pytest.fixture
def usual_umask() -> Iterator[None]:
    """Let everybody read what says nothing else, as most systems do."""
    before = os.umask(0o022)
    yield
    os.umask(before)
