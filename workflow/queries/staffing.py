"""Units of a year in which nobody can fill or sign, today or from a day to come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.actor import Post
from workflow.models import Participant, PostHolding, Sheet, User
from workflow.rules.staffing import Term, first_gap

NEEDED = (Post.FILLER, Post.SIGNER)
"""The posts without which a unit hands nothing up."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that nobody holds in a unit with a sheet: now, or from `since` on."""

    unit_id: int
    unit: str
    post: Post
    since: datetime | None


def vacancies(session: Session, cycle_id: int, now: datetime) -> list[Vacancy]:
    """All vacancies of a year, by the units' code; accounts out of use hold nothing. Two statements."""
    units = session.execute(
        select(Participant.unit_id, Participant.name)
        .join(Sheet, (Sheet.cycle_id == Participant.cycle_id) & (Sheet.unit_id == Participant.unit_id))
        .where(Participant.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.name)
    ).all()
    held = _held(session, cycle_id, now)
    return [
        Vacancy(unit_id, name, post, None if gap <= now else gap)
        for unit_id, name in units
        for post in NEEDED
        if (gap := first_gap(held[unit_id, post], now)) is not None
    ]


def _held(session: Session, cycle_id: int, now: datetime) -> dict[tuple[int, Post], list[Term]]:
    """Unit and post → the terms of everybody who holds it now or will."""
    statement = (
        select(PostHolding.unit_id, PostHolding.post, PostHolding.since, PostHolding.until)
        .join(User, User.id == PostHolding.user_id)
        .join(Participant, Participant.unit_id == PostHolding.unit_id)
        .where(
            Participant.cycle_id == cycle_id,
            PostHolding.post.in_(NEEDED),
            or_(PostHolding.until.is_(None), PostHolding.until > now),
            User.active,
        )
    )
    held: dict[tuple[int, Post], list[Term]] = defaultdict(list)
    for unit_id, post, since, until in session.execute(statement):
        held[unit_id, post].append((since, until))
    return held
