"""Facts for the guards of the rating: how each report stands, and what is left on each assessed sheet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.assessment import ASSESSMENT, REPORT_SETTLED
from states.claim import ClaimStage
from states.engine import pen_withheld
from states.facts import AssessmentFacts
from states.guards import Unmet
from states.report import ReportStage
from states.roles import Role
from workflow.models import Assessment, MissingDecision, Report, SpecialClaim, Verdict
from workflow.queries.schemes import scheme_of
from workflow.queries.subtrees import carried_claims
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import Standing, deadline_text, standing


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


def unratable(session: Session, assessment: Assessment, now: datetime) -> tuple[Unmet, ...]:
    """All reasons why nobody can rate a prefecture now."""
    window = cycle_calendar(session, assessment.cycle_id).rating()
    reasons = []
    if standing(window, now) is Standing.NOT_YET:
        text = f"省级评定尚未开始，评定的截止时间是{deadline_text(window.due_at)}"
        reasons.append(Unmet(text, "到日期后自动开始，或系统管理员写明理由提前"))
    if not report_standing(session, assessment.cycle_id)[assessment.unit_id].settled:
        reasons.append(Unmet(REPORT_SETTLED.refusal, REPORT_SETTLED.lifted_by))
    return (*reasons, *pen_withheld(ASSESSMENT, assessment.stage, Role.RATER))


def assessment_facts(
    session: Session, cycle_id: int, unit_ids: Iterable[int] | None = None
) -> Mapping[int, AssessmentFacts]:
    """Prefecture → facts of its assessed sheet, in four statements for all of them.

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
    return {
        unit: AssessmentFacts(
            unchecked_items=tuple(number for number in numbers if (unit, number) not in checked),
            undecided_claims=undecided[unit],
            report_settled=reports[unit].settled,
        )
        for unit in (reports if unit_ids is None else unit_ids)
        if unit in reports
    }


def _undecided(session: Session, cycle_id: int) -> Counter[int]:
    waiting = SpecialClaim.stage == ClaimStage.SUBMITTED
    return Counter(claim.prefecture_id for claim in carried_claims(session, cycle_id, waiting))
