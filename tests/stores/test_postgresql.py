"""The store on a real PostgreSQL server, alone and with other desks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from kept_questions import ask, asked_elsewhere, begin

from lookdesk.errors import StoreUnavailable
from lookdesk.records import TurnState
from lookdesk.stores.sql import SQLStore
from lookdesk.testing.store_contract import StoreContract
from postgres import Postgres, postgres

pytestmark = [pytest.mark.postgres, pytest.mark.process]


class TestPostgreSQL(StoreContract):
    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _database(cls, postgres_server: Postgres) -> None:
        cls.url = postgres_server.new_database()

    def make(self) -> SQLStore:
        return SQLStore(self.url)


@pytest.fixture
def store(postgres_url: str) -> Iterator[SQLStore]:
    with closing(SQLStore(postgres_url)) as opened:
        yield opened


def test_what_another_desk_is_at_is_not_interrupted(store: SQLStore, postgres_url: str) -> None:
    turn = ask(store, begin(store))
    with closing(SQLStore(postgres_url)) as other:
        assert other.interrupt_lost() == 0
        assert other.turn(turn.id).state is TurnState.RUNNING


def test_what_a_killed_desk_was_at_is_interrupted(
    store: SQLStore, postgres_url: str, until: Callable[[Callable[[], bool]], None]
) -> None:
    with asked_elsewhere(postgres_url, begin(store)) as (process, turn_id):
        assert store.interrupt_lost() == 0
        process.kill()
        until(lambda: store.interrupt_lost() == 1)  # the server hears of it when the connection breaks
    assert store.turn(turn_id).state is TurnState.INTERRUPTED


def test_what_a_closed_desk_was_at_is_interrupted(store: SQLStore, postgres_url: str) -> None:
    with closing(SQLStore(postgres_url)) as other:
        ask(other, begin(other))
    assert store.interrupt_lost() == 1


def test_desks_that_start_at_one_time_make_the_tables_once(postgres_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: SQLStore(postgres_url), range(6)))
    conversation_id = begin(stores[0])
    for number, store in enumerate(stores, 1):
        assert ask(store, conversation_id).number == number
        store.close()


def test_a_server_that_stops_is_told_of_and_found_again() -> None:
    with postgres() as server, closing(SQLStore(server.new_database())) as store:
        conversation_id = begin(store)
        turn = ask(store, conversation_id)
        server.stop()
        for call in (lambda: ask(store, conversation_id), lambda: store.whole(conversation_id), store.interrupt_lost):
            with pytest.raises(StoreUnavailable):
                call()
        server.start()
        store.end_turn(turn.id, TurnState.ANSWERED, text="三年。")
        assert ask(store, conversation_id).number == 2


def test_a_desk_that_has_not_yet_come_back_to_a_new_server_loses_nothing() -> None:
    with postgres() as server:
        url = server.new_database()
        with closing(SQLStore(url)) as store, closing(SQLStore(url)) as other:
            before = ask(store, begin(store))
            server.stop()
            server.start()
            assert other.interrupt_lost() == 0
            after = ask(store, before.conversation)
            assert other.interrupt_lost() == 0
        with closing(SQLStore(url)) as other:
            other.interrupt_lost()
            assert other.turn(after.id).state is TurnState.INTERRUPTED
