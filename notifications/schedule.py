"""The scheduler process. It remembers nothing: what is due follows from the tables, every minute anew.

Its work runs in lanes that do not wait for each other, so that a mail server that hangs never holds up the
clock. A lane that is still at work when its next turn comes is left alone.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from notifications import runs
from notifications.alarms import alarm
from notifications.channels.parcels import Send
from notifications.clock_watch import ClockWatch, Jump
from notifications.due import MINUTE, due
from notifications.metrics import serve_metrics
from notifications.outbox import deliver
from notifications.process import Process
from notifications.timetable import JOBS, Job, sending
from workflow.actor import Post
from workflow.clock import SHANGHAI
from workflow.models import Channel
from workflow.queries.demonstration import clock_offset
from workflow.rules.wording import instant_text
from workflow.unit_of_work import unit_of_work

SECONDS = 60
"""How often every lane takes its turn, unless the command line says otherwise."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Life:
    """One running scheduler: the database, its process, what it thinks of the clock, and how it sends on
    each channel that is set up."""

    engine: Engine
    process: Process
    watch: ClockWatch
    senders: Mapping[Channel, Send]

    @classmethod
    def begin(cls, engine: Engine, senders: Mapping[Channel, Send] | None = None) -> "Life":
        """A process with its number and lock. Raises AlreadyRunning where SQLite has one."""
        return cls(engine, Process.enter(engine, _now()), ClockWatch(_now(), _passed()), senders or {})


@dataclass(frozen=True, slots=True)
class Lane:
    """Work that waits for no other lane."""

    name: str
    run: Callable[[Life], None]


def scan(life: Life) -> None:
    """Look at the clock once: say that the process lives, and run every job that is due."""
    known: dict[str, runs.LastRun] = {}
    with _reached("the heartbeat"):
        life.process.beat(_now())
        with Session(life.engine) as session:
            _look_at_the_clock(life, session)
            known.update(runs.last_runs(session))
        for job in JOBS:
            if not (job.by_date and life.watch.jump):
                with _reached(job.name):
                    _run_due(life, job, known.get(job.name))


def _sending(channel: Channel) -> Lane:
    """The lane of a channel; also of one that is not set up, for which nothing waits for ever."""

    def turn(life: Life) -> None:
        send = life.senders.get(channel)
        job = sending(
            channel,
            lambda session, now: deliver(session, lambda: now, channel, life.process, send, lambda: False),
        )
        with _reached(job.name):
            with Session(life.engine) as session:
                known = runs.last_runs(session).get(job.name)
            _run_due(life, job, known)

    return Lane(channel.value, turn)


LANES: tuple[Lane, ...] = (Lane("clock", scan), *(_sending(channel) for channel in Channel))
"""What runs side by side, each once a minute."""


def _run_due(life: Life, job: Job, known: runs.LastRun | None) -> None:
    """Run a job if it is due and no other process has just begun to; noted by the real clock."""
    started = _now()
    if known and not due(job.every, known.started_at, known.succeeded_at, started):
        return
    with Session(life.engine) as session:
        shared = known is not None and job.every == MINUTE
        if not shared and not runs.begin(session, job.name, life.process.id, started, known):
            return
        done, fault = _run(session, job)
        runs.end(session, job.name, life.process.id, started, _now(), done, fault)


def _run(session: Session, job: Job) -> tuple[runs.Done, str]:
    """Run a job by the time of the assessment: what it did, or what went wrong."""
    try:
        return job.run(session, _now() + clock_offset(session)), ""
    except OperationalError:
        raise
    except Exception as error:
        log.exception("%s failed", job.name)
        return None, f"{type(error).__name__}: {error}"


@contextmanager
def _reached(what: str) -> Iterator[None]:
    """Log that the database could not be reached for something; the next turn tries again."""
    try:
        yield
    except OperationalError:
        log.exception("%s could not reach the database", what)


def _look_at_the_clock(life: Life, session: Session) -> None:
    """Suspend what follows from the date when the clock has jumped, and go on when it is right again."""
    if not life.watch.read(_now(), _passed()):
        return
    jump = life.watch.jump
    log.error(jump.text if jump else "the clock is right again: what follows from the date goes on")
    life.process.suspend(jump.at if jump else None, jump.text if jump else "")
    if jump:
        with unit_of_work(session):
            _tell(session, life.process.id, jump)


def _tell(session: Session, process_id: int, jump: Jump) -> None:
    told = {"what": jump.text, "when": instant_text(jump.at), "process": str(process_id)}
    alarm(session, jump.at, "clock_jump", {Post.ADMIN: "admin.clock"}, told, entry=f"process {process_id}")


def _now() -> datetime:
    return datetime.now(UTC)


def _passed() -> timedelta:
    """How long the machine has been running, its sleep included: nobody can set this clock."""
    return timedelta(microseconds=time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000)


def scheduler(life: Life, seconds: int = SECONDS) -> BlockingScheduler:
    """Every lane takes its turn each so many seconds, the first at once. A turn that is missed is taken
    later, once, never beside another of the same lane."""
    workers = {"default": {"type": "threadpool", "max_workers": len(LANES)}}
    made = BlockingScheduler(timezone=SHANGHAI, executors=workers)
    for lane in LANES:
        made.add_job(
            lane.run,
            "interval",
            [life],
            id=lane.name,
            seconds=seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=_now(),
        )
    return made


def run(
    engine: Engine,
    seconds: int = SECONDS,
    metrics: tuple[str, int] | None = None,
    senders: Mapping[Channel, Send] | None = None,
) -> None:
    """Live until the process is told to end; what is at work then is finished first.

    Raises AlreadyRunning where another scheduler works on the same SQLite database.
    """
    life = _begun(engine, seconds, senders)
    server = serve_metrics(engine, _now, metrics) if metrics else None
    made = scheduler(life, seconds)
    try:
        made.start()
    finally:
        if made.running:
            made.shutdown()
        if server:
            server.shutdown()
        with suppress(SQLAlchemyError):
            life.process.leave(_now())


def _begun(engine: Engine, seconds: int, senders: Mapping[Channel, Send] | None) -> Life:
    """A life; a database that cannot be reached is waited for."""
    while True:
        with _reached("the scheduler"):
            return Life.begin(engine, senders)
        time.sleep(seconds)
