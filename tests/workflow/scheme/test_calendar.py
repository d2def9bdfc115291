"""The dates of a year, leap years included."""

from datetime import date, timedelta

import pytest

from workflow.scheme.calendar import DateRange
from workflow.scheme.loader import builtin, load
from workflow.scheme.problems import SchemeUnreadable
from workflow.scheme.sentences import calendar

CALENDAR = builtin("hubei-jingban").calendar


def test_a_year_runs_from_october_to_february() -> None:
    assert CALENDAR.dates(2026) == {
        "liaison": DateRange(None, date(2026, 10, 9)),
        "self_evaluation": DateRange(date(2026, 12, 1), date(2026, 12, 31)),
        "consolidation": DateRange(date(2027, 1, 1), date(2027, 1, 31)),
        "rating": DateRange(date(2027, 2, 1), date(2027, 2, 28)),
    }


@pytest.mark.parametrize(
    ("year", "last"),
    [
        (2026, date(2027, 2, 28)),
        (2027, date(2028, 2, 29)),
        (2099, date(2100, 2, 28)),
        (1999, date(2000, 2, 29)),
    ],
)
def test_rating_ends_on_the_last_day_of_february(year: int, last: date) -> None:
    assert CALENDAR.dates(year)["rating"].last == last


def test_a_grace_is_declared_in_minutes_and_no_longer_than_a_day() -> None:
    assert CALENDAR.grace == timedelta(0)
    text = builtin("hubei-jingban").text
    graced = load(text.replace("calendar:\n", "calendar:\n  grace_minutes: 30\n", 1), "graced")
    assert graced.calendar.grace == timedelta(minutes=30)
    assert calendar(graced.calendar)["宽限"] == "30分钟"
    with pytest.raises(SchemeUnreadable) as refused:
        load(text.replace("calendar:\n", "calendar:\n  grace_minutes: 1441\n", 1), "graced")
    assert "宽限写了 1441 分钟；不超过 1440 分钟，即一天" in str(refused.value)


def test_results_are_public_for_five_working_days() -> None:
    assert (CALENDAR.publicity.days, CALENDAR.publicity.counted_in) == (5, "working_days")
