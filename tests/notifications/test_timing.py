from datetime import UTC, datetime

import pytest

from notifications.timing import first_attempt
from workflow.clock import SHANGHAI


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "gathered", "quiet", "at"),
    [
        (moment(10, 9, 30), False, (None, None), moment(10, 9, 30)),
        (moment(10, 9, 30), True, (None, None), moment(11, 8)),
        (moment(10, 8), True, (None, None), moment(10, 8)),
        (moment(10, 23, 5), False, (22, 7), moment(11, 7)),
        (moment(10, 6, 59), False, (22, 7), moment(10, 7)),
        (moment(10, 7), False, (22, 7), moment(10, 7)),
        (moment(10, 12, 10), False, (12, 14), moment(10, 14)),
        (moment(10, 12, 10), False, (12, 12), moment(10, 12, 10)),
        (moment(10, 9), True, (7, 10), moment(11, 10)),
        (moment(31, 23, 59), True, (None, None), datetime(2027, 1, 1, 8, tzinfo=SHANGHAI)),
    ],
)
def test_quiet_hours_and_the_daily_gathering_put_a_copy_off(now, gathered, quiet, at):
    found = first_attempt(now, gathered, *quiet)
    assert found == at
    assert found.tzinfo is UTC
