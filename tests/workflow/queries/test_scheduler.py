"""Which schedulers run, whatever rows of a clock that has been set back stand among theirs."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tests.worlds import at
from workflow.models import SchedulerProcess
from workflow.queries.scheduler import SHOWN, pulse
from workflow.unit_of_work import unit_of_work

NOW = at(12, 10)
MINUTE, FORTY_DAYS = timedelta(minutes=1), timedelta(days=40)


def seen(session: Session, name: str, when: datetime, ended: datetime | None = None) -> None:
    with unit_of_work(session):
        session.add(SchedulerProcess(name=name, started_at=NOW, seen_at=when, ended_at=ended))


def test_what_a_clock_noted_that_has_been_set_back_counts_as_never_seen(session: Session) -> None:
    seen(session, "before", NOW - FORTY_DAYS)
    seen(session, "ahead", NOW + FORTY_DAYS)
    found = pulse(session, NOW)
    assert [(line.name, line.state) for line in found.processes] == [
        ("before", "没有音讯"),
        ("ahead", "没有音讯"),
    ]
    assert (found.seen_at, found.silent, found.running) == (NOW - FORTY_DAYS, True, False)


def test_no_number_of_others_hides_the_process_that_runs(session: Session) -> None:
    seen(session, "living", NOW - 3 * MINUTE)
    for _ in range(SHOWN):
        seen(session, "ahead", NOW + FORTY_DAYS)
        seen(session, "ended", NOW - MINUTE, ended=NOW - MINUTE)
    found = pulse(session, NOW)
    assert [line.name for line in found.processes] == ["living", *["ended"] * (SHOWN - 1)]
    assert (found.seen_at, found.silent, found.running) == (NOW - MINUTE, False, True)


def test_only_rows_of_the_future_are_no_sign_of_life(session: Session) -> None:
    seen(session, "ahead", NOW + FORTY_DAYS)
    found = pulse(session, NOW)
    assert (found.seen_at, found.silent) == (None, True)
