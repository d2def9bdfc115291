"""A run of a channel may take long: it goes by the clock, and ends when it is to end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from notifications import outbox
from notifications.channels.parcels import Fate, Outcome, Parcel
from notifications.process import Process
from tests.letters import COUNTIES, Sent, copies, engine_of, reachable, run, write
from tests.worlds import Stage, World, Worlds, at
from workflow.models import (
    Delivery,
    QuietHours,
)
from workflow.unit_of_work import unit_of_work

NOW = at(12, 10)


@pytest.fixture
def world(world_at: Worlds, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(outbox, "outdated", lambda *_: {})
    return world_at(Stage.SELF_EVALUATION)


@pytest.fixture
def process(world: World) -> Iterator[Process]:
    made = Process.enter(engine_of(world.session), NOW)
    yield made
    world.session.rollback()
    made.leave(NOW)


def change(world: World, statement: object) -> None:
    with unit_of_work(world.session):
        world.session.execute(statement)  # type: ignore[call-overload]


def test_a_long_run_goes_by_the_clock_from_parcel_to_parcel(world: World, process: Process) -> None:
    """Each parcel takes ten minutes; at the third somebody's quiet hours have begun."""
    reachable(world, *COUNTIES[:3])
    write(world, NOW, *COUNTIES[:3])
    with unit_of_work(world.session):
        world.session.add(QuietHours(user_id=world.filler("甲西县").user_id, first=9, last=14))
    change(world, update(Delivery).values(next_at=NOW - timedelta(minutes=15)))
    now, server = NOW - timedelta(minutes=15), Sent(Fate.SENT, Fate.LATER)

    def slow(parcel: Parcel) -> Outcome:
        nonlocal now
        now += timedelta(minutes=10)
        return server(parcel)

    assert run(world, lambda: now, slow, process) == {"sent": 1, "put_off": 2}
    first, second, third = copies(world)
    assert [parcel.at for parcel in server.parcels] == [first.claimed_at, second.claimed_at]
    assert second.claimed_at == first.ended_at == NOW - timedelta(minutes=5)
    assert second.next_at == NOW + timedelta(minutes=6)
    assert third.next_at == at(12, 10, 14)


def test_what_becomes_due_during_a_run_is_left_to_the_next(world: World, process: Process) -> None:
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    hours = iter(range(100))
    server = Sent(Fate.LATER)
    assert run(world, lambda: NOW + timedelta(hours=next(hours)), server, process) == {"put_off": 1}
    assert len(server.parcels) == 1


def test_a_clock_that_is_set_back_during_a_run_sends_nothing_twice_at_once(
    world: World, process: Process
) -> None:
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    server, times = Sent(Fate.LATER), iter([NOW] * 3)
    run(world, lambda: next(times, NOW - timedelta(hours=1)), server, process)
    assert len(server.parcels) == 1


def test_nothing_more_is_begun_once_the_scheduler_is_to_end(world: World, process: Process) -> None:
    reachable(world, *COUNTIES)
    write(world, NOW, *COUNTIES)
    server = Sent()
    assert run(world, NOW, server, process, stopped=lambda: len(server.parcels) == 2) == {"sent": 2}
    assert run(world, NOW, server, process) == {"sent": 3}
