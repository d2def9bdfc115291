"""The private link to one's own calendar of deadlines: opened, made anew, closed."""

from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import delete
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import locked
from workflow.models import FeedLink, User
from workflow.permissions import EVERYWHERE, require
from workflow.queries.feed import feed_opened_at
from workflow.queries.sessions import token_digest


def open_feed(session: Session, actor: Actor, now: datetime) -> str:
    """Make the link of the actor's calendar, in the place of the one there was: its token, of which only
    the digest is kept."""
    require(actor, Action.SET_CONTACTS, EVERYWHERE)
    user = locked(session, User, actor.user_id)
    again = feed_opened_at(session, user.id) is not None
    token = token_urlsafe(32)
    session.merge(FeedLink(user_id=user.id, token_digest=token_digest(token), created_at=now))
    record(session, actor, now, "contact.open_feed", user, after={"again": again})
    return token


def close_feed(session: Session, actor: Actor, now: datetime) -> None:
    """Let the link of the actor's calendar open nothing any more; where there is none, nothing happens."""
    require(actor, Action.SET_CONTACTS, EVERYWHERE)
    user = locked(session, User, actor.user_id)
    if feed_opened_at(session, user.id) is None:
        return
    session.execute(delete(FeedLink).where(FeedLink.user_id == user.id))
    record(session, actor, now, "contact.close_feed", user)
