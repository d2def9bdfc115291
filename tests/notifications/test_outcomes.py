"""What a server has answered is not forgotten because the database is away for a moment."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.exc import OperationalError

from notifications import outbox, outcomes
from notifications.channels.parcels import Fate, Outcome, Parcel, Send
from notifications.outbox import LEFT_BEHIND
from notifications.process import Process
from tests.letters import Sent, copy_of, engine_of, reachable, run, write
from tests.worlds import Stage, World, Worlds, at
from workflow.models import DeliveryState

NOW = at(12, 10)


@pytest.fixture
def world(world_at: Worlds, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(outbox, "outdated", lambda *_: {})
    world = world_at(Stage.SELF_EVALUATION)
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    return world


@pytest.fixture
def process(world: World) -> Iterator[Process]:
    made = Process.enter(engine_of(world.session), NOW)
    yield made
    world.session.rollback()
    made.leave(NOW)


@pytest.fixture
def somebody_writes(world: World) -> Iterator[sqlite3.Connection]:
    """Another connection, in which a test begins to write after a parcel has left."""
    file = engine_of(world.session).url.database
    assert file
    other = sqlite3.connect(file, isolation_level=None)
    yield other
    other.close()


def taken_while(meanwhile: Callable[[], object]) -> Send:
    def send(parcel: Parcel) -> Outcome:
        meanwhile()
        return Outcome(Fate.SENT, "250 taken")

    return send


def impatient(world: World) -> None:
    """Let this connection wait for no other one."""
    world.session.connection().exec_driver_sql("PRAGMA busy_timeout = 0")
    world.session.rollback()


@pytest.mark.sqlite_only
def test_an_outcome_is_written_once_the_database_lets_it(
    world: World, process: Process, somebody_writes: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(world)
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            somebody_writes.execute("ROLLBACK")

    monkeypatch.setattr(outcomes.time, "sleep", wait)
    send = taken_while(lambda: somebody_writes.execute("BEGIN IMMEDIATE"))
    assert run(world, NOW, send, process) == {"sent": 1}
    assert (copy_of(world, "甲东县").answer, waits) == ("250 taken", [outcomes.BETWEEN_SECONDS] * 2)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("tries", "ends"), [(1, False), (60, True)])
def test_an_outcome_is_not_kept_for_ever_nor_when_the_scheduler_is_to_end(
    world: World,
    process: Process,
    somebody_writes: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    tries: int,
    ends: bool,
) -> None:
    impatient(world)
    monkeypatch.setattr(outcomes, "TRIES", tries)
    left: list[bool] = []

    def leave() -> None:
        somebody_writes.execute("BEGIN IMMEDIATE")
        left.append(True)

    with pytest.raises(OperationalError):
        run(world, NOW, taken_while(leave), process, stopped=lambda: ends and bool(left))
    somebody_writes.execute("ROLLBACK")
    assert run(world, NOW, Sent(), process) == {"unknown": 1}
    copy = copy_of(world, "甲东县")
    assert (copy.state, copy.answer) == (DeliveryState.UNKNOWN, LEFT_BEHIND)
