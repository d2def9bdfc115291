"""When a unit is reminded: the days of a window, days off, the deadline, and what is current at a moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from subprocess import run
from sys import executable

import pytest

from workflow.clock import SHANGHAI, end_of_day, hour_of_day, start_of_day
from workflow.rules.deadlines import Window
from workflow.rules.reminders import Manner, Moment, between, last_day, latest
from workflow.rules.working_days import WorkingDays

TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
WORKING = WorkingDays()
USUAL = Manner((30, 15, 7, 3, 1, 0), 9, overdue=True)
GRACE = timedelta(hours=24)

DECEMBER = Window(start_of_day(date(2025, 12, 1)), end_of_day(date(2025, 12, 31)))
"""Its holidays are known; 31 December is a Wednesday."""

JANUARY = Window(start_of_day(date(2026, 1, 1)), end_of_day(date(2026, 1, 31)))
"""31 January is a Saturday, 1 and 2 January are holidays, Sunday the 4th is worked in exchange."""

FEBRUARY = Window(start_of_day(date(2026, 2, 1)), end_of_day(date(2026, 2, 28)))
"""The Spring Festival lies from the 15th to the 23rd; Saturday the 28th is worked."""


def ahead(window: Window, manner: Manner = USUAL, working: WorkingDays = WORKING) -> list[str]:
    """The days of all reminders before the deadline, month and day."""
    return [f"{one.day:%m-%d}" for one in in_time(window, manner, working)]


def in_time(window: Window, manner: Manner = USUAL, working: WorkingDays = WORKING) -> list[Moment]:
    return list(between(window, manner, working, window.opens_at - 400 * DAY, window.on_time_until))


def overdue(window: Window, days: int, working: WorkingDays = WORKING) -> list[str]:
    """The days of the reminders in so many days after the deadline."""
    first = window.on_time_until
    return [f"{one.day:%m-%d}" for one in between(window, USUAL, working, first, first + days * DAY)]


@pytest.mark.parametrize(
    ("window", "days"),
    [
        (DECEMBER, ["12-01", "12-16", "12-24", "12-26", "12-30", "12-31"]),
        (JANUARY, ["01-04", "01-16", "01-23", "01-28", "01-30"]),
        (FEBRUARY, ["02-02", "02-13", "02-14", "02-25", "02-27", "02-28"]),
    ],
)
def test_a_day_off_brings_a_reminder_forward_but_never_before_the_window(window, days):
    assert ahead(window) == days


def test_a_reminder_is_due_at_the_hour_of_the_scheme_by_the_shanghai_clock():
    first = next(between(DECEMBER, replace(USUAL, hour=8), WORKING, DECEMBER.opens_at, DECEMBER.due_at))
    assert first.at == datetime(2025, 12, 1, 8, tzinfo=SHANGHAI)
    assert first.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("opens", "due", "days"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), ["12-01", "12-16", "12-24", "12-28", "12-30", "12-31"]),
        # not announced: Monday to Friday; 2027-01-31 is a Sunday, 2027-01-30 a Saturday
        (date(2027, 1, 1), date(2027, 1, 31), ["01-01", "01-15", "01-22", "01-28", "01-29"]),
        (date(2028, 1, 1), date(2028, 1, 31), ["01-03", "01-14", "01-24", "01-28", "01-31"]),
        (date(2028, 2, 1), date(2028, 2, 29), ["02-01", "02-14", "02-22", "02-25", "02-28", "02-29"]),
    ],
)
def test_month_ends_leap_days_and_years_without_a_notice(opens, due, days):
    assert ahead(Window(start_of_day(opens), end_of_day(due))) == days


def test_a_reminder_that_rests_on_an_unknown_year_says_so():
    window = Window(start_of_day(date(2026, 12, 1)), end_of_day(date(2027, 1, 3)))
    found = {one.day: one.provisional for one in in_time(window)}
    assert {f"{day:%m-%d}": unsure for day, unsure in found.items()} == {
        "12-04": False,
        "12-18": False,
        "12-25": False,
        "12-31": False,
        "01-01": True,
    }
    new_year = {date(2027, 1, 1): False, date(2027, 1, 2): False, date(2027, 1, 3): True}
    announced = WorkingDays({2027: new_year})
    assert ahead(window, working=announced) == ["12-04", "12-18", "12-25", "12-31", "01-03"]
    assert not any(one.provisional for one in in_time(window, working=announced))


def test_the_spring_festival_of_2027_and_2028_as_it_is_announced():
    holiday = {date(2027, 2, 5) + number * DAY: False for number in range(8)}
    window = Window(start_of_day(date(2027, 1, 20)), end_of_day(date(2027, 2, 12)))
    assert ahead(window, working=WorkingDays({2027: holiday})) == ["01-20", "01-28", "02-04"]
    holiday = {date(2028, 1, 25) + number * DAY: False for number in range(8)}
    window = Window(start_of_day(date(2028, 1, 1)), end_of_day(date(2028, 1, 31)))
    found = ahead(window, working=WorkingDays({2028: holiday}))
    assert found == ["01-03", "01-14", "01-24"], "T-7 to the last day fall together before the holiday"
    assert overdue(window, 3, WorkingDays({2028: holiday})) == ["02-02", "02-03"]


def test_overdue_reminders_come_on_working_days_only():
    assert overdue(DECEMBER, 8) == ["01-04", "01-05", "01-06", "01-07", "01-08"]
    assert overdue(replace(FEBRUARY, due_at=end_of_day(date(2026, 2, 13))), 12) == ["02-14", "02-24", "02-25"]
    quiet = replace(USUAL, overdue=False)
    assert not list(between(DECEMBER, quiet, WORKING, DECEMBER.due_at, DECEMBER.due_at + 30 * DAY))
    assert latest(DECEMBER, quiet, WORKING, None, DECEMBER.due_at + 9 * DAY) is None


def test_within_the_grace_nobody_is_overdue():
    window = replace(DECEMBER, due_at=end_of_day(date(2026, 1, 5)), grace=GRACE)
    assert overdue(window, 3) == ["01-07", "01-08"]


def test_an_extension_moves_every_reminder_and_the_first_day_overdue():
    window = replace(DECEMBER, extended_to=end_of_day(date(2026, 1, 9)))
    assert ahead(window) == ["12-10", "12-25", "12-31", "01-06", "01-08", "01-09"]
    assert overdue(window, 4) == ["01-12", "01-13"]


@pytest.mark.parametrize(
    ("end", "hour", "days"),
    [
        (datetime(2026, 1, 9, 17, tzinfo=SHANGHAI), 9, "01-09"),
        (datetime(2026, 1, 9, 8, tzinfo=SHANGHAI), 9, "01-08"),
        (datetime(2026, 1, 9, 9, tzinfo=SHANGHAI), 9, "01-08"),
        (datetime(2026, 1, 9, 9, tzinfo=SHANGHAI) + TICK, 9, "01-09"),
    ],
)
def test_the_last_reminder_comes_before_a_deadline_in_the_middle_of_a_day(end, hour, days):
    window = replace(DECEMBER, extended_to=end)
    assert ahead(window, replace(USUAL, offsets=(0,), hour=hour)) == [days]
    assert last_day(window) == date(2026, 1, 9)


def test_nothing_comes_once_the_window_is_closed_nor_before_it_opens():
    closed = replace(DECEMBER, closed_at=hour_of_day(date(2025, 12, 30), 9))
    assert ahead(closed) == ["12-01", "12-16", "12-24", "12-26"]
    assert overdue(closed, 30) == []
    assert overdue(replace(DECEMBER, open_until=end_of_day(date(2026, 1, 5))), 30) == ["01-04", "01-05"]
    opened = replace(DECEMBER, opens_at=hour_of_day(date(2025, 12, 16), 9) + TICK)
    assert ahead(opened) == ["12-17", "12-24", "12-26", "12-30", "12-31"]


def test_a_window_without_a_working_day_reminds_of_nothing_before_its_end():
    festival = Window(start_of_day(date(2026, 2, 15)), end_of_day(date(2026, 2, 23)))
    assert ahead(festival) == []
    assert overdue(festival, 2) == ["02-24", "02-25"]


@pytest.mark.parametrize(
    ("day", "signer"),
    [("12-01", False), ("12-16", False), ("12-24", True), ("12-31", True)],
)
def test_the_signer_is_reminded_from_a_week_before_on(day, signer):
    found = {f"{one.day:%m-%d}": one.signer for one in in_time(DECEMBER)}
    assert found[day] is signer


def test_the_reminder_of_a_week_before_keeps_its_signer_when_a_holiday_brings_it_forward():
    window = Window(start_of_day(date(2026, 1, 20)), end_of_day(date(2026, 2, 27)))
    [moved] = in_time(window, replace(USUAL, offsets=(7,)))
    assert (moved.day, moved.signer) == (date(2026, 2, 14), True)


def current(now: datetime, since: datetime | None = None, window: Window = DECEMBER) -> str:
    found = latest(window, USUAL, WORKING, since, now)
    return f"{found.kind.value} {found.day:%m-%d}" if found else ""


def nine(month: int, day: int) -> datetime:
    return hour_of_day(date(2025 + (month < 6), month, day), 9)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (nine(12, 1) - TICK, ""),
        (nine(12, 1), "reminder 12-01"),
        (nine(12, 16) - TICK, "reminder 12-01"),
        (nine(12, 31), "reminder 12-31"),
        (DECEMBER.due_at - TICK, "reminder 12-31"),
        (DECEMBER.due_at, ""),
        (nine(1, 4) - TICK, ""),
        (nine(1, 4), "overdue 01-04"),
        (nine(1, 8), "overdue 01-08"),
        (nine(1, 11), "overdue 01-09"),
        (nine(1, 12), "overdue 01-12"),
    ],
)
def test_one_reminder_is_current_the_next_one_takes_its_place_and_the_deadline_ends_it(now, expected):
    assert current(now) == expected


def test_what_passed_before_the_work_was_owed_again_was_not_missed():
    assert current(nine(12, 25), since=nine(12, 20)) == "reminder 12-24"
    assert current(nine(12, 25), since=nine(12, 24)) == ""
    assert current(nine(12, 26), since=nine(12, 24)) == "reminder 12-26"


def test_an_extension_that_ends_between_two_runs_leaves_one_reminder_of_the_last_day_and_one_overdue():
    window = replace(DECEMBER, extended_to=end_of_day(date(2026, 1, 9)))
    runs = [nine(1, 9), end_of_day(date(2026, 1, 9)) - TICK, end_of_day(date(2026, 1, 9)), nine(1, 12)]
    assert [current(now, window=window) for now in runs] == [
        "reminder 01-09", "reminder 01-09", "", "overdue 01-12",
    ]  # fmt: skip


def test_summer_time_of_old_years_keeps_the_hour_on_the_clock():
    assert hour_of_day(date(1986, 5, 4), 9) == datetime(1986, 5, 4, 0, tzinfo=UTC)
    assert hour_of_day(date(1986, 7, 1), 9) == datetime(1986, 7, 1, 0, tzinfo=UTC)
    assert hour_of_day(date(1986, 9, 14), 9) == datetime(1986, 9, 14, 1, tzinfo=UTC)
    assert hour_of_day(date(1991, 7, 1), 24) == datetime(1991, 7, 1, 15, tzinfo=UTC)
    window = Window(start_of_day(date(1986, 4, 14)), end_of_day(date(1986, 5, 5)))
    found = list(between(window, USUAL, WORKING, window.opens_at, window.due_at + DAY))
    assert {one.at.astimezone(SHANGHAI).hour for one in found} == {9}
    assert [f"{one.day:%m-%d}" for one in found] == ["04-14", "04-18", "04-28", "05-02", "05-05", "05-06"]
    assert all(one.provisional for one in found)


_TOLD = """
from datetime import date, timedelta
from tests.workflow.rules.test_reminders import DECEMBER, FEBRUARY, USUAL, WORKING, latest, between
for window in (DECEMBER, FEBRUARY):
    print([(one.kind.value, str(one.day), str(one.at)) for one in between(
        window, USUAL, WORKING, window.opens_at, window.due_at + timedelta(days=9))])
    for tick in (-1, 0, 1):
        print(latest(window, USUAL, WORKING, None, window.due_at + timedelta(microseconds=tick)))
"""


def test_the_zone_of_the_server_changes_nothing():
    zones = ("UTC", "Asia/Shanghai", "America/New_York")
    told = {
        run([executable, "-c", _TOLD], env={"TZ": zone}, check=True, capture_output=True, text=True).stdout
        for zone in zones
    }
    assert len(told) == 1
    assert "2026-01-04 01:00:00+00:00" in told.pop()
