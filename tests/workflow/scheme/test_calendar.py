"""The dates of a year, leap years included."""

from datetime import date

import pytest

from workflow.scheme.calendar import DateRange
from workflow.scheme.loader import builtin

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


def test_results_are_public_for_five_working_days() -> None:
    assert (CALENDAR.publicity.days, CALENDAR.publicity.counted_in) == (5, "working_days")
