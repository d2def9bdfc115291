from datetime import UTC, datetime

import pytest

from notifications.timing import first_attempt, waits
from workflow.clock import SHANGHAI


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "gathered", "quiet", "at"),
    [
        (moment(10, 9, 30), False, (None, None), moment(10, 9, 30)),
        (moment(10, 9, 31), True, (None, None), moment(11, 9, 30)),
        (moment(10, 9, 30), True, (None, None), moment(10, 9, 30)),
        (moment(10, 0), True, (None, None), moment(10, 9, 30)),
        (moment(10, 23, 5), False, (22, 7), moment(11, 7)),
        (moment(10, 6, 59), False, (22, 7), moment(10, 7)),
        (moment(10, 7), False, (22, 7), moment(10, 7)),
        (moment(10, 12, 10), False, (12, 14), moment(10, 14)),
        (moment(10, 12, 10), False, (12, 12), moment(10, 12, 10)),
        (moment(10, 9), True, (7, 10), moment(10, 10)),
        (moment(10, 10), True, (7, 10), moment(11, 10)),
        (moment(31, 23, 59), True, (None, None), datetime(2027, 1, 1, 9, 30, tzinfo=SHANGHAI)),
    ],
)
def test_quiet_hours_and_the_daily_gathering_put_a_copy_off(now, gathered, quiet, at):
    found = first_attempt(now, gathered, *quiet)
    assert found == at
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("now", "of_the_day", "wait"),
    [
        (moment(10, 9), True, True),
        (moment(10, 9, 30), True, True),
        (moment(10, 9, 31), True, False),
        (moment(10, 23, 59), True, False),
        (moment(10, 9, 31), False, True),
    ],
)
def test_what_speaks_of_the_day_does_not_wait_for_the_gathering_of_another(now, of_the_day, wait):
    assert waits(now, of_the_day) is wait
