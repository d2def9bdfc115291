"""What an item of a unit is worth as things stand now: before and after an appeal is upheld."""

from decimal import Decimal

from sqlalchemy.orm import Session

from workflow.models import SpecialClaim, Tier
from workflow.queries.participants import participant
from workflow.queries.schemes import scheme_of
from workflow.queries.scored import scored
from workflow.queries.special_terms import special_terms
from workflow.queries.subtrees import CarriedClaim, carried_claims
from workflow.queries.verdicts import rated_items


def item_mark(session: Session, cycle_id: int, unit_id: int, item: int) -> Decimal:
    """The assessor's mark of an item, or what claims bring under a special item; in marks.

    Under a special item a unit below a ranked one has what its own claims bring. Raises Invalid while answers
    or figures are missing.
    """
    scheme = scheme_of(session, cycle_id)
    if any(special.number == item for special in scheme.special):
        return _claims_mark(session, cycle_id, unit_id, item)
    if scheme.procedure.rating == "answers":
        return scored(session, cycle_id)[unit_id].items[item].marks or Decimal(0)
    return rated_items(session, cycle_id, unit_id=unit_id, item=item)[unit_id, item].mark or Decimal(0)


def appealed_claims(session: Session, cycle_id: int, unit_id: int, item: int) -> tuple[CarriedClaim, ...]:
    """The claims that an appeal of this unit on a special item is about: those of its subtree, or its own."""
    part = participant(session, cycle_id, unit_id)
    claims = carried_claims(session, cycle_id, SpecialClaim.item == item)
    if part.tier is Tier.SUBJECT:
        return tuple(claim for claim in claims if claim.prefecture_id == unit_id)
    return tuple(claim for claim in claims if claim.row.unit_id == unit_id)


def _claims_mark(session: Session, cycle_id: int, unit_id: int, item: int) -> Decimal:
    part = participant(session, cycle_id, unit_id)
    ranked = part.tier is Tier.SUBJECT
    prefecture = unit_id if ranked else part.above_id
    claims = carried_claims(session, cycle_id, SpecialClaim.item == item)
    own = [claim for claim in claims if claim.prefecture_id == prefecture]
    terms = special_terms(scheme_of(session, cycle_id), own)
    entry = next(entry for entry in terms["items"] if entry["item"] == item)
    if ranked:
        return Decimal(entry["total"])
    counted = (Decimal(claim["counted"]) for claim in entry["claims"] if claim["unit_id"] == unit_id)
    return sum(counted, Decimal(0))
