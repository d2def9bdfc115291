"""What is kept of the runs of jobs: when, how long, how much was done, what went wrong. Real instants."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workflow.models import JobRun
from workflow.unit_of_work import unit_of_work

Done = int | Collection[object] | None
"""What a job answers: how many things it did, these things, or several counts by name."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run of a job. `ended_at` is None while it runs, or where its process was killed in it."""

    process_id: int | None
    started_at: datetime
    ended_at: datetime | None
    succeeded_at: datetime | None
    counts: Mapping[str, int]
    fault: str

    @property
    def length(self) -> timedelta | None:
        """How long it took; None where it has not ended."""
        return None if self.ended_at is None else self.ended_at - self.started_at


def last_runs(session: Session) -> Mapping[str, LastRun]:
    """The last run of every job that ever ran, by name; one statement."""
    return {
        run.job: LastRun(
            process_id=run.process_id,
            started_at=run.started_at,
            ended_at=run.ended_at,
            succeeded_at=run.succeeded_at,
            counts=json.loads(run.counts),
            fault=run.fault,
        )
        for run in session.scalars(select(JobRun).order_by(JobRun.job))
    }


def begin(session: Session, job: str, process_id: int, now: datetime, known: LastRun | None) -> bool:
    """Take a run of a job for this process; no where another process was faster since `known` was read."""
    if known is None:
        return _first(session, job, process_id, now)
    with unit_of_work(session):
        done = session.execute(
            update(JobRun)
            .where(JobRun.job == job, JobRun.started_at == known.started_at)
            .values(process_id=process_id, started_at=now, ended_at=None)
        )
        assert isinstance(done, CursorResult)
        return done.rowcount == 1


def _first(session: Session, job: str, process_id: int, now: datetime) -> bool:
    try:
        with unit_of_work(session):
            session.add(JobRun(job=job, process_id=process_id, started_at=now))
    except IntegrityError:
        return False
    return True


def end(
    session: Session, job: str, process_id: int, started: datetime, now: datetime, done: Done, fault: str
) -> None:
    """Note how a run ended; a fault leaves alone when the job last succeeded, and what it did then."""
    values = {"process_id": process_id, "started_at": started, "ended_at": now, "fault": fault}
    if not fault:
        values |= {"succeeded_at": now, "counts": json.dumps(_counts(done), ensure_ascii=False)}
    with unit_of_work(session):
        session.execute(update(JobRun).where(JobRun.job == job).values(values))


def _counts(done: Done) -> Mapping[object, object]:
    if isinstance(done, Mapping):
        return done
    return {"done": done if isinstance(done, int) else len(done or ())}
