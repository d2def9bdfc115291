"""Whether what a message reminds of is still owed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.models import Notice
from workflow.queries.obligations import obligations
from workflow.rules.obligations import still_due

Outdated = dict[int, str]
"""Notice → why it is no longer true."""


def no_longer_owed(session: Session, now: datetime, notices: Sequence[Notice]) -> Outdated:
    """Reminders of what their unit has done, or cannot do any more."""
    cycles = {notice.cycle_id for notice in notices if notice.cycle_id is not None}
    owed = {
        (cycle_id, one.unit_id, one.entry)
        for cycle_id in cycles
        for one in still_due(obligations(session, cycle_id), now)
    }
    places = {notice.id: (notice.cycle_id, notice.unit_id, notice.entry) for notice in notices}
    return {notice: "已办完，或者不再受理" for notice, place in places.items() if place not in owed}


def none_below_owes(session: Session, now: datetime, notices: Sequence[Notice]) -> Outdated:
    """Escalations to a unit below which nobody owes anything any more."""
    return no_longer_owed(session, now, notices)
