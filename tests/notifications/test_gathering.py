"""Copies that are wanted once a day are as true as those that go at once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from notifications.process import Process
from notifications.reminders import digest, escalate, remind
from tests.letters import Sent, copies, engine_of, run
from tests.notifications.post_room import Job, notices
from tests.worlds import Stage, World, Worlds, at
from workflow.models import Channel, Contact, DeliveryState, Mode, User
from workflow.unit_of_work import unit_of_work


@pytest.fixture
def world(world_at: Worlds) -> World:
    """Everybody wants mail once a day."""
    world = world_at(Stage.SELF_EVALUATION)
    with unit_of_work(world.session):
        for user_id in world.session.scalars(select(User.id)).all():
            told = {"address": f"u{user_id}@example.cn", "changed_at": world.cycle.opened_at}
            world.session.add(Contact(user_id=user_id, channel=Channel.MAIL, mode=Mode.GATHERED, **told))
    return world


@pytest.fixture
def process(world: World) -> Iterator[Process]:
    made = Process.enter(engine_of(world.session), at(12, 1))
    yield made
    world.session.rollback()
    made.leave(at(12, 1))


@pytest.mark.parametrize("job", [remind, digest])
def test_what_speaks_of_the_day_is_gathered_on_its_day(world: World, process: Process, job: Job) -> None:
    job(world.session, at(12, 31))
    server = Sent()
    assert run(world, at(12, 31, 9, 29), server, process) == {}
    assert set(run(world, at(12, 31, 9, 30), server, process)) == {"sent"}
    assert {parcel.gathered for parcel in server.parcels} == {True}
    assert {copy.state for copy in copies(world)} == {DeliveryState.SENT}


@pytest.mark.parametrize("job", [remind, digest])
def test_what_speaks_of_the_day_and_misses_its_gathering_goes_at_once(
    world: World, process: Process, job: Job
) -> None:
    job(world.session, at(12, 31, 9, 31))
    server = Sent()
    assert set(run(world, at(12, 31, 9, 32), server, process)) == {"sent"}
    assert {parcel.gathered for parcel in server.parcels} == {False}


def test_the_level_above_is_not_told_of_an_earlier_day(world: World, process: Process) -> None:
    escalate(world.session, at(1, 4))
    assert notices(world, "escalation")
    server = Sent()
    assert set(run(world, at(1, 5, 8), server, process)) == {"dropped"}
    assert {copy.answer for copy in copies(world)} == {"已过当日"}
    escalate(world.session, at(1, 5))
    assert set(run(world, at(1, 5, 9, 30), server, process)) == {"sent"}
