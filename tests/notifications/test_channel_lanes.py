"""Each channel is sent on by itself, and nothing that one meets holds another up."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications import outbox, schedule
from notifications.channels.parcels import Fate, Outcome, Parcel
from notifications.runs import last_runs
from tests.letters import Sent, engine_of, reachable, write
from tests.worlds import Stage, World, Worlds, at
from workflow.models import Channel, Delivery, DeliveryState, Notice

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
    monkeypatch.setattr(schedule, "_now", lambda: at(12, 11))
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
