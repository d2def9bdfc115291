"""Who sees what of a self sheet, and when. The relation must already be granted by the permission table.

A unit always sees its own sheets. The level above sees unit, time and receipt before 签收, the content from
then on; the province sees a county's sheet when it has acknowledged the prefecture's report, and never one
that was not handed up.
"""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from states.report import OPENED_REPORT
from states.sheet import OPENED_SHEET
from workflow.actor import Actor
from workflow.errors import Forbidden
from workflow.models import Participant, Report, Sheet
from workflow.permissions import Relation, Scope


def sees_content(session: Session, actor: Actor, sheet: Sheet, scope: Scope) -> bool:
    """Whether the actor may see answers and marks of a sheet as it stands now."""
    relations = scope.relations(actor)
    if Relation.OWN in relations:
        return True
    if sheet.stage not in OPENED_SHEET:
        return False
    if Relation.PROVINCE in relations:
        return _report_opened(session, sheet, scope)
    return Relation.ABOVE in relations


def sees(session: Session, actor: Actor, row: Sheet | Report, scope: Scope) -> bool:
    """Whether the actor may see the content of a sheet or the terms of a report."""
    if isinstance(row, Report):
        return sees_report_content(actor, row, scope)
    return sees_content(session, actor, row, scope)


def require_content(session: Session, actor: Actor, sheet: Sheet, scope: Scope) -> None:
    """Let the actor see the content, or raise Forbidden with what has to happen first."""
    if not sees_content(session, actor, sheet, scope):
        raise Forbidden(f"评定表当前状态是“{sheet.stage.label}”，签收之后才能查看内容。")


def sees_report_content(actor: Actor, report: Report, scope: Scope) -> bool:
    """Whether the actor may see a report's terms: the own unit always, the province from 签收 on."""
    return Relation.OWN in scope.relations(actor) or report.stage in OPENED_REPORT


def require_report_content(actor: Actor, report: Report, scope: Scope) -> None:
    """Let the actor see a report's terms, or raise Forbidden with what has to happen first."""
    if not sees_report_content(actor, report, scope):
        raise Forbidden(f"汇总当前状态是“{report.stage.label}”，签收之后才能查看内容。")


def _report_opened(session: Session, sheet: Sheet, scope: Scope) -> bool:
    carriers = (sheet.unit_id, scope.above_id)
    stage = session.scalar(
        select(Report.stage).where(Report.cycle_id == sheet.cycle_id, Report.unit_id.in_(carriers))
    )
    return stage in OPENED_REPORT


def opened_sheets(cycle_id: int) -> Select[int]:
    """The units of a cycle whose sheets' content the province may see, as a subquery."""
    carried = (
        select(Report.id)
        .where(
            Report.cycle_id == cycle_id,
            or_(Report.unit_id == Sheet.unit_id, Report.unit_id == Participant.above_id),
            Report.stage.in_(OPENED_REPORT),
        )
        .exists()
    )
    own = (Participant.cycle_id == Sheet.cycle_id) & (Participant.unit_id == Sheet.unit_id)
    opened = (Sheet.cycle_id == cycle_id, Sheet.stage.in_(OPENED_SHEET), carried)
    return select(Sheet.unit_id).join(Participant, own).where(*opened)


def opened_reports(cycle_id: int) -> Select[int]:
    """The units of a cycle whose reports' terms the province may see, as a subquery."""
    return select(Report.unit_id).where(Report.cycle_id == cycle_id, Report.stage.in_(OPENED_REPORT))
