"""Numbered runs: computed when everything is decided, taken to the meeting, sent back or approved."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.assessment import AssessmentStage
from states.cycle import CycleStage
from states.engine import Refused
from states.ranking import RankingStage
from tests.threads import at_once
from tests.worlds import BASIS, FindingInput, Stage, World, Worlds, at
from workflow.commands.assessing import check_assessments, reopen_assessment
from workflow.commands.claim_decisions import decide_claim, enter_claim, reconsider_claim
from workflow.commands.missing import decide_zero
from workflow.commands.ranking import approve_ranking, compute_ranking, send_back_ranking, submit_ranking
from workflow.commands.report_review import return_report, revoke_report
from workflow.errors import Forbidden, Invalid
from workflow.models import Assessment, RankingRun
from workflow.queries.results import explanation
from workflow.queries.runs import changes_since, run_lines, runs
from workflow.rules.double_deduction import Nature
from workflow.scheme.claiming import ClaimInput
from workflow.unit_of_work import unit_of_work

REASON = "复核发现漏评"


def compute(world: World) -> RankingRun:
    run: RankingRun = world.do(compute_ranking, world.chief, at(2, 21), cycle_id=world.cycle_id)
    return run


def submit(world: World) -> None:
    world.do(submit_ranking, world.chief, at(3, 1), run_id=world.run.id)


def mend(world: World, unit: str = "甲市") -> None:
    """One more finding in a prefecture, by the regular way."""
    world.do(
        reopen_assessment, world.chief, at(2, 22), assessment_id=world.assessment(unit).id, reason=REASON
    )
    finding = FindingInput("problem", Nature.NEW, "凭证不全", "抽查发现")
    world.rate(unit, 11, finding, version=1, now=at(2, 22))
    about = {"cycle_id": world.cycle_id, "unit_ids": [world.unit(unit)]}
    world.do(check_assessments, world.chief, at(2, 23), **about)


def stages(world: World) -> set[AssessmentStage]:
    return set(world.session.scalars(select(Assessment.stage)))


def test_a_run_waits_until_every_prefecture_is_confirmed(world_at: Worlds) -> None:
    world = world_at(Stage.RATED)
    with pytest.raises(Refused, match="还有单位没有评定完成：甲市、乙市、丙市"):
        compute(world)


def test_a_run_waits_until_the_province_rates(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    with pytest.raises(Refused) as refusal:
        world.do(compute_ranking, world.chief, at(1, 25), cycle_id=world.cycle_id)
    assert refusal.value.reasons[0].text == "年度还没有进入评定阶段"


def test_a_claim_taken_up_again_holds_the_next_run_back(world_at: Worlds) -> None:
    world = world_at(Stage.CHECKED)
    [claim] = world.claims("丙市")
    world.do(reconsider_claim, world.chief, at(2, 19), claim_id=claim.id, reason=REASON)
    with pytest.raises(Refused) as refusal:
        compute(world)
    assert "还有 1 条特殊因素申报没有核验结论" in [reason.text for reason in refusal.value.reasons]


def take_back(world: World, prefecture: str, claimant: str) -> None:
    """撤销审核 of a report, after its one decided claim has been taken up again."""
    claim = world.claims(claimant)[0].id
    world.do(reconsider_claim, world.chief, at(2, 19), claim_id=claim, reason=REASON)
    report = world.report(prefecture).id
    world.do(revoke_report, world.chief, at(2, 19), report_id=report, reason=REASON)


def test_a_report_no_longer_accepted_holds_the_next_run_back(world_at: Worlds) -> None:
    world = world_at(Stage.CHECKED)
    take_back(world, "乙市", "乙东县")
    with pytest.raises(Refused, match="没有评定完成：乙市"):
        compute(world)


def test_runs_are_numbered_and_tell_what_changed(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    first = world.run.id
    mend(world)
    assert compute(world).number == 2
    [change] = changes_since(world.session, world.run.id, first)
    assert (change.name, change.lines) == (
        "甲市",
        ("省级评定得分 90.00 → 89.80", "最终得分 92.28 → 92.16"),
    )
    assert [run.number for run in runs(world.session, world.cycle_id)] == [2, 1]


def test_the_same_inputs_give_the_same_digest(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    before = world.run.input_digest
    assert compute(world).input_digest == before


def test_a_run_keeps_its_terms_when_the_inputs_change(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    before = run_lines(world.session, world.run.id)
    mend(world)
    assert run_lines(world.session, 1) == before


def test_an_outdated_run_does_not_go_to_the_meeting(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    mend(world)
    with pytest.raises(Refused, match="计算之后评定数据有变动"):
        submit(world)


def test_a_claim_entered_after_the_run_must_be_decided_and_counted(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    summons = ClaimInput(item=47, option="summons", title="又一次约谈", **BASIS)
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("丙市"), "claim": summons}
    claim = world.do(enter_claim, world.rater(47), at(2, 25), **about)
    with pytest.raises(Refused) as refusal:
        submit(world)
    texts = [reason.text for reason in refusal.value.reasons]
    assert "还有 1 条特殊因素申报没有核验结论" in texts
    decision = {"claim_id": claim.id, "accept": True, "reason": REASON}
    world.do(decide_claim, world.chief, at(2, 26), **decision)
    with pytest.raises(Refused, match="计算之后评定数据有变动"):
        submit(world)
    compute(world)
    submit(world)
    line = next(line for line in run_lines(world.session, world.run.id) if line.name == "丙市")
    assert line.special == -2


def test_computed_again_with_nothing_changed_it_is_the_same_run(world_at: Worlds) -> None:
    world = world_at(Stage.CHECKED)
    act = (compute_ranking, world.chief, {"cycle_id": world.cycle_id})
    at_once(world, *[act] * 4)
    assert compute(world).number == 1
    assert world.session.scalars(select(RankingRun.number)).all() == [1]


def test_only_the_newest_run_goes_to_the_meeting(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    mend(world)
    compute(world)
    with pytest.raises(Refused, match="以最新一次为准"):
        world.do(submit_ranking, world.chief, at(3, 1), run_id=1)


def test_the_meeting_closes_the_assessments_and_the_year_below(world_at: Worlds) -> None:
    world = world_at(Stage.IN_DELIBERATION)
    assert stages(world) == {AssessmentStage.CLOSED}
    assert (world.cycle.stage, world.cycle.deliberated_at) == (CycleStage.DELIBERATION, at(3, 1))
    with pytest.raises(Refused, match="排名不再重新计算"):
        compute(world)
    with pytest.raises(Refused, match="当前状态是“已锁定”"):
        world.rate("甲市", 11, version=1, now=at(3, 2))


@pytest.mark.parametrize("stage", [Stage.IN_DELIBERATION, Stage.APPROVED])
def test_what_the_meeting_sends_back_can_be_rated_and_computed_again(world_at: Worlds, stage: Stage) -> None:
    world = world_at(stage)
    with pytest.raises(Invalid, match="写明会议退回的理由"):
        world.do(send_back_ranking, world.chief, at(3, 4), run_id=world.run.id, reason="")
    world.do(send_back_ranking, world.chief, at(3, 4), run_id=world.run.id, reason="核实甲市第11项")
    assert (world.run.stage, world.cycle.stage) == (RankingStage.COMPUTED, CycleStage.RATING)
    assert world.cycle.deliberated_at is None
    assert stages(world) == {AssessmentStage.CHECKED}
    mend(world)
    compute(world)
    submit(world)
    assert world.session.scalar(select(func.count(RankingRun.id))) == 2


def test_an_approval_names_day_and_reference(world_at: Worlds) -> None:
    world = world_at(Stage.IN_DELIBERATION)
    about: dict[str, Any] = {"run_id": world.run.id}
    with pytest.raises(Invalid) as refusal:
        world.do(approve_ranking, world.chief, at(3, 4), **about, meeting_date=None, reference=" ")
    assert set(refusal.value.errors) == {"meeting_date", "reference"}
    about["reference"] = "局务会"
    with pytest.raises(Invalid, match="还没有到"):
        world.do(approve_ranking, world.chief, at(3, 4), **about, meeting_date=date(2027, 3, 5))
    world.do(approve_ranking, world.chief, at(3, 4), **about, meeting_date=date(2027, 3, 4))
    assert (world.run.stage, world.run.meeting_reference) == (RankingStage.APPROVED, "局务会")


def test_only_the_chief_computes(world_at: Worlds) -> None:
    world = world_at(Stage.CHECKED)
    with pytest.raises(Forbidden):
        world.do(compute_ranking, world.rater(11), at(2, 20), cycle_id=world.cycle_id)


def test_a_prefecture_that_never_reported_counts_zero_for_itself_and_that_is_told(world_at: Worlds) -> None:
    world = world_at(Stage.CHECKED)
    about = {"report_id": world.report("丙市").id}
    take_back(world, "丙市", "丙市")
    world.do(return_report, world.chief, at(2, 19), **about, items={2: "补充"}, counties={})
    zero = {"cycle_id": world.cycle_id, "unit_id": world.unit("丙市"), "reason": "催办三次仍未重报"}
    world.do(decide_zero, world.chief, at(2, 20), **zero)
    compute(world)
    line = run_lines(world.session, world.run.id)[-1]
    assert (line.name, line.rank, line.decision) == ("丙市", 3, "zero")
    assert (line.self_score, line.final) == (0, Fraction("54.6"))
    told = explanation(world.session, world.chief, world.run.id, line.unit_id)
    assert "未上报，经决定按 0 分计" in told.explanation[0]
    assert "催办三次仍未重报" in told.children[0].explanation[-1]


def test_a_ranking_goes_to_the_meeting_or_a_claim_is_taken_up_again_never_both(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    chief, engine = world.chief, world.session.get_bind()
    submission = partial(submit_ranking, run_id=world.run.id)
    second_thought = partial(reconsider_claim, claim_id=world.claims("丙市")[0].id, reason=REASON)
    world.session.rollback()
    start = Barrier(2)

    def act(command: Callable[..., None]) -> bool:
        with Session(engine) as session:
            start.wait()
            try:
                with unit_of_work(session):
                    command(session, chief, at(3, 1))
            except Refused:
                return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, (submission, second_thought))) == [False, True]
