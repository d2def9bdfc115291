"""When a unit may work is read from calendar, hand-ups and `now`; no job has to have run."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.actor import COMMAND_LINE
from workflow.clock import start_of_day
from workflow.commands.calendar import edit_calendar
from workflow.commands.consolidating import withdraw_report
from workflow.commands.cycle import advance_cycle, open_cycle
from workflow.commands.report_review import acknowledge_report, return_report
from workflow.models import Tier
from workflow.queries.windows import closed_text, cycle_calendar, lifted_by
from workflow.rules.deadlines import Standing, Window, standing
from workflow.scheme.calendar import DateRange


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/New_York"])
def somewhere(request: pytest.FixtureRequest) -> Iterator[None]:
    """The process believes to be in another time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def window(world: World, unit: str) -> Window:
    """The window of a unit's self sheet."""
    world.session.rollback()
    calendar = cycle_calendar(world.session, world.cycle_id)
    above = {"甲": "甲市", "乙": "乙市", "丙": "丙市"}[unit[0]]
    if unit == above:
        return calendar.sheet(Tier.SUBJECT, world.unit("示范省"), world.unit(unit))
    return calendar.sheet(Tier.BELOW, world.unit(above), world.unit(unit))


@pytest.mark.usefixtures("somewhere")
def test_december_is_december_in_shanghai_wherever_the_server_stands(world: World) -> None:
    county = window(world, "甲东县")
    assert county.opens_at == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert county.due_at == datetime(2026, 12, 31, 16, tzinfo=UTC)
    instants = {
        county.opens_at - timedelta(microseconds=1): Standing.NOT_YET,
        county.opens_at: Standing.ON_TIME,
        county.due_at - timedelta(milliseconds=1): Standing.ON_TIME,
        county.due_at: Standing.LATE,
        at(9, 1): Standing.LATE,
    }
    assert {now: standing(county, now) for now in instants} == instants


def test_every_entry_of_the_calendar_has_its_window(world: World) -> None:
    calendar = cycle_calendar(world.session, world.cycle_id)
    cycle = world.cycle
    assert calendar.liaison() == Window(cycle.opened_at, start_of_day(date(2026, 10, 10)))
    assert calendar.report(None) == Window(start_of_day(date(2027, 1, 1)), start_of_day(date(2027, 2, 1)))
    assert calendar.rating() == Window(start_of_day(date(2027, 2, 1)), start_of_day(date(2027, 3, 1)))
    assert window(world, "甲市") == calendar.report(None)


def test_a_year_moved_on_by_hand_opens_at_once_and_is_due_as_before(world: World) -> None:
    world.do(advance_cycle, COMMAND_LINE, at(12, 20), cycle_id=world.cycle_id, reason="提前布置")
    city = window(world, "甲市")
    assert (city.opens_at, city.due_at) == (at(12, 20), start_of_day(date(2027, 2, 1)))
    world.fill("甲市", {2: full_answers(world.scheme)[2]}, at(12, 21))


def test_a_changed_deadline_holds_for_everybody_at_once(world: World) -> None:
    longer = {"self_evaluation": DateRange(date(2026, 12, 1), date(2027, 1, 5))}
    world.do(
        edit_calendar, COMMAND_LINE, at(12, 20),
        cycle_id=world.cycle_id, days=longer, reason="系统停机顺延",
    )  # fmt: skip
    assert {window(world, county).due_at for county in ("甲东县", "乙东县")} == {
        start_of_day(date(2027, 1, 6))
    }


def test_a_county_is_closed_exactly_while_its_own_prefecture_has_handed_up(world_at: Worlds) -> None:
    world = world_at(Stage.COUNTIES_ACCEPTED)
    world.fill("甲市", full_answers(world.scheme), at(1, 10))
    world.hand_up("甲市", at(1, 15))
    world.submit_report("甲市", at(1, 20))
    assert window(world, "甲东县").closed_at == at(1, 20)
    assert window(world, "乙东县").closed_at is None
    assert window(world, "甲市").closed_at is None
    report = {"report_id": world.report("甲市").id}
    world.do(withdraw_report, world.signer("甲市"), at(1, 21), reason="说明有误", **report)
    assert window(world, "甲东县").closed_at is None
    world.submit_report("甲市", at(1, 22))
    world.do(acknowledge_report, world.chief, at(1, 23), **report)
    assert window(world, "甲东县").closed_at == at(1, 22)
    world.do(return_report, world.chief, at(1, 23), items={2: "补充"}, counties={}, **report)
    assert window(world, "甲东县").closed_at is None


def test_prefectures_are_closed_from_the_meeting_on(world_at: Worlds) -> None:
    world = world_at(Stage.IN_DELIBERATION)
    city = window(world, "丙市")
    assert standing(city, at(3, 2)) is Standing.CLOSED
    assert closed_text(city, at(3, 2), "排名已提交会议审议", "示范省 000-00990000") == (
        "已截止：排名已提交会议审议，如需补报联系示范省 000-00990000"
    )


def test_each_year_has_its_own_days(world: World) -> None:
    first = world.cycle_id
    world.do(open_cycle, COMMAND_LINE, at(12, 5), scheme_key="hubei-jingban", year=2027)
    days = [cycle_calendar(world.session, cycle).rating().due_at for cycle in (first, world.cycle_id)]
    assert days == [start_of_day(date(2027, 3, 1)), start_of_day(date(2028, 3, 1))]


@pytest.mark.sqlite_only
def test_an_open_window_has_nothing_to_say() -> None:
    county = Window(at(12, 1), at(12, 31), closed_at=at(1, 20))
    assert closed_text(county, at(1, 5), "甲市已上报汇总", "甲市") == ""
    assert [lifted_by(county, now, "甲市") for now in (at(11, 30), at(1, 21))] == [
        "系统管理员提前推进年度",
        "甲市",
    ]


@pytest.mark.sqlite_only
def test_a_unit_without_a_telephone_is_named_alone() -> None:
    closed = Window(at(12, 1), at(12, 31), closed_at=at(1, 20))
    assert closed_text(closed, at(1, 21), "甲市已上报汇总", "甲市 ") == (
        "已截止：甲市已上报汇总，如需补报联系甲市"
    )


@pytest.mark.sqlite_only
def test_a_calendar_costs_four_statements_whatever_the_number_of_units(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    cycle_id = world.cycle_id
    with counted_statements() as statements:
        calendar = cycle_calendar(world.session, cycle_id)
    assert set(calendar.handed_up) == {world.unit(name) for name in ("甲市", "乙市", "丙市")}
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 4
