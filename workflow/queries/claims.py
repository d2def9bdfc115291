"""Special claims before the chief: by prefecture and item, events grouped, with what they count."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.claim import ClaimStage
from workflow.errors import NotFound
from workflow.models import Participant, SpecialClaim
from workflow.queries.schemes import scheme_of
from workflow.queries.special_terms import special_terms
from workflow.queries.subtrees import CarriedClaim, carried_claims
from workflow.scheme.tree import SpecialItem


@dataclass(frozen=True)
class ListedClaim:
    """A claim in the list. `alike` are claims of the item that look like the same event, not yet linked;
    `counted` is what it brings in marks as decided so far."""

    claim: CarriedClaim
    alike: tuple[int, ...]
    counted: Decimal


@dataclass(frozen=True)
class ClaimedEvent:
    """Claims about one event: the one that stands for it first."""

    claims: tuple[ListedClaim, ...]


@dataclass(frozen=True)
class ClaimedItem:
    """One special item of one prefecture: its events, and its marks as decided so far."""

    special: SpecialItem
    events: tuple[ClaimedEvent, ...]
    total: Decimal
    explanation: str


@dataclass(frozen=True)
class PrefectureClaims:
    """All claims of one prefecture and its counties."""

    unit_id: int
    name: str
    items: tuple[ClaimedItem, ...]
    total: Decimal
    undecided: int


def claim_list(session: Session, cycle_id: int) -> tuple[PrefectureClaims, ...]:
    """All claims before the province by prefecture, in three statements."""
    names = {
        row.unit_id: row.name
        for row in session.execute(
            select(Participant.unit_id, Participant.name)
            .where(Participant.cycle_id == cycle_id)
            .order_by(Participant.code, Participant.unit_id)
        )
    }
    claims = carried_claims(session, cycle_id)
    by_unit = {
        unit: tuple(found) for unit, found in groupby(claims, lambda claim: claim.prefecture_id)
    }
    scheme = scheme_of(session, cycle_id)
    return tuple(
        _prefecture(
            unit,
            name,
            by_unit[unit],
            special_terms(scheme, by_unit[unit]),
            {special.number: special for special in scheme.special},
        )
        for unit, name in names.items()
        if unit in by_unit
    )


def _prefecture(
    unit_id: int,
    name: str,
    claims: Sequence[CarriedClaim],
    terms: dict[str, Any],
    specials: dict[int, SpecialItem],
) -> PrefectureClaims:
    items = []
    for entry in terms["items"]:
        own = [claim for claim in claims if claim.row.item == entry["item"]]
        if own:
            counted = {claim["id"]: Decimal(claim["counted"]) for claim in entry["claims"]}
            events = _events(own, counted)
            items.append(
                ClaimedItem(
                    specials[entry["item"]], events, Decimal(entry["total"]), entry["explanation"]
                )
            )
    undecided = sum(claim.row.stage is ClaimStage.SUBMITTED for claim in claims)
    return PrefectureClaims(unit_id, name, tuple(items), Decimal(terms["total"]), undecided)


def _events(claims: Sequence[CarriedClaim], counted: dict[int, Decimal]) -> tuple[ClaimedEvent, ...]:
    groups: dict[int, list[ListedClaim]] = {}
    for claim in sorted(claims, key=lambda each: (each.event_id, each.row.id != each.event_id, each.row.id)):
        listed = ListedClaim(claim, _alike(claim, claims), counted[claim.row.id])
        groups.setdefault(claim.event_id, []).append(listed)
    return tuple(ClaimedEvent(tuple(group)) for group in groups.values())


def _alike(claim: CarriedClaim, others: Sequence[CarriedClaim]) -> tuple[int, ...]:
    """Claims of another event with the same name, or the same document of the same body."""
    return tuple(
        other.row.id
        for other in others
        if other.event_id != claim.event_id and _marks_of_event(claim) & _marks_of_event(other)
    )


def _marks_of_event(claim: CarriedClaim) -> set[tuple[str, ...]]:
    title, body, number = (
        "".join(unicodedata.normalize("NFKC", text).split()).casefold()
        for text in (claim.row.title, claim.row.issuing_body, claim.row.document_number)
    )
    return {(title,), (body, number)} if body and number else {(title,)}


def carried_claim(session: Session, claim_id: int) -> CarriedClaim:
    """One claim before the province. Raises NotFound while it is not there."""
    cycle_id = session.scalar(select(SpecialClaim.cycle_id).where(SpecialClaim.id == claim_id))
    found = carried_claims(session, cycle_id, SpecialClaim.id == claim_id) if cycle_id else ()
    if not found:
        raise NotFound
    return found[0]
