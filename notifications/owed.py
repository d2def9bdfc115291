"""Whether what a notice reminds of is still owed: asked again before each of its copies is sent."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from notifications.planning.desk import Desk
from workflow.models import Notice
from workflow.queries.owed import DEADLINES
from workflow.rules.deadlines import Standing, deadline_text, is_past, standing
from workflow.rules.obligations import Obligation, still_due
from workflow.rules.reminders import Kind, latest

Outdated = dict[int, str]
"""Notice → why its copy is no longer to be sent, in Chinese; those that are still true are absent."""

_REMINDERS = tuple(kind.value for kind in Kind)

NOT_ASKED = "本年度不再要求"
DONE = {"liaison": "已登记"}
HANDED_UP = "已上报"
ZERO = "已按 0 分计"
CLOSED = "已截止，不再受理"
NOT_YET = "现在还不能填报"
SUPERSEDED = "已有更新的提醒"
PAST = "已过截止时间"
CHANGED = "提醒之后又有变动，以新的通知为准"
NOBODY = "下级没有逾期未报的了"

_Reason = Callable[["_Year", Notice], str | None]


def no_longer_owed(session: Session, now: datetime, notices: Sequence[Notice]) -> Outdated:
    """Reminders whose unit does not owe the work any more or owes it by another deadline, and those that a
    later one has taken the place of. A nudge is true as long as its unit owes what it was reminded of."""
    return _outdated(session, now, notices, _not_owed)


def none_below_owes(session: Session, now: datetime, notices: Sequence[Notice]) -> Outdated:
    """Escalations to units right below which nobody is overdue any more."""
    return _outdated(session, now, notices, _none_overdue)


class _Year:
    """What is owed in one cycle at a moment."""

    def __init__(self, session: Session, cycle_id: int, now: datetime) -> None:
        self.desk, self.now = Desk(session, cycle_id), now
        owed = self.desk.obligations(now)
        self.owed: Mapping[tuple[int, str], Obligation] = {(one.unit_id, one.entry): one for one in owed}
        self.overdue = {
            (one.above_id, one.entry)
            for one in still_due(owed, now)
            if is_past(one.window.late_from, now)
        }


def _outdated(session: Session, now: datetime, notices: Sequence[Notice], reason: _Reason) -> Outdated:
    by_cycle: dict[int, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.cycle_id is not None:
            by_cycle[notice.cycle_id].append(notice)
    found: Outdated = {}
    for cycle_id, own in by_cycle.items():
        year = _Year(session, cycle_id, now)
        found |= {notice.id: text for notice in own if (text := reason(year, notice))}
    return found


def _none_overdue(year: _Year, notice: Notice) -> str | None:
    return None if (notice.unit_id, notice.entry) in year.overdue else NOBODY


def _not_owed(year: _Year, notice: Notice) -> str | None:
    one = year.owed.get((notice.unit_id, notice.entry))
    if one is None:
        return NOT_ASKED
    if one.done or one.zero:
        return ZERO if one.zero else DONE.get(one.entry, HANDED_UP)
    place = standing(one.window, year.now)
    if place in (Standing.CLOSED, Standing.NOT_YET):
        return CLOSED if place is Standing.CLOSED else NOT_YET
    return _not_current(year, notice, one) if notice.kind in _REMINDERS else None


def _not_current(year: _Year, notice: Notice, one: Obligation) -> str | None:
    """Why a reminder is not the one that is current now, for somebody who still owes the work."""
    desk, now = year.desk, year.now
    span = desk.span(one, now)
    current = latest(one.window, desk.manner(one.entry), desk.working, span.since if span else None, now)
    if current and (current.kind.value, current.day) == (notice.kind, notice.day):
        return None
    if span and span.since and span.since > notice.planned_for:
        until = deadline_text(one.window.on_time_until)
        return f"期限已调整为{until}" if span.by in DEADLINES else CHANGED
    return PAST if current is None else SUPERSEDED
