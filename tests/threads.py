"""Commands in threads: at the same instant, or one while the other is not yet committed."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from sqlalchemy.orm import Session

from tests.worlds import World, at
from workflow.actor import Actor
from workflow.unit_of_work import unit_of_work

PATIENCE = 0.2
"""Seconds in which the second of two acts either waits for the first or has gone past it."""

Act = tuple[Callable[..., Any], Actor, dict[str, Any]]
"""A command, who does it, and with what."""


def _run(session: Session, act: Act) -> Any:
    command, actor, what = act
    return command(session, actor, at(1, 21), **what)


def _attempt(
    world: World, act: Act, outcomes: dict[int, Any], place: int, gate: Barrier | None = None
) -> None:
    """One act in a session of its own; what comes out of it, be it an error."""
    with Session(world.session.get_bind()) as session:
        if gate:
            gate.wait()
        try:
            with unit_of_work(session):
                outcome = _run(session, act)
                outcomes[place] = getattr(outcome, "receipt", outcome)
        except Exception as error:
            outcomes[place] = error


def at_once(world: World, *acts: Act) -> list[Any]:
    """All acts at the same instant, in the order given: what came out of each."""
    world.session.rollback()
    outcomes: dict[int, Any] = {}
    gate = Barrier(len(acts))
    threads = [Thread(target=_attempt, args=(world, act, outcomes, n, gate)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    world.session.rollback()
    return [outcomes[place] for place in range(len(acts))]


def overlapping(world: World, first: Act, second: Act) -> Any:
    """The second act begins while the first is done but not committed: what comes out of the second."""
    world.session.rollback()
    outcomes: dict[int, Any] = {}
    thread = Thread(target=_attempt, args=(world, second, outcomes, 0))
    with Session(world.session.get_bind()) as session:
        with unit_of_work(session):
            _run(session, first)
            thread.start()
            thread.join(PATIENCE)
        thread.join()
    world.session.rollback()
    return outcomes[0]
