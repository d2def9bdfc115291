"""When the texts of a document may be written: one table, document → guard."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import require_pen
from states.report import REPORT
from states.roles import Role
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._subject import sheet_subject, subject
from workflow.commands.consolidating import start_report
from workflow.commands.filling import remember_hand, require_editable
from workflow.errors import NotFound
from workflow.models import Report, Sheet

Guard = Callable[[Session, Actor, datetime, int, int], None]
"""Session, actor, now, cycle, unit."""


def _self_report(session: Session, actor: Actor, now: datetime, cycle_id: int, unit_id: int) -> None:
    """The texts are handed up with the sheet: written while it is filled, by somebody who may not sign it."""
    own = select(Sheet.id).where(Sheet.cycle_id == cycle_id, Sheet.unit_id == unit_id)
    sheet_id = session.scalar(own)
    if sheet_id is None:
        raise NotFound("本办法没有自评这一步，不编写自评报告。")
    sheet, scope = sheet_subject(session, actor, Action.WRITE_SELF_REPORT, sheet_id)
    require_editable(session, sheet, scope, actor, now, [])
    remember_hand(session, actor, sheet)


def _consolidation(session: Session, actor: Actor, now: datetime, cycle_id: int, unit_id: int) -> None:
    own = select(Report.id).where(Report.cycle_id == cycle_id, Report.unit_id == unit_id)
    report_id = session.scalar(own)
    if report_id is None:
        raise NotFound
    report, scope = subject(session, actor, Action.PREPARE_REPORT, Report, report_id)
    start_report(session, actor, now, report, scope)
    require_pen(REPORT, report.stage, Role.FILLER)
    report.prepared_by_id = actor.user_id


GUARDS: Mapping[str, Guard] = {"self_report": _self_report, "consolidation": _consolidation}
"""Document → what must hold before a text is taken. Raises Refused, NotFound."""
