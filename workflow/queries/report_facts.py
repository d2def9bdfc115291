"""Facts for the guards of a prefecture's report."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from states.claim import ClaimStage
from states.facts import ReportFacts
from states.report import REPORT, ReportStage
from states.sheet import SHEET, SIGNED
from workflow.actor import Actor
from workflow.models import (
    Assessment,
    Cycle,
    Event,
    Finding,
    FindingLink,
    Narrative,
    Participant,
    Report,
    SpecialClaim,
    Unit,
    Verdict,
)
from workflow.permissions import Scope
from workflow.queries.consolidations import PrefectureTerms, prefecture_terms
from workflow.queries.flow import last_act
from workflow.queries.schemes import scheme_for, scheme_of
from workflow.queries.sheet_facts import contact, entry_states, unconfirmed
from workflow.queries.windows import closed_text, cycle_calendar, lifted_by
from workflow.rules.deadlines import writable


def report_facts(
    session: Session, report: Report, scope: Scope, actor: Actor, now: datetime, remarks: int = 0
) -> ReportFacts:
    """Everything that a guard of this report may ask; `remarks` are those about to be sent."""
    terms = prefecture_terms(session, report.cycle_id, report.unit_id)[report.unit_id]
    calendar = cycle_calendar(session, report.cycle_id)
    window, (closing, closer) = calendar.report(report.unit_id), calendar.closing
    province = session.execute(select(Unit.name, Unit.phone).where(Unit.id == scope.province_id)).one()
    single_handed = session.scalar(select(Unit.single_handed).where(Unit.id == report.unit_id))
    deliberated_at = session.scalar(select(Cycle.deliberated_at).where(Cycle.id == report.cycle_id))
    scheme = scheme_of(session, report.cycle_id)
    return ReportFacts(
        consolidates=scheme.procedure.has("consolidation"),
        own_sheet_signed=terms.own.stage in SIGNED,
        own_sheet_stage=terms.own.stage.label,
        sheets_since=_sheets_since(session, report, terms),
        unsettled_counties=tuple(f"{county.name}（{county.stage.label}）" for county in terms.unsettled),
        window_open=writable(window, now),
        window_text=closed_text(window, now, closing, f"{province.name} {province.phone}"),
        window_lifted_by=lifted_by(window, now, closer),
        signer_prepared=not single_handed and _has_prepared(session, report, actor.user_id),
        signer_name=actor.name,
        in_deliberation=deliberated_at is not None,
        remarks=remarks,
        linked_findings=_linked_findings(session, report),
        decided_claims=_decided_claims(session, report),
        above=province.name,
        above_contact=contact(province.name, province.phone),
        round=report.round,
        returns_at_most=scheme.procedure.returns_at_most,
        unconfirmed_items=_unconfirmed(session, report, terms),
    )


def _sheets_since(session: Session, report: Report, terms: PrefectureTerms) -> str:
    """Whoever signs is told who has taken a sheet from under the report meanwhile."""
    ready = terms.own.stage in SIGNED and not terms.unsettled
    if report.stage is not ReportStage.TO_SIGN or ready:
        return ""
    return last_act(session, SHEET, *terms.sheet_ids, own=False)


def _unconfirmed(session: Session, report: Report, terms: PrefectureTerms) -> tuple[str, ...]:
    """Labels of the own items that wait for the province's confirmation; asked only while it reviews."""
    if report.stage is not ReportStage.ACKNOWLEDGED:
        return ()
    scheme = scheme_for(session, report.cycle_id, report.unit_id)
    return unconfirmed(scheme, entry_states(session, terms.own.sheet_id))


def _has_prepared(session: Session, report: Report, user_id: int | None) -> bool:
    """Whether a person ever worked on a report or its texts, by its history: others may have since."""
    own = (Narrative.cycle_id == report.cycle_id, Narrative.unit_id == report.unit_id)
    written = select(Narrative.id).where(*own, Narrative.document == "consolidation")
    worked = and_(
        Event.noun == REPORT.noun,
        Event.object_id == report.id,
        Event.name.in_(("report.save_statement", "report.finish")),
    )
    wrote = and_(Event.name == "narrative.write", Event.object_id.in_(written))
    mine = select(Event.seq).where(Event.user_id == user_id, or_(worked, wrote))
    return session.scalar(mine.limit(1)) is not None


def _linked_findings(session: Session, report: Report) -> int:
    statement = (
        select(func.count(FindingLink.finding_id.distinct()))
        .join(Finding, Finding.id == FindingLink.finding_id)
        .join(Verdict, Verdict.id == Finding.verdict_id)
        .join(Assessment, Assessment.id == Verdict.assessment_id)
        .where(Assessment.cycle_id == report.cycle_id, Assessment.unit_id == report.unit_id)
    )
    return session.scalar(statement) or 0


def _decided_claims(session: Session, report: Report) -> int:
    subtree = select(Participant.unit_id).where(
        Participant.cycle_id == report.cycle_id,
        or_(Participant.unit_id == report.unit_id, Participant.above_id == report.unit_id),
    )
    statement = select(func.count(SpecialClaim.id)).where(
        SpecialClaim.cycle_id == report.cycle_id,
        SpecialClaim.unit_id.in_(subtree),
        SpecialClaim.by_province.is_(False),
        SpecialClaim.stage.in_((ClaimStage.ACCEPTED, ClaimStage.REJECTED)),
    )
    return session.scalar(statement) or 0
