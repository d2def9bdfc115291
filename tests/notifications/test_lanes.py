"""Lanes: none runs beside itself, and one that hangs holds no other up. Two schedulers do each thing once."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import pytest
from apscheduler.executors import base as base_executor
from apscheduler.schedulers import base as base_scheduler
from apscheduler.triggers import interval
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from notifications import schedule
from notifications.due import Nightly
from notifications.timetable import JOBS, Job
from states.cycle import CycleStage
from tests.databases import PostgresShelf
from tests.worlds import Stage, at, keep_world
from workflow.database import make_engine
from workflow.models import Cycle, DemonstrationClock, Event
from workflow.unit_of_work import unit_of_work

TURNS = 3
PATIENCE = 30


@contextmanager
def turning(life: schedule.Life) -> Iterator[None]:
    """Turns are taken each second."""
    running = threading.Thread(target=schedule.take_turns, args=[life, 1])
    running.start()
    try:
        yield
    finally:
        life.ending.set()
        running.join()


@pytest.mark.sqlite_only
def test_a_lane_that_hangs_holds_no_other_up_and_never_runs_twice_at_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, released, inside = threading.Semaphore(0), threading.Event(), []

    def hanging(life: schedule.Life) -> None:
        inside.append(1)
        released.wait(PATIENCE)

    lanes = (schedule.Lane("hanging", hanging), schedule.Lane("quick", lambda life: turns.release()))
    monkeypatch.setattr(schedule, "LANES", lanes)
    life = schedule.Life.begin(engine)
    with turning(life):
        assert all(turns.acquire(timeout=PATIENCE) for _ in range(TURNS))
        assert inside == [1]
        released.set()
    life.process.leave(datetime.now(UTC))


@pytest.mark.sqlite_only
@pytest.mark.parametrize("moved", [timedelta(hours=3), timedelta(hours=-3)])
def test_a_clock_that_is_moved_and_moved_back_lets_no_lane_sleep(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, moved: timedelta
) -> None:
    by = [timedelta()]

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + by[0]

    for module in (base_scheduler, base_executor, interval):
        monkeypatch.setattr(module, "datetime", Moved)
    monkeypatch.setattr(schedule, "_now", lambda: Moved.now(UTC))
    turns = threading.Semaphore(0)
    monkeypatch.setattr(schedule, "LANES", (schedule.Lane("quick", lambda life: turns.release()),))
    life = schedule.Life.begin(engine)
    with turning(life):
        for now in (timedelta(), moved, timedelta()):
            by[0] = now
            assert all(turns.acquire(timeout=PATIENCE) for _ in range(TURNS))
    life.process.leave(datetime.now(UTC))


@pytest.fixture
def postgresql(postgresql_shelf: PostgresShelf) -> Iterator[Engine]:
    """A province in December whose clock shows the first of February: two stages are due."""
    engine = make_engine(postgresql_shelf.take(keep_world(postgresql_shelf, Stage.SELF_EVALUATION)))
    with Session(engine) as session, unit_of_work(session):
        ahead = datetime(2027, 2, 1, 4, tzinfo=UTC) - datetime.now(UTC)
        session.add(DemonstrationClock(id=1, offset_seconds=ahead // timedelta(seconds=1)))
    yield engine
    engine.dispose()
    postgresql_shelf.clear()


def test_two_schedulers_at_the_same_moment_do_everything_once(
    postgresql: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights: list[datetime] = []

    def night(session: Session, now: datetime) -> int:
        time.sleep(0.2)
        nights.append(now)
        return 1

    monkeypatch.setattr(schedule, "JOBS", (*JOBS, Job("night", "夜", night, Nightly(3))))
    lives = [schedule.Life.begin(postgresql) for _ in range(2)]
    threads = [threading.Thread(target=schedule.scan, args=[life]) for life in lives]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    with Session(postgresql) as session:
        cycle = session.scalars(select(Cycle)).one()
        assert cycle.stage is CycleStage.RATING
        moves = select(func.count()).where(Event.name == "cycle.advance", Event.cycle_id == cycle.id)
        assert session.scalar(moves.where(Event.at > at(1, 1))) == 2
    assert len(nights) == 1
    for life in lives:
        life.process.leave(datetime.now(UTC))
