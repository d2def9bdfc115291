"""How the clock stands: jobs, faults, processes, what waits to be sent. For people and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications.due import MINUTE, Every, Nightly, next_run
from notifications.runs import LastRun, last_runs
from notifications.timetable import JOBS, Job, exporting, sending
from workflow.models import Channel, Cycle, Delivery, DeliveryState, JobFault, Notice, Unit
from workflow.queries.scheduler import Pulse, pulse


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job: what it did last, and when it runs next; None where the clock is suspected and it waits."""

    job: Job
    last: LastRun | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One thing that a job could not do so far, by the job's title and the name of the thing."""

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
    """How everything stands at the real instant `now`; a fixed number of statements."""
    found, last = pulse(session, now), last_runs(session)
    return ClockStatus(
        jobs=[_line(job, last.get(job.name), found, now) for job in _ALL],
        faults=_faults(session),
        pulse=found,
        backlog=_backlog(session),
        oldest_unsent=session.scalar(
            select(func.min(Notice.created_at))
            .join(Delivery, Delivery.notice_id == Notice.id)
            .where(Delivery.state == DeliveryState.QUEUED)
        ),
    )


_ALL: Sequence[Job] = (
    *JOBS,
    exporting(lambda _session, _now: None),
    *(sending(channel, lambda _session, _now: None) for channel in Channel),
)
"""The jobs of all lanes; nothing is run from here."""


def _line(job: Job, last: LastRun | None, found: Pulse, now: datetime) -> JobLine:
    waits = found.suspended and not job.timeless
    return JobLine(
        job, last, None if waits else next_run(job.every, last.succeeded_at if last else None, now)
    )


def _faults(session: Session) -> list[FaultLine]:
    titles = {job.name: job.title for job in _ALL}
    rows = session.scalars(select(JobFault).order_by(JobFault.first_at, JobFault.job, JobFault.subject)).all()
    named = _named(session, [row.subject for row in rows])
    return [
        FaultLine(
            job=titles.get(row.job, row.job),
            subject=named.get(row.subject, row.subject),
            first_at=row.first_at,
            last_at=row.last_at,
            tries=row.tries,
            text=row.text,
        )
        for row in rows
    ]


def _named(session: Session, subjects: Sequence[str]) -> dict[str, str]:
    """What faults are about, by the names of the rows."""
    named = {"chain": "操作记录"}
    for noun, (label, model, name) in _NOUNS.items():
        keys = {f"{noun} {number}": number for subject in subjects if (number := _number(noun, subject))}
        if keys:
            rows = session.execute(select(model.id, name).where(model.id.in_(keys.values())))
            named |= {f"{noun} {number}": f"{label}“{title}”" for number, title in rows}
    return named


def _number(noun: str, subject: str) -> int | None:
    kind, _, number = subject.partition(" ")
    return int(number) if kind == noun and number.isdecimal() else None


def _backlog(session: Session) -> dict[tuple[Channel, DeliveryState], int]:
    D = Delivery
    rows = session.execute(
        select(D.channel, D.state, func.count()).group_by(D.channel, D.state).order_by(D.channel, D.state)
    )
    return {(channel, state): count for channel, state, count in rows}


_WORDS: Mapping[str, str] = {
    "done": "办理",
    "sessions": "登录",
    "attempts": "登录失败",
    "drafts": "未完成填报",
    "events": "记录",
    "broken": "断开",
    "cycles": "年度",
    "notices": "消息",
    "faults": "没有写成的消息",
    "put_off": "稍后再试",
    **{state.value: state.label for state in DeliveryState},
}
"""What jobs count, in words."""

_NOUNS: Mapping[str, tuple[str, Any, Any]] = {
    "cycle": ("年度", Cycle, Cycle.title),
    "unit": ("单位", Unit, Unit.name),
    "delivery": ("待发消息", Delivery, Delivery.id),
}
"""What faults are about: the kind of row and where its name stands."""


def counts_text(last: LastRun) -> str:
    """What a run did: "登录 3，登录失败 0"."""
    return "，".join(f"{_WORDS.get(what, what)} {count}" for what, count in last.counts.items())


def every_text(every: Every) -> str:
    """How often a job runs."""
    if isinstance(every, Nightly):
        return f"每天 {every.hour}:00 起"
    return "每分钟" if every == MINUTE else f"每 {every // MINUTE} 分钟"


def length_text(last: LastRun) -> str:
    """How long a run took: "0.12 秒"; a run that has not ended says so."""
    if last.length is None:
        return "未结束"
    hundredths = last.length // timedelta(milliseconds=10)
    return f"{hundredths // 100}.{hundredths % 100:02d} 秒"
