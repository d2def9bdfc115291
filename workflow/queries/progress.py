"""Where every unit of a year stands: stages and lateness only, never a mark."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from states.report import HANDED_UP, ReportStage
from states.sheet import SheetStage
from workflow.errors import NotFound
from workflow.models import Tier
from workflow.queries.consolidations import PrefectureTerms, SheetStanding, prefecture_terms
from workflow.queries.windows import CycleCalendar, cycle_calendar
from workflow.rules.deadlines import Window, is_past, lateness


@dataclass(frozen=True)
class SheetProgress:
    """One unit's sheet. `late`: how late it came, or how long it has been due; None when in time.

    `round`: how often it was sent back.
    """

    unit_id: int
    sheet_id: int
    name: str
    stage: SheetStage
    round: int
    submitted_at: datetime | None
    window: Window
    late: timedelta | None
    zero: bool

    @property
    def overdue(self) -> bool:
        """Past its deadline and still not handed up."""
        return self.late is not None and self.submitted_at is None and not self.zero


@dataclass(frozen=True)
class PrefectureProgress:
    """One prefecture: its report, its own-level sheet, its counties in the order of codes.

    `round`: how often the report was sent back, the last time by `returned_by_id`. `owed`: the
    deadline is past, the report does not lie with the province, and nothing was decided.
    """

    unit_id: int
    name: str
    report_id: int
    report_stage: ReportStage
    round: int
    returned_by_id: int | None
    submitted_at: datetime | None
    window: Window
    late: timedelta | None
    owed: bool
    own: SheetProgress
    counties: tuple[SheetProgress, ...]

    def count(self, *stages: SheetStage) -> int:
        """How many counties stand at one of these stages."""
        return sum(county.stage in stages for county in self.counties)

    @property
    def overdue(self) -> int:
        """How many counties are past their deadline and have not handed up."""
        return sum(county.overdue for county in self.counties)

    @property
    def zeros(self) -> int:
        """How many counties were decided to count as zero."""
        return sum(county.zero for county in self.counties)


def provincial_progress(session: Session, cycle_id: int, now: datetime) -> Sequence[PrefectureProgress]:
    """All prefectures in the order of codes, in a fixed number of statements."""
    calendar = cycle_calendar(session, cycle_id)
    terms = prefecture_terms(session, cycle_id).values()
    found = [_prefecture(entry, calendar, now) for entry in terms]
    codes = {entry.own.unit_id: entry.own.code or "" for entry in terms}
    return sorted(found, key=lambda entry: (codes[entry.unit_id], entry.unit_id))


def prefecture_progress(session: Session, cycle_id: int, unit_id: int, now: datetime) -> PrefectureProgress:
    """One prefecture with its counties. Raises NotFound for a unit without a report."""
    terms = prefecture_terms(session, cycle_id, unit_id)
    if unit_id not in terms:
        raise NotFound
    return _prefecture(terms[unit_id], cycle_calendar(session, cycle_id), now)


def stage_counts(prefectures: Sequence[PrefectureProgress]) -> Counter[ReportStage]:
    """How many reports stand at each stage."""
    return Counter(entry.report_stage for entry in prefectures)


def _prefecture(terms: PrefectureTerms, calendar: CycleCalendar, now: datetime) -> PrefectureProgress:
    report, own = terms.report, terms.own
    window = calendar.report(report.unit_id)
    return PrefectureProgress(
        unit_id=own.unit_id,
        name=own.name,
        report_id=report.id,
        report_stage=report.stage,
        round=report.round,
        returned_by_id=report.returned_by_id,
        submitted_at=report.submitted_at,
        window=window,
        late=lateness(window, report.submitted_at or now),
        owed=is_past(window.late_from, now) and report.stage not in HANDED_UP and own.decision is None,
        own=_sheet(own, window, now),
        counties=tuple(
            _sheet(county, calendar.sheet(Tier.BELOW, report.unit_id, county.unit_id), now)
            for county in terms.counties
        ),
    )


def _sheet(standing: SheetStanding, window: Window, now: datetime) -> SheetProgress:
    return SheetProgress(
        unit_id=standing.unit_id,
        sheet_id=standing.sheet_id,
        name=standing.name,
        stage=standing.stage,
        round=standing.round,
        submitted_at=standing.submitted_at,
        window=window,
        late=lateness(window, standing.submitted_at or now),
        zero=standing.decision is not None,
    )
