"""Why the level above may not decide about a unit that has not reported now, or take a decision back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.guards import Unmet
from states.report import HANDED_UP, ReportStage
from states.sheet import SheetStage
from workflow.models import MissingDecision, Report, Sheet, Tier
from workflow.queries.participants import participant
from workflow.queries.windows import CycleCalendar, cycle_calendar
from workflow.rules.deadlines import deadline_text, grace_text, is_past


def live_decision(session: Session, cycle_id: int, unit_id: int) -> MissingDecision | None:
    """The decision to count a unit as zero that holds now."""
    return session.scalar(
        select(MissingDecision).where(
            MissingDecision.cycle_id == cycle_id,
            MissingDecision.unit_id == unit_id,
            MissingDecision.revoked_at.is_(None),
        )
    )


def decision_obstacles(
    session: Session,
    now: datetime,
    *,
    cycle_id: int,
    unit_id: int,
    above_id: int | None,
    revoking: bool = False,
) -> tuple[Unmet, ...]:
    """All reasons why a unit cannot be counted as zero now; with `revoking`, why that cannot be undone."""
    tier = participant(session, cycle_id, unit_id).tier
    calendar = cycle_calendar(session, cycle_id)
    reasons = _closed(session, calendar, cycle_id, tier, above_id)
    decided = live_decision(session, cycle_id, unit_id) is not None
    if decided is not revoking:
        reasons.append(Unmet("已经有按 0 分计的决定" if decided else "没有按 0 分计的决定", ""))
    if not revoking:
        reasons += _in_time_or_accepted(session, calendar, now, cycle_id, unit_id, tier, above_id)
    return tuple(reasons)


def _closed(
    session: Session, calendar: CycleCalendar, cycle_id: int, tier: Tier, above_id: int | None
) -> list[Unmet]:
    if tier is Tier.BELOW:
        statement = select(Report.stage).where(Report.cycle_id == cycle_id, Report.unit_id == above_id)
        if session.scalar(statement) in HANDED_UP:
            return [Unmet("汇总已上报，决定不能再变动", "评定负责人退回汇总后")]
    elif calendar.deliberated_at is not None:
        return [Unmet("排名已提交会议审议，决定不能再变动", "评定负责人在会议退回后")]
    return []


def _in_time_or_accepted(
    session: Session,
    calendar: CycleCalendar,
    now: datetime,
    cycle_id: int,
    unit_id: int,
    tier: Tier,
    above_id: int | None,
) -> list[Unmet]:
    window = calendar.sheet(tier, above_id, unit_id)
    model = Sheet if tier is Tier.BELOW else Report
    stage = session.scalar(select(model.stage).where(model.cycle_id == cycle_id, model.unit_id == unit_id))
    reasons = []
    if not is_past(window.late_from, now):
        told = "，".join(filter(None, (deadline_text(window.on_time_until), grace_text(window))))
        reasons.append(Unmet(f"还没有到截止时间（{told}）", ""))
    if stage in (SheetStage.ACCEPTED, ReportStage.ACCEPTED):
        reasons.append(Unmet("该单位已审核通过，不是缺报", ""))
    elif model is Report and stage in HANDED_UP:
        reasons.append(Unmet("该单位的汇总已上报，不是缺报：审核通过，或退回修改", "评定负责人"))
    return reasons
