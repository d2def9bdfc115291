"""Whole years of schemes that leave stages out, through the commands: from opening to the circular."""

from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from states.engine import Refused
from states.ranking import RankingStage
from states.report import ReportStage
from states.sheet import SheetStage
from tests.clocks import due_cycles
from tests.worlds import at
from tests.worlds.marks import answers_losing
from tests.worlds.others import BODY, COUNTY, GROUP, RATED, TOWNS, UNITS, OtherWorld, rated, self_evaluating
from workflow.actor import CLOCK, COMMAND_LINE, Post
from workflow.commands.consolidating import save_statement
from workflow.commands.cycle import advance_cycle, open_cycle
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.liaison import register_liaison
from workflow.commands.missing import decide_zero, revoke_zero
from workflow.commands.publishing import correct_ranking, publish_ranking
from workflow.commands.ranking import approve_ranking, compute_ranking, send_back_ranking, submit_ranking
from workflow.commands.report_review import acknowledge_report, return_report, revoke_report
from workflow.commands.schemes import publish_scheme
from workflow.commands.unit_file import parse_units
from workflow.commands.units import import_units
from workflow.errors import Invalid
from workflow.models import (
    Assessment,
    CycleWindow,
    Level,
    Participant,
    RankingLine,
    Report,
    Sheet,
    Tier,
    Unit,
)
from workflow.points import from_ratio_text
from workflow.queries.ranking_facts import computing_obstacles
from workflow.scheme.loader import builtin, builtin_keys
from workflow.unit_of_work import unit_of_work


def stages(world: OtherWorld) -> tuple[SheetStage, ReportStage]:
    world.session.expire_all()
    return world.sheet(BODY).stage, world.report(BODY).stage


def handed_up(world: OtherWorld, lost: str = "2") -> None:
    world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id)
    world.fill(BODY, answers_losing(world.scheme, Decimal(lost)), at(1, 10))
    world.hand_up(BODY, at(1, 15))


def accepted(world: OtherWorld) -> None:
    handed_up(world)
    world.accept_report(BODY, at(1, 20))


def at_meeting(world: OtherWorld, month: int = 2) -> None:
    world.do(compute_ranking, world.chief, at(month, 11), cycle_id=world.cycle_id)
    world.do(submit_ranking, world.chief, at(month, 12), run_id=world.run.id)


def published(world: OtherWorld, month: int = 2) -> None:
    at_meeting(world, month)
    meeting = {"meeting_date": at(month, 13).date(), "reference": "会议纪要〔2027〕1号"}
    world.do(approve_ranking, world.chief, at(month, 13), run_id=world.run.id, **meeting)
    number = {"run_id": world.run.id, "circular_number": "通报〔2027〕1号"}
    world.do(publish_ranking, world.chief, at(month, 14), **number)


def test_only_what_the_scheme_has_is_laid_out(session: Session) -> None:
    world = self_evaluating(session)
    assert session.scalars(select(CycleWindow.stage)).all() == ["self_evaluation"]
    assert session.scalars(select(Participant.tier)).all() == [Tier.SUBJECT]
    counted = [session.scalar(select(func.count()).select_from(row)) for row in (Sheet, Report, Assessment)]
    assert counted == [1, 1, 0]
    assert world.cycle.province_id == world.unit(GROUP)


def test_a_body_evaluates_itself_and_its_group_publishes_the_result(session: Session) -> None:
    world = self_evaluating(session)
    assert due_cycles(session, at(1, 1, 0, 1)) == [world.cycle_id]
    accepted(world)
    assert world.cycle.stage is CycleStage.SELF_EVALUATION
    assert due_cycles(session, at(6, 1)) == []
    published(world)
    assert (world.cycle.stage, world.run.stage) == (CycleStage.PUBLISHED, RankingStage.PUBLISHED)
    (line,) = session.scalars(select(RankingLine)).all()
    assert (line.rank, from_ratio_text(line.final)) == (1, Fraction(3))


def test_the_report_goes_up_with_the_sheet_and_comes_back_with_it(session: Session) -> None:
    world = self_evaluating(session)
    handed_up(world)
    assert stages(world) == (SheetStage.SUBMITTED, ReportStage.SUBMITTED)
    back = {"sheet_id": world.sheet(BODY).id, "reason": "数字有误"}
    world.do(withdraw_sheet, world.signer(BODY), at(1, 16), **back)
    assert stages(world) == (SheetStage.FILLING, ReportStage.FILLING)
    world.hand_up(BODY, at(1, 17))
    world.do(acknowledge_report, world.chief, at(1, 18), report_id=world.report(BODY).id)
    assert stages(world) == (SheetStage.ACKNOWLEDGED, ReportStage.ACKNOWLEDGED)
    with pytest.raises(Refused, match="已签收"):
        world.do(withdraw_sheet, world.signer(BODY), at(1, 19), **back)


