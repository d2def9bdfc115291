"""How the clock stands: jobs, faults, processes, what waits to be sent. For people and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications.due import next_run
from notifications.runs import LastRun, last_runs
from notifications.timetable import JOBS, Job
from workflow.models import Channel, Delivery, DeliveryState, JobFault, Notice
from workflow.queries.scheduler import Pulse, pulse


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job: what it did last, and when it runs next; None where the clock is suspected and it waits."""

    job: Job
    last: LastRun | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One thing that a job could not do so far."""

    job: str
    subject: str
    first_at: datetime
    last_at: datetime
    tries: int
    text: str


@dataclass(frozen=True, slots=True)
class ClockStatus:
    """Everything at one moment. `backlog` counts copies by channel and state; `oldest_unsent` is when the
    notice was written whose copy waits longest."""

    jobs: Sequence[JobLine]
    faults: Sequence[FaultLine]
    pulse: Pulse
    backlog: Mapping[tuple[Channel, DeliveryState], int]
    oldest_unsent: datetime | None


def clock_status(session: Session, now: datetime) -> ClockStatus:
    """How everything stands at the real instant `now`; five statements, whatever there is."""
    found, last = pulse(session, now), last_runs(session)
    return ClockStatus(
        jobs=[_line(job, last.get(job.name), found, now) for job in JOBS],
        faults=_faults(session),
        pulse=found,
        backlog=_backlog(session),
        oldest_unsent=session.scalar(
            select(func.min(Notice.created_at))
            .join(Delivery, Delivery.notice_id == Notice.id)
            .where(Delivery.state == DeliveryState.QUEUED)
        ),
    )


def _line(job: Job, last: LastRun | None, found: Pulse, now: datetime) -> JobLine:
    waits = job.by_date and found.suspended
    return JobLine(
        job, last, None if waits else next_run(job.every, last.succeeded_at if last else None, now)
    )


def _faults(session: Session) -> list[FaultLine]:
    titles = {job.name: job.title for job in JOBS}
    rows = session.scalars(select(JobFault).order_by(JobFault.first_at, JobFault.job, JobFault.subject))
    return [
        FaultLine(titles.get(row.job, row.job), row.subject, row.first_at, row.last_at, row.tries, row.text)
        for row in rows
    ]


def _backlog(session: Session) -> dict[tuple[Channel, DeliveryState], int]:
    D = Delivery
    rows = session.execute(
        select(D.channel, D.state, func.count()).group_by(D.channel, D.state).order_by(D.channel, D.state)
    )
    return {(channel, state): count for channel, state, count in rows}
