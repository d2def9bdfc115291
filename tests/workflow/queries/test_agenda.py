"""Which year a page is about, and which of its dates concern whom."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from tests.hubei import OCTOBER, unit_id
from workflow.actor import COMMAND_LINE
from workflow.commands.cycle import open_cycle
from workflow.models import Cycle
from workflow.queries.agenda import current_cycle, deadlines, next_deadline, rating_middle
from workflow.rules.deadlines import Standing
from workflow.unit_of_work import unit_of_work


def opened(session: Session, year: int, rehearsal: bool = False) -> int:
    with unit_of_work(session):
        cycle = open_cycle(
            session, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=year, rehearsal=rehearsal
        )
        return cycle.id


def at_stage(session: Session, cycle_id: int, stage: CycleStage) -> None:
    with unit_of_work(session):
        session.execute(update(Cycle).where(Cycle.id == cycle_id).values(stage=stage))


def shown(session: Session, unit: str = "江岸区") -> int | None:
    cycle = current_cycle(session, unit_id(session, unit))
    return cycle.id if cycle else None


def test_before_any_year_is_opened_there_is_none(hubei: Session) -> None:
    assert shown(hubei) is None


@pytest.mark.parametrize("unit", ["江岸区", "武汉市", "湖北省"])
def test_the_year_under_way_comes_before_those_that_are_over(hubei: Session, unit: str) -> None:
    over, running = opened(hubei, 2025), opened(hubei, 2026)
    at_stage(hubei, over, CycleStage.PUBLISHED)
    assert shown(hubei, unit) == running
    at_stage(hubei, running, CycleStage.CLOSED)
    assert shown(hubei, unit) == running


def test_the_next_year_waits_until_the_one_before_it_is_over(hubei: Session) -> None:
    running = opened(hubei, 2026)
    following = opened(hubei, 2027)
    assert shown(hubei) == running
    at_stage(hubei, running, CycleStage.PUBLISHED)
    assert shown(hubei) == following


def test_a_rehearsal_comes_after_a_real_year_under_way(hubei: Session) -> None:
    rehearsal = opened(hubei, 2026, rehearsal=True)
    assert shown(hubei) == rehearsal
    assert shown(hubei) != opened(hubei, 2027) == shown(hubei)


def test_a_page_about_another_year_names_that_one(hubei: Session) -> None:
    first, second = opened(hubei, 2026), opened(hubei, 2027)
    cycle = current_cycle(hubei, unit_id(hubei, "江岸区"), second)
    assert cycle is not None
    assert (cycle.id, cycle.year) == (second, 2027)
    assert first != second


def test_the_next_deadline_is_the_first_that_can_still_be_met(hubei: Session) -> None:
    opened(hubei, 2026)
    cycle, january = current_cycle(hubei, unit_id(hubei, "武汉市")), datetime(2027, 1, 5, tzinfo=UTC)
    assert cycle is not None
    entries = deadlines(hubei, cycle, january)
    assert [(entry.stage, entry.standing) for entry in entries] == [
        ("liaison", Standing.LATE),
        ("self_evaluation", Standing.LATE),
        ("consolidation", Standing.ON_TIME),
    ]
    following = next_deadline(entries)
    assert following is not None
    assert following.stage == "consolidation"
    assert next_deadline(entries[:2]) is None


def test_the_demonstration_leaps_to_the_tenth_of_february_while_that_lies_ahead(hubei: Session) -> None:
    unit = unit_id(hubei, "江岸区")
    assert rating_middle(hubei, unit, OCTOBER) is None
    opened(hubei, 2026)
    assert rating_middle(hubei, unit, OCTOBER) == date(2027, 2, 10)
    assert rating_middle(hubei, unit, datetime(2027, 2, 2, tzinfo=UTC)) == date(2027, 2, 10)
    assert rating_middle(hubei, unit, datetime(2027, 2, 10, tzinfo=UTC)) is None
