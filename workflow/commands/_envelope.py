"""Where nothing is consolidated, a report is the envelope of the own sheet: both move as one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.report import REPORT, ReportTrigger
from workflow.actor import Actor
from workflow.commands._move import move
from workflow.commands._subject import locked
from workflow.models import Report, Sheet
from workflow.permissions import Scope
from workflow.queries.report_facts import report_facts
from workflow.queries.schemes import scheme_of


def forward(session: Session, actor: Actor, now: datetime, sheet: Sheet, scope: Scope) -> None:
    """Hand the report up with the sheet that was just signed. Raises Refused."""
    _follow(session, actor, now, sheet, scope, ReportTrigger.FORWARD, now)


def take_back(session: Session, actor: Actor, now: datetime, sheet: Sheet, scope: Scope, reason: str) -> None:
    """Take the report back with its sheet. Raises Refused once it is acknowledged."""
    _follow(session, actor, now, sheet, scope, ReportTrigger.WITHDRAW, None, reason)


def _follow(
    session: Session,
    actor: Actor,
    now: datetime,
    sheet: Sheet,
    scope: Scope,
    trigger: ReportTrigger,
    submitted_at: datetime | None,
    reason: str = "",
) -> None:
    if scheme_of(session, sheet.cycle_id).procedure.has("consolidation"):
        return
    own = select(Report.id).where(Report.cycle_id == sheet.cycle_id, Report.unit_id == sheet.unit_id)
    report = locked(session, Report, session.scalars(own).one())
    facts = report_facts(session, report, scope, actor, now)
    move(session, actor, now, REPORT, report, trigger, facts, reason=reason, submitted_at=submitted_at)
