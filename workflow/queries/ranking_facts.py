"""Facts for the guards around the ranking: assessments, runs, claims before the province, interviews."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.assessment import ASSESSMENT, AssessmentStage, AssessmentTrigger
from states.claim import ClaimStage
from states.engine import unmet
from states.facts import AssessmentFacts, ClaimFacts, InterviewFacts, RankingFacts
from states.ranking import RankingStage
from states.report import ReportStage
from workflow.actor import Actor
from workflow.clock import local_date
from workflow.models import (
    Assessment,
    Cycle,
    Interview,
    MissingDecision,
    Participant,
    RankingRun,
    Report,
    SpecialClaim,
    Verdict,
)
from workflow.queries.schemes import scheme_of
from workflow.queries.sheet_facts import claim_facts
from workflow.queries.subtrees import carried_claims
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import Standing, standing
from workflow.rules.wording import day_text


@dataclass(frozen=True)
class ReportStanding:
    """Whether a prefecture's report is accepted, or the chief decided about its absence."""

    accepted: bool
    decided: bool
    submitted_at: datetime | None

    @property
    def settled(self) -> bool:
        """Whether the province may rate."""
        return self.accepted or self.decided

    def covers(self, checked_at: datetime) -> bool:
        """Whether an item checked then was checked on the report as it is now."""
        return not self.accepted or self.submitted_at is None or checked_at >= self.submitted_at


def report_standing(session: Session, cycle_id: int) -> Mapping[int, ReportStanding]:
    """Prefecture → its report's standing, in one statement."""
    decided = (
        select(MissingDecision.id)
        .where(
            MissingDecision.cycle_id == Report.cycle_id,
            MissingDecision.unit_id == Report.unit_id,
            MissingDecision.revoked_at.is_(None),
        )
        .exists()
    )
    rows = session.execute(
        select(Report.unit_id, Report.stage, Report.submitted_at, decided).where(Report.cycle_id == cycle_id)
    )
    return {
        unit_id: ReportStanding(stage is ReportStage.ACCEPTED, bool(zero), at)
        for unit_id, stage, at, zero in rows
    }


def assessment_facts(
    session: Session, cycle_id: int, unit_ids: Iterable[int] | None = None
) -> Mapping[int, AssessmentFacts]:
    """Prefecture → facts of its assessed sheet, in five statements for all of them.

    An item counts as checked when its verdict was given on the report as it is now.
    """
    reports = report_standing(session, cycle_id)
    verdicts = session.execute(
        select(Assessment.unit_id, Verdict.item, Verdict.checked_at)
        .join(Verdict, Verdict.assessment_id == Assessment.id)
        .where(Assessment.cycle_id == cycle_id)
    )
    checked = {(unit, item) for unit, item, at in verdicts if reports[unit].covers(at)}
    undecided = _undecided(session, cycle_id)
    numbers = [item.number for item in scheme_of(session, cycle_id).items]
    deliberated = session.scalar(select(Cycle.deliberated_at).where(Cycle.id == cycle_id)) is not None
    return {
        unit: AssessmentFacts(
            unchecked_items=tuple(number for number in numbers if (unit, number) not in checked),
            undecided_claims=undecided[unit],
            report_settled=reports[unit].settled,
            in_deliberation=deliberated,
        )
        for unit in (reports if unit_ids is None else unit_ids)
        if unit in reports
    }


def _undecided(session: Session, cycle_id: int) -> Counter[int]:
    waiting = SpecialClaim.stage == ClaimStage.SUBMITTED
    return Counter(claim.prefecture_id for claim in carried_claims(session, cycle_id, waiting))


def unfinished(session: Session, cycle_id: int, facts: Mapping[int, AssessmentFacts]) -> tuple[str, ...]:
    """Names of the prefectures whose assessment is not complete, or no longer."""
    rows = session.execute(
        select(Participant.unit_id, Participant.name, Assessment.stage)
        .join(
            Assessment,
            (Assessment.cycle_id == Participant.cycle_id) & (Assessment.unit_id == Participant.unit_id),
        )
        .where(Participant.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    )
    return tuple(
        name
        for unit, name, stage in rows
        if stage is AssessmentStage.RATING
        or unmet(ASSESSMENT, AssessmentStage.RATING, AssessmentTrigger.CHECK, facts[unit])
    )


def ranking_facts(
    session: Session,
    cycle: Cycle,
    now: datetime,
    run: RankingRun | None = None,
    inputs_unchanged: bool = True,
) -> RankingFacts:
    """Facts of a run, or of one about to be computed; `inputs_unchanged` comes from comparing digests."""
    facts = assessment_facts(session, cycle.id)
    newest = session.scalar(select(func.max(RankingRun.number)).where(RankingRun.cycle_id == cycle.id))
    until = run.publicity_until if run else None
    return RankingFacts(
        unfinished_units=unfinished(session, cycle.id, facts),
        undecided_claims=sum(entry.undecided_claims for entry in facts.values()),
        newest=run is None or run.number == newest,
        inputs_unchanged=inputs_unchanged,
        rating_reached=standing(cycle_calendar(session, cycle.id).rating(), now) is not Standing.NOT_YET,
        has_publicity=scheme_of(session, cycle.id).calendar.publicity.days > 0,
        publicity_over=until is None or now >= until,
        publicity_until=f"{day_text(local_date(until - timedelta(microseconds=1)))}24:00" if until else "",
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
