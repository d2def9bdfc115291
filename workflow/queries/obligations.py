"""What every unit of a year owes the level above, read in a fixed number of statements."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from states.report import HANDED_UP, ReportStage
from states.sheet import SIGNED, SheetStage
from workflow.models import Liaison, MissingDecision, Participant, Report, Sheet, Tier
from workflow.queries.windows import CycleCalendar, cycle_calendar
from workflow.rules.deadlines import Window
from workflow.rules.obligations import Obligation

P = Participant


def obligations(
    session: Session, cycle_id: int, *, unit_id: int | None = None, above_id: int | None = None
) -> list[Obligation]:
    """Everything that is owed in a cycle, by code; of one unit, or of those right below one, where asked.

    A unit below owes its sheet, a ranked unit its report (with its own-level sheet) and a contact person.
    """
    wanted: list[ColumnElement[bool]] = [P.cycle_id == cycle_id]
    wanted += [P.unit_id == unit_id] if unit_id is not None else []
    wanted += [P.above_id == above_id] if above_id is not None else []
    zero = (MissingDecision.cycle_id == P.cycle_id) & (MissingDecision.unit_id == P.unit_id)
    statement = (
        select(P, Sheet.stage, Report.stage, MissingDecision.id, Liaison.id)
        .outerjoin(Sheet, (Sheet.cycle_id == P.cycle_id) & (Sheet.unit_id == P.unit_id))
        .outerjoin(Report, (Report.cycle_id == P.cycle_id) & (Report.unit_id == P.unit_id))
        .outerjoin(MissingDecision, zero & MissingDecision.revoked_at.is_(None))
        .outerjoin(Liaison, (Liaison.cycle_id == P.cycle_id) & (Liaison.unit_id == P.unit_id))
        .where(*wanted)
        .order_by(P.code, P.name)
    )
    calendar, found = cycle_calendar(session, cycle_id), []
    for unit, sheet, report, decision, liaison in session.execute(statement):
        for entry, done, window in _entries(calendar, unit, sheet, report, liaison is not None):
            about = (unit.unit_id, unit.name, unit.above_id, entry)
            found.append(Obligation(*about, done=done, zero=decision is not None, window=window))
    return found


def _entries(
    calendar: CycleCalendar,
    unit: Participant,
    sheet: SheetStage | None,
    report: ReportStage | None,
    registered: bool,
) -> Iterator[tuple[str, bool, Window]]:
    """Entry, whether the unit has done it, its window."""
    if unit.tier is Tier.BELOW:
        if sheet is not None:
            window = calendar.sheet(unit.tier, unit.above_id, unit.unit_id)
            yield "self_evaluation", sheet in SIGNED, window
        return
    if liaison := calendar.liaison(unit.unit_id):
        yield "liaison", registered, liaison
    if report is not None:
        yield calendar.reporting, report in HANDED_UP, calendar.report(unit.unit_id)
