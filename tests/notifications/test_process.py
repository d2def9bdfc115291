"""A process that lives keeps its lock; what a dead one left behind is known at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifications.process import AlreadyRunning, Process
from tests.databases import PostgresShelf, SqliteShelf
from tests.locks import end_session_of, until_free
from tests.worlds import at
from workflow.database import make_engine
from workflow.models import SchedulerProcess

NOW = at(12, 10)


@pytest.fixture
def sqlite(sqlite_shelf: SqliteShelf) -> Iterator[Engine]:
    engine = make_engine(sqlite_shelf.take())
    yield engine
    engine.dispose()
    sqlite_shelf.clear()


@pytest.fixture
def postgresql(postgresql_shelf: PostgresShelf) -> Iterator[Engine]:
    engine = make_engine(postgresql_shelf.take())
    yield engine
    engine.dispose()
    postgresql_shelf.clear()


def test_on_sqlite_there_is_one_and_the_next_finds_the_dead(sqlite: Engine) -> None:
    first = Process.enter(sqlite, NOW)
    with pytest.raises(AlreadyRunning):
        Process.enter(sqlite, NOW)
    first.leave(NOW)
    second = Process.enter(sqlite, NOW)
    with Session(sqlite) as session:
        assert second.gone(session, [first.id, second.id]) == {first.id}
    second.leave(NOW)


def test_on_postgresql_several_live_and_one_that_left_is_dead(postgresql: Engine) -> None:
    first, second = Process.enter(postgresql, NOW), Process.enter(postgresql, NOW)
    with Session(postgresql) as session:
        assert second.gone(session, [first.id, second.id]) == frozenset()
        session.rollback()
        first.leave(NOW)
        until_free(session, first)
        assert second.gone(session, [first.id, second.id]) == {first.id}
    second.leave(NOW)


@contextmanager
def away(engine: Engine) -> Iterator[None]:
    """The database takes no connection."""

    def refuse(*_: object) -> None:
        raise psycopg.OperationalError("connection refused")

    event.listen(engine, "do_connect", refuse)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "do_connect", refuse)


def test_a_lock_whose_connection_the_database_ended_is_taken_anew(postgresql: Engine) -> None:
    first, second = Process.enter(postgresql, NOW), Process.enter(postgresql, NOW)
    with Session(postgresql) as session:
        end_session_of(session, first)
        first.beat(NOW)
        assert second.gone(session, [first.id]) == frozenset()
    first.leave(NOW)
    second.leave(NOW)


def test_a_database_that_is_away_for_a_while_costs_no_lock(postgresql: Engine) -> None:
    first, second = Process.enter(postgresql, NOW), Process.enter(postgresql, NOW)
    with Session(postgresql) as session:
        end_session_of(session, first)
        with away(postgresql):
            for _ in range(2):
                with pytest.raises(OperationalError):
                    first.beat(NOW)
        assert second.gone(session, [first.id]) == {first.id}
        session.rollback()
        first.beat(NOW)
        assert second.gone(session, [first.id]) == frozenset()
    first.leave(NOW)
    second.leave(NOW)


def test_a_lock_that_the_database_keeps_for_a_broken_session_is_not_waited_for(postgresql: Engine) -> None:
    first, second = Process.enter(postgresql, NOW), Process.enter(postgresql, NOW)
    assert isinstance(first._held, Connection)
    broken, first._held = first._held, None
    first.beat(at(12, 11))
    with Session(postgresql) as session:
        assert session.get_one(SchedulerProcess, first.id).seen_at == at(12, 11)
        assert second.gone(session, [first.id]) == frozenset()
        assert first.gone(session, [second.id]) == frozenset()
        session.rollback()
        broken.close()
        until_free(session, first)
        first.beat(NOW)
        assert second.gone(session, [first.id]) == frozenset()
    first.leave(NOW)
    second.leave(NOW)


def test_a_process_says_when_it_was_last_alive_and_what_it_thinks_of_the_clock(
    engine: Engine, session: Session
) -> None:
    process = Process.enter(engine, NOW)
    process.beat(at(12, 11))
    process.suspend(at(12, 11), "为什么")
    row = session.get_one(SchedulerProcess, process.id)
    assert (row.started_at, row.seen_at, row.ended_at) == (NOW, at(12, 11), None)
    assert (row.suspended_at, row.suspended_why) == (at(12, 11), "为什么")
    session.rollback()
    process.suspend(None, "")
    process.leave(at(12, 12))
    session.expire_all()
    left = session.get_one(SchedulerProcess, process.id)
    assert (left.ended_at, left.suspended_at) == (at(12, 12), None)
