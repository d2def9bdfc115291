"""A unit that has not reported: the level above waits, or counts it as zero with a written reason."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from states.sheet import SheetStage
from tests.refusals import turned_away, why_not
from tests.worlds import Stage, World, Worlds, answers_losing, at, full_answers
from workflow.clock import start_of_day
from workflow.commands.missing import decide_zero, revoke_zero
from workflow.commands.receiving import acknowledge_sheet
from workflow.commands.report_review import acknowledge_report, return_report
from workflow.errors import Forbidden, Hidden, Invalid, NotFound
from workflow.models import Event, MissingDecision
from workflow.queries.consolidations import consolidations, prefecture_terms

NEW_YEAR = start_of_day(at(1, 1).date())
FEBRUARY = start_of_day(at(2, 1).date())
REASON = "两次催办仍未上报"
DAY_12 = at(1, 12)


def _one_missing(world: World) -> None:
    answers = answers_losing(world.scheme, Decimal(10))
    world.fill("乙东县", answers)
    world.hand_up("乙东县", at(12, 20))
    world.accept("乙东县", at(12, 28))
    world.fill("乙南县", {2: full_answers(world.scheme)[2]})


@pytest.fixture
def world(world_at: Worlds) -> World:
    """December: of 乙市, 乙东县 is accepted with 90 marks and 乙南县 has filled one item."""
    return world_at.variant("county_missing", Stage.SELF_EVALUATION, _one_missing)


def about(world: World, unit: str = "乙南县", reason: str = REASON) -> dict[str, Any]:
    return {"cycle_id": world.cycle_id, "unit_id": world.unit(unit), "reason": reason}


def decided(world: World, unit: str = "乙南县", now: datetime = DAY_12) -> MissingDecision:
    who = world.chief if unit == "乙市" else world.signer("乙市")
    decision: MissingDecision = world.do(decide_zero, who, now, **about(world, unit))
    return decision


def reported(world: World) -> None:
    """乙市 signs its own sheet of 96 marks and hands up."""
    world.fill("乙市", answers_losing(world.scheme, Decimal(4)), at(1, 13))
    world.hand_up("乙市", at(1, 14))
    world.submit_report("乙市", at(1, 15))


def test_a_county_in_time_is_not_missing(world: World) -> None:
    last_moment = NEW_YEAR - timedelta(milliseconds=1)
    assert why_not(world, decide_zero, world.signer("乙市"), last_moment, **about(world)) == [
        ("还没有到截止时间（2026年12月31日（星期四）24:00 前（北京时间））", "")
    ]
    assert decided(world, now=NEW_YEAR).reason == REASON


def test_all_reasons_are_told_at_once(world: World) -> None:
    assert why_not(world, decide_zero, world.signer("乙市"), at(12, 30), **about(world, "乙东县")) == [
        ("还没有到截止时间（2026年12月31日（星期四）24:00 前（北京时间））", ""),
        ("该单位已审核通过，不是缺报", ""),
    ]
    assert why_not(world, revoke_zero, world.signer("乙市"), DAY_12, **about(world)) == [
        ("没有按 0 分计的决定", "")
    ]


def test_a_decision_needs_its_reason(world: World) -> None:
    what = about(world, reason="  ")
    refusal = turned_away(world, Invalid, decide_zero, world.signer("乙市"), DAY_12, **what)
    assert set(refusal.errors) == {"reason"}


def test_a_county_counted_as_zero_enters_the_mean_as_zero(world: World) -> None:
    decided(world)
    reported(world)
    world.accept_report("乙市", at(1, 20))
    score = consolidations(world.session, world.cycle_id)[world.unit("乙市")]
    assert [(term.name, term.counted, term.decision) for term in score.counties] == [
        ("乙东县", 90, None),
        ("乙南县", 0, "zero"),
    ]
    assert (score.mean, score.self_score) == (45, Fraction("65.4"))


def test_a_decision_is_taken_once_and_may_be_taken_back(world: World) -> None:
    decided(world)
    assert why_not(world, decide_zero, world.signer("乙市"), DAY_12, **about(world)) == [
        ("已经有按 0 分计的决定", "")
    ]
    world.do(revoke_zero, world.signer("乙市"), DAY_12, **about(world, reason="已补报"))
    decided(world)
    rows = world.session.scalars(select(MissingDecision).order_by(MissingDecision.id)).all()
    assert [row.revoked_at for row in rows] == [DAY_12, None]
    events = world.session.execute(
        select(Event.name, Event.reason).where(Event.noun == "missing").order_by(Event.seq)
    )
    assert [tuple(row) for row in events] == [
        ("missing.decide_zero", REASON),
        ("missing.revoke_zero", "已补报"),
        ("missing.decide_zero", REASON),
    ]


def test_a_sheet_that_comes_after_the_decision_is_kept_and_does_not_count(world: World) -> None:
    decided(world)
    world.fill("乙南县", full_answers(world.scheme), at(1, 13))
    world.hand_up("乙南县", at(1, 13))
    world.accept("乙南县", at(1, 13))
    assert world.sheet("乙南县").stage is SheetStage.ACCEPTED
    terms = prefecture_terms(world.session, world.cycle_id)[world.unit("乙市")]
    assert [county.term().counted for county in terms.counties] == [90, 0]
    assert terms.unsettled == ()


def test_once_the_prefecture_has_handed_up_the_decision_stands_until_the_report_is_returned(
    world: World,
) -> None:
    decided(world)
    reported(world)
    closed = [("汇总已上报，决定不能再变动", "评定负责人退回汇总后")]
    assert why_not(world, revoke_zero, world.signer("乙市"), at(1, 16), **about(world)) == closed
    report = {"report_id": world.report("乙市").id}
    world.do(acknowledge_report, world.chief, at(1, 17), **report)
    named = {"items": {}, "counties": {world.unit("乙南县"): "补报"}}
    world.do(return_report, world.chief, at(1, 17), **named, **report)
    world.do(revoke_zero, world.signer("乙市"), at(1, 18), **about(world))
    world.fill("乙南县", full_answers(world.scheme), at(1, 18))
    world.hand_up("乙南县", at(1, 18))
    world.do(acknowledge_sheet, world.filler("乙市"), at(1, 18), sheet_id=world.sheet("乙南县").id)
    assert [row.settled for row in _counties(world)] == [True, False]


def _counties(world: World) -> Any:
    return prefecture_terms(world.session, world.cycle_id)[world.unit("乙市")].counties


def test_the_chief_counts_a_prefecture_that_never_reports_as_zero(world: World) -> None:
    last_moment = FEBRUARY - timedelta(milliseconds=1)
    assert why_not(world, decide_zero, world.chief, last_moment, **about(world, "乙市")) == [
        ("还没有到截止时间（2027年1月31日（星期日）24:00 前（北京时间））", "")
    ]
    decided(world, "乙市", FEBRUARY)
    score = consolidations(world.session, world.cycle_id)[world.unit("乙市")]
    assert (score.self_score, score.counties) == (0, ())
    assert score.lines == (f"上报的内容没有审核通过，经决定自评得分按 0 分计，理由：{REASON}",)


@pytest.mark.parametrize("opened", [False, True])
def test_a_prefecture_whose_report_lies_with_the_province_is_not_missing(
    world_at: Worlds, opened: bool
) -> None:
    world = world_at(Stage.HANDED_UP)
    if opened:
        world.do(acknowledge_report, world.chief, at(1, 25), report_id=world.report("乙市").id)
    assert why_not(world, decide_zero, world.chief, FEBRUARY, **about(world, "乙市")) == [
        ("该单位的汇总已上报，不是缺报：审核通过，或退回修改", "评定负责人"),
    ]


def test_an_accepted_prefecture_is_not_missing_and_the_meeting_closes_the_decision(
    world_at: Worlds,
) -> None:
    world = world_at(Stage.IN_DELIBERATION)
    assert why_not(world, decide_zero, world.chief, at(3, 2), **about(world, "乙市")) == [
        ("排名已提交会议审议，决定不能再变动", "评定负责人在会议退回后"),
        ("该单位已审核通过，不是缺报", ""),
    ]


def test_only_the_level_above_decides(world: World) -> None:
    county, city = about(world), about(world, "乙市")
    for other in (world.filler("乙市"), world.signer("乙南县"), world.chief):
        turned_away(world, Forbidden, decide_zero, other, DAY_12, **county)
    turned_away(world, Hidden, decide_zero, world.signer("甲市"), DAY_12, **county)
    turned_away(world, Forbidden, decide_zero, world.signer("乙市"), FEBRUARY, **city)
    turned_away(world, NotFound, decide_zero, world.chief, FEBRUARY, **about(world, "示范省"))
