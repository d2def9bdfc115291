"""Whose a scheme is, where several units organise assessments in one installation."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.actor import Post
from workflow.models import Cycle, PostHolding, SchemeVersion


def others_hold(session: Session, key: str, top_id: int) -> bool:
    """Whether a key is another top unit's: its administrator published a version, or it runs a year of it.

    What the own administrator published stays the own unit's.
    """
    publishers = set(
        session.scalars(
            select(PostHolding.unit_id)
            .join(SchemeVersion, SchemeVersion.published_by_id == PostHolding.user_id)
            .where(
                SchemeVersion.key == key,
                PostHolding.post == Post.ADMIN,
                PostHolding.since <= SchemeVersion.published_at,
                or_(PostHolding.until.is_(None), PostHolding.until > SchemeVersion.published_at),
            )
        )
    )
    if publishers:
        return top_id not in publishers
    organisers = set(session.scalars(select(Cycle.province_id).where(Cycle.scheme_key == key)))
    return bool(organisers - {top_id})
