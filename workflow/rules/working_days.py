"""Working days in China, with holidays and the weekend days worked in exchange (调休).

The calendar knows the years whose holiday notice has been issued; for others nothing is guessed in
silence. Document 004 names natural days and does not shift them, so this only warns.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from workflow.rules.wording import day_text

_PROJECTED = "按周一至周五推算，待节假日安排公布"
_SATURDAY = 5


@dataclass(frozen=True)
class Period:
    """A period by its last day; `note` tells that part of it was projected, empty when all is known."""

    last: date
    note: str = ""


def is_working_day(day: date) -> bool | None:
    """Whether a day is worked; None for a year whose holidays are not known."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def warning(day: date) -> str | None:
    """What to tell someone who sets a deadline on this day; None if it is surely a working day."""
    known = is_working_day(day)
    if known is not None:
        return None if known else f"{day_text(day)}不是工作日"
    verdict = "不是工作日" if day.weekday() >= _SATURDAY else "是工作日"
    return f"{day_text(day)}{verdict}（{_PROJECTED}）"


def working_days_after(day: date, days: int) -> Period:
    """The period of that many working days that begins on the day after `day`."""
    last, note = day, ""
    while days:
        last += timedelta(days=1)
        known = is_working_day(last)
        note = note if known is not None else _PROJECTED
        days -= last.weekday() < _SATURDAY if known is None else known
    return Period(last, note)


def working_days_in(first: date, last: date) -> int:
    """How many days from `first` to `last` are worked; of a year that is not known, Monday to Friday."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    known = ((is_working_day(day), day) for day in days)
    return sum(day.weekday() < _SATURDAY if worked is None else worked for worked, day in known)


def calendar_days_after(day: date, days: int) -> Period:
    """The period of that many calendar days that begins on the day after `day`."""
    return Period(day + timedelta(days=days))
