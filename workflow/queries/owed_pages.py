"""Where a unit does what it owes: the pages that reminders of every sort lead to."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.models import Report, Sheet


@dataclass(frozen=True)
class OwedPages:
    """Endpoints and their arguments by unit and entry. `reports`: unit → its report, where there is a
    consolidation."""

    cycle_id: int
    sheets: Mapping[int, int]
    reports: Mapping[int, int]

    def of(self, unit_id: int, entry: str) -> tuple[str, dict[str, int]]:
        """Where a unit does what it owes in an entry."""
        if entry == "liaison":
            return "prefecture.liaison", {"cycle_id": self.cycle_id, "unit_id": unit_id}
        if entry == "consolidation":
            return "prefecture.report", {"report_id": self.reports[unit_id]}
        return "county.sheet", {"sheet_id": self.sheets[unit_id]}


def owed_pages(
    session: Session, cycle_id: int, consolidates: bool, *, unit_id: int | None = None
) -> OwedPages:
    """The pages of all units of a cycle, or of one of them, in two statements at most."""
    sheets = select(Sheet.unit_id, Sheet.id).where(*_wanted(Sheet, cycle_id, unit_id))
    reports = select(Report.unit_id, Report.id).where(*_wanted(Report, cycle_id, unit_id))
    return OwedPages(
        cycle_id,
        dict(session.execute(sheets).all()),
        dict(session.execute(reports).all()) if consolidates else {},
    )


def _wanted(
    model: type[Sheet] | type[Report], cycle_id: int, unit_id: int | None
) -> list[ColumnElement[bool]]:
    return [model.cycle_id == cycle_id, *([model.unit_id == unit_id] if unit_id is not None else [])]
