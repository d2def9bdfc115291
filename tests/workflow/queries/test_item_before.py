"""An item a year before: own mark and deductions, what the level above said at the last return."""

from decimal import Decimal

import pytest
from sqlalchemy import update

from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at, full_answers
from tests.worlds.stories import COUNTY, NEXT_DECEMBER, a_year_later
from workflow.actor import COMMAND_LINE
from workflow.commands.units import record_succession
from workflow.models import Cycle, SuccessionKind
from workflow.queries.item_before import ItemBefore, item_before
from workflow.rules.kinds.answers import Line
from workflow.unit_of_work import unit_of_work


@pytest.fixture
def world(world_at: Worlds) -> World:
    """December 2027: 甲东县 handed up the year before, after a return."""
    return world_at.variant("county_story_a_year_later", Stage.SELF_EVALUATION, a_year_later)


def before(world: World, number: int = 2, unit: str = COUNTY) -> ItemBefore | None:
    sheet = world.sheet(unit)
    return item_before(world.session, sheet, world.scheme.item(number), NEXT_DECEMBER)


def followed(world: World, old: str, new: str, kind: SuccessionKind = SuccessionKind.RENAMED) -> None:
    told = {"from_unit_id": world.unit(old), "to_unit_id": world.unit(new), "reason": "批复"}
    world.do(record_succession, COMMAND_LINE, at(9, 2), on=at(9, 1).date(), kind=kind, **told)


def test_mark_deductions_and_the_last_remark_are_those_of_the_year_before(world: World) -> None:
    found = before(world)
    assert found is not None
    assert (found.year, found.unit, found.item.title) == (2026, COUNTY, world.scheme.item(2).title)
    assert (found.filled.mark, found.remark) == (Decimal(1), "写明缺的是计划还是记录")
    assert found.filled.answers["training"].lines == (Line("培训计划没有印发", "印发前人员变动"),)
    unremarked = before(world, 3)
    assert unremarked is not None
    assert unremarked.remark == ""


def test_a_unit_that_handed_nothing_up_has_no_year_before(world: World) -> None:
    assert before(world, unit="甲南县") is None


def test_this_years_answers_are_not_taken_for_the_year_before(world: World) -> None:
    world.fill(COUNTY, {2: full_answers(world.scheme)[2]}, NEXT_DECEMBER)
    found = before(world)
    assert found is not None
    assert found.filled.mark == 1


def test_a_renamed_unit_keeps_its_line(world: World) -> None:
    followed(world, COUNTY, "甲南县")
    found = before(world, unit="甲南县")
    assert found is not None
    assert (found.unit, found.filled.mark) == (COUNTY, 1)


def test_where_units_merged_nothing_is_inferred(world: World) -> None:
    followed(world, COUNTY, "甲南县", SuccessionKind.MERGED)
    assert before(world, unit="甲南县") is None


def test_a_rehearsal_and_an_earlier_year_are_no_year_before(world: World) -> None:
    first = world.session.query(Cycle).order_by(Cycle.id).first()
    assert first is not None
    for change in ({"rehearsal": True}, {"rehearsal": False, "year": 2025}):
        with unit_of_work(world.session):
            world.session.execute(update(Cycle).where(Cycle.id == first.id).values(**change))
        assert before(world) is None


def test_it_costs_the_same_whatever_there_is_to_find(world: World) -> None:
    costs = []
    for number in (2, 3):
        world.session.rollback()
        with counted_statements() as statements:
            assert before(world, number)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 15
