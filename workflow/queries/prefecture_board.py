"""进度看板 of a prefecture: its own sheet, its counties and its report, in a fixed number of reads.

A county's mark shows from 签收 on, while the sheet lies with the prefecture; never before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from states.report import HANDED_UP, ReportStage
from states.sheet import OPENED_SHEET, SheetStage
from workflow.errors import NotFound
from workflow.models import Cycle, Liaison, MissingDecision, Participant, Report, Tier
from workflow.queries.consolidations import PrefectureTerms, SheetStanding, prefecture_terms
from workflow.queries.schemes import scheme_of
from workflow.queries.submissions import newest_receipts, submissions_of
from workflow.queries.windows import CycleCalendar, cycle_calendar
from workflow.rules.deadlines import Window, is_past, lateness

_NOTHING_BELOW = "进度看板是汇总下辖单位的页面，您所在的单位没有下辖单位要汇总。"

WITH_RECEIVER = (SheetStage.SUBMITTED, SheetStage.ACKNOWLEDGED)
"""Stages in which a sheet waits for the prefecture itself."""


@dataclass(frozen=True)
class BoardRow:
    """One sheet on the board. `total` in marks, None where it may not be shown; `receipt` while handed up.

    `late`: how late it came, or how long it has been due. `decidable`: a decision about its absence is due.
    """

    unit_id: int
    name: str
    sheet_id: int
    stage: SheetStage
    round: int
    submitted_at: datetime | None
    receipt: str
    window: Window
    late: timedelta | None
    total: Decimal | None
    decision: MissingDecision | None
    decidable: bool
    version: int
    returned_by_id: int | None

    @property
    def overdue(self) -> bool:
        """Past its deadline, not handed up, and nothing decided about it."""
        return self.late is not None and self.submitted_at is None and self.decision is None


@dataclass(frozen=True)
class Board:
    """A prefecture's year at one glance."""

    report: Report
    name: str
    own: BoardRow
    counties: tuple[BoardRow, ...]
    counts: Mapping[SheetStage, int]
    county_window: Window
    report_window: Window
    liaison_window: Window | None
    report_late: timedelta | None
    report_receipt: str
    liaison: Liaison | None

    @property
    def overdue(self) -> int:
        """How many counties are past their deadline and have not handed up."""
        return sum(county.overdue for county in self.counties)

    @property
    def unsettled(self) -> int:
        """How many counties still keep the report from being handed up."""
        return sum(
            county.stage is not SheetStage.ACCEPTED and not county.decision for county in self.counties
        )


def report_of(session: Session, cycle_id: int, unit_id: int) -> int:
    """The id of a prefecture's report in a cycle. Raises NotFound for a unit that makes none."""
    statement = select(Report.id).where(Report.cycle_id == cycle_id, Report.unit_id == unit_id)
    found = session.scalar(statement)
    if found is None:
        raise NotFound(_NOTHING_BELOW)
    return found


def prefecture_board(session: Session, report_id: int, now: datetime) -> Board:
    """The board of one prefecture. Raises NotFound."""
    report = session.get(Report, report_id)
    if report is None or not scheme_of(session, report.cycle_id).procedure.has("consolidation"):
        raise NotFound(_NOTHING_BELOW)
    terms = prefecture_terms(session, report.cycle_id, report.unit_id)[report.unit_id]
    calendar = cycle_calendar(session, report.cycle_id)
    own, *counties = _rows(session, terms, calendar, now)
    return Board(
        report=report,
        name=terms.own.name,
        own=own,
        counties=tuple(counties),
        counts={stage: sum(row.stage is stage for row in counties) for stage in SheetStage},
        county_window=calendar.sheet(Tier.BELOW, report.unit_id, None),
        report_window=calendar.report(report.unit_id),
        liaison_window=calendar.liaison(report.unit_id),
        report_late=lateness(calendar.report(report.unit_id), report.submitted_at or now),
        report_receipt=_report_receipt(session, report),
        liaison=session.scalar(
            select(Liaison).where(Liaison.cycle_id == report.cycle_id, Liaison.unit_id == report.unit_id)
        ),
    )


def _rows(session: Session, terms: PrefectureTerms, calendar: CycleCalendar, now: datetime) -> list[BoardRow]:
    sheets = (terms.own, *terms.counties)
    receipts = newest_receipts(session, [sheet.sheet_id for sheet in sheets])
    unit_id = terms.report.unit_id
    missing = missing_from(terms, calendar, now)
    counties = (calendar.sheet(Tier.BELOW, unit_id, county.unit_id) for county in terms.counties)
    windows = [calendar.report(unit_id), *counties]
    return [
        _row(
            sheet,
            window,
            receipts.get(sheet.sheet_id, ""),
            now,
            own=sheet is terms.own,
            decidable=sheet.unit_id in missing,
        )
        for sheet, window in zip(sheets, windows, strict=True)
    ]


def missing_from(terms: PrefectureTerms, calendar: CycleCalendar, now: datetime) -> frozenset[int]:
    """The counties that have not reported in time: whose signer above may count them as zero now."""
    if terms.report.stage in HANDED_UP:
        return frozenset()
    above_id = terms.report.unit_id
    return frozenset(
        county.unit_id
        for county in terms.unsettled
        if county.stage not in WITH_RECEIVER
        and is_past(calendar.sheet(Tier.BELOW, above_id, county.unit_id).late_from, now)
    )


def _row(
    sheet: SheetStanding, window: Window, receipt: str, now: datetime, *, own: bool, decidable: bool
) -> BoardRow:
    handed_up = sheet.submitted_at is not None
    return BoardRow(
        unit_id=sheet.unit_id,
        name=sheet.name,
        sheet_id=sheet.sheet_id,
        stage=sheet.stage,
        round=sheet.round,
        submitted_at=sheet.submitted_at,
        receipt=receipt if handed_up else "",
        window=window,
        late=lateness(window, sheet.submitted_at or now),
        total=sheet.total if sheet.stage in OPENED_SHEET or (own and handed_up) else None,
        decision=sheet.decision,
        decidable=decidable,
        version=sheet.version,
        returned_by_id=sheet.returned_by_id,
    )


def _report_receipt(session: Session, report: Report) -> str:
    if report.stage not in (*HANDED_UP, ReportStage.RETURNED):
        return ""
    return next((submission.receipt for submission in submissions_of(session, report)), "")


@dataclass(frozen=True)
class LiaisonPage:
    """A prefecture's contact person, where one is registered, and until when one has to be."""

    unit: str
    liaison: Liaison | None
    window: Window
    closed: bool

    @property
    def late(self) -> timedelta | None:
        """How late the registration came, None if in time or not yet there."""
        return lateness(self.window, self.liaison.registered_at) if self.liaison else None


def liaison_of(session: Session, cycle_id: int, unit_id: int) -> LiaisonPage:
    """The contact person of one prefecture. Raises NotFound for a unit that registers none."""
    statement = (
        select(Participant.name, Cycle.stage, Liaison)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .outerjoin(Liaison, (Liaison.cycle_id == Cycle.id) & (Liaison.unit_id == Participant.unit_id))
        .where(
            Participant.cycle_id == cycle_id,
            Participant.unit_id == unit_id,
            Participant.tier == Tier.SUBJECT,
        )
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("联络员由被评单位登记，下辖单位不用登记。")
    name, stage, liaison = row
    window = cycle_calendar(session, cycle_id).liaison(unit_id)
    if window is None:
        raise NotFound("本办法不要求登记联络员。")
    return LiaisonPage(name, liaison, window, stage is CycleStage.CLOSED)
