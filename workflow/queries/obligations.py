"""What every unit of a year owes the level above, read in a fixed number of statements."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from states.report import HANDED_UP
from states.sheet import SIGNED
from workflow.models import Liaison, MissingDecision, Participant, Report, Sheet, Tier
from workflow.queries.windows import CycleCalendar, cycle_calendar
from workflow.rules.deadlines import Window
from workflow.rules.obligations import Obligation

P = Participant

_DONE = (
    Sheet.stage.label("sheet_stage"),
    Sheet.submitted_at.label("sheet_at"),
    Report.stage.label("report_stage"),
    Report.submitted_at.label("report_at"),
    Liaison.registered_at,
)


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
        select(P.unit_id, P.name, P.above_id, P.tier, *_DONE, MissingDecision.id.label("zero"))
        .outerjoin(Sheet, (Sheet.cycle_id == P.cycle_id) & (Sheet.unit_id == P.unit_id))
        .outerjoin(Report, (Report.cycle_id == P.cycle_id) & (Report.unit_id == P.unit_id))
        .outerjoin(MissingDecision, zero & MissingDecision.revoked_at.is_(None))
        .outerjoin(Liaison, (Liaison.cycle_id == P.cycle_id) & (Liaison.unit_id == P.unit_id))
        .where(*wanted)
        .order_by(P.code, P.name)
    )
    calendar = cycle_calendar(session, cycle_id)
    return [
        Obligation(row.unit_id, row.name, row.above_id, entry, done, row.zero is not None, window, at)
        for row in session.execute(statement)
        for entry, done, at, window in _entries(calendar, row)
    ]


def _entries(
    calendar: CycleCalendar, row: Row[*tuple[Any, ...]]
) -> Iterator[tuple[str, bool, datetime | None, Window]]:
    """Entry, whether the unit has done it, when it last did, its window."""
    if row.tier is Tier.BELOW:
        if row.sheet_stage is not None:
            window = calendar.sheet(row.tier, row.above_id, row.unit_id)
            yield "self_evaluation", row.sheet_stage in SIGNED, row.sheet_at, window
        return
    if liaison := calendar.liaison(row.unit_id):
        yield "liaison", row.registered_at is not None, row.registered_at, liaison
    if row.report_stage is not None:
        window = calendar.report(row.unit_id)
        yield calendar.reporting, row.report_stage in HANDED_UP, row.report_at, window
