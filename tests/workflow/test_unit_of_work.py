"""One act, one transaction: it begins afresh, commits whole, or leaves nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from states.facts import SheetFacts
from states.sheet import SHEET, SheetStage, SheetTrigger
from tests.worlds import Stage, World, Worlds, at
from workflow.commands._move import move
from workflow.errors import Stale
from workflow.models import Event, Unit
from workflow.queries.trail import verify_chain
from workflow.unit_of_work import unit_of_work


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


@pytest.fixture
def colleague(world: World) -> Iterator[Session]:
    """Somebody else's session on the same database."""
    engine = world.session.get_bind()
    assert isinstance(engine, Engine)
    with Session(engine) as session:
        yield session


def rename(session: Session, unit_id: int, name: str) -> None:
    with unit_of_work(session):
        session.get_one(Unit, unit_id).name = name


def test_who_has_read_before_somebody_else_wrote_still_writes(world: World, colleague: Session) -> None:
    city, county = world.unit("甲市"), world.unit("甲东县")
    assert world.session.get_one(Unit, city).name == "甲市"
    rename(colleague, city, "新甲市")
    rename(world.session, county, "新甲东县")
    assert world.session.get_one(Unit, city).name == "新甲市"


def test_what_was_changed_outside_an_act_is_not_carried_into_it(world: World) -> None:
    unit = world.session.get_one(Unit, world.unit("甲市"))
    unit.name = "随手改的"
    rename(world.session, world.unit("甲东县"), "新甲东县")
    assert world.session.get_one(Unit, unit.id).name == "甲市"


def test_an_act_that_fails_leaves_nothing(world: World) -> None:
    def fail() -> None:
        with unit_of_work(world.session):
            world.session.get_one(Unit, world.unit("甲市")).name = "新甲市"
            world.session.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert world.unit("甲市")


def test_a_row_that_changed_behind_its_readers_back_does_not_move(world: World) -> None:
    """Were a lock ever forgotten, the stage would still be written only over what was read."""

    def move_what_has_changed() -> None:
        sheet = world.sheet("甲东县")
        with unit_of_work(world.session) as session:
            session.refresh(sheet)
            session.execute(text(f"UPDATE sheet SET version = 7 WHERE id = {sheet.id}"))
            move(session, world.filler("甲东县"), at(12, 10), SHEET, sheet, SheetTrigger.START, SheetFacts())

    length = verify_chain(world.session).length
    with pytest.raises(Stale) as refusal:
        move_what_has_changed()
    assert refusal.value.text == "评定表刚刚被别人改动，重新打开页面查看最新状态。"
    sheet = world.sheet("甲东县")
    assert (sheet.stage, sheet.version) == (SheetStage.NOT_STARTED, 1)
    assert len(world.session.scalars(select(Event.seq)).all()) == length
