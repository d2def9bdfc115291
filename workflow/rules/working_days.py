"""Working days in China, with holidays and the weekend days worked in exchange (调休).

The calendar library knows the years whose holiday notice has been issued when it was made; later ones are
announced by a document that the administrator enters. For other years nothing is guessed in silence: days
are told from Monday to Friday, and said to be provisional.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

from workflow.rules.wording import day_text

PROVISIONAL = "按周一至周五推算，待节假日安排公布"
"""Said of every day that follows from a year whose holidays are not known."""

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A period by its last day; `note` tells that part of it was projected, empty when all is known."""

    last: date
    note: str = ""


@dataclass(frozen=True)
class WorkingDays:
    """Which days are worked. `announced`: year → the days that are not what their weekday says, for the
    years that were entered by hand; they take the place of what the library knows."""

    announced: Mapping[int, Mapping[date, bool]] = field(default_factory=dict)

    def known(self, day: date) -> bool | None:
        """Whether a day is worked; None for a year whose holidays are not known."""
        if day.year in self.announced:
            return self.announced[day.year].get(day, day.weekday() < _SATURDAY)
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return None

    def worked(self, day: date) -> bool:
        """Whether a day is worked; from Monday to Friday where its year is not known."""
        known = self.known(day)
        return day.weekday() < _SATURDAY if known is None else known

    def last_until(self, day: date) -> date:
        """The last working day that is not after `day`."""
        while not self.worked(day):
            day -= _DAY
        return day

    def first_from(self, day: date) -> date:
        """The first working day that is not before `day`."""
        while not self.worked(day):
            day += _DAY
        return day

    def after(self, day: date, days: int) -> Period:
        """The period of that many working days that begins on the day after `day`."""
        last, note = day, ""
        while days:
            last += _DAY
            note = PROVISIONAL if self.known(last) is None else note
            days -= self.worked(last)
        return Period(last, note)

    def count(self, first: date, last: date) -> int:
        """How many days from `first` to `last`, both included, are worked."""
        return sum(self.worked(first + _DAY * number) for number in range((last - first).days + 1))

    def warning(self, day: date) -> str | None:
        """What to tell someone who sets a deadline on this day; None if it is surely a working day."""
        known = self.known(day)
        if known is not None:
            return None if known else f"{day_text(day)}不是工作日"
        verdict = "是工作日" if self.worked(day) else "不是工作日"
        return f"{day_text(day)}{verdict}（{PROVISIONAL}）"


def calendar_days_after(day: date, days: int) -> Period:
    """The period of that many calendar days that begins on the day after `day`."""
    return Period(day + timedelta(days=days))
