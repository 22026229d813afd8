"""A database by its address: opened, brought to the present schema, and guarded against a second desk.

SQLite is written by one process at a time; PostgreSQL serves several desks. Each of them holds an advisory lock for as
long as it lives, which tells the others that what it is at is not lost.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from lookdesk.errors import InvalidSetting, StoreUnavailable

BUSY_MS = 10_000
"""How long a connection to SQLite waits for another process to finish writing."""
ANSWER_S = 60
"""PostgreSQL has broken down, or the way to it, where one statement takes longer."""
RETURN_S = 150
"""A desk is back at a PostgreSQL server that was started again within so long: it looks every minute."""
DESK_LOCKS = 0x6C6F6F6B
"""Marks our advisory locks in PostgreSQL: "look" in ASCII."""
MIGRATIONS = Path(__file__).with_name("migrations")
IN_MEMORY = "sqlite://"


class Database:
    """A database and this process's place at it."""

    def __init__(self, url: str, *, is_desk: bool = True) -> None:
        """Open a database, make it where there is none, and bring it to the present schema.

        Args:
            url: as SQLAlchemy writes it: ``sqlite:////var/lib/desk.db``, ``postgresql://user:password@host/name``;
                ``sqlite://`` is one in memory.
            is_desk: whether turns are answered here; otherwise what a desk is at is left alone.

        Raises:
            InvalidSetting: the address cannot be used, another desk has the SQLite file, or the database is of a newer
                lookdesk.
            StoreUnavailable: it cannot be reached.
        """
        self.desk = secrets.randbits(31)
        """This process among all that ever answered turns."""
        self._engine, self.path = _engine(url)
        self._is_desk = is_desk
        self._lock = threading.RLock()
        self._file: IO[bytes] | None = None
        self._presence: Connection | None = None
        try:
            if self.path is not None:
                _make_private(self.path)
            self.keep_place()
            self._migrate()
        except BaseException:
            self.close()
            raise

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        is_shared = isinstance(self._engine.pool, StaticPool)
        with _our_errors(), self._lock if is_shared else nullcontext(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes; in SQLite one at a time.

        Raises:
            StoreUnavailable: the database does not answer, or has no room.
        """
        with (
            _our_errors(),
            self._lock if self.is_sqlite else nullcontext(),
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def keep_place(self) -> None:
        """Take this process's place among the desks, again where the connection that held it was lost.

        Raises:
            InvalidSetting: another desk has the SQLite file.
            StoreUnavailable: the database does not answer.
        """
        if not self._is_desk:
            return
        with self._lock, _our_errors():
            if not self.is_sqlite:
                self._hold_lock()
            elif self.path is not None and self._file is None:
                self._file = _locked(self.path)

    def is_lost(self, connection: Connection, desk: int, asked_at: datetime) -> bool:
        """Tell whether what a desk was asked is lost: the desk is gone, however it ended.

        A PostgreSQL server that has just started knows of no desk yet. What was asked before that may still be
        running, so it is lost only when every desk that lives has had the time to come back.
        """
        if desk == self.desk or not self._is_desk:
            return False
        if self.is_sqlite:
            return True  # the file is ours alone
        statement = text(
            "SELECT pg_try_advisory_xact_lock(:kind, :desk) AND (CAST(:asked_at AS timestamptz) > "
            "pg_postmaster_start_time() OR now() > pg_postmaster_start_time() + make_interval(secs => :return_s))"
        )
        arguments = {"kind": DESK_LOCKS, "desk": desk, "asked_at": asked_at, "return_s": RETURN_S}
        return bool(connection.scalar(statement, arguments))

    def close(self) -> None:
        """Give the connections and this process's place back."""
        if self._presence is not None:
            self._presence.close()
            self._presence = None
        self._engine.dispose()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _hold_lock(self) -> None:
        """Hold the lock that says that this desk lives; it goes with the connection, and that with the process."""
        if self._presence is not None:
            try:
                self._presence.execute(text("SELECT 1"))
                return
            except DBAPIError:
                self._presence.close()
                self._presence = None
        presence = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            presence.execute(text("SELECT pg_advisory_lock(:kind, :desk)"), {"kind": DESK_LOCKS, "desk": self.desk})
        except BaseException:
            presence.close()
            raise
        self._presence = presence

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        newest = ScriptDirectory.from_config(config).get_current_head()
        with self.reading() as connection:
            is_present = inspect(connection).has_table("alembic_version") and newest == connection.scalar(
                text("SELECT version_num FROM alembic_version")
            )
        if is_present:
            return
        with self.writing() as connection:
            if not self.is_sqlite:  # another desk may start at the same time
                connection.execute(text("SELECT pg_advisory_xact_lock(:kind)"), {"kind": DESK_LOCKS})
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise InvalidSetting(
                    "The database is of a newer lookdesk than this one.",
                    hint="Update lookdesk, or restore the backup that was made before the update.",
                ) from error


def _make_private(path: Path) -> None:
    """Make the database's file where there is none; only its owner reads what is kept in it, and beside it."""
    with _our_errors():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _locked(path: Path) -> IO[bytes]:
    """Take the lock that only one process has."""
    file = os.fdopen(os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise InvalidSetting(
            f"Another lookdesk has {path} open.",
            hint="Stop it, name another data_folder, or use PostgreSQL for several desks.",
        ) from error
    return file


def _engine(url: str) -> tuple[Engine, Path | None]:
    try:
        address = make_url(url)
        if address.get_backend_name() == "postgresql":
            address = address.set(drivername="postgresql+pg8000")
            return create_engine(address, pool_pre_ping=True, pool_size=8, connect_args={"timeout": ANSWER_S}), None
        if address.get_backend_name() != "sqlite":
            raise InvalidSetting(
                f"There is no store for {address.drivername!r}.", hint="Known: sqlite:///FILE and postgresql://…."
            )
    except ModuleNotFoundError as error:
        raise InvalidSetting(
            "The PostgreSQL driver is not installed.", hint="Install it: pip install 'lookdesk[postgres]'."
        ) from error
    except ArgumentError as error:
        raise InvalidSetting(
            "The database's address cannot be used.", hint="sqlite:///FILE or postgresql://user:password@host/name."
        ) from error
    path = Path(address.database) if address.database else None
    options: dict[str, Any] = {} if path else {"poolclass": StaticPool}
    engine = create_engine(address, connect_args={"check_same_thread": False}, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine, path


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # begin and commit are SQLAlchemy's; see _begin
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # an answer that was shown survives the power's failing
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def _begin(connection: Connection) -> None:
    """Take the lock for writing at once: taken later, it would fail where another writer came between."""
    is_writing = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as error:
        raise StoreUnavailable(
            f"What is kept cannot be read or written: {_cause(error)}.",
            hint="Is the database there, and is there room on its disk? Nothing that was kept before is lost.",
        ) from error
    except SQLAlchemyError as error:
        raise StoreUnavailable(
            f"The database does not answer: {str(error)[:200]}.", hint="Is it there, and not overloaded?"
        ) from error


def _cause(error: DBAPIError | OSError) -> str:
    """Return what the database says of an error; not what was to be written."""
    said = error.orig if isinstance(error, DBAPIError) else error
    match said.args if said is not None else ():
        case ({"M": message}, *_):  # PostgreSQL's, as pg8000 hands it over
            return str(message)
    return str(said)[:200]
