"""Changing the calendar of a year: its days, and until when late work is accepted."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from states.cycle import OVER
from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._reason import stated
from workflow.commands._subject import cycle_subject
from workflow.errors import Invalid, Stale
from workflow.models import Cycle, CycleWindow
from workflow.queries.calendars import Days, days_of, told
from workflow.queries.replanning import moved_acceptance, plan, plan_digest
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import Window, deadline_day, grace_text, is_past

LONGEST = timedelta(days=366)
"""Late work is not accepted for longer than this: a year was mistyped."""


def edit_calendar(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    cycle_id: int,
    days: Days,
    reason: str,
    shown: str | None = None,
) -> None:
    """Change days of a cycle's calendar, with a reason: first days to come, deadlines not yet past.

    The end of the acceptance of late work follows the last day of its entry. `shown` names the plan that was
    confirmed; raises Stale where the calendar is no longer that on which it was made. Raises Invalid
    (`<entry>-first`, `<entry>-last`, `reason`), Refused once the ranking is published.
    """
    cycle = _open_cycle(session, actor, cycle_id)
    if shown is not None and shown != plan_digest(session, cycle_id, days):
        raise Stale("日程在您核对之后有变动，重新打开“调整日程”，按最新的日程核对后再确认。")
    before, errors = days_of(session, cycle_id), {}
    try:
        planned = plan(session, cycle_id, days, now)
    except Invalid as refusal:
        errors = refusal.errors
    if not reason.strip():
        errors["reason"] = "写明调整日程的理由或依据。"
    if errors:
        raise Invalid(errors)
    after, accepted = planned.after, moved_acceptance(session, cycle_id, planned.after)
    for stage, own in after.items():
        if own != before[stage]:
            row = (CycleWindow.cycle_id == cycle_id, CycleWindow.stage == stage)
            values = {"first": own.first, "last": own.last, "open_until": accepted[stage]}
            session.execute(update(CycleWindow).where(*row).values(values))
    was, planned_days = told(before), told(after)
    record(
        session, actor, now, "cycle.edit_calendar", cycle,
        reason=reason.strip(), before=was, after=planned_days,
    )  # fmt: skip


def end_acceptance(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    cycle_id: int,
    entry: str,
    until: datetime | None,
    reason: str,
) -> None:
    """Say until when late work is accepted in an entry (exclusive), with a reason; None for the rule itself:
    until the level above has handed up.

    Raises Invalid (entry, until, reason), Refused once the ranking is published.
    """
    cycle = _open_cycle(session, actor, cycle_id)
    own = (CycleWindow.cycle_id == cycle_id, CycleWindow.stage == entry)
    row = session.scalar(select(CycleWindow).where(*own))
    if row is None:
        raise Invalid({"entry": "本年度的日程没有这个阶段，选列出的一个。"})
    reason = stated(reason, "写明理由，填报单位在页面上能看到。")
    if error := _until_error(cycle_calendar(session, cycle_id).windows[entry], until, now):
        raise Invalid({"until": error})
    before = {"entry": entry, "open_until": row.open_until}
    row.open_until, row.open_until_reason = until, reason if until else ""
    after = {"entry": entry, "open_until": until}
    record(session, actor, now, "cycle.end_acceptance", cycle, reason=reason, before=before, after=after)


def _open_cycle(session: Session, actor: Actor, cycle_id: int) -> Cycle:
    cycle, _ = cycle_subject(session, actor, Action.EDIT_CALENDAR, Cycle, cycle_id, cycle_id)
    if cycle.stage in OVER:
        raise Refused((Unmet(f"年度评定当前状态是“{cycle.stage.label}”，日程不再变动", ""),))
    return cycle


def _until_error(window: Window, until: datetime | None, now: datetime) -> str:
    if until == window.open_until:
        return "和现在的规定一样，没有改动。"
    if until is None:
        return ""
    typed = f"填写的是{deadline_day(until)}"
    if is_past(until, now):
        return f"{typed}，已经过去：填今后的日期。"
    if until < window.due_at + window.grace:
        late_from = "，".join(filter(None, (deadline_day(window.due_at), grace_text(window))))
        return f"{typed}，早于这个阶段的期限（{late_from}）：停止受理不能早于期限。"
    return f"{typed}，离期限超过一年：核对年份。" if until - window.due_at > LONGEST else ""
