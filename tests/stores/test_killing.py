"""The server is killed while clients ask; ``python -m benchmarks killing`` does the same two hundred times."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from benchmarks.killing import kill_often
from kept_questions import ask, asked_elsewhere, begin

from lookdesk.errors import InvalidSetting
from lookdesk.records import TurnState
from lookdesk.stores.sql import SQLStore

pytestmark = pytest.mark.process


def test_what_clients_were_told_is_there_after_each_kill(tmp_path: Path) -> None:
    outcome = kill_often(tmp_path, 3)
    assert outcome.kills == 3
    assert outcome.noted.turns
    assert outcome.failures == []


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/desk.db"
    SQLStore(address).close()
    return address


def test_a_second_desk_is_refused_while_the_first_one_has_the_file(url: str) -> None:
    with closing(SQLStore(url)) as store, asked_elsewhere(url, begin(store)) as (other, turn_id):
        assert turn_id == ""
        assert other.wait(30) != 0
        with pytest.raises(InvalidSetting, match=r"Another lookdesk has .*desk\.db open") as refused:
            SQLStore(url)
    assert "PostgreSQL" in refused.value.hint


def test_the_next_desk_interrupts_what_a_killed_one_was_at(url: str) -> None:
    with closing(SQLStore(url)) as store:
        conversation_id = begin(store)
    with asked_elsewhere(url, conversation_id) as (killed, turn_id):
        killed.kill()
        killed.wait()
    with closing(SQLStore(url)) as store:
        assert store.turn(turn_id).state is TurnState.RUNNING
        assert store.interrupt_lost() == 1
        assert store.turn(turn_id).state is TurnState.INTERRUPTED


def test_who_only_looks_interrupts_nothing(url: str) -> None:
    with closing(SQLStore(url)) as store, closing(SQLStore(url, is_desk=False)) as looking:
        turn = ask(store, begin(store))
        assert looking.interrupt_lost() == 0
        assert looking.turn(turn.id).state is TurnState.RUNNING


@pytest.mark.usefixtures("usual_umask")
def test_the_database_can_be_read_by_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    with closing(SQLStore(f"sqlite:///{folder}/desk.db")) as store:
        begin(store)
        modes = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.iterdir()]}
    assert modes == {"desk": 0o700} | {f"desk.db{end}": 0o600 for end in ("", "-wal", "-shm", ".lock")}
