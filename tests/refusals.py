"""A refusal under test: what it says, and that it left the database as it was."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from states.engine import Refused
from tests.worlds import World
from workflow.actor import Actor
from workflow.models import Base

Contents = dict[str, Sequence[Row[Any]]]


_EVERYTHING = {
    table.name: select(table).order_by(*table.primary_key) for table in Base.metadata.sorted_tables
}


def contents(session: Session) -> Contents:
    """Every row of every table, by table."""
    session.rollback()
    connection = session.connection()
    return {name: connection.execute(rows).fetchall() for name, rows in _EVERYTHING.items()}


def why_not(
    world: World, command: Callable[..., Any], actor: Actor, now: Any, **what: Any
) -> list[tuple[str, str]]:
    """All reasons why a command is refused now, each with who can lift it; nothing may have changed."""
    before = contents(world.session)
    with pytest.raises(Refused) as refusal:
        world.do(command, actor, now, **what)
    assert contents(world.session) == before
    return [(reason.text, reason.lifted_by) for reason in refusal.value.reasons]


def turned_away(
    world: World, error: type[Exception], command: Callable[..., Any], actor: Actor, now: Any, **what: Any
) -> Any:
    """The error that a command meets; nothing may have changed."""
    before = contents(world.session)
    with pytest.raises(error) as refusal:
        world.do(command, actor, now, **what)
    assert contents(world.session) == before
    return refusal.value
