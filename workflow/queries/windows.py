"""When a unit may work: the calendar of a cycle, read once, answered for every unit without further reads.

A county is open until its prefecture has handed up, a prefecture until the ranking goes to the meeting.
Who was counted as zero in a published ranking stays closed while it is corrected.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.ranking import RankingStage
from states.report import HANDED_UP
from workflow.clock import end_of_day, start_of_day
from workflow.models import Cycle, CycleWindow, MissingDecision, RankingRun, Report, Tier
from workflow.rules.deadlines import Standing, Window, deadline_text, standing

DELIBERATED = "排名已提交会议审议", "评定负责人在会议退回后"
"""What closes the windows of prefectures, and who can open them again."""

PUBLISHED = "排名已经通报，按 0 分计的单位在更正期间不再补报", "评定负责人撤销按 0 分计的决定后"
"""The same for a unit that never reported, while the published ranking is corrected."""


@dataclass(frozen=True)
class CycleCalendar:
    """Windows by stage; when each prefecture handed up; when the ranking went to the meeting; who is left out
    of a correction since when."""

    windows: Mapping[str, Window]
    handed_up: Mapping[int, datetime]
    deliberated_at: datetime | None
    left_out: Mapping[int, datetime] = field(default_factory=dict)

    def sheet(self, tier: Tier, above_id: int | None, unit_id: int | None = None) -> Window:
        """The window of a self sheet: of a unit below, or of a ranked unit's own level."""
        if tier is Tier.SUBJECT:
            return self.report(unit_id)
        return _closing(self.windows["self_evaluation"], self.handed_up.get(above_id or 0))

    def report(self, unit_id: int | None = None) -> Window:
        """The window of a ranked unit's consolidation and of its own-level sheet: that of the
        self-evaluation where nothing is consolidated."""
        own = self.windows.get("consolidation") or self.windows["self_evaluation"]
        return _closing(own, self.deliberated_at or self.left_out.get(unit_id or 0))

    @property
    def closing(self) -> tuple[str, str]:
        """What closes the windows of ranked units now, and who can open them again."""
        return DELIBERATED if self.deliberated_at else PUBLISHED

    def liaison(self) -> Window | None:
        """The window for registering liaison officers, where the scheme wants any."""
        own = self.windows.get("liaison")
        return own and _closing(own, self.deliberated_at)

    def rating(self) -> Window:
        """The window of the assessor's rating; without one that of the reports, which it looks at then."""
        own = self.windows.get("rating")
        return _closing(own, self.deliberated_at) if own else self.report()


def _closing(window: Window, closed_at: datetime | None) -> Window:
    return Window(opens_at=window.opens_at, due_at=window.due_at, closed_at=closed_at)


def cycle_calendar(session: Session, cycle_id: int) -> CycleCalendar:
    """The calendar of a cycle, in three statements whatever the number of units."""
    published = select(func.min(RankingRun.published_at)).where(
        RankingRun.cycle_id == cycle_id, RankingRun.stage == RankingStage.PUBLISHED
    )
    since = published.scalar_subquery().label("published_at")
    cycle = session.execute(
        select(Cycle.opened_at, Cycle.deliberated_at, since).where(Cycle.id == cycle_id)
    ).one()
    rows = session.scalars(select(CycleWindow).where(CycleWindow.cycle_id == cycle_id))
    zero = (MissingDecision.cycle_id == cycle_id) & (MissingDecision.unit_id == Report.unit_id)
    reports = session.execute(
        select(Report.unit_id, Report.stage, Report.submitted_at, MissingDecision.id)
        .outerjoin(MissingDecision, zero & MissingDecision.revoked_at.is_(None))
        .where(Report.cycle_id == cycle_id)
    ).all()
    return CycleCalendar(
        windows={row.stage: _window(row, cycle.opened_at) for row in rows},
        handed_up={unit: at for unit, stage, at, _ in reports if stage in HANDED_UP and at},
        deliberated_at=cycle.deliberated_at,
        left_out={
            unit: cycle.published_at
            for unit, stage, _, decision in reports
            if cycle.published_at and decision and stage not in HANDED_UP
        },
    )


def _window(row: CycleWindow, cycle_opened_at: datetime) -> Window:
    first = start_of_day(row.first) if row.first else cycle_opened_at
    opens_at = min(first, row.opened_early_at) if row.opened_early_at else first
    return Window(opens_at=opens_at, due_at=end_of_day(row.last))


def closed_text(window: Window, now: datetime, closing: str, contact: str) -> str:
    """Why the window does not let anybody write now, in Chinese; empty when it does.

    `closing` is what closes it ("某市已上报汇总"), `contact` whom to ask then, with the telephone.
    """
    place = standing(window, now)
    if place is Standing.NOT_YET:
        return f"填报尚未开始，开始之后的截止时间是{deadline_text(window.due_at)}"
    if place is Standing.CLOSED:
        return f"已截止：{closing}，如需补报联系{contact}".rstrip()
    return ""


def lifted_by(window: Window, now: datetime, closer: str) -> str:
    """Who can open a window that is not open now: the administrator before it begins, `closer` afterwards."""
    return "系统管理员提前推进年度" if standing(window, now) is Standing.NOT_YET else closer
