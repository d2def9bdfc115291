"""A history that was made up in one go, told as if the scheduler had run all the time."""

from datetime import timedelta
from itertools import groupby

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from notifications.collecting import BATCH, letters_of
from notifications.messages import MESSAGES
from notifications.posting import post
from workflow.models import Event, EventCursor, Notice
from workflow.unit_of_work import unit_of_work

UNREAD = timedelta(days=4)
"""How far back messages have not been read yet."""


def tell_the_past(session: Session) -> None:
    """Put everything that has happened into inboxes, each at its time; only the newest are unread."""
    with unit_of_work(session):
        told = select(Event).where(Event.name.in_(MESSAGES)).order_by(Event.at, Event.seq)
        events = session.scalars(told).all()
        for start in range(0, len(events), BATCH):
            batch = events[start : start + BATCH]
            letters = letters_of(session, batch[-1].at, batch)
            for at, own in groupby(letters, lambda letter: letter.occasion.planned_for):
                post(session, at, list(own))
        newest = session.scalar(select(func.max(Notice.created_at)))
        if newest is not None:
            old = Notice.created_at < newest - UNREAD
            session.execute(update(Notice).where(old).values(read_at=Notice.created_at))
        last = session.scalar(select(func.max(Event.seq))) or 0
        session.execute(update(EventCursor).values(seq=last))