def test_what_the_group_returns_is_mended_and_handed_up_again(session: Session) -> None:
    world = self_evaluating(session)
    accepted(world)
    report = {"report_id": world.report(BODY).id}
    world.do(revoke_report, world.chief, at(1, 21), **report, reason="第一项还要核实")
    world.do(return_report, world.chief, at(1, 22), **report, items={1: "补材料"}, counties={})
    assert stages(world) == (SheetStage.RETURNED, ReportStage.RETURNED)
    mended = ItemInput(1, 1, answers_losing(world.scheme, Decimal(3))[1])
    form = {"sheet_id": world.sheet(BODY).id, "items": [mended]}
    world.do(save_items, world.filler(BODY), at(1, 23), **form)
    world.hand_up(BODY, at(1, 24))
    world.accept_report(BODY, at(1, 26))
    assert stages(world) == (SheetStage.ACCEPTED, ReportStage.ACCEPTED)


def test_nobody_works_on_a_report_that_only_carries_the_sheet(session: Session) -> None:
    world = self_evaluating(session)
    report = world.report(BODY)
    typed = {"report_id": report.id, "version": report.version, "statement": "汇总说明"}
    with pytest.raises(Refused, match="没有汇总这一步"):
        world.do(save_statement, world.filler(BODY), at(1, 10), **typed)


def test_a_year_without_liaison_officers_takes_none(session: Session) -> None:
    world = self_evaluating(session)
    contact = {"name": "赵某", "position": "科长", "mobile": "13800000000"}
    unit = {"cycle_id": world.cycle_id, "unit_id": world.unit(BODY)}
    with pytest.raises(Refused, match="本办法不要求登记联络员"):
        world.do(register_liaison, world.filler(BODY), at(10, 5), **unit, **contact)


def test_no_ranking_is_computed_before_the_report_is_accepted(session: Session) -> None:
    world = self_evaluating(session)
    (early, late) = (computing_obstacles(session, world.cycle, at(10, 2)), at(1, 16))
    assert [reason.text for reason in early] == ["年度还没有进入评定阶段", f"还有单位没有评定完成：{BODY}"]
    handed_up(world)
    (reason,) = computing_obstacles(session, world.cycle, late)
    assert BODY in reason.text
    world.accept_report(BODY, at(1, 17))
    assert computing_obstacles(session, world.cycle, at(1, 18)) == ()


def test_a_body_that_never_hands_up_counts_as_zero_by_decision_only(session: Session) -> None:
    world = self_evaluating(session)
    world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id)
    unit = {"cycle_id": world.cycle_id, "unit_id": world.unit(BODY), "reason": "多次催办未报"}
    world.do(decide_zero, world.chief, at(4, 2), **unit)
    world.do(compute_ranking, world.chief, at(4, 3), cycle_id=world.cycle_id)
    (line,) = session.scalars(select(RankingLine)).all()
    assert from_ratio_text(line.final) == 0


def test_who_never_reported_stays_out_of_a_correction_until_the_decision_is_taken_back(
    session: Session,
) -> None:
    world = self_evaluating(session)
    world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id)
    world.fill(BODY, answers_losing(world.scheme, Decimal(2)), at(1, 10))
    decision = {"cycle_id": world.cycle_id, "unit_id": world.unit(BODY)}
    world.do(decide_zero, world.chief, at(4, 2), **decision, reason="多次催办未报")
    published(world, 4)
    world.do(correct_ranking, world.chief, at(4, 20), run_id=world.run.id, reason="有新的情况")
    with pytest.raises(Refused, match="按 0 分计的单位在更正期间不再补报"):
        world.hand_up(BODY, at(4, 21))
    world.do(revoke_zero, world.chief, at(4, 22), **decision, reason="确认已按期寄出")
    world.hand_up(BODY, at(4, 23))
    world.accept_report(BODY, at(4, 24))
    assert stages(world) == (SheetStage.ACCEPTED, ReportStage.ACCEPTED)


def test_the_meeting_sends_a_self_evaluation_back_to_where_it_was_made(session: Session) -> None:
    world = self_evaluating(session)
    accepted(world)
    at_meeting(world)
    assert world.cycle.stage is CycleStage.DELIBERATION
    world.do(send_back_ranking, world.chief, at(2, 13), run_id=world.run.id, reason="补充材料")
    assert (world.cycle.stage, world.cycle.deliberated_at) == (CycleStage.SELF_EVALUATION, None)


def test_a_published_self_evaluation_is_corrected_where_it_was_made(session: Session) -> None:
    world = self_evaluating(session)
    accepted(world)
    published(world)
    world.do(correct_ranking, world.chief, at(2, 20), run_id=world.run.id, reason="第一项算错")
    assert world.cycle.stage is CycleStage.SELF_EVALUATION


