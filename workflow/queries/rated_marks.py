"""The assessor's part of a year: marks of every ranked unit by findings or by answers, or of none."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models import Participant, Tier
from workflow.queries.found_terms import found_marks, found_terms
from workflow.queries.schemes import scheme_of
from workflow.queries.scored import answered_terms, scored
from workflow.queries.verdicts import rated_items
from workflow.scheme.document import Scheme
from workflow.scheme.totals import UnitMarks


@dataclass(frozen=True)
class RatedMarks:
    """One unit: total by the weights of the tree, 加减分 outside them, both in marks; the marks of items
    (`2`) and components (`2.expansion`) by name; every term as plain data."""

    total: Decimal
    bonus: Decimal
    parts: Mapping[str, Decimal]
    terms: Mapping[str, Any]


NOT_RATED = RatedMarks(Decimal(0), Decimal(0), {}, {"total": "0", "bonus": "0", "items": []})
"""Of a unit whose scheme has no rating."""


def rated_marks(session: Session, cycle_id: int) -> Mapping[int, RatedMarks]:
    """Ranked unit → the assessor's marks. Raises Invalid while answers or figures are missing."""
    scheme, groups = scheme_of(session, cycle_id), _groups(session, cycle_id)
    if not scheme.procedure.has("rating"):
        return dict.fromkeys(groups, NOT_RATED)
    if scheme.procedure.rating == "answers":
        found = scored(session, cycle_id)
        return {unit: _answered(scheme.variant(groups[unit]), marks) for unit, marks in found.items()}
    rated = rated_items(session, cycle_id)
    found_by_unit = {}
    for unit, group in groups.items():
        terms = found_terms(scheme.variant(group), rated, unit)
        parts = {scheme.item(number).label: mark for number, mark in found_marks(rated, unit).items()}
        found_by_unit[unit] = RatedMarks(Decimal(terms["total"]), Decimal(terms["bonus"]), parts, terms)
    return found_by_unit


def _answered(scheme: Scheme, marks: UnitMarks) -> RatedMarks:
    terms = answered_terms(scheme, marks)
    return RatedMarks(Decimal(terms["total"]), Decimal(terms["bonus"]), _parts(scheme, marks), terms)


def _parts(scheme: Scheme, marks: UnitMarks) -> dict[str, Decimal]:
    parts: dict[str, Decimal] = {}
    for item in scheme.items:
        own = marks.items[item.number]
        parts[item.label] = own.marks or Decimal(0)
        parts |= {f"{item.label}.{key}": outcome.marks or Decimal(0) for key, outcome in own.outcomes.items()}
    return parts


def _groups(session: Session, cycle_id: int) -> dict[int, str]:
    rows = session.execute(
        select(Participant.unit_id, Participant.group).where(
            Participant.cycle_id == cycle_id, Participant.tier == Tier.SUBJECT
        )
    )
    return {row.unit_id: row.group for row in rows}
