"""Reading one's own 站内信. It leaves no event: that a message was read is no fact of the assessment, and
nothing follows from it (签收 of a sheet is an act of its own)."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.models import Notice
from workflow.permissions import EVERYWHERE, require
from workflow.queries.inbox import own_notices


def mark_read(session: Session, actor: Actor, now: datetime, *, notice_id: int) -> None:
    """Note that the actor has read one of their notices; the first time counts. Raises NotFound."""
    require(actor, Action.VIEW_INBOX, EVERYWHERE)
    own = own_notices(actor.user_id, now).where(Notice.id == notice_id)
    if session.scalar(own) is None:
        raise NotFound
    unread = (Notice.id == notice_id, Notice.read_at.is_(None))
    session.execute(update(Notice).where(*unread).values(read_at=now))


def mark_all_read(session: Session, actor: Actor, now: datetime, *, until: int) -> None:
    """Note that the actor has read their notices up to the number `until`: those that had come when the list
    was shown."""
    require(actor, Action.VIEW_INBOX, EVERYWHERE)
    own = select(own_notices(actor.user_id, now).where(Notice.id <= until).subquery().c.id)
    unread = (Notice.id.in_(own), Notice.read_at.is_(None))
    session.execute(update(Notice).where(*unread).values(read_at=now))
