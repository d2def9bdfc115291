"""The table of liaison officers: all units at once, all or none, numbers masked in the history."""

import pytest
from sqlalchemy import select

from tests.refusals import contents, turned_away
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import Post
from workflow.commands.liaison_import import LiaisonChange, import_liaisons, plan_liaisons
from workflow.commands.table_plan import TablePlan
from workflow.errors import Forbidden, Invalid
from workflow.models import Event, Liaison

NOW = at(12, 2)
HEADER = "单位,联络员,职务,手机号码\n"
GOOD = f"{HEADER}甲市,联络员甲,科长,１３８-0000 0000\n乙市,,,\n丙市,联络员丙,副科长,13900000000\n"


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.SELF_EVALUATION)


def take(world: World, text: str = GOOD) -> TablePlan[LiaisonChange]:
    about = {"cycle_id": world.cycle_id, "content": text.encode()}
    admin = world.actor("示范省", Post.ADMIN)
    plan: TablePlan[LiaisonChange] = world.do(import_liaisons, admin, NOW, **about)
    return plan


def test_officers_are_named_and_numbers_are_masked_in_the_history(world: World) -> None:
    plan = take(world)
    assert [change.unit for change in plan.changes] == ["甲市", "丙市"]
    assert [row.mobile for row in world.session.scalars(select(Liaison).order_by(Liaison.unit_id))] == [
        "13800000000",
        "13900000000",
    ]
    told = world.session.scalars(select(Event.after).where(Event.name == "liaison.register")).all()
    assert len(told) == 2
    assert all("****" in text and "00000000" not in text for text in told)


def test_the_same_table_again_changes_nothing(world: World) -> None:
    take(world)
    before = contents(world.session)
    assert take(world).changes == ()
    assert contents(world.session) == before
    (change,) = take(world, GOOD.replace("副科长", "科长")).changes
    assert (change.before, change.after) == (
        "联络员丙（副科长，139****0000）",
        "联络员丙（科长，139****0000）",
    )


def test_every_mistake_is_named_and_nobody_is_registered(world: World) -> None:
    text = f"{HEADER}甲东县,甲,科长,13800000000\n甲市,,科长,1380000\n甲市,乙,科长,13800000000\n"
    about = {"cycle_id": world.cycle_id, "content": text.encode()}
    error = turned_away(world, Invalid, import_liaisons, world.actor("示范省", Post.ADMIN), NOW, **about)
    assert list(error.errors.values()) == [
        "第 2 行 单位：读到“甲东县”，应为本年度要登记联络员的单位：核对单位表",
        "第 3 行 联络员：填写联络员姓名。",
        "第 3 行 手机号码：手机号码是 11 位数字，以 1 开头；读到的是“1380000”，有 7 位。",
        "第 4 行 单位：甲市与第 3 行重复：删去其中一行",
    ]


def test_the_plan_does_nothing_and_only_the_administrator_may(world: World) -> None:
    before = contents(world.session)
    about = {"cycle_id": world.cycle_id, "content": GOOD.encode()}
    assert len(plan_liaisons(world.session, world.actor("示范省", Post.ADMIN), NOW, **about).changes) == 2
    assert contents(world.session) == before
    turned_away(world, Forbidden, import_liaisons, world.chief, NOW, **about)
