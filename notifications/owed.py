"""Whether what a notice reminds of is still owed: asked again before each of its copies is sent."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from notifications.planning.desk import Desk, PastDesk, Place
from notifications.planning.reminding import escalated
from workflow.models import Notice
from workflow.queries.owed import DEADLINES
from workflow.rules.deadlines import Standing, deadline_text, standing
from workflow.rules.obligations import Obligation
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
OTHERS = "名单有变"

Escalated = Mapping[Place, tuple[date, Collection[int]]]
"""Entry and unit above → the day of an escalation, and the units that it names."""

_Reason = Callable[["_Year", Notice], str | None]


def no_longer_owed(session: Session, now: datetime, notices: Sequence[Notice]) -> Outdated:
    """Reminders whose unit does not owe the work any more or owes it by another deadline, and those that a
    later one has taken the place of. A nudge is true as long as its unit owes what it was reminded of."""
    return _outdated(session, now, notices, _not_owed)


def none_below_owes(session: Session, now: datetime, notices: Sequence[Notice]) -> Outdated:
    """Escalations that a later one has taken the place of, and those that name a unit not overdue now."""
    return _outdated(session, now, notices, _not_overdue)


class _Year:
    """What is owed in one cycle at a moment, and who was said to be overdue before."""

    def __init__(self, session: Session, cycle_id: int, now: datetime) -> None:
        self.desk, self.now = Desk(session, cycle_id), now
        self._past = PastDesk(session, cycle_id)
        self._told: dict[datetime, Escalated] = {}

    @cached_property
    def owed(self) -> Mapping[tuple[int, str], Obligation]:
        """Unit and entry → what is owed now."""
        return {(one.unit_id, one.entry): one for one in self.desk.obligations(self.now)}

    @cached_property
    def overdue(self) -> Escalated:
        """Who is named now."""
        return escalated(self.desk, self.now)

    def told(self, notice: Notice) -> Collection[int]:
        """The units that an escalation names: those that were overdue when it was written."""
        at = notice.created_at
        if at not in self._told:
            self._told[at] = escalated(self._past, at)
        return self._told[at].get((notice.entry, notice.unit_id), (notice.day, ()))[1]


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


def _not_overdue(year: _Year, notice: Notice) -> str | None:
    if (current := year.overdue.get((notice.entry, notice.unit_id))) is None:
        return NOBODY
    day, units = current
    if day != notice.day:
        return SUPERSEDED
    return None if set(year.told(notice)) <= set(units) else OTHERS


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
