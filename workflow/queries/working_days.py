"""Which days are worked, by the calendar library and by what was announced since."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import ExceptionalDay, WorkingYear
from workflow.rules.working_days import WorkingDays


def working_days(session: Session) -> WorkingDays:
    """The working days as they are known now, in one statement."""
    statement = select(WorkingYear.year, ExceptionalDay.day, ExceptionalDay.working).outerjoin(
        ExceptionalDay, ExceptionalDay.year == WorkingYear.year
    )
    announced: dict[int, dict[date, bool]] = {}
    for year, day, working in session.execute(statement):
        days = announced.setdefault(year, {})
        if day is not None:
            days[day] = working
    return WorkingDays(announced)
