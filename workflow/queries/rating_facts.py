"""Facts for the guards of the rating: how each report stands, and what is left on each assessed sheet."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from states.assessment import ASSESSMENT, REPORT_SETTLED
from states.claim import ClaimStage
from states.engine import pen_withheld
from states.facts import AssessmentFacts
from states.guards import Unmet
from states.report import ReportStage
from states.roles import Role
from workflow.models import Assessment, MissingDecision, Participant, Report, SpecialClaim, Tier, Verdict
from workflow.queries.assignments import assignments
from workflow.queries.comparisons import Covers, Standings, Step, standings
from workflow.queries.panels import panel_gaps
from workflow.queries.schemes import scheme_of
from workflow.queries.subtrees import carried_claims
from workflow.queries.windows import ACCEPTANCE_LATER, cycle_calendar
from workflow.rules.deadlines import Standing, acceptance_text, deadline_text, is_past, standing
from workflow.scheme.asking import asked_of_rater
from workflow.scheme.document import Scheme


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


NOTHING_DUE = ReportStanding(accepted=False, decided=True, submitted_at=None)
"""Of a unit that hands up no report, because its scheme has no self-evaluation."""


_REPORTS = select(
    Report.unit_id,
    Report.stage,
    Report.submitted_at,
    exists().where(
        MissingDecision.cycle_id == Report.cycle_id,
        MissingDecision.unit_id == Report.unit_id,
        MissingDecision.revoked_at.is_(None),
    ),
).where(Report.cycle_id == bindparam("cycle_id"))


def report_standing(session: Session, cycle_id: int) -> Mapping[int, ReportStanding]:
    """Ranked unit → its report's standing, in one statement; empty where none reports."""
    rows = session.execute(_REPORTS, {"cycle_id": cycle_id})
    return {
        unit_id: ReportStanding(stage is ReportStage.ACCEPTED, bool(zero), at)
        for unit_id, stage, at, zero in rows
    }


def covering(reports: Mapping[int, ReportStanding]) -> Covers:
    """Whether what was done to a unit then was done on its report as it is now."""
    return lambda unit_id, then: reports.get(unit_id, NOTHING_DUE).covers(then)


def opinion_standings(session: Session, cycle_id: int) -> Standings:
    """How far the items of a cycle are that several divisions check, in two to four statements."""
    covers = covering(report_standing(session, cycle_id))
    return standings(session, cycle_id, assignments(session, cycle_id), covers)


def unratable(session: Session, assessment: Assessment, now: datetime) -> tuple[Unmet, ...]:
    """All reasons why nobody can rate a prefecture now."""
    reasons = [*rating_awaited(session, assessment.cycle_id, now)]
    reports = report_standing(session, assessment.cycle_id)
    if not reports.get(assessment.unit_id, NOTHING_DUE).settled:
        facts = AssessmentFacts(rated_on=scheme_of(session, assessment.cycle_id).procedure.rated_on)
        reasons.append(Unmet(REPORT_SETTLED.refusal.format(f=facts), REPORT_SETTLED.lifted_by))
    return (*reasons, *pen_withheld(ASSESSMENT, assessment.stage, Role.RATER))


def rating_awaited(session: Session, cycle_id: int, now: datetime) -> tuple[Unmet, ...]:
    """Why nobody can be rated now: the time has not come, or late work is accepted no more."""
    window = cycle_calendar(session, cycle_id).rating()
    if standing(window, now) is Standing.NOT_YET:
        text = f"评定尚未开始，评定的截止时间是{deadline_text(window.due_at)}"
        return (Unmet(text, "到日期后自动开始，或系统管理员写明理由提前"),)
    ended = window.open_until is not None and is_past(window.open_until, now)
    return (Unmet(f"{acceptance_text(window)}，已经停止受理", ACCEPTANCE_LATER),) if ended else ()


def rated_numbers(scheme: Scheme) -> tuple[int, ...]:
    """The items of a scheme, or of its variant for a group, that a rater has to check."""
    answered = scheme.procedure.rating == "answers"
    return tuple(item.number for item in scheme.items if not answered or asked_of_rater(item))


def assessment_facts(
    session: Session, cycle_id: int, unit_ids: Iterable[int] | None = None
) -> Mapping[int, AssessmentFacts]:
    """Ranked unit → facts of its assessed sheet, in six statements for all of them, in eight where several
    divisions check one item.

    An item counts as checked when its verdict was given on the report as it is now; one that several
    divisions check when the chief has united what they found.
    """
    standing_now, groups = report_standing(session, cycle_id), _groups(session, cycle_id)
    reports = {unit: standing_now.get(unit, NOTHING_DUE) for unit in groups}
    several = standings(session, cycle_id, assignments(session, cycle_id), covering(reports))
    verdicts = session.execute(
        select(Assessment.unit_id, Verdict.item, Verdict.checked_at)
        .join(Verdict, Verdict.assessment_id == Assessment.id)
        .where(Assessment.cycle_id == cycle_id)
    )
    checked = {(unit, item) for unit, item, at in verdicts if reports[unit].covers(at)}
    undecided, gaps = _undecided(session, cycle_id), panel_gaps(session, cycle_id)
    scheme = scheme_of(session, cycle_id)
    numbers = {group: rated_numbers(scheme.variant(group)) for group in set(groups.values())}
    left = {
        unit: {number: step for number in numbers[group] if (step := _left(several, checked, unit, number))}
        for unit, group in groups.items()
    }
    return {
        unit: AssessmentFacts(
            unchecked_items=tuple(number for number, step in left[unit].items() if step is Step.WAITING),
            unchecked_labels=_labels(scheme, left[unit], waiting=True),
            ununited_labels=_labels(scheme, left[unit], waiting=False),
            undecided_claims=undecided[unit],
            report_settled=reports[unit].settled,
            rated_on=scheme.procedure.rated_on,
            panel_gaps=gaps.get(unit, ()),
        )
        for unit in (reports if unit_ids is None else unit_ids)
        if unit in reports
    }


def _left(several: Standings, checked: Container[tuple[int, int]], unit: int, number: int) -> Step | None:
    """What an item still waits for; None when it is checked."""
    if standing := several.of(unit, number):
        return None if standing.step is Step.UNITED else standing.step
    return None if (unit, number) in checked else Step.WAITING


def _labels(scheme: Scheme, left: Mapping[int, Step], *, waiting: bool) -> tuple[str, ...]:
    numbers = (number for number, step in left.items() if (step is Step.WAITING) is waiting)
    return tuple(scheme.item(number).label for number in numbers)


def _groups(session: Session, cycle_id: int) -> dict[int, str]:
    """Ranked unit → its group."""
    ranked = select(Participant.unit_id, Participant.group).where(
        Participant.cycle_id == cycle_id, Participant.tier == Tier.SUBJECT
    )
    return {row.unit_id: row.group for row in session.execute(ranked)}


def _undecided(session: Session, cycle_id: int) -> Counter[int]:
    waiting = SpecialClaim.stage == ClaimStage.SUBMITTED
    return Counter(claim.prefecture_id for claim in carried_claims(session, cycle_id, waiting))
