"""The clock moves years on when their dates have come, whatever happened meanwhile."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from notifications.jobs import advance_cycles
from states.cycle import CycleStage
from tests.hubei import OCTOBER
from workflow.actor import COMMAND_LINE
from workflow.clock import start_of_day
from workflow.commands.cycle import open_cycle
from workflow.models import Cycle, Event, JobFault, SchemeVersion, Tier
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import lateness
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


def test_what_went_wrong_with_a_year_is_kept_until_it_moves(hubei: Session, cycle: int) -> None:
    source = hubei.scalars(select(SchemeVersion.source)).one()
    with unit_of_work(hubei):
        hubei.execute(update(SchemeVersion).values(source="not a scheme", digest="x" * 64))
    assert advance_cycles(hubei, DECEMBER) == []
    assert advance_cycles(hubei, DECEMBER) == []
    fault = hubei.scalars(select(JobFault)).one()
    assert (fault.job, fault.subject, fault.tries) == ("advance_cycles", f"cycle {cycle}", 2)
    with unit_of_work(hubei):
        hubei.execute(update(SchemeVersion).values(source=source, digest="y" * 64))
    assert advance_cycles(hubei, DECEMBER) == [cycle]
    assert hubei.scalars(select(JobFault)).all() == []


def test_a_year_that_moves_late_is_open_by_its_calendar_all_the_same(hubei: Session, cycle: int) -> None:
    """Down over a deadline: what came in between is judged by the clock, never by when the job ran."""
    before, late = start_of_day(date(2027, 1, 1)) - timedelta(seconds=1), start_of_day(date(2027, 1, 1))
    window = cycle_calendar(hubei, cycle).sheet(Tier.BELOW, None, None)
    assert [lateness(window, at) is None for at in (before, late)] == [True, False]
    assert advance_cycles(hubei, late + timedelta(minutes=30)) == [cycle] * 2
    after = cycle_calendar(hubei, cycle).sheet(Tier.BELOW, None, None)
    assert (after.opens_at, after.due_at, after.closes_at) == (window.opens_at, late, None)
    assert advance_cycles(hubei, late + timedelta(minutes=31)) == []
    told = select(Event.after).where(Event.name == "cycle.advance").order_by(Event.seq)
    begun = [json.loads(after)["since"] for after in hubei.scalars(told)]
    assert begun == ["2026-11-30 16:00:00+00:00", "2026-12-31 16:00:00+00:00"]
