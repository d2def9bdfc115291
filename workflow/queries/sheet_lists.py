"""Around a self sheet: a claim for its form, the years of a unit, the history of one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.sheet import SHEET, SheetStage
from workflow.actor import Actor
from workflow.errors import NotFound
from workflow.models import Cycle, Participant, Sheet, SpecialClaim, Submission
from workflow.permissions import Relation
from workflow.queries.flow import Passage, passages
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope
from workflow.queries.submissions import submissions_of
from workflow.queries.visibility import sees_content
from workflow.scheme.tree import SpecialItem


@dataclass(frozen=True)
class ClaimPage:
    """One special claim, the item it is about, and the sheet it travels with."""

    claim: SpecialClaim
    special: SpecialItem
    sheet_id: int


def claim_page(session: Session, claim_id: int) -> ClaimPage:
    """One claim for its form. Raises NotFound, also for what the province has entered about the unit."""
    claim = session.get(SpecialClaim, claim_id)
    if claim is None or claim.by_province:
        raise NotFound
    own = (Sheet.cycle_id == claim.cycle_id, Sheet.unit_id == claim.unit_id)
    sheet_id = session.scalars(select(Sheet.id).where(*own)).one()
    return ClaimPage(claim, scheme_of(session, claim.cycle_id).special_item(claim.item), sheet_id)


@dataclass(frozen=True)
class OwnSheet:
    """One year's sheet of a unit, for the list of its years."""

    sheet_id: int
    cycle: str
    year: int
    rehearsal: bool
    stage: SheetStage
    round: int
    submitted_at: datetime | None


_OWN_SHEETS = select(
    Sheet.id, Cycle.title, Cycle.year, Cycle.rehearsal, Sheet.stage, Sheet.round, Sheet.submitted_at
).join(Cycle, Cycle.id == Sheet.cycle_id)


def sheets_of(session: Session, unit_id: int) -> list[OwnSheet]:
    """The sheets that a unit has filled about itself, newest year first."""
    newest_first = _OWN_SHEETS.where(Sheet.unit_id == unit_id).order_by(Cycle.year.desc(), Cycle.id.desc())
    return [OwnSheet(*row) for row in session.execute(newest_first)]


def own_sheet(session: Session, unit_id: int, cycle_id: int) -> OwnSheet | None:
    """A unit's sheet in one cycle; None where it fills none."""
    of_cycle = _OWN_SHEETS.where(Sheet.unit_id == unit_id, Sheet.cycle_id == cycle_id)
    row = session.execute(of_cycle).one_or_none()
    return OwnSheet(*row) if row else None


@dataclass(frozen=True)
class SheetHistory:
    """Every submission of one sheet, newest first, and its way so far; totals only if `visible`."""

    sheet: Sheet
    unit: str
    cycle: str
    submissions: Sequence[Submission]
    way: Sequence[Passage]
    visible: bool

    def total(self, submission: Submission) -> Decimal:
        """The marks of one submission."""
        return Decimal(submission.total)


def sheet_history(session: Session, actor: Actor, sheet_id: int) -> SheetHistory:
    """The history of one sheet. Raises NotFound."""
    scope = object_scope(session, Sheet, sheet_id)
    sheet = session.get_one(Sheet, sheet_id)
    about = session.execute(
        select(Participant.name, Cycle.title)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Participant.cycle_id == sheet.cycle_id, Participant.unit_id == sheet.unit_id)
    ).one()
    own = Relation.OWN in scope.relations(actor)
    return SheetHistory(
        sheet=sheet,
        unit=about.name,
        cycle=about.title,
        submissions=submissions_of(session, sheet),
        way=passages(session, SHEET, sheet_id, inside=() if own else SHEET.inside),
        visible=sees_content(session, actor, sheet, scope),
    )
