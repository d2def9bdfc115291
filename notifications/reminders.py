"""What dates bring about, posted: reminders, escalations, progress, alarms, ends. Jobs of the scheduler.

Each job plans everything that is due now from the tables and posts what nobody has yet. So it may run at any
time, twice at once or after days of silence: what is missed is caught up once, what is no longer true is not.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifications import faults
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
    return _run(session, now, "remind", reminders)


def escalate(session: Session, now: datetime) -> Mapping[str, int]:
    """Tell each unit on every working day which of those below it are overdue."""
    return _run(session, now, "escalate", escalations)


def digest(session: Session, now: datetime) -> Mapping[str, int]:
    """Tell each unit on every working day how far those below it have come, while they work."""
    return _run(session, now, "digest", digests)


def unreachable(session: Session, now: datetime) -> Mapping[str, int]:
    """Tell the administrator whose reminders reach no signer."""
    return _run(session, now, "unreachable", unreached)


def ended(session: Session, now: datetime) -> Mapping[str, int]:
    """Tell of extensions and appeal windows that have ended by themselves."""
    return _run(session, now, "ended", ended_extensions, closed_appeals)


def _run(session: Session, now: datetime, job: str, *planners: Planner) -> Mapping[str, int]:
    """Post what these planners find in the years under way; how many cycles were looked at, and how many
    notices are new. What goes wrong with one year or one unit is kept as its fault and holds no other up."""
    cycle_ids, added = under_way(session), 0
    with faults.attempts(session, now, job) as attempts:
        for cycle_id in cycle_ids:
            with attempts.on(f"cycle {cycle_id}"):
                added += _posted(session, now, cycle_id, planners, attempts)
    return {"cycles": len(cycle_ids), "notices": added}


def _posted(
    session: Session, now: datetime, cycle_id: int, planners: Sequence[Planner], attempts: faults.Attempts
) -> int:
    """Post what is due in a year; how many notices are new. A year in which nothing is due is only read;
    where something is, it is planned again in the transaction that posts it. Where that fails, every unit is
    tried by itself."""
    planned = _planned(session, cycle_id, now, planners)
    if not planned:
        return 0
    try:
        with unit_of_work(session):
            return post(session, now, _planned(session, cycle_id, now, planners))
    except OperationalError:
        raise
    except Exception:  # whatever it is, it is noted with its unit
        added = 0
        for unit_id in sorted({letter.occasion.unit_id for letter in planned}):
            with attempts.on(f"unit {unit_id}"), unit_of_work(session):
                again = _planned(session, cycle_id, now, planners)
                added += post(session, now, [one for one in again if one.occasion.unit_id == unit_id])
        return added


def _planned(session: Session, cycle_id: int, now: datetime, planners: Sequence[Planner]) -> list[Letter]:
    desk = Desk(session, cycle_id)
    return [letter for planner in planners for letter in planner(desk, now)]
