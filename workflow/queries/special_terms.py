"""Special factors of one prefecture (特殊因素, items 44–47): its claims, each event counted once."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from states.claim import ClaimStage
from workflow.points import plain
from workflow.queries.subtrees import CarriedClaim
from workflow.rules.kinds.answers import EventClaim
from workflow.scheme.document import Scheme
from workflow.scheme.tree import SpecialItem


def special_terms(scheme: Scheme, claims: Sequence[CarriedClaim]) -> dict[str, Any]:
    """All special items with their claims and marks as plain data, from the claims of one prefecture.

    Accepted claims about the same event count as one; the one that the others point to stands for it,
    or the earliest accepted one where that is not accepted.
    """
    items = [
        _item(special, [claim for claim in claims if claim.row.item == special.number])
        for special in scheme.special
    ]
    total = sum((Decimal(item["total"]) for item in items), Decimal(0))
    return {"total": plain(total), "items": items}


def _item(special: SpecialItem, claims: Sequence[CarriedClaim]) -> dict[str, Any]:
    speakers = _speakers(claims)
    rule = special.rule
    total = rule.total([EventClaim(claim.row.option, claim.row.amount) for claim in speakers])
    counted = {claim.row.id: amount for claim, amount in zip(speakers, total.amounts, strict=True)}
    titles = {claim.row.id: claim.row.title for claim in claims}
    return {
        "item": special.number,
        "title": special.title,
        "total": plain(total.marks),
        "explanation": total.explanation,
        "claims": [_claim(claim, counted, titles) for claim in claims],
    }


def _speakers(claims: Sequence[CarriedClaim]) -> list[CarriedClaim]:
    """One accepted claim for each event."""
    speakers: dict[int, CarriedClaim] = {}
    for claim in claims:
        if claim.row.stage is not ClaimStage.ACCEPTED:
            continue
        if claim.row.id == claim.event_id or claim.event_id not in speakers:
            speakers[claim.event_id] = claim
    return list(speakers.values())


def _claim(claim: CarriedClaim, counted: dict[int, Decimal], titles: dict[int, str]) -> dict[str, Any]:
    row = claim.row
    merged = row.stage is ClaimStage.ACCEPTED and row.id not in counted
    return {
        "id": row.id,
        "unit_id": row.unit_id,
        "unit": claim.unit_name,
        "by_province": row.by_province,
        "title": row.title,
        "option": row.option,
        "issuing_body": row.issuing_body,
        "document_number": row.document_number,
        "stage": row.stage.value,
        "reason": row.decision_reason,
        "counted": plain(counted.get(row.id, Decimal(0))),
        "merged_into": titles.get(row.same_event_as_id or 0, row.title) if merged else None,
    }
