"""The scheduler process. It remembers nothing: what is due follows from the tables, every minute anew.

Its work runs in lanes that do not wait for each other, so that a mail server that hangs never holds up the
clock. A lane that is still at work when its next turn comes is left alone.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from notifications import runs
from notifications.alarms import alarm
from notifications.channels.parcels import Send
from notifications.clock_watch import ClockWatch, Jump
from notifications.due import MINUTE, due
from notifications.exports import make_exports
from notifications.metrics import serve_metrics
from notifications.outbox import deliver
from notifications.process import Process
from notifications.timetable import JOBS, Job, exporting, sending
from workflow.actor import Post
from workflow.clock import SHANGHAI
from workflow.models import Channel
from workflow.queries.demonstration import clock_offset
from workflow.rules.wording import instant_text
from workflow.storage import Store
from workflow.unit_of_work import unit_of_work

SECONDS = 60
"""How often every lane takes its turn, unless the command line says otherwise."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Life:
    """One running scheduler: the database, its process, what it thinks of the clock and has told about that,
    how it sends on each channel that is set up, where files lie, and whether it has been told to end."""

    engine: Engine
    process: Process
    watch: ClockWatch
    senders: Mapping[Channel, Send]
    store: Store | None = None
    told: Jump | None = None
    ending: threading.Event = field(default_factory=threading.Event)
    _looking: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def begin(
        cls, engine: Engine, senders: Mapping[Channel, Send] | None = None, store: Store | None = None
    ) -> "Life":
        """A process with its number and lock. Raises AlreadyRunning where SQLite has one."""
        watch = ClockWatch(_now(), _passed())
        return cls(engine, Process.enter(engine, _now()), watch, senders or {}, store)

    def now(self) -> datetime:
        """Look at the clock: the real instant to go by, never one of a clock that has jumped."""
        with self._looking:
            return self.watch.read(_now(), _passed())

    def stopped(self) -> bool:
        """Look at the clock: whether no other parcel may be begun, because of it or because the life ends."""
        self.now()
        return self.ending.is_set() or self.watch.jump is not None


@dataclass(frozen=True, slots=True)
class Lane:
    """Work that waits for no other lane."""

    name: str
    run: Callable[[Life], None]


def scan(life: Life) -> None:
    """Look at the clock once: say that the process lives, and run every job that is due."""
    known: dict[str, runs.LastRun] = {}
    with _surviving("the heartbeat"):
        life.process.beat(_now())
    with _surviving("the word about the clock"):
        _tell_of_the_clock(life)
    with _surviving("the scan"), Session(life.engine) as session:
        known.update(runs.last_runs(session))
    for job in JOBS:
        with _surviving(job.name):
            _run_due(life, job, known.get(job.name))


def _sending(channel: Channel) -> Lane:
    """The lane of a channel; also of one that is not set up, for which nothing waits for ever."""

    def turn(life: Life) -> None:
        _turn(life, sending(channel, lambda session, _: _deliver(life, channel, session)))

    return Lane(channel.value, turn)


def _exporting(life: Life) -> None:
    """The lane of long exports, which holds nothing else up."""
    _turn(life, exporting(lambda session, _: _export(life, session)))


def _export(life: Life, session: Session) -> runs.Done:
    """Make exports by the time of the assessment, with a look at the clock after each form."""
    ahead = clock_offset(session)
    return make_exports(session, lambda: life.now() + ahead, life.process, life.store, life.stopped)


def _turn(life: Life, job: Job) -> None:
    """A turn of a lane that has one job."""
    with _surviving(job.name):
        with Session(life.engine) as session:
            known = runs.last_runs(session).get(job.name)
        _run_due(life, job, known)


def _deliver(life: Life, channel: Channel, session: Session) -> runs.Done:
    """Send by the time of the assessment, with a look at the clock before each parcel."""
    ahead, send = clock_offset(session), life.senders.get(channel)
    return deliver(session, lambda: life.now() + ahead, channel, life.process, send, life.stopped)


LANES: tuple[Lane, ...] = (
    Lane("clock", scan),
    Lane("exports", _exporting),
    *(_sending(channel) for channel in Channel),
)
"""What runs side by side, each once a minute."""


