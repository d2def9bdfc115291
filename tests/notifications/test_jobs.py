"""The clock moves years on when their dates have come, whatever happened meanwhile."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from notifications import schedule
from notifications.jobs import advance_cycles
from states.cycle import CycleStage
from tests.hubei import OCTOBER
from workflow.actor import COMMAND_LINE
from workflow.clock import SHANGHAI, start_of_day
from workflow.commands.cycle import open_cycle
from workflow.models import Cycle, DemonstrationClock, Event, SchemeVersion
from workflow.unit_of_work import unit_of_work

DECEMBER = start_of_day(date(2026, 12, 1))
APRIL = datetime(2027, 4, 1, tzinfo=UTC)


@pytest.fixture
def cycle(hubei: Session) -> int:
    with unit_of_work(hubei):
        return open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=2026).id


def stage(session: Session, cycle: int) -> CycleStage:
    return session.get_one(Cycle, cycle, populate_existing=True).stage


def test_nothing_moves_before_its_date_and_once_after_it(hubei: Session, cycle: int) -> None:
    assert advance_cycles(hubei, OCTOBER) == []
    assert advance_cycles(hubei, DECEMBER) == [cycle]
    assert advance_cycles(hubei, DECEMBER) == []
    assert stage(hubei, cycle) is CycleStage.SELF_EVALUATION


def test_after_a_long_pause_the_year_catches_up_stage_by_stage(hubei: Session, cycle: int) -> None:
    assert advance_cycles(hubei, APRIL) == [cycle] * 3
    assert stage(hubei, cycle) is CycleStage.RATING
    moves = select(func.count()).where(Event.name == "cycle.advance", Event.actor_post == "clock")
    assert hubei.scalar(moves) == 3


def test_a_year_that_is_refused_holds_no_other_up(hubei: Session, cycle: int) -> None:
    with unit_of_work(hubei):
        broken = open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=2025)
        source = hubei.scalars(select(SchemeVersion.source)).one()
        open_text = source.partition("\ninterpretations:")[0] + "\n"
        version = SchemeVersion(key="x", version="1", digest="x" * 64, source=open_text, frozen_at=OCTOBER)
        hubei.add(version)
        hubei.flush()
        hubei.execute(update(Cycle).where(Cycle.id == broken.id).values(scheme_version_id=version.id))
        hubei.expire_all()
        refused = broken.id
    assert advance_cycles(hubei, DECEMBER) == [cycle]
    assert stage(hubei, refused) is CycleStage.PREPARING


def test_the_scheduler_follows_the_demonstration_clock(hubei_engine: Engine, hubei: Session) -> None:
    with unit_of_work(hubei):
        far = open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=2090).id
    schedule.run_once(hubei_engine)
    assert stage(hubei, far) is CycleStage.PREPARING
    with unit_of_work(hubei):
        ahead = datetime(2090, 12, 2, tzinfo=UTC) - datetime.now(UTC)
        hubei.add(DemonstrationClock(id=1, offset_seconds=ahead.days * 86400))
    schedule.run_once(hubei_engine)
    assert stage(hubei, far) is CycleStage.SELF_EVALUATION


@pytest.mark.sqlite_only
def test_one_run_a_minute_is_made_up_for_once_and_never_runs_beside_itself(engine: Engine) -> None:
    made = schedule.scheduler(engine)
    ((job, *others), zone) = (made.get_jobs(), made.timezone)
    assert (others, zone) == ([], SHANGHAI)
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    assert job.trigger.interval.total_seconds() == 60


@pytest.mark.sqlite_only
def test_a_database_that_cannot_be_reached_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    from workflow.database import make_engine

    schedule.run_once(make_engine("sqlite:////nowhere/at/all.db"))
    assert "advance_cycles could not reach the database" in caplog.text
