"""一票否决: the chief establishes a case that the scheme names, or revokes what was established."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._reason import stated
from workflow.commands._subject import locked
from workflow.errors import Invalid, NotFound
from workflow.models import Cycle, Participant, Tier, VetoCase
from workflow.permissions import require
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import unit_scope, veto_scope


def decide_veto(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, unit_id: int, veto: str, reason: str
) -> VetoCase:
    """Establish a case against a ranked unit: its total is zero, it has no grade and the last place.

    Raises Invalid (fields `veto`, `reason`), NotFound for a unit that is not ranked, Refused once the
    ranking lies with the meeting.
    """
    require(actor, Action.DECIDE_VETO, unit_scope(session, cycle_id, unit_id))
    _open_cycle(session, cycle_id)
    subject = (Participant.cycle_id == cycle_id, Participant.unit_id == unit_id)
    if session.scalar(select(Participant.tier).where(*subject)) is not Tier.SUBJECT:
        raise NotFound
    known = [entry.key for entry in scheme_of(session, cycle_id).consequences.vetoes]
    if veto not in known:
        raise Invalid({"veto": "选择评定办法列明的一种情形"})
    reason = stated(reason, "写明认定的事实和依据")
    live = select(VetoCase.id).where(
        VetoCase.cycle_id == cycle_id,
        VetoCase.unit_id == unit_id,
        VetoCase.veto == veto,
        VetoCase.revoked_at.is_(None),
    )
    if session.scalar(live) is not None:
        raise Invalid({"veto": "这种情形已经认定过，不重复认定"})
    who = {"decided_by_id": actor.user_id, "decided_at": now}
    row = VetoCase(cycle_id=cycle_id, unit_id=unit_id, veto=veto, reason=reason, **who)
    session.add(row)
    session.flush()
    record(session, actor, now, "veto.decide", row, reason=reason, after={"veto": veto})
    return row


def revoke_veto(session: Session, actor: Actor, now: datetime, *, veto_id: int, reason: str) -> None:
    """Revoke a case; it stays in the history. Raises NotFound where it does not stand, Refused, Invalid."""
    scope = veto_scope(session, veto_id)
    require(actor, Action.DECIDE_VETO, scope)
    assert scope.cycle_id is not None
    _open_cycle(session, scope.cycle_id)
    row = locked(session, VetoCase, veto_id)
    if row.revoked_at is not None:
        raise NotFound
    reason = stated(reason, "写明撤销的理由")
    row.revoked_at = now
    session.flush()
    record(session, actor, now, "veto.revoke", row, reason=reason, before={"veto": row.veto})


def _open_cycle(session: Session, cycle_id: int) -> None:
    """Lock the cycle; nothing is established while its ranking lies with the meeting or is out."""
    cycle = locked(session, Cycle, cycle_id)
    if cycle.deliberated_at is not None:
        text = f"年度评定当前状态是“{cycle.stage.label}”，不再认定或撤销"
        raise Refused((Unmet(text, "会议退回后或启动更正后评定负责人"),))
