"""When a copy of a notice may go out: at once, after somebody's quiet hours, or with the day's others."""

from datetime import UTC, datetime, time, timedelta

GATHERED_AT = time(9, 30)
"""The Shanghai time of day at which copies go out that are wanted once a day: after the reminders of the day
have been written, which is at 9:00 unless a scheme says otherwise."""


def waits(now: datetime, of_the_day: bool) -> bool:
    """Whether a copy that is wanted once a day waits for the next gathering; `now` is Shanghai wall-clock
    time. What speaks of the day does not wait for another one."""
    return not of_the_day or _next(now, GATHERED_AT).date() == now.date()


def first_attempt(now: datetime, gathered: bool, quiet_from: int | None, quiet_to: int | None) -> datetime:
    """The first instant (UTC) at which a copy may be tried; `now` is Shanghai wall-clock time.

    Quiet hours are full hours of the day, from the first up to the last, over midnight where the first is
    the later one; the same hour twice, or none, is no quiet at all.
    """
    at = _next(now, GATHERED_AT) if gathered else now
    if quiet_from is not None and quiet_to is not None and _quiet(at.hour, quiet_from, quiet_to):
        at = _next(at, time(quiet_to))
    return at.astimezone(UTC)


def _quiet(hour: int, first: int, last: int) -> bool:
    return first <= hour < last if first <= last else hour >= first or hour < last


def _next(now: datetime, clock: time) -> datetime:
    """The next moment at which the clock shows this; now, if it does."""
    at = datetime.combine(now.date(), clock, now.tzinfo)
    return at if at >= now else at + timedelta(days=1)
