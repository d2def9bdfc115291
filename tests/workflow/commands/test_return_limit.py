"""A document that allows two returns a year: counted, refused beyond, lifted by the level above that."""

from typing import Any

import pytest

from states.sheet import SheetStage
from tests.refusals import why_not
from tests.worlds import Stage, World, Worlds, at, full_answers
from tests.worlds.corrections import ABOVE, COUNTY, returned_twice
from workflow.actor import CLOCK
from workflow.commands.cycle import advance_cycle
from workflow.commands.receiving import (
    accept_sheet,
    acknowledge_sheet,
    draft_remark,
    reopen_sheet,
    return_sheet,
)
from workflow.commands.report_review import acknowledge_report, return_report
from workflow.queries.schemes import scheme_of

SPENT = (
    "本办法规定每年最多退回 2 次，这份评定表已经退回 2 次，不能再退回，可以审核通过",
    "评定负责人退回汇总时点名该单位",
)


def sheet(world: World) -> dict[str, Any]:
    return {"sheet_id": world.sheet(COUNTY).id}


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at.variant("returned_twice", Stage.PEOPLE, returned_twice)


def test_a_third_return_is_refused_and_the_sheet_can_be_accepted(world: World) -> None:
    assert scheme_of(world.session, world.cycle_id).procedure.returns_at_most == 2
    assert world.sheet(COUNTY).round == 2
    assert why_not(world, return_sheet, world.signer(ABOVE), at(12, 20), **sheet(world)) == [SPENT]
    world.do(accept_sheet, world.signer(ABOVE), at(12, 20), **sheet(world))
    world.do(draft_remark, world.filler(ABOVE), at(12, 21), item=2, text="再写明", **sheet(world))
    assert why_not(world, reopen_sheet, world.signer(ABOVE), at(12, 21), **sheet(world)) == [SPENT]


def handed_up(world: World) -> None:
    """25 January: 甲市 has handed up, the province has acknowledged it."""
    world.do(accept_sheet, world.signer(ABOVE), at(12, 20), **sheet(world))
    world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id)
    for county in ("甲南县", "甲西县"):
        world.fill(county, full_answers(world.scheme), at(1, 5))
        world.hand_up(county, at(1, 6))
        world.accept(county, at(1, 7))
    world.fill(ABOVE, full_answers(world.scheme), at(1, 10))
    world.hand_up(ABOVE, at(1, 15))
    world.submit_report(ABOVE, at(1, 20))
    world.do(acknowledge_report, world.chief, at(1, 25), report_id=world.report(ABOVE).id)


def name(world: World, now: Any, **named: Any) -> None:
    given = {"items": {}, "counties": {}, **named}
    world.do(return_report, world.chief, now, report_id=world.report(ABOVE).id, **given)


def test_the_province_lifts_it_by_naming_the_county_once_more_each_time(world: World) -> None:
    handed_up(world)
    name(world, at(1, 26), counties={world.unit(COUNTY): "核实第 2 项"})
    world.do(draft_remark, world.filler(ABOVE), at(1, 26), item=2, text="再写明", **sheet(world))
    world.do(reopen_sheet, world.signer(ABOVE), at(1, 26), **sheet(world))
    assert (world.sheet(COUNTY).stage, world.sheet(COUNTY).round) == (SheetStage.RETURNED, 3)
    world.hand_up(COUNTY, at(1, 27))
    world.do(acknowledge_sheet, world.filler(ABOVE), at(1, 27), **sheet(world))
    world.do(draft_remark, world.filler(ABOVE), at(1, 27), item=2, text="还是不清楚", **sheet(world))
    ((text, _),) = why_not(world, return_sheet, world.signer(ABOVE), at(1, 27), **sheet(world))
    assert text.startswith("本办法规定每年最多退回 2 次（上级点名另加 1 次），这份评定表已经退回 3 次")


def test_a_report_is_returned_as_often_and_no_more(world: World) -> None:
    handed_up(world)
    for day in (26, 28):
        name(world, at(1, day), items={5: "补写依据"})
        world.hand_up(ABOVE, at(1, day, 11))
        world.submit_report(ABOVE, at(1, day, 12))
        world.do(acknowledge_report, world.chief, at(1, day, 13), report_id=world.report(ABOVE).id)
    assert (world.report(ABOVE).round, world.sheet(ABOVE).round) == (2, 2)
    assert world.report(ABOVE).returned_by_id == world.chief.user_id
    again = {"report_id": world.report(ABOVE).id, "items": {5: "补写依据"}, "counties": {}}
    assert why_not(world, return_report, world.chief, at(1, 29), **again) == [
        (
            "本办法规定每年最多退回 2 次，该单位已经退回 2 次，不能再退回，可以审核通过",
            "系统管理员公布放宽次数的办法，下一年度起适用",
        )
    ]
