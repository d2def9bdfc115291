"""Each channel is sent on by itself, and nothing that one meets holds another up."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications import outbox, schedule
from notifications.channels.parcels import Fate, Outcome, Parcel
from notifications.runs import last_runs
from tests.letters import Sent, engine_of, reachable, write
from tests.worlds import Stage, World, Worlds, at
from workflow.models import Channel, Delivery, DeliveryState, Notice

FORTY_DAYS = timedelta(days=40)
LANES = {lane.name: lane for lane in schedule.LANES}


@pytest.fixture
def world(world_at: Worlds, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(outbox, "outdated", lambda *_: {})
    monkeypatch.setattr(schedule, "_now", lambda: at(12, 10))
    world = world_at(Stage.SELF_EVALUATION)
    reachable(world, "甲东县")
    reachable(world, "甲东县", channel=Channel.WECOM, address="robot-key")
    write(world, at(12, 10), "甲东县")
    return world


@pytest.fixture
def hangs() -> Iterator[threading.Event]:
    """Set when a server that hangs may go on."""
    event = threading.Event()
    yield event
    event.set()


def states(world: World) -> dict[Channel, DeliveryState]:
    world.session.rollback()
    written = select(Notice.id).where(Notice.kind == "nudge")
    wanted = world.session.scalars(select(Delivery).where(Delivery.notice_id.in_(written)))
    return {copy.channel: copy.state for copy in wanted}


def test_a_lane_sends_what_waits_and_notes_what_it_did(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = schedule.Life.begin(engine_of(world.session), {Channel.MAIL: Sent()})
    for channel in Channel:
        LANES[channel.value].run(life)
    assert states(world) == {Channel.MAIL: DeliveryState.SENT, Channel.WECOM: DeliveryState.QUEUED}
    life.process.leave(datetime.now(UTC))
    monkeypatch.setattr(schedule, "_now", lambda: at(12, 11))
    life = schedule.Life.begin(engine_of(world.session), {Channel.MAIL: Sent()})
    LANES["wecom"].run(life)
    assert states(world) == {Channel.MAIL: DeliveryState.SENT, Channel.WECOM: DeliveryState.DROPPED}
    with Session(life.engine) as session:
        found = last_runs(session)
    assert (found["send_mail"].counts["sent"], found["send_wecom"].counts["dropped"]) == (1, 1)
    life.process.leave(datetime.now(UTC))


def test_while_a_mail_server_hangs_the_others_and_the_clock_go_on(
    world: World, hangs: threading.Event
) -> None:
    begun = threading.Event()

    def hang(parcel: Parcel) -> Outcome:
        begun.set()
        assert hangs.wait(60)
        return Outcome(Fate.SENT, "at last")

    life = schedule.Life.begin(engine_of(world.session), {Channel.MAIL: hang, Channel.WECOM: Sent()})
    mail = threading.Thread(target=LANES["mail"].run, args=[life])
    mail.start()
    assert begun.wait(60)
    LANES["wecom"].run(life)
    LANES["clock"].run(life)
    assert states(world) == {Channel.MAIL: DeliveryState.SENDING, Channel.WECOM: DeliveryState.SENT}
    world.session.rollback()
    hangs.set()
    mail.join()
    assert states(world)[Channel.MAIL] is DeliveryState.SENT
    world.session.rollback()
    life.process.leave(datetime.now(UTC))


def test_while_the_clock_is_suspected_nothing_leaves_and_afterwards_everything_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = schedule.Life.begin(engine_of(world.session), {Channel.MAIL: Sent(), Channel.WECOM: Sent()})
    with monkeypatch.context() as wrong:
        wrong.setattr(schedule, "_now", lambda: at(12, 10) + FORTY_DAYS)
        for channel in Channel:
            LANES[channel.value].run(life)
    assert set(states(world).values()) == {DeliveryState.QUEUED}
    world.session.rollback()
    for channel in Channel:
        LANES[channel.value].run(life)
    assert set(states(world).values()) == {DeliveryState.SENT}
    world.session.rollback()
    life.process.leave(datetime.now(UTC))


def test_a_clock_that_jumps_while_a_parcel_is_out_stops_the_next_and_dates_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, at(12, 10), "甲东县", number=1)

    def jump(parcel: Parcel) -> Outcome:
        monkeypatch.setattr(schedule, "_now", lambda: at(12, 10) + FORTY_DAYS)
        return Outcome(Fate.SENT, "taken")

    life = schedule.Life.begin(engine_of(world.session), {Channel.MAIL: jump})
    LANES["mail"].run(life)
    found = world.session.scalars(
        select(Delivery).where(Delivery.channel == Channel.MAIL).order_by(Delivery.id)
    ).all()
    assert [copy.state for copy in found] == [DeliveryState.SENT, DeliveryState.QUEUED]
    assert found[0].ended_at is not None
    assert found[0].ended_at < at(12, 10) + timedelta(minutes=5)
    world.session.rollback()
    life.process.leave(datetime.now(UTC))


def test_a_life_that_is_told_to_end_ends_after_the_parcel_in_hand(world: World) -> None:
    write(world, at(12, 10), "甲东县", number=1)
    server = Sent()

    def end_meanwhile(parcel: Parcel) -> Outcome:
        life.ending.set()
        return server(parcel)

    life = schedule.Life.begin(engine_of(world.session), {Channel.MAIL: end_meanwhile})
    LANES["mail"].run(life)
    LANES["wecom"].run(life)
    found = world.session.scalars(select(Delivery.state).order_by(Delivery.id)).all()
    assert sorted(found) == sorted([DeliveryState.SENT, *[DeliveryState.QUEUED] * 3])
    world.session.rollback()
    life.process.leave(datetime.now(UTC))
