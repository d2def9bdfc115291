from datetime import date

import pytest

from workflow.rules.working_days import (
    PROVISIONAL,
    Period,
    WorkingDays,
    calendar_days_after,
)

KNOWN = WorkingDays()


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 2, 18), True),  # a Sunday worked in exchange
        (date(2025, 1, 31), False),  # a Friday in the Spring Festival
        (date(2026, 1, 31), False),  # a Saturday
        (date(2026, 2, 14), True),  # a Saturday worked in exchange
        (date(2026, 2, 16), False),  # a Monday in the Spring Festival
        (date(2026, 2, 28), True),  # the last day of February, a Saturday worked in exchange
        (date(2025, 12, 31), True),
    ],
)
def test_holidays_and_worked_weekends_are_known(day, worked):
    assert KNOWN.known(day) is worked


@pytest.mark.parametrize("day", [date(2100, 2, 26), date(2100, 2, 28), date(1999, 12, 31)])
def test_a_year_without_a_notice_is_unknown_rather_than_guessed(day):
    assert KNOWN.known(day) is None


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 28), None),
        (date(2025, 12, 31), None),
        (date(2026, 1, 31), "2026年1月31日（星期六）不是工作日"),
        (date(2025, 1, 31), "2025年1月31日（星期五）不是工作日"),
        (date(2100, 2, 28), "2100年2月28日（星期日）不是工作日（按周一至周五推算，待节假日安排公布）"),
        (date(2100, 2, 27), "2100年2月27日（星期六）不是工作日（按周一至周五推算，待节假日安排公布）"),
        (date(2100, 2, 26), "2100年2月26日（星期五）是工作日（按周一至周五推算，待节假日安排公布）"),
    ],
)
def test_a_warning_names_the_day_and_says_when_it_is_only_projected(day, text):
    assert KNOWN.warning(day) == text


def test_a_period_of_working_days_skips_weekends_and_holidays():
    assert KNOWN.after(date(2026, 9, 29), 2) == Period(date(2026, 10, 8))


def test_a_period_in_a_year_without_a_holiday_notice_says_so():
    period = KNOWN.after(date(2027, 3, 4), 5)
    assert (period.last, period.note) == (date(2027, 3, 11), PROVISIONAL)


def test_a_period_of_no_days_ends_on_its_day():
    assert KNOWN.after(date(2026, 10, 1), 0) == Period(date(2026, 10, 1))


def test_a_period_of_calendar_days_counts_every_day():
    assert calendar_days_after(date(2026, 9, 29), 5) == Period(date(2026, 10, 4))


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 2, 9), date(2026, 2, 15), 6),  # a Saturday worked in exchange
        (date(2026, 2, 16), date(2026, 2, 22), 0),  # the Spring Festival
        (date(2026, 3, 2), date(2026, 3, 2), 1),
        (date(2100, 3, 1), date(2100, 3, 7), 5),  # not known: Monday to Friday
    ],
)
def test_both_ends_of_a_period_are_counted(first, last, days):
    assert KNOWN.count(first, last) == days


def test_an_announced_year_is_known_by_its_days_and_weekdays():
    announced = WorkingDays({2027: {date(2027, 2, 5): False, date(2027, 2, 7): True}})
    days = [date(2027, 2, day) for day in (4, 5, 6, 7)]
    assert [announced.known(day) for day in days] == [True, False, False, True]
    assert announced.known(date(2028, 2, 4)) is None
    assert announced.after(date(2027, 2, 4), 1) == Period(date(2027, 2, 7))


def test_days_move_to_the_working_day_before_or_after():
    assert KNOWN.last_until(date(2026, 2, 22)) == date(2026, 2, 14)
    assert KNOWN.first_from(date(2026, 2, 15)) == date(2026, 2, 24)
    assert KNOWN.first_from(date(2026, 2, 28)) == KNOWN.last_until(date(2026, 2, 28)) == date(2026, 2, 28)
