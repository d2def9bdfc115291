"""A server in trouble rests, and no other one with it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from notifications import outbox
from notifications.channels.parcels import Fate, Outcome, Parcel
from notifications.outbox import REST
from notifications.process import Process
from tests.letters import COUNTIES, Sent, copies, engine_of, reachable, run, write
from tests.worlds import Stage, World, Worlds, at
from workflow.models import (
    Channel,
    DeliveryState,
)

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


def test_a_dead_channel_is_left_alone_after_a_few_attempts_and_others_do_not_notice(
    world: World, process: Process
) -> None:
    reachable(world, *COUNTIES)
    reachable(world, *COUNTIES, channel=Channel.WECOM, address="robot-key")
    write(world, NOW, *COUNTIES)
    dead, alive = Sent(Fate.UNREACHED), Sent()
    assert run(world, NOW, dead, process) == {"put_off": 5}
    assert len(dead.parcels) == 3
    assert run(world, NOW, alive, process, Channel.WECOM) == {"sent": 5}
    assert [parcel.address for parcel in alive.parcels] == ["robot-key"] * 5
    assert run(world, at(12, 10, 9, 5), alive, process) == {"sent": 5}


def test_one_refused_address_after_the_other_is_no_dead_channel(world: World, process: Process) -> None:
    reachable(world, *COUNTIES)
    write(world, NOW, *COUNTIES)
    assert run(world, NOW, Sent(Fate.NEVER, Fate.LATER, Fate.NEVER, Fate.LATER, Fate.SENT), process) == {
        "failed": 2,
        "put_off": 2,
        "sent": 1,
    }


class Hosts:
    """Web addresses at hosts of which some answer in their own way; the others take what they are sent."""

    def __init__(self, **fates: Fate) -> None:
        self._fates = fates
        self.asked: list[str] = []

    def __call__(self, parcel: Parcel) -> Outcome:
        self.asked.append(parcel.address)
        return Outcome(self._fates.get(parcel.address.partition("//")[2].partition(".")[0], Fate.SENT), "")


def test_a_dead_web_host_holds_no_other_up(world: World, process: Process) -> None:
    hosts = ("dead", "dead", "alive", "dead", "alive")
    for unit, host in zip(COUNTIES, hosts, strict=True):
        reachable(world, unit, channel=Channel.WEBHOOK, address=f"https://{host}.example.cn/{unit}")
    for number in range(4):
        write(world, NOW, *COUNTIES, number=number)
    server = Hosts(dead=Fate.UNREACHED)
    assert run(world, NOW, server, process, Channel.WEBHOOK) == {"sent": 8, "put_off": 12}
    assert len([one for one in server.asked if "dead" in one]) == 3
    waiting = [copy.next_at - NOW for copy in copies(world) if copy.state is DeliveryState.QUEUED]
    assert sorted(waiting) == [timedelta(minutes=1)] * 3 + [REST] * 9


def test_one_address_that_never_answers_rests_alone(world: World, process: Process) -> None:
    for unit in COUNTIES:
        address = f"https://{'silent' if unit == '甲南县' else 'alive'}.example.cn/{unit}"
        reachable(world, unit, channel=Channel.WECOM, address=address)
    for number in range(6):
        write(world, NOW, *COUNTIES, number=number)
    server = Hosts(silent=Fate.UNKNOWN)
    found = run(world, NOW, server, process, Channel.WECOM)
    assert found == {"sent": 24, "unknown": 3, "put_off": 3}
