"""Facts for the guards of a self sheet and of the claims that travel with it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.facts import ClaimFacts, SheetFacts
from states.report import HANDED_UP, OPENED_REPORT, ReportStage
from workflow.actor import Actor
from workflow.models import Entry, Participant, Remark, Report, ReportRemark, Sheet, SpecialClaim, Tier, Unit
from workflow.permissions import Scope
from workflow.queries.schemes import scheme_for
from workflow.queries.sheets import claims_of_unit, has_filled
from workflow.queries.windows import closed_text, cycle_calendar, lifted_by
from workflow.rules.deadlines import writable
from workflow.scheme.document import Scheme

_PARTS = {
    "title": "事由",
    "issuing_body": "发文单位",
    "document_number": "文件名称或文号",
    "document_date": "日期",
}


def sheet_facts(session: Session, sheet: Sheet, scope: Scope, actor: Actor, now: datetime) -> SheetFacts:
    """Everything that a guard of this sheet may ask, read afresh."""
    own = session.execute(
        select(Participant.tier, Unit.single_handed)
        .join(Unit, Unit.id == Participant.unit_id)
        .where(Participant.cycle_id == sheet.cycle_id, Participant.unit_id == sheet.unit_id)
    ).one()
    above = session.execute(select(Unit.name, Unit.phone).where(Unit.id == scope.above_id)).one()
    calendar = cycle_calendar(session, sheet.cycle_id)
    window = calendar.sheet(own.tier, scope.above_id, sheet.unit_id)
    closing, closer = calendar.closing if own.tier is Tier.SUBJECT else _closed_by(above.name)
    report = _report_between(session, sheet, scope)
    scheme = scheme_for(session, sheet.cycle_id, sheet.unit_id)
    filled = set(session.scalars(select(Entry.item).where(Entry.sheet_id == sheet.id)))
    claims = claims_of_unit(session, sheet.cycle_id, sheet.unit_id)
    return SheetFacts(
        blank_items=tuple(item.label for item in scheme.items if item.number not in filled),
        incomplete_claims=tuple(
            claim.title or f"第{claim.item}项" for claim in claims if missing_parts(claim)
        ),
        window_open=writable(window, now),
        window_text=closed_text(window, now, closing, f"{above.name} {above.phone}"),
        window_lifted_by=lifted_by(window, now, closer),
        signer_filled=not own.single_handed and has_filled(session, sheet.id, actor.user_id),
        signer_name=actor.name,
        receiver=above.name if report and report.unit_id != sheet.unit_id else "本单位",
        handed_up=report is not None and report.stage in _lies_above(scheme),
        reopening_allowed=report is None or _named(session, report, sheet),
        remarks=_drafted_remarks(session, sheet.id),
    )


def _lies_above(scheme: Scheme) -> Collection[ReportStage]:
    """Stages in which the report keeps its sheets as they are; one that only carries the own sheet lets it
    be taken back until it is opened."""
    return HANDED_UP if scheme.procedure.has("consolidation") else OPENED_REPORT


def _closed_by(above: str) -> tuple[str, str]:
    """What closes the window of a sheet below a ranked unit, and who can open it again."""
    return f"{above}已上报汇总", f"{above}撤回汇总，或评定负责人退回汇总"


def _report_between(session: Session, sheet: Sheet, scope: Scope) -> Report | None:
    carriers = (sheet.unit_id, scope.above_id)
    return session.scalar(
        select(Report).where(Report.cycle_id == sheet.cycle_id, Report.unit_id.in_(carriers))
    )


def _named(session: Session, report: Report, sheet: Sheet) -> bool:
    if report.round == 0 or report.stage is ReportStage.NOT_STARTED:
        return True
    named = select(func.count()).where(
        ReportRemark.report_id == report.id,
        ReportRemark.round == report.round,
        ReportRemark.county_id == sheet.unit_id,
    )
    return bool(session.scalar(named))


def _drafted_remarks(session: Session, sheet_id: int) -> int:
    drafts = select(func.count()).where(Remark.sheet_id == sheet_id, Remark.round.is_(None))
    return session.scalar(drafts) or 0


def missing_parts(claim: SpecialClaim) -> tuple[str, ...]:
    """Chinese names of the parts of its basis that a claim lacks."""
    return tuple(label for name, label in _PARTS.items() if not getattr(claim, name))


def claim_facts(claim: SpecialClaim) -> ClaimFacts:
    """Facts for a claim that moves with its sheet."""
    return ClaimFacts(missing=missing_parts(claim))
