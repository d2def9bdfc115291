"""Facts for the guards of a self sheet and of the claims that travel with it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from states.facts import ClaimFacts, SheetFacts
from states.report import HANDED_UP, OPENED_REPORT, REPORT, ReportStage
from workflow.actor import Actor
from workflow.models import Entry, Participant, Remark, Report, ReportRemark, Sheet, SpecialClaim, Tier, Unit
from workflow.permissions import Scope
from workflow.queries.flow import last_act
from workflow.queries.scans import MEND, scan_standing
from workflow.queries.schemes import scheme_for
from workflow.queries.sheets import claims_of_unit, has_filled, sheet_content
from workflow.queries.windows import CycleCalendar, closed_text, cycle_calendar, lifted_by
from workflow.rules.deadlines import writable
from workflow.scheme.document import Scheme

_PARTS = {
    "title": "事由",
    "issuing_body": "发文单位",
    "document_number": "文件名称或文号",
    "document_date": "日期",
}


_PART = (
    select(Participant.tier, Unit.single_handed)
    .join(Unit, Unit.id == Participant.unit_id)
    .where(Participant.cycle_id == bindparam("cycle_id"), Participant.unit_id == bindparam("unit_id"))
)
_UNIT = select(Unit.name, Unit.phone).where(Unit.id == bindparam("unit_id"))


def sheet_facts(
    session: Session,
    sheet: Sheet,
    scope: Scope,
    actor: Actor,
    now: datetime,
    calendar: CycleCalendar | None = None,
) -> SheetFacts:
    """Everything that a guard of this sheet may ask, read afresh; the calendar too, unless it is given."""
    own = session.execute(_PART, {"cycle_id": sheet.cycle_id, "unit_id": sheet.unit_id}).one()
    above = session.execute(_UNIT, {"unit_id": scope.above_id}).one()
    calendar = calendar or cycle_calendar(session, sheet.cycle_id)
    window = calendar.sheet(own.tier, scope.above_id, sheet.unit_id)
    closing, closer = calendar.closing if own.tier is Tier.SUBJECT else _closed_by(above.name)
    scheme = scheme_for(session, sheet.cycle_id, sheet.unit_id)
    entries = entry_states(session, sheet.id)
    claims = claims_of_unit(session, sheet.cycle_id, sheet.unit_id)
    return SheetFacts(
        blank_items=tuple(item.label for item in scheme.items if item.number not in entries),
        incomplete_claims=_incomplete(claims),
        window_open=writable(window, now),
        window_text=closed_text(window, now, closing, f"{above.name} {above.phone}"),
        window_lifted_by=lifted_by(window, now, closer),
        signer_filled=not own.single_handed and has_filled(session, sheet.id, actor.user_id),
        signer_name=actor.name,
        remarks=_drafted_remarks(session, sheet.id),
        above=above.name,
        above_contact=contact(above.name, above.phone),
        round=sheet.round,
        returns_at_most=scheme.procedure.returns_at_most,
        unconfirmed_items=unconfirmed(scheme, entries),
        scan_fault=_scan_fault(session, sheet, scheme, claims),
        **_carried(session, sheet, scope, scheme, above.name),
    )


def _carried(session: Session, sheet: Sheet, scope: Scope, scheme: Scheme, above: str) -> dict[str, Any]:
    """The facts about the report that the sheet travels with, or that counts it."""
    report = _report_between(session, sheet, scope)
    if report is None:
        return {"receiver": "本单位"}
    named, handed_up = _rounds_naming(session, report, sheet), report.stage in _lies_above(scheme)
    return {
        "receiver": "本单位" if report.unit_id == sheet.unit_id else above,
        "handed_up": handed_up,
        "handed_up_since": last_act(session, REPORT, report.id, own=False) if handed_up else "",
        "reopening_allowed": report.round in {0, *named},
        "returns_granted": len(named),
    }


def _incomplete(claims: Sequence[SpecialClaim]) -> tuple[str, ...]:
    """Titles of the claims that lack a part of their basis."""
    return tuple(claim.title or f"第{claim.item}项" for claim in claims if missing_parts(claim))


def _scan_fault(session: Session, sheet: Sheet, scheme: Scheme, claims: Sequence[SpecialClaim]) -> str:
    """What is amiss with the stamped scan and how to mend it, where the scheme requires one."""
    if scheme.procedure.stamped_scan != "required":
        return ""
    fault = scan_standing(session, sheet, sheet_content(session, sheet.id), claims).fault
    return fault and f"{fault}（{MEND}）"


def contact(name: str, phone: str) -> str:
    """Whom to call: a unit with its telephone, as far as it has one."""
    return f"{name}（电话 {phone}）" if phone else name


def unconfirmed(scheme: Scheme, states: Mapping[int, bool]) -> tuple[str, ...]:
    """Labels of the items declared not to apply that nobody above has confirmed."""
    return tuple(item.label for item in scheme.items if states.get(item.number) is False)


_STATES = select(Entry.item, Entry.not_applicable, Entry.confirmed_at).where(
    Entry.sheet_id == bindparam("sheet_id")
)


def entry_states(session: Session, sheet_id: int) -> dict[int, bool]:
    """The filled items; False for one that was declared not to apply and is not confirmed."""
    rows = session.execute(_STATES, {"sheet_id": sheet_id})
    return {item: not reason or confirmed is not None for item, reason, confirmed in rows}


def _lies_above(scheme: Scheme) -> Collection[ReportStage]:
    """Stages in which the report keeps its sheets as they are; one that only carries the own sheet lets it
    be taken back until it is opened."""
    return HANDED_UP if scheme.procedure.has("consolidation") else OPENED_REPORT


def _closed_by(above: str) -> tuple[str, str]:
    """What closes the window of a sheet below a ranked unit, and who can open it again."""
    return f"{above}已上报汇总", f"{above}撤回汇总，或评定负责人退回汇总"


_BETWEEN = select(Report).where(
    Report.cycle_id == bindparam("cycle_id"),
    or_(Report.unit_id == bindparam("unit_id"), Report.unit_id == bindparam("above_id")),
)
_NAMING = select(ReportRemark.round).where(
    ReportRemark.report_id == bindparam("report_id"), ReportRemark.county_id == bindparam("unit_id")
)
_DRAFTED = select(func.count()).where(Remark.sheet_id == bindparam("sheet_id"), Remark.round.is_(None))


def _report_between(session: Session, sheet: Sheet, scope: Scope) -> Report | None:
    units = {"unit_id": sheet.unit_id, "above_id": scope.above_id}
    return session.scalar(_BETWEEN, {"cycle_id": sheet.cycle_id, **units})


def _rounds_naming(session: Session, report: Report, sheet: Sheet) -> frozenset[int]:
    """Which returns of the report name this sheet's unit."""
    return frozenset(session.scalars(_NAMING, {"report_id": report.id, "unit_id": sheet.unit_id}))


def _drafted_remarks(session: Session, sheet_id: int) -> int:
    return session.scalar(_DRAFTED, {"sheet_id": sheet_id}) or 0


def missing_parts(claim: SpecialClaim) -> tuple[str, ...]:
    """Chinese names of the parts of its basis that a claim lacks."""
    return tuple(label for name, label in _PARTS.items() if not getattr(claim, name))


def claim_facts(claim: SpecialClaim) -> ClaimFacts:
    """Facts for a claim that moves with its sheet."""
    return ClaimFacts(missing=missing_parts(claim))
