"""The demonstration province in a test database: its units, and people in posts, all by commands."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from argon2.profiles import CHEAPEST
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.databases import Shelf
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.accounts import add_division, add_user
from workflow.commands.posts import grant_post
from workflow.commands.unit_file import builtin_units
from workflow.commands.units import import_units
from workflow.database import make_engine
from workflow.models import Division, Unit, User
from workflow.passwords import set_cost
from workflow.unit_of_work import unit_of_work

OCTOBER = datetime(2026, 10, 1, 1, tzinfo=UTC)
PASSWORD = "长江东流水-2026"

set_cost(CHEAPEST)


def unit_id(session: Session, name: str) -> int:
    """The id of a unit by its name."""
    return session.scalars(select(Unit.id).where(Unit.name == name)).one()


def someone(
    session: Session, post: Post, unit: str, username: str = "", division: str | None = None
) -> Actor:
    """A new person in a post, with an account and the post granted."""
    username = username or f"{post.value}-{unit_id(session, unit)}"
    with unit_of_work(session):
        user = add_user(
            session, COMMAND_LINE, OCTOBER, username=username, name=f"{unit}{post.label}", password=PASSWORD
        )
        division_id = _division(session, unit, division) if division else None
        grant_post(
            session, COMMAND_LINE, OCTOBER,
            user_id=user.id, unit_id=unit_id(session, unit), post=post, division_id=division_id,
        )  # fmt: skip
    return Actor(user.id, user.name, post, unit_id(session, unit), division_id)


def _division(session: Session, unit: str, name: str) -> int:
    known = session.scalar(select(Division.id).where(Division.name == name))
    if known is not None:
        return known
    return add_division(session, COMMAND_LINE, OCTOBER, unit_id=unit_id(session, unit), name=name).id


def user(session: Session, actor: Actor) -> User:
    """The account behind an actor, read afresh."""
    return session.get_one(User, actor.user_id, populate_existing=True)


def _fill(url: str) -> None:
    engine = make_engine(url)
    with Session(engine) as session, unit_of_work(session):
        import_units(session, COMMAND_LINE, OCTOBER, builtin_units())
    engine.dispose()


@pytest.fixture
def hubei_engine(shelf: Shelf) -> Iterator[Engine]:
    """A database of this test alone that holds the units of the demonstration province."""
    shelf.keep("hubei", _fill)
    engine = make_engine(shelf.take("hubei"))
    yield engine
    engine.dispose()


@pytest.fixture
def hubei(hubei_engine: Engine) -> Iterator[Session]:
    """A session on that database."""
    with Session(hubei_engine) as session:
        yield session
