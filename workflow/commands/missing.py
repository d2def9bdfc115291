"""A unit that has not reported: the level above waits, or counts it as zero with a written reason."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import Refused
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._reason import stated
from workflow.models import MissingDecision, Report, Tier
from workflow.permissions import require
from workflow.queries.missing import decision_obstacles, live_decision
from workflow.queries.participants import participant
from workflow.queries.scopes import unit_scope

_ACTIONS = {Tier.BELOW: Action.DECIDE_MISSING_COUNTY, Tier.SUBJECT: Action.DECIDE_MISSING_PREFECTURE}


def decide_zero(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, unit_id: int, reason: str
) -> MissingDecision:
    """Count a unit that is past its deadline and not accepted as zero.

    For a county its prefecture's signer decides, for a prefecture the chief. A sheet that comes later is
    kept. Raises Refused while the unit is in time, accepted, or the level above has handed up.
    """
    _require_decidable(session, actor, now, cycle_id, unit_id)
    reason = stated(reason, "写明按 0 分计的理由，例如催报的经过和时间；通报后可查。")
    decision = MissingDecision(
        cycle_id=cycle_id,
        unit_id=unit_id,
        reason=reason,
        decided_by_id=actor.user_id,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    record(session, actor, now, "missing.decide_zero", decision, reason=reason)
    return decision


def revoke_zero(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, unit_id: int, reason: str
) -> None:
    """Take a decision back with a reason, so that the unit's sheet counts once it is accepted."""
    _require_decidable(session, actor, now, cycle_id, unit_id, standing=True)
    reason = stated(reason, "写明撤销的理由，例如该单位已经补报。")
    decision = live_decision(session, cycle_id, unit_id)
    assert decision is not None
    decision.revoked_at = now
    record(session, actor, now, "missing.revoke_zero", decision, reason=reason)


def _require_decidable(
    session: Session, actor: Actor, now: datetime, cycle_id: int, unit_id: int, *, standing: bool = False
) -> None:
    scope = unit_scope(session, cycle_id, unit_id)
    tier = participant(session, cycle_id, unit_id).tier
    require(actor, _ACTIONS[tier], scope)
    _lock(session, cycle_id, scope.above_id if tier is Tier.BELOW else unit_id)
    reasons = decision_obstacles(
        session, now, cycle_id=cycle_id, unit_id=unit_id, above_id=scope.above_id, revoking=standing
    )
    if reasons:
        raise Refused(reasons)


def _lock(session: Session, cycle_id: int, reporting_id: int | None) -> None:
    """Hold the report that the decision enters: it may be handed up at the same moment."""
    session.scalars(
        select(Report).where(Report.cycle_id == cycle_id, Report.unit_id == reporting_id).with_for_update()
    ).one()
