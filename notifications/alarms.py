"""Letters about the system itself, to those who look after it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.letters import Letter, Occasion, Page
from notifications.posting import post
from notifications.recipients import holders_of, in_posts
from workflow.actor import Post
from workflow.clock import local_date
from workflow.models import PostHolding


def alarm(
    session: Session,
    now: datetime,
    kind: str,
    page: Mapping[Post, str],
    context: Mapping[str, str],
    entry: str = "",
) -> int:
    """Write to everybody in these posts, once a day for a kind and `entry`; how many letters were new.

    `page` names for each post where its holder sees more. The caller's transaction decides.
    """
    units = session.scalars(select(PostHolding.unit_id).where(PostHolding.post.in_(page)).distinct()).all()
    holders = holders_of(session, units, now)
    letters = [
        Letter(
            occasion=Occasion(kind, None, entry, unit, local_date(now), now),
            to=person,
            context={**context, "name": person.name},
            page=Page(page[person.post]),
            why="系统运行",
        )
        for unit in units
        for person in in_posts(holders.get(unit, ()), *page)
    ]
    return post(session, now, letters)
