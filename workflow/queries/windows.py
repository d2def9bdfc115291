"""When a unit may work: the calendar of a cycle, read once, answered for every unit without further reads.

A county is open until its prefecture has handed up, a prefecture until the ranking goes to the meeting; both
no longer than the administrator accepts late work, and at least as long as an extension lives. Who was
counted as zero in a published ranking stays closed while it is corrected.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from states.ranking import RankingStage
from states.report import HANDED_UP
from workflow.clock import end_of_day, start_of_day
from workflow.models import (
    Cycle,
    CycleWindow,
    Extension,
    MissingDecision,
    RankingRun,
    Report,
    SchemeVersion,
    Tier,
)
from workflow.queries.schemes import kept
from workflow.rules.deadlines import Standing, Window, acceptance_text, deadline_text, is_past, standing

DELIBERATED = "排名已提交会议审议", "评定负责人在会议退回后"
"""What closes the windows of prefectures, and who can open them again."""

PUBLISHED = "排名已经通报，按 0 分计的单位在更正期间不再补报", "评定负责人撤销按 0 分计的决定后"
"""The same for a unit that never reported, while the published ranking is corrected."""


ACCEPTANCE_LATER = "系统管理员延后受理逾期材料的时间"
ACCEPTANCE_ENDED = f"{ACCEPTANCE_LATER}，或上级准予延期"
"""Who can open a window again after the acceptance of late work has ended."""


@dataclass(frozen=True)
class CycleCalendar:
    """Windows by entry; when each prefecture handed up; when the ranking went to the meeting; who is left out
    of a correction since when; until when a unit is extended in an entry.

    A `unit_id` of None stands for a unit without an extension of its own.
    """

    windows: Mapping[str, Window]
    handed_up: Mapping[int, datetime]
    deliberated_at: datetime | None
    left_out: Mapping[int, datetime] = field(default_factory=dict)
    extended: Mapping[tuple[str, int], datetime] = field(default_factory=dict)

    def sheet(self, tier: Tier, above_id: int | None, unit_id: int | None) -> Window:
        """The window of a self sheet: of a unit below, or of a ranked unit's own level."""
        if tier is Tier.SUBJECT:
            return self.report(unit_id)
        return self._window("self_evaluation", self.handed_up.get(above_id or 0), unit_id)

    def report(self, unit_id: int | None) -> Window:
        """The window of a ranked unit's consolidation and of its own-level sheet."""
        return self._window(self.reporting, self.deliberated_at or self.left_out.get(unit_id or 0), unit_id)

    def liaison(self, unit_id: int | None = None) -> Window | None:
        """The window for registering liaison officers, where the scheme wants any."""
        return self._window("liaison", self.deliberated_at, unit_id) if "liaison" in self.windows else None

    def rating(self) -> Window:
        """The window of the assessor's rating; without one that of the reports, which it looks at then."""
        return self._window("rating" if "rating" in self.windows else self.reporting, self.deliberated_at)

    def concerning(self, entry: str, tier: Tier | None, above_id: int | None, unit_id: int) -> Window:
        """An entry of the calendar as a unit has it; who assesses (no tier) has it as everybody."""
        if tier is Tier.BELOW or (tier is Tier.SUBJECT and entry == self.reporting):
            return self.sheet(tier, above_id, unit_id)
        found = self.liaison(unit_id) if entry == "liaison" and tier is Tier.SUBJECT else None
        return found or self.windows[entry]

    @property
    def reporting(self) -> str:
        """The entry in which ranked units hand up: the self-evaluation where nothing is consolidated."""
        return "consolidation" if "consolidation" in self.windows else "self_evaluation"

    @property
    def closing(self) -> tuple[str, str]:
        """What closes the windows of ranked units now, and who can open them again."""
        return DELIBERATED if self.deliberated_at else PUBLISHED

    def _window(self, entry: str, closed_at: datetime | None, unit_id: int | None = None) -> Window:
        extended_to = self.extended.get((entry, unit_id or 0))
        return replace(self.windows[entry], closed_at=closed_at, extended_to=extended_to)


