"""Units whose signer no message can reach."""

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
    part = select(Unit.id, Unit.name).join(Participant, Participant.unit_id == Unit.id)
    units = session.execute(part.where(Participant.cycle_id == cycle_id).order_by(Unit.code, Unit.name))
    signers = _signers(session, cycle_id, now)
    used = session.scalar(select(func.count()).select_from(Contact).where(Contact.mode != Mode.OFF))
    contacts = _contacts(session, cycle_id) if used else None
    failing = _failing(session, cycle_id) if used else frozenset()
    found = []
    for unit_id, name in units:
        people = signers.get(unit_id, frozenset())
        given = {pair for pair in contacts or () if pair[0] in people}
        why = _why(people, given if contacts is not None else None, failing)
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


def _signers(session: Session, cycle_id: int, now: datetime) -> dict[int, frozenset[int]]:
    """Unit → who signs for it at that instant, covers included."""
    held = PostHolding
    statement = (
        select(held.unit_id, held.user_id)
        .join(Participant, Participant.unit_id == held.unit_id)
        .join(User, User.id == held.user_id)
        .where(Participant.cycle_id == cycle_id, held.post == Post.SIGNER, User.active)
        .where(held.since <= now, or_(held.until.is_(None), held.until > now))
    )
    found: dict[int, frozenset[int]] = {}
    for unit_id, user_id in session.execute(statement):
        found[unit_id] = found.get(unit_id, frozenset()) | {user_id}
    return found


def _contacts(session: Session, cycle_id: int) -> set[Pair]:
    """Who signs in the cycle, and the channels on which they want copies."""
    statement = (
        select(Contact.user_id, Contact.channel)
        .join(PostHolding, PostHolding.user_id == Contact.user_id)
        .join(Participant, Participant.unit_id == PostHolding.unit_id)
        .where(Participant.cycle_id == cycle_id, PostHolding.post == Post.SIGNER, Contact.mode != Mode.OFF)
    )
    return {(user_id, channel) for user_id, channel in session.execute(statement.distinct())}


def _failing(session: Session, cycle_id: int) -> frozenset[Pair]:
    """Where the newest copy that was tried has failed."""
    latest = func.row_number().over(
        partition_by=(Notice.recipient_id, Delivery.channel),
        order_by=(Delivery.ended_at.desc(), Delivery.id.desc()),
    )
    tried = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN)
    signing = select(PostHolding.user_id).join(Participant, Participant.unit_id == PostHolding.unit_id)
    signing = signing.where(Participant.cycle_id == cycle_id, PostHolding.post == Post.SIGNER)
    ended = (
        select(Notice.recipient_id, Delivery.channel, Delivery.state, latest.label("place"))
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Delivery.state.in_(tried), Notice.recipient_id.in_(signing))
        .subquery()
    )
    newest = select(ended.c.recipient_id, ended.c.channel).where(ended.c.place == 1)
    rows = session.execute(newest.where(ended.c.state == DeliveryState.FAILED))
    return frozenset((user_id, channel) for user_id, channel in rows)
