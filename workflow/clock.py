"""Time: kept in UTC, thought of in Asia/Shanghai. `now` is always an argument.

Days of a calendar become instants here and nowhere else. A deadline is an exclusive instant: the first
moment of the next day.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

HOURS = 24


def start_of_day(day: date) -> datetime:
    """First instant of a Shanghai day, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """First instant after a Shanghai day, in UTC: the exclusive deadline of "by that day"."""
    return start_of_day(day + timedelta(days=1))


def hour_of_day(day: date, hour: int) -> datetime:
    """A full hour (0 to 24) as the clocks of a Shanghai day show it, in UTC; 24 is the first instant after
    the day.

    By the clock, not so many hours after midnight: on the days on which summer time began and ended (1986 to
    1991) these differ.
    """
    if hour == HOURS:
        return end_of_day(day)
    return datetime.combine(day, time(hour), SHANGHAI).astimezone(UTC)


def local(instant: datetime) -> datetime:
    """An aware instant as Shanghai wall-clock time."""
    return instant.astimezone(SHANGHAI)


def local_date(instant: datetime) -> date:
    """The Shanghai day on which an instant falls."""
    return local(instant).date()