def test_townships_are_rated_without_sheets_or_reports(session: Session) -> None:
    world = rated(session)
    assert session.scalars(select(CycleWindow.stage)).all() == ["rating"]
    assert len(session.scalars(select(Assessment.id)).all()) == len(TOWNS)
    assert session.scalars(select(Sheet.id)).all() == session.scalars(select(Report.id)).all() == []
    assert due_cycles(session, at(12, 31)) == []
    assert world.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=world.cycle_id) is CycleStage.RATING
    assert world.cycle.province_id == world.unit(COUNTY)


def test_a_township_waits_for_its_raters_and_for_no_report(session: Session) -> None:
    world = rated(session)
    (reason,) = computing_obstacles(session, world.cycle, at(1, 10))
    assert all(town in reason.text for town in TOWNS)


def test_an_installation_holds_years_of_several_top_units(session: Session) -> None:
    world = self_evaluating(session)
    world.do(publish_scheme, COMMAND_LINE, at(10, 2), text=RATED, name="rated-small.yaml")
    year = {"scheme_key": "rated-small", "year": 2026}
    world.do(open_cycle, world.actor(COUNTY, Post.ADMIN), at(10, 2), **year)
    assert world.cycle.province_id == world.unit(COUNTY)
    with pytest.raises(Invalid, match="2 个县"):
        world.do(open_cycle, COMMAND_LINE, at(10, 2), **year)


@pytest.mark.parametrize(
    ("who", "key", "words"),
    [
        (COUNTY, "self-small", "没有参加评定的单位"),
        (COUNTY, "hubei-jingban", "本办法由省级的最上级单位组织评定，某县不是"),
    ],
)
def test_a_year_is_opened_only_for_units_that_fit_its_levels(
    session: Session, who: str, key: str, words: str
) -> None:
    world = self_evaluating(session)
    with pytest.raises(Invalid, match=words):
        world.do(open_cycle, world.actor(who, Post.ADMIN), at(10, 2), scheme_key=key, year=2027)


def test_a_unit_under_the_wrong_one_is_named_when_a_year_is_opened(session: Session) -> None:
    world = rated(session)
    header, *_ = UNITS.splitlines()
    lines = (header, "330099,工业区,county,,,,,,", "330004,北镇,township,镇,330099,,,,")
    world.do(import_units, COMMAND_LINE, at(10, 2), rows=parse_units("\n".join(lines).encode()))
    moved = world.session.get_one(Unit, world.unit("工业区"))
    with unit_of_work(world.session):
        moved.parent_id, moved.level = world.unit(COUNTY), Level.UNIT
    with pytest.raises(Invalid, match=r"应直属某县.*北镇（上级是工业区）"):
        world.do(open_cycle, world.actor(COUNTY, Post.ADMIN), at(10, 2), scheme_key="rated-small", year=2027)


def test_groups_of_a_scheme_must_be_those_of_its_units(session: Session) -> None:
    world = rated(session)
    grouped = RATED.replace('version: "1"', 'version: "2"').replace(
        "calendar:", "groups: [{name: 镇, basis: 附件}]\ncalendar:"
    )
    world.do(publish_scheme, COMMAND_LINE, at(10, 2), text=grouped, name="rated-small.yaml")
    with pytest.raises(Invalid, match="分组应为镇之一，没有这样分组的有：东镇、西镇、园区"):
        world.do(open_cycle, world.actor(COUNTY, Post.ADMIN), at(10, 2), scheme_key="rated-small", year=2027)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("key", [key for key in builtin_keys() if key != "hubei-jingban"])
def test_every_built_in_scheme_opens_a_year_for_units_of_its_levels(session: Session, key: str) -> None:
    scheme = builtin(key)
    levels, groups = scheme.procedure.levels, [group.name for group in scheme.groups] or [""]
    lines = [UNITS.splitlines()[0], f"110000,评定单位,{levels.assessor},,,,,,"]
    lines += [f"11000{n},单位{n},{levels.subject},,110000,{group},,," for n, group in enumerate(groups, 1)]
    world = OtherWorld(session)
    world.do(import_units, COMMAND_LINE, at(10, 1), rows=parse_units("\n".join(lines).encode()))
    world.do(open_cycle, COMMAND_LINE, at(10, 1), scheme_key=key, year=2026)
    laid_out = [len(session.scalars(select(model.id)).all()) for model in (Sheet, Report, Assessment)]
    evaluated, rated_too = (scheme.procedure.has(stage) for stage in ("self_evaluation", "rating"))
    assert laid_out == [len(groups) * has for has in (evaluated, evaluated, rated_too)]
    assert world.do(advance_cycle, CLOCK, at(6, 1), cycle_id=world.cycle_id) in (
        CycleStage.SELF_EVALUATION,
        CycleStage.RATING,
    )
