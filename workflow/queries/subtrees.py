"""What counts of a prefecture's subtree: own level and counties, once its report is accepted.

A county that was decided to count as zero is left out with everything on its sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, case, func, or_, select
from sqlalchemy.orm import Session

from states.claim import ClaimStage
from states.report import ReportStage
from states.sheet import SheetStage
from workflow.models import (
    Deduction,
    Entry,
    MissingDecision,
    Participant,
    Report,
    Sheet,
    SpecialClaim,
    Tier,
    User,
)
from workflow.rules.double_deduction import SelfDeduction

PREFECTURE = case((Participant.tier == Tier.SUBJECT, Participant.unit_id), else_=Participant.above_id)
"""The prefecture in whose subtree a participant stands."""


def counted_sheets(cycle_id: int) -> Subquery:
    """The accepted sheets that count, as rows (sheet_id, unit_id, name, prefecture_id)."""
    decided = (
        select(MissingDecision.id)
        .where(
            MissingDecision.cycle_id == cycle_id,
            MissingDecision.unit_id == Sheet.unit_id,
            MissingDecision.revoked_at.is_(None),
        )
        .exists()
    )
    return (
        select(
            Sheet.id.label("sheet_id"),
            Sheet.unit_id,
            Participant.name,
            Participant.code,
            PREFECTURE.label("prefecture_id"),
        )
        .join(Participant, (Participant.cycle_id == cycle_id) & (Participant.unit_id == Sheet.unit_id))
        .join(Report, (Report.cycle_id == cycle_id) & (Report.unit_id == PREFECTURE))
        .where(
            Sheet.cycle_id == cycle_id,
            Sheet.stage == SheetStage.ACCEPTED,
            Report.stage == ReportStage.ACCEPTED,
            or_(Participant.tier == Tier.SUBJECT, ~decided),
        )
        .subquery("counted")
    )


@dataclass(frozen=True)
class SelfLine:
    """One line of 扣分明细 in a subtree, as the rater sees it, with the unit that wrote it."""

    deduction: SelfDeduction
    prefecture_id: int
    unit_name: str
    cause: str | None
    case: str
    reason: str


def self_lines(
    session: Session, cycle_id: int, prefecture_id: int | None = None, item: int | None = None
) -> tuple[SelfLine, ...]:
    """The self-deductions that count, by unit and item, in one statement; narrowed where asked.

    Lines that add marks (加分事项) are none.
    """
    counted = counted_sheets(cycle_id)
    statement = (
        select(Deduction, Entry.item, counted.c.unit_id, counted.c.name, counted.c.prefecture_id)
        .join(Entry, Entry.id == Deduction.entry_id)
        .join(counted, counted.c.sheet_id == Entry.sheet_id)
        .where(Deduction.amount >= 0)
        .order_by(counted.c.code, counted.c.unit_id, Entry.item, Deduction.component, Deduction.position)
    )
    if prefecture_id is not None:
        statement = statement.where(counted.c.prefecture_id == prefecture_id)
    if item is not None:
        statement = statement.where(Entry.item == item)
    return tuple(
        SelfLine(
            SelfDeduction(line.id, unit_id, number, line.component, line.count, line.amount),
            prefecture,
            name,
            line.cause,
            line.case,
            line.reason,
        )
        for line, number, unit_id, name, prefecture in session.execute(statement)
    )


def self_line_counts(session: Session, cycle_id: int) -> Mapping[tuple[int, int], int]:
    """(prefecture, item) → number of self-deductions that count, in one statement."""
    counted = counted_sheets(cycle_id)
    statement = (
        select(counted.c.prefecture_id, Entry.item, func.count(Deduction.id))
        .join(Entry, Entry.sheet_id == counted.c.sheet_id)
        .join(Deduction, Deduction.entry_id == Entry.id)
        .where(Deduction.amount >= 0)
        .group_by(counted.c.prefecture_id, Entry.item)
    )
    return {(prefecture, item): number for prefecture, item, number in session.execute(statement)}


@dataclass(frozen=True)
class CarriedClaim:
    """A special claim before the province: its unit, its prefecture, who entered and who decided it."""

    row: SpecialClaim
    prefecture_id: int
    unit_name: str
    entered_by: str
    decided_by: str | None

    @property
    def event_id(self) -> int:
        """The claim that stands for the event: claims about the same event share it."""
        return self.row.same_event_as_id or self.row.id


def carried_claims(
    session: Session, cycle_id: int, *conditions: ColumnElement[bool]
) -> tuple[CarriedClaim, ...]:
    """The claims before the province, in one statement: on sheets that count, or entered by the province."""
    counted = counted_sheets(cycle_id)
    author = select(User.name).where(User.id == SpecialClaim.entered_by_id).scalar_subquery()
    decider = select(User.name).where(User.id == SpecialClaim.decided_by_id).scalar_subquery()
    statement = (
        select(SpecialClaim, PREFECTURE, Participant.name, author, decider)
        .join(Participant, (Participant.cycle_id == cycle_id) & (Participant.unit_id == SpecialClaim.unit_id))
        .outerjoin(counted, counted.c.unit_id == SpecialClaim.unit_id)
        .where(
            SpecialClaim.cycle_id == cycle_id,
            SpecialClaim.stage != ClaimStage.DRAFT,
            or_(SpecialClaim.by_province, counted.c.sheet_id.is_not(None)),
            *conditions,
        )
        .order_by(PREFECTURE, SpecialClaim.item, SpecialClaim.id)
    )
    return tuple(CarriedClaim(*row) for row in session.execute(statement))
