"""What dates bring about, posted: reminders, escalations, progress, alarms, ends. Jobs of the scheduler.

Each job plans everything that is due now from the tables and posts what nobody has yet. So it may run at any
time, twice at once or after days of silence: what is missed is caught up once, what is no longer true is not.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from notifications.letters import Letter
from notifications.planning.desk import Desk, under_way
from notifications.planning.endings import closed_appeals, ended_extensions
from notifications.planning.progress import digests
from notifications.planning.reminding import escalations, reminders
from notifications.planning.unreached import unreachable as unreached
from notifications.posting import post
from workflow.unit_of_work import unit_of_work

Planner = Callable[[Desk, datetime], Sequence[Letter]]
"""The letters of one sort that are due at an instant and not posted yet."""

PLANNERS: tuple[Planner, ...] = (
    reminders,
    escalations,
    digests,
    unreached,
    ended_extensions,
    closed_appeals,
)
"""Everything that dates bring about, in the order in which it goes out at one instant."""


def remind(session: Session, now: datetime) -> Mapping[str, int]:
    """Remind every unit of what it still owes; see `workflow.rules.reminders` for when."""
    return _run(session, now, reminders)


def escalate(session: Session, now: datetime) -> Mapping[str, int]:
    """Tell each unit on every working day which of those below it are overdue."""
    return _run(session, now, escalations)


def digest(session: Session, now: datetime) -> Mapping[str, int]:
    """Tell each unit on every working day how far those below it have come, while they work."""
    return _run(session, now, digests)


def unreachable(session: Session, now: datetime) -> Mapping[str, int]:
    """Tell the administrator whose reminders reach no signer."""
    return _run(session, now, unreached)


def ended(session: Session, now: datetime) -> Mapping[str, int]:
    """Tell of extensions and appeal windows that have ended by themselves."""
    return _run(session, now, ended_extensions, closed_appeals)


def _run(session: Session, now: datetime, *planners: Planner) -> Mapping[str, int]:
    """Post what these planners find in the years under way; how many cycles were looked at, and how many
    notices are new. A year in which nothing is due is only read; where something is, it is planned again in
    the transaction that posts it."""
    cycle_ids = under_way(session)
    added = 0
    for cycle_id in cycle_ids:
        if _planned(session, cycle_id, now, planners):
            with unit_of_work(session):
                added += post(session, now, _planned(session, cycle_id, now, planners))
    return {"cycles": len(cycle_ids), "notices": added}


def _planned(session: Session, cycle_id: int, now: datetime, planners: Sequence[Planner]) -> list[Letter]:
    desk = Desk(session, cycle_id)
    return [letter for planner in planners for letter in planner(desk, now)]
