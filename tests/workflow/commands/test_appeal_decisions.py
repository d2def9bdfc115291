"""The chief keeps or changes what is contested; the ranking follows, and waits until it has."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from states.appeal import AppealStage
from states.assessment import AssessmentStage
from states.claim import ClaimStage
from states.engine import Refused
from states.ranking import RankingStage
from tests.worlds import FindingInput, Stage, World, Worlds, appeals, at
from workflow.commands.appeal_decisions import (
    dismiss_appeal,
    take_up_appeal,
    uphold_by_claims,
    uphold_by_findings,
)
from workflow.commands.claim_decisions import ClaimRevision, decide_claim, reconsider_claim
from workflow.commands.publishing import publish_ranking
from workflow.commands.ranking import compute_ranking, recompute_ranking
from workflow.errors import Forbidden, Invalid
from workflow.models import Appeal, Event, Interview, RankingRun
from workflow.queries.appeals import appeal_row
from workflow.queries.runs import run_lines
from workflow.queries.verdicts import rated_items
from workflow.rules.double_deduction import Nature


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.PUBLICITY)


def deciding(world: World, unit: str = appeals.UNIT, item: int = appeals.ITEM) -> Appeal:
    appeal = appeals.file(world, unit, item)
    appeals.take_up(world, appeal)
    return appeal


def publish(world: World) -> None:
    what = {"run_id": world.run.id, "circular_number": "演示通报〔2027〕1号"}
    world.do(publish_ranking, world.chief, at(3, 15), **what)


def ranks(world: World) -> list[str]:
    return [line.name for line in run_lines(world.session, world.run.id)]


def test_an_appeal_is_taken_up_before_it_is_decided(world: World) -> None:
    appeal = appeals.file(world)
    with pytest.raises(Refused, match="当前状态是“已提出”，此时不能维持原评定"):
        appeals.dismiss(world, appeal)
    with pytest.raises(Refused, match="当前状态是“已提出”，此时不能予以调整"):
        appeals.uphold(world, appeal)


@pytest.mark.parametrize("command", [dismiss_appeal, uphold_by_findings])
def test_a_decision_says_why(world: World, command: object) -> None:
    appeal, findings = deciding(world), {"findings": []} if command is uphold_by_findings else {}
    with pytest.raises(Invalid, match="写明复核的理由和依据") as refusal:
        world.do(command, world.chief, at(3, 10), appeal_id=appeal.id, reason="", **findings)  # type: ignore[arg-type]
    assert set(refusal.value.errors) == {"reason"}
    assert world.session.get_one(Appeal, appeal.id).stage is AppealStage.DECIDING


def test_only_the_chief_decides(world: World) -> None:
    appeal = appeals.file(world)
    for who in (world.signer("丙市"), world.rater(36)):
        with pytest.raises(Forbidden):
            world.do(take_up_appeal, who, at(3, 9), appeal_id=appeal.id)


def test_a_withdrawn_finding_gives_the_mark_back_and_the_sheet_stays_locked(world: World) -> None:
    appeals.upheld(world)
    row = appeal_row(world.session, 1)
    assert (row.stage, row.entered) == (AppealStage.UPHELD, None)
    assert dict(row.effect) == {"before": "0", "after": "2"}
    assert world.assessment("丙市").stage is AssessmentStage.CLOSED
    event = world.session.scalars(select(Event).where(Event.name == "assessment.adjust_item")).one()
    assert "现场检查发现" in event.before
    assert "现场检查发现" not in event.after
    with pytest.raises(Refused, match="上级评定表当前状态是“已锁定”"):
        world.rate("丙市", 36, version=2)


def test_a_finding_can_be_weighed_anew_instead(world: World) -> None:
    appeal = deciding(world)
    one = FindingInput("answered", Nature.NEW, "现场检查发现", "台账不符")
    what = {"appeal_id": appeal.id, "reason": appeals.REASON, "findings": [one]}
    world.do(uphold_by_findings, world.chief, at(3, 10), **what)
    assert dict(appeal_row(world.session, appeal.id).effect) == {"before": "0", "after": "1"}


def test_what_is_upheld_changes_something(world: World) -> None:
    appeal, unit = deciding(world), world.unit("丙市")
    found = rated_items(world.session, world.cycle_id, unit_id=unit, item=36)[unit, 36].findings
    same = [FindingInput(line.component, line.nature, line.case, line.reason) for line in found]
    what = {"appeal_id": appeal.id, "reason": "核对过", "findings": same}
    with pytest.raises(Invalid, match="内容没有改动"):
        world.do(uphold_by_findings, world.chief, at(3, 10), **what)


def test_nothing_is_changed_for_the_worse(world: World) -> None:
    appeal, unit = deciding(world, item=32), world.unit("丙市")
    found = rated_items(world.session, world.cycle_id, unit_id=unit, item=32)[unit, 32].findings
    others = [part.key for part in world.scheme.item(32).components if part.key != found[0].component]
    keys = [found[0].component, others[0]]
    worse = [FindingInput(key, Nature.NEW, "现场检查发现", "台账不符") for key in keys]
    what = {"appeal_id": appeal.id, "reason": "核对过", "findings": worse}
    with pytest.raises(Invalid, match="低于原来的 2 分：复核不作对申诉单位更不利的改动"):
        world.do(uphold_by_findings, world.chief, at(3, 10), **what)
    assert rated_items(world.session, world.cycle_id, unit_id=unit, item=32)[unit, 32].mark == 2


def test_limits_of_double_deduction_hold(world: World) -> None:
    appeal = deciding(world)
    linked = FindingInput("answered", Nature.SAME, "同一事项", "自评已扣", links=((999, 1),))
    what = {"appeal_id": appeal.id, "reason": "核对过", "findings": [linked]}
    with pytest.raises(Invalid) as refusal:
        world.do(uphold_by_findings, world.chief, at(3, 10), **what)
    assert set(refusal.value.errors) == {"findings-0-links"}


def test_a_rejected_claim_is_accepted_after_an_appeal(world: World) -> None:
    appeal = deciding(world, item=45)
    (claim,) = world.claims("丙市", 45)
    revision = ClaimRevision(claim.id, accept=True, option="honour")
    what = {"appeal_id": appeal.id, "reason": "补充了表彰文件", "claims": [revision]}
    world.do(uphold_by_claims, world.chief, at(3, 10), **what)
    (claim,) = world.claims("丙市", 45)
    assert (claim.stage, claim.decision_reason) == (ClaimStage.ACCEPTED, "补充了表彰文件")
    assert dict(appeal_row(world.session, appeal.id).effect) == {"before": "0", "after": "2"}
    appeals.recompute(world)
    assert ranks(world)[0] == "丙市"


def test_a_claim_of_a_unit_below_is_decided_for_that_unit_alone(world: World) -> None:
    appeal = deciding(world, "乙东县", 44)
    (claim,) = world.claims("乙东县", 44)
    about = {"appeal_id": appeal.id, "reason": "核对文件"}
    foreign = [ClaimRevision(other.id, False, other.option) for other in world.claims("甲市", 44)]
    with pytest.raises(Invalid, match="内容没有改动"):
        world.do(uphold_by_claims, world.chief, at(3, 10), **about, claims=foreign)
    worse = [ClaimRevision(claim.id, accept=False, option=claim.option)]
    with pytest.raises(Invalid, match="更不利"):
        world.do(uphold_by_claims, world.chief, at(3, 10), **about, claims=worse)
    unknown = [ClaimRevision(claim.id, accept=True, option="nothing")]
    with pytest.raises(Invalid) as refusal:
        world.do(uphold_by_claims, world.chief, at(3, 10), **about, claims=unknown)
    assert set(refusal.value.errors) == {f"claims-{claim.id}-option"}
    better = [ClaimRevision(claim.id, accept=True, option="completed")]
    world.do(uphold_by_claims, world.chief, at(3, 10), **about, claims=better)
    assert dict(appeal_row(world.session, appeal.id).effect) == {"before": "1", "after": "3"}


def test_claims_stay_decided_without_an_appeal(world: World) -> None:
    (claim,) = world.claims("丙市", 45)
    for command, what in ((reconsider_claim, {}), (decide_claim, {"accept": True})):
        with pytest.raises(Refused):
            world.do(command, world.chief, at(3, 10), claim_id=claim.id, reason="再看", **what)


def test_nothing_is_published_while_an_appeal_waits(world: World) -> None:
    appeals.taken_up(world)
    with pytest.raises(Refused, match="还有申诉没有复核结论：丙市第 36 项"):
        publish(world)
    with pytest.raises(Refused, match="还有申诉没有复核结论：丙市第 36 项"):
        appeals.recompute(world)


def test_nothing_is_published_before_an_upheld_appeal_counts(world: World) -> None:
    appeals.upheld(world)
    with pytest.raises(Refused, match="予以调整的申诉还没有计入排名：丙市第 36 项"):
        publish(world)
    appeals.recompute(world)
    publish(world)
    assert world.run.stage is RankingStage.PUBLISHED
    assert ranks(world) == ["丙市", "乙市", "甲市"]


def test_a_dismissed_appeal_lets_the_ranking_be_published_as_it_is(world: World) -> None:
    appeals.dismissed(world)
    with pytest.raises(Refused, match="不用重新计算"):
        appeals.recompute(world)
    publish(world)
    assert ranks(world) == ["乙市", "丙市", "甲市"]


def test_an_appeal_opened_in_time_is_decided_after_the_closing_instant(world: World) -> None:
    appeal = deciding(world)
    appeals.uphold(world, appeal, now=at(3, 20))
    appeals.recompute(world, now=at(3, 20))
    assert appeal_row(world.session, appeal.id).entered == 2


def test_the_new_run_carries_on_where_the_old_one_was(world: World) -> None:
    first = world.run
    kept = (first.meeting_date, first.meeting_reference, first.publicity_until)
    appeals.recomputed(world)
    second = world.run
    assert (second.number, second.stage, second.replaces_id) == (2, RankingStage.PUBLICITY, first.id)
    assert (second.meeting_date, second.meeting_reference, second.publicity_until) == kept
    old = world.session.get_one(RankingRun, first.id, populate_existing=True)
    assert old.stage is RankingStage.SUPERSEDED
    names = {"ranking.adjust", "ranking.replace"}
    reasons = world.session.scalars(select(Event.reason).where(Event.name.in_(names)))
    assert set(reasons) == {"按申诉结果调整：丙市第 36 项"}


def test_a_second_appeal_makes_a_third_run_and_belongs_to_the_same_period(world: World) -> None:
    appeals.recomputed(world)
    appeal = appeals.file(world, "甲市", now=at(3, 11))
    appeals.take_up(world, appeal)
    with pytest.raises(Refused, match="还有申诉没有复核结论：甲市第 36 项"):
        publish(world)
    appeals.uphold(world, appeal, now=at(3, 12))
    appeals.recompute(world, now=at(3, 12))
    assert (world.run.number, world.run.replaces_id) == (3, 2)
    entered = world.session.execute(select(Appeal.item, Appeal.entered_id).order_by(Appeal.id))
    assert [row.entered_id for row in entered] == [2, 3]


def test_a_replaced_run_is_neither_published_nor_computed_from(world: World) -> None:
    first = world.run.id
    appeals.recomputed(world)
    for command, what in ((publish_ranking, {"circular_number": "一号"}), (recompute_ranking, {})):
        with pytest.raises(Refused, match="当前状态是“已更正”"):
            world.do(command, world.chief, at(3, 15), run_id=first, **what)


def test_during_publicity_nothing_else_is_computed(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        world.do(compute_ranking, world.chief, at(3, 8), cycle_id=world.cycle_id)
    assert "按申诉结果重新计算" in refusal.value.reasons[0].lifted_by


def test_a_decided_appeal_is_not_decided_again(world: World) -> None:
    appeals.upheld(world)
    with pytest.raises(Refused, match="当前状态是“予以调整”，此时不能维持原评定"):
        appeals.dismiss(world, world.session.get_one(Appeal, 1))


def test_the_outcome_is_weighed_like_everybodys(world: World) -> None:
    appeals.recomputed(world)
    line = next(line for line in run_lines(world.session, world.run.id) if line.name == "丙市")
    assert line.province == Decimal(93)
    assert world.session.scalars(select(Interview)).all() == []
