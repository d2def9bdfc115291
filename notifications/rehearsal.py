"""A year rehearsed: every message that would go out in a span of days, written down and not sent.

Over the past it follows the history: whoever had handed up at that moment is not reminded. Over the future
everything is taken to stay as it is now.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.collecting import letters_of
from notifications.letters import Letter
from notifications.messages import MESSAGES
from notifications.planning.desk import PastDesk
from notifications.reminders import PLANNERS
from states.cycle import OVER
from workflow.clock import end_of_day, hour_of_day, local_date, start_of_day
from workflow.models import Event, Extension, RankingRun

_DAY = timedelta(days=1)


def rehearse(session: Session, cycle_id: int, first: date, last: date) -> list[Letter]:
    """The messages of a cycle from one Shanghai day to another, both included, in order of time."""
    found = (letter for source in SOURCES for letter in source(session, cycle_id, first, last))
    return sorted(found, key=lambda letter: letter.occasion.planned_for)


def _by_date(session: Session, cycle_id: int, first: date, last: date) -> Iterator[Letter]:
    """What dates bring about: planned at every instant at which something can be due, and only what is due
    at that very instant."""
    desk = PastDesk(session, cycle_id)
    for now in _instants(desk, first, last):
        if desk.stage(now) not in OVER:
            for planner in PLANNERS:
                yield from (letter for letter in planner(desk, now) if letter.occasion.planned_for == now)


def _by_event(session: Session, cycle_id: int, first: date, last: date) -> Iterator[Letter]:
    """What has happened in the span, told to whoever held the posts on that day."""
    within = (Event.at >= start_of_day(first), Event.at < end_of_day(last))
    wanted = (Event.cycle_id == cycle_id, Event.name.in_(MESSAGES), *within)
    events = session.scalars(select(Event).where(*wanted).order_by(Event.at, Event.seq)).all()
    for _, day in groupby(events, key=lambda event: local_date(event.at)):
        happened = [*day]
        yield from letters_of(session, happened[-1].at, happened)


def _instants(desk: PastDesk, first: date, last: date) -> list[datetime]:
    """The hour of the scheme on each working day, and every end of an extension or of a period of appeals."""
    hour = desk.scheme.calendar.reminder_hour
    days = (first + _DAY * number for number in range((last - first).days + 1))
    daily = {hour_of_day(day, hour) for day in days if desk.working.worked(day)}
    ends = [
        *desk.session.scalars(select(Extension.until).where(Extension.cycle_id == desk.cycle_id)),
        *desk.session.scalars(select(RankingRun.publicity_until).where(RankingRun.cycle_id == desk.cycle_id)),
    ]
    within = {end for end in ends if end and start_of_day(first) <= end < end_of_day(last)}
    return sorted(daily | within)


SOURCES: tuple[Callable[[Session, int, date, date], Iterable[Letter]], ...] = (_by_event, _by_date)
"""Where messages come from; what has happened stands before what a date brings about at the same instant."""
