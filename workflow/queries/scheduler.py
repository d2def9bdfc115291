"""Which scheduler processes there are, whether one was seen lately, and whether it trusts its clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import SchedulerProcess

SILENT_AFTER = timedelta(minutes=5)
"""How long after its last sign a scheduler counts as silent."""

SHOWN = 10


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """One life of a scheduler. `fresh`: it was seen within five minutes."""

    id: int
    name: str
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None
    suspended_why: str
    fresh: bool

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
    """The last processes, the one seen last first."""

    processes: Sequence[ProcessLine]

    @property
    def seen_at(self) -> datetime | None:
        """When any scheduler was last seen."""
        return self.processes[0].seen_at if self.processes else None

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
    P = SchedulerProcess
    rows = session.scalars(select(P).order_by(P.seen_at.desc(), P.id.desc()).limit(SHOWN))
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
                fresh=abs(now - row.seen_at) <= SILENT_AFTER,
            )
            for row in rows
        )
    )