_CYCLE = (
    select(
        Cycle.opened_at,
        Cycle.deliberated_at,
        SchemeVersion.digest,
        select(func.min(RankingRun.published_at))
        .where(RankingRun.cycle_id == Cycle.id, RankingRun.stage == RankingStage.PUBLISHED)
        .scalar_subquery()
        .label("published_at"),
    )
    .join(SchemeVersion, SchemeVersion.id == Cycle.scheme_version_id)
    .where(Cycle.id == bindparam("cycle_id"))
)
_WINDOWS = select(CycleWindow).where(CycleWindow.cycle_id == bindparam("cycle_id"))
_REPORTS = (
    select(Report.unit_id, Report.stage, Report.submitted_at, MissingDecision.id)
    .outerjoin(
        MissingDecision,
        (MissingDecision.cycle_id == Report.cycle_id)
        & (MissingDecision.unit_id == Report.unit_id)
        & MissingDecision.revoked_at.is_(None),
    )
    .where(Report.cycle_id == bindparam("cycle_id"))
)
_EXTENSIONS = select(Extension).where(Extension.cycle_id == bindparam("cycle_id"))


def cycle_calendar(session: Session, cycle_id: int) -> CycleCalendar:
    """The calendar of a cycle, in four statements whatever the number of units."""
    of_cycle = {"cycle_id": cycle_id}
    cycle = session.execute(_CYCLE, of_cycle).one()
    grace = kept(session, cycle.digest).calendar.grace
    reports = session.execute(_REPORTS, of_cycle).all()
    return CycleCalendar(
        windows={
            row.stage: window_of(row, cycle.opened_at, grace) for row in session.scalars(_WINDOWS, of_cycle)
        },
        handed_up={unit: at for unit, stage, at, _ in reports if stage in HANDED_UP and at},
        deliberated_at=cycle.deliberated_at,
        left_out={
            unit: cycle.published_at
            for unit, stage, _, decision in reports
            if cycle.published_at and decision and stage not in HANDED_UP
        },
        extended=_extended(session, of_cycle),
    )


def _extended(session: Session, of_cycle: Mapping[str, int]) -> dict[tuple[str, int], datetime]:
    """Entry and unit → the end of its latest extension; one that was taken back ended then."""
    found: dict[tuple[str, int], datetime] = {}
    for row in session.scalars(_EXTENSIONS, of_cycle):
        place = (row.stage, row.unit_id)
        found[place] = max(row.ends_at, found.get(place, row.ends_at))
    return found


def window_of(row: CycleWindow, cycle_opened_at: datetime, grace: timedelta) -> Window:
    """The window that an entry of a calendar makes for everybody; from the opening of the cycle where it
    has no first day."""
    first = start_of_day(row.first) if row.first else cycle_opened_at
    return Window(
        opens_at=min(first, row.opened_early_at) if row.opened_early_at else first,
        due_at=end_of_day(row.last),
        grace=grace,
        open_until=row.open_until,
        open_until_reason=row.open_until_reason,
    )


def closed_text(window: Window, now: datetime, closing: str, contact: str) -> str:
    """Why the window does not let anybody write now, in Chinese; empty when it does.

    `closing` is what closes it ("某市已上报汇总"), `contact` whom to ask then, with the telephone.
    """
    place = standing(window, now)
    if place is Standing.NOT_YET:
        return f"填报尚未开始，开始之后的截止时间是{deadline_text(window.due_at)}"
    if place is Standing.CLOSED:
        causes = (closing if _over(window.closed_at, now) else "", _ended(window, now))
        return f"已截止：{'；'.join(filter(None, causes))}，如需补报联系{contact}".rstrip()
    return ""


def lifted_by(window: Window, now: datetime, closer: str) -> str:
    """Who can open a window that is not open now: the administrator before it begins, afterwards `closer`
    and whoever may accept late work again, as far as they are what closes it."""
    if standing(window, now) is Standing.NOT_YET:
        return "系统管理员提前推进年度"
    if not _over(window.open_until, now):
        return closer
    return f"{closer}；{ACCEPTANCE_ENDED}" if _over(window.closed_at, now) else ACCEPTANCE_ENDED


def _over(end: datetime | None, now: datetime) -> bool:
    return end is not None and is_past(end, now)


def _ended(window: Window, now: datetime) -> str:
    return f"{acceptance_text(window)}，已经停止受理" if _over(window.open_until, now) else ""
