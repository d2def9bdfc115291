"""Units whose signer no message can reach: what the outbox shows, and what an alarm tells of.

A person is reached on a channel for which they have given an address and which they have not turned off, as
long as the newest copy of which it is known what became of it did not fail.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from states.cycle import OVER
from workflow.actor import Post
from workflow.models import (
    Channel,
    Contact,
    Cycle,
    Delivery,
    DeliveryState,
    Mode,
    Notice,
    Participant,
    PostHolding,
    Unit,
    User,
)

NO_SIGNER = "没有在任的负责人"
NO_ADDRESS = "负责人没有设置站外接收方式"
NOT_ARRIVING = "最近发给负责人的消息没有送达"


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A unit that cannot be reached, and why."""

    unit_id: int
    name: str
    why: str


def unreachable(session: Session, cycle_id: int, now: datetime) -> list[Unreachable]:
    """The units of a cycle without a signer whom copies of messages reach, by code, then name.

    As long as nobody at all gives an address, a signer in office is enough: they read their inbox. A fixed
    number of statements.
    """
    signers, ways = _signers(session, cycle_id, now), _ways(session)
    failing = _failing(session, cycle_id) if ways else frozenset()
    found = []
    for (unit_id, name), people in signers.items():
        own = {pair for pair in ways if pair[0] in people} if ways else None
        why = _why(people, own, failing)
        found += [Unreachable(unit_id, name, why)] if why else []
    return found


def unreachable_units(session: Session, province_id: int, now: datetime) -> list[Unreachable]:
    """The units of a province's running cycles that cannot be reached, each once."""
    running = select(Cycle.id).where(Cycle.province_id == province_id, Cycle.stage.not_in(OVER))
    found = {
        one.unit_id: one
        for cycle_id in session.scalars(running.order_by(Cycle.id))
        for one in unreachable(session, cycle_id, now)
    }
    return list(found.values())


Pair = tuple[int, Channel]
"""A person and a channel."""


def _why(people: frozenset[int], given: set[Pair] | None, failing: frozenset[Pair]) -> str:
    if not people:
        return NO_SIGNER
    if given is None:
        return ""
    if not given:
        return NO_ADDRESS
    return NOT_ARRIVING if given <= failing else ""


def _signers(session: Session, cycle_id: int, now: datetime) -> dict[tuple[int, str], frozenset[int]]:
    """Unit and its name → who signs for it at that instant, covers included; nobody for some."""
    held = PostHolding
    signing = (
        (held.unit_id == Unit.id)
        & (held.post == Post.SIGNER)
        & (held.since <= now)
        & or_(held.until.is_(None), held.until > now)
    )
    statement = (
        select(Unit.id, Unit.name, User.id)
        .join(Participant, Participant.unit_id == Unit.id)
        .outerjoin(held, signing)
        .outerjoin(User, (User.id == held.user_id) & User.active)
        .where(Participant.cycle_id == cycle_id)
        .order_by(Unit.code, Unit.name)
    )
    found: dict[tuple[int, str], frozenset[int]] = {}
    for unit_id, name, user_id in session.execute(statement):
        people = frozenset() if user_id is None else frozenset({user_id})
        found[unit_id, name] = found.get((unit_id, name), frozenset()) | people
    return found


def _ways(session: Session) -> set[Pair]:
    """Everybody who gives an address, and the channels on which they want copies."""
    given = (Contact.address != "", Contact.mode != Mode.OFF)
    rows = session.execute(select(Contact.user_id, Contact.channel).where(*given))
    return {(user_id, channel) for user_id, channel in rows}


def _failing(session: Session, cycle_id: int) -> frozenset[Pair]:
    """Where the newest copy of those that arrived or failed has failed; of others it is not known."""
    latest = func.row_number().over(
        partition_by=(Notice.recipient_id, Delivery.channel),
        order_by=(Delivery.ended_at.desc(), Delivery.id.desc()),
    )
    known = (DeliveryState.SENT, DeliveryState.FAILED)
    signing = select(PostHolding.user_id).join(Participant, Participant.unit_id == PostHolding.unit_id)
    signing = signing.where(Participant.cycle_id == cycle_id, PostHolding.post == Post.SIGNER)
    ended = (
        select(Notice.recipient_id, Delivery.channel, Delivery.state, latest.label("place"))
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Delivery.state.in_(known), Notice.recipient_id.in_(signing))
        .subquery()
    )
    newest = select(ended.c.recipient_id, ended.c.channel).where(ended.c.place == 1)
    rows = session.execute(newest.where(ended.c.state == DeliveryState.FAILED))
    return frozenset((user_id, channel) for user_id, channel in rows)
