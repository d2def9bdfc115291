"""What a unit writes about one event of a special item (特殊因素), and whether the rule could count it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflow.errors import Invalid
from workflow.rules.kinds.answers import EventClaim
from workflow.scheme.document import Scheme


@dataclass(frozen=True)
class ClaimInput:
    """What a unit writes about one event; the basis may be completed until the sheet is handed on."""

    item: int
    option: str
    title: str
    amount: Decimal | None = None
    issuing_body: str = ""
    document_number: str = ""
    document_date: date | None = None
    description: str = ""


def require_countable(scheme: Scheme, claim: ClaimInput) -> None:
    """Refuse a claim that its item's rule could not count. Raises Invalid by field."""
    errors = {} if claim.title.strip() else {"title": "写明事由，例如表彰或试点的名称"}
    try:
        scheme.special_item(claim.item).rule.check(EventClaim(claim.option, claim.amount))
    except Invalid as refusal:
        errors |= refusal.errors
    if errors:
        raise Invalid(errors)
