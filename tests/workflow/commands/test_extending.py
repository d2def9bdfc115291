"""延期: who may give whom more time, until when, and what follows from it everywhere."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.refusals import turned_away, why_not
from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at, full_answers
from workflow.actor import Actor, Post
from workflow.clock import end_of_day
from workflow.commands.extending import extend_everybody, grant_extension, revoke_extension
from workflow.commands.missing import decide_zero
from workflow.errors import Forbidden, Hidden, Invalid, NotFound
from workflow.models import Event, Extension, Submission, Tier
from workflow.queries.agenda import current_cycle, deadlines
from workflow.queries.extensions import extension_lines
from workflow.queries.prefecture_board import prefecture_board
from workflow.queries.progress import prefecture_progress
from workflow.queries.submissions import receipt
from workflow.queries.todo import todo
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import Standing, Window

TENTH = end_of_day(date(2027, 1, 10))
TICK = timedelta(microseconds=1)
MOVED_ON = "甲市已上报汇总，延期不起作用，只有退回汇总才能补报"


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


def what(world: World, unit: str = "甲东县", until: datetime | None = TENTH, **more: str) -> dict[str, Any]:
    entry = "consolidation" if unit.endswith("市") else "self_evaluation"
    told = {"entry": entry, "reason": "洪灾抢险", "document_number": "甲医保函〔2027〕1号", **more}
    return {"cycle_id": world.cycle_id, "unit_id": world.unit(unit), "until": until, **told}


def granted(world: World, now: datetime, unit: str = "甲东县", until: datetime = TENTH) -> Extension:
    who = world.chief if unit.endswith("市") else world.signer("甲市")
    extension: Extension = world.do(grant_extension, who, now, **what(world, unit, until))
    return extension


def window(world: World, unit: str = "甲东县") -> Window:
    world.session.rollback()
    calendar = cycle_calendar(world.session, world.cycle_id)
    if unit.endswith("市"):
        return calendar.report(world.unit(unit))
    return calendar.sheet(Tier.BELOW, world.unit("甲市"), world.unit(unit))


def test_an_extension_moves_the_deadline_of_its_unit_alone_and_is_recorded(world: World) -> None:
    extension = granted(world, at(12, 30))
    assert window(world).on_time_until == TENTH
    assert window(world, "甲南县").on_time_until == end_of_day(date(2026, 12, 31))
    assert window(world, "甲市").on_time_until == end_of_day(date(2027, 1, 31))
    [event] = world.session.scalars(select(Event).where(Event.name == "extension.grant"))
    assert (event.reason, event.unit_id, event.object_id) == ("洪灾抢险", world.unit("甲东县"), extension.id)
    assert "甲医保函〔2027〕1号" in event.after
    [line] = extension_lines(world.session, world.cycle_id, at(1, 1), unit_id=world.unit("甲市"))
    assert (line.unit, line.title, line.granted_by, line.live) == ("甲东县", "县级自评", "甲市负责人", True)
    assert extension_lines(world.session, world.cycle_id, at(1, 1), unit_id=world.unit("乙市")) == []


@pytest.mark.parametrize(
    ("now", "standing"),
    [
        (TENTH - TICK, Standing.ON_TIME),
        (TENTH, Standing.LATE),
    ],
)
def test_one_answer_holds_on_every_page_and_it_ends_between_two_requests(
    world: World, now: datetime, standing: Standing
) -> None:
    granted(world, at(1, 3))
    session, county = world.session, world.filler("甲东县")
    late = standing is Standing.LATE
    cycle = current_cycle(session, county.unit_id or 0)
    assert cycle is not None
    [entry] = deadlines(session, cycle, now)
    assert (entry.window.on_time_until, entry.standing) == (TENTH, standing)
    [item] = todo(session, county, now)
    assert (item.due_at, item.late) == (TENTH, late)
    board = prefecture_board(session, world.report("甲市").id, now)
    rows = {row.name: row for row in board.counties}
    assert [rows["甲东县"].overdue, rows["甲南县"].overdue] == [late, True]
    assert [rows["甲东县"].decidable, rows["甲南县"].decidable] == [late, True]
    progress = prefecture_progress(session, world.cycle_id, world.unit("甲市"), now)
    assert {sheet.name for sheet in progress.counties if sheet.overdue} >= {"甲南县"}
    assert ("甲东县" in {sheet.name for sheet in progress.counties if sheet.overdue}) is late


def test_what_comes_under_an_extension_is_in_time_and_later_work_is_late_from_its_end(world: World) -> None:
    granted(world, at(1, 3))
    world.fill("甲东县", full_answers(world.scheme), at(1, 9))
    world.hand_up("甲东县", at(1, 9))
    sheet = select(Submission).where(Submission.sheet_id == world.sheet("甲东县").id)
    submission = world.session.scalars(sheet).one()
    assert submission.late_seconds == 0
    assert receipt(world.session, world.filler("甲东县"), submission.id).due_at == TENTH
    granted(world, at(1, 3), "甲南县")
    world.fill("甲南县", full_answers(world.scheme), at(1, 11))
    world.hand_up("甲南县", TENTH + timedelta(hours=10))
    other = select(Submission).where(Submission.sheet_id == world.sheet("甲南县").id)
    assert world.session.scalars(other).one().late_seconds == 36001


def test_a_unit_with_more_time_is_not_counted_as_zero_before_it_has_passed(world: World) -> None:
    granted(world, at(1, 3))
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲东县"), "reason": "未报"}
    assert why_not(world, decide_zero, world.signer("甲市"), at(1, 9), **about) == [
        ("还没有到截止时间（2027年1月10日（星期日）24:00 前（北京时间））", "")
    ]


@pytest.mark.parametrize(
    ("unit", "post", "error"),
    [
        ("甲市", Post.FILLER, Forbidden),
        ("甲东县", Post.SIGNER, Forbidden),
        ("乙市", Post.SIGNER, Hidden),
        ("甲西县", Post.SIGNER, Hidden),
        ("示范省", Post.RATER, Forbidden),
    ],
)
def test_only_who_stands_above_grants_and_foreign_units_do_not_exist(
    world: World, unit: str, post: Post, error: type[Exception]
) -> None:
    actor = world.actor(unit, post)
    turned_away(world, error, grant_extension, actor, at(12, 30), **what(world))


def test_chief_and_administrator_grant_to_any_unit(world: World) -> None:
    for unit, who in (("乙东县", world.chief), ("乙市", world.chief), ("乙南县", admin(world))):
        until = end_of_day(date(2027, 2, 5))
        world.do(grant_extension, who, at(12, 30), **what(world, unit, until))
        assert window(world, unit).on_time_until == until


def admin(world: World) -> Actor:
    return world.actor("示范省", Post.ADMIN)


@pytest.mark.parametrize(
    ("given", "field", "text"),
    [
        ({"until": None}, "until", "填写延期到哪一天。"),
        (
            {"until": end_of_day(date(2027, 1, 1))},
            "until",
            "填写的是2027年1月1日（星期五）24:00，已经过去：延期不能倒签，填今后的日期。",
        ),
        (
            {"until": end_of_day(date(2029, 1, 10))},
            "until",
            "填写的是2029年1月10日（星期三）24:00，离现在超过一年：核对年份。",
        ),
        ({"reason": " "}, "reason", "写明延期的理由，例如受灾、停机；该单位和上级都能看到。"),
        ({"document_number": ""}, "document_number", "写明准予延期的文号；没有文件的，写明由谁在何时同意。"),
        ({"entry": "rating"}, "entry", "该单位在这个阶段没有要上报的，选它的另一个阶段。"),
    ],
)
def test_what_an_extension_needs(world: World, given: dict[str, Any], field: str, text: str) -> None:
    about = {**what(world), **given}
    refusal = turned_away(world, Invalid, grant_extension, world.signer("甲市"), at(1, 4), **about)
    assert refusal.errors == {field: text}


def test_an_extension_is_later_than_the_deadline_that_holds_already(world: World) -> None:
    granted(world, at(12, 30))
    same = what(world)
    refusal = turned_away(world, Invalid, grant_extension, world.signer("甲市"), at(12, 31), **same)
    tenth = "2027年1月10日（星期日）24:00"
    assert refusal.errors == {"until": f"填写的是{tenth}，现在的期限是{tenth}：延期要晚于它。"}
    granted(world, at(12, 31), until=TENTH + timedelta(hours=12))
    assert window(world).on_time_until == TENTH + timedelta(hours=12)


def test_who_has_handed_up_or_whose_level_above_has_needs_a_return_instead(world_at: Worlds) -> None:
    world = world_at(Stage.COUNTIES_ACCEPTED)
    done = ("甲东县已经上报，不需要延期；要改的由上级退回修改", "上级单位")
    assert why_not(world, grant_extension, world.signer("甲市"), at(1, 4), **what(world)) == [done]
    world = world_at(Stage.HANDED_UP)
    assert why_not(world, grant_extension, world.chief, at(1, 25), **what(world, until=at(2, 9))) == [
        done,
        (MOVED_ON, "评定负责人退回甲市的汇总"),
    ]


def test_nobody_gets_more_time_while_the_ranking_lies_with_the_meeting(world_at: Worlds) -> None:
    world = world_at(Stage.IN_DELIBERATION)
    about = what(world, "甲市", at(3, 9))
    reasons = why_not(world, grant_extension, world.chief, at(3, 2), **about)
    assert ("排名已提交会议审议，延期不起作用", "评定负责人在会议退回后") in reasons
    published = world_at(Stage.PUBLISHED)
    about = what(published, "甲市", at(9, 9))
    assert why_not(published, grant_extension, published.chief, at(4, 2), **about) == [
        ("年度评定当前状态是“已通报”，不再延期", "")
    ]


def test_a_unit_counted_as_zero_stays_closed_to_more_time_once_its_level_above_has_handed_up(
    world: World,
) -> None:
    for county in ("甲东县", "甲南县", "甲西县"):
        about = {"cycle_id": world.cycle_id, "unit_id": world.unit(county), "reason": "未报"}
        world.do(decide_zero, world.signer("甲市"), at(1, 5), **about)
    world.fill("甲市", full_answers(world.scheme), at(1, 6))
    world.hand_up("甲市", at(1, 6))
    world.submit_report("甲市", at(1, 7))
    assert why_not(world, grant_extension, world.signer("甲市"), at(1, 8), **what(world)) == [
        (MOVED_ON, "评定负责人退回甲市的汇总")
    ]


def test_taking_an_extension_back_ends_it_and_what_came_under_it_stays_in_time(world: World) -> None:
    extension = granted(world, at(1, 3))
    world.fill("甲东县", full_answers(world.scheme), at(1, 4))
    world.hand_up("甲东县", at(1, 4))
    take_back = {"extension_id": extension.id, "reason": "已经补报"}
    turned_away(world, Forbidden, revoke_extension, world.signer("甲东县"), at(1, 5), **take_back)
    turned_away(world, Hidden, revoke_extension, world.signer("乙市"), at(1, 5), **take_back)
    turned_away(world, NotFound, revoke_extension, world.chief, at(1, 5), **{**take_back, "extension_id": 99})
    unsaid = turned_away(
        world, Invalid, revoke_extension, world.chief, at(1, 5), **{**take_back, "reason": ""}
    )
    assert unsaid.errors == {"reason": "写明撤销延期的理由，该单位能看到。"}
    world.do(revoke_extension, world.signer("甲市"), at(1, 5), **take_back)
    assert window(world).on_time_until == at(1, 5)
    board = prefecture_board(world.session, world.report("甲市").id, at(1, 6))
    assert next(row.late for row in board.counties if row.name == "甲东县") is None
    assert why_not(world, revoke_extension, world.signer("甲市"), at(1, 6), **take_back) == [
        ("这项延期已于2027年1月5日（星期二）09:00:00撤销", "")
    ]


def test_an_extension_that_is_over_is_not_taken_back(world: World) -> None:
    extension = granted(world, at(1, 3))
    take_back = {"extension_id": extension.id, "reason": "撤"}
    assert why_not(world, revoke_extension, world.chief, TENTH, **take_back) == [
        ("这项延期已于2027年1月11日（星期一）00:00:00到期", "")
    ]


def everybody(world: World, **more: Any) -> dict[str, Any]:
    about = {**what(world), **more}
    del about["unit_id"]
    return about


def test_after_a_failure_everybody_who_still_owes_gets_the_same_time(world: World) -> None:
    world.fill("乙东县", full_answers(world.scheme))
    world.hand_up("乙东县", at(12, 20))
    rows = world.do(extend_everybody, admin(world), at(12, 31, 23), **everybody(world))
    assert len(rows) == 4
    assert window(world).on_time_until == TENTH
    assert window(world, "甲市").on_time_until == end_of_day(date(2027, 1, 31))
    turned_away(world, Hidden, extend_everybody, world.signer("甲市"), at(12, 31), **everybody(world))
    nobody = everybody(world, entry="rating")
    assert why_not(world, extend_everybody, admin(world), at(12, 31), **nobody) == [
        ("这个阶段没有还要上报、又能延期的单位", "")
    ]


@pytest.mark.sqlite_only
def test_many_extensions_cost_as_many_statements_as_none(world: World) -> None:
    cycle_id = world.cycle_id

    def cost() -> int:
        world.session.rollback()
        with counted_statements() as statements:
            cycle_calendar(world.session, cycle_id)
        return len(statements)

    before = cost()
    world.do(extend_everybody, admin(world), at(12, 31), **everybody(world))
    assert cost() == before
