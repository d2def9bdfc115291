"""The province and a prefecture's report: 签收, 退回修改 naming own items and counties, 审核通过.

The own-level sheet travels with the report and moves with it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from states.report import REPORT, ReportTrigger
from states.sheet import SHEET, SheetStage, SheetTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._move import move
from workflow.commands._reason import stated
from workflow.commands._subject import locked_sheet, subject
from workflow.commands.receiving import send_remarks
from workflow.errors import Invalid
from workflow.models import Participant, Remark, Report, ReportRemark
from workflow.permissions import Scope
from workflow.queries.report_facts import report_facts
from workflow.queries.schemes import scheme_of
from workflow.queries.sheet_facts import sheet_facts


def acknowledge_report(session: Session, actor: Actor, now: datetime, *, report_id: int) -> None:
    """The chief opens a report (签收): from now on the province sees its content."""
    report, scope = subject(session, actor, Action.ACKNOWLEDGE_REPORT, Report, report_id)
    facts = report_facts(session, report, scope, actor, now)
    move(session, actor, now, REPORT, report, ReportTrigger.ACKNOWLEDGE, facts)
    _move_own_sheet(session, actor, now, report, scope, {SheetStage.SUBMITTED: SheetTrigger.ACKNOWLEDGE})


def accept_report(session: Session, actor: Actor, now: datetime, *, report_id: int) -> None:
    """The chief accepts a report; it and the own-level sheet are frozen for the rating (审核通过)."""
    report, scope = subject(session, actor, Action.ACCEPT_REPORT, Report, report_id)
    facts = report_facts(session, report, scope, actor, now)
    move(session, actor, now, REPORT, report, ReportTrigger.ACCEPT, facts)
    _move_own_sheet(session, actor, now, report, scope, {SheetStage.ACKNOWLEDGED: SheetTrigger.ACCEPT})


def revoke_report(session: Session, actor: Actor, now: datetime, *, report_id: int, reason: str) -> None:
    """Undo an acceptance, so that the report can be returned, while no finding links to its deductions."""
    report, scope = subject(session, actor, Action.REVOKE_REPORT, Report, report_id)
    reason = stated(reason, "写明撤销审核的理由")
    facts = report_facts(session, report, scope, actor, now)
    move(session, actor, now, REPORT, report, ReportTrigger.REVOKE, facts, reason=reason)


def return_report(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    report_id: int,
    items: Mapping[int, str],
    counties: Mapping[int, str],
) -> None:
    """Send a report back with remarks on own-level items (number → text) and counties (unit id → text).

    Only the named own items reopen; only the named counties may be reopened by the prefecture. Raises
    Invalid for a remark without text or on something that the report does not hold.
    """
    report, scope = subject(session, actor, Action.RETURN_REPORT, Report, report_id)
    _check_remarks(session, report, items, counties)
    facts = report_facts(session, report, scope, actor, now, remarks=len(items) + len(counties))
    number = report.round + 1
    note = {"items": sorted(items), "counties": sorted(counties), "round": number}
    values: dict[str, Any] = {"round": number, "returned_by_id": actor.user_id}
    move(session, actor, now, REPORT, report, ReportTrigger.RETURN, facts, note=note, **values)
    shared = {"report_id": report.id, "round": number, "author_id": actor.user_id, "at": now}
    session.execute(
        insert(ReportRemark),
        [{**shared, "item": item, "county_id": None, "text": text} for item, text in items.items()]
        + [{**shared, "item": None, "county_id": unit, "text": text} for unit, text in counties.items()],
    )
    if items:
        _return_own_sheet(session, actor, now, report, scope, items)


def _check_remarks(
    session: Session, report: Report, items: Mapping[int, str], counties: Mapping[int, str]
) -> None:
    scheme = scheme_of(session, report.cycle_id)
    known = {entry.number for entry in scheme.items} | {entry.number for entry in scheme.special}
    held = set(
        session.scalars(
            select(Participant.unit_id).where(
                Participant.cycle_id == report.cycle_id, Participant.above_id == report.unit_id
            )
        )
    )
    errors = {f"item-{n}": f"写明第 {n} 项要改什么" for n, text in items.items() if not text.strip()}
    errors |= {f"item-{n}": f"评定办法中没有第 {n} 项" for n in items if n not in known}
    errors |= {
        f"county-{u}": "写明这个单位要改什么" for u, text in counties.items() if not text.strip()
    }
    errors |= {f"county-{u}": "这个单位不在这份汇总中" for u in counties if u not in held}
    if errors:
        raise Invalid(errors)


def _move_own_sheet(
    session: Session,
    actor: Actor,
    now: datetime,
    report: Report,
    scope: Scope,
    triggers: Mapping[SheetStage, SheetTrigger],
) -> None:
    sheet = locked_sheet(session, scope)
    if sheet.stage in triggers:
        facts = replace(sheet_facts(session, sheet, scope, actor, now), handed_up=False)
        move(session, actor, now, SHEET, sheet, triggers[sheet.stage], facts)


def _return_own_sheet(
    session: Session, actor: Actor, now: datetime, report: Report, scope: Scope, items: Mapping[int, str]
) -> None:
    sheet = locked_sheet(session, scope)
    session.execute(delete(Remark).where(Remark.sheet_id == sheet.id, Remark.round.is_(None)))
    session.execute(
        insert(Remark),
        [
            {"sheet_id": sheet.id, "item": item, "text": text, "author_id": actor.user_id, "at": now}
            for item, text in items.items()
        ],
    )
    trigger = SheetTrigger.REOPEN if sheet.stage is SheetStage.ACCEPTED else SheetTrigger.RETURN
    facts = sheet_facts(session, sheet, scope, actor, now)
    facts = replace(facts, handed_up=False, reopening_allowed=True, returns_at_most=None)
    send_remarks(session, actor, now, sheet, trigger, facts)
