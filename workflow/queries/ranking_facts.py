"""Facts for the guards around the ranking: runs, claims before the province, interviews."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.assessment import ASSESSMENT, AssessmentStage, AssessmentTrigger
from states.cycle import CycleStage
from states.engine import unmet
from states.facts import AssessmentFacts, ClaimFacts, InterviewFacts, RankingFacts
from states.guards import Unmet
from states.ranking import RANKING, RankingStage, RankingTrigger
from workflow.actor import Actor
from workflow.errors import Invalid
from workflow.models import Assessment, Cycle, Interview, Participant, RankingRun, SpecialClaim, Tier
from workflow.queries.appeal_facts import pending_appeals
from workflow.queries.outcome import outcome, outcome_digest
from workflow.queries.rating_facts import assessment_facts
from workflow.queries.schemes import scheme_of
from workflow.queries.scored import unsettled_text
from workflow.queries.self_scores import settles
from workflow.queries.sheet_facts import claim_facts
from workflow.queries.subtrees import carried_claims
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import Standing, deadline_day, is_past, standing

_DECIDED = (CycleStage.DELIBERATION, CycleStage.PUBLICITY, CycleStage.PUBLISHED, CycleStage.CLOSED)
"""Stages of a cycle in which its ranking is no longer computed."""

_REOPENED = {CycleStage.PUBLICITY: "有申诉予以调整的，评定负责人在公示中的排名上按申诉结果重新计算"}


def computing_obstacles(session: Session, cycle: Cycle, now: datetime) -> tuple[Unmet, ...]:
    """All reasons why no run can be computed now: a run is always complete."""
    if cycle.stage in _DECIDED:
        text = f"年度评定当前状态是“{cycle.stage.label}”，排名不再重新计算"
        return (Unmet(text, _REOPENED.get(cycle.stage, "会议退回后或启动更正后评定负责人")),)
    facts = _facts(session, cycle, now)
    reasons = unmet(RANKING, RankingStage.COMPUTED, RankingTrigger.DELIBERATE, facts)
    return reasons or unsettled(session, cycle)


def unsettled(session: Session, cycle: Cycle) -> tuple[Unmet, ...]:
    """What is missing before marks that wait for figures or for other units (待定) can be settled."""
    scheme = scheme_of(session, cycle.id)
    if scheme.procedure.rating != "answers" and not settles(scheme):
        return ()
    try:
        outcome(session, cycle)
    except Invalid as refusal:
        return unsettled_text(session, cycle.id, refusal.errors)
    return ()


def run_facts(session: Session, run: RankingRun, cycle: Cycle, now: datetime) -> RankingFacts:
    """Facts of a run; while it is only computed, its inputs are compared with what a new run would find."""
    newest = session.scalar(select(func.max(RankingRun.number)).where(RankingRun.cycle_id == cycle.id))
    until, pending = run.publicity_until, pending_appeals(session, run)
    return replace(
        _facts(session, cycle, now),
        newest=run.number == newest,
        inputs_unchanged=run.stage is not RankingStage.COMPUTED or _stands(session, run, cycle),
        publicity_over=until is None or is_past(until, now),
        publicity_until=deadline_day(until) if until else "",
        open_appeals=pending.open,
        unentered_appeals=pending.unentered,
        replaces_announced=_replaces_announced(session, run),
    )


def _replaces_announced(session: Session, run: RankingRun) -> bool:
    """Whether a run takes the place of one that is being shown to the units."""
    replaced = session.get(RankingRun, run.replaces_id) if run.replaces_id else None
    return replaced is not None and replaced.stage is RankingStage.PUBLICITY


def _facts(session: Session, cycle: Cycle, now: datetime) -> RankingFacts:
    """Facts of a run about to be computed."""
    assessments = assessment_facts(session, cycle.id)
    procedure = scheme_of(session, cycle.id).procedure
    return RankingFacts(
        unfinished_units=_unfinished(session, cycle.id, assessments, procedure.has("rating")),
        undecided_claims=sum(entry.undecided_claims for entry in assessments.values()),
        rating_reached=standing(cycle_calendar(session, cycle.id).rating(), now) is not Standing.NOT_YET,
        has_publicity=procedure.has("publicity"),
    )


def _stands(session: Session, run: RankingRun, cycle: Cycle) -> bool:
    reference = scheme_of(session, cycle.id).reference
    try:
        return outcome_digest(reference, outcome(session, cycle)) == run.input_digest
    except Invalid:
        return False


def _unfinished(
    session: Session, cycle_id: int, facts: Mapping[int, AssessmentFacts], rated: bool
) -> tuple[str, ...]:
    """Names of the units whose assessment is not complete, or no longer; where nothing is rated, of those
    whose report is not settled."""
    rows = session.execute(
        select(Participant.unit_id, Participant.name, Assessment.stage)
        .outerjoin(
            Assessment,
            (Assessment.cycle_id == Participant.cycle_id) & (Assessment.unit_id == Participant.unit_id),
        )
        .where(Participant.cycle_id == cycle_id, Participant.tier == Tier.SUBJECT)
        .order_by(Participant.code, Participant.unit_id)
    )
    if not rated:
        return tuple(name for unit, name, _ in rows if not facts[unit].report_settled)
    return tuple(
        name
        for unit, name, stage in rows
        if stage is AssessmentStage.RATING
        or unmet(ASSESSMENT, AssessmentStage.RATING, AssessmentTrigger.CHECK, facts[unit])
    )


def deciding_facts(session: Session, claim: SpecialClaim, actor: Actor) -> ClaimFacts:
    """Facts of a claim about to be decided by `actor`, or to be taken up again."""
    deliberated_at = session.scalar(select(Cycle.deliberated_at).where(Cycle.id == claim.cycle_id))
    carried = carried_claims(session, claim.cycle_id, SpecialClaim.id == claim.id)
    return ClaimFacts(
        missing=claim_facts(claim).missing,
        in_deliberation=deliberated_at is not None,
        carried_by_accepted=bool(carried),
        decider_entered=claim.entered_by_id == actor.user_id,
        decider_name=actor.name,
    )


def interview_facts(session: Session, interview: Interview) -> InterviewFacts:
    """Whether the run on which an interview rests is still the published one."""
    stage = session.scalar(select(RankingRun.stage).where(RankingRun.id == interview.run_id))
    return InterviewFacts(published=stage is RankingStage.PUBLISHED)
