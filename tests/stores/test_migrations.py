"""Older databases are brought to the present schema with what is in them; newer ones are refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from kept_questions import ask, begin

from lookdesk.errors import InvalidSetting, StoreUnavailable
from lookdesk.records import TurnState
from lookdesk.stores import search
from lookdesk.stores.database import MIGRATIONS
from lookdesk.stores.schema import metadata
from lookdesk.stores.sql import SQLStore

ASKED_AT = 1_764_000_000_000_000
PICTURE = "ab" * 32


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/desk.db"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """Return a way to the database that is not the store's."""
    opened = sa.create_engine(url.replace("postgresql:", "postgresql+pg8000:"))
    yield opened
    opened.dispose()


def make_first(engine: sa.Engine) -> None:
    """Make a database as the first lookdesk that kept anything did, with a conversation in it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement, rows in FIRST.items():
            connection.execute(sa.text(statement), rows)


FIRST = {
    "INSERT INTO conversations (id, owner, title, linked_from, settings, created_at, updated_at) "
    "VALUES (:id, 'local', :title, '', :settings, :at, :at)": [
        {"id": "c1", "title": "蓝色奶瓶", "settings": '{"temperature": 0.5}', "at": ASKED_AT},
        {"id": "c2", "title": "换货", "settings": "{}", "at": ASKED_AT + 1},
    ],
    "INSERT INTO pictures (id, media_type, original_width, original_height, width, height, visual_tokens, sent_at) "
    "VALUES (:id, 'image/jpeg', 4000, 3000, 2000, 1500, 2914, :at)": [{"id": PICTURE, "at": ASKED_AT}],
    "INSERT INTO picture_owners (picture, owner) VALUES (:id, 'local')": [{"id": PICTURE}],
    "INSERT INTO conversation_pictures (conversation, number, picture) VALUES ('c1', 1, :id)": [{"id": PICTURE}],
    "INSERT INTO turns (id, conversation, number, question, detail, pictures, state, is_replaced, desk, asked_at, "
    "text, error) VALUES (:id, :conversation, :number, :question, 'normal', :pictures, :state, :gone, 7, :at, :text, "
    "'')": [
        {
            "id": name,
            "conversation": conversation,
            "number": number,
            "question": question,
            "pictures": pictures,
            "state": state,
            "gone": gone,
            "at": ASKED_AT,
            "text": text,
        }
        for name, conversation, number, question, pictures, state, gone, text in (
            ("t1", "c1", 1, "保修几年？", "[1]", "answered", True, "看不清。"),
            ("t2", "c1", 1, "保修多久？", "[1]", "answered", False, "三年。"),
            ("t3", "c2", 1, "怎么退货？", "[]", "running", False, ""),
        )
    ],
}


def test_a_database_of_the_first_schema_is_brought_to_the_present_one_with_all_that_is_in_it(
    url: str, engine: sa.Engine
) -> None:
    make_first(engine)
    with closing(SQLStore(url)) as store:
        record = store.conversation("c1")
        assert (record.title, record.settings.temperature, record.updated_at.timestamp()) == (
            "蓝色奶瓶",
            0.5,
            ASKED_AT / 1e6,
        )
        assert [(turn.id, turn.text, turn.pictures, turn.feedback) for turn in store.whole("c1").turns] == [
            ("t2", "三年。", (1,), None)
        ]
        assert [each.picture.id for each in store.whole("c1").pictures] == [PICTURE]
        for sought, found in {"奶瓶": ["c1"], "三年": ["c1"], "退货": ["c2"], "保修几年": [], "换": ["c2"]}.items():
            assert [each.id for each in store.conversations("local", sought).conversations] == found
        assert store.turn("t3").state is TurnState.RUNNING
        assert ask(store, "c1").number == 2


def test_the_migrations_make_the_tables_that_the_program_works_with(url: str, engine: sa.Engine) -> None:
    SQLStore(url).close()
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: kind != "table" or not name.startswith("search"),
            },
        )
        assert compare_metadata(context, metadata) == []


def test_a_database_of_a_newer_lookdesk_is_refused_and_left_alone(url: str, engine: sa.Engine) -> None:
    SQLStore(url).close()
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InvalidSetting, match="newer lookdesk") as refused:
        SQLStore(url)
    assert "Update lookdesk" in refused.value.hint
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_migration_that_breaks_off_leaves_the_database_as_it_was(
    url: str, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_first(engine)
    index, calls = search.index, []

    def break_off(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError("the power fails")
        index(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(search, "index", break_off)
        with pytest.raises(StoreUnavailable, match="power"):
            SQLStore(url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "0001"
        assert not sa.inspect(connection).has_table("search")
        assert "verdict" not in {column["name"] for column in sa.inspect(connection).get_columns("turns")}
    with closing(SQLStore(url)) as store:
        assert len(store.conversations("local", "三年").conversations) == 1


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"no database " * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        SQLStore(f"sqlite:///{tmp_path}/desk.db")
    assert (tmp_path / "desk.db").read_bytes() == b"no database " * 100


def test_a_backup_of_a_running_desk_has_all_that_was_kept(tmp_path: Path) -> None:
    with closing(SQLStore(f"sqlite:///{tmp_path}/desk.db")) as store:
        turn = ask(store, begin(store))
        with (
            closing(sqlite3.connect(tmp_path / "desk.db")) as running,
            closing(sqlite3.connect(tmp_path / "backup.db")) as kept,
        ):
            running.backup(kept)
    with closing(SQLStore(f"sqlite:///{tmp_path}/backup.db")) as restored:
        assert restored.turn(turn.id).question == turn.question
