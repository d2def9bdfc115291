"""The dates of a year, leap years included."""

from datetime import date, timedelta

import pytest

from workflow.scheme.calendar import REMINDERS, DateRange
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


def test_units_are_reminded_at_nine_on_the_days_that_everybody_uses_and_daily_once_overdue() -> None:
    assert set(CALENDAR.offsets.values()) == {(30, 15, 7, 3, 1, 0)}
    assert list(CALENDAR.offsets) == ["liaison", "self_evaluation", "consolidation", "rating"]
    assert (CALENDAR.reminder_hour, CALENDAR.overdue_reminders) == (9, True)
    assert not any("提醒" in name for name in calendar(CALENDAR))


def _with(stage: str = "", whole: str = "") -> str:
    """Document 004 with settings of its own for the self-evaluation, and for the calendar."""
    text = builtin("hubei-jingban").text
    text = text.replace("self_evaluation: {", f"self_evaluation: {{{stage}", 1)
    return text.replace("calendar:\n", f"calendar:\n{whole}", 1)


def test_a_scheme_says_when_units_are_reminded() -> None:
    own = load(_with("reminders: [10, 0], ", "  reminder_hour: 8\n  overdue_reminders: false\n"), "own")
    found = own.calendar
    assert found.offsets["self_evaluation"] == (10, 0)
    assert found.offsets["consolidation"] == REMINDERS
    told = calendar(found)
    assert told["自评的提醒"] == "截止前10天、截止日"
    assert (told["提醒的钟点"], told["逾期后"]) == ("8点", "不再提醒")
    assert calendar(load(_with("reminders: [], "), "none").calendar)["自评的提醒"] == "不提醒"


@pytest.mark.parametrize(
    ("stage", "whole", "text"),
    [
        ("reminders: [1, 7], ", "", "提醒的天数先后颠倒；从离截止日最远的写起，如 [30, 7, 1, 0]"),
        ("reminders: [7, 7], ", "", "提醒的天数 7 重复；每一个只用一次"),
        ("reminders: [367], ", "", "提前 367 天提醒；不超过 366 天"),
        ("reminders: [-1], ", "", "读到“-1”；此处应为整数，如 5"),
        ("", "  reminder_hour: 24\n", "提醒的钟点写了 24；写整点，0 到 23，如 9"),
        ("", "  overdue_reminders: 每天\n", "读到“每天”；此处写 true（是）或 false（否）"),
    ],
)
def test_what_cannot_be_a_reminder_is_refused_with_what_belongs_there(
    stage: str, whole: str, text: str
) -> None:
    with pytest.raises(SchemeUnreadable) as refused:
        load(_with(stage, whole), "own")
    assert text in str(refused.value)


def test_results_are_public_for_five_working_days() -> None:
    assert (CALENDAR.publicity.days, CALENDAR.publicity.counted_in) == (5, "working_days")
