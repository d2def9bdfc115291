"""A county that has not reported, before its prefecture's signer: what is known, what may be decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.guards import Unmet
from states.sheet import SheetStage
from workflow.models import MissingDecision, Participant, Sheet, Tier, Unit, User
from workflow.queries.missing import decision_obstacles, live_decision
from workflow.queries.prefecture_board import report_of
from workflow.queries.scopes import unit_scope
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import Window, lateness


@dataclass(frozen=True)
class MissingCounty:
    """One county on the decision page. `obstacles` hold back the decision, or, where one stands, its end."""

    cycle_id: int
    unit_id: int
    report_id: int
    sheet_id: int
    name: str
    phone: str
    stage: SheetStage
    submitted_at: datetime | None
    window: Window
    late: timedelta | None
    decision: MissingDecision | None
    decided_by: str
    obstacles: tuple[Unmet, ...]


def missing_county(session: Session, now: datetime, cycle_id: int, unit_id: int) -> MissingCounty:
    """The decision page of one county. Raises NotFound."""
    scope = unit_scope(session, cycle_id, unit_id)
    sheet, name, phone = session.execute(
        select(Sheet, Participant.name, Unit.phone)
        .join(Participant, (Participant.cycle_id == Sheet.cycle_id) & (Participant.unit_id == Sheet.unit_id))
        .join(Unit, Unit.id == Sheet.unit_id)
        .where(Sheet.cycle_id == cycle_id, Sheet.unit_id == unit_id)
    ).one()
    window = cycle_calendar(session, cycle_id).sheet(Tier.BELOW, scope.above_id, unit_id)
    decision = live_decision(session, cycle_id, unit_id)
    names = {"cycle_id": cycle_id, "unit_id": unit_id, "above_id": scope.above_id or 0}
    return MissingCounty(
        cycle_id=cycle_id,
        unit_id=unit_id,
        report_id=report_of(session, cycle_id, scope.above_id or 0),
        sheet_id=sheet.id,
        name=name,
        phone=phone,
        stage=sheet.stage,
        submitted_at=sheet.submitted_at,
        window=window,
        late=lateness(window, sheet.submitted_at or now),
        decision=decision,
        decided_by=_decided_by(session, decision),
        obstacles=decision_obstacles(session, now, **names, revoking=decision is not None),
    )


def _decided_by(session: Session, decision: MissingDecision | None) -> str:
    if decision is None:
        return ""
    return session.scalars(select(User.name).where(User.id == decision.decided_by_id)).one()
