"""Which division rates which item, and who may not rate whom."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.models import Division, ItemAssignment, Participant, PostHolding
from workflow.rules.kinds.events import Events
from workflow.scheme.asking import asked_of_rater
from workflow.scheme.document import Scheme

KEPT_AWAY = "您在该单位或其下辖单位任职，按回避要求由其他人员办理"
"""What somebody is told who holds a post in what is to be rated (回避)."""


def negative_items(scheme: Scheme) -> tuple[int, ...]:
    """The special items that only take marks off: the province may enter them itself (004, 46 and 47)."""
    return tuple(
        special.number
        for special in scheme.special
        if isinstance(special.rule, Events) and special.rule.cap <= 0
    )


def assignable_items(scheme: Scheme) -> tuple[int, ...]:
    """The items that a division can be given: those that somebody rates, and the negative special ones."""
    answered = scheme.procedure.rating == "answers"
    rated = (item.number for item in scheme.items if not answered or asked_of_rater(item))
    return (*rated, *negative_items(scheme))


def dividable_items(scheme: Scheme) -> frozenset[int]:
    """The items that several divisions can check, blind to each other: those that raters find cases on.

    Answers are given by one division; negative factors are claims, of which the chief links those about the
    same event.
    """
    if scheme.procedure.rating == "answers":
        return frozenset()
    return frozenset(item.number for item in scheme.items)


_ASSIGNED = (
    select(ItemAssignment.item, Division)
    .join(Division, Division.id == ItemAssignment.division_id)
    .where(ItemAssignment.cycle_id == bindparam("cycle_id"))
    .order_by(ItemAssignment.item, Division.id)
)
_HELD = (
    select(PostHolding, Participant.unit_id, Participant.above_id)
    .join(Participant, Participant.unit_id == PostHolding.unit_id)
    .where(PostHolding.user_id == bindparam("user_id"), Participant.cycle_id == bindparam("cycle_id"))
)


def assignments(session: Session, cycle_id: int) -> Mapping[int, tuple[Division, ...]]:
    """The divisions of each assigned item, in one statement."""
    found: dict[int, tuple[Division, ...]] = {}
    for row in session.execute(_ASSIGNED, {"cycle_id": cycle_id}):
        found[row.item] = (*found.get(row.item, ()), row.Division)
    return found


def own_items(session: Session, cycle_id: int, actor: Actor) -> frozenset[int]:
    """The items of the rater's own division."""
    statement = select(ItemAssignment.item).where(
        ItemAssignment.cycle_id == cycle_id, ItemAssignment.division_id == actor.division_id
    )
    return frozenset(session.scalars(statement))


def belongs_to(session: Session, actor: Actor, cycle_id: int, prefecture_id: int, now: datetime) -> bool:
    """Whether the person holds any post in a prefecture or its counties (回避)."""
    return prefecture_id in own_units(session, actor, cycle_id, now)


def own_units(session: Session, actor: Actor, cycle_id: int, now: datetime) -> frozenset[int]:
    """The units that the person keeps away from (回避), a post being held in them or right below them."""
    rows = session.execute(_HELD, {"user_id": actor.user_id, "cycle_id": cycle_id})
    held = [row for row in rows if row.PostHolding.live(now)]
    return frozenset(unit for row in held for unit in (row.unit_id, row.above_id) if unit is not None)
