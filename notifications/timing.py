"""When a copy of a notice may go out: at once, after somebody's quiet hours, or with the day's others."""

from datetime import UTC, datetime, timedelta

GATHERED_HOUR = 8
"""The Shanghai hour at which copies go out that are wanted once a day."""


def first_attempt(now: datetime, gathered: bool, quiet_from: int | None, quiet_to: int | None) -> datetime:
    """The first instant (UTC) at which a copy may be tried; `now` is Shanghai wall-clock time.

    Quiet hours are full hours of the day, from the first up to the last, over midnight where the first is
    the later one; the same hour twice, or none, is no quiet at all.
    """
    at = _next(now, GATHERED_HOUR) if gathered else now
    if quiet_from is not None and quiet_to is not None and _quiet(at.hour, quiet_from, quiet_to):
        at = _next(at, quiet_to)
    return at.astimezone(UTC)


def _quiet(hour: int, first: int, last: int) -> bool:
    return first <= hour < last if first <= last else hour >= first or hour < last


def _next(now: datetime, hour: int) -> datetime:
    """The next time the clock shows this full hour; now, if it has just begun to."""
    at = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at >= now else at + timedelta(days=1)
