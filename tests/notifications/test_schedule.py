"""The scheduler runs what is due, notes it by the real clock, and lets no fault stop the rest."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifications import schedule
from notifications.channels.parcels import Send
from notifications.due import MINUTE, Nightly
from notifications.runs import LastRun, begin, last_runs
from notifications.timetable import JOBS, Job, sending
from states.cycle import CycleStage
from tests.hubei import OCTOBER
from tests.worlds import Stage, Worlds
from workflow.actor import COMMAND_LINE
from workflow.clock import SHANGHAI
from workflow.commands.cycle import open_cycle
from workflow.database import make_engine
from workflow.models import Channel, Cycle, DemonstrationClock, Notice, SchedulerProcess
from workflow.storage import Store
from workflow.unit_of_work import unit_of_work

Lives = Callable[[Engine], schedule.Life]


@pytest.fixture
def live() -> Iterator[Lives]:
    """Schedulers that end with the test."""
    lives: list[schedule.Life] = []

    def begin_one(engine: Engine) -> schedule.Life:
        lives.append(schedule.Life.begin(engine))
        return lives[-1]

    yield begin_one
    for life in lives:
        life.process.leave(datetime.now(UTC))


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put other jobs into the timetable."""
    return lambda *jobs: monkeypatch.setattr(schedule, "JOBS", jobs)


def runs(engine: Engine) -> Mapping[str, LastRun]:
    with Session(engine) as session:
        return last_runs(session)


def stage(session: Session, cycle: int) -> CycleStage:
    return session.get_one(Cycle, cycle, populate_existing=True).stage


def gone(*_: object, **__: object) -> None:
    raise OperationalError("UPDATE", {}, Exception("gone"))


def test_jobs_run_by_the_demonstration_clock(hubei_engine: Engine, hubei: Session, live: Lives) -> None:
    with unit_of_work(hubei):
        far = open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=2090).id
    life = live(hubei_engine)
    schedule.scan(life)
    assert stage(hubei, far) is CycleStage.PREPARING
    with unit_of_work(hubei):
        ahead = datetime(2090, 12, 2, tzinfo=UTC) - datetime.now(UTC)
        hubei.add(DemonstrationClock(id=1, offset_seconds=ahead.days * 86400))
    schedule.scan(life)
    assert stage(hubei, far) is CycleStage.SELF_EVALUATION
    assert runs(hubei_engine)["advance_cycles"].succeeded_at < datetime.now(UTC)


def test_every_job_is_noted_with_its_time_and_what_it_did(engine: Engine, live: Lives) -> None:
    life, before = live(engine), datetime.now(UTC)
    schedule.scan(life)
    found = runs(engine)
    assert found.keys() == {job.name for job in JOBS}
    one = found["purge_sessions"]
    assert (one.process_id, one.fault) == (life.process.id, "")
    assert one.counts == {"sessions": 0, "attempts": 0, "drafts": 0}
    assert one.ended_at is not None
    assert before <= one.started_at <= one.ended_at == one.succeeded_at


def test_a_night_is_run_once_however_often_the_clock_is_looked_at(
    engine: Engine, live: Lives, jobs: Callable[..., None]
) -> None:
    nights: list[datetime] = []
    minutes: list[datetime] = []
    jobs(
        Job("night", "夜", lambda _, now: nights.append(now), Nightly(3)),
        Job("minute", "分", lambda _, now: minutes.append(now), MINUTE),
    )
    life = live(engine)
    for _ in range(3):
        schedule.scan(life)
    assert (len(nights), len(minutes)) == (1, 3)


