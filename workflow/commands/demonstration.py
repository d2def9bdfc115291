"""Moving the demonstration clock: only where the application runs as a demonstration."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.commands._history import record
from workflow.models import DemonstrationClock
from workflow.permissions import EVERYWHERE, Action, require

CLOCK_ID = 1


def move_clock(session: Session, actor: Actor, now: datetime, *, arrived: datetime, to: datetime) -> None:
    """Let the shown time be `to` from the real instant `arrived` on; `now` is the time shown so far."""
    require(actor, Action.MOVE_DEMONSTRATION_CLOCK, EVERYWHERE)
    seconds = -((arrived - to) // timedelta(seconds=1))
    session.merge(DemonstrationClock(id=CLOCK_ID, offset_seconds=seconds))
    record(session, actor, now, "demonstration.clock_moved", None, before={"now": now}, after={"now": to})
