"""Several processes send from one table on PostgreSQL, and one may live on that others take for dead."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from notifications import outbox, outcomes
from notifications.channels.parcels import Fate, Outcome, Parcel
from notifications.process import Process
from tests.databases import PostgresShelf
from tests.letters import COUNTIES, Sent, copies, copy_of, engine_of, reachable, run, write
from tests.locks import end_session_of
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import COMMAND_LINE
from workflow.commands.resending import resend
from workflow.models import DeliveryState, Event

NOW = at(12, 10)


@pytest.fixture
def worlds(postgresql_shelf: PostgresShelf, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worlds]:
    monkeypatch.setattr(outbox, "outdated", lambda *_: {})
    with ExitStack() as stack:
        yield Worlds(postgresql_shelf, stack)
    postgresql_shelf.clear()


def test_an_outcome_that_others_gave_up_on_is_still_written(worlds: Worlds) -> None:
    """A process whose connection broke lives on and learns what became of its parcel."""
    world = worlds(Stage.SELF_EVALUATION)
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    engine = engine_of(world.session)
    cut_off, other = Process.enter(engine, NOW), Process.enter(engine, NOW)
    looking = World(type(world.session)(engine))

    def meanwhile(parcel: Parcel) -> Outcome:
        end_session_of(looking.session, cut_off)
        assert run(looking, NOW, Sent(), other) == {"unknown": 1}
        return Outcome(Fate.SENT, "250 taken")

    assert run(world, NOW, meanwhile, cut_off) == {"sent": 1}
    assert copy_of(world, "甲东县").answer == "250 taken"
    looking.session.close()
    cut_off.leave(NOW)
    other.leave(NOW)


def test_an_outcome_is_not_written_over_what_somebody_has_sent_again_since(worlds: Worlds) -> None:
    world = worlds(Stage.SELF_EVALUATION)
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    engine = engine_of(world.session)
    cut_off, other = Process.enter(engine, NOW), Process.enter(engine, NOW)
    looking, server = World(type(world.session)(engine)), Sent()

    def meanwhile(parcel: Parcel) -> Outcome:
        if looking.session.scalars(select(Event.seq).where(Event.name == "delivery.resend")).first():
            return server(parcel)
        end_session_of(looking.session, cut_off)
        run(looking, NOW, server, other)
        looking.do(resend, COMMAND_LINE, NOW, delivery_id=parcel.number)
        return Outcome(Fate.NEVER, "550 no")

    assert run(world, NOW, meanwhile, cut_off) == {"sent": 1}
    assert copy_of(world, "甲东县").answer == "SENT said the server"
    looking.session.close()
    cut_off.leave(NOW)
    other.leave(NOW)


def test_an_outcome_outlives_the_connection_in_which_it_was_to_be_written(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds(Stage.SELF_EVALUATION)
    reachable(world, "甲东县")
    write(world, NOW, "甲东县")
    process = Process.enter(engine_of(world.session), NOW)
    cuts, note = iter([text("SELECT pg_terminate_backend(pg_backend_pid())")]), outcomes._note

    def cut_off(session: Session, *about: Any) -> Counter[str]:
        for cut in cuts:
            session.execute(cut)
        return note(session, *about)

    monkeypatch.setattr(outcomes, "_note", cut_off)
    monkeypatch.setattr(outcomes, "BETWEEN_SECONDS", 0)
    server = Sent()
    assert run(world, NOW, server, process) == {"sent": 1}
    assert (copy_of(world, "甲东县").state, len(server.parcels)) == (DeliveryState.SENT, 1)
    world.session.rollback()
    process.leave(NOW)


def test_a_living_process_is_not_disturbed_and_no_copy_leaves_twice(worlds: Worlds) -> None:
    world = worlds(Stage.SELF_EVALUATION)
    reachable(world, *COUNTIES)
    write(world, NOW, *COUNTIES)
    engine = engine_of(world.session)
    first, second = Process.enter(engine, NOW), Process.enter(engine, NOW)
    other = World(type(world.session)(engine))
    others, own = Sent(), Sent()

    def meanwhile(parcel: Parcel) -> Outcome:
        run(other, NOW, others, second)
        return own(parcel)

    assert run(world, NOW, meanwhile, first) == {"sent": 1}
    assert (len(own.parcels), len(others.parcels)) == (1, 4)
    assert {copy.state for copy in copies(world)} == {DeliveryState.SENT}
    other.session.close()
    first.leave(NOW)
    second.leave(NOW)
