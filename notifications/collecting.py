"""Events become notices: each once, however often this runs, and one that fails holds no other up."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifications import faults
from notifications.happenings import Happening
from notifications.known import known_of
from notifications.letters import Letter
from notifications.messages import MESSAGES, letters
from notifications.posting import post
from workflow.models import Event, EventCursor, JobFault
from workflow.unit_of_work import unit_of_work

JOB = "collect_events"
BATCH = 200
_SUBJECT = "event "

log = logging.getLogger(__name__)


def letters_of(session: Session, now: datetime, events: Sequence[Event]) -> list[Letter]:
    """The letters about these events, to whoever holds the posts at `now`; events that nobody is written to
    about are left out. The number of statements does not grow with the number of events."""
    told = [event for event in events if event.name in MESSAGES]
    if not told:
        return []
    known = known_of(session, now, told)
    return [letter for event in told for letter in letters(Happening.of(event, known))]


def collect_events(session: Session, now: datetime, until: int | None = None) -> Mapping[str, int]:
    """Put everything that has happened since the last run into inboxes, up to the event `until` if given.

    A batch of events is one transaction: its notices, and the mark how far the history has been told. What
    could not be told before is tried again first. Whatever a clock says, what is in the history has happened.
    """
    counts = {"events": 0, "notices": 0, "faults": 0}
    if not _waiting(session, until):
        return counts
    for subject in faults.pending(session, JOB):
        _again(session, now, subject, counts)
    while _batch(session, now, until, counts):
        pass
    return counts


def _waiting(session: Session, until: int | None) -> bool:
    """Whether there is anything to do, by one reading statement."""
    newer = select(Event.seq).where(Event.seq > select(EventCursor.seq).scalar_subquery())
    if until is not None:
        newer = newer.where(Event.seq <= until)
    failed = select(JobFault.job).where(JobFault.job == JOB)
    found = session.execute(select(newer.exists(), failed.exists())).one()
    return any(found)


def _again(session: Session, now: datetime, subject: str, counts: dict[str, int]) -> None:
    event_id = int(subject.removeprefix(_SUBJECT))
    with unit_of_work(session):
        event = session.get_one(Event, event_id)
        if _alone(session, now, event, counts):
            faults.clear(session, JOB, subject)


def _batch(session: Session, now: datetime, until: int | None, counts: dict[str, int]) -> bool:
    """Tell the next events; whether there may be more."""
    with unit_of_work(session):
        cursor = session.scalars(select(EventCursor).with_for_update()).one()
        last = session.scalar(select(func.max(Event.seq))) or 0
        last = last if until is None else min(last, until)
        new = (Event.seq > cursor.seq, Event.seq <= last, Event.name.in_(MESSAGES))
        events = session.scalars(select(Event).where(*new).order_by(Event.seq).limit(BATCH)).all()
        _together(session, now, events, counts)
        full = len(events) == BATCH
        counts["events"] += len(events)
        told = max(cursor.seq, events[-1].seq if full else last)
        session.execute(update(EventCursor).values(seq=told))
    return full


def _together(session: Session, now: datetime, events: Sequence[Event], counts: dict[str, int]) -> None:
    """All letters at once; where one of them fails, event by event."""
    try:
        with session.begin_nested():
            counts["notices"] += post(session, now, letters_of(session, now, events))
    except OperationalError:
        raise
    except Exception:  # any defect of one message, whatever it is, is noted with its event
        for event in events:
            _alone(session, now, event, counts)


def _alone(session: Session, now: datetime, event: Event, counts: dict[str, int]) -> bool:
    """The letters of one event; what makes them fail is noted. Whether they are in the inboxes."""
    try:
        with session.begin_nested():
            counts["notices"] += post(session, now, letters_of(session, now, [event]))
    except OperationalError:
        raise
    except Exception as error:
        log.warning("the letters about event %s could not be written: %r", event.seq, error)
        faults.note(session, now, JOB, f"{_SUBJECT}{event.seq}", error)
        counts["faults"] += 1
        return False
    return True
