"""Moving the demonstration clock: only where the application runs as a demonstration."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.errors import Invalid
from workflow.models import DemonstrationClock
from workflow.permissions import EVERYWHERE, require

CLOCK_ID = 1
FARTHEST = timedelta(days=3650)
"""How far the shown time may be from the real one."""


def move_clock(session: Session, actor: Actor, now: datetime, *, arrived: datetime, to: datetime) -> None:
    """Let the shown time be `to` from the real instant `arrived` on; `now` is the time shown so far.

    Raises Invalid (field `to`) for a time too far off.
    """
    require(actor, Action.MOVE_DEMONSTRATION_CLOCK, EVERYWHERE)
    if abs(to - arrived) > FARTHEST:
        raise Invalid({"to": f"演示时间与实际时间最多相差 {FARTHEST.days // 365} 年，选近一些的时间。"})
    seconds = -((arrived - to) // timedelta(seconds=1))
    session.merge(DemonstrationClock(id=CLOCK_ID, offset_seconds=seconds))
    record(session, actor, now, "demonstration.move_clock", None, before={"now": now}, after={"now": to})
