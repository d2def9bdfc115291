"""What a rater needs to enter a negative factor (items 46, 47): the units, and what was entered so far."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.models import Participant, SpecialClaim
from workflow.queries.assignments import negative_items, own_items
from workflow.queries.schemes import scheme_of
from workflow.queries.subtrees import CarriedClaim, carried_claims
from workflow.scheme.tree import SpecialItem


@dataclass(frozen=True)
class EnteringPage:
    """The rater's own negative items, the units by id and name, and what the province entered on them."""

    specials: tuple[SpecialItem, ...]
    units: tuple[tuple[int, str], ...]
    entered: tuple[CarriedClaim, ...]


def entering_page(session: Session, actor: Actor, cycle_id: int) -> EnteringPage:
    """Everything on the page, in four statements."""
    scheme = scheme_of(session, cycle_id)
    mine = own_items(session, cycle_id, actor) & set(negative_items(scheme))
    rows = session.execute(
        select(Participant)
        .where(Participant.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    ).scalars()
    wanted = (SpecialClaim.by_province.is_(True), SpecialClaim.item.in_(mine))
    return EnteringPage(
        specials=tuple(scheme.special_item(number) for number in sorted(mine)),
        units=tuple((row.unit_id, row.name) for row in rows),
        entered=carried_claims(session, cycle_id, *wanted),
    )
