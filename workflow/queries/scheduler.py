"""Which scheduler processes there are, whether one was seen lately, and whether it trusts its clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from workflow.models import SchedulerProcess

SILENT_AFTER = timedelta(minutes=5)
"""How long after its last sign a scheduler counts as silent."""

SHOWN = 10


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """One life of a scheduler. `fresh`: it was seen within five minutes. `ahead`: it was seen by a clock that
    has been set back since, nobody knows when."""

    id: int
    name: str
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None
    suspended_why: str
    fresh: bool
    ahead: bool

    @property
    def alive(self) -> bool:
        """Whether it can be taken to be running."""
        return self.fresh and self.ended_at is None

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.ended_at:
            return "已结束"
        if not self.fresh:
            return "没有音讯"
        return f"已暂停（{self.suspended_why}）" if self.suspended_at else "运行中"


@dataclass(frozen=True, slots=True)
class Pulse:
    """The last processes: those that run first, then by when they were seen."""

    processes: Sequence[ProcessLine]

    @property
    def seen_at(self) -> datetime | None:
        """When any scheduler was last seen."""
        return max((process.seen_at for process in self.processes if not process.ahead), default=None)

    @property
    def silent(self) -> bool:
        """Whether none was seen for five minutes, or ever."""
        return not any(process.fresh for process in self.processes)

    @property
    def running(self) -> bool:
        """Whether one can be taken to be running now."""
        return any(process.alive for process in self.processes)

    @property
    def suspended(self) -> str:
        """Why a running one moves nothing on by date; empty where all do."""
        running = (process for process in self.processes if process.alive and process.suspended_at)
        return next((process.suspended_why for process in running), "")


def pulse(session: Session, now: datetime) -> Pulse:
    """The schedulers at the real instant `now`; one statement."""
    P, earliest, latest = SchedulerProcess, now - SILENT_AFTER, now + SILENT_AFTER
    alive = P.ended_at.is_(None) & P.seen_at.between(earliest, latest)
    order = case((alive, 0), (P.seen_at <= latest, 1), else_=2)
    rows = session.scalars(select(P).order_by(order, P.seen_at.desc(), P.id.desc()).limit(SHOWN))
    return Pulse(
        tuple(
            ProcessLine(
                id=row.id,
                name=row.name,
                started_at=row.started_at,
                seen_at=row.seen_at,
                ended_at=row.ended_at,
                suspended_at=row.suspended_at,
                suspended_why=row.suspended_why,
                fresh=earliest <= row.seen_at <= latest,
                ahead=row.seen_at > latest,
            )
            for row in rows
        )
    )
