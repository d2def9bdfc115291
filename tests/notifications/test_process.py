"""A process that lives keeps its lock; what a dead one left behind is known at once."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from notifications.process import AlreadyRunning, Process
from tests.worlds import at
from workflow.models import SchedulerProcess

NOW = at(12, 10)


def test_on_sqlite_there_is_one_and_the_next_finds_the_dead(engine: Engine, session: Session) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("several may run on PostgreSQL")
    first = Process.enter(engine, NOW)
    with pytest.raises(AlreadyRunning):
        Process.enter(engine, NOW)
    first.leave(NOW)
    second = Process.enter(engine, NOW)
    assert second.gone(session, [first.id, second.id]) == {first.id}
    second.leave(NOW)


def test_on_postgresql_several_live_and_a_lost_connection_is_a_dead_process(
    engine: Engine, session: Session
) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one")
    first, second = Process.enter(engine, NOW), Process.enter(engine, NOW)
    assert second.gone(session, [first.id, second.id]) == frozenset()
    session.rollback()
    first.leave(NOW)
    assert second.gone(session, [first.id, second.id]) == {first.id}
    session.rollback()
    second.leave(NOW)


def test_a_process_says_when_it_was_last_alive(engine: Engine, session: Session) -> None:
    process = Process.enter(engine, NOW)
    process.beat(at(12, 11))
    row = session.get_one(SchedulerProcess, process.id)
    assert (row.started_at, row.seen_at, row.ended_at) == (NOW, at(12, 11), None)
    session.rollback()
    process.leave(at(12, 12))
    session.expire_all()
    assert session.get_one(SchedulerProcess, process.id).ended_at == at(12, 12)
