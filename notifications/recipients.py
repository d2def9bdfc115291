"""Who is written to: the people who hold a post of a unit at a moment, covers included."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notifications.letters import Recipient
from workflow.actor import Post
from workflow.models import PostHolding, User


def holders_of(
    session: Session, unit_ids: Collection[int], now: datetime
) -> Mapping[int, Sequence[Recipient]]:
    """Unit → everybody who holds a post of it at `now`, who has held it longest first; accounts out of use
    hold nothing.

    One statement, whatever the number of units.
    """
    held = PostHolding
    statement = (
        select(held.unit_id, held.user_id, held.id, held.post, User.name, held.since)
        .join(User, User.id == held.user_id)
        .where(
            held.unit_id.in_(unit_ids),
            held.since <= now,
            or_(held.until.is_(None), held.until > now),
            User.active,
        )
        .order_by(held.since, held.id)
    )
    found: dict[int, list[Recipient]] = defaultdict(list)
    for unit_id, user_id, holding_id, post, name, since in session.execute(statement):
        found[unit_id].append(Recipient(user_id, holding_id, name, post, unit_id, since))
    return found


def in_posts(holders: Sequence[Recipient], *posts: Post) -> list[Recipient]:
    """Those in one of these posts, each person once, for the one of the posts that they have held longest."""
    once: dict[int, Recipient] = {}
    for holder in holders:
        if holder.post in posts:
            once.setdefault(holder.user_id, holder)
    return list(once.values())
