"""Which years' holidays are known, from where, and what is typed for one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.digests import canonical, digest
from workflow.models import ExceptionalDay, User, WorkingYear
from workflow.rules.working_days import WorkingDays

FIRST, LAST = 2020, 2100
"""The years that can be entered."""


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year: the document that was entered for it, by whom and when; else whether the library knows it."""

    year: int
    known: bool
    document: str = ""
    by: str = ""
    at: datetime | None = None
    days: Mapping[date, bool] | None = None

    @property
    def digest(self) -> str:
        """What stands for it now, in one word: a change was made on top of it, or not."""
        told = {day.isoformat(): worked for day, worked in (self.days or {}).items()}
        return digest(canonical([self.document, told]))[:16]


def working_years(session: Session, years: Sequence[int]) -> list[YearLine]:
    """Some years in order, in two statements."""
    rows = session.execute(
        select(WorkingYear, User.name)
        .outerjoin(User, User.id == WorkingYear.entered_by_id)
        .where(WorkingYear.year.in_(years))
    )
    entered = {row.year: (row, by) for row, by in rows}
    days: dict[int, dict[date, bool]] = {year: {} for year in entered}
    for row in session.scalars(
        select(ExceptionalDay).where(ExceptionalDay.year.in_(entered)).order_by(ExceptionalDay.day)
    ):
        days[row.year][row.day] = row.working
    lines = {
        year: YearLine(year, True, row.document, by or "命令行", row.entered_at, days[year])
        for year, (row, by) in entered.items()
    }
    return [lines.get(year) or YearLine(year, _in_the_library(year)) for year in years]


def _in_the_library(year: int) -> bool:
    return WorkingDays().known(date(year, 1, 1)) is not None
