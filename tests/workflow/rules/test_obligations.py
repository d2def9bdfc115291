"""Who is still to be reminded follows from facts alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from workflow.clock import end_of_day, start_of_day
from workflow.rules.deadlines import Window
from workflow.rules.obligations import Obligation, still_due

OPENS, DUE = start_of_day(date(2026, 12, 1)), end_of_day(date(2026, 12, 31))
TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
WINDOW = Window(OPENS, DUE, closed_at=DUE + 20 * DAY)
OWED = Obligation(7, "甲东县", 3, "self_evaluation", done=False, zero=False, window=WINDOW)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (OPENS - TICK, False),
        (OPENS, True),
        (DUE, True),
        (DUE + 20 * DAY - TICK, True),
        (DUE + 20 * DAY, False),
    ],
)
def test_a_unit_is_reminded_while_it_can_still_do_the_work_in_time_or_late(now, due):
    assert bool(still_due([OWED], now)) is due


@pytest.mark.parametrize("settled", [{"done": True}, {"zero": True}])
def test_nobody_is_reminded_of_what_is_settled(settled):
    assert still_due([replace(OWED, **settled), OWED], DUE) == [OWED]


def test_an_extension_keeps_a_closed_unit_due():
    window = replace(WINDOW, extended_to=DUE + 25 * DAY)
    assert still_due([replace(OWED, window=window)], DUE + 21 * DAY)
