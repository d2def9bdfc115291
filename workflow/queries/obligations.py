"""What every unit of a year owes the level above, read in a fixed number of statements."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
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
    return [one for row in session.execute(statement) for one in owed_by(row, calendar)]


def owed_by(part: Any, calendar: CycleCalendar) -> Iterator[Obligation]:
    """What one unit owes in a year. `part` has the columns that `obligations` reads: tier and unit above, the
    stages of sheet and report (None without one), when they and the contact person came, whether it counts
    as zero."""
    for entry, done, at, window in _entries(part, calendar):
        owed = (part.unit_id, part.name, part.above_id, entry)
        yield Obligation(*owed, done, part.zero is not None, window, at)


def _entries(part: Any, calendar: CycleCalendar) -> Iterator[tuple[str, bool, datetime | None, Window]]:
    """Entry, whether the unit has done it, when it last did, its window."""
    if part.tier is Tier.BELOW:
        if part.sheet_stage is not None:
            window = calendar.sheet(part.tier, part.above_id, part.unit_id)
            yield "self_evaluation", part.sheet_stage in SIGNED, part.sheet_at, window
        return
    if liaison := calendar.liaison(part.unit_id):
        yield "liaison", part.registered_at is not None, part.registered_at, liaison
    if part.report_stage is not None:
        window = calendar.report(part.unit_id)
        yield calendar.reporting, part.report_stage in HANDED_UP, part.report_at, window
