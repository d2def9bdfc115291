"""What is due follows from when a job last succeeded, whatever happened in between."""

from datetime import date, datetime, timedelta

import pytest

from notifications.due import HOUR, MINUTE, Nightly, due, next_run
from tests.worlds import at
from workflow.clock import local_date, start_of_day

NIGHT = Nightly(3)


@pytest.mark.parametrize(
    ("every", "succeeded", "now", "wanted"),
    [
        (MINUTE, at(12, 10), at(12, 10), True),
        (HOUR, None, at(12, 10), True),
        (HOUR, at(12, 10, 9), at(12, 10, 9, 59), False),
        (HOUR, at(12, 10, 9), at(12, 10, 10), True),
        (NIGHT, at(12, 10, 3), at(12, 11, 2, 59), False),
        (NIGHT, at(12, 10, 3), at(12, 11, 3), True),
        (NIGHT, at(12, 10, 2, 59), at(12, 10, 3), True),
        (NIGHT, at(12, 10, 9), at(12, 13, 9), True),  # three nights missed
        (NIGHT, at(12, 13, 9), at(12, 13, 23), False),  # made up for once
        (NIGHT, at(12, 31, 3), at(1, 1, 3), True),
        (NIGHT, at(3, 1), at(2, 10), True),  # noted by a clock that has been set back
    ],
)
def test_a_run_that_was_missed_is_made_up_for_once(every, succeeded, now, wanted):
    assert due(every, succeeded, succeeded, now) is wanted


def test_a_job_that_failed_waits_a_quarter_of_an_hour_and_one_of_every_minute_does_not():
    began, before = at(12, 10, 3), at(12, 9, 3)
    minutes = [timedelta(minutes=number) for number in (0, 14, 15)]
    assert [due(NIGHT, began, before, began + past) for past in minutes] == [False, False, True]
    assert due(NIGHT, began, None, at(12, 10, 2))  # begun by a clock that has been set back
    assert due(MINUTE, began, before, began)


@pytest.mark.parametrize(
    ("succeeded", "expected"),
    [(None, at(12, 10)), (at(12, 10, 3), at(12, 11, 3)), (at(12, 8, 3), at(12, 10))],
)
def test_the_next_run_is_told(succeeded: datetime | None, expected: datetime) -> None:
    assert next_run(NIGHT, succeeded, at(12, 10)) == expected


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (date(2028, 2, 27), 5),  # a leap day
        (date(2026, 12, 30), 4),
        (date(1986, 5, 2), 5),  # the hour that summer time skips
        (date(1991, 9, 13), 4),  # the hour that it repeats
    ],
)
def test_every_night_has_one_run_whatever_the_calendar_does(first: date, days: int) -> None:
    now, end, succeeded, nights = start_of_day(first), start_of_day(first + timedelta(days=days)), None, []
    while now < end:
        if due(NIGHT, succeeded, succeeded, now):
            nights.append(local_date(now))
            succeeded = now
        now += timedelta(minutes=7)
    assert nights[0] == first  # the first look makes up for what never ran
    assert sorted(set(nights)) == [first + timedelta(days=number) for number in range(days)]
    assert len(nights) == days + 1
