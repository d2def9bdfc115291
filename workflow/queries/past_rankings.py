"""Rankings of earlier years that were taken over from paper."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.models import ImportedRanking
from workflow.queries.units import family


@dataclass(frozen=True)
class ImportedYear:
    """One year that was taken over, and how many units it ranks."""

    year: int
    units: int


def imported_years(session: Session, province_id: int) -> list[ImportedYear]:
    """The years taken over for a province, newest first."""
    inside = family(session).below(province_id)
    statement = (
        select(ImportedRanking.year, func.count())
        .where(ImportedRanking.unit_id.in_(inside))
        .group_by(ImportedRanking.year)
        .order_by(ImportedRanking.year.desc())
    )
    return [ImportedYear(year, units) for year, units in session.execute(statement)]