def _run_due(life: Life, job: Job, known: runs.LastRun | None) -> None:
    """Run a job if it is due and no other process has just begun to; noted by the real clock. While that is
    suspected, only what is timeless runs; once the life is ending, nothing more."""
    started = life.now()
    if life.ending.is_set() or (life.watch.jump and not job.timeless):
        return
    if known and not due(job.every, known.started_at, known.succeeded_at, started):
        return
    with Session(life.engine) as session:
        shared = known is not None and job.every == MINUTE
        if not shared and not runs.begin(session, job.name, life.process.id, started, known):
            return
        done, fault = _run(session, job, started)
        runs.end(session, job.name, life.process.id, started, life.now(), done, fault)


def _run(session: Session, job: Job, started: datetime) -> tuple[runs.Done, str]:
    """Run a job by the time of the assessment: what it did, or what went wrong."""
    try:
        return job.run(session, started + clock_offset(session)), ""
    except OperationalError:
        raise
    except Exception as error:
        log.exception("%s failed", job.name)
        return None, f"{type(error).__name__}: {error}"


@contextmanager
def _surviving(what: str) -> Iterator[None]:
    """Log what could not be done, whatever it met; the next turn tries again."""
    try:
        yield
    except OperationalError:
        log.exception("%s could not reach the database", what)
    except Exception:
        log.exception("%s failed", what)


def _tell_of_the_clock(life: Life) -> None:
    """Say that the clock has jumped and everything waits for it, or that it is right again; until that is
    written, every turn tries."""
    life.now()
    jump = life.watch.jump
    if jump == life.told:
        return
    log.error(jump.text if jump else "the clock is right again: what waited for it goes on")
    life.process.suspend(jump.at if jump else None, jump.text if jump else "")
    if jump:
        with Session(life.engine) as session, unit_of_work(session):
            _tell(session, life.process.id, jump)
    life.told = jump


def _tell(session: Session, process_id: int, jump: Jump) -> None:
    told = {"what": jump.text, "when": instant_text(jump.at), "process": str(process_id)}
    alarm(session, jump.at, "clock_jump", {Post.ADMIN: "admin.clock"}, told, entry=f"process {process_id}")


def _now() -> datetime:
    return datetime.now(UTC)


def _passed() -> timedelta:
    """How long the machine has been running, its sleep included: nobody can set this clock."""
    return timedelta(microseconds=time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000)


def scheduler(life: Life, seconds: int = SECONDS) -> BackgroundScheduler:
    """Every lane takes its turn each so many seconds, the first at once. A turn that is missed is taken
    later, once, never beside another of the same lane."""
    workers = {"default": {"type": "threadpool", "max_workers": len(LANES)}}
    made = BackgroundScheduler(timezone=SHANGHAI, executors=workers)
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
    store: Store | None = None,
) -> None:
    """Live until the process is told to end; the parcel and the job in hand are finished first.

    Raises AlreadyRunning where another scheduler works on the same SQLite database.
    """
    life = _begun(engine, seconds, senders, store)
    server = serve_metrics(engine, _now, metrics) if metrics else None
    try:
        take_turns(life, seconds)
    finally:
        if server:
            server.shutdown()
        with suppress(SQLAlchemyError):
            life.process.leave(_now())


def take_turns(life: Life, seconds: int = SECONDS) -> None:
    """Let every lane take its turns until the life is ending."""
    made = scheduler(life, seconds)
    made.start()
    try:
        while not life.ending.wait(seconds):
            _keep_pace(made, seconds)
    finally:
        life.ending.set()
        made.shutdown()


def _keep_pace(made: BackgroundScheduler, seconds: int) -> None:
    """Let no lane wait for a clock that was set back: no turn is further ahead than one pace."""
    now = _now()
    for job in made.get_jobs():
        if job.next_run_time > now + timedelta(seconds=seconds):
            job.modify(next_run_time=now)


def _begun(
    engine: Engine, seconds: int, senders: Mapping[Channel, Send] | None, store: Store | None
) -> Life:
    """A life; a database that cannot be reached is waited for."""
    while True:
        try:
            return Life.begin(engine, senders, store)
        except OperationalError:
            log.exception("the scheduler could not reach the database")
        time.sleep(seconds)
