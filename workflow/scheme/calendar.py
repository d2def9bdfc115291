"""The dates that a scheme names, and what they are in a given year. Plain Shanghai days, no instants."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from workflow.rules.kinds.fields import Flag, Part, Whole, quoted, refusal, require_distinct
from workflow.rules.kinds.shapes import shaped

_COMMON_YEAR = 2027

_YEAR_DAY = {"type": "string", "pattern": "^(0[1-9]|1[0-2])-([0-3][0-9]|last)$"}


def _year_day(value: object) -> str:
    match = isinstance(value, str) and re.fullmatch(r"(0[1-9]|1[0-2])-(\d\d|last)", value, re.ASCII)
    if match and (match[2] == "last" or 1 <= int(match[2]) <= monthrange(_COMMON_YEAR, int(match[1]))[1]):
        return match[0]
    raise refusal(quoted(value), "此处应为每年都有的月和日，如 10-09；月末写 02-last")


YearDay = Annotated[str, BeforeValidator(_year_day), shaped(_YEAR_DAY)]
"""Month and day, `10-09`, or the last day of a month, `02-last`."""


@dataclass(frozen=True)
class DateRange:
    """First and last day of a stage, both inclusive; without a first day it is open from the beginning."""

    first: date | None
    last: date


REMINDERS = (30, 15, 7, 3, 1, 0)
"""So many days before the last one units are reminded, where a scheme does not say otherwise."""

FIRST_REMINDER = 366
"""Nobody is reminded more days ahead."""


class Stage(Part):
    """When a stage runs: `next_year` where its dates lie in the year after the cycle's; `reminders`: so many
    days before its last one who still owes something is reminded."""

    first: YearDay | None = None
    last: YearDay
    next_year: Flag = False
    reminders: tuple[Whole, ...] = REMINDERS

    @model_validator(mode="after")
    def _forward(self) -> Self:
        days = self.in_year(_COMMON_YEAR)
        if days.first and days.first > days.last:
            raise refusal(f"从 {self.first} 到 {self.last}", "起始日写不晚于截止日的日期")
        return self

    @model_validator(mode="after")
    def _reminders_in_order(self) -> Self:
        require_distinct([str(days) for days in self.reminders], "提醒的天数")
        if list(self.reminders) != sorted(self.reminders, reverse=True):
            raise refusal("提醒的天数先后颠倒", "从离截止日最远的写起，如 [30, 7, 1, 0]")
        if self.reminders and self.reminders[0] > FIRST_REMINDER:
            raise refusal(f"提前 {self.reminders[0]} 天提醒", f"不超过 {FIRST_REMINDER} 天")
        return self

    def in_year(self, year: int) -> DateRange:
        """The stage's days in the cycle of `year`."""
        actual = year + self.next_year
        return DateRange(_day(actual, self.first) if self.first else None, _day(actual, self.last))


class Publicity(Part):
    """Length of the publicity period (公示)."""

    days: Whole
    counted_in: Literal["working_days", "calendar_days"]


ENTRIES = ("liaison", "self_evaluation", "consolidation", "rating")
"""The dated entries of a calendar, in the order of the year."""


LONGEST_GRACE = 24 * 60
"""No scheme lets work be late for more minutes without calling it late."""

REMINDER_HOUR, LAST_HOUR = 9, 23
"""The full hour of the Shanghai day at which reminders go out, and the last one that a day has."""


class Calendar(Part):
    """The stages of a year (document 004, part 四 and the note on liaison officers); a scheme dates those
    that it has. Reminders go out at a full hour, once a working day while something is overdue."""

    liaison: Stage | None = None
    self_evaluation: Stage | None = None
    consolidation: Stage | None = None
    rating: Stage | None = None
    publicity: Publicity = Publicity(days=0, counted_in="calendar_days")
    grace_minutes: Whole = 0
    reminder_hour: Whole = REMINDER_HOUR
    overdue_reminders: Flag = True

    @property
    def grace(self) -> timedelta:
        """How long after a deadline what arrives is not late yet."""
        return timedelta(minutes=self.grace_minutes)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [stage.last for stage in self.dates(_COMMON_YEAR).values()]
        if not days:
            raise refusal("没有写任何日期", "写明各阶段的起止日")
        if days != sorted(days):
            raise refusal("各阶段截止日先后颠倒", "按联络员、自评、汇总、评定的先后写截止日")
        if self.grace_minutes > LONGEST_GRACE:
            raise refusal(f"宽限写了 {self.grace_minutes} 分钟", f"不超过 {LONGEST_GRACE} 分钟，即一天")
        if self.reminder_hour > LAST_HOUR:
            raise refusal(f"提醒的钟点写了 {self.reminder_hour}", f"写整点，0 到 {LAST_HOUR}，如 9")
        return self

    @property
    def offsets(self) -> dict[str, tuple[int, ...]]:
        """Stage name → how many days before its last one units are reminded, in the order of the year."""
        stages = {name: getattr(self, name) for name in ENTRIES}
        return {name: stage.reminders for name, stage in stages.items() if stage is not None}

    def dates(self, year: int) -> dict[str, DateRange]:
        """Stage name → days in the cycle of `year`, in the order of the year."""
        stages = {name: getattr(self, name) for name in ENTRIES}
        return {name: stage.in_year(year) for name, stage in stages.items() if stage is not None}


def _day(year: int, year_day: str) -> date:
    month, day = year_day.split("-")
    last = monthrange(year, int(month))[1]
    return date(year, int(month), last if day == "last" else int(day))
