"""When a unit is reminded of what it owes, and who in it: a pure function of its window and the calendar.

Before the deadline that holds for the unit it is reminded so many days ahead, once it is overdue on every
working day, always at a full hour. A reminder that would fall on a day off comes on the last working day
before, one before the window opens on the first working day after that; of several on one day the nearest to
the deadline remains. So there is at most one moment a day, and at most one is current at any time: a later
one takes the place of an earlier one, the deadline ends all reminders, and what became due again (after a
return, a withdrawal, a moved deadline) is not reminded of moments that had passed by then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from workflow.clock import hour_of_day, local_date
from workflow.rules.deadlines import Window, is_past, writable
from workflow.rules.working_days import WorkingDays

_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)

SIGNER_FROM = 7
"""From so many days before the deadline on the signer is reminded as well as the filler."""


class Kind(StrEnum):
    """Before the deadline, or after it."""

    REMINDER = "reminder"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a scheme reminds in one entry: whole days before the last one, the full hour of the Shanghai day,
    and whether it goes on while something is overdue."""

    offsets: tuple[int, ...]
    hour: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One reminder: the Shanghai `day` and the instant `at` which it is due. `signer`: the signer gets it
    too; `provisional`: it follows from days of a year whose holidays are not known."""

    kind: Kind
    day: date
    at: datetime
    signer: bool
    provisional: bool


def last_day(window: Window) -> date:
    """The day on which the deadline of the unit lies; midnight belongs to the day that ends there."""
    return local_date(window.on_time_until - _TICK)


def latest(
    window: Window, manner: Manner, working: WorkingDays, since: datetime | None, now: datetime
) -> Moment | None:
    """The reminder that is current at `now`: the latest whose moment has come, unless that was before the
    work was owed (`since`, None for always) or the deadline has made it untrue."""
    ahead = not is_past(window.on_time_until, now)
    found = None
    if ahead:
        found = max(
            (one for one in _before(window, manner, working) if one.at <= now),
            key=lambda one: one.at,
            default=None,
        )
    elif manner.overdue:
        day = local_date(now) if hour_of_day(local_date(now), manner.hour) <= now else local_date(now) - _DAY
        found = _overdue(window, manner, working, working.last_until(day))
    return found if found and (since is None or found.at > since) else None


def between(
    window: Window, manner: Manner, working: WorkingDays, first: datetime, until: datetime
) -> Iterator[Moment]:
    """Every reminder whose moment lies between `first` and `until` (exclusive), in order of time."""
    yield from (one for one in _before(window, manner, working) if first <= one.at < until)
    if not manner.overdue:
        return
    day = max(local_date(first), last_day(window))
    while hour_of_day(day, manner.hour) < until:
        one = _overdue(window, manner, working, day)
        if one and one.at >= first:
            yield one
        day += _DAY


def _before(window: Window, manner: Manner, working: WorkingDays) -> list[Moment]:
    """The reminders before the deadline, one a day, in order of time."""
    nearest: dict[date, Moment] = {}
    for offset in sorted(manner.offsets, reverse=True):
        one = _ahead(window, manner, working, offset)
        if one and writable(window, one.at):
            nearest[one.day] = one
    return sorted(nearest.values(), key=lambda one: one.at)


def _ahead(window: Window, manner: Manner, working: WorkingDays, offset: int) -> Moment | None:
    """The reminder of so many days before the deadline; None where no working day is left for it."""
    nominal = last_day(window) - offset * _DAY
    while hour_of_day(nominal, manner.hour) >= window.on_time_until:
        nominal -= _DAY
    day = working.last_until(nominal)
    if hour_of_day(day, manner.hour) < window.opens_at:
        day = _first_open(window, manner, working)
    at = hour_of_day(day, manner.hour)
    if at >= window.on_time_until:
        return None
    signer = offset <= SIGNER_FROM or (last_day(window) - day).days <= SIGNER_FROM
    return Moment(Kind.REMINDER, day, at, signer, _provisional(working, day, nominal))


def _first_open(window: Window, manner: Manner, working: WorkingDays) -> date:
    """The first working day whose hour lies in the window."""
    day = local_date(window.opens_at)
    if hour_of_day(day, manner.hour) < window.opens_at:
        day += _DAY
    return working.first_from(day)


def _overdue(window: Window, manner: Manner, working: WorkingDays, day: date) -> Moment | None:
    """The reminder of a day after the deadline; None on a day off, before work is late, or once closed."""
    at = hour_of_day(day, manner.hour)
    if day <= last_day(window) or not is_past(window.late_from, at):
        return None
    if not working.worked(day) or not writable(window, at):
        return None
    return Moment(Kind.OVERDUE, day, at, signer=True, provisional=_provisional(working, day, day))


def _provisional(working: WorkingDays, *days: date) -> bool:
    """Whether any of these days lies in a year whose holidays are not known."""
    return any(working.known(day) is None for day in days)
