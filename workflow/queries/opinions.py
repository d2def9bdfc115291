"""What several divisions found on one item of one unit, each for itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.digests import canonical
from workflow.errors import Invalid
from workflow.models import Assessment, Opinion, User
from workflow.points import exact, plain
from workflow.queries.subtrees import SelfLine
from workflow.queries.verdicts import FoundLine, LinkedLine, RatedItem
from workflow.rules.double_deduction import Counted, Nature
from workflow.scheme.tree import Item
from workflow.scheme.weighing import FindingInput, Weighed, weigh

_NATURES = {nature.value: nature for nature in Nature}
_UNWEIGHED = Counted(Decimal(0), "")


@dataclass(frozen=True)
class GivenOpinion:
    """What a division found on an item; without findings it says "checked, nothing found"."""

    id: int
    division_id: int
    version: int
    findings: tuple[FindingInput, ...]
    checked_by: str
    checked_at: datetime


def findings_text(findings: Sequence[FindingInput]) -> str:
    """Findings as an opinion keeps them."""
    return canonical([finding_record(entry) for entry in findings])


def finding_record(entry: FindingInput) -> dict[str, object]:
    """One finding as plain data, its amount as the shortest text."""
    amount = None if entry.amount is None else plain(entry.amount)
    return {**vars(entry), "nature": entry.nature.value, "amount": amount}


def findings_from(text: str) -> tuple[FindingInput, ...]:
    """The findings that `findings_text` has written down."""
    return tuple(
        FindingInput(
            **{
                **kept,
                "nature": _NATURES[kept["nature"]],
                "amount": None if kept["amount"] is None else exact(kept["amount"]),
                "links": tuple((key, count) for key, count in kept["links"]),
            }
        )
        for kept in json.loads(text)
    )


def opinions_on(session: Session, assessment_id: int, item: int) -> Mapping[int, GivenOpinion]:
    """Division → its opinion on an item of a unit, in one statement."""
    rows = session.execute(
        select(Opinion, User.name)
        .join(User, User.id == Opinion.checked_by_id)
        .where(Opinion.assessment_id == assessment_id, Opinion.item == item)
        .order_by(Opinion.division_id)
        .execution_options(populate_existing=True)
    )
    return {
        row.division_id: GivenOpinion(
            row.id, row.division_id, row.version, findings_from(row.findings), name, row.checked_at
        )
        for row, name in rows
    }


def opinion_counts(session: Session, cycle_id: int) -> Mapping[tuple[int, int], int]:
    """(item, division) → about how many units the division has given an opinion, in one statement."""
    rows = session.execute(
        select(Opinion.item, Opinion.division_id, func.count(Opinion.id))
        .join(Assessment, Assessment.id == Opinion.assessment_id)
        .where(Assessment.cycle_id == cycle_id)
        .group_by(Opinion.item, Opinion.division_id)
    )
    return {(item, division): number for item, division, number in rows}


def as_rated(
    opinion: GivenOpinion, unit_id: int, item: Item, lines: Sequence[SelfLine], *, current: bool
) -> RatedItem:
    """An opinion as if it alone rated the item, weighed against the self-deductions of the subtree.

    One that is not `current`, given on a report that has come again since, has lost its links: the
    self-deductions were written anew. Its mark is None where it cannot be weighed so.
    """
    findings, known = opinion.findings, {line.deduction.id: line for line in lines}
    weighed = _weighed(item, findings, known) if current else None
    counted = weighed.counted if weighed else (_UNWEIGHED,) * len(findings)
    return RatedItem(
        id=opinion.id,
        unit_id=unit_id,
        number=item.number,
        version=opinion.version,
        mark=weighed.mark if weighed else None,
        checked_by=opinion.checked_by,
        checked_at=opinion.checked_at,
        findings=tuple(
            _line(entry, cost, known if current else {})
            for entry, cost in zip(findings, counted, strict=True)
        ),
    )


def _weighed(item: Item, findings: Sequence[FindingInput], known: Mapping[int, SelfLine]) -> Weighed | None:
    try:
        return weigh(item, findings, {key: line.deduction for key, line in known.items()})
    except Invalid:
        return None


def _line(entry: FindingInput, cost: Counted, known: Mapping[int, SelfLine]) -> FoundLine:
    links = tuple(
        LinkedLine(key, count, known[key].unit_name, known[key].case)
        for key, count in entry.links
        if key in known
    )
    said = {**vars(entry), "links": links}
    return FoundLine(**said, counted=cost.amount, explanation=cost.explanation)
