"""When a job of the scheduler is due: at every look at the clock, once an hour, or once a night."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.clock import hour_of_day, local_date

MINUTE = timedelta(minutes=1)
"""As often as the clock is looked at, which is once a minute unless the command line says otherwise."""

HOUR = timedelta(hours=1)

RETRY = timedelta(minutes=15)
"""How long a job that does not run every minute waits after a failure or an end in the middle."""


@dataclass(frozen=True, slots=True)
class Nightly:
    """Once a day, from a full Shanghai hour on."""

    hour: int


Every = timedelta | Nightly


def due(every: Every, started_at: datetime | None, succeeded_at: datetime | None, now: datetime) -> bool:
    """Whether a job that began and succeeded last at these instants has to run at `now`.

    A night or hour that was missed is made up for as soon as the clock is looked at again, once. An instant
    that lies ahead was noted by a clock that has been set back since: it counts for nothing.
    """
    if every == MINUTE:
        return True
    if started_at and started_at <= now < started_at + RETRY and _failed(started_at, succeeded_at):
        return False
    return next_run(every, succeeded_at, now) <= now


def next_run(every: Every, succeeded_at: datetime | None, now: datetime) -> datetime:
    """The instant from which on a job is due, `now` where it has been for longer."""
    if succeeded_at is None or succeeded_at > now:
        return now
    if isinstance(every, timedelta):
        return max(now, succeeded_at + every)
    return max(now, _hour_after(every.hour, succeeded_at))


def _hour_after(hour: int, instant: datetime) -> datetime:
    day = local_date(instant)
    tonight = hour_of_day(day, hour)
    return tonight if tonight > instant else hour_of_day(day + timedelta(days=1), hour)


def _failed(started_at: datetime, succeeded_at: datetime | None) -> bool:
    return succeeded_at is None or succeeded_at < started_at
