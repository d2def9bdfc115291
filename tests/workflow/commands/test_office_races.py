"""Buttons of the office pressed several times at once: done once, the others are answered in words."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.threads import at_once
from tests.worlds import PASSWORD, Stage, World, Worlds, at
from workflow.actor import Actor, Post
from workflow.commands.accounts import add_user
from workflow.commands.liaison import register_liaison
from workflow.commands.session import change_password, log_in
from workflow.commands.unit_file import TABLE, parse_units
from workflow.commands.units import import_units
from workflow.models import Liaison, LoginSession, Unit, User
from workflow.queries.sessions import token_digest

TIMES = 4
ARRIVED = at(12, 10)


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.SELF_EVALUATION)


def pressed(world: World, command: Any, actor: Actor, **what: Any) -> Counter[str]:
    """How often each kind of answer came."""
    outcomes = at_once(world, *[(command, actor, what)] * TIMES)
    return Counter(type(outcome).__name__ for outcome in outcomes)


def how_many(world: World, *conditions: Any) -> int:
    return world.session.scalar(select(func.count()).where(*conditions)) or 0


def test_a_user_name_is_taken_once(world: World) -> None:
    wishes = {"username": "neuling", "name": "新来的", "password": PASSWORD}
    answers = pressed(world, add_user, world.actor("示范省", Post.ADMIN), **wishes)
    assert answers == {"User": 1, "Invalid": TIMES - 1}


def test_a_liaison_officer_is_registered_once(world: World) -> None:
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲市")}
    who = {"name": "联络员", "position": "科长", "mobile": "13800000000"}
    assert pressed(world, register_liaison, world.filler("甲市"), **about, **who) == {"NoneType": TIMES}
    assert how_many(world, Liaison.name == "联络员") == 1


def test_units_of_one_file_are_added_once(world: World) -> None:
    lines = ("990104,甲北县,county,县,990100,,,,", ",甲中县,county,县,990100,,,,")
    rows = parse_units("\n".join((",".join(TABLE.titles), *lines)).encode())
    answers = pressed(world, import_units, world.actor("示范省", Post.ADMIN), rows=rows)
    assert answers == {"ImportPlan": TIMES}
    assert how_many(world, Unit.name == "甲中县") == 1


def test_a_password_is_changed_once_and_one_log_in_is_left(world: World) -> None:
    filler = world.filler("甲市")
    user = world.session.get_one(User, filler.user_id)
    about = {"username": user.username, "verified": user.password_hash, "address": "10.0.0.1"}
    digest = token_digest(world.do(_enter, filler, None, **about).token)
    what = {"digest": digest, "current": PASSWORD, "new": PASSWORD + "7"}
    assert pressed(world, _change, filler, **what) == {"str": 1, "Invalid": TIMES - 1}
    assert how_many(world, LoginSession.user_id == filler.user_id, LoginSession.ended_at.is_(None)) == 1


def _enter(session: Session, actor: Actor, now: Any, **about: Any) -> Any:
    return log_in(session, ARRIVED, arrived=ARRIVED, **about)


def _change(session: Session, actor: Actor, now: Any, **what: Any) -> str:
    return change_password(session, actor, now, arrived=ARRIVED, **what)
