"""A unit that has not reported: the level above waits, or counts it as zero with a written reason."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from states.report import ReportStage
from states.sheet import SheetStage
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.errors import Invalid
from workflow.models import Level, MissingDecision, Participant, Report, Sheet
from workflow.permissions import Action, require
from workflow.queries.scopes import unit_scope
from workflow.queries.windows import HANDED_UP, cycle_calendar
from workflow.rules.deadlines import deadline_text, is_past

_ACTIONS = {Level.COUNTY: Action.DECIDE_MISSING_COUNTY, Level.PREFECTURE: Action.DECIDE_MISSING_PREFECTURE}


def decide_zero(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, unit_id: int, reason: str
) -> MissingDecision:
    """Count a unit that is past its deadline and not accepted as zero.

    For a county its prefecture's signer decides, for a prefecture the chief. A sheet that comes later is
    kept. Raises Refused while the unit is in time, accepted, or the level above has handed up.
    """
    level = _decidable(session, actor, now, cycle_id, unit_id)
    if not reason.strip():
        raise Invalid({"reason": "写明按 0 分计的理由，通报后可查"})
    decision = MissingDecision(
        cycle_id=cycle_id,
        unit_id=unit_id,
        reason=reason.strip(),
        decided_by_id=actor.user_id,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    _note(session, actor, now, f"{level.value}.decide_zero", decision, reason)
    return decision


def revoke_zero(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, unit_id: int, reason: str
) -> None:
    """Take a decision back, so that the unit's sheet counts once it is accepted."""
    level = _decidable(session, actor, now, cycle_id, unit_id, standing=True)
    decision = _live(session, cycle_id, unit_id)
    assert decision is not None
    decision.revoked_at = now
    _note(session, actor, now, f"{level.value}.revoke_zero", decision, reason)


def _decidable(
    session: Session, actor: Actor, now: datetime, cycle_id: int, unit_id: int, *, standing: bool = False
) -> Level:
    scope = unit_scope(session, cycle_id, unit_id)
    level = session.scalars(
        select(Participant.level).where(Participant.cycle_id == cycle_id, Participant.unit_id == unit_id)
    ).one()
    require(actor, _ACTIONS.get(level, Action.DECIDE_MISSING_PREFECTURE), scope)
    reasons = [*_closed(session, cycle_id, level, scope.above_id)]
    decided = _live(session, cycle_id, unit_id) is not None
    if decided is not standing:
        reasons.append(Unmet("已经有按 0 分计的决定" if decided else "没有按 0 分计的决定", ""))
    if not standing:
        reasons += _in_time_or_accepted(session, now, cycle_id, unit_id, level, scope.above_id)
    if reasons:
        raise Refused(tuple(reasons))
    return level


def _closed(session: Session, cycle_id: int, level: Level, above_id: int | None) -> list[Unmet]:
    calendar = cycle_calendar(session, cycle_id)
    if level is Level.COUNTY:
        report = session.scalars(
            select(Report).where(Report.cycle_id == cycle_id, Report.unit_id == above_id).with_for_update()
        ).one()
        return (
            [Unmet("汇总已上报，决定不能再变动", "评定负责人退回汇总后")] if report.stage in HANDED_UP else []
        )
    if calendar.deliberated_at is not None:
        return [Unmet("排名已提交会议审议，决定不能再变动", "评定负责人在会议退回后")]
    return []


def _in_time_or_accepted(
    session: Session, now: datetime, cycle_id: int, unit_id: int, level: Level, above_id: int | None
) -> list[Unmet]:
    window = cycle_calendar(session, cycle_id).sheet(level, above_id)
    model, accepted = (
        (Sheet, SheetStage.ACCEPTED) if level is Level.COUNTY else (Report, ReportStage.ACCEPTED)
    )
    stage = session.scalar(select(model.stage).where(model.cycle_id == cycle_id, model.unit_id == unit_id))
    reasons = []
    if not is_past(window.on_time_until, now):
        reasons.append(Unmet(f"还没有到截止时间（{deadline_text(window.on_time_until)}）", ""))
    if stage is accepted:
        reasons.append(Unmet("该单位已审核通过，不是缺报", ""))
    return reasons


def _live(session: Session, cycle_id: int, unit_id: int) -> MissingDecision | None:
    return session.scalar(
        select(MissingDecision)
        .where(
            MissingDecision.cycle_id == cycle_id,
            MissingDecision.unit_id == unit_id,
            MissingDecision.revoked_at.is_(None),
        )
        .with_for_update()
    )


def _note(
    session: Session, actor: Actor, now: datetime, name: str, decision: MissingDecision, reason: str
) -> None:
    record(
        session,
        actor,
        now,
        name,
        object_id=decision.id,
        cycle_id=decision.cycle_id,
        unit_id=decision.unit_id,
        reason=reason,
    )
