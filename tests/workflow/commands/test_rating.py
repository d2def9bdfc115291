"""Raters find cases; nothing that the subtree has deducted itself is deducted again."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from states.engine import Refused
from tests.worlds import FindingInput, Stage, World, Worlds, at, go_on
from workflow.actor import Post
from workflow.commands.assessing import check_assessments
from workflow.commands.missing import decide_zero
from workflow.commands.rating import VerdictConflict, rate_item
from workflow.commands.receiving import draft_remark, reopen_sheet
from workflow.commands.report_review import return_report, revoke_report
from workflow.errors import Forbidden, Invalid
from workflow.models import Division, Event, Finding, ItemAssignment, PostHolding
from workflow.queries.rating import rating_page
from workflow.queries.rating_facts import assessment_facts
from workflow.queries.rating_matrix import CellState, rating_matrix
from workflow.queries.subtrees import self_lines
from workflow.rules.double_deduction import Nature
from workflow.rules.kinds.answers import Answer, Line

PROBLEM, COVERAGE = "problem", "coverage"


def problems(count: int) -> dict[int, dict[str, Answer]]:
    """Item 11 with so many problems counted."""
    line = Line("账户未分设", "年中检查发现", count)
    return {11: {PROBLEM: Answer("counted", (line,))}}


TIER_THREE = {1: {COVERAGE: Answer("township", (Line("未覆盖到村", "正在建设"),))}}

DEDUCTED = {
    "甲市": TIER_THREE,
    "甲东县": {**problems(3), **TIER_THREE},
    "乙东县": problems(12),
    "丙市": problems(8),
}


def deduct(world: World) -> None:
    go_on(World(world.session, DEDUCTED), Stage.RATING, since=Stage.SELF_EVALUATION)


@pytest.fixture
def world(world_at: Worlds) -> World:
    """The province in rating, with self-deductions on items 1 and 11."""
    return world_at.variant("deducted", Stage.SELF_EVALUATION, deduct)


def deductions(world: World, unit: str, item: int) -> list[int]:
    lines = self_lines(world.session, world.cycle_id, world.unit(unit), item)
    return [line.deduction.id for line in lines]


def found(
    nature: Nature, count: int = 1, links: Sequence[tuple[int, int]] = (), **other: object
) -> FindingInput:
    values = {"component": PROBLEM, "case": "抽查凭证", "reason": "与规定不符", **other}
    return FindingInput(nature=nature, count=count, links=tuple(links), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "own", "province", "counted"),
    [("甲市", 3, 5, "0.4"), ("乙市", 12, 15, "0.6"), ("丙市", 8, 12, "0.8")],
)
def test_only_what_exceeds_the_own_count_is_deducted(
    world: World, unit: str, own: int, province: int, counted: str
) -> None:
    [line] = deductions(world, unit, 11)
    rated = world.rate(unit, 11, found(Nature.MORE, province, [(line, own)]))
    assert rated.findings[0].counted == Decimal(counted)
    assert rated.mark == 2 - Decimal(counted)


def test_a_worse_tier_costs_what_the_largest_own_deduction_has_not(world: World) -> None:
    lines = deductions(world, "甲市", 1)
    assert len(lines) == 2
    worse = found(Nature.MORE, links=[(line, 1) for line in lines], component=COVERAGE, option="uncovered")
    assert world.rate("甲市", 1, worse).findings[0].counted == 3


def test_the_same_case_costs_nothing(world: World) -> None:
    [line] = deductions(world, "甲市", 11)
    rated = world.rate("甲市", 11, found(Nature.SAME, 3, [(line, 3)]))
    assert (rated.findings[0].counted, rated.mark) == (0, 2)
    assert rated.findings[0].links[0].unit_name == "甲东县"


def test_two_findings_cannot_use_up_one_own_deduction_twice(world: World) -> None:
    [line] = deductions(world, "甲市", 11)
    twice = [found(Nature.SAME, 2, [(line, 2)]), found(Nature.SAME, 2, [(line, 2)])]
    with pytest.raises(Invalid) as refusal:
        world.rate("甲市", 11, *twice)
    assert set(refusal.value.errors) == {"findings-0-links", "findings-1-links"}
    assert "合计关联了 4 件" in refusal.value.errors["findings-0-links"]
    shared = [found(Nature.SAME, 2, [(line, 2)]), found(Nature.MORE, 2, [(line, 1)])]
    assert [each.counted for each in world.rate("甲市", 11, *shared).findings] == [0, Decimal("0.2")]


def test_an_own_deduction_of_another_prefecture_cannot_be_linked(world: World) -> None:
    [line] = deductions(world, "乙市", 11)
    with pytest.raises(Invalid, match="不在本要点已审核通过的自评扣分中"):
        world.rate("甲市", 11, found(Nature.SAME, 1, [(line, 1)]))


def test_all_errors_are_told_at_once_at_their_fields(world: World) -> None:
    [line] = deductions(world, "甲市", 11)
    wrong = [
        found(Nature.NEW, 0, case=" ", reason=""),
        found(Nature.NEW, component="elsewhere"),
        found(Nature.NEW, 3, [(line, 1)]),
        found(Nature.SAME, 3),
    ]
    with pytest.raises(Invalid) as refusal:
        world.rate("甲市", 11, *wrong)
    assert set(refusal.value.errors) == {
        "findings-0-case",
        "findings-0-reason",
        "findings-0-count",
        "findings-1-component",
        "findings-2-links",
        "findings-3-links",
    }
    assert "改为“同一情况超出部分”" in refusal.value.errors["findings-2-links"]


def test_what_a_rule_does_not_ask_for_is_not_kept_and_counts_have_limits(world: World) -> None:
    odd = found(Nature.NEW, component="rules", option="x" * 99, cause="y" * 99, amount=Decimal(9))
    [kept] = world.rate("乙市", 5, odd).findings
    assert (kept.option, kept.cause, kept.amount) == (None, None, None)
    for count in (0, 10**12):
        with pytest.raises(Invalid) as refusal:
            world.rate("乙市", 6, found(Nature.NEW, count, component="separation"))
        assert set(refusal.value.errors) == {"findings-0-count"}


def test_links_to_the_same_own_deduction_are_one_link(world: World) -> None:
    [line] = deductions(world, "甲市", 11)
    [kept] = world.rate("甲市", 11, found(Nature.SAME, 3, [(line, 1), (line, 2)])).findings
    assert [(link.deduction_id, link.count) for link in kept.links] == [(line, 3)]


def test_the_full_tier_is_no_finding(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        world.rate("乙市", 1, found(Nature.NEW, component=COVERAGE, option="village"))
    assert set(refusal.value.errors) == {"findings-0-option"}


def test_an_item_is_saved_whole_and_what_stood_there_goes(world: World) -> None:
    world.rate("乙市", 11, found(Nature.NEW, 2), found(Nature.NEW, 1))
    again = world.rate("乙市", 11, version=1)
    assert (again.version, again.mark, again.findings) == (2, 2, ())
    assert world.session.scalar(select(func.count(Finding.id))) == 0


def test_an_item_falls_to_its_floor_and_no_further(world: World) -> None:
    assert world.rate("乙市", 11, found(Nature.NEW, 99)).mark == 0


def test_the_slower_of_two_raters_is_shown_what_stands(world: World) -> None:
    world.rate("乙市", 11, found(Nature.NEW, 2))
    with pytest.raises(VerdictConflict) as conflict:
        world.rate("乙市", 11, found(Nature.NEW, 1))
    assert conflict.value.current.findings[0].count == 2
    assert "基金处评定员" in conflict.value.text


def test_the_same_form_sent_twice_is_one_rating(world: World) -> None:
    for _ in range(2):
        assert world.rate("乙市", 11, found(Nature.NEW, 2)).version == 1
    events = select(func.count(Event.seq)).where(Event.name == "assessment.rate_item")
    assert world.session.scalar(events) == 1


def test_a_rater_rates_the_items_of_the_own_division_only(world: World) -> None:
    about = {"assessment_id": world.assessment("甲市").id, "version": 0, "findings": ()}
    with pytest.raises(Forbidden, match="由基金处评定"):
        world.do(rate_item, world.rater(24), at(2, 10), item=11, **about)
    with world.session.begin_nested():
        world.session.execute(ItemAssignment.__table__.delete())
    with pytest.raises(Forbidden, match="还没有分派处室"):
        rate_item(world.session, world.rater(11), at(2, 10), item=11, **about)


@pytest.mark.parametrize("unit", ["甲市", "甲东县"])
def test_nobody_rates_the_prefecture_of_an_own_post(world: World, unit: str) -> None:
    rater = world.rater(11)
    post = PostHolding(user_id=rater.user_id, unit_id=world.unit(unit), post=Post.FILLER, since=at(1, 1))
    world.session.add(post)
    world.session.commit()
    with pytest.raises(Forbidden, match="回避"):
        world.rate("甲市", 11)
    assert world.rate("乙市", 11).mark == 2


def test_the_province_rates_from_february_on_and_only_accepted_reports(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    division = world.session.scalars(select(Division.id).where(Division.name == "基金处")).one()
    world.session.add(ItemAssignment(cycle_id=world.cycle_id, item=11, division_id=division))
    world.session.commit()
    with pytest.raises(Refused) as refusal:
        world.rate("甲市", 11, now=at(1, 25))
    assert [reason.text for reason in refusal.value.reasons] == [
        "评定尚未开始，评定的截止时间是2027年2月28日（星期日）24:00 前（北京时间）",
        "该单位的汇总没有审核通过，也没有作出缺报决定",
    ]


def test_a_prefecture_counted_as_zero_is_rated_without_any_own_deduction(world_at: Worlds) -> None:
    world = world_at.variant("deducted", Stage.SELF_EVALUATION, deduct)
    zero_report(world)
    assert deductions(world, "乙市", 11) == []
    assert world.rate("乙市", 11, found(Nature.NEW, 2)).mark == Decimal("1.6")


def zero_report(world: World) -> None:
    about = {"report_id": world.report("乙市").id}
    world.do(revoke_report, world.chief, at(2, 5), **about, reason="复核")
    world.do(return_report, world.chief, at(2, 5), **about, items={11: "补充"}, counties={})
    zero = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙市"), "reason": "催办未报"}
    world.do(decide_zero, world.chief, at(2, 6), **zero)


def test_what_a_county_counted_as_zero_deducted_cannot_be_linked(world_at: Worlds) -> None:
    world = world_at.variant("county_zero", Stage.SELF_EVALUATION, zero_county)
    assert deductions(world, "甲市", 11) == []
    assert len(deductions(world, "丙市", 11)) == 1


def zero_county(world: World) -> None:
    """甲东县 is accepted again when its prefecture has already decided on zero."""
    world = go_on(World(world.session, DEDUCTED), Stage.COUNTIES_ACCEPTED, since=Stage.SELF_EVALUATION)
    sheet = {"sheet_id": world.sheet("甲东县").id}
    world.do(draft_remark, world.signer("甲市"), at(1, 5), **sheet, item=11, text="补充检查日期")
    world.do(reopen_sheet, world.signer("甲市"), at(1, 5), **sheet)
    zero = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲东县"), "reason": "逾期未报"}
    world.do(decide_zero, world.signer("甲市"), at(1, 8), **zero)
    world.hand_up("甲东县", at(1, 9))
    world.accept("甲东县", at(1, 9))
    go_on(world, Stage.RATING, since=Stage.COUNTIES_ACCEPTED)


def test_a_report_handed_up_again_must_be_rated_again(world: World) -> None:
    world.rate("丙市", 11, now=at(2, 3))
    world.rate("丙市", 12, now=at(2, 3))
    about = {"report_id": world.report("丙市").id}
    world.do(revoke_report, world.chief, at(2, 4), **about, reason="复核")
    world.do(return_report, world.chief, at(2, 4), **about, items={11: "补充"}, counties={})
    world.hand_up("丙市", at(2, 5))
    world.submit_report("丙市", at(2, 5))
    world.accept_report("丙市", at(2, 6))
    facts = assessment_facts(world.session, world.cycle_id)[world.unit("丙市")]
    assert 11 in facts.unchecked_items
    page = rating_page(world.session, world.rater(11), world.assessment("丙市").id, 11)
    assert page.outdated
    assert world.rate("丙市", 11, version=1).version == 2
    after = assessment_facts(world.session, world.cycle_id)[world.unit("丙市")]
    assert 11 not in after.unchecked_items
    assert 12 in after.unchecked_items
    row = rating_matrix(world.session, world.chief, world.cycle_id).rows[2]
    states = {cell.item: cell.state for cell in row.cells}
    assert (states[11], states[12]) == (CellState.CLEAN, CellState.OUTDATED)


def test_a_confirmed_assessment_is_closed_to_raters(world_at: Worlds) -> None:
    world = world_at(Stage.CHECKED)
    with pytest.raises(Refused, match="当前状态是“已评定”，此时评定员不能修改"):
        world.rate("甲市", 11, version=1)


def test_a_prefecture_with_open_items_cannot_be_confirmed(world: World) -> None:
    world.rate("甲市", 1)
    everybody = [world.unit("甲市"), world.unit("丙市")]
    with pytest.raises(Refused) as refusal:
        world.do(check_assessments, world.chief, at(2, 20), cycle_id=world.cycle_id, unit_ids=everybody)
    texts = [reason.text for reason in refusal.value.reasons]
    assert texts[0].startswith("甲市：还有没有评定的项次：第 2、3、")
    assert "甲市：还有 1 条特殊因素申报没有核验结论" in texts
    assert any(text.startswith("丙市：") for text in texts)