def test_a_job_that_fails_is_noted_and_stops_no_other(
    engine: Engine, live: Lives, jobs: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(session: Session, now: datetime) -> int:
        raise ValueError("no name")

    def unreachable(session: Session, now: datetime) -> int:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    jobs(
        Job("broken", "坏", broken, MINUTE),
        Job("unreachable", "断", unreachable, MINUTE),
        Job("sound", "好", lambda session, now: 7, MINUTE),
    )
    schedule.scan(live(engine))
    found = runs(engine)
    assert (found["broken"].fault, found["broken"].succeeded_at) == ("ValueError: no name", None)
    assert (found["sound"].fault, found["sound"].counts) == ("", {"done": 7})
    assert "unreachable could not reach the database" in caplog.text


def test_of_two_schedulers_one_takes_the_run_of_a_night(engine: Engine, session: Session) -> None:
    with unit_of_work(session):
        session.add_all(
            SchedulerProcess(name=name, started_at=OCTOBER, seen_at=OCTOBER) for name in ("one", "other")
        )
    later = OCTOBER + timedelta(days=1)
    assert [begin(session, "night", number, OCTOBER, None) for number in (1, 2)] == [True, False]
    known = last_runs(session)["night"]
    assert [begin(session, "night", number, later, known) for number in (1, 2)] == [True, False]


@pytest.mark.sqlite_only
def test_a_lane_never_runs_beside_itself_and_makes_up_for_what_it_missed_once(
    engine: Engine, live: Lives
) -> None:
    made = schedule.scheduler(live(engine), 60)
    assert made.timezone == SHANGHAI
    assert [job.id for job in made.get_jobs()] == [lane.name for lane in schedule.LANES]
    for job in made.get_jobs():
        assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
        assert job.trigger.interval == timedelta(minutes=1)


@pytest.mark.sqlite_only
def test_a_database_that_cannot_be_reached_is_logged(
    engine: Engine, live: Lives, caplog: pytest.LogCaptureFixture
) -> None:
    life = live(engine)
    life.process._engine = life.engine = make_engine("sqlite:////nowhere/at/all.db")
    schedule.scan(life)
    assert "the heartbeat could not reach the database" in caplog.text
    life.process._engine = engine


def test_while_the_clock_is_suspected_only_the_timeless_runs_and_the_administrator_is_told_once(
    world_at: Worlds, live: Lives, jobs: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = world_at(Stage.SELF_EVALUATION).session
    ran: list[str] = []
    jobs(
        Job("by date", "日期", lambda *_: ran.append("by date"), MINUTE),
        Job("other", "其他", lambda *_: ran.append("other"), MINUTE, timeless=True),
    )
    life, right = live(session.get_bind()), datetime.now(UTC)
    monkeypatch.setattr(schedule, "_now", lambda: right + timedelta(days=40))
    schedule.scan(life)
    schedule.scan(life)
    assert ran == ["other"] * 2
    row = session.get_one(SchedulerProcess, life.process.id)
    assert row.suspended_why == "时钟异常，已暂停自动推进：服务器时间在运行中被拨快了 40 天"
    notice = session.scalars(select(Notice)).one()
    assert (notice.kind, notice.subject) == ("clock_jump", "【服务器时间】时间异常，已暂停自动推进")
    assert "被拨快了 40 天" in notice.body
    assert right <= notice.created_at < right + timedelta(minutes=5)
    session.rollback()
    monkeypatch.setattr(schedule, "_now", lambda: right)
    schedule.scan(life)
    assert ran == ["other"] * 2 + ["by date", "other"]
    session.expire_all()
    assert session.get_one(SchedulerProcess, life.process.id).suspended_at is None


def test_only_what_no_date_has_a_say_in_is_timeless() -> None:
    assert [job.name for job in JOBS if job.timeless] == ["verify_history"]
    assert not sending(Channel.MAIL, lambda *_: None).timeless


@pytest.mark.sqlite_only
def test_each_job_gets_the_instant_that_was_looked_at_just_before_it(
    engine: Engine, live: Lives, jobs: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[datetime] = []
    right = datetime.now(UTC)

    def jumping(session: Session, now: datetime) -> None:
        ran.append(now)
        monkeypatch.setattr(schedule, "_now", lambda: right + timedelta(days=40))

    jobs(
        Job("jumping", "跳", jumping, MINUTE),
        Job("after", "后", lambda _, now: ran.append(now), MINUTE),
        Job("proof", "验", lambda _, now: ran.append(now), MINUTE, timeless=True),
    )
    schedule.scan(live(engine))
    found = runs(engine)
    assert ran == [found[name].started_at for name in ("jumping", "proof")]
    assert max(ran) < right + timedelta(minutes=5)


@pytest.mark.sqlite_only
def test_a_jump_that_could_not_be_told_is_told_at_the_next_turn(
    world_at: Worlds, live: Lives, jobs: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = world_at(Stage.SELF_EVALUATION).session
    jobs()
    life, right = live(session.get_bind()), datetime.now(UTC)
    session.rollback()
    monkeypatch.setattr(schedule, "_now", lambda: right + timedelta(days=40))
    for what in ("suspend", "alarm"):
        with monkeypatch.context() as broken:
            broken.setattr(life.process if what == "suspend" else schedule, what, gone)
            schedule.scan(life)
        assert session.scalars(select(Notice)).all() == []
        session.rollback()
    schedule.scan(life)
    assert session.get_one(SchedulerProcess, life.process.id).suspended_why
    assert session.scalars(select(Notice.kind)).all() == ["clock_jump"]
    session.rollback()


@pytest.mark.sqlite_only
def test_whatever_the_heartbeat_meets_the_jobs_run(
    engine: Engine, live: Lives, jobs: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[datetime] = []
    jobs(Job("sound", "好", lambda _, now: ran.append(now), MINUTE))
    life = live(engine)
    monkeypatch.setattr(life.process, "beat", lambda now: {}[now])
    schedule.scan(life)
    assert len(ran) == 1


@pytest.mark.sqlite_only
def test_a_database_that_does_not_answer_at_the_start_is_waited_for(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pauses: list[int] = []
    monkeypatch.setattr(schedule.time, "sleep", pauses.append)
    real, tries = schedule.Life.begin, iter((OperationalError("BEGIN", {}, Exception("gone")), None))

    def begin_later(
        engine: Engine, senders: Mapping[Channel, Send], store: Store | None
    ) -> schedule.Life:
        if error := next(tries):
            raise error
        return real(engine, senders, store)

    monkeypatch.setattr(schedule.Life, "begin", begin_later)
    life = schedule._begun(engine, 60, {}, None)
    assert (pauses, life.process.id) == ([60], 1)
    assert "the scheduler could not reach the database" in caplog.text
    life.process.leave(datetime.now(UTC))
